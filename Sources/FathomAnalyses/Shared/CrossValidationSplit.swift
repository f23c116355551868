internal import FathomNumerics

/// One division of the rows for a learning curve: rows in the order in which they are learned from,
/// and rows that are only predicted.
struct CrossValidationSplit: Sendable {
  /// Rows to learn from; a subset of a size is as many of the first of them.
  let training: [Int]
  /// Rows that are held out.
  let test: [Int]

  /// A quarter of the rows is held out for a learning curve.
  static let folds = 4

  /// Repeated cross-validation: in each repetition every row is held out once.
  ///
  /// Rows of one group stay together: they are held out together, and learned from one group after the
  /// other, so that a subset of a size holds as many rows of fewer groups. Without groups classes are
  /// spread evenly over the folds.
  ///
  /// - Parameters:
  ///   - rows: how many rows there are.
  ///   - classes: the class of each row; empty for a regression.
  ///   - groups: the group of each row; nil where rows are independent.
  ///   - copies: for each row a number that it shares with its copies, which are held out with it; nil for none.
  ///   - repetitions: how many times.
  ///   - folds: into how many parts the rows are split.
  static func all(
    rows: Int, classes: [Int], groups: [Int]?, copies: [Int]? = nil, repetitions: Int,
    folds: Int = folds, seed: UInt64
  ) -> [CrossValidationSplit] {
    (0..<repetitions).flatMap { repetition in
      let order =
        groups.map {
          groupOrder($0, seed, repetition)
        } ?? shuffled(rows, seed, "learningCurve", repetition)
      var fold = groups.map { groupFolds(order, $0, folds) } ?? rowFolds(order, classes, folds)
      if let copies {
        var known = [Int: Int]()
        for row in order { known[copies[row], default: fold[row]] += 0 }
        for row in order { fold[row] = known[copies[row]] ?? fold[row] }
      }
      return (0..<folds).map { held in
        CrossValidationSplit(
          training: order.filter { fold[$0] != held }, test: order.filter { fold[$0] == held })
      }
    }
  }

  private static func shuffled(
    _ count: Int, _ seed: UInt64, _ domain: String, _ index: Int
  ) -> [Int] {
    var order = (0..<Int32(count)).map { $0 }
    var stream = RandomStream(seed: seed, domain: domain, index: UInt64(index))
    stream.shuffle(&order)
    return order.map(Int.init)
  }

  /// Deals the rows of each class to the folds in turn.
  private static func rowFolds(_ order: [Int], _ classes: [Int], _ folds: Int) -> [Int] {
    var fold = [Int](repeating: 0, count: order.count)
    guard !classes.isEmpty else {
      for (place, row) in order.enumerated() { fold[row] = place % folds }
      return fold
    }
    var next = 0
    let members = Dictionary(grouping: order) { classes[$0] }
    for name in members.keys.sorted() {
      for row in members[name] ?? [] {
        fold[row] = next
        next = (next + 1) % folds
      }
    }
    return fold
  }

  /// Rows of one group after the other, groups in random order.
  private static func groupOrder(_ groups: [Int], _ seed: UInt64, _ repetition: Int) -> [Int] {
    let members = Dictionary(grouping: groups.indices) { groups[$0] }
    let names = members.keys.sorted()
    return shuffled(names.count, seed, "learningCurveGroups", repetition).flatMap {
      members[names[$0]] ?? []
    }
  }

  /// Puts each group into the fold that has the fewest rows so far.
  private static func groupFolds(_ order: [Int], _ groups: [Int], _ folds: Int) -> [Int] {
    var fold = [Int](repeating: 0, count: order.count)
    var sizes = [Int](repeating: 0, count: folds)
    var place = 0
    while place < order.count {
      let group = groups[order[place]]
      let end = order[place...].firstIndex { groups[$0] != group } ?? order.count
      let smallest = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
      for row in order[place..<end] { fold[row] = smallest }
      sizes[smallest] += end - place
      place = end
    }
    return fold
  }
}

/// What was lost at each size of the ladder on each row that was held out.
///
/// A row's loss is a share of a total: 1 if its class was wrong, of 1; its squared error, of its squared
/// distance from the mean.
struct CurveLosses: Sendable {
  /// For each size, the loss of each test row.
  var losses: [[Double]]
  /// What they are shares of, one a test row.
  var totals: [Double]
  /// Chance that the learner tells two rows of different classes apart, averaged over pairs of classes,
  /// at the largest size; nil where that is not defined.
  var cStatistic: Double?
}

extension CurveLosses {
  /// The losses of all rows, each held out in one of the parts.
  init(combining parts: [(test: [Int], losses: CurveLosses)], rows: Int) {
    let sizes = parts.first?.losses.losses.count ?? 0
    losses = Array(repeating: [Double](repeating: 0, count: rows), count: sizes)
    totals = [Double](repeating: 0, count: rows)
    for (test, part) in parts {
      for (place, row) in test.enumerated() {
        totals[row] = part.totals[place]
        for size in 0..<sizes { losses[size][row] = part.losses[size][place] }
      }
    }
  }
}

/// The rows behind a learning curve.
struct CurveRows: Sendable {
  /// Complete rows, `n × p`.
  let features: Matrix
  /// The target of each: a number, or the code of a class.
  let target: [Double]
  /// How many classes; nil for a regression.
  let classes: Int?
  /// Whether the columns have a common unit, so that distances need no scaling.
  let hasCommonUnit: Bool

  /// What the losses of some rows are shares of: one a row, or its squared distance from their mean.
  func totals(of rows: [Int]) -> [Double] {
    guard classes == nil else { return rows.map { _ in 1 } }
    let truths = rows.map { target[$0] }
    let mean = Moments(truths).mean
    return truths.map { ($0 - mean) * ($0 - mean) }
  }

  /// The moments of the columns over some rows, without a copy of these.
  func moments(of rows: [Int]) -> [Moments] {
    features.columnIndices.map { column in
      let values = features.column(column)
      return Moments(rows.map { values[values.startIndex + $0] })
    }
  }
}
