internal import FathomReports
internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries

/// A number of a report that a check may bound.
public struct Measure: Sendable, Equatable {
  /// Where it is found.
  enum Place: Sendable, Equatable {
    /// In the evidence of an analysis, arrays passed through.
    case evidence(analysis: String, path: [String])
    /// In the facts about the data.
    case input(InputMeasure)
    /// Among the blind spots of the verdict, by kind.
    case blindSpot(id: String)
  }

  /// The whole name: `collinearity.predictors.vif`.
  public let name: String
  /// What it is, in one sentence.
  public let meaning: String
  let place: Place

  /// All measures of the analyses of this library, those of the data first.
  public static var all: [Measure] { CheckNames.standard.measures }

  /// The measure of a name, among ``all``.
  public static func named(_ name: String) -> Measure? { CheckNames.standard.measure(name) }

  /// The facts about the data.
  static let ofInput = InputMeasure.allCases.map {
    Measure(name: $0.rawValue, meaning: $0.meaning, place: .input($0))
  }

  /// How large the blind spots of each kind are.
  static func ofBlindSpots(_ catalog: Catalog) -> [Measure] {
    catalog.blindSpots.map { kind in
      Measure(
        name: "blindSpots.\(kind.id)",
        meaning: "The share that was not seen, \(kind.share); 0 for none: "
          + kind.meaning.prefix(1).lowercased() + kind.meaning.dropFirst(),
        place: .blindSpot(id: kind.id))
    }
  }

  var depth: Int { name.split(separator: ".").count }
}

/// A fact about the data that a check may bound.
enum InputMeasure: String, CaseIterable, Sendable {
  case rowsRead = "rows.read"
  case rowsUsed = "rows.used"
  case rowsRejected = "rows.rejected"
  case rowsRejectedShare = "rows.rejectedShare"
  case rowsRejectedRatio = "rows.rejectedRatio"
  case blindSpots = "blindSpots"
  case blindSpotsLarge = "blindSpots.large"
  case columnsCount = "columns.count"
  case columnsFeatures = "columns.features"
  case columnsMissingShare = "columns.missingShare"
  case imagesRead = "images.read"
  case imagesUnreadable = "images.unreadable"
  case imagesExactDuplicates = "images.exactDuplicates"
  case imagesNearDuplicates = "images.nearDuplicates"
  case duplicatesCount = "duplicates.count"
  case duplicatesShare = "duplicates.share"
  case classesCount = "classes.count"
  case classesSmallest = "classes.smallest"
  case classesSmallestShare = "classes.smallestShare"
  case verdictDeepProbability = "verdict.deepProbability"
  case verdictObstacles = "verdict.obstacles"

  var meaning: String {
    switch self {
    case .rowsRead: "Rows that were read."
    case .rowsUsed: "Rows that could be used."
    case .rowsRejected: "Rows that could not be used."
    case .rowsRejectedShare: "The share of rows that could not be used."
    case .rowsRejectedRatio:
      "The share of rows that could not be used, over 0.98/√n: lost rows of a larger share may move any share of n rows by more than its own 95 % interval."
    case .blindSpots: "What the verdict has not seen."
    case .blindSpotsLarge: "What the verdict has not seen and might turn it."
    case .columnsCount: "Columns of the table."
    case .columnsFeatures: "Columns that are features."
    case .columnsMissingShare: "The share of missing cells, of each column."
    case .imagesRead: "Image files."
    case .imagesUnreadable: "Image files that could not be decoded."
    case .imagesExactDuplicates: "Images that repeat the pixels of an earlier one."
    case .imagesNearDuplicates: "Further images that look like an earlier one."
    case .duplicatesCount: "Rows or images that repeat an earlier one."
    case .duplicatesShare: "The share of rows or images that repeat an earlier one."
    case .classesCount: "Classes of the target."
    case .classesSmallest: "Rows of the smallest class."
    case .classesSmallestShare: "The share of the smallest class."
    case .verdictDeepProbability: "The probability that deep learning pays off."
    case .verdictObstacles: "What is to be fixed before anything else."
    }
  }

  /// The analysis that it is read from; nil where the data alone tell.
  var analysis: String? {
    switch self {
    case .duplicatesCount, .duplicatesShare: "sampleSize"
    default: nil
    }
  }
}

/// A value that was found, of the data as a whole or of one part.
struct MeasuredValue: Equatable {
  /// The part: a column, a class; nil for the data as a whole.
  var subject: String?
  /// The value; nil where there is none.
  var value: Double?

  /// Looks a measure up in a report; nil where what it asks about was not measured.
  static func find(_ measure: Measure, in report: Report) -> [MeasuredValue]? {
    switch measure.place {
    case .input(let fact): find(fact, in: report)
    case .blindSpot(let id): find(blindSpot: id, in: report)
    case .evidence(let analysis, let path):
      GateEvidence.of(analysis, report).map { values($0, path[...], nil) }
    }
  }

