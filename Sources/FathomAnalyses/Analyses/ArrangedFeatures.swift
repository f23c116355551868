internal import FathomData
internal import FathomNumerics

/// The numeric features that vary, each with its position in the layout.
struct ArrangedFeatures {
  /// The index of each position in the layout, ascending.
  private(set) var positions: [Int]
  /// The design column of each.
  private(set) var columns: [Int]
  /// The layout.
  let layout: Layout

  init(_ summary: Summary) {
    let dataset = summary.dataset
    layout = dataset.layout
    let termOfColumn = Dictionary(
      uniqueKeysWithValues: summary.design.terms.map { ($0.column, $0) })
    positions = []
    columns = []
    for (position, column) in dataset.positions.enumerated() {
      guard let term = termOfColumn[column], term.isNumeric else { continue }
      let design = term.range.lowerBound
      guard summary.moments[design].varies else { continue }
      positions.append(position)
      columns.append(design)
    }
  }

  var count: Int { columns.count }

  /// Leaves out columns.
  mutating func keep(_ kept: Set<Int>) {
    let places = columns.indices.filter { kept.contains(columns[$0]) }
    positions = places.map { positions[$0] }
    columns = places.map { columns[$0] }
  }
}
