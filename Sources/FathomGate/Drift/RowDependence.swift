/// How many of the rows count where each is like the one before it, as days of weather are.
///
/// Source: (1 − ρ)/(1 + ρ) of the rows carry what they all say of a mean, with ρ between consecutive ones (Bartlett 1935, *Journal
/// of the Royal Statistical Society* 98:536).
enum RowDependence {
  /// The share of the rows that counts, for numbers in the order of the rows; NaN where one is missing.
  static func share(_ values: [Double]) -> Double {
    let present = values.filter { !$0.isNaN }
    let ranks = ranks(present)
    guard ranks.count > 10 else { return 1 }
    let mean = Double(ranks.count - 1) / 2
    let all = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let next = zip(ranks, ranks.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    return share(correlation: all > 0 ? next / all : 0, rows: ranks.count)
  }

  /// The same for levels, by keys; 0 where one is missing.
  static func share(ofLevels keys: [UInt64]) -> Double {
    let present = keys.filter { $0 != 0 }
    guard present.count > 10 else { return 1 }
    var counts = [UInt64: Double]()
    for key in present { counts[key, default: 0] += 1 }
    let all = Double(present.count)
    // By keys in order: sums of doubles depend on it.
    let byChance = counts.keys.sorted().reduce(0.0) { sum, key in
      let share = (counts[key] ?? 0) / all
      return sum + share * share
    }
    guard byChance < 1 else { return 1 }
    let same = Double(zip(present, present.dropFirst()).count { $0 == $1 }) / (all - 1)
    return share(correlation: (same - byChance) / (1 - byChance), rows: present.count)
  }

  private static func share(correlation: Double, rows: Int) -> Double {
    // Within two standard errors of none there is none.
    guard correlation > 2 / Double(rows).squareRoot() else { return 1 }
    return max(0.01, (1 - correlation) / (1 + correlation))
  }

  /// The places in ascending order, equal ones in theirs.
  private static func ranks(_ values: [Double]) -> [Double] {
    var ranks = [Double](repeating: 0, count: values.count)
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    for (rank, place) in order.enumerated() { ranks[place] = Double(rank) }
    return ranks
  }
}
