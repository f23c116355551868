public import FathomSummaries

/// How one did.
public struct ContenderScore: Codable, Sendable, Equatable {
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
public struct ScoreDifference: Codable, Sendable, Equatable {
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
public struct ReflectionScore: Codable, Sendable, Equatable {
  /// `mirrored`: left is right, or the end the beginning; `flipped`: upside down.
  public var axis: String
  /// Accuracy or R² on the rows as they are.
  public var given: Double
  /// The same on the reflected rows.
  public var reflected: Double
  /// The standard error of the difference, paired by rows.
  @NullCodable public var standardError: Double?
}

/// A contender that did not run to the end.
public struct LeftOutContender: Codable, Sendable, Equatable {
  /// Stable name.
  public var id: String
  /// Name in the field.
  public var name: String
  /// Why.
  public var reason: String
}

/// Scores with this many rows.
public struct ContenderCurvePoint: Codable, Sendable, Equatable {
  /// Rows to learn from.
  public var rows: Int
  /// The scores, in the order of the contenders.
  public var scores: [ContenderCurveScore]
}

/// One score.
public struct ContenderCurveScore: Codable, Sendable, Equatable {
  /// Whose.
  public var id: String
  /// Accuracy or R².
  public var score: Double
}
