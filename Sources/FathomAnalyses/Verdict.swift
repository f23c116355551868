/// What the findings say together.
public struct Verdict: Codable, Sendable, Equatable {
  /// What to do.
  public enum Recommendation: String, Codable, Sendable {
    case deep, classical, inconclusive
  }

  /// What to do.
  public var recommendation: Recommendation
  /// The probability that a network trained from scratch beats the best classical method by more
  /// than 1 %.
  public var deepProbability: Double
  /// One sentence.
  public var summary: String
  /// Reasons for and against, in plain words, the weightiest first.
  public var reasons: [String]
  /// What would change the answer.
  public var wouldChange: [String]
  /// What to try first.
  public var tryFirst: String
}
