/// A mergeable accumulator: starts empty, takes in rows, merges with another.
///
/// What comes out does not depend on how the rows were split:
///
/// - The same split, absorbed and merged in the same order, gives the same bytes.
/// - Other splits agree in counts and samples exactly, and in sums to a relative 1e-12.
/// - An empty partial changes nothing, and `a + (b + c)` is `(a + b) + c` in the same sense.
///
/// A split is one into whole batches, which are cut by the data alone.
public protocol Partial: Sendable {
  /// What is absorbed: one named value.
  associatedtype Input
  /// About how many bytes it holds now.
  var byteCount: Int { get }
  /// How many bytes it may hold at most, by its definition and whatever comes in.
  var byteLimit: Int { get }
  /// Takes in rows.
  mutating func absorb(_ input: Input)
  /// Takes in all that another partial has absorbed; its rows come after this one's.
  mutating func merge(_ other: Self)
}
