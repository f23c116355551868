internal import FathomNumerics

/// How many numbers lie in each interval between edges that are rounded quantiles.
///
/// Rounded, an edge is the value of no cell unless values are as coarse as the edges.
struct IntervalCounts: Sendable, Equatable {
  /// The upper edges of all intervals but the last, ascending.
  var edges: [Double]
  /// How many numbers lie in each: one more than there are edges.
  var counts: [Int]

  /// An interval holds about one number in twenty, and at least so many.
  static let (mostIntervals, fewestNumbers) = (20, 25)

  init(edges: [Double], counts: [Int]) {
    self.edges = edges
    self.counts = counts
  }

  /// Intervals of about equal counts; nil without numbers.
  init?(_ numbers: [Double]) {
    let sorted = numbers.sorted()
    guard let first = sorted.first, let last = sorted.last, first.isFinite, last.isFinite else {
      return nil
    }
    let intervals = max(
      4, min(IntervalCounts.mostIntervals, sorted.count / IntervalCounts.fewestNumbers))
    func quantile(_ share: Double) -> Double {
      sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
    let middle = quantile(0.75) - quantile(0.25)
    let step = IntervalCounts.step(middle > 0 ? middle : last - first)
    var edges = [Double]()
    for place in 1..<intervals {
      let value = quantile(Double(place) / Double(intervals))
      let edge = step > 0 ? IntervalCounts.rounded(value, step) : value
      if edges.last.map({ edge > $0 }) ?? true { edges.append(edge) }
    }
    self.edges = edges
    counts = []
    counts = count(sorted)
  }

  /// A power of ten of about a thousandth of a width.
  private static func step(_ width: Double) -> Double {
    guard width > 0, width.isFinite else { return 0 }
    var step = 1.0
    while step > width / 500 { step /= 10 }
    while step * 10 <= width / 500 { step *= 10 }
    return step
  }

  private static func rounded(_ value: Double, _ step: Double) -> Double {
    let scaled = (value / step).rounded()
    // Through the decimal digits, so that 0.1 is written as 0.1.
    return step < 1 ? scaled / (1 / step).rounded() : scaled * step
  }

  /// How many of some numbers lie in each interval.
  func count(_ numbers: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: edges.count + 1)
    for number in numbers where !number.isNaN { counts[interval(of: number)] += 1 }
    return counts
  }

  private func interval(of number: Double) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if number <= edges[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// How far numbers have moved; nil where nothing can be said.
  ///
  /// - Parameter share: the share of the rows that counts.
  func index(of numbers: [Double], share: Double = 1) -> StabilityIndex? {
    index(counts, count(numbers), share: share)
  }

  /// How far counts in these intervals have moved, neighbours taken together where there are few.
  func index(_ past: [Int], _ present: [Int], share: Double = 1) -> StabilityIndex? {
    let (n, m) = (past.reduce(0, +), present.reduce(0, +))
    guard n > 0, m > 0, past.count == present.count else { return nil }
    // So many are expected in each interval of the smaller side.
    let least = max(0.045, min(0.25, 10 / Double(min(n, m)))) * Double(n)
    var groups = [(past: Double, present: Double)]()
    var open = (past: 0.0, present: 0.0)
    for place in past.indices {
      open.past += Double(past[place])
      open.present += Double(present[place])
      guard open.past >= least else { continue }
      groups.append(open)
      open = (0, 0)
    }
    if open.past + open.present > 0 {
      if open.past == 0 || groups.isEmpty || open.past >= least / 2 {
        groups.append(open)
      } else {
        groups[groups.count - 1].past += open.past
        groups[groups.count - 1].present += open.present
      }
    }
    return StabilityIndex(groups.map { share * $0.past }, groups.map { share * $0.present })
  }

  /// The middle and a spread as wide as a standard deviation, by linear interpolation; nil where the edges do not show them.
  var centre: (middle: Double, spread: Double)? {
    guard let low = quantile(0.16), let middle = quantile(0.5), let high = quantile(0.84) else {
      return nil
    }
    return (middle, (high - low) / 2)
  }

  private func quantile(_ share: Double) -> Double? {
    let all = Double(counts.reduce(0, +))
    guard all > 0, edges.count > 1 else { return nil }
    var below = 0.0
    for (place, count) in counts.enumerated() {
      let next = below + Double(count)
      if next >= share * all {
        let high = place < edges.count ? edges[place] : edges[edges.count - 1]
        let low = place > 0 ? edges[place - 1] : edges[0]
        return low + (high - low) * (count > 0 ? (share * all - below) / Double(count) : 0)
      }
      below = next
    }
    return nil
  }
}

extension IntervalCounts: Codable {
  private enum CodingKeys: String, CodingKey { case edges, counts }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func numbers<Number: LosslessStringConvertible>(_ key: CodingKeys) throws -> [Number] {
      try container.decode(String.self, forKey: key).split(separator: " ").map { text in
        guard let number = Number(String(text)) else {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: container, debugDescription: "“\(text)” is no number")
        }
        return number
      }
    }
    edges = try numbers(.edges)
    counts = try numbers(.counts)
    guard counts.count == edges.count + 1, counts.allSatisfy({ $0 >= 0 }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .counts, in: container, debugDescription: "one count more than edges is needed")
    }
  }

  /// Two short texts rather than lists of numbers, of which JSON makes a line each.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(edges.map(PlainNumber.text).joined(separator: " "), forKey: .edges)
    try container.encode(counts.map(String.init).joined(separator: " "), forKey: .counts)
  }
}
