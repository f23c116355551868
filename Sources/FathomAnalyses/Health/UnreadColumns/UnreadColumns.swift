public import FathomData
internal import FathomNumerics
public import FathomSummaries

/// Asks whether columns that no model reads carry signal.
///
/// **Question.** A column of text, of dates, of many levels or of codes was left out. Does it say something about the target
/// that the features do not?
///
/// **Method.** Kernel ridge regression on the words of the cells (of dates: on their parts; of levels: on the level; of
/// codes and texts also on the numbers in them, unless these count the rows),
/// on the features, and on both; five folds. The measure is the share of guessing's squared error that is removed on
/// held-out rows, of classes that of their indicators (Brier's score). What the column adds is Cohen's
/// f² = (both − features) / (1 − both).
///
/// **Assumptions.** Rows are exchangeable. A bag of words tells no order: what only order says is not found.
///
/// **Units.** Shares of the target's variance.
///
/// **Failure.** Not applicable where no column is left out for what its cells are. Without a target, or with fewer
/// than a hundred rows, nothing is measured and the columns are only named.
///
/// **References.** See ``info``.
public struct UnreadColumns: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "unreadColumns", title: "Columns that were not read",
    question: "Do columns that no model reads say something about the target?",
    references: [
      "Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, ch. 9 (f²)",
      "Saunders, Gammerman & Vovk 1998, ICML (ridge regression in dual variables)",
      "Brier 1950, Mon. Weather Rev. 78:1 (the score of class probabilities)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<UnreadColumns>] = [
    Threshold(
      "addedLarge", \.addedLarge,
      meaning: "f² from here on: the verdict is inconclusive without the column",
      source: "Cohen 1988: 0.15 is a medium effect"),
    Threshold(
      "addedSmall", \.addedSmall,
      meaning: "f² below it, or a smaller share of the variance: the column adds next to nothing",
      source: "Cohen 1988: 0.02 is a small effect"),
    Threshold(
      "significance", \.significance,
      meaning: "level at which what a column adds is more than chance, over all columns together",
      source: "Fisher 1925, Statistical Methods for Research Workers: the conventional 5 %"),
  ]

  /// The effect from which on a column that was not read may turn the verdict.
  public var addedLarge = 0.15
  /// The effect below which a column adds next to nothing.
  public var addedSmall = 0.02
  /// Level of the test.
  public var significance = 0.05

  /// The analysis with its defaults.
  public init() {}

  /// Fewer rows than this are not split.
  static let fewestRows = 100
  /// More rows are not looked at.
  static let mostRows = 600
  /// More columns are named, not measured.
  static let mostColumns = 8

  /// Data with a column that was left out for what its cells are.
  public static func concerns(_ schema: Schema) -> Bool {
    schema.images == nil && schema.columns.contains { Kind($0) != nil }
  }

  /// What the cells of a column are that was left out.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case text, date, levels
    /// Cells that are all different, and no words of people: identifiers, as far as their form tells.
    case codes

    /// The kind of a column; nil for one that was read, or that was left out for another reason.
    init?(_ column: Column) {
      guard column.isSampled, column.roleReason != ExclusionReason.mostlyMissing else { return nil }
      switch column.type {
      case .identifier: self = .codes
      case .text where column.roleReason == ExclusionReason.freeText: self = .text
      case .date: self = .date
      case .categorical: self = .levels
      default: return nil
      }
    }
  }

  /// One column that was left out, and the rows in which its cells are known.
  public struct Input: Sendable {
    var columns: [InputColumn]
    /// The share of the columns that could be features, of one column.
    var share: Double
    /// Classes; 0 for a number, nil without a target.
    var classes: Int?
  }

  /// The cells of a column with the features and the target of their rows.
  struct InputColumn: Sendable {
    var name: String
    var kind: Kind
    var cells: [String]
    /// The row of each cell in the data, ascending.
    var rows: [Int]
    /// `n × p`.
    var features: Matrix
    /// A number, or the code of a class.
    var target: [Double]
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// One entry a column.
    public var columns: [UnreadColumn]
    /// The share of the columns that could be features, of one column.
    public var share: Double

    /// What was measured of one column.
    public struct UnreadColumn: Codable, Sendable, Equatable {
      /// The column's name.
      public var name: String
      /// What its cells are.
      public var kind: Kind
      /// Rows that were looked at.
      public var rows: Int
      /// The share of the variance that the column explains alone; null where it was not measured.
      @NullCodable public var alone: Double?
      /// The share that the features explain.
      @NullCodable public var features: Double?
      /// The share that both explain.
      @NullCodable public var together: Double?
      /// What the column adds: (together − features) / (1 − together).
      @NullCodable public var added: Double?
      /// together − features over its standard error, paired by rows.
      @NullCodable public var zScore: Double?
    }
  }

  /// Takes the sampled cells and their rows from the summary.
  public func input(from summary: Summary) -> Applicability<Input> {
    let schema = summary.schema
    // What is an identifier more often than not comes last: not all columns are measured.
    let kinds = schema.columns.map { Kind($0) }
    let indices =
      kinds.indices.filter { kinds[$0] != nil && kinds[$0] != .codes }
      + kinds.indices.filter { kinds[$0] == .codes }
    guard !indices.isEmpty else { return .notApplicable("every column was read") }
    let sample = summary.sample
    let places = Dictionary(
      uniqueKeysWithValues: sample.rowNumbers.enumerated().map { ($1, $0) })
    let columns = indices.compactMap { index -> InputColumn? in
      guard let kind = Kind(schema.columns[index]) else { return nil }
      let cells = summary.texts.cells(index).compactMap { cell -> (text: String, row: Int)? in
        guard let place = places[cell.row], sample.target.indices.contains(place),
          !sample.target[place].isNaN
        else { return nil }
        return (cell.text, place)
      }.prefix(UnreadColumns.mostRows)
      return InputColumn(
        name: schema.columns[index].name, kind: kind, cells: cells.map(\.text),
        rows: cells.map { sample.rowNumbers[$0.row] },
        features: sample.features.selecting(rows: cells.map(\.row)),
        target: cells.map { sample.target[$0.row] })
    }
    let classes = schema.task.map { $0 == .classification ? summary.classes.count : 0 }
    return .applicable(
      Input(columns: columns, share: schema.shareOfCandidates, classes: classes))
  }
}
