internal import FathomNumerics

/// How far a column's distribution has moved, as an effect size that does not grow with the number of rows.
struct DistributionShift: Equatable {
  /// The population stability index Σ (q − p) ln(q / p), less what chance alone gives it; at least 0.
  ///
  /// Source: Siddiqi 2006, Credit Risk Scorecards, Wiley; its mean without a change is about
  /// (bins − 1)(1/n + 1/m) (Yurdakul & Naranjo 2020, J. Risk Model Validation 14:1).
  var index: Double
  /// How unlikely the index is under no change, as a normal deviate.
  var chance: Double
  /// How many standard deviations the mean moved; nil where there is none.
  var meanShift: Double?

  /// An index that is less unlikely than so many standard deviations may be chance, of many
  /// columns too (Yurdakul & Naranjo 2020).
  private static let significant = 4.0

  /// Whether the index is more than chance.
  var isSignificant: Bool { chance > DistributionShift.significant }

  /// Bins hold at least this share of the earlier rows, as the deciles that the index is known from do about.
  private static let leastShare = 0.05

  /// The shift of a column; nil where nothing tells.
  init?(_ past: Baseline.Column, _ present: Baseline.Column) {
    if let a = past.bins, let b = present.bins {
      guard let found = DistributionShift.index(of: a, and: b) else { return nil }
      (index, chance) = found
      if let from = past.mean, let to = present.mean, let scale = past.standardDeviation,
        scale > 0
      {
        meanShift = (to - from) / scale
      }
    } else if let a = past.levels, let b = present.levels {
      let names = Set(a.keys).union(b.keys).sorted()
      guard
        let found = DistributionShift.index(
          names.map { Double(a[$0] ?? 0) }, names.map { Double(b[$0] ?? 0) })
      else { return nil }
      (index, chance) = found
    } else {
      return nil
    }
  }

  private static func index(of a: Baseline.Bins, and b: Baseline.Bins) -> (
    index: Double, chance: Double
  )? {
    // Edges are multiples of their width, a power of two: each bin lies within one of the wider ones.
    let width = max(a.width, b.width)
    guard width > 0, width.isFinite else { return nil }
    func coarse(_ bins: Baseline.Bins) -> [Double: Double] {
      var counts = [Double: Double]()
      for (place, count) in bins.numbers.enumerated() {
        let bin = ((bins.lowerEdge + Double(place) * bins.width) / width).rounded(.down)
        counts[bin, default: 0] += count
      }
      return counts
    }
    let (past, present) = (coarse(a), coarse(b))
    let places = Set(past.keys).union(present.keys).sorted()
    let total = past.values.reduce(0, +)
    var groups = [(past: Double, present: Double)]()
    var open = (past: 0.0, present: 0.0)
    for place in places {
      open.past += past[place] ?? 0
      open.present += present[place] ?? 0
      guard open.past >= leastShare * total else { continue }
      groups.append(open)
      open = (0, 0)
    }
    if open.past + open.present > 0 {
      // What is left is few of the earlier rows, but may be many of the later: a bin of its own.
      groups.append(open)
    }
    return index(groups.map(\.past), groups.map(\.present))
  }

  private static func index(_ past: [Double], _ present: [Double]) -> (
    index: Double, chance: Double
  )? {
    StabilityIndex(past, present).map { ($0.value, $0.chance) }
  }
}
