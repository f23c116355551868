private import Synchronization
internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// How the error of simple learners falls as rows are added.
///
/// Learners whose solution is a formula are fitted to nested, seeded subsets of growing size, and predict
/// a quarter of the rows that they never saw; every row is held out as often as every other.
struct LearningCurve {
  typealias Evidence = FittedLearningCurve

  /// Rows that are looked at, at most.
  private static let mostRows = 10_000
  /// Values that are looked at, at most.
  private static let mostValues = 8_000_000
  /// n · p · min(n, p) at most: what a Gram matrix of the rows costs.
  private static let work = 1.5e10
  /// What all splits may cost together, in products of coordinates.
  private static let totalWork = 8e10
  /// At most this often is every row held out.
  private static let mostRepetitions = 4
  private static let smallestTraining = 16
  /// The smallest size is no smaller than this share of the largest: the power law holds for large
  /// sizes.
  private static let range = 64
  private static let mostSizes = 10

  /// How many rows of this many columns are looked at.
  static func rowLimit(columns: Int) -> Int {
    let p = Double(max(1, columns))
    let byRows = work / (p * p)
    // n² · p where there are fewer rows than columns.
    let limit = byRows >= p ? byRows : (work / p).squareRoot()
    return min(mostRows, mostValues / max(1, columns), Int(limit))
  }

  private let rows: CurveRows
  private let groups: [Int]?
  private let seed: UInt64

  /// - Parameters:
  ///   - rows: the rows with their targets.
  ///   - groups: the group of each row, where rows of a group are alike; nil where rows are
  ///     independent.
  init(_ rows: CurveRows, groups: [Int]? = nil, seed: UInt64) {
    self.rows = rows
    self.groups = groups
    self.seed = seed
  }

  /// The sizes of the ladder for this many rows to learn from; empty for too few.
  static func ladder(upTo largest: Int) -> [Int] {
    guard largest >= 2 * smallestTraining else { return [] }
    let smallest = max(smallestTraining, largest / range)
    let span = log(Double(largest) / Double(smallest))
    // By √2 or more from one to the next.
    let steps = min(mostSizes - 1, Int(span / log(2.0.squareRoot()) + 0.01))
    return (0...steps).map { step in
      Int((Double(largest) * exp(-span * Double(steps - step) / Double(steps))).rounded())
    }
  }

  /// What was measured of all learners.
  struct Measurement {
    /// One curve a learner, the best first.
    var curves: [Evidence]
    /// Chance that the linear learner tells two rows of different classes apart; nil where not defined.
    var cStatistic: Double?
    /// The share of the variance that the linear learner explains on rows held out; nil for classes.
    var rSquared: Double?
  }

  /// The curves; nil for too few rows.
  ///
  /// - Parameter today: rows that there are.
  func measure(
    today: Int, threads: Int, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) -> Measurement? {
    let splits = CrossValidationSplit.all(
      rows: rows.features.rows, classes: rows.classes == nil ? [] : rows.target.map { Int($0) },
      groups: groups, repetitions: repetitions, seed: seed)
    let sizes = LearningCurve.ladder(upTo: splits.map(\.training.count).min() ?? 0)
    guard !sizes.isEmpty, splits.allSatisfy({ !$0.test.isEmpty }) else { return nil }
    let usesRidge = (rows.classes ?? 1) <= RidgeLadder.classLimit
    let count = splits.count
    let done = DoneCount(tasks: usesRidge ? 2 * count : count, report: progress)
    let losses = Parallel.map(usesRidge ? 2 * count : count, threads: threads) { task in
      defer { done.add() }
      return task < count
        ? NeighbourLadder(rows, splits[task]).losses(sizes: sizes)
        : RidgeLadder(rows, splits[task - count]).losses(sizes: sizes)
    }
    let ridge = Array(losses.dropFirst(count))
    var curves = [Evidence]()
    if usesRidge { curves.append(curve("ridge", sizes, ridge, splits, today, threads)) }
    curves.append(
      curve("kNearestNeighbours", sizes, Array(losses[..<count]), splits, today, threads))
    func lastError(_ curve: Evidence) -> Double { curve.points.last?.error ?? 1 }
    let linear = usesRidge ? curves.first?.points.last : nil
    let concordances = ridge.compactMap(\.cStatistic)
    // Of two that err as little, the linear one comes first.
    if let last = curves.last, lastError(last) < lastError(curves[0]) { curves.reverse() }
    return Measurement(
      curves: curves,
      cStatistic: concordances.isEmpty
        ? nil : concordances.reduce(0, +) / Double(concordances.count),
      rSquared: rows.classes == nil ? linear.map { 1 - $0.error } : nil)
  }

