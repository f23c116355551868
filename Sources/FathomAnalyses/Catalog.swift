internal import FathomData
internal import FathomSummaries
public import Foundation

/// The list of all analyses: adding one is adding its line here.
public enum Catalog {
  /// One entry an analysis, in the order of the report.
  public static let entries: [Entry] = [
    Entry(LocalCorrelation.self),
    Entry(SupervisedLocality.self),
    Entry(HiddenOrder.self),
    Entry(Collinearity.self),
    Entry(SampleSize.self),
    Entry(Race.self),
    Entry(Trial.self),
    Entry(TokenOrder.self),
    Entry(ImageHealth.self),
  ]

  /// An analysis without its type.
  public struct Entry: Sendable {
    /// Name, question, references.
    public let info: AnalysisInfo
    /// The declared thresholds with their defaults.
    public let thresholds: [ThresholdInfo]
    /// What it reads of the summary.
    let needs: SummaryNeeds
    /// Whether the question makes sense for such data at all.
    let concerns: @Sendable (Schema) -> Bool
    /// Asks, measures and judges.
    let run: @Sendable (Summary, AnalysisContext, ThresholdChanges) -> AnalysisOutcome
    /// Does not, for a reason.
    let passOver: @Sendable (_ reason: String, ThresholdChanges) -> AnalysisOutcome
    /// Judges evidence that was read from a report again, by some thresholds.
    public let judgeAgain:
      @Sendable (_ evidence: Data, _ thresholds: [String: Double]) throws -> AnalysisOutcome

    init<A: Analysis>(_ type: A.Type) {
      let defaults = A()
      info = A.info
      needs = A.needs
      concerns = { A.concerns($0) }
      thresholds = A.thresholds.map {
        ThresholdInfo(
          name: $0.name, value: defaults[keyPath: $0.property], meaning: $0.meaning,
          source: $0.source)
      }
      run = { A($2).outcome(for: $0, $1) }
      passOver = { reason, changes in
        AnalysisOutcome(
          info: A.info, status: .notApplicable, reason: reason,
          thresholds: A(changes).thresholdValues)
      }
      judgeAgain = { data, thresholds in
        A(thresholds).outcome(of: try JSONDecoder().decode(A.Evidence.self, from: data))
      }
    }
  }
}
