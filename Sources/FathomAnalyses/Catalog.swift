public import FathomData
internal import FathomSummaries
public import Foundation

/// A list of analyses: what a survey asks, and what reports, explanations and gates know.
///
/// A package registers its own analysis with `Catalog.standard.adding(MyAnalysis.self)`.
public struct Catalog: Sendable {
  /// All analyses of this library: adding one is adding its line here.
  public static let standard = Catalog([
    Entry(LocalCorrelation.self),
    Entry(SupervisedLocality.self),
    Entry(HiddenOrder.self),
    Entry(Collinearity.self),
    Entry(Repeats.self),
    Entry(SampleSize.self),
    Entry(Leakage.self),
    Entry(SecondFile.self),
    Entry(Race.self),
    Entry(Trial.self),
    Entry(TokenOrder.self),
    Entry(ImageHealth.self),
    Entry(UnreadColumns.self),
    Entry(Cells.self),
    Entry(LabelErrors.self),
  ])

  /// One entry an analysis, in the order of the report.
  public private(set) var entries: [Entry]

  /// A catalog of some analyses; of several with the same id the first one counts.
  public init(_ entries: [Entry]) {
    self.entries = []
    for entry in entries where self[entry.info.id] == nil { self.entries.append(entry) }
  }

  /// The catalog with another analysis at its end, or in the place of the one with the same id.
  public func adding<A: Analysis>(_ type: A.Type) -> Catalog {
    var result = self
    if let place = entries.firstIndex(where: { $0.info.id == A.info.id }) {
      result.entries[place] = Entry(type)
    } else {
      result.entries.append(Entry(type))
    }
    return result
  }

  /// All kinds of blind spots: those of sources, of the survey, and of the analyses.
  public var blindSpots: [BlindSpotInfo] {
    BlindSpotInfo.ofSources + BlindSpotInfo.ofSurvey + entries.flatMap(\.blindSpots)
  }

  /// The analysis of an id; nil where there is none.
  public subscript(_ id: String) -> Entry? { entries.first { $0.info.id == id } }

  /// The analysis of an id that a user wrote.
  ///
  /// - Throws: ``ThresholdError/unknownAnalysis(_:nearest:)``.
  public func entry(_ id: String) throws(ThresholdError) -> Entry {
    guard let entry = self[id] else { throw .unknown(id, among: entries.map(\.info.id)) }
    return entry
  }

  /// An analysis without its type.
  public struct Entry: Sendable {
    /// Name, question, references.
    public let info: AnalysisInfo
    /// The declared thresholds with their defaults.
    public let thresholds: [ThresholdInfo]
    /// The findings that it may make.
    public let findings: [FindingInfo]
    /// The kinds of blind spots that it may declare.
    public let blindSpots: [BlindSpotInfo]
    /// What it reads of the summary.
    let needs: SummaryNeeds
    /// Whether the question makes sense for such data at all.
    let concerns: @Sendable (Schema) -> Bool
    /// Asks, measures and judges.
    let run: @Sendable (Summary, AnalysisContext, ThresholdChanges) -> AnalysisOutcome
    /// The outcome of not asking, with the reason.
    let passOver: @Sendable (_ reason: String, ThresholdChanges) -> AnalysisOutcome
    /// Judges evidence that was read from a report again, by some thresholds.
    public let judgeAgain:
      @Sendable (_ evidence: Data, _ thresholds: [String: Double]) throws -> AnalysisOutcome
    /// Reads evidence as JSON into its type, and writes it again.
    public let rewrite: @Sendable (_ evidence: Data) throws -> Data
    private let describe: @Sendable () -> ValueInfo

    /// What each value of the evidence means.
    public var evidence: ValueInfo { describe() }

    /// The entry of an analysis.
    public init<A: Analysis>(_ type: A.Type) {
      info = A.info
      needs = A.needs
      concerns = { A.concerns($0) }
      thresholds = A.declaredThresholds
      findings = A.findings
      blindSpots = A.blindSpots
      describe = { A.evidence }
      run = { A($2).outcome(for: $0, $1) }
      passOver = { A($1).outcome(.notApplicable, $0) }
      judgeAgain = { data, thresholds in
        A(thresholds).outcome(of: try JSONDecoder().decode(A.Evidence.self, from: data))
      }
      rewrite = { try JSONEncoder().encode(JSONDecoder().decode(A.Evidence.self, from: $0)) }
    }
  }
}

extension ThresholdChanges {
  /// No change to the thresholds of a catalog.
  public init(_ catalog: Catalog = .standard) {
    self.init(
      declared: catalog.entries.map {
        Declared(analysis: $0.info.id, names: $0.thresholds.map(\.name))
      })
  }
}
