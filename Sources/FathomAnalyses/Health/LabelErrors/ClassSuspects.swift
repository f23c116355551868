internal import FathomNumerics

/// Which labels of classes are doubted, and whether wrong ones can be told from chance.
///
/// Where classes overlap, rows near the border are predicted as another class, with little certainty. A wrong label stands
/// anywhere: most rows with one are predicted as another class with as much certainty as all others. Two numbers tell the two
/// apart: the share of certain ones among all rows that are predicted as another class (``standing``), and how certain the
/// first look was of the class of the doubted rows, beside all rows of that class (``rank``).
struct ClassSuspects {
  /// A prediction counts as certain from this probability on.
  private static let certain = 0.9
  /// Those that tell the share of wrong labels are more certain still: hardly any of them is one of overlap.
  private static let mostCertain = 0.95
  /// A label is doubted only where one other class is likelier than all others together.
  private static let half = 0.5
  /// No label is listed that is more probable than this, however many are wrong.
  private static let unlikely = 0.2
  /// A class is known where at least this share of its rows is predicted as it: one that is not learned has no wrong labels,
  /// however unlikely its rows are.
  private static let known = 0.5
  /// Doubted rows lie at least this high, on average: wrong labels at a half, remains of overlap at the low end.
  ///
  /// Of 78 sets with wrong labels the lowest has 0.36; of real tables without any one had 0.12 (`Fixtures/LabelErrors`).
  private static let leastRank = 0.35

  /// Rows whose label is surely doubted, and those that are listed, the least probable label first.
  let sure: [Int]
  let doubted: [Int]
  /// The held-out probability of each row's own label.
  let own: [Double]
  /// The likeliest class of each row.
  let likely: [Int]
  /// The share of certain ones among all rows that are predicted as another class; nil without any.
  let standing: Double?
  /// The share of labels that are probably wrong, with its 95 % interval; nil where nothing is predicted with certainty.
  let share: (value: Double, interval: [Double])?
  /// The mean rank, from 0 to 1, of the surely doubted rows among all rows of their likely class, by how probable that class
  /// was at the first look; nil without any.
  let rank: Double?

  /// - Parameters:
  ///   - probabilities: held out and calibrated, learned from the rows whose labels are believed, `n × classes`.
  ///   - first: the same at the first look, learned from all rows.
  ///   - labels: the class of each row.
  ///   - sure: the probability below which a label is surely doubted.
  ///   - suspect: the one below which it is listed; of those above, as many as the share of wrong labels leaves open (to
  ///     prune by the noise rate; Northcutt, Jiang & Chuang 2021, 3.2).
  /// - Complexity: O(n · (classes + log n)).
  init(
    _ probabilities: Matrix, first: Matrix, labels: [Int], sure: Double, suspect: Double
  ) {
    let classes = probabilities.columns
    let likely = labels.indices.map { ClassMeasures.likeliest(probabilities, $0, classes) }
    let own = labels.indices.map { probabilities[$0, labels[$0]] }
    let certainty = labels.indices.map { probabilities[$0, likely[$0]] }
    var counts = [Int](repeating: 0, count: classes)
    var found = counts
    for row in labels.indices {
      counts[labels[row]] += 1
      if likely[row] == labels[row] { found[labels[row]] += 1 }
    }
    let isKnown = counts.indices.map {
      Double(found[$0]) >= ClassSuspects.known * Double(counts[$0])
    }
    let others = labels.indices.filter { likely[$0] != labels[$0] }
    let doubtable = others.filter { isKnown[labels[$0]] }
    func below(_ limit: Double) -> [Int] {
      doubtable.filter { own[$0] < limit && certainty[$0] >= ClassSuspects.half }
        .sorted { (own[$0], $0) < (own[$1], $1) }
    }
    (self.own, self.likely, self.sure) = (own, likely, below(sure))
    let share = ClassSuspects.share(labels, likely, certainty, classes)
    self.share = share
    // As many as the share says there are, as far as they are unlikely at all.
    let wrong = Int((share?.value ?? 0) * Double(labels.count))
    doubted = Array(
      below(max(ClassSuspects.unlikely, suspect)).prefix(max(below(suspect).count, wrong)))
    standing =
      others.isEmpty
      ? nil
      : Double(doubtable.count { certainty[$0] >= ClassSuspects.certain }) / Double(others.count)
    rank = ClassSuspects.meanRank(below(sure), likely, first)
  }

