public import FathomSummaries

/// How one did.
public struct ContenderScore: Codable, Sendable, Equatable {
  /// Stable name.
  public var id: String
  /// Name in the field.
  public var name: String
  /// `classical`, `deep`, or `other`: not a side of the verdict's question.
  public var side: String
  /// The score on rows held out.
  public var score: Double
  /// Its standard error.
  @NullCodable public var standardError: Double?
  /// The share of rows whose class is predicted; null for numbers.
  @NullCodable public var accuracy: Double? = nil
  /// Mean log loss in nats; null for numbers.
  @NullCodable public var logLoss: Double?
  /// The share of the log loss of guessing that is explained; null for numbers.
  @NullCodable public var explainedLogLoss: Double? = nil
  /// The standard error of that, paired by rows.
  @NullCodable public var explainedStandardError: Double? = nil
  /// The area under the ROC curve, one class against the rest, the mean over classes; null for numbers.
  @NullCodable public var auc: Double? = nil
  /// The mean distance from the number, in its units; null for classes.
  @NullCodable public var meanAbsoluteError: Double? = nil
  /// What becomes of the classes that have few of the rows.
  public var rareClasses: [RareClassScore] = []
  /// Parts that it predicted; fewer than were held out where it was clear that it cannot win.
  public var parts = 0
  /// How much better the best one is, on the parts that both predicted; below 0 for a control with a better score, for
  /// it is never the best one.
  public var behind: Double
  /// The standard error of that, paired by rows; 0 for the best.
  @NullCodable public var behindStandardError: Double?
}

extension ContenderScore {
  /// Whether it only shows what another one gains, such as a network on shuffled positions: it is never ranked.
  var isControl: Bool { ContenderScore.controls.contains(id) }

  /// The ids of all controls that there are.
  static let controls = Set(
    [ConvolutionContender.Positions.asGiven, .shuffled, .found].map {
      ConvolutionContender(positions: $0).info
    }.filter(\.isControl).map(\.id))
}

/// What becomes of a class that has less than a fifth of the rows, and of an even part.
public struct RareClassScore: Codable, Sendable, Equatable {
  /// Its label.
  public var label: String
  /// Its share of the rows.
  public var share: Double
  /// The mean precision over its rows, from the likeliest down; guessing has its share.
  @NullCodable public var averagePrecision: Double?
  /// The share of its rows that are found.
  @NullCodable public var recall: Double?
}

/// Which classes are taken for which.
public struct ConfusionMatrix: Codable, Sendable, Equatable {
  /// Who takes them so: the best contender.
  public var contender: String
  /// The labels.
  public var labels: [String]
  /// Of the rows of each class, in the order of the labels, how many were taken for each; every time a row was held out
  /// counts.
  public var counts: [[Int]]
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
  /// The score on the rows as they are.
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
  /// The score.
  public var score: Double
}
