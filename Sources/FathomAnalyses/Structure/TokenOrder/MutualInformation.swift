internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The mutual information between tokens some places apart in the same text, in bits.
///
/// Estimated by the frequencies of pairs, which is biased upward; shuffling the tokens within each text
/// has the same bias.
///
/// Source: Shannon 1948, *Bell Syst. Tech. J.* 27:379.
struct MutualInformation {
  private let bound: Int
  /// How often each pair occurs; all 0 between two measurements.
  private var pairs: [Int32]
  private var firsts: [Int32]
  private var seconds: [Int32]

  /// - Parameter bound: tokens are below it.
  init(bound: Int) {
    self.bound = bound
    pairs = [Int32](repeating: 0, count: bound * bound)
    firsts = [Int32](repeating: 0, count: bound)
    seconds = firsts
  }

  /// The information between tokens this many places apart; 0 where there are no such pairs.
  mutating func between(_ texts: [[Int32]], distance: Int) -> Double {
    var count = 0
    for text in texts where text.count > distance {
      for place in 0..<(text.count - distance) {
        let a = Int(text[place])
        let b = Int(text[place + distance])
        pairs[a * bound + b] += 1
        firsts[a] += 1
        seconds[b] += 1
        count += 1
      }
    }
    guard count > 0 else { return 0 }
    // Σ n log n over the cells that are taken, each once, which leaves them 0 for the next time.
    var sum = 0.0
    for text in texts where text.count > distance {
      for place in 0..<(text.count - distance) {
        let cell = Int(text[place]) * bound + Int(text[place + distance])
        sum += MutualInformation.weighted(pairs[cell])
        pairs[cell] = 0
      }
    }
    for token in 0..<bound {
      sum -= MutualInformation.weighted(firsts[token]) + MutualInformation.weighted(seconds[token])
      firsts[token] = 0
      seconds[token] = 0
    }
    let total = Double(count)
    return max(0, sum / total + log2(total))
  }

  /// The entropy of single tokens in bits.
  static func entropy(_ texts: [[Int32]], bound: Int) -> Double {
    var counts = [Int32](repeating: 0, count: bound)
    for token in texts.joined() { counts[Int(token)] += 1 }
    let total = Double(counts.reduce(0) { $0 + Int($1) })
    guard total > 0 else { return 0 }
    return log2(total) - counts.reduce(0.0) { $0 + weighted($1) } / total
  }

  @inline(__always)
  private static func weighted(_ count: Int32) -> Double {
    count > 1 ? Double(count) * log2(Double(count)) : 0
  }
}
