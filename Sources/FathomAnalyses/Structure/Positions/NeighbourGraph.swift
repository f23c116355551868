public import FathomData
public import FathomNumerics
internal import FathomSummaries

/// The positions of the features and who is whose neighbour.
public struct NeighbourGraph: Sendable, Equatable {
  /// The layout behind the positions.
  public let layout: Layout
  /// For each node: the index of its position in the layout (row-major, channels last).
  public let positions: [Int]
  /// The edges between neighbouring nodes.
  public let graph: Graph
  /// For grids: how many of the first edges are horizontal; the others are vertical.
  public let horizontalEdges: Int

  /// The graph over the nodes that are left when some positions have dropped out.
  ///
  /// - Parameters:
  ///   - layout: a path for tables and sequences; rook's moves within a channel for grids.
  ///   - positions: the positions that are there, ascending. In a table or sequence a position that
  ///     dropped out joins its neighbours, as the reference does; in a grid it leaves a hole.
  public init(layout: Layout, positions: [Int]) {
    self.layout = layout
    self.positions = positions
    var edges = [(Int, Int)]()
    guard case .grid(let height, let width, let channels) = layout else {
      for node in positions.indices.dropLast() { edges.append((node, node + 1)) }
      graph = Graph(nodes: positions.count, edges: edges)
      horizontalEdges = edges.count
      return
    }
    var node = [Int?](repeating: nil, count: height * width * channels)
    for (index, position) in positions.enumerated() { node[position] = index }
    func join(_ rowStep: Int, _ columnStep: Int) {
      for row in 0..<(height - rowStep) {
        for column in 0..<(width - columnStep) {
          for channel in 0..<channels {
            let here = (row * width + column) * channels + channel
            let there = ((row + rowStep) * width + column + columnStep) * channels + channel
            if let a = node[here], let b = node[there] { edges.append((a, b)) }
          }
        }
      }
    }
    join(0, 1)
    horizontalEdges = edges.count
    join(1, 0)
    graph = Graph(nodes: positions.count, edges: edges)
  }

  /// The name of the graph.
  public var name: String {
    layout.isGrid ? "rook" : "path"
  }

  /// Row, column and channel of a node; the column is the position for tables and sequences.
  func place(_ node: Int) -> (row: Int, column: Int, channel: Int) {
    guard case .grid(_, let width, let channels) = layout else { return (0, node, 0) }
    let position = positions[node]
    let pixel = position / channels
    return (pixel / width, pixel % width, position % channels)
  }

  /// The number of steps between two nodes: Manhattan distance; nil between channels.
  func distance(_ a: Int, _ b: Int) -> Int? {
    let p = place(a)
    let q = place(b)
    return p.channel == q.channel ? abs(p.row - q.row) + abs(p.column - q.column) : nil
  }
}

/// Whether hardly a row of a column differs from the others.
enum NearlyConstant {
  /// Rows that differ in a column that counts.
  static let fewestDifferent = 3

  /// Whether fewer rows than that differ from the most frequent value; false below twice as many rows.
  static func holds(_ values: ArraySlice<Double>) -> Bool {
    values.count >= 2 * fewestDifferent && different(values) < fewestDifferent
  }

  /// How many values differ from the one that most have; all of them where none has a majority.
  static func different(_ values: ArraySlice<Double>) -> Int {
    // The majority vote of Boyer & Moore 1981 leaves the only value that can have one.
    var candidate = Double.nan
    var votes = 0
    var present = 0
    for value in values where !value.isNaN {
      present += 1
      if votes == 0 { candidate = value }
      votes += value == candidate ? 1 : -1
    }
    guard votes > 0 else { return present }
    return present - values.count { $0 == candidate }
  }
}

/// The numeric features that vary, each with its position in the layout.
struct ArrangedFeatures {
  /// The index of each position in the layout, ascending.
  private(set) var positions: [Int]
  /// The design column of each.
  private(set) var columns: [Int]
  /// The layout.
  let layout: Layout

  init(_ summary: Summary) {
    let schema = summary.schema
    layout = schema.layout
    let termOfColumn = Dictionary(
      uniqueKeysWithValues: summary.design.terms.map { ($0.column, $0) })
    positions = []
    columns = []
    for (position, column) in schema.positions.enumerated() {
      guard let term = termOfColumn[column], term.isNumeric else { continue }
      let design = term.range.lowerBound
      guard summary.moments[design].varies else { continue }
      // Neighbours in a table that are alike in one odd row only are no neighbours.
      if layout == .table, NearlyConstant.holds(summary.sample.features.column(design)) { continue }
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
