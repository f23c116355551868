/// The name that a user most likely meant.
public enum NearestName {
  /// The candidate with the smallest edit distance, when it is close enough to be meant.
  ///
  /// Distance: optimal string alignment, letter case ignored; close enough: at most a third of the
  /// longer name, and at least one edit is always allowed.
  public static func find(_ name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(200))
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let scalars = Array(candidate.lowercased().unicodeScalars.prefix(200))
      let allowed = max(1, max(wanted.count, scalars.count) / 3)
      guard abs(wanted.count - scalars.count) <= allowed else { continue }
      let distance = editDistance(wanted, scalars)
      if distance <= allowed, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
  }

  private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforePrevious = [Int]()
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var current = [i + 1]
      for j in 0..<b.count {
        var cost = min(
          previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforePrevious[j - 1] + 1)
        }
        current.append(cost)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }
}
