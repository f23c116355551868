public import FathomSummaries

/// A learning curve: error = asymptote + coefficient · rows^(−exponent).
public struct FittedLearningCurve: Codable, Sendable, Equatable {
  /// `ridge` or `kNearestNeighbours`.
  public var id: String
  /// The name of the learner.
  public var learner: String
  /// `errorRate`, or `unexplainedVariance` for a regression.
  public var metric: String
  /// The measured errors.
  public var points: [Point]
  /// Rows that there are.
  public var today: Int
  /// Whether a missing value counts as the mean of its column, because too few rows are complete.
  public var replacesMissing = false
  /// The error of guessing without any feature: the largest class, or the mean.
  public var guessingError: Double
  /// Error with endless rows; null where the fit is not identifiable.
  @NullCodable public var asymptote: Double?
  /// Scale of the falling part.
  @NullCodable public var coefficient: Double?
  /// Speed of the fall.
  @NullCodable public var exponent: Double?
  /// Between which values 95 % of the bootstrap draws put the error with endless rows.
  public var asymptoteInterval: [Double]
  /// The error with today's rows, and with 2, 4 and 10 times as many.
  public var projections: [Projection]
  /// The fitted curve with its band, from the smallest measured size to ten times today's rows.
  public var band: [Projection]

  /// A measured error.
  public struct Point: Codable, Sendable, Equatable {
    /// Training rows.
    public var rows: Int
    /// Mean error on rows held out.
    public var error: Double
    /// Standard error of the mean, by the bootstrap.
    public var standardError: Double
  }

  /// The fitted error with a number of rows.
  public struct Projection: Codable, Sendable, Equatable {
    /// Training rows.
    public var rows: Int
    /// The error.
    public var error: Double
    /// Lower limit of its 95 % interval.
    public var lower: Double
    /// Upper limit.
    public var upper: Double
    /// How much lower the error is than with today's rows.
    public var gain: Double
    /// Lower limit of its 95 % interval.
    public var gainLower: Double
    /// Upper limit.
    public var gainUpper: Double
  }
}