  /// The blind spots of a kind with their shares; one whose share is not known is whole.
  private static func find(blindSpot id: String, in report: Report) -> [MeasuredValue] {
    let spots = report.verdict.blindSpots.filter { $0.id == id }
    guard !spots.isEmpty else { return [MeasuredValue(subject: nil, value: 0)] }
    return spots.map { MeasuredValue(subject: $0.subject, value: $0.share ?? 1) }
  }

  private static func find(_ fact: InputMeasure, in report: Report) -> [MeasuredValue]? {
    let input = report.input
    func whole(_ value: Double?) -> [MeasuredValue]? {
      value.map { [MeasuredValue(subject: nil, value: $0)] }
    }
    let rejected = Double(input.rows.rejected.values.reduce(0, +))
    let read = Double(input.rows.read)
    let smallest = input.classes.map(\.count).min().map { Double($0) }
    let labelled = Double(input.classes.map(\.count).reduce(0, +))
    switch fact {
    case .rowsRead: return whole(read)
    case .rowsUsed: return whole(Double(input.rows.used))
    case .rowsRejected: return whole(rejected)
    case .rowsRejectedShare: return whole(read > 0 ? rejected / read : 0)
    case .rowsRejectedRatio: return whole(read > 0 ? rejected / (0.98 * read.squareRoot()) : 0)
    case .blindSpots: return whole(Double(report.verdict.blindSpots.count))
    case .blindSpotsLarge: return whole(Double(report.verdict.blindSpots.count { $0.isLarge }))
    case .columnsCount: return input.images == nil ? whole(Double(input.columns.count)) : nil
    case .columnsFeatures:
      return input.images == nil
        ? whole(Double(input.columns.filter { $0.role == .feature }.count)) : nil
    case .columnsMissingShare:
      guard input.images == nil else { return nil }
      let used = Double(max(1, input.rows.used))
      return input.columns.map {
        MeasuredValue(subject: $0.name, value: Double($0.missing) / used)
      }
    case .imagesRead: return whole(input.images.map { Double($0.read) })
    case .imagesUnreadable: return whole(input.images.map { Double($0.unreadable) })
    case .imagesExactDuplicates: return whole(input.images.map { Double($0.exactDuplicates) })
    case .imagesNearDuplicates:
      return whole(input.images.flatMap { $0.nearDuplicates.map { Double($0) } })
    case .duplicatesCount: return whole(duplicates(report))
    case .duplicatesShare:
      return whole(duplicates(report).map { $0 / Double(max(1, input.rows.used)) })
    case .classesCount: return input.classes.isEmpty ? nil : whole(Double(input.classes.count))
    case .classesSmallest: return whole(smallest)
    case .classesSmallestShare: return whole(smallest.map { $0 / max(1, labelled) })
    case .verdictDeepProbability: return whole(report.verdict.deepProbability)
    case .verdictObstacles: return whole(Double(report.verdict.beforeAnything.count))
    }
  }

  private static func duplicates(_ report: Report) -> Double? {
    if let images = report.input.images { return Double(images.exactDuplicates) }
    guard case .object(let evidence)? = GateEvidence.of("sampleSize", report),
      case .object(let dependence)? = evidence["dependence"],
      case .number(let distinct)? = dependence["distinctRows"],
      case .number(let rows)? = evidence["rows"]
    else { return nil }
    return rows - distinct
  }

  /// All values at a path; what is null is nil, and infinite where a column depends on others exactly.
  private static func values(
    _ node: JSONValue, _ path: ArraySlice<String>, _ subject: String?
  ) -> [MeasuredValue] {
    switch node {
    case .array(let items):
      return items.enumerated().flatMap { place, item in
        values(item, path, GateEvidence.name(of: item) ?? subject.map { "\($0), \(place + 1)" })
      }
    case .object(let fields):
      guard let first = path.first, let child = fields[first] else { return [] }
      if case .null = child, path.count == 1, first == "vif" || first == "gvif",
        case .string(let state)? = fields["state"], state == "exact" || state == "aliased"
      {
        return [MeasuredValue(subject: subject, value: .infinity)]
      }
      return values(child, path.dropFirst(), subject)
    case .number(let value): return path.isEmpty ? [.init(subject: subject, value: value)] : []
    case .null: return [.init(subject: subject, value: nil)]
    case .string, .boolean: return []
    }
  }
}

/// The evidence of a report as plain JSON.
enum GateEvidence {
  /// What an analysis measured; nil where it did not run.
  static func of(_ analysis: String, _ report: Report) -> JSONValue? {
    guard
      let outcome = report.analyses.first(where: { $0.outcome.info.id == analysis })?.outcome,
      outcome.status == .measured, let evidence = outcome.evidence
    else { return nil }
    return JSONValue(evidence)
  }

  /// What an item of an array is called.
  static func name(of item: JSONValue) -> String? {
    guard case .object(let fields) = item else { return nil }
    for key in ["name", "column", "id", "axis", "factor", "level", "distance", "rows"] {
      switch fields[key] {
      case .string(let name)?: return name
      case .number(let number)?: return "\(key) \(NumberText.number(number))"
      default: continue
      }
    }
    return nil
  }
}
