/// Something to show: all that a renderer sees of an analysis.
public enum Exhibit: Sendable, Equatable {
  case table(ExhibitTable)
  case histogram(ExhibitHistogram)
  case curve(ExhibitCurve)
  case heatMap(ExhibitHeatMap)
  case note(String)
  /// An arrangement that other programs may follow; nothing to look at.
  case arrangement(ExhibitArrangement)
}

/// A table with typed cells.
public struct ExhibitTable: Sendable, Equatable {
  /// The finding that the table shows, as a sentence.
  public var title: String
  /// The heads of the columns.
  public var columns: [String]
  /// The rows, each as wide as ``columns``.
  public var rows: [[ExhibitCell]]
  /// What was left out, if anything.
  public var footnote: String?

  /// A table from its parts.
  public init(title: String, columns: [String], rows: [[ExhibitCell]], footnote: String? = nil) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.footnote = footnote
  }
}

/// A cell of a table; renderers choose the digits by the kind of number.
public enum ExhibitCell: Sendable, Equatable {
  /// Words, perhaps a name from the data: renderers escape it.
  case text(String)
  /// A count.
  case count(Int)
  /// A correlation or another number in [−1, 1].
  case coefficient(Double)
  /// A number of any size, to be shown with about three significant digits.
  case number(Double)
  /// An exact coefficient of a relation, shown with all its digits.
  case exact(Double)
  /// No value, and why.
  case none(String)
}

/// Counts in bins of equal width, with an observed value.
public struct ExhibitHistogram: Sendable, Equatable {
  /// The finding that the histogram shows.
  public var title: String
  /// Left border of the first bin.
  public var lower: Double
  /// Right border of the last bin.
  public var upper: Double
  /// The counts.
  public var counts: [Int]
  /// The observed value, marked; it may lie outside the bins.
  public var observed: Double
  /// What the axis across measures.
  public var xLabel: String
  /// What could be observed at best; nil where that is not known.
  public var best: Double?
  /// One sentence on how to read it.
  public var howToRead: String

  /// A histogram from its parts.
  public init(
    title: String, lower: Double, upper: Double, counts: [Int], observed: Double,
    xLabel: String = "", best: Double? = nil, howToRead: String
  ) {
    self.title = title
    self.lower = lower
    self.upper = upper
    self.counts = counts
    self.observed = observed
    self.xLabel = xLabel
    self.best = best
    self.howToRead = howToRead
  }
}

/// Points along an axis.
public struct ExhibitCurve: Sendable, Equatable {
  /// The finding that the curve shows.
  public var title: String
  /// What the axis across measures.
  public var xLabel: String
  /// What the axis upward measures.
  public var yLabel: String
  /// The points.
  public var points: [(x: Double, y: Double)]
  /// Between which values chance would put each point; empty where that is not known.
  public var band: [(lower: Double, upper: Double)]
  /// One sentence on how to read it.
  public var howToRead: String

  /// A curve from its parts.
  public init(
    title: String, xLabel: String, yLabel: String, points: [(x: Double, y: Double)],
    band: [(lower: Double, upper: Double)] = [], howToRead: String
  ) {
    precondition(
      band.isEmpty || band.count == points.count, "chance is known for all points or none")
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.points = points
    self.band = band
    self.howToRead = howToRead
  }

  /// Whether two curves show the same.
  public static func == (a: ExhibitCurve, b: ExhibitCurve) -> Bool {
    a.title == b.title && a.xLabel == b.xLabel && a.yLabel == b.yLabel
      && a.howToRead == b.howToRead && a.points.elementsEqual(b.points, by: ==)
      && a.band.elementsEqual(b.band, by: ==)
  }
}

/// A rectangle of values in [−1, 1]; nil where a position has no value.
public struct ExhibitHeatMap: Sendable, Equatable {
  /// The finding that the map shows.
  public var title: String
  /// Row after row, each as long as the others.
  public var values: [[Double?]]
  /// The numbers of the first row and column, from which the others count on.
  public var origin: (row: Int, column: Int)
  /// The names of rows and columns alike, where they are correlations of columns; empty for numbers.
  public var labels: [String]
  /// One sentence on how to read it.
  public var howToRead: String

  /// A map from its parts.
  public init(
    title: String, values: [[Double?]], origin: (row: Int, column: Int) = (0, 0),
    labels: [String] = [], howToRead: String
  ) {
    precondition(
      labels.isEmpty
        || labels.count == values.count && values.allSatisfy { $0.count == labels.count },
      "named rows and columns are the same")
    self.title = title
    self.values = values
    self.origin = origin
    self.labels = labels
    self.howToRead = howToRead
  }

  /// Whether two maps show the same.
  public static func == (a: ExhibitHeatMap, b: ExhibitHeatMap) -> Bool {
    a.title == b.title && a.values == b.values && a.origin == b.origin && a.labels == b.labels
      && a.howToRead == b.howToRead
  }
}

/// Which position's feature is put at each place.
public struct ExhibitArrangement: Sendable, Equatable {
  /// For each place, row-major, the position as a number of the layout; nil for a place left empty.
  public var order: [Int?]

  /// An arrangement.
  public init(order: [Int?]) { self.order = order }
}
