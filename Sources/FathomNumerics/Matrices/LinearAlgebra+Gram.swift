internal import CKernels
internal import COpenBLAS

/// Gram matrices, by tiles that threads share.
extension LinearAlgebra {
  /// Columns of a tile: wide enough for the full speed of a product, small enough for many tiles.
  private static let tileSize = 512

  /// Adds `aᵀ · a` to a symmetric `p × p` matrix, both triangles.
  ///
  /// - Parameter threads: changes the time, never the result: the tiles are the same for any number.
  /// - Complexity: O(n·p²) flops, half of what a general product costs.
  public static func addGram(of a: Matrix, to gram: inout Matrix, threads: Int = 1) {
    prepare()
    let p = a.columns
    precondition(gram.rows == p && gram.columns == p, "the Gram matrix is p × p")
    guard a.rows > 0 else { return }
    gram.storage.withUnsafeMutableBufferPointer { target in
      if addNarrowGram(of: a, to: target) { return }
      setTiles(
        of: a, order: p, inner: a.rows, isOuter: false, plus: 1, target, threads: threads)
    }
  }

  /// The Gram matrix `aᵀ · a`, `p × p`.
  ///
  /// - Parameter threads: changes the time, never the result.
  public static func gram(of a: Matrix, threads: Int = 1) -> Matrix {
    newGram(of: a, order: a.columns, inner: a.rows, isOuter: false, threads: threads)
  }

  /// The outer Gram matrix `a · aᵀ`, `n × n`.
  ///
  /// - Parameter threads: changes the time, never the result.
  public static func outerGram(of a: Matrix, threads: Int = 1) -> Matrix {
    newGram(of: a, order: a.rows, inner: a.columns, isOuter: true, threads: threads)
  }

  /// Up to this many columns, and for this many rows at a time, the kernel is used instead of dsyrk: 0.7 of its time
  /// for 50 columns and 0.9 for 128 with AVX-512, 1.1 and 1.5 with AVX2, with the same bits (1,024 rows,
  /// OpenBLAS 0.3.21 with kernels for AVX2).
  private static let widestNarrow = 128
  private static let narrowRows = 1_024

