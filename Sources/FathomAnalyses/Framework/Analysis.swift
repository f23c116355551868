public import FathomData
public import FathomSummaries
private import Synchronization

/// One question to the data: how it is measured, how it is judged, what there is to show.
///
/// The stored properties are its thresholds and settings, each with a default. Measuring is not
/// judging: ``judge(_:)`` is a pure function of the evidence and the thresholds, so that a report
/// can be graded again without the data.
///
/// What an analysis is called, may find and measures is declared here once. Schemas, checks, explanations and the
/// tables of its page are made from that. An analysis of another package joins the list that a survey is given.
public protocol Analysis: Codable, Sendable {
  /// What is measured: typed numbers with units and uncertainty.
  associatedtype Evidence: Codable & Sendable & Equatable
  /// What is read; small, so that a test can pass a published correlation matrix.
  associatedtype Input: Sendable

  /// Name, question, references.
  static var info: AnalysisInfo { get }
  /// The declared thresholds.
  static var thresholds: [Threshold<Self>] { get }
  /// The findings that it may make, by ``finding(_:_:)``; one that is not declared fails the analysis.
  static var findings: [FindingInfo] { get }
  /// The kinds of blind spots that it may declare; one that is not listed fails the analysis.
  static var blindSpots: [BlindSpotInfo] { get }
  /// What each value of the evidence means: an object with all the names that ``Evidence`` is written with.
  static var evidence: ValueInfo { get }
  /// What it reads of the summary; the features without more.
  static var needs: SummaryNeeds { get }
  /// Whether the question makes sense for such data at all; true without more.
  ///
  /// One that does not is not even listed in a report, unless it was asked for.
  static func concerns(_ schema: Schema) -> Bool
  /// The analysis with its defaults.
  init()
  /// The part of the summary that is read, or the reason why the question does not arise.
  func input(from summary: Summary) -> Applicability<Input>
  /// Measures.
  func measure(_ input: Input, _ context: AnalysisContext) throws(AnalysisError) -> Evidence
  /// Grades the evidence against the thresholds.
  func judge(_ evidence: Evidence) -> [Finding]
  /// The findings declared by ``trouble(_:_:)`` that were not looked for, without the name of the analysis; none without more.
  func notAsked(_ evidence: Evidence) -> [String]
  /// What it could not look at, or only in part; nothing without more.
  func blindSpots(_ evidence: Evidence) -> [BlindSpot]
  /// What there is to show; nothing without more.
  func exhibits(_ evidence: Evidence) -> [Exhibit]
  /// What belongs on the first page of a report; nothing without more.
  func highlights(_ evidence: Evidence) -> Highlights
}

/// What an analysis is called, what it asks, and who says so.
public struct AnalysisInfo: Sendable, Equatable {
  /// Stable name in the JSON report.
  public let id: String
  /// The name in the field.
  public let title: String
  /// The question in plain words.
  public let question: String
  /// Publications.
  public let references: [String]

  /// Info from its parts.
  public init(id: String, title: String, question: String, references: [String]) {
    self.id = id
    self.title = title
    self.question = question
    self.references = references
  }
}

/// Whether a question arises for a dataset.
public enum Applicability<Input: Sendable>: Sendable {
  case applicable(Input)
  case notApplicable(String)
}

/// What every measurement may use beside its input.
public struct AnalysisContext: Sendable {
  /// The seed of all random streams.
  public var seed: UInt64
  /// How many times a test resamples.
  public var permutations: Int
  /// Changes the time, never the result.
  public var threads: Int
  /// Where to say how far the work is.
  public var progress: ProgressHandler
  /// Where to say how long it took; nil for no log.
  public var timings: TimingLog?
  /// Whether evidence may hold cell values.
  public var includesSamples: Bool

  /// A context.
  public init(
    seed: UInt64 = 1, permutations: Int = 9_999, threads: Int = 1,
    progress: ProgressHandler = .silent, timings: TimingLog? = nil, includesSamples: Bool = false
  ) {
    self.includesSamples = includesSamples
    self.seed = seed
    self.permutations = permutations
    self.threads = threads
    self.progress = progress
    self.timings = timings
  }
}

/// Why a measurement did not succeed.
public enum AnalysisError: Error, Equatable, Sendable {
  /// The numerical layer gave up.
  case numerics(String)
  /// The input does not hold what the measurement needs.
  case unsuitable(String)
}

extension AnalysisError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .numerics(let message), .unsuitable(let message): message
    }
  }
}

/// What became of one analysis.
public struct AnalysisOutcome: Sendable {
  /// Whether it ran.
  public enum Status: String, Codable, Sendable {
    case measured, notApplicable, failed
  }

  /// Which analysis.
  public var info: AnalysisInfo
  /// Whether it ran.
  public var status: Status
  /// Why it did not run; nil when it did.
  public var reason: String?
  /// What it measured; nil when it did not run.
  public var evidence: (any Codable & Sendable)?
  /// The grades; empty when it did not run.
  public var findings: [Finding]
  /// What it could not look at; empty when it did not run.
  public var blindSpots: [BlindSpot] = []
  /// The ids of findings that were not looked for, so that their absence says nothing.
  public var notAsked: [String] = []
  /// What there is to show; empty when it did not run.
  public var exhibits: [Exhibit]
  /// What belongs on the first page of a report; empty when it did not run.
  public var highlights: Highlights
  /// The thresholds that hold, by name.
  public var thresholds: [String: Double]
  /// The declared thresholds with their defaults.
  public var declaredThresholds: [ThresholdInfo]

