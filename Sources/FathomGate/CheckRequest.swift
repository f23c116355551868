public import FathomReports
internal import FathomAnalyses
internal import FathomData

/// What a check may be given in a configuration file.
public enum CheckValue: Sendable, Equatable {
  case number(Double)
  case text(String)
  case list([String])
  case mapping([String: String])
}

/// A check that somebody asks for, with the line that does.
public struct CheckRequest: Sendable, Equatable {
  /// What is asked.
  enum Kind: Sendable, Equatable {
    /// A measure has at least, or at most, a value.
    case bound(Measure, isMaximum: Bool, Double)
    /// The verdict is one of these.
    case verdict([Verdict.Recommendation])
    /// No finding of this name, or none at all, is graded worse.
    case grade(finding: String?, worst: Grade)
    /// An analysis was measured.
    case measured(analysis: String)
    /// These columns are there.
    case requiredColumns([String])
    /// These columns hold such cells.
    case types([String: ColumnType])
  }

  /// Its name, as it was written: `collinearity.vif.max`.
  public var id: String
  /// How much it matters.
  public var severity: GateResult.Severity
  /// The line that asks for it; nil for a check that always runs.
  public var line: Int?
  let kind: Kind

  /// A check by its name.
  ///
  /// - Parameter names: what may be asked; those of the analyses of this library without more.
  /// - Throws: ``GateError`` where there is no such check, or the value is none for it.
  public init(
    _ id: String, _ value: CheckValue, severity: GateResult.Severity = .error, line: Int? = nil,
    among names: CheckNames = .standard
  ) throws(GateError) {
    self.id = id
    self.severity = severity
    self.line = line
    kind = try CheckRequest.kind(id, value, names)
  }

  private init(_ id: String, _ kind: Kind, _ severity: GateResult.Severity) {
    self.id = id
    self.severity = severity
    self.kind = kind
  }

  /// What is checked without a policy.
  ///
  /// No blind spot is large, and the rows that were lost could not move a share of the rest by more than its own 95 %
  /// interval; what is graded bad is a warning.
  public static let standard =
    [
      standard(.blindSpotsLarge, atMost: 0), standard(.rowsRejectedRatio, atMost: 1),
    ] + [CheckRequest("findings.grade", .grade(finding: nil, worst: .caution), .warning)]

  private static func standard(_ fact: InputMeasure, atMost bound: Double) -> CheckRequest {
    CheckRequest(
      "\(fact.rawValue).max",
      .bound(
        Measure(name: fact.rawValue, meaning: fact.meaning, place: .input(fact)), isMaximum: true,
        bound), .error)
  }

  /// What it asks for, in words.
  public var words: String {
    switch kind {
    case .bound(_, let isMaximum, let bound):
      "\(isMaximum ? "at most" : "at least") \(GateChecker.words(bound))"
    case .verdict(let allowed): allowed.map(\.rawValue).joined(separator: " or ")
    case .grade(_, let worst): worst == .good ? "good" : "good or caution"
    case .measured: "measured"
    case .requiredColumns(let names): names.joined(separator: ", ")
    case .types(let types):
      types.keys.sorted().map { "\($0): \(types[$0]?.rawValue ?? "")" }.joined(separator: ", ")
    }
  }

  // MARK: Names

  private static func kind(
    _ id: String, _ value: CheckValue, _ names: CheckNames
  ) throws(GateError) -> Kind {
    let parts = id.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let stem = parts.dropLast().joined(separator: ".")
    switch (id, parts.last) {
    case ("verdict", _): return .verdict(try recommendations(id, value))
    case ("columns.required", _): return .requiredColumns(try texts(id, value, "names of columns"))
    case ("columns.types", _): return .types(try types(id, value))
    case ("findings.grade", _): return .grade(finding: nil, worst: try grade(id, value))
    case (_, "min"), (_, "max"):
      guard let measure = names.measure(stem) else { break }
      guard case .number(let number) = value, number.isFinite else {
        throw .badValue(id, expected: "a number")
      }
      return .bound(measure, isMaximum: parts.last == "max", number)
    case (_, "grade"):
      guard names.findings.contains(stem) else { break }
      return .grade(finding: stem, worst: try grade(id, value))
    case (_, "status"):
      guard names.analyses.contains(where: { $0.id == stem }) else { break }
      guard value == .text("measured") else { throw .badValue(id, expected: "measured") }
      return .measured(analysis: stem)
    default:
      if names.measure(id) != nil { throw .missingBound(id) }
    }
    throw .unknownCheck(id, nearest: names.nearest(id))
  }

  private static func texts(
    _ id: String, _ value: CheckValue, _ expected: String
  ) throws(GateError) -> [String] {
    switch value {
    case .text(let text): return [text]
    case .list(let list) where !list.isEmpty: return list
    default: throw .badValue(id, expected: expected)
    }
  }

  private static func recommendations(
    _ id: String, _ value: CheckValue
  ) throws(GateError) -> [Verdict.Recommendation] {
    let expected = "deep, classical or inconclusive, or a list of these"
    return try texts(id, value, expected).map { text throws(GateError) in
      guard let recommendation = Verdict.Recommendation(rawValue: text) else {
        throw .badValue(id, expected: expected)
      }
      return recommendation
    }
  }

  private static func grade(_ id: String, _ value: CheckValue) throws(GateError) -> Grade {
    guard case .text(let text) = value, let grade = Grade(rawValue: text),
      grade == .good
        || grade == .caution
    else { throw .badValue(id, expected: "good or caution: the worst grade that is allowed") }
    return grade
  }

  private static func types(
    _ id: String, _ value: CheckValue
  ) throws(GateError) -> [String: ColumnType] {
    let names = ColumnType.allCases.map(\.rawValue).joined(separator: ", ")
    guard case .mapping(let mapping) = value, !mapping.isEmpty else {
      throw .badValue(id, expected: "columns with their types, such as “age: integer”")
    }
    var types = [String: ColumnType]()
    for (name, text) in mapping {
      guard let type = ColumnType(rawValue: text) else {
        throw .badValue(id, expected: "a type for “\(name)”: \(names)")
      }
      types[name] = type
    }
    return types
  }
}

/// Why a policy cannot be followed.
public enum GateError: Error, Equatable, Sendable {
  /// There is no such check.
  case unknownCheck(String, nearest: String?)
  /// The value is none for the check.
  case badValue(String, expected: String)
  /// A measure is named without saying whether it is bounded below or above.
  case missingBound(String)
  /// Nothing of this name is compared with a baseline.
  case unknownAllowance(String)
}

extension GateError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .unknownCheck(let name, let nearest):
      "there is no check “\(name)”"
        + (nearest.map { "; did you mean “\($0)”?" } ?? "; fathom list --checks shows them")
    case .badValue(let name, let expected): "\(name): expected \(expected)"
    case .missingBound(let name): "\(name): say \(name).min or \(name).max"
    case .unknownAllowance(let name):
      "“\(name)” is not compared with a baseline"
        + (NearestName.find(name, among: Allowances.all.map(\.name)).map {
          "; did you mean “\($0)”?"
        } ?? "; there are \(Allowances.all.map(\.name).joined(separator: ", "))")
    }
  }
}
