internal import FathomNumerics

/// How the error of a simple learner falls as rows are added.
///
/// Ridge regression in closed form (on indicators of the classes, where there are any) learns from
/// nested, seeded subsets of growing size and predicts a quarter of the rows that it never saw; the
/// penalty is chosen on the last fifth of the subset. Repeated over several splits.
struct LearningCurve {
  typealias Point = SampleSize.Evidence.LearningCurve.Point

  /// Rows and columns beyond these are not looked at: the curve is to take seconds.
  static let rowLimit = 2_000
  static let columnLimit = 1_024
  static let splits = 4
  private static let smallestTraining = 16
  private static let penalties = [1e-3, 1e-2, 1e-1, 1, 10]

  /// Complete rows, `n × p`.
  private let features: Matrix
  /// Centred indicators of the classes, or the target, `n × c`.
  private let responses: Matrix
  private let isClassification: Bool
  private let seed: UInt64

  /// - Parameter classes: how many; nil for a regression.
  init(features: Matrix, target: [Double], classes: Int?, seed: UInt64) {
    self.features = features
    self.seed = seed
    isClassification = classes != nil
    var responses = Matrix(rows: target.count, columns: classes ?? 1)
    for (row, value) in target.enumerated() {
      if classes == nil { responses[row, 0] = value } else { responses[row, Int(value)] = 1 }
    }
    self.responses = responses
  }

  /// The mean error at each size of the ladder; empty for too few rows.
  func points(threads: Int) -> [Point] {
    let rows = features.rows
    let training = rows - rows / 4
    guard training >= 2 * LearningCurve.smallestTraining else { return [] }
    let ladder = LearningCurve.ladder(upTo: training)
    let tasks = LearningCurve.splits * ladder.count
    var errors = [Double](repeating: 0, count: tasks)
    errors.withUnsafeMutableBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      let shared = SharedSlots(base: base)
      Parallel.forEach(tasks, threads: threads) { index in
        // The largest sizes first, which take longest.
        let task = tasks - 1 - index
        let split = task % LearningCurve.splits
        let size = task / LearningCurve.splits
        var order = (0..<Int32(rows)).map { $0 }
        var stream = RandomStream(seed: seed, domain: "learningCurve", index: UInt64(split))
        stream.shuffle(&order)
        let held = order[training...].map(Int.init)
        let subset = order[..<ladder[size]].map(Int.init)
        // In bounds: one slot a task.
        shared.base[task] = error(trainedOn: subset, testedOn: held)
      }
    }
    return ladder.indices.map { size in
      let values = (0..<LearningCurve.splits).map { errors[size * LearningCurve.splits + $0] }
      let moments = Moments(values)
      return Point(
        rows: ladder[size], error: moments.mean,
        standardError: moments.standardDeviation / Double(LearningCurve.splits).squareRoot())
    }
  }

  /// Sizes that double, the largest as given.
  private static func ladder(upTo largest: Int) -> [Int] {
    var sizes = [largest]
    while let last = sizes.last, last / 2 >= smallestTraining { sizes.append(last / 2) }
    return sizes.reversed()
  }

  // MARK: Ridge

  private func error(trainedOn rows: [Int], testedOn held: [Int]) -> Double {
    let inner = rows.count - max(2, rows.count / 5)
    let validation = Array(rows[inner...])
    let fitting = Ridge(self, Array(rows[..<inner]), testedOn: validation)
    let errors = LearningCurve.penalties.map { fitting.error($0) }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return Ridge(self, rows, testedOn: held).error(LearningCurve.penalties[best])
  }

  /// Ridge regressions on the same rows, tested on the same others, for any penalty.
  ///
  /// Whichever of the two normal systems is smaller is formed once: ZᵀZ + λI, or ZZᵀ + λI.
  private struct Ridge {
    private let isClassification: Bool
    private let rows: Int
    /// The Gram matrix, the right side, and what the solution is multiplied by to predict.
    private let gram: Matrix
    private let right: Matrix
    private let test: Matrix
    private let means: [Double]
    private let truth: Matrix

    init(_ curve: LearningCurve, _ rows: [Int], testedOn held: [Int]) {
      self.rows = rows.count
      isClassification = curve.isClassification
      let x = curve.features.selecting(rows: rows)
      let scaling = Scaling(Moments.ofColumns(x, threads: 1))
      let z = scaling.apply(to: x)
      let tested = scaling.apply(to: curve.features.selecting(rows: held))
      var y = curve.responses.selecting(rows: rows)
      let means = Moments.ofColumns(y, threads: 1).map(\.mean)
      for column in 0..<y.columns { for row in 0..<y.rows { y[row, column] -= means[column] } }
      self.means = means
      truth = curve.responses.selecting(rows: held)
      if z.columns <= z.rows {
        gram = LinearAlgebra.gram(of: z)
        right = LinearAlgebra.product(z, transposingFirst: true, y)
        test = tested
      } else {
        gram = LinearAlgebra.outerGram(of: z)
        right = y
        test = LinearAlgebra.product(tested, z, transposingSecond: true)
      }
    }

    /// The error rate, or the share of variance that is not explained.
    func error(_ penalty: Double) -> Double {
      var system = gram
      for i in 0..<gram.rows { system[i, i] += penalty * Double(rows) }
      guard let weights = try? LinearAlgebra.solve(positiveDefinite: system, right) else {
        return 1
      }
      var predicted = LinearAlgebra.product(test, weights)
      for column in 0..<predicted.columns {
        for row in 0..<predicted.rows { predicted[row, column] += means[column] }
      }
      return isClassification
        ? LearningCurve.errorRate(predicted, truth) : LearningCurve.unexplained(predicted, truth)
    }
  }

  private static func errorRate(_ predicted: Matrix, _ truth: Matrix) -> Double {
    var wrong = 0
    for row in 0..<truth.rows {
      let guess = (0..<truth.columns).max { predicted[row, $0] < predicted[row, $1] } ?? 0
      if truth[row, guess] != 1 { wrong += 1 }
    }
    return Double(wrong) / Double(max(1, truth.rows))
  }

  private static func unexplained(_ predicted: Matrix, _ truth: Matrix) -> Double {
    let mean = Moments(truth.column(0)).mean
    var residual = 0.0
    var total = 0.0
    for row in 0..<truth.rows {
      let error = truth[row, 0] - predicted[row, 0]
      residual += error * error
      total += (truth[row, 0] - mean) * (truth[row, 0] - mean)
    }
    return total > 0 ? residual / total : 1
  }
}
