/// Whether two samples come from one distribution, without saying which.
public enum SampleComparison {
  /// The two-sided probability that the ranks of two samples lie so far apart, by its normal approximation with the
  /// correction for ties; 1 where nothing varies or a sample is empty.
  ///
  /// Source: Mann & Whitney 1947, *Annals of Mathematical Statistics* 18:50.
  ///
  /// - Complexity: O(n log n).
  public static func rankProbability(_ first: [Double], _ second: [Double]) -> Double {
    let (m, n) = (Double(first.count), Double(second.count))
    guard m > 0, n > 0 else { return 1 }
    let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var rankSum = 0.0
    var ties = 0.0
    var start = 0
    while start < all.count {
      var end = start
      while end < all.count, all[end].0 == all[start].0 { end += 1 }
      let size = Double(end - start)
      let rank = Double(start + end + 1) / 2
      rankSum += rank * Double(all[start..<end].count { $0.1 })
      ties += size * (size * size - 1)
      start = end
    }
    let total = m + n
    let variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    guard variance > 0 else { return 1 }
    return Distributions.normalTails((rankSum - m * (total + 1) / 2) / variance.squareRoot())
  }

  /// The probability that counts of the same levels differ so much in two samples, by Pearson's χ².
  ///
  /// Levels of which fewer than five are expected in the smaller sample are taken together (Cochran 1954, *Biometrics*
  /// 10:417).
  public static func countProbability(_ first: [UInt64], _ second: [UInt64]) -> Double {
    let (m, n) = (Double(first.count), Double(second.count))
    var counts = [UInt64: (Double, Double)]()
    for level in first { counts[level, default: (0, 0)].0 += 1 }
    for level in second { counts[level, default: (0, 0)].1 += 1 }
    var rest = (0.0, 0.0)
    var levels = [(Double, Double)]()
    for (_, count) in counts.sorted(by: { $0.key < $1.key }) {
      if (count.0 + count.1) * min(m, n) / (m + n) < 5 {
        rest = (rest.0 + count.0, rest.1 + count.1)
      } else {
        levels.append(count)
      }
    }
    if rest.0 + rest.1 > 0 { levels.append(rest) }
    guard levels.count > 1, m > 0, n > 0 else { return 1 }
    let statistic = levels.reduce(0.0) { sum, count in
      let (a, b) = count
      let expected = ((a + b) * m / (m + n), (a + b) * n / (m + n))
      return sum + (a - expected.0) * (a - expected.0) / expected.0
        + (b - expected.1) * (b - expected.1) / expected.1
    }
    return Distributions.incompleteGamma(Double(levels.count - 1) / 2, statistic / 2).upper
  }
}
