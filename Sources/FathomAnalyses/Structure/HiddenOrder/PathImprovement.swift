/// An order whose neighbours are to be similar, and moves that improve it.
struct PathImprovement {
  /// A permutation of 0..<n.
  let order: UnsafeMutableBufferPointer<Int>
  /// n² values, symmetric.
  let similarities: UnsafeBufferPointer<Double>
  /// What lies before each place: the similarity of the items there; 0 before the first one and after the last.
  let gaps: UnsafeMutableBufferPointer<Double>

  private static let longestMoved = 12
  private static let least = 1e-12

  private var count: Int { order.count }

  /// - Parameter gaps: room for n + 1 values.
  init(
    order: UnsafeMutableBufferPointer<Int>, similarities: UnsafeBufferPointer<Double>,
    gaps: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(
      similarities.count == order.count * order.count && gaps.count == order.count + 1)
    self.order = order
    self.similarities = similarities
    self.gaps = gaps
    measureGaps(0, order.count)
  }

  /// Between two places; 0 beyond the ends.
  @inline(__always)
  private func value(_ a: Int, _ b: Int) -> Double {
    // In bounds: places are checked, and items lie in 0..<n.
    a < 0 || b < 0 || a >= count || b >= count ? 0 : similarities[order[a] * count + order[b]]
  }

  /// The similarities of the item at a place to all others, by item.
  @inline(__always)
  private func row(_ place: Int) -> UnsafeBufferPointer<Double> {
    let first = order[place] * count
    return UnsafeBufferPointer(rebasing: similarities[first..<first + count])
  }

  private func measureGaps(_ first: Int, _ last: Int) {
    for place in first...last { gaps[place] = value(place - 1, place) }
  }

  private func reverse(_ first: Int, _ last: Int) {
    var (a, b) = (first, last)
    while a < b {
      order.swapAt(a, b)
      a += 1
      b -= 1
    }
    if first <= last { measureGaps(first, last + 1) }
  }

  func reverseSegments() -> Bool {
    var improved = false
    for i in 0..<count {
      for j in i + 1..<max(i + 1, count) {
        let gain = value(i - 1, j) + value(i, j + 1) - gaps[i] - gaps[j + 1]
        if gain > PathImprovement.least {
          reverse(i, j)
          improved = true
        }
      }
    }
    return improved
  }

  func moveSegments() -> Bool {
    var improved = false
    for length in 1...PathImprovement.longestMoved where length < count {
      for i in 0...(count - length) {
        let j = i + length - 1
        guard let move = bestMove(i, j) else { continue }
        if move.isTurned { reverse(i, j) }
        // A segment moves when it, what it passes, and both together are turned round.
        if move.gap < i {
          reverse(move.gap, i - 1)
          reverse(i, j)
          reverse(move.gap, j)
        } else {
          reverse(i, j)
          reverse(j + 1, move.gap - 1)
          reverse(i, move.gap - 1)
        }
        improved = true
      }
    }
    return improved
  }

  /// The place before which a segment fits best, and which way round; nil where it is best off as it is.
  private func bestMove(_ i: Int, _ j: Int) -> (gap: Int, isTurned: Bool)? {
    let first = row(i)
    let last = row(j)
    let removed = gaps[i] + gaps[j + 1] - value(i - 1, j + 1)
    var best = (gain: PathImprovement.least, gap: -1, isTurned: false)
    @inline(__always)
    func consider(_ gap: Int, _ straight: Double, _ turned: Double) {
      let straight = straight - gaps[gap] - removed
      let turned = turned - gaps[gap] - removed
      if straight > best.gain { best = (straight, gap, false) }
      if turned > best.gain { best = (turned, gap, true) }
    }
    @inline(__always)
    func consider(_ gap: Int) {
      let before = order[gap - 1]
      let after = order[gap]
      consider(gap, first[before] + last[after], last[before] + first[after])
    }
    // A gap lies before its place; those at the segment itself change nothing.
    if i > 0 { consider(0, last[order[0]], first[order[0]]) }
    for gap in 1..<max(1, i) { consider(gap) }
    for gap in j + 2..<max(j + 2, count) { consider(gap) }
    if j + 1 < count { consider(count, first[order[count - 1]], last[order[count - 1]]) }
    return best.gap < 0 ? nil : (best.gap, best.isTurned)
  }

  func cutWeakest() -> Bool {
    guard count > 2, let cut = (1..<count).min(by: { gaps[$0] < gaps[$1] }),
      value(count - 1, 0) - gaps[cut] > PathImprovement.least
    else { return false }
    reverse(0, cut - 1)
    reverse(cut, count - 1)
    reverse(0, count - 1)
    return true
  }
}
