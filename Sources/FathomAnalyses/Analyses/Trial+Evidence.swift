extension Trial {
  /// How everybody did.
  public struct Evidence: Codable, Sendable, Equatable {
    /// `accuracy`, or `r2`: the share of the variance that is explained.
    public var metric: String
    /// Parts that were held out.
    public var folds: Int
    /// Rows with a target.
    public var availableRows: Int
    /// Rows that were looked at.
    public var rows: Int
    /// Rows that each lesson learned from.
    public var trainingRows: Int
    /// The score of guessing the largest class, or the mean.
    public var guessing: Double
    /// Everybody who arrived, the best first.
    public var contenders: [Race.Evidence.Contender]
    /// The best learner on random features against the best of the classical methods; null where one of them is
    /// missing.
    @NullCodable public var randomFeaturesMinusClassical: Race.Evidence.Difference?
    /// Who did not arrive, and why.
    public var leftOut: [Race.Evidence.LeftOut]
    /// Seconds of work that were allowed, on the reference machine.
    public var budget: Double
  }
}