  /// Adds the Gram matrix of few columns; returns false, and adds nothing, for more columns, or where
  /// the processor lacks what it takes.
  private static func addNarrowGram(
    of a: Matrix, to target: UnsafeMutableBufferPointer<Double>
  ) -> Bool {
    let (n, p) = (a.rows, a.columns)
    guard (1...widestNarrow).contains(p), let gram = target.baseAddress else { return false }
    let tile = Int(FATHOM_GRAM_TILE)
    let room = (min(n, narrowRows) + 7) / 8 * 8 * ((p + tile - 1) / tile * tile)
    return withUnsafeTemporaryAllocation(
      byteCount: room * MemoryLayout<Double>.stride, alignment: 64
    ) { scratch in
      a.storage.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress,
          let scratch = scratch.bindMemory(to: Double.self).baseAddress
        else { return false }
        for first in stride(from: 0, to: n, by: narrowRows) {
          // In bounds: columns of n elements, of which these rows end at the last.
          guard fathom_gram(base + first, min(narrowRows, n - first), p, n, scratch, gram) != 0
          else { return false }
        }
        return true
      }
    }
  }

  /// The tiles are the first to touch the memory, so that clearing it is shared as well.
  private static func newGram(
    of a: Matrix, order: Int, inner: Int, isOuter: Bool, threads: Int
  ) -> Matrix {
    prepare()
    guard inner > 0 else { return Matrix(rows: order, columns: order) }
    if !isOuter, order <= widestNarrow {
      var gram = Matrix(rows: order, columns: order)
      addGram(of: a, to: &gram)
      return gram
    }
    let storage = LargeArray.make(count: order * order) { target in
      setTiles(
        of: a, order: order, inner: inner, isOuter: isOuter, plus: 0, target, threads: threads)
    }
    return Matrix(rows: order, columns: order, storage: storage)
  }

  /// Adds `aᵀ · b` to a matrix.
  ///
  /// - Parameter threads: changes the time, never the result.
  /// - Complexity: O(n·p·q) flops.
  public static func addProduct(
    of a: Matrix, and b: Matrix, to sum: inout Matrix, threads: Int = 1
  ) {
    prepare()
    precondition(
      a.rows == b.rows && sum.rows == a.columns && sum.columns == b.columns,
      "dimensions must agree")
    let (n, p, q) = (a.rows, a.columns, b.columns)
    guard n > 0, p > 0, q > 0 else { return }
    a.storage.withUnsafeBufferPointer { first in
      b.storage.withUnsafeBufferPointer { second in
        sum.storage.withUnsafeMutableBufferPointer { target in
          guard let firstBase = first.baseAddress, let secondBase = second.baseAddress,
            let targetBase = target.baseAddress
          else { return }
          let first = SharedValues(base: firstBase)
          let second = SharedValues(base: secondBase)
          let target = SharedSlots(base: targetBase)
          // In bounds: blocks of whole columns that end at q at the latest, each written once.
          Parallel.forEach((q + tileSize - 1) / tileSize, threads: threads) { block in
            let column = block * tileSize
            cblas_dgemm(
              CblasColMajor, CblasTrans, CblasNoTrans, Int32(p), Int32(min(tileSize, q - column)),
              Int32(n), 1, first.base, Int32(n), second.base + column * n, Int32(n), 1,
              target.base + column * p, Int32(p))
          }
        }
      }
    }
  }

  /// The lower tiles one by one, each followed by its mirror image: the products plus `factor` times
  /// what is there, which is not looked at where the factor is 0.
  private static func setTiles(
    of a: Matrix, order: Int, inner: Int, isOuter: Bool, plus factor: Double,
    _ target: UnsafeMutableBufferPointer<Double>, threads: Int
  ) {
    let count = (order + tileSize - 1) / tileSize
    let tiles = (0..<count).flatMap { j in (j..<count).map { (row: $0, column: j) } }
    let step = isOuter ? 1 : a.rows
    let leading = Int32(a.rows)
    let (plain, transposed) = (CblasNoTrans, CblasTrans)
    a.storage.withUnsafeBufferPointer { source in
      guard let sourceBase = source.baseAddress, let targetBase = target.baseAddress else {
        return
      }
      let source = SharedValues(base: sourceBase)
      let target = SharedSlots(base: targetBase)
      // In bounds: a tile's rows and columns end at `order` at the latest, and no two tiles, nor
      // their mirror images, share an element.
      Parallel.forEach(tiles.count, threads: threads) { index in
        let first = (row: tiles[index].row * tileSize, column: tiles[index].column * tileSize)
        let rows = min(tileSize, order - first.row)
        let columns = min(tileSize, order - first.column)
        let tile = target.base + first.row + first.column * order
        if first.row == first.column {
          cblas_dsyrk(
            CblasColMajor, CblasLower, isOuter ? plain : transposed, Int32(rows), Int32(inner), 1,
            source.base + first.row * step, leading, factor, tile, Int32(order))
        } else {
          cblas_dgemm(
            CblasColMajor, isOuter ? plain : transposed, isOuter ? transposed : plain,
            Int32(rows), Int32(columns), Int32(inner), 1, source.base + first.row * step,
            leading, source.base + first.column * step, leading, factor, tile, Int32(order))
        }
        mirror(target.base, order, first, rows, columns)
      }
    }
  }

  /// Copies a lower tile over its upper counterpart, by blocks that stay in the cache.
  private static func mirror(
    _ p: UnsafeMutablePointer<Double>, _ order: Int, _ first: (row: Int, column: Int),
    _ rows: Int, _ columns: Int
  ) {
    let block = 32
    let end = (row: first.row + rows, column: first.column + columns)
    for c0 in stride(from: first.column, to: end.column, by: block) {
      for r0 in stride(from: first.row, to: end.row, by: block) {
        for r in r0..<min(r0 + block, end.row) {
          let last = min(c0 + block, end.column, r)
          guard c0 < last else { continue }
          for c in c0..<last { p[c + r * order] = p[r + c * order] }
        }
      }
    }
  }
}
