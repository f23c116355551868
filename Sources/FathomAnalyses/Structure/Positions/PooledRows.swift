internal import FathomData
internal import FathomNumerics

/// Rows on no more positions than a limit: neighbours are averaged where there are more.
struct PooledRows {
  /// `n × p`; NaN where all values of a block are missing.
  let values: Matrix
  /// The positions that are left.
  let neighbours: NeighbourGraph
  /// How many positions were averaged in each direction; 1 for none.
  let factor: Int

  init(_ block: Matrix, rows: [Int], _ features: ArrangedFeatures, limit: Int) {
    var factor = 1
    var blocks = features.columns.indices.map { [$0] }
    var layout = features.layout
    var positions = features.positions
    let whole = NeighbourGraph(layout: features.layout, positions: features.positions)
    while blocks.count > limit {
      factor += 1
      let grid = PooledPositions.layout(features.layout, factor)
      let members = Dictionary(
        grouping: features.columns.indices,
        by: { PooledPositions.block(whole.place($0), grid, factor) })
      layout = grid
      positions = members.keys.sorted()
      blocks = positions.map { members[$0] ?? [] }
    }
    self.factor = factor
    neighbours = NeighbourGraph(layout: layout, positions: positions)
    guard factor > 1 else {
      values = block.selecting(rows: rows, columns: features.columns)
      return
    }
    var averages = Matrix(rows: rows.count, columns: blocks.count)
    for (index, members) in blocks.enumerated() {
      for (row, source) in rows.enumerated() {
        var sum = 0.0
        var count = 0
        for member in members {
          let value = block[source, features.columns[member]]
          guard !value.isNaN else { continue }
          sum += value
          count += 1
        }
        averages[row, index] = count > 0 ? sum / Double(count) : .nan
      }
    }
    values = averages
  }
}
