internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Finds an arrangement in which similar items stand side by side.
///
/// Spectral seriation orders items by the Fiedler vector of their similarities (Atkins, Boman &
/// Hendrickson 1998, *SIAM J. Comput.* 28:297); recursive bisection cuts them in two by it, and each half
/// again, as Alexander et al. (2023, NeurIPS) rearrange features. Exchanges then raise the sum of the
/// similarities between neighbours until none does.
struct Seriation {
  /// How an arrangement was begun.
  enum Start: String, CaseIterable, Sendable {
    case spectral = "spectral seriation"
    case bisection = "recursive bisection"
  }

  /// Similarities, symmetric, ≥ 0; the diagonal is ignored.
  private let similarities: Matrix
  /// Those of each item to the few items that are nearest to it.
  private let nearest: Matrix

  private static let nearestCount = 8
  private static let sweeps = 50
  /// Exchanges that are tried on a grid, for each item.
  private static let exchanges = 8_000
  /// How much of the similarity of nearest items an exchange may lose at first, one in e of them.
  private static let warmth = 0.3

  private var count: Int { similarities.columns }

  init(_ similarities: Matrix) {
    self.similarities = similarities
    nearest = Seriation.nearestOnly(similarities)
  }

  // MARK: In a row

  /// The items in an order from one end to the other.
  func path(_ start: Start) throws(NumericsError) -> [Int] {
    var order =
      switch start {
      case .spectral: try Seriation.spectralOrder(nearest)
      case .bisection: try bisected(Array(0..<count), before: nil)
      }
    improve(&order)
    // An order and its mirror image are one: the one is taken that begins nearer to the first item.
    if let first = order.first, let last = order.last, first > last { order.reverse() }
    return order
  }

  /// Halves a set of items until single ones are left; of the two ways round, the half that is more like
  /// what stands before comes first.
  private func bisected(_ items: [Int], before: [Int]?) throws(NumericsError) -> [Int] {
    guard items.count > 2 else { return turned(items, before) }
    let order = try Seriation.spectralOrder(
      nearest.selecting(rows: items, columns: items)
    ).map { items[$0] }
    let facing = turned(order, before)
    let half = facing.count / 2
    let first = try bisected(Array(facing[..<half]), before: before)
    return first + (try bisected(Array(facing[half...]), before: first))
  }

  private func turned(_ items: [Int], _ before: [Int]?) -> [Int] {
    guard let before, items.count > 1 else { return items }
    let half = items.count / 2
    let tail = before.suffix(max(1, half))
    func likeness(_ part: ArraySlice<Int>) -> Double {
      part.reduce(0.0) { sum, item in
        tail.reduce(sum) { $0 + similarities[$1, item] }
      } / Double(part.count)
    }
    return likeness(items[..<half]) >= likeness(items[(items.count - half)...])
      ? items : items.reversed()
  }

  /// Improves an order until none of the moves brings more similarity onto neighbours.
  ///
  /// A segment is turned round (2-opt; Croes 1958, *Oper. Res.* 6:791), a short segment moved elsewhere,
  /// or the closed tour cut where it is weakest.
  private func improve(_ order: inout [Int]) {
    var gaps = [Double](repeating: 0, count: order.count + 1)
    similarities.storage.withUnsafeBufferPointer { similarities in
      order.withUnsafeMutableBufferPointer { order in
        gaps.withUnsafeMutableBufferPointer { gaps in
          let tour = PathImprovement(order: order, similarities: similarities, gaps: gaps)
          for _ in 0..<Seriation.sweeps {
            var improved = tour.reverseSegments()
            improved = tour.moveSegments() || improved
            improved = tour.cutWeakest() || improved
            if !improved { return }
          }
        }
      }
    }
  }

  // MARK: On a grid

  /// The item that is put on each of some cells of a grid, by row and column, as many as there are items.
  ///
  /// - Parameter values: what is to be large between neighbours, `p × p`.
  func grid(
    _ start: Start, cells: [(row: Int, column: Int)], values: Matrix, stream: RandomStream
  ) throws(NumericsError) -> [Int] {
    precondition(cells.count == count, "a cell for each item")
    var items = [Int](repeating: 0, count: count)
    switch start {
    case .spectral: try fillSpectrally(&items, cells)
    case .bisection: try fill(&items, Array(cells.indices), Array(0..<count), cells)
    }
    exchange(&items, cells, values, stream)
    return items
  }

