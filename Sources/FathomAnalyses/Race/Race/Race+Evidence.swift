public import FathomData
public import FathomSummaries

extension Race {
  /// How the contenders did.
  public struct Evidence: Codable, Sendable, Equatable {
    /// `accuracy`; `d2LogLoss`: the share of the log loss of guessing that is explained, where nearly all rows are of one
    /// class; or `r2`: the share of the variance that is explained.
    public var metric: String
    /// How the features lie.
    public var layout: Layout
    /// Parts that were held out.
    public var folds: Int
    /// Why it ended: `decided`, `budget`, or `complete` where all was done that was planned.
    public var ending = "complete"
    /// Rows with a target.
    public var availableRows: Int
    /// Rows that were looked at; fewer than there are where the budget is short.
    public var rows: Int
    /// Rows that each fit learned from.
    public var trainingRows: Int
    /// The score of guessing the largest class, or the mean.
    public var guessing: Double
    /// What guessing is worth by every measure.
    @NullCodable public var guess: ContenderScore? = nil
    /// The contenders that ran to the end, the best first; last those that only show what another one gains.
    public var contenders: [ContenderScore]
    /// Which classes the best contender takes for which; null for numbers, and with more than 20 classes.
    @NullCodable public var confusion: ConfusionMatrix? = nil
    /// The best network against the best of the classical methods; null where one of them is missing.
    @NullCodable public var deepMinusClassical: ScoreDifference?
    /// What the learning curves make of that difference with all rows; null where all were raced.
    @NullCodable public var atAllRows: DifferenceAtSize? = nil
    /// The convolutional network against itself on shuffled positions; null without both.
    @NullCodable public var localityGain: ScoreDifference?
    /// The convolutional network in an order that was found against the best of the classical methods; null where no order
    /// was found.
    @NullCodable public var foundMinusClassical: ScoreDifference?
    /// What nearest neighbours lose on reflected rows; empty for a table.
    public var reflections: [ReflectionScore]
    /// The contenders that did not run to the end, and why.
    public var leftOut: [LeftOutContender]
    /// Scores on the first part with fewer rows to learn from, ascending; the last is with all.
    public var curve: [ContenderCurvePoint]
    /// Seconds of work that were allowed, on the reference machine.
    public var budget: Double
  }
}

extension Race.Evidence {
  /// Contenders of one side that did not run to the end, though they concern the data.
  func absentees(_ side: ContenderInfo.Side) -> [String] {
    let ids = Set(Race.contenders.map(\.info).filter { $0.side == side }.map(\.id))
    return leftOut.filter { ids.contains($0.id) }.map(\.name)
  }

  /// Whether nobody is missing who could have turned it: on the side that is behind.
  var isDecisive: Bool {
    guard let difference = deepMinusClassical else { return false }
    return absentees(difference.difference > 0 ? .classical : .deep).isEmpty
  }
}
