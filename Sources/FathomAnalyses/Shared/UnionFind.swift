/// Things that belong together, because each belongs to another one of them.
struct UnionFind {
  private var parents: [Int: Int] = [:]

  /// The smallest of what a thing belongs to; itself where it belongs to nothing.
  mutating func leader(_ thing: Int) -> Int {
    var top = thing
    while let parent = parents[top], parent != top { top = parent }
    // Everything on the way is led there at once.
    var next = thing
    while let parent = parents[next], parent != top {
      parents[next] = top
      next = parent
    }
    return top
  }

  /// Says that two things belong together.
  mutating func join(_ first: Int, _ second: Int) {
    let (a, b) = (leader(first), leader(second))
    parents[max(a, b)] = min(a, b)
    if parents[min(a, b)] == nil { parents[min(a, b)] = min(a, b) }
  }

  /// What belongs together: at least two things each, ascending.
  var groups: [[Int]] {
    var copy = self
    return Dictionary(grouping: parents.keys.sorted()) { copy.leader($0) }
      .values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  /// For all that belongs to something the smallest of what it belongs to.
  var leaders: [Int: Int] {
    var copy = self
    return Dictionary(
      parents.keys.map { ($0, copy.leader($0)) }, uniquingKeysWith: { first, _ in first })
  }
}
