public import FathomData
public import FathomSummaries

extension Race {
  /// How everybody did.
  public struct Evidence: Codable, Sendable, Equatable {
    /// `accuracy`, or `r2`: the share of the variance that is explained.
    public var metric: String
    /// How the features lie.
    public var layout: Layout
    /// Parts that were held out.
    public var folds: Int
    /// Rows with a target.
    public var availableRows: Int
    /// Rows that were looked at; fewer than there are where the budget is short.
    public var rows: Int
    /// Rows that each lesson learned from.
    public var trainingRows: Int
    /// The score of guessing the largest class, or the mean.
    public var guessing: Double
    /// Everybody who arrived, the best first.
    public var contenders: [Contender]
    /// The best network against the best of the classical methods; null where one of them is missing.
    @NullCodable public var deepMinusClassical: Difference?
    /// The convolutional network against itself on shuffled positions; null without both.
    @NullCodable public var localityGain: Difference?
    /// What nearest neighbours lose on reflected rows; empty for a table.
    public var reflections: [Reflection]
    /// Who did not arrive, and why.
    public var leftOut: [LeftOut]
    /// Scores on the first part with fewer rows to learn from, ascending; the last is with all.
    public var curve: [CurvePoint]
    /// Seconds of work that were allowed, on the reference machine.
    public var budget: Double

    /// How one did.
    public struct Contender: Codable, Sendable, Equatable {
      /// Stable name.
      public var id: String
      /// Name in the field.
      public var name: String
      /// `classical`, `deep`, or `other`: not a side of the verdict's question.
      public var side: String
      /// Accuracy or R² on rows held out.
      public var score: Double
      /// Its standard error.
      @NullCodable public var standardError: Double?
      /// Mean log loss in nats; null for numbers.
      @NullCodable public var logLoss: Double?
      /// How much better the best one is, ≥ 0.
      public var behind: Double
      /// The standard error of that, paired by rows; 0 for the best.
      @NullCodable public var behindStandardError: Double?
    }

    /// How much better one is than another.
    public struct Difference: Codable, Sendable, Equatable {
      /// The one.
      public var first: String
      /// The other.
      public var second: String
      /// The score of the one minus that of the other.
      public var difference: Double
      /// Its standard error, paired by rows.
      @NullCodable public var standardError: Double?
      /// 95 % interval of the difference.
      public var interval: [Double]
    }

    /// What five nearest neighbours make of reflected rows of the first part.
    public struct Reflection: Codable, Sendable, Equatable {
      /// `mirrored`: left is right, or the end the beginning; `flipped`: upside down.
      public var axis: String
      /// Accuracy or R² on the rows as they are.
      public var given: Double
      /// The same on the reflected rows.
      public var reflected: Double
      /// The standard error of the difference, paired by rows.
      @NullCodable public var standardError: Double?
    }

    /// Who did not arrive.
    public struct LeftOut: Codable, Sendable, Equatable {
      /// Stable name.
      public var id: String
      /// Name in the field.
      public var name: String
      /// Why.
      public var reason: String
    }

    /// Scores with so many rows.
    public struct CurvePoint: Codable, Sendable, Equatable {
      /// Rows to learn from.
      public var rows: Int
      /// The scores, in the order of the contenders.
      public var scores: [Score]
    }

    /// One score.
    public struct Score: Codable, Sendable, Equatable {
      /// Whose.
      public var id: String
      /// Accuracy or R².
      public var score: Double
    }
  }
}

extension Race.Evidence {
  /// Contenders of one side that did not arrive, though they concern the data.
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