  /// Whether wrong labels stand out from chance.
  func standsOut(least: Double) -> Bool {
    (standing ?? 0) >= least && (rank ?? 0) >= ClassSuspects.leastRank
  }

  /// Whether the labels of most rows that are surely doubted are unlikely by other means too.
  ///
  /// - Parameter probabilities: what these make of the labels of ``sure``.
  func isConfirmed(_ probabilities: [Double]) -> Bool {
    2 * probabilities.count { $0 < ClassSuspects.leftOut } >= probabilities.count
  }

  /// Of the rows that are predicted with the most certainty, class by class, how many have another label, for all rows that
  /// are predicted as that class.
  ///
  /// Labels are wrong whatever the features are, so that rows far from any border stand for all. The variance is that of a
  /// stratified share, with a row of either kind more in each stratum (Agresti & Coull 1998, *American Statistician* 52:119).
  private static func share(
    _ labels: [Int], _ likely: [Int], _ certainty: [Double], _ classes: Int
  ) -> (value: Double, interval: [Double])? {
    var rows = [Double](repeating: 0, count: classes)
    var (wrong, predicted) = (rows, rows)
    for row in labels.indices {
      predicted[likely[row]] += 1
      guard certainty[row] >= mostCertain else { continue }
      rows[likely[row]] += 1
      if labels[row] != likely[row] { wrong[likely[row]] += 1 }
    }
    let strata = (0..<classes).filter { rows[$0] > 0 }
    guard !strata.isEmpty else { return nil }
    let all = strata.reduce(0) { $0 + predicted[$1] }
    var (value, variance) = (0.0, 0.0)
    for name in strata {
      let weight = predicted[name] / all
      value += weight * wrong[name] / rows[name]
      let raised = (wrong[name] + 1) / (rows[name] + 2)
      variance += weight * weight * raised * (1 - raised) / rows[name]
    }
    let reach = 1.96 * variance.squareRoot()
    return (value, [max(0, value - reach), min(1, value + reach)])
  }

  private static func meanRank(_ some: [Int], _ likely: [Int], _ first: Matrix) -> Double? {
    guard !some.isEmpty else { return nil }
    var ranks = [Double](repeating: 0, count: likely.count)
    for (name, rows) in Dictionary(grouping: likely.indices, by: { likely[$0] }) {
      let order = rows.sorted { (first[$0, name], $0) < (first[$1, name], $1) }
      for (place, row) in order.enumerated() {
        ranks[row] = (Double(place) + 0.5) / Double(order.count)
      }
    }
    return some.reduce(0) { $0 + ranks[$1] } / Double(some.count)
  }
}

extension ClassSuspects {
  /// A row whose label is less probable at the first look is left out of what is learned.
  private static let leftOut = 0.1
  /// At least this share of each class stays.
  private static let kept = 1.0 / 3

  /// The rows whose labels are believed after a first look; classes keep a third of their rows, the most probable ones.
  static func believed(_ first: Matrix, _ labels: [Int]) -> [Bool] {
    var isKept = labels.indices.map { first[$0, labels[$0]] >= leftOut }
    for (name, rows) in Dictionary(grouping: labels.indices, by: { labels[$0] }) {
      let least = max(3, Int((kept * Double(rows.count)).rounded(.up)))
      guard rows.count(where: { isKept[$0] }) < least else { continue }
      let order = rows.sorted { (first[$1, name], $0) < (first[$0, name], $1) }
      for row in order.prefix(least) { isKept[row] = true }
    }
    return isKept
  }
}
