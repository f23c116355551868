public import FathomReports
public import FathomAnalyses
public import FathomData
public import FathomSummaries
public import Foundation

/// What is kept of a report to compare later data with: summaries, and no value of a cell.
///
/// Levels of categories are kept as digests, so that they can be told apart but not read.
public struct Baseline: Codable, Sendable, Equatable {
  /// A column.
  public struct Column: Codable, Sendable, Equatable {
    /// What cells are taken for: whole numbers and others are of one kind, and so are all kinds of words.
    public enum Kind: String, Codable, Sendable {
      case numbers, dates, words, empty

      init(_ kind: ColumnSketch.Kind) {
        switch kind {
        case .numbers: self = .numbers
        case .dates: self = .dates
        case .words: self = .words
        }
      }
    }

    /// Its name.
    public var name: String
    /// What its cells are.
    public var type: ColumnType
    /// What its cells are taken for.
    public var kind: Kind
    /// What it is used for.
    public var role: ColumnRole
    /// The share of missing cells.
    public var missingShare: Double
    /// Mean; absent where the cells are not numbers.
    public var mean: Double?
    /// Standard deviation, divisor n − 1.
    public var standardDeviation: Double?
    /// How the numbers are distributed; absent where ``traits`` are known.
    public var bins: Bins?
    /// Of a category, the most frequent levels: a digest and its rows; absent where ``traits`` are known.
    public var levels: [String: Int]?
    /// The VIF; absent where it was not formed or is infinite.
    public var vif: Double?
    /// What the cells were like; absent where they were not read as they are written.
    var traits: ColumnTraits?
  }

  /// Counts in bins of equal width, a power of two, whose edges are its multiples.
  public struct Bins: Codable, Sendable, Equatable {
    /// Where the first bin begins.
    public var lowerEdge: Double
    /// The width of each bin.
    public var width: Double
    /// How many rows each holds, separated by blanks: one line a column in the file.
    public var counts: String

    init(_ histogram: ColumnHistogram) {
      lowerEdge = histogram.lowerEdge
      width = histogram.binWidth
      counts = histogram.counts.map(String.init).joined(separator: " ")
    }

    var numbers: [Double] { counts.split(separator: " ").compactMap { Double($0) } }
  }

  /// A column that depends on others exactly.
  public struct Dependency: Codable, Sendable, Equatable {
    /// The column.
    public var column: String
    /// The others.
    public var others: [String]
    /// How it depends on them.
    public var kind: String
  }

  /// The version of these names.
  public var schemaVersion = Baseline.version
  static let version = 2
  /// The program that wrote it.
  public var tool: Report.Tool
  /// SHA-256 of the data.
  public var sha256: String
  /// The day on which it was written, `YYYY-MM-DD`; null where nobody said.
  @NullCodable public var written: String?
  /// Rows that could be used.
  public var rows: Int
  /// How the features lie.
  public var layout: Layout
  /// The target; null without.
  @NullCodable public var target: String?
  /// The classes.
  public var classes: [ClassCount]
  /// The columns, in their order; empty for images.
  public var columns: [Column]
  /// What the cells were like; null where they were not read as they are written.
  @NullCodable public var table: TableTraits?
  /// Columns that depend on others exactly; null where collinearity was not measured.
  @NullCodable public var dependencies: [Dependency]?
  /// The locality index; null where it was not measured.
  @NullCodable public var localityIndex: Double?
  /// The verdict; null where only parts were measured.
  @NullCodable public var verdict: Verdict.Recommendation?
  /// The probability that deep learning pays off.
  @NullCodable public var deepProbability: Double?