  /// The error of guessing the largest class, or the mean.
  private var guessingError: Double {
    guard let classes = rows.classes else { return 1 }
    var counts = [Int](repeating: 0, count: classes)
    for name in rows.target { counts[Int(name)] += 1 }
    return 1 - Double(counts.max() ?? 0) / Double(max(1, rows.target.count))
  }

  /// How often every row is held out: more often where that costs little.
  private var repetitions: Int {
    let n = Double(rows.features.rows)
    let p = Double(rows.features.columns)
    // With fewer rows than columns every size has systems of its own, and one to choose the penalty.
    let split = n * p * min(n, p) * (n < p ? 3 : 1) + n * n * p / 3
    let affordable = LearningCurve.totalWork / (split * Double(CrossValidationSplit.folds))
    return max(1, min(LearningCurve.mostRepetitions, Int(min(1e6, affordable))))
  }

  private func curve(
    _ id: String, _ sizes: [Int], _ losses: [CurveLosses], _ splits: [CrossValidationSplit],
    _ today: Int,
    _ threads: Int
  ) -> Evidence {
    let units = groups.map { groups in
      let members = Dictionary(grouping: groups.indices) { groups[$0] }
      return members.keys.sorted().map { members[$0] ?? [] }
    }
    let repetitions = stride(from: 0, to: splits.count, by: CrossValidationSplit.folds).map {
      first in
      let folds = first..<(first + CrossValidationSplit.folds)
      return CurveLosses(
        combining: folds.map { (splits[$0].test, losses[$0]) }, rows: rows.features.rows)
    }
    let projection = CurveProjection(
      sizes: sizes, losses: repetitions, units: units, seed: seed, learner: id, threads: threads)
    let now = Double(today)
    let fit = projection.fit
    return Evidence(
      id: id, learner: LearningCurve.name(id),
      metric: rows.classes != nil ? "errorRate" : "unexplainedVariance",
      points: projection.points, today: today, guessingError: guessingError,
      asymptote: fit.isIdentified ? fit.asymptote : nil,
      coefficient: fit.isIdentified ? fit.coefficient : nil,
      exponent: fit.isIdentified ? fit.exponent : nil,
      asymptoteInterval: projection.asymptoteInterval,
      projections: [1.0, 2, 4, 10].map { projection.projection(rows: $0 * now, today: now) },
      band: LearningCurve.bandSizes(from: sizes[0], today: today).map {
        projection.projection(rows: $0, today: now)
      })
  }

  private static func name(_ id: String) -> String {
    id == "ridge" ? "linear model" : "k-nearest neighbours"
  }

  /// Sizes from the smallest measured one to ten times today's, 12 to a factor of ten.
  private static func bandSizes(from smallest: Int, today: Int) -> [Double] {
    let top = log10(10 * Double(today))
    let bottom = log10(Double(smallest))
    let steps = max(1, Int(((top - bottom) * 12).rounded(.up)))
    return (0...steps).map { pow(10, bottom + (top - bottom) * Double($0) / Double(steps)) }
  }
}

/// Counts tasks that are done on any thread.
private final class DoneCount: Sendable {
  private let done = Atomic(0)
  private let tasks: Int
  private let report: @Sendable (Double) -> Void

  init(tasks: Int, report: @escaping @Sendable (Double) -> Void) {
    self.tasks = tasks
    self.report = report
  }

  func add() {
    let count = done.wrappingAdd(1, ordering: .relaxed).newValue
    report(Double(count) / Double(tasks))
  }
}
