public import FathomData
public import FathomNumerics

/// Sums of products of standardised columns, mergeable: what a correlation matrix is made of.
///
/// The columns come in already centred and scaled, at least nearly, so that little cancels. With
/// missing values every pair of columns uses the rows where both are present. Rows without a missing
/// value need one product of matrices; only the others need more.
public struct CorrelationPartial: Partial, Codable, Equatable {
  private let columns: Int
  /// Rows absorbed.
  public private(set) var rows = 0
  /// Σ z_i z_j over the rows without a missing value; empty before the first.
  private var products = Matrix(rows: 0, columns: 0)
  /// Σ z_i over these rows.
  private var sums: [Double]
  /// How many these rows are.
  private var completeRows = 0
  /// The sums over the other rows; nil before the first.
  private var pairwise: Pairwise?

  /// Sums over the rows where both of a pair are present.
  private struct Pairwise: Sendable, Codable, Equatable {
    var products: Matrix
    /// Σ z_i over the rows where j is present.
    var sums: Matrix
    /// Σ z_i² over the rows where j is present.
    var squares: Matrix
    /// Rows where both are present.
    var counts: Matrix

    init(columns: Int) {
      let empty = Matrix(rows: columns, columns: columns)
      products = empty
      sums = empty
      squares = empty
      counts = empty
    }

    /// Takes in rows, `b × p`, of which only some columns lack values.
    ///
    /// Over the rows where a complete column is present, all sums are plain sums; only the
    /// incomplete columns need products with what is present.
    mutating func absorb(_ block: Matrix, incomplete: [Int], _ threads: Int) {
      var present = block.selecting(columns: incomplete)
      var values = block
      var squared = block
      present.replaceElements { $0.isNaN ? 0 : 1 }
      values.replaceElements { $0.isNaN ? 0 : $0 }
      squared.replaceElements { $0.isNaN ? 0 : $0 * $0 }
      LinearAlgebra.addGram(of: values, to: &products, threads: threads)
      add(Pairwise.product(values, present, threads), incomplete, to: &sums) {
        values.column($0).reduce(0, +)
      }
      add(Pairwise.product(squared, present, threads), incomplete, to: &squares) {
        squared.column($0).reduce(0, +)
      }
      addCounts(LinearAlgebra.gram(of: present, threads: threads), incomplete, rows: block.rows)
    }

    /// aᵀ · b.
    private static func product(_ a: Matrix, _ b: Matrix, _ threads: Int) -> Matrix {
      var product = Matrix(rows: a.columns, columns: b.columns)
      LinearAlgebra.addProduct(of: a, and: b, to: &product, threads: threads)
      return product
    }

    /// Adds sums over the rows where each of some columns is present, `p × m`, and to the other
    /// columns the sums over all rows.
    private func add(
      _ partial: Matrix, _ incomplete: [Int], to target: inout Matrix, total: (Int) -> Double
    ) {
      let places = CorrelationPartial.places(of: incomplete, among: target.columns)
      let totals = incomplete.count < target.columns ? (0..<target.rows).map(total) : []
      target.storage.withUnsafeMutableBufferPointer { target in
        partial.storage.withUnsafeBufferPointer { partial in
          totals.withUnsafeBufferPointer { totals in
            let p = places.count
            for j in 0..<p {
              // In bounds: p × p and p × m elements, and p totals where a column is complete.
              let source =
                places[j].map { UnsafeBufferPointer(rebasing: partial[$0 * p..<($0 + 1) * p]) }
                ?? totals
              for i in 0..<p { target[i + j * p] += source[i] }
            }
          }
        }
      }
    }

