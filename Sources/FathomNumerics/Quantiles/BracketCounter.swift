/// Exact quantiles of type 7 from brackets that certainly hold them, in a few passes over the values.
///
/// A pass counts how many values lie below a bracket and in each of 4,096 equal cells of it, cut by
/// the bit patterns of the doubles. The values seen in one cell span the next bracket, so that a
/// bracket that starts with all doubles is a single one after at most six passes; when a bracket
/// holds few values they are all kept, and one pass is enough. What is found depends on the values alone,
/// never on their order, blocks or merges.
///
/// Memory: at most two windows a probability, each of 98 kB and 8 bytes times the capacity.
public struct BracketCounter: Sendable, Codable, Equatable {
  /// What a pass has shown.
  public enum Outcome: Sendable, Equatable {
    /// The quantiles, in the order of the probabilities.
    case quantiles([Double])
    /// Another pass is needed: feed this counter with the same values.
    case again(BracketCounter)
    /// The values are not those that the brackets were made from: the input has changed.
    case contradiction
  }

  /// An order statistic and the keys between which it certainly lies.
  private struct Target: Sendable, Codable, Equatable {
    let rank: Int
    let lower: UInt64
    let upper: UInt64
  }

  private let probabilities: [Double]
  private let count: Int
  private let capacity: Int
  /// The lower and the upper order statistic of each probability.
  private let targets: [Target]
  /// The brackets of targets that are not known yet, each once.
  private var windows: [BracketWindow]
  private var seen = 0

  /// A counter that has seen nothing, for `count` values that are not NaN, at least one.
  ///
  /// Each bracket certainly holds both order statistics of its probability. `capacity` is how many
  /// values are kept in one bracket; only counters of the same arguments may be merged.
  public init(
    probabilities: [Double], count: Int, brackets: [ClosedRange<Double>], capacity: Int = 8192
  ) {
    precondition(probabilities.count == brackets.count, "one bracket for each probability")
    self.init(
      probabilities: probabilities, count: count,
      bounds: brackets.flatMap { [$0, $0] }, capacity: capacity)
  }

  /// A counter that knows bounds for the lower and the upper order statistic of each probability.
  init(
    probabilities: [Double], count: Int, bounds: [ClosedRange<Double>], capacity: Int = 8192
  ) {
    precondition(count > 0, "a quantile needs a value")
    let ranks = probabilities.flatMap { probability in
      let position = Quantiles.Position(probability, count: count)
      return [position.lower, position.upper]
    }
    self.init(
      probabilities, count, capacity,
      zip(ranks, bounds).map { rank, bounds in
        Target(
          rank: rank, lower: OrderedBits.key(bounds.lowerBound),
          upper: OrderedBits.key(bounds.upperBound))
      })
  }

  private init(_ probabilities: [Double], _ count: Int, _ capacity: Int, _ targets: [Target]) {
    self.probabilities = probabilities
    self.count = count
    self.capacity = capacity
    self.targets = targets
    windows = []
    for target in targets where target.lower < target.upper {
      if window(of: target) == nil {
        windows.append(
          BracketWindow(lower: target.lower, upper: target.upper, capacity: capacity))
      }
    }
  }

  private func window(of target: Target) -> BracketWindow? {
    windows.first { $0.lower == target.lower && $0.upper == target.upper }
  }

  /// About how many bytes its windows take.
  public var byteCount: Int { windows.reduce(0) { $0 + $1.byteCount } }

  /// How many bytes its windows may take at most.
  public var byteLimit: Int { windows.reduce(0) { $0 + $1.byteLimit } }

  /// Takes in values in any order; NaN is missing and ignored.
  public mutating func absorb(_ values: UnsafeBufferPointer<Double>) {
    seen += values.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
    for index in windows.indices { windows[index].absorb(values) }
  }

  /// Whether values between two limits may lie in a bracket; those of other values need not be known.
  public func looks(between minimum: Double, and maximum: Double) -> Bool {
    let low = OrderedBits.key(minimum)
    let high = OrderedBits.key(maximum)
    return windows.contains { low <= $0.upper && high >= $0.lower }
  }

  /// Takes in values of which only the number and the largest is known, as ``looks(between:and:)``
  /// allows: all of them lie on one side of every bracket.
  public mutating func skip(count: Int, maximum: Double) {
    let high = OrderedBits.key(maximum)
    seen += count
    for index in windows.indices where high < windows[index].lower {
      windows[index].addBelow(count)
    }
  }

  /// Adds what another counter has seen in the same pass.
  public mutating func merge(_ other: BracketCounter) {
    precondition(
      targets == other.targets && capacity == other.capacity && count == other.count,
      "only counters of the same arguments can be merged")
    seen += other.seen
    for index in windows.indices { windows[index].merge(other.windows[index]) }
  }

  /// What the values show, once all of them were taken in.
  public func finish() -> Outcome {
    guard seen == count else { return .contradiction }
    var next: [Target] = []
    for target in targets {
      guard let window = window(of: target) else {
        next.append(target)
        continue
      }
      guard let bracket = window.bounds(ofRank: target.rank) else { return .contradiction }
      next.append(
        Target(rank: target.rank, lower: bracket.lowerBound, upper: bracket.upperBound))
    }
    guard next.allSatisfy({ $0.lower == $0.upper }) else {
      return .again(BracketCounter(probabilities, count, capacity, next))
    }
    return .quantiles(
      probabilities.enumerated().map { index, probability in
        Quantiles.Position(probability, count: count).quantile(
          OrderedBits.value(next[2 * index].lower), OrderedBits.value(next[2 * index + 1].lower))
      })
  }
}
