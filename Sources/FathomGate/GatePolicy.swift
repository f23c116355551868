public import FathomReports
internal import FathomAnalyses

/// What a team asks of its data, and what is known not to hold.
public struct GatePolicy: Sendable, Equatable {
  /// A known failure that does not fail the gate.
  public struct Exception: Sendable, Equatable {
    /// The check that it is for, or the beginning of its name up to a point.
    public var id: String
    /// The column or other part; nil for all.
    public var subject: String?
    /// Why.
    public var reason: String
    /// The last day on which it holds, `YYYY-MM-DD`; nil for ever.
    public var expires: String?
    /// Its line in the configuration file.
    public var line: Int

    /// An exception from its parts.
    public init(id: String, subject: String?, reason: String, expires: String?, line: Int) {
      self.id = id
      self.subject = subject
      self.reason = reason
      self.expires = expires
      self.line = line
    }

    /// Whether it speaks of a check.
    func concerns(_ check: GateResult.Check) -> Bool {
      (check.id == id || check.id.hasPrefix(id + "."))
        && (subject == nil || subject == check.subject)
    }
  }

  /// What is asked.
  public var checks: [CheckRequest]
  /// What is expected of the cells of columns and of rows.
  public var rules: [ColumnRule]
  /// What makes the command fail.
  public var failOn: GateResult.FailOn
  /// What is known not to hold.
  public var exceptions: [Exception]
  /// By how much a report may differ from its baseline.
  public var allowances: Allowances
  /// The configuration file; nil where there is none.
  public var configuration: String?

  /// A policy from its parts.
  public init(
    checks: [CheckRequest] = CheckRequest.standard, rules: [ColumnRule] = [],
    failOn: GateResult.FailOn = .error,
    exceptions: [Exception] = [], allowances: Allowances = Allowances(),
    configuration: String? = nil
  ) {
    self.checks = checks
    self.rules = rules
    self.failOn = failOn
    self.exceptions = exceptions
    self.allowances = allowances
    self.configuration = configuration
  }

  /// What a report is compared with.
  public struct Comparison: Sendable {
    /// Where the baseline lies.
    public var path: String
    /// What was.
    public var past: Baseline
    /// What is.
    public var present: Baseline

    /// A comparison from its parts.
    public init(path: String, past: Baseline, present: Baseline) {
      self.path = path
      self.past = past
      self.present = present
    }
  }

  /// Judges a report.
  ///
  /// - Parameters:
  ///   - comparison: what it is compared with; nil for nothing.
  ///   - cells: what became of the cells; nil where none were read.
  ///   - others: checks that were made elsewhere.
  ///   - today: the day of the run, `YYYY-MM-DD`, for exceptions that expire.
  public func judge(
    _ report: Report, _ comparison: Comparison? = nil, cells: CellReview? = nil,
    others: [GateResult.Check] = [], today: String
  ) -> GateResult {
    var checks = GatePolicy.failures(report) + others
    for request in self.checks { checks += GateChecker(request, report).checks }
    checks += cells?.ruleChecks ?? rules.map(GatePolicy.notRun)
    if let comparison {
      checks +=
        BaselineComparison(
          comparison.past, comparison.present, allowances, drifts: cells?.drifts
        ).checks
    }
    var used = Set<Int>()
    for place in checks.indices where checks[place].status == .failed {
      let found = exceptions.firstIndex {
        $0.concerns(checks[place]) && !GatePolicy.isExpired($0, today)
      }
      guard let found else { continue }
      used.insert(found)
      checks[place].status = .excepted
      checks[place].exception = exceptions[found].reason
    }
    return GateResult(
      failOn: failOn, configuration: configuration,
      baseline: comparison.map { comparison in
        comparison.path + (comparison.past.written.map { " of \($0)" } ?? "")
      }, checks: checks,
      exceptions: exceptions.enumerated().map { place, exception in
        GateResult.Exception(
          id: exception.id, subject: exception.subject, reason: exception.reason,
          expires: exception.expires,
          state: GatePolicy.isExpired(exception, today)
            ? .expired : used.contains(place) ? .used : .unused, line: exception.line)
      })
  }

  /// The checks of two files at once: rows in both, and a target that follows columns in another way.
  public static func checks(ofSecondFile report: Report) -> [GateResult.Check] {
    ["overlap", "concept"].flatMap { name -> [GateResult.Check] in
      let id = "\(SecondFile.info.id).\(name).grade"
      guard let request = try? CheckRequest(id, .text("caution")) else { return [] }
      return GateChecker(request, report).checks
    }
  }

  /// A rule for cells that nobody read.
  private static func notRun(_ rule: ColumnRule) -> GateResult.Check {
    GateResult.Check(
      id: rule.id, title: "Cells", subject: rule.column, severity: rule.severity, status: .notRun,
      expected: "cells of a table", found: "not read",
      message: "The rules for columns are for tables of text; these data are none.", line: rule.line
    )
  }

  private static func isExpired(_ exception: Exception, _ today: String) -> Bool {
    // Days written YYYY-MM-DD are ordered as text is.
    exception.expires.map { $0 < today } ?? false
  }

  /// Analyses that gave up, which nobody has to ask for.
  private static func failures(_ report: Report) -> [GateResult.Check] {
    report.analyses.map(\.outcome).filter { $0.status == .failed }.map { outcome in
      GateResult.Check(
        id: "\(outcome.info.id).status", title: outcome.info.question, severity: .error,
        status: .failed, expected: "measured", found: "failed",
        message: "\(outcome.info.title) failed: \(outcome.reason ?? "no reason is known")")
    }
  }
}