  /// An outcome from its parts; one that did not run has only a reason.
  public init(
    info: AnalysisInfo, status: Status, reason: String? = nil,
    evidence: (any Codable & Sendable)? = nil, findings: [Finding] = [], exhibits: [Exhibit] = [],
    highlights: Highlights = Highlights(), thresholds: [String: Double] = [:],
    declaredThresholds: [ThresholdInfo] = []
  ) {
    self.info = info
    self.status = status
    self.reason = reason
    self.evidence = evidence
    self.findings = findings
    self.exhibits = exhibits
    self.highlights = highlights
    self.thresholds = thresholds
    self.declaredThresholds = declaredThresholds
  }
}

extension Analysis {
  /// The features, without their factor.
  public static var needs: SummaryNeeds { .features }

  /// Most analyses look at all that concerns them.
  public static var blindSpots: [BlindSpotInfo] { [] }

  /// Most analyses look at all that concerns them.
  public func blindSpots(_ evidence: Evidence) -> [BlindSpot] { [] }

  /// Most questions make sense for all data.
  public static func concerns(_ schema: Schema) -> Bool { true }

  /// Most analyses look for all that they may find.
  public func notAsked(_ evidence: Evidence) -> [String] { [] }

  /// An analysis may have nothing to show beside its findings.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] { [] }

  /// An analysis may have nothing for the first page.
  public func highlights(_ evidence: Evidence) -> Highlights { Highlights() }

  /// Asks, measures, judges: every end is an outcome, none is a crash.
  func outcome(for summary: Summary, _ context: AnalysisContext) -> AnalysisOutcome {
    switch input(from: summary) {
    case .notApplicable(let reason):
      return outcome(.notApplicable, reason)
    case .applicable(let input):
      do throws(AnalysisError) {
        return outcome(of: try measure(input, context))
      } catch {
        return outcome(.failed, error.description)
      }
    }
  }

  /// Judges evidence that was measured now or earlier.
  func outcome(of evidence: Evidence) -> AnalysisOutcome {
    let findings = judge(evidence)
    // What is not declared could neither be explained nor checked.
    if let other = findings.first(where: { found in
      !Self.findings.contains { $0.id == found.id }
    }) {
      return outcome(.failed, "it made a finding that it does not declare: “\(other.id)”")
    }
    let spots = blindSpots(evidence)
    if let other = spots.first(where: { spot in
      !Self.blindSpots.contains { $0.id == spot.id }
    }) {
      return outcome(.failed, "it named a blind spot that it does not declare: “\(other.id)”")
    }
    var outcome = AnalysisOutcome(
      info: Self.info, status: .measured, evidence: evidence, findings: findings,
      exhibits: exhibits(evidence), highlights: highlights(evidence),
      thresholds: thresholdValues, declaredThresholds: Self.declaredThresholds)
    outcome.blindSpots = spots
    outcome.notAsked = notAsked(evidence).map { "\(Self.info.id).\($0)" }
    return outcome
  }

  /// The outcome of an analysis that did not run, with the reason.
  func outcome(_ status: AnalysisOutcome.Status, _ reason: String) -> AnalysisOutcome {
    AnalysisOutcome(
      info: Self.info, status: status, reason: reason, thresholds: thresholdValues,
      declaredThresholds: Self.declaredThresholds)
  }
}

/// How a piece of evidence compares with its threshold.
public enum Grade: String, Codable, Sendable, CaseIterable {
  case good, caution, bad, indeterminate
}

/// A grade on a piece of evidence against a declared threshold.
public struct Finding: Codable, Sendable, Equatable {
  /// Stable name: the analysis, a point, what was graded; for instance `collinearity.vif`.
  public var id: String
  /// The grade.
  public var grade: Grade
  /// What is graded: a column, or the data as a whole.
  public var subject: String
  /// One sentence that states what was found.
  public var message: String

  /// A finding from its parts.
  public init(id: String, grade: Grade, subject: String, message: String) {
    self.id = id
    self.grade = grade
    self.subject = subject
    self.message = message
  }
}

/// Collects how long things took; times are no part of any result.
public final class TimingLog: Sendable {
  private let entries = Mutex<[(name: String, time: Duration)]>([])

  /// An empty log.
  public init() {}

  /// Adds a time to those of a name.
  public func add(_ name: String, _ time: Duration) {
    entries.withLock { entries in
      if let place = entries.firstIndex(where: { $0.name == name }) {
        entries[place].time += time
      } else {
        entries.append((name, time))
      }
    }
  }

  /// One line a name: the seconds on all threads together.
  public var lines: [String] {
    entries.withLock { entries in
      entries.map { entry in
        let parts = entry.time.components
        let tenths = (Double(parts.seconds) + Double(parts.attoseconds) * 1e-18) * 10
        return "\(tenths.rounded() / 10) s  \(entry.name)"
      }
    }
  }
}
