/// What is to be predicted.
public enum Task: String, Codable, Sendable, CaseIterable {
  case classification, regression
}

/// The schema of a source: its columns and their roles, and how the features lie.
public struct Schema: Sendable {
  /// Where the data came from, as the user named it.
  public var path: String
  /// `csv`, `images`, or `memory` for a table that is there already.
  public var format: String
  /// SHA-256 of the bytes, in hexadecimal.
  public var sha256: String
  /// How the features lie beside one another.
  public var layout: Layout
  /// How many rows the source holds, rejected ones counted.
  public var rows: Int
  /// No fewer than ``rows``, and known before they are counted: how many lines or files there are.
  public var rowBound: Int
  /// The columns in order; for images, one a position of the grid.
  public var columns: [Column]
  /// The index of the target among the columns; nil where there is none.
  public var targetIndex: Int?
  /// The name of the column that names the groups, of the table or of the labels of images; nil without.
  public var groupName: String?
  /// Whether the user said that rows follow one another in time.
  public var isOrdered = false
  /// The columns that are to stay features, as the user says.
  public var included: Set<Int> = []
  /// The task; nil where there is no target.
  public var task: Task?
  /// The images behind the rows; nil for tables.
  public var images: ImageShape?
  /// The names of the parts that the rows are split into, such as `train` and `test`; empty where
  /// they are not.
  public var splits: [String] = []
  /// The names of rows; nil where they have none.
  public var rowNames: RowNames?
  /// Where rows stand among all rows below the header; nil where the number of a row says so.
  public var rowPlaces: RowPlaces?
  /// The cells as they are written; nil where rows are typed from the beginning, and for images.
  public var cells: (any CellSource)?
  /// What the reader decided and the user may want to know, one sentence each.
  public var notes: [String]
  /// What the reader passed over, or read in part only.
  public var blindSpots: [BlindSpot] = []
  /// Some rows that could not be read, beside some that could; nil where all could.
  public var lostRows: LostRows?

  /// A schema from all its parts.
  public init(
    path: String, format: String, sha256: String, layout: Layout, rows: Int = 0,
    rowBound: Int? = nil, columns: [Column], targetIndex: Int? = nil, task: Task? = nil,
    images: ImageShape? = nil, notes: [String] = []
  ) {
    self.path = path
    self.format = format
    self.sha256 = sha256
    self.layout = layout
    self.rows = rows
    self.rowBound = rowBound ?? rows
    self.columns = columns
    self.targetIndex = targetIndex
    self.task = task
    self.images = images
    self.notes = notes
  }

  /// The target's column.
  public var target: Column? { targetIndex.map { columns[$0] } }

  /// The columns that are left out and yet tell rows apart: text, dates, what the user left out, but not what numbers
  /// the rows.
  package var tellingColumns: [Int] {
    columns.indices.filter { index in
      let column = columns[index]
      return column.role == .excluded && ![.identifier, .constant, .empty].contains(column.type)
    }
  }

  /// The columns that hold a position of the layout: the features, and for sequences and grids the
  /// constant and empty ones among them too, because they keep the place of a neighbour.
  public var positions: [Int] {
    columns.indices.filter { index in
      let column = columns[index]
      switch column.role {
      case .feature: return true
      case .target: return false
      case .excluded:
        return layout != .table && column.roleReason == ExclusionReason.noVariation
      }
    }
  }
}

/// Names of rows for people, such as the path of an image.
public struct RowNames: Sendable {
  private let find: @Sendable (Int) -> String

  /// Names by a function of the number of the row.
  public init(_ find: @escaping @Sendable (Int) -> String) { self.find = find }

  /// The name of a row, by its number in a batch.
  public func name(ofRow number: Int) -> String { find(number) }
}

/// Where rows stand among all rows of the data, counted from 0 below the header.
///
/// Every row counts that is neither blank nor a comment, also one that is rejected, left out or not chosen.
public struct RowPlaces: Sendable {
  private let find: @Sendable ([Int]) throws(DataError) -> [Int]

  /// Places by a function of the numbers of rows, ascending.
  public init(_ find: @escaping @Sendable ([Int]) throws(DataError) -> [Int]) { self.find = find }

  /// The place of each row, by its number in a batch.
  ///
  /// - Parameter numbers: ascending.
  /// - Throws: what reading the data again throws, and `unreadable` where they have changed.
  public func places(ofRows numbers: [Int]) throws(DataError) -> [Int] { try find(numbers) }
}

/// The shape of the images of a source.
public struct ImageShape: Sendable, Codable, Equatable {
  /// The median height in pixels.
  public var height: Int
  /// The median width in pixels.
  public var width: Int
  /// 1 when all images are grey, else 3.
  public var channels: Int
  /// Whether all images have one size.
  public var isUniform: Bool

  /// A shape from its parts.
  public init(height: Int, width: Int, channels: Int, isUniform: Bool) {
    self.height = height
    self.width = width
    self.channels = channels
    self.isUniform = isUniform
  }
}

/// The reasons for which a column is left out that other code asks about.
public enum ExclusionReason {
  /// All cells that are there hold one value, or none is there.
  public static let noVariation = "no variation"
  /// The cells are words of people.
  public static let freeText = "free text"
  /// The cells name the groups that rows come in.
  public static let group = "names the groups of rows"
  /// The user said so.
  public static let request = "left out on request"
  /// More than half of the cells are missing.
  public static let mostlyMissing = "more cells are missing than there"
}