  /// What a report says; levels only where it holds the most frequent values.
  ///
  /// - Parameter table: what the cells were like, which then stands in the place of histograms and levels.
  public init(_ report: Report, table: TableTraits? = nil) {
    func values(_ name: String) -> [MeasuredValue]? {
      Measure.named(name).flatMap { MeasuredValue.find($0, in: report) }
    }
    tool = report.tool
    sha256 = report.input.sha256
    rows = report.input.rows.used
    layout = report.input.layout
    target = report.input.target
    classes = report.input.classes
    let vifs = Dictionary(
      (values("collinearity.predictors.vif") ?? []).map { found in
        (found.subject ?? "", found.value.flatMap { $0.isFinite ? $0 : nil })
      }, uniquingKeysWith: { first, _ in first })
    let used = Double(max(1, report.input.rows.used))
    columns = report.input.columns.map { column in
      Column(
        name: column.name, type: column.type,
        kind: table?.columns[column.name]?.kind ?? Baseline.kind(of: column), role: column.role,
        missingShare: Baseline.rounded(Double(column.missing) / used),
        mean: column.mean.map(Baseline.rounded),
        standardDeviation: column.standardDeviation.map(Baseline.rounded),
        bins: table == nil ? column.histogram.map(Bins.init) : nil,
        levels: table == nil && column.histogram == nil
          ? column.topValues.map { Baseline.levels($0, of: column.name) } : nil,
        vif: (vifs[column.name] ?? nil).map(Baseline.rounded),
        traits: table?.columns[column.name])
    }
    self.table = table
    dependencies = Baseline.dependencies(in: report)
    localityIndex = values("localCorrelation.effectSize")?.first?.value
    let isWhole = !report.verdict.options.isEmpty
    verdict = isWhole ? report.verdict.recommendation : nil
    deepProbability = isWhole ? report.verdict.deepProbability : nil
  }

  /// Six digits: more say nothing about rows to come.
  private static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.6g", value)) ?? value
  }

  private static func kind(of column: ColumnProfile) -> Column.Kind {
    switch column.type {
    case .empty: .empty
    case .date: .dates
    default: column.mean == nil ? .words : .numbers
    }
  }

  /// Columns that depend on others exactly; nil where that was not looked for.
  private static func dependencies(in report: Report) -> [Dependency]? {
    guard case .object(let evidence)? = GateEvidence.of("collinearity", report),
      case .array(let items)? = evidence["dependencies"]
    else { return nil }
    return items.compactMap { item in
      guard case .object(let fields) = item, case .string(let column)? = fields["predictor"],
        case .array(let others)? = fields["predictors"], case .string(let kind)? = fields["kind"]
      else { return nil }
      return Dependency(
        column: column,
        others: others.compactMap { other in
          guard case .string(let name) = other, name != "(Intercept)" else { return nil }
          return name
        }, kind: kind)
    }
  }

  private static func levels(_ values: [TopValue], of column: String) -> [String: Int] {
    Dictionary(
      values.map { (String(Fingerprint.sha256(column + "\0" + $0.label).prefix(16)), $0.count) },
      uniquingKeysWith: +)
  }

  /// The file: sorted names, a line a column, ending with a line break, so that version control shows which column changed.
  public func text() throws(ReportError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Baseline.broken(String(decoding: try encoder.encode(self), as: UTF8.self))
    } catch {
      throw .encoding("\(error)")
    }
  }

  /// JSON of one line with line breaks between what stands in the first three levels.
  private static func broken(_ text: String) -> String {
    var result = ""
    var (depth, isText, isEscaped) = (0, false, false)
    for character in text {
      if isText {
        result.append(character)
        isText = character != "\"" || isEscaped
        isEscaped = character == "\\" && !isEscaped
        continue
      }
      let indent = "\n" + String(repeating: "  ", count: depth)
      switch character {
      case "{", "[":
        depth += 1
        result.append(character)
        if depth <= 2 { result += "\n" + String(repeating: "  ", count: depth) }
      case "}", "]":
        if depth <= 2 { result += "\n" + String(repeating: "  ", count: depth - 1) }
        depth -= 1
        result.append(character)
      case ",":
        result.append(character)
        if depth <= 2 { result += indent }
      case ":": result += ": "
      default:
        isText = character == "\""
        result.append(character)
      }
    }
    return result + "\n"
  }

  /// Reads a baseline.
  ///
  /// - Parameter path: named in the error.
  public static func read(_ data: Data, path: String) throws(ReportError) -> Baseline {
    struct Version: Decodable { var schemaVersion: Int }
    if let found = try? JSONDecoder().decode(Version.self, from: data),
      found.schemaVersion != Baseline.version
    {
      throw .notABaseline(
        path: path,
        reason: "it is of version \(found.schemaVersion), this fathom writes \(Baseline.version); "
          + "write it again with `fathom baseline write`")
    }
    var baseline: Baseline
    do {
      baseline = try JSONDecoder().decode(Baseline.self, from: data)
    } catch {
      throw .notABaseline(path: path, reason: JSONRenderer.reason(error))
    }
    for column in baseline.columns { baseline.table?.columns[column.name] = column.traits }
    return baseline
  }
}