  /// Bands of rows by the second eigenvector, columns within a band by the third.
  private func fillSpectrally(
    _ items: inout [Int], _ cells: [(row: Int, column: Int)]
  ) throws(NumericsError) {
    let coordinates = try Seriation.coordinates(nearest, count: min(2, count - 1))
    let last = coordinates.columns - 1
    let ordered = (0..<count).sorted { (coordinates[$0, 0], $0) < (coordinates[$1, 0], $1) }
    let byRow = cells.indices.sorted {
      (cells[$0].row, cells[$0].column) < (cells[$1].row, cells[$1].column)
    }
    var first = 0
    while first < count {
      let row = cells[byRow[first]].row
      let end = byRow[first...].firstIndex { cells[$0].row != row } ?? count
      let band = ordered[first..<end].sorted {
        (coordinates[$0, last], $0) < (coordinates[$1, last], $1)
      }
      for (cell, item) in zip(byRow[first..<end], band) { items[cell] = item }
      first = end
    }
  }

  /// Cuts the longer side of the cells, and the items by their Fiedler vector, in two.
  private func fill(
    _ result: inout [Int], _ region: [Int], _ items: [Int], _ cells: [(row: Int, column: Int)]
  ) throws(NumericsError) {
    guard items.count > 1 else {
      for (cell, item) in zip(region, items) { result[cell] = item }
      return
    }
    func extent(_ side: (Int) -> Int) -> Int {
      (region.map(side).max() ?? 0) - (region.map(side).min() ?? 0)
    }
    let cutsRows = extent { cells[$0].row } >= extent { cells[$0].column }
    let sorted = region.sorted {
      let a = cells[$0]
      let b = cells[$1]
      return cutsRows
        ? (a.row, a.column) < (b.row, b.column) : (a.column, a.row) < (b.column, b.row)
    }
    let order = try Seriation.spectralOrder(
      nearest.selecting(rows: items, columns: items)
    ).map { items[$0] }
    let half = sorted.count / 2
    try fill(&result, Array(sorted[..<half]), Array(order[..<half]), cells)
    try fill(&result, Array(sorted[half...]), Array(order[half...]), cells)
  }

  /// Exchanges two items at a time, by simulated annealing (Kirkpatrick, Gelatt & Vecchi 1983, *Science*
  /// 220:671): what brings more onto neighbours is done, what brings less now and then, ever more rarely.
  ///
  /// Most exchanges that are tried put an item beside one that is nearest to it.
  private func exchange(
    _ items: inout [Int], _ cells: [(row: Int, column: Int)], _ values: Matrix,
    _ stream: RandomStream
  ) {
    let n = count
    guard n > 1 else { return }
    var cellAt = [Int: Int]()
    for (index, cell) in cells.enumerated() { cellAt[cell.row << 32 | cell.column] = index }
    // Four places a cell; −1 where there is no neighbour.
    let neighbours = cells.flatMap { cell in
      [(0, 1), (0, -1), (1, 0), (-1, 0)].map { step in
        let row = cell.row + step.0
        let column = cell.column + step.1
        return row < 0 || column < 0 ? -1 : cellAt[row << 32 | column] ?? -1
      }
    }
    let friends = friends()
    let warmth =
      Seriation.warmth
      * friends.enumerated().reduce(0.0) { sum, entry in
        sum + similarities[entry.element, entry.offset / Seriation.friendCount(n)]
      } / Double(friends.count)
    let tries = Seriation.exchanges * n
    var cellOf = [Int](repeating: 0, count: n)
    for (cell, item) in items.enumerated() { cellOf[item] = cell }
    var stream = stream
    values.storage.withUnsafeBufferPointer { values in
      neighbours.withUnsafeBufferPointer { neighbours in
        friends.withUnsafeBufferPointer { friends in
          items.withUnsafeMutableBufferPointer { items in
            cellOf.withUnsafeMutableBufferPointer { cellOf in
              // In bounds: items are a permutation of 0..<n and cellOf its inverse, cells and their
              // neighbours lie in 0..<n, each item has as many friends, and there are n² values.
              let perItem = Seriation.friendCount(n)
              for attempt in 0..<tries {
                let i = Int(stream.uniform(below: UInt32(n)))
                var j = Int(stream.uniform(below: UInt32(n)))
                let choice = stream.uniform(below: 40)
                if choice < 36 {
                  let friend = friends[items[i] * perItem + j % perItem]
                  j = neighbours[4 * cellOf[friend] + Int(choice % 4)]
                }
                guard j >= 0, i != j else { continue }
                let a = items[i] * n
                let b = items[j] * n
                var gain = 0.0
                for side in 0..<4 {
                  let near = neighbours[4 * i + side]
                  if near >= 0, near != j {
                    gain += values[b + items[near]] - values[a + items[near]]
                  }
                  let other = neighbours[4 * j + side]
                  if other >= 0, other != i {
                    gain += values[a + items[other]] - values[b + items[other]]
                  }
                }
                let heat = warmth * Double(tries - attempt) / Double(tries)
                if gain > 1e-12 || heat > 0 && stream.uniform() < exp(gain / heat) {
                  items.swapAt(i, j)
                  cellOf[items[i]] = i
                  cellOf[items[j]] = j
                }
              }
            }
          }
        }
      }
    }
  }

