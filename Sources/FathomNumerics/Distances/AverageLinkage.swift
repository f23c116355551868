/// Hierarchical clustering by the mean similarity between the members of two groups (UPGMA).
///
/// **Reference.** Sokal & Michener 1958, *Univ. Kansas Sci. Bull.* 38:1409.
public struct AverageLinkage: Sendable {
  /// The groups that are left when no two are similar enough, each ascending, by their first item.
  public let groups: [[Int]]
  /// All items in an order that puts similar ones side by side: the leaves of the tree, each branch
  /// turned so that its ends fit.
  public let leaves: [Int]

  /// Joins the two most similar groups again and again.
  ///
  /// Of pairs that are equally similar, the one with the first items is joined.
  ///
  /// - Parameters:
  ///   - similarity: `n × n`, symmetric, finite.
  ///   - cut: groups less similar than this are not put together in ``groups``.
  /// - Complexity: O(n²) in practice, O(n³) at worst.
  public init(similarity: Matrix, cut: Double) {
    precondition(similarity.rows == similarity.columns, "a similarity of every pair")
    let n = similarity.rows
    var mean = similarity
    var chains = (0..<n).map { [$0] }
    var groups = [[Int]]()
    var alive = Array(0..<n)
    var nearest = [Int](repeating: -1, count: n)
    func look(_ item: Int) {
      var best = -1
      for other in alive where other > item {
        if best < 0 || mean[other, item] > mean[best, item] { best = other }
      }
      nearest[item] = best
    }
    for item in alive { look(item) }
    var isCut = false
    while alive.count > 1 {
      var first = -1
      for item in alive where nearest[item] >= 0 {
        if first < 0 || mean[nearest[item], item] > mean[nearest[first], first] { first = item }
      }
      let second = nearest[first]
      if !isCut, mean[second, first] < cut {
        groups = alive.map { chains[$0].sorted() }
        isCut = true
      }
      let (a, b) = (Double(chains[first].count), Double(chains[second].count))
      chains[first] = AverageLinkage.joined(chains[first], chains[second], similarity)
      chains[second] = []
      alive.removeAll { $0 == second }
      for other in alive where other != first {
        let value = (a * mean[other, first] + b * mean[other, second]) / (a + b)
        mean[other, first] = value
        mean[first, other] = value
      }
      for item in alive where item < second {
        // Only what lost its nearest, or may have a nearer one, is looked at again.
        if item == first || nearest[item] == first || nearest[item] == second {
          look(item)
        } else if item < first, nearest[item] >= 0, mean[first, item] > mean[nearest[item], item] {
          nearest[item] = first
        }
      }
    }
    if !isCut { groups = n == 0 ? [] : [(0..<n).map { $0 }] }
    self.groups = groups
    leaves = alive.first.map { chains[$0] } ?? []
  }

  /// Two chains one after the other, each turned so that the most similar ends meet.
  private static func joined(_ a: [Int], _ b: [Int], _ similarity: Matrix) -> [Int] {
    let (front, back) = (a[0], a[a.count - 1])
    let (head, tail) = (b[0], b[b.count - 1])
    let options: [(Double, Bool, Bool)] = [
      (similarity[back, head], false, false), (similarity[back, tail], false, true),
      (similarity[front, head], true, false), (similarity[front, tail], true, true),
    ]
    var best = options[0]
    for option in options.dropFirst() where option.0 > best.0 { best = option }
    return (best.1 ? a.reversed() : a) + (best.2 ? b.reversed() : b)
  }
}
