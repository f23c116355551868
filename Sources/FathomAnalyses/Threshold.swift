/// A declared threshold of an analysis: which stored property it is, what it means, who says so.
public struct Threshold<Owner>: Sendable {
  /// The name of the stored property, and of the key in a configuration file.
  public let name: String
  /// The stored property.
  public let property: any WritableKeyPath<Owner, Double> & Sendable
  /// What happens at the threshold, in one sentence.
  public let meaning: String
  /// Where the default comes from.
  public let source: String

  /// A threshold from its parts.
  public init(
    _ name: String, _ property: any WritableKeyPath<Owner, Double> & Sendable, meaning: String,
    source: String
  ) {
    self.name = name
    self.property = property
    self.meaning = meaning
    self.source = source
  }
}

/// A threshold without its owner's type: what pages, lists and tests read.
public struct ThresholdInfo: Sendable, Equatable {
  /// The name of the stored property.
  public let name: String
  /// The default.
  public let value: Double
  /// What happens at the threshold.
  public let meaning: String
  /// Where the default comes from.
  public let source: String
}
