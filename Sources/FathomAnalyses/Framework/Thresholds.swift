internal import FathomData

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

/// Thresholds that differ from their defaults, by analysis and name.
public struct ThresholdChanges: Sendable, Equatable {
  /// The thresholds that an analysis declares.
  struct Declared: Sendable, Equatable {
    var analysis: String
    var names: [String]
  }

  private let declared: [Declared]
  private var values: [String: [String: Double]] = [:]

  /// No change to the thresholds of some analyses.
  init(declared: [Declared]) { self.declared = declared }

  /// Changes a threshold.
  ///
  /// - Throws: ``ThresholdError`` where there is no such analysis or threshold, or the value is no number.
  public mutating func set(
    _ analysis: String, _ name: String, to value: Double
  ) throws(ThresholdError) {
    guard let names = declared.first(where: { $0.analysis == analysis })?.names else {
      throw .unknown(analysis, among: declared.map(\.analysis))
    }
    guard names.contains(name) else {
      throw .unknownThreshold(
        name, analysis: analysis, nearest: NearestName.find(name, among: names))
    }
    guard value.isFinite else { throw .notFinite(name, analysis: analysis) }
    values[analysis, default: [:]][name] = value
  }

  /// The changes of one analysis.
  public func of(_ analysis: String) -> [String: Double] { values[analysis] ?? [:] }
}

/// Why a threshold could not be changed.
public enum ThresholdError: Error, Equatable, Sendable {
  /// There is no such analysis.
  case unknownAnalysis(String, nearest: String?)
  /// The analysis has no such threshold.
  case unknownThreshold(String, analysis: String, nearest: String?)
  /// The value is NaN or infinite.
  case notFinite(String, analysis: String)

  static func unknown(_ analysis: String, among all: [String]) -> ThresholdError {
    .unknownAnalysis(analysis, nearest: NearestName.find(analysis, among: all))
  }
}

extension ThresholdError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .unknownAnalysis(let name, let nearest):
      "there is no analysis “\(name)”" + (nearest.map { "; did you mean “\($0)”?" } ?? "")
    case .unknownThreshold(let name, let analysis, let nearest):
      "\(analysis) has no threshold “\(name)”"
        + (nearest.map { "; did you mean “\($0)”?" } ?? "; fathom explain \(analysis) lists them")
    case .notFinite(let name, let analysis): "\(analysis).\(name) must be a finite number"
    }
  }
}

extension Analysis {
  /// The analysis with some thresholds changed; names that it does not have are passed over.
  init(_ changes: [String: Double]) {
    self.init()
    for threshold in Self.thresholds {
      if let value = changes[threshold.name] { self[keyPath: threshold.property] = value }
    }
  }

  /// The analysis with the thresholds that were changed.
  init(_ changes: ThresholdChanges) { self.init(changes.of(Self.info.id)) }

  /// The declared thresholds with their defaults.
  static var declaredThresholds: [ThresholdInfo] {
    let defaults = Self()
    return thresholds.map {
      ThresholdInfo(
        name: $0.name, value: defaults[keyPath: $0.property], meaning: $0.meaning,
        source: $0.source)
    }
  }

  /// All thresholds that hold.
  var thresholdValues: [String: Double] {
    Dictionary(
      uniqueKeysWithValues: Self.thresholds.map { ($0.name, self[keyPath: $0.property]) })
  }
}
