internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// Rows in memory for a test of this many positions that not all pairs of them can be.
struct LargeLocality: Sendable {
  /// Standardised rows, a column a node.
  let rows: StandardisedRows
  /// The same rows on few positions, averaged with their neighbours.
  let averages: PooledRows
  /// Who is whose neighbour.
  let neighbours: NeighbourGraph

  /// The layout.
  var layout: Layout { neighbours.layout }
  /// The index of each node in the layout, ascending.
  var positions: [Int] { neighbours.positions }

  init(
    _ summary: Summary, _ features: ArrangedFeatures, _ neighbours: NeighbourGraph, threads: Int
  ) {
    let sample = summary.sample.features
    rows = StandardisedRows(sample, features: features.columns, threads: threads)
    averages = PooledRows(
      sample, rows: Array(0..<sample.rows), features, limit: ConvolutionProperties.positionLimit)
    self.neighbours = neighbours
  }

  /// The nodes of a patch at a random place, ascending: a square of a grid, or a run of columns.
  func patch(_ stream: inout RandomStream, positions limit: Int) -> [Int] {
    guard case .grid(let height, let width, let channels) = layout else {
      let count = min(limit, positions.count)
      let first = Int(stream.uniform(below: UInt32(positions.count - count + 1)))
      return Array(first..<first + count)
    }
    var side = 1
    while (side + 1) * (side + 1) * channels <= limit { side += 1 }
    let rows = min(side, height)
    let columns = min(side, width)
    let top = Int(stream.uniform(below: UInt32(height - rows + 1)))
    let left = Int(stream.uniform(below: UInt32(width - columns + 1)))
    return positions.indices.filter { node in
      let pixel = positions[node] / channels
      return (top..<top + rows).contains(pixel / width)
        && (left..<left + columns).contains(pixel % width)
    }
  }

  /// The pairs of nodes of a grid that lie this many rows and columns apart, within a channel.
  func runs(rows down: Int, columns right: Int) -> [PositionRun] {
    guard case .grid(let height, let width, let channels) = layout else { return [] }
    var nodeAt = [Int32](repeating: -1, count: height * width * channels)
    for (node, position) in positions.enumerated() { nodeAt[position] = Int32(node) }
    var runs = [PositionRun]()
    for (node, position) in positions.enumerated() {
      let pixel = position / channels
      let row = pixel / width + down
      let column = pixel % width + right
      guard row < height, (0..<width).contains(column) else { continue }
      let other = Int(nodeAt[(row * width + column) * channels + position % channels])
      guard other >= 0 else { continue }
      if let last = runs.last, last.from + last.length == node, last.to + last.length == other {
        runs[runs.count - 1].length += 1
      } else {
        runs.append(PositionRun(from: node, to: other, length: 1))
      }
    }
    return runs
  }
}

extension [PositionRun] {
  /// How many pairs.
  var pairCount: Int { reduce(0) { $0 + $1.length } }

  /// The pairs one by one.
  var pairs: [(a: UInt32, b: UInt32)] {
    flatMap { run in
      (0..<run.length).map { (UInt32(run.from + $0), UInt32(run.to + $0)) }
    }
  }
}
