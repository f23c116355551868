/// Distinct values of a column with how often each is there: all of them where they are few, else those with the smallest
/// hashes, so that two columns keep the same values where they share them.
///
/// Source: bottom-k sampling, Cohen & Kaplan 2007, PODC.
package struct ValueSample: Sendable {
  /// How often a value is there in each third of the rows, and the first line that has it.
  package struct Count: Sendable, Equatable {
    package var thirds: [Int]
    package var firstLine: Int
    /// The value itself where it is a word and there were few before it.
    package var text: String?
    package var all: Int { thirds[0] + thirds[1] + thirds[2] }
  }

  /// The counts by the hash of the value.
  package private(set) var counts: [UInt64: Count] = [:]
  /// Hashes are kept when they are at most this large.
  package private(set) var ceiling = UInt64.max
  private let capacity: Int

  /// A sample of this many values.
  ///
  /// - Parameter ceiling: larger hashes are not kept; parts that are merged begin with the same.
  package init(capacity: Int, ceiling: UInt64 = .max) {
    self.capacity = capacity
    self.ceiling = ceiling
  }

  /// Whether all values are there.
  package var isExact: Bool { ceiling == .max }

  /// How many distinct values there are, or an estimate.
  package var distinct: Double {
    isExact ? Double(counts.count) : Double(counts.count) * (0x1p64 / (Double(ceiling) + 1))
  }

  /// With more values than this their texts are not kept.
  package static let mostTexts = 256

  /// - Parameter text: makes the text of a value that is new.
  mutating func add(
    _ hash: UInt64, third: Int, line: Int, times: Int = 1, text: () -> String? = { nil }
  ) {
    guard hash <= ceiling else { return }
    if counts[hash]?.thirds[third] != nil {
      counts[hash]?.thirds[third] += times
      return
    }
    var thirds = [0, 0, 0]
    thirds[third] = times
    counts[hash] = Count(
      thirds: thirds, firstLine: line, text: counts.count < ValueSample.mostTexts ? text() : nil)
    if counts.count >= 2 * capacity { shrink() }
  }

  /// All values with how often each is there, in the order in which they come; nil where there are too many to be levels.
  package var levels: [(text: String, count: Count)]? {
    guard isExact, counts.count <= ValueSample.mostTexts else { return nil }
    var levels = [(text: String, count: Count)]()
    for count in counts.values {
      guard let text = count.text else { return nil }
      levels.append((text, count))
    }
    return levels.sorted { $0.count.firstLine < $1.count.firstLine }
  }

  private mutating func shrink() {
    guard counts.count > capacity else { return }
    let kept = counts.keys.sorted().prefix(capacity)
    ceiling = kept.last ?? ceiling
    counts = counts.filter { $0.key <= ceiling }
  }

  mutating func merge(_ other: ValueSample) {
    ceiling = min(ceiling, other.ceiling)
    for (hash, theirs) in other.counts where hash <= ceiling {
      if var mine = counts.removeValue(forKey: hash) {
        for third in 0..<3 { mine.thirds[third] += theirs.thirds[third] }
        mine.firstLine = min(mine.firstLine, theirs.firstLine)
        mine.text = mine.text ?? theirs.text
        counts[hash] = mine
      } else {
        counts[hash] = theirs
      }
    }
    counts = ceiling == .max ? counts : counts.filter { $0.key <= ceiling }
    if counts.count >= 2 * capacity { shrink() }
  }

  /// About how many bytes it holds.
  var byteCount: Int { counts.count * 96 }
}
