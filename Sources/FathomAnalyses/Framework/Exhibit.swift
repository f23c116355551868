/// Something to show: all that a renderer sees of an analysis.
public enum Exhibit: Sendable, Equatable {
  case table(ExhibitTable)
  case histogram(ExhibitHistogram)
  case curve(ExhibitCurve)
  case trend(ExhibitTrend)
  case bars(ExhibitBars)
  case intervals(ExhibitIntervals)
  case heatMap(ExhibitHeatMap)
  case note(String)
  /// An arrangement that other programs may follow; nothing to look at.
  case arrangement(ExhibitArrangement)
  /// Rows whose labels are doubted, which other programs may follow; nothing to look at.
  case suspects(ExhibitSuspects)
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
  /// What the marked value is.
  public var observedLabel: String
  /// What is counted.
  public var countedLabel: String
  /// What the axis across measures.
  public var xLabel: String
  /// What could be observed at best; nil where that is not known.
  public var best: Double?
  /// One sentence on how to read it.
  public var howToRead: String

  /// A histogram from its parts.
  public init(
    title: String, lower: Double, upper: Double, counts: [Int], observed: Double,
    observedLabel: String = "this data set", countedLabel: String = "shuffled", xLabel: String = "",
    best: Double? = nil, howToRead: String
  ) {
    self.title = title
    self.lower = lower
    self.upper = upper
    self.counts = counts
    self.observed = observed
    self.observedLabel = observedLabel
    self.countedLabel = countedLabel
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

/// Measured points, the line through them with its band, and where it leads.
public struct ExhibitTrend: Sendable, Equatable {
  /// A measured point.
  public struct Point: Sendable, Equatable {
    /// Where it lies across; positive.
    public var x: Double
    /// How high it lies.
    public var y: Double
    /// Its standard error.
    public var error: Double

    /// A point.
    public init(x: Double, y: Double, error: Double) {
      self.x = x
      self.y = y
      self.error = error
    }
  }

  /// A place on the line.
  public struct Place: Sendable, Equatable {
    /// Where it lies across; positive.
    public var x: Double
    /// The height of the line.
    public var y: Double
    /// The lower edge of the band.
    public var lower: Double
    /// The upper edge of the band.
    public var upper: Double

    /// A place.
    public init(x: Double, y: Double, lower: Double, upper: Double) {
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
    }
  }

  /// The finding that the figure shows.
  public var title: String
  /// What the axis across measures, on a logarithmic scale.
  public var xLabel: String
  /// What the axis upward measures.
  public var yLabel: String
  /// The measured points.
  public var points: [Point]
  /// The line through and beyond them, from left to right.
  public var line: [Place]
  /// A place across that is marked: what there is today.
  public var mark: Double
  /// What is marked.
  public var markLabel: String
  /// One sentence on how to read it.
  public var howToRead: String

  /// A trend from its parts.
  public init(
    title: String, xLabel: String, yLabel: String, points: [Point], line: [Place], mark: Double,
    markLabel: String, howToRead: String
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.points = points
    self.line = line
    self.mark = mark
    self.markLabel = markLabel
    self.howToRead = howToRead
  }
}

/// What is asked for beside what is there, as bars on a logarithmic scale.
public struct ExhibitBars: Sendable, Equatable {
  /// Something that is asked for.
  public struct Bar: Sendable, Equatable {
    /// What asks for it.
    public var label: String
    /// How much; nil where that is not known.
    public var needed: Double?
    /// Whether it is there.
    public var isMet: Bool

    /// A bar.
    public init(label: String, needed: Double?, isMet: Bool) {
      self.label = label
      self.needed = needed
      self.isMet = isMet
    }
  }

  /// The finding that the bars show.
  public var title: String
  /// What is counted.
  public var unit: String
  /// What is asked for.
  public var bars: [Bar]
  /// What is there.
  public var present: Double
  /// One sentence on how to read it.
  public var howToRead: String

  /// Bars from their parts.
  public init(title: String, unit: String, bars: [Bar], present: Double, howToRead: String) {
    self.title = title
    self.unit = unit
    self.bars = bars
    self.present = present
    self.howToRead = howToRead
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

/// Rows whose labels are doubted, the least probable label first.
public struct ExhibitSuspects: Sendable, Equatable {
  /// The rows.
  public var rows: [Row]

  /// Some rows.
  public init(rows: [Row]) { self.rows = rows }

  /// One row, its label and the one that it should have.
  public struct Row: Sendable, Equatable {
    /// Its number below the header, from 0; of images the place in the list of files.
    public var row: Int
    /// The line of the file on which it starts, from 1; nil where there are no lines.
    public var line: Int?
    /// The name of the image; nil for tables.
    public var name: String?
    /// The label that it has; nil where that is not known any more.
    public var given: String?
    /// The label that it should have; the same.
    public var likely: String?
    /// The probability of the label that it has.
    public var probability: Double
  }
}