    /// Adds how many rows each pair of columns has in common.
    private mutating func addCounts(_ partial: Matrix, _ incomplete: [Int], rows: Int) {
      let p = counts.columns
      let places = CorrelationPartial.places(of: incomplete, among: p)
      counts.storage.withUnsafeMutableBufferPointer { counts in
        // In bounds: p × p elements.
        for j in 0..<p {
          for i in 0..<p {
            switch (places[i], places[j]) {
            case (let a?, let b?): counts[i + j * p] += partial[a, b]
            case (let a?, nil), (nil, let a?): counts[i + j * p] += partial[a, a]
            case (nil, nil): counts[i + j * p] += Double(rows)
            }
          }
        }
      }
    }

    mutating func merge(_ other: Pairwise) {
      products.add(other.products)
      sums.add(other.sums)
      squares.add(other.squares)
      counts.add(other.counts)
    }
  }

  /// Sums over no row.
  public init(columns: Int) {
    self.columns = columns
    sums = Array(repeating: 0, count: columns)
  }

  /// What its matrices take: one, and four more once a value is missing.
  public var byteCount: Int {
    8 * (products.storage.count + (pairwise == nil ? 0 : 4 * columns * columns) + columns)
  }

  /// Five matrices of all pairs of columns.
  public var byteLimit: Int { 8 * (5 * columns * columns + columns) }

  /// Takes in a block of standardised rows, `b × p`; NaN where a value is missing.
  public mutating func absorb(_ block: Matrix) { absorb(block, threads: 1) }

  /// Does the same on several threads, which changes the time, never the result.
  public mutating func absorb(_ block: Matrix, threads: Int) {
    precondition(block.columns == columns, "a block has the columns of the sums")
    guard block.rows > 0 else { return }
    rows += block.rows
    let blockSums = (0..<columns).map { CorrelationPartial.sum(of: block, $0) }
    // A sum is NaN exactly when a value is: standardised values are finite and far from overflow.
    let incomplete = blockSums.indices.filter { blockSums[$0].isNaN }
    guard !incomplete.isEmpty else { return absorb(complete: block, blockSums, threads) }
    let isComplete = CompleteRows(block, lacking: incomplete)
    let complete = block.selecting(rows: isComplete.rows)
    if complete.rows > 0 {
      let sums = (0..<columns).map { CorrelationPartial.sum(of: complete, $0) }
      absorb(complete: complete, sums, threads)
    }
    var taken = pairwise ?? Pairwise(columns: columns)
    pairwise = nil
    taken.absorb(block.selecting(rows: isComplete.otherRows), incomplete: incomplete, threads)
    pairwise = taken
  }

  private mutating func absorb(complete block: Matrix, _ blockSums: [Double], _ threads: Int) {
    completeRows += block.rows
    for column in 0..<columns { sums[column] += blockSums[column] }
    // The first products are not added to zeros, which would have to be written first.
    if products.columns == columns {
      LinearAlgebra.addGram(of: block, to: &products, threads: threads)
    } else {
      products = LinearAlgebra.gram(of: block, threads: threads)
    }
  }

  /// The place of each column among some of them; nil for the others.
  private static func places(of some: [Int], among columns: Int) -> [Int?] {
    var places = [Int?](repeating: nil, count: columns)
    for (place, column) in some.enumerated() { places[column] = place }
    return places
  }

  private static func sum(of block: Matrix, _ column: Int) -> Double {
    block.column(column).withUnsafeBufferPointer { BlockSum($0).sum }
  }

  /// Adds the sums of other rows.
  public mutating func merge(_ other: CorrelationPartial) {
    precondition(other.columns == columns, "sums merge when their columns agree")
    guard other.rows > 0 else { return }
    guard rows > 0 else {
      self = other
      return
    }
    rows += other.rows
    completeRows += other.completeRows
    for column in 0..<columns { sums[column] += other.sums[column] }
    if products.columns < columns {
      products = other.products
    } else if other.products.columns == columns {
      products.add(other.products)
    }
    guard let theirs = other.pairwise else { return }
    if pairwise == nil { pairwise = theirs } else { pairwise?.merge(theirs) }
  }

