internal import FathomAnalyses
public import FathomSummaries

/// What a gate made of a report: every check with what was expected and what was found.
///
/// The JSON names are a contract: they stand under `gate` in the report, and `report.schema.json` publishes them.
public struct GateResult: Codable, Sendable, Equatable {
  /// How much a check that does not hold matters.
  public enum Severity: String, Codable, Sendable, CaseIterable {
    case error, warning
  }

  /// What makes the command end with another code than 0.
  public enum FailOn: String, Codable, Sendable, CaseIterable {
    /// An error.
    case error
    /// An error or a warning.
    case warning
    /// An error or a warning (1), or else a check that could not be told (3).
    case inconclusive
    /// Nothing.
    case never
  }

  /// What became of a check.
  public enum Status: String, Codable, Sendable, CaseIterable {
    /// It holds.
    case passed
    /// It does not hold.
    case failed
    /// It ran, but what it found says neither.
    case inconclusive
    /// What it asks about was not measured; never counts as a pass.
    case notRun
    /// It does not hold, and an exception says that this is known.
    case excepted
  }

  /// One check.
  public struct Check: Codable, Sendable, Equatable {
    /// Stable name: what is looked at, a point, the bound; for instance `collinearity.vif.max`.
    public var id: String
    /// What is looked at, in plain words.
    public var title: String
    /// A column or another part; null for the data as a whole.
    @NullCodable public var subject: String?
    /// How much it matters.
    public var severity: Severity
    /// What became of it.
    public var status: Status
    /// What was asked for: “at most 10”.
    public var expected: String
    /// What was there: “23.4”.
    public var found: String
    /// One sentence that says both, for people.
    public var message: String
    /// What was there, as a number; null where it is none.
    @NullCodable public var value: Double?
    /// How many rows break it; null where it is no matter of rows.
    @NullCodable public var rows: Int?
    /// The first runs of consecutive lines of the data with such rows, at most 20; null where it is no matter of rows.
    @NullCodable public var lines: [LineRange]?
    /// The line of the configuration file that asks for it; null for a check that always runs.
    @NullCodable public var line: Int?
    /// Why it is excepted; null where it is not.
    @NullCodable public var exception: String?

    /// A check from its parts.
    public init(
      id: String, title: String, subject: String? = nil, severity: Severity, status: Status,
      expected: String, found: String, message: String, value: Double? = nil, line: Int? = nil,
      exception: String? = nil
    ) {
      self.id = id
      self.title = title
      self.subject = subject
      self.severity = severity
      self.status = status
      self.expected = expected
      self.found = found
      self.message = message
      self.value = value
      self.line = line
      self.exception = exception
    }
  }

  /// Consecutive lines of a file.
  public struct LineRange: Codable, Sendable, Equatable {
    /// The first line, from 1.
    public var first: Int
    /// The last line.
    public var last: Int

    /// Lines from the first to the last.
    public init(first: Int, last: Int) {
      self.first = first
      self.last = last
    }
  }

  /// An exception of the configuration file and whether it was needed.
  public struct Exception: Codable, Sendable, Equatable {
    /// Whether it was needed.
    public enum State: String, Codable, Sendable {
      case used, unused, expired
    }

    /// The check that it is for, or the beginning of its name up to a point.
    public var id: String
    /// The column or other part; null for all.
    @NullCodable public var subject: String?
    /// Why.
    public var reason: String
    /// The last day on which it holds, `YYYY-MM-DD`; null for ever.
    @NullCodable public var expires: String?
    /// Whether it was needed.
    public var state: State
    /// Its line in the configuration file.
    public var line: Int

    /// An exception from its parts.
    public init(
      id: String, subject: String?, reason: String, expires: String?, state: State, line: Int
    ) {
      self.id = id
      self.subject = subject
      self.reason = reason
      self.expires = expires
      self.state = state
      self.line = line
    }
  }

  /// How well a model tells rows of two data sets apart.
  public struct TellingApart: Codable, Sendable, Equatable {
    /// A column, and how well it tells alone.
    public struct Column: Codable, Sendable, Equatable {
      /// Its name.
      public var name: String
      /// The area under the ROC curve, 0.5 where nothing tells.
      public var area: Double

      /// A column with its area.
      public init(name: String, area: Double) {
        self.name = name
        self.area = area
      }
    }

    /// The area under the ROC curve on held-out rows, 0.5 where nothing tells.
    public var area: Double
    /// The columns that tell most alone, the best first.
    public var columns: [Column]

    /// What was measured.
    public init(area: Double, columns: [Column]) {
      self.area = area
      self.columns = columns
    }

    /// One sentence.
    package var sentence: String {
      let most = columns.filter { $0.area > 0.55 }.map {
        "\(NumberText.quoted($0.name)) (\(NumberText.coefficient($0.area)) alone)"
      }
      return "A model tells the new rows from the old ones with an AUC of "
        + "\(NumberText.coefficient(area)) (0.5: not at all; this explains and never fails)"
        + (most.isEmpty ? "." : ", most by \(most.joined(separator: ", ")).")
    }
  }

  /// What makes the command fail.
  public var failOn: FailOn
  /// 0, 1 or 3.
  public var exitCode: Int
  /// The configuration file; null where there is none.
  @NullCodable public var configuration: String?
  /// The baseline; null where there is none.
  @NullCodable public var baseline: String?
  /// How well a model tells these rows from those that they are compared with; null where these are not there.
  @NullCodable public var tellingApart: TellingApart?
  /// All checks, in the order of the file.
  public var checks: [Check]
  /// The exceptions of the file.
  public var exceptions: [Exception]

  /// The result of checks; the exit code follows from them.
  public init(
    failOn: FailOn, configuration: String?, baseline: String?, checks: [Check],
    exceptions: [Exception]
  ) {
    self.failOn = failOn
    self.configuration = configuration
    self.baseline = baseline
    self.checks = checks
    self.exceptions = exceptions
    exitCode = GateResult.exitCode(failOn, checks)
  }

  private static func exitCode(_ failOn: FailOn, _ checks: [Check]) -> Int {
    let failed = checks.filter { $0.status == .failed }
    switch failOn {
    case .never: return 0
    case .error: return failed.contains { $0.severity == .error } ? 1 : 0
    case .warning: return failed.isEmpty ? 0 : 1
    case .inconclusive:
      if !failed.isEmpty { return 1 }
      return checks.contains { $0.status == .inconclusive || $0.status == .notRun } ? 3 : 0
    }
  }
}
