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
      Parallel.forEach(tasks, threads: threads) { task in
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
    let best = LearningCurve.penalties.min { a, b in
      predictionError(Array(rows[..<inner]), validation, a)
        < predictionError(Array(rows[..<inner]), validation, b)
    }
    return predictionError(rows, held, best ?? 1)
  }

  /// The error rate, or the share of variance that is not explained.
  private func predictionError(_ rows: [Int], _ held: [Int], _ penalty: Double) -> Double {
    let x = features.selecting(rows: rows)
    let scaling = Scaling((0..<x.columns).map { Moments(x.column($0)) })
    let z = scaling.apply(to: x)
    let y = responses.selecting(rows: rows)
    let means = (0..<y.columns).map { Moments(y.column($0)).mean }
    var centred = y
    for column in 0..<y.columns { for row in 0..<y.rows { centred[row, column] -= means[column] } }
    let test = scaling.apply(to: features.selecting(rows: held))
    guard var predicted = LearningCurve.predict(z, centred, test, penalty * Double(rows.count))
    else { return 1 }
    for column in 0..<y.columns {
      for row in 0..<predicted.rows { predicted[row, column] += means[column] }
    }
    let truth = responses.selecting(rows: held)
    return isClassification
      ? LearningCurve.errorRate(predicted, truth) : LearningCurve.unexplained(predicted, truth)
  }

  /// Ridge by whichever of the two normal systems is smaller: ZᵀZ + λI, or ZZᵀ + λI.
  private static func predict(
    _ z: Matrix, _ y: Matrix, _ test: Matrix, _ penalty: Double
  ) -> Matrix? {
    if z.columns <= z.rows {
      var gram = Matrix(rows: z.columns, columns: z.columns)
      LinearAlgebra.addGram(of: z, to: &gram)
      for i in 0..<gram.rows { gram[i, i] += penalty }
      let right = LinearAlgebra.product(z, transposingFirst: true, y)
      guard let weights = try? LinearAlgebra.solve(positiveDefinite: gram, right) else {
        return nil
      }
      return LinearAlgebra.product(test, weights)
    }
    var gram = LinearAlgebra.outerGram(of: z)
    for i in 0..<gram.rows { gram[i, i] += penalty }
    guard let weights = try? LinearAlgebra.solve(positiveDefinite: gram, y) else { return nil }
    let kernel = LinearAlgebra.product(test, z, transposingSecond: true)
    return LinearAlgebra.product(kernel, weights)
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