  /// Products of [1, Z] with itself over the rows without a missing value, and their number.
  var completeGram: (gram: Matrix, rows: Int) {
    var gram = Matrix(rows: columns + 1, columns: columns + 1)
    gram[0, 0] = Double(completeRows)
    guard products.columns == columns else { return (gram, completeRows) }
    for j in 0..<columns {
      gram[0, j + 1] = sums[j]
      gram[j + 1, 0] = sums[j]
      for i in 0..<columns { gram[i + 1, j + 1] = products[i, j] }
    }
    return (gram, completeRows)
  }

  /// Pearson's correlations, `p × p`; NaN where a pair has fewer than `minimumRows` rows in common
  /// or one of the two does not vary over them.
  public func correlations(minimumRows: Int = 3) -> Matrix {
    var copy = self
    return copy.takeCorrelations(minimumRows: minimumRows)
  }

  /// The same in the memory of the sums, which are void afterwards.
  package mutating func takeCorrelations(minimumRows: Int = 3, threads: Int = 1) -> Matrix {
    let p = columns
    var result = Matrix(rows: 0, columns: 0)
    swap(&result, &products)
    if result.columns < p { result = Matrix(rows: p, columns: p) }
    let squares = (0..<p).map { result[$0, $0] }
    let inverses = inverseLengths(squares, minimumRows)
    let rest = self
    result.storage.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      let shared = SharedSlots(base: base)
      let blockSize = 64
      Parallel.forEach((p + blockSize - 1) / blockSize, threads: threads) { block in
        for j in block * blockSize..<min(p, (block + 1) * blockSize) {
          // In bounds: column j of p columns of p elements; no two blocks share one.
          let column = UnsafeMutableBufferPointer(start: shared.base + j * p, count: p)
          if let pairwise = rest.pairwise {
            for i in 0..<p {
              column[i] = rest.correlation(column[i], squares, pairwise, i, j, minimumRows)
            }
          } else {
            let n = Double(rest.completeRows)
            let mean = rest.sums[j] / n
            for i in 0..<p {
              let r = (column[i] - rest.sums[i] * mean) * (inverses[i] * inverses[j])
              column[i] = CorrelationPartial.clamped(r)
            }
          }
          column[j] = 1
        }
      }
    }
    return result
  }

  /// 1 / √Σ(z − z̄)²; NaN where nothing varies or too few rows are there.
  private func inverseLengths(_ squares: [Double], _ minimumRows: Int) -> [Double] {
    let n = Double(completeRows)
    return squares.indices.map { i in
      let square = squares[i] - sums[i] * sums[i] / n
      return completeRows >= minimumRows && CorrelationPartial.isVariation(square, n)
        ? 1 / square.squareRoot() : .nan
    }
  }

  /// The correlation of a pair from all blocks.
  private func correlation(
    _ product: Double, _ squares: [Double], _ pairwise: Pairwise, _ i: Int, _ j: Int,
    _ minimumRows: Int
  ) -> Double {
    let n = Double(completeRows) + pairwise.counts[i, j]
    guard n >= Double(minimumRows) else { return .nan }
    let sumI = sums[i] + pairwise.sums[i, j]
    let sumJ = sums[j] + pairwise.sums[j, i]
    let squareI = squares[i] + pairwise.squares[i, j] - sumI * sumI / n
    let squareJ = squares[j] + pairwise.squares[j, i] - sumJ * sumJ / n
    guard CorrelationPartial.isVariation(squareI, n), CorrelationPartial.isVariation(squareJ, n)
    else { return .nan }
    let r =
      (product + pairwise.products[i, j] - sumI * sumJ / n) / (squareI * squareJ).squareRoot()
    return CorrelationPartial.clamped(r)
  }

  /// Standardised columns have squares near n; what is left after rounding is not variation.
  private static func isVariation(_ square: Double, _ n: Double) -> Bool { square > 1e-12 * n }

  /// Rounding may lead beyond ±1; NaN stays.
  @inline(__always)
  private static func clamped(_ r: Double) -> Double { r > 1 ? 1 : r < -1 ? -1 : r }
}
