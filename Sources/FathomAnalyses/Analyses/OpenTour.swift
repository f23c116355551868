/// An order whose neighbours are to be similar, and moves that improve it.
struct OpenTour {
  /// A permutation of 0..<n.
  let order: UnsafeMutableBufferPointer<Int>
  /// n² values.
  let similarities: UnsafeBufferPointer<Double>

  private static let longestMoved = 12
  private static let least = 1e-12

  private var count: Int { order.count }

  /// Between two places; 0 beyond the ends.
  @inline(__always)
  private func value(_ a: Int, _ b: Int) -> Double {
    // In bounds: places are checked, and items lie in 0..<n.
    a < 0 || b < 0 || a >= count || b >= count ? 0 : similarities[order[a] * count + order[b]]
  }

  private func reverse(_ first: Int, _ last: Int) {
    var (a, b) = (first, last)
    while a < b {
      order.swapAt(a, b)
      a += 1
      b -= 1
    }
  }

  func reverseSegments() -> Bool {
    var improved = false
    for i in 0..<count {
      for j in i + 1..<max(i + 1, count) {
        let gain = value(i - 1, j) + value(i, j + 1) - value(i - 1, i) - value(j, j + 1)
        if gain > OpenTour.least {
          reverse(i, j)
          improved = true
        }
      }
    }
    return improved
  }

  func moveSegments() -> Bool {
    var improved = false
    for length in 1...OpenTour.longestMoved where length < count {
      for i in 0...(count - length) {
        let j = i + length - 1
        let removed = value(i - 1, i) + value(j, j + 1) - value(i - 1, j + 1)
        var best = (gain: OpenTour.least, gap: -1, isTurned: false)
        // A gap lies before its place; those at the segment itself change nothing.
        for gap in 0...count where gap < i || gap > j + 1 {
          let opened = value(gap - 1, gap)
          let straight = value(gap - 1, i) + value(j, gap) - opened - removed
          let turned = value(gap - 1, j) + value(i, gap) - opened - removed
          if straight > best.gain { best = (straight, gap, false) }
          if turned > best.gain { best = (turned, gap, true) }
        }
        guard best.gap >= 0 else { continue }
        if best.isTurned { reverse(i, j) }
        // A segment moves when it, what it passes, and both together are turned round.
        if best.gap < i {
          reverse(best.gap, i - 1)
          reverse(i, j)
          reverse(best.gap, j)
        } else {
          reverse(i, j)
          reverse(j + 1, best.gap - 1)
          reverse(i, best.gap - 1)
        }
        improved = true
      }
    }
    return improved
  }

  func cutWeakest() -> Bool {
    guard count > 2, let cut = (1..<count).min(by: { value($0 - 1, $0) < value($1 - 1, $1) }),
      value(count - 1, 0) - value(cut - 1, cut) > OpenTour.least
    else { return false }
    reverse(0, cut - 1)
    reverse(cut, count - 1)
    reverse(0, count - 1)
    return true
  }
}