  private static func friendCount(_ items: Int) -> Int { min(nearestCount, items - 1) }

  /// The items nearest to each item, the nearest first, as many for each.
  private func friends() -> [Int] {
    (0..<count).flatMap { item in
      (0..<count).filter { $0 != item }.sorted {
        (similarities[$1, item], $0) < (similarities[$0, item], $1)
      }.prefix(Seriation.friendCount(count))
    }
  }

  // MARK: Spectra

  private static func spectralOrder(_ similarities: Matrix) throws(NumericsError) -> [Int] {
    guard similarities.columns > 2 else { return Array(0..<similarities.columns) }
    let fiedler = try coordinates(similarities, count: 1)
    return (0..<similarities.columns).sorted { (fiedler[$0, 0], $0) < (fiedler[$1, 0], $1) }
  }

  /// The eigenvectors of the normalised Laplacian behind the constant one, scaled back to items.
  private static func coordinates(
    _ similarities: Matrix, count: Int
  ) throws(NumericsError) -> Matrix {
    let n = similarities.columns
    var laplacian = similarities
    // A trace of similarity between all keeps a graph in several pieces in one.
    let trace = 1e-6 * max(1e-300, similarities.storage.max() ?? 0)
    var scales = [Double](repeating: 0, count: n)
    for j in 0..<n {
      var degree = 0.0
      for i in 0..<n where i != j { degree += similarities[i, j] + trace }
      scales[j] = 1 / degree.squareRoot()
    }
    for j in 0..<n {
      for i in 0..<n {
        laplacian[i, j] = i == j ? 1 : -(similarities[i, j] + trace) * scales[i] * scales[j]
      }
    }
    let vectors = try LinearAlgebra.smallestEigenvectors(ofSymmetric: laplacian, count: count + 1)
      .vectors
    var coordinates = Matrix(rows: n, columns: count)
    for j in 0..<count { for i in 0..<n { coordinates[i, j] = vectors[i, j + 1] * scales[i] } }
    return coordinates
  }

  private static func nearestOnly(_ similarities: Matrix) -> Matrix {
    let n = similarities.columns
    var result = Matrix(rows: n, columns: n)
    guard n > 1 else { return result }
    let kept = min(nearestCount, n - 1)
    for j in 0..<n {
      let others = (0..<n).filter { $0 != j }.map { similarities[$0, j] }
      let limit = Quantiles.smallest(others.count - kept + 1, of: others)
      for i in 0..<n where i != j && similarities[i, j] >= limit {
        result[i, j] = similarities[i, j]
        result[j, i] = similarities[i, j]
      }
    }
    return result
  }
}
