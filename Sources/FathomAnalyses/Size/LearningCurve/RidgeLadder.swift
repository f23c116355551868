internal import FathomNumerics
internal import FathomSummaries

/// Ridge regression in closed form, on indicators of the classes where there are any, for all sizes
/// of one split.
///
/// Subsets are nested, so one pass over the rows forms the sums of all of them: at each size the Gram
/// matrix so far is centred and standardised by what the subset itself knows. Subsets with fewer rows
/// than columns are solved by their other normal system. The penalty that predicts the last fifth of
/// a subset best, in squares, is used on all of it.
struct RidgeLadder {
  /// Penalties a row, of standardised columns.
  static let penalties = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10]
  /// More classes than this are not regressed on.
  static let classLimit = 200
  private static let chunk = 1_024

  private let rows: CurveRows
  private let split: CrossValidationSplit
  private let outputs: Int
  /// Standardises all columns by the rows of the split to learn from, only so that sums keep their
  /// digits.
  private let scaling: Scaling
  private let test: Matrix

  init(_ rows: CurveRows, _ split: CrossValidationSplit) {
    self.rows = rows
    self.split = split
    outputs = rows.classes ?? 1
    scaling = Scaling(rows.moments(of: split.training))
    var test = rows.features.selecting(rows: split.test)
    scaling.standardise(&test, threads: 1)
    self.test = test
  }

  /// The losses at each size.
  func losses(sizes: [Int]) -> CurveLosses {
    let p = rows.features.columns
    var models = [Int: Model]()
    for size in sizes where size <= p {
      let penalty = bestPenalty(size) { Solver(z: features(0..<$0), y: responses(0..<$0)) }
      models[size] = Solver(z: features(0..<size), y: responses(0..<size)).model(penalty)
    }
    let large = sizes.filter { $0 > p }
    var penalties = [Int: Double]()
    // All pairs of columns: only where there are more rows than columns.
    var sums = Sums(columns: large.isEmpty ? 0 : p, outputs: outputs)
    let inner = Dictionary(uniqueKeysWithValues: large.map { (Self.inner($0), $0) })
    for cut in Set(large + large.map(Self.inner)).sorted() {
      while sums.rows < cut {
        let range = sums.rows..<min(cut, sums.rows + Self.chunk)
        sums.add(features(range), responses(range))
      }
      let solver = Solver(sums)
      if let size = inner[cut] { penalties[size] = bestPenalty(size) { _ in solver } }
      if large.contains(cut), let penalty = penalties[cut] { models[cut] = solver.model(penalty) }
    }
    let truth = responses(split.test)
    let totals = rows.totals(of: split.test)
    var cStatistic: Double?
    let losses = sizes.map { size -> [Double] in
      guard let predicted = models[size]?.predict(test) else { return totals }
      if size == sizes.last, let classes = rows.classes {
        cStatistic = Concordance.mean(
          predicted, classes: split.test.map { Int(rows.target[$0]) }, count: classes)
      }
      return loss(predicted, truth)
    }
    return CurveLosses(losses: losses, totals: totals, cStatistic: cStatistic)
  }

  /// Rows that a penalty is tried on.
  private static func inner(_ size: Int) -> Int { size - max(2, size / 5) }

  private func bestPenalty(_ size: Int, _ solver: (Int) -> Solver) -> Double {
    let inner = Self.inner(size)
    let fitted = solver(inner)
    let z = features(inner..<size)
    let y = responses(inner..<size)
    let errors = Self.penalties.map { fitted.model($0)?.squaredError(z, y) ?? .infinity }
    return Self.penalties[errors.indices.min { errors[$0] < errors[$1] } ?? 0]
  }

  // MARK: Rows

  private func features(_ range: Range<Int>) -> Matrix {
    var block = rows.features.selecting(rows: Array(split.training[range]))
    scaling.standardise(&block, threads: 1)
    return block
  }

  private func responses(_ range: Range<Int>) -> Matrix { responses(Array(split.training[range])) }

  private func responses(_ indices: [Int]) -> Matrix {
    var y = Matrix(rows: indices.count, columns: outputs)
    for (place, row) in indices.enumerated() {
      if rows.classes == nil {
        y[place, 0] = rows.target[row]
      } else {
        y[place, Int(rows.target[row])] = 1
      }
    }
    return y
  }

  // MARK: Losses

  private func loss(_ predicted: Matrix, _ truth: Matrix) -> [Double] {
    (0..<truth.rows).map { row in
      guard rows.classes != nil else {
        let error = truth[row, 0] - predicted[row, 0]
        return error * error
      }
      let guess = (0..<outputs).max { predicted[row, $0] < predicted[row, $1] } ?? 0
      return truth[row, guess] == 1 ? 0 : 1
    }
  }

  // MARK: Systems

  /// Sums over the first rows.
  private struct Sums {
    var rows = 0
    var gram: Matrix
    var products: Matrix
    var sums: [Double]
    var responses: [Double]

    init(columns: Int, outputs: Int) {
      gram = Matrix(rows: columns, columns: columns)
      products = Matrix(rows: columns, columns: outputs)
      sums = [Double](repeating: 0, count: columns)
      responses = [Double](repeating: 0, count: outputs)
    }

    mutating func add(_ z: Matrix, _ y: Matrix) {
      rows += z.rows
      LinearAlgebra.addGram(of: z, to: &gram)
      products.add(LinearAlgebra.product(z, transposingFirst: true, y))
      for column in sums.indices { sums[column] += z.column(column).reduce(0, +) }
      for column in responses.indices { responses[column] += y.column(column).reduce(0, +) }
    }
  }

  /// A centred and standardised system, to be solved for any penalty.
  private struct Solver {
    private let rows: Double
    /// ZᵀZ, or ZZᵀ for fewer rows than columns.
    private let system: Matrix
    private let right: Matrix
    /// The rows, where the solution is a combination of them.
    private let combined: Matrix?
    private let means: [Double]
    /// 1 over the standard deviations; 0 for a column that does not vary.
    private let scales: [Double]
    private let intercepts: [Double]

    init(z: consuming Matrix, y: consuming Matrix) {
      rows = Double(z.rows)
      let moments = Moments.ofColumns(z, threads: 1)
      means = moments.map(\.mean)
      scales = moments.map { $0.varies ? 1 / $0.standardDeviation : 0 }
      for (column, mean) in means.enumerated() {
        let scale = scales[column]
        for row in 0..<z.rows { z[row, column] = (z[row, column] - mean) * scale }
      }
      intercepts = Moments.ofColumns(y, threads: 1).map(\.mean)
      for (column, mean) in intercepts.enumerated() {
        for row in 0..<y.rows { y[row, column] -= mean }
      }
      system = LinearAlgebra.outerGram(of: z)
      right = y
      combined = z
    }

    init(_ sums: Sums) {
      let n = Double(sums.rows)
      rows = n
      let p = sums.sums.count
      let means = sums.sums.map { $0 / n }
      var system = sums.gram
      var right = sums.products
      // Columns were standardised by all rows of the split: what is left of one beside rounding
      // tells whether it varies in these.
      let scales = (0..<p).map { column -> Double in
        let squares = sums.gram[column, column] - means[column] * sums.sums[column]
        return squares > 1e-12 * max(1, sums.gram[column, column])
          ? ((n - 1) / squares).squareRoot() : 0
      }
      for column in 0..<p {
        for row in 0..<p {
          system[row, column] =
            (system[row, column] - means[row] * sums.sums[column]) * scales[row] * scales[column]
        }
      }
      for column in right.columnIndices {
        for row in 0..<p {
          right[row, column] =
            (right[row, column] - means[row] * sums.responses[column]) * scales[row]
        }
      }
      self.means = means
      self.scales = scales
      self.system = system
      self.right = right
      intercepts = sums.responses.map { $0 / n }
      combined = nil
    }

    func model(_ penalty: Double) -> Model? {
      var system = system
      for i in 0..<system.rows { system[i, i] += penalty * rows }
      guard var weights = try? LinearAlgebra.solve(positiveDefinite: system, right) else {
        return nil
      }
      if let combined {
        weights = LinearAlgebra.product(combined, transposingFirst: true, weights)
      }
      var offsets = intercepts
      for column in 0..<weights.columns {
        for row in 0..<weights.rows {
          weights[row, column] *= scales[row]
          offsets[column] -= means[row] * weights[row, column]
        }
      }
      return Model(weights: weights, offsets: offsets)
    }
  }

  private struct Model {
    var weights: Matrix
    var offsets: [Double]

    func predict(_ z: Matrix) -> Matrix {
      var predicted = LinearAlgebra.product(z, weights)
      for column in 0..<predicted.columns {
        for row in 0..<predicted.rows { predicted[row, column] += offsets[column] }
      }
      return predicted
    }

    func squaredError(_ z: Matrix, _ y: Matrix) -> Double {
      zip(predict(z).storage, y.storage).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
  }
}

/// The C statistic: how often a row of one class is scored above a row of another.
enum Concordance {
  /// More pairs of classes than this are not looked at.
  private static let classLimit = 20

  /// The mean over all pairs of classes, each judged by the difference of its two scores.
  ///
  /// Source: Hand & Till 2001, *Machine Learning* 45:171, for the mean over pairs.
  ///
  /// - Parameter scores: `n × count`, one column a class.
  /// - Returns: nil where no two classes have rows, or there are too many.
  static func mean(_ scores: Matrix, classes: [Int], count: Int) -> Double? {
    guard count <= classLimit else { return nil }
    var sum = 0.0
    var pairs = 0
    for first in 0..<count {
      for second in (first + 1)..<max(count, first + 1) {
        func differences(_ name: Int) -> [Double] {
          classes.indices.filter { classes[$0] == name }.map {
            scores[$0, second] - scores[$0, first]
          }
        }
        guard let value = pair(differences(first), differences(second)) else { continue }
        sum += value
        pairs += 1
      }
    }
    return pairs > 0 ? sum / Double(pairs) : nil
  }

  /// The share of pairs in which the second is larger; ties count half.
  static func pair(_ lower: [Double], _ upper: [Double]) -> Double? {
    guard !lower.isEmpty, !upper.isEmpty else { return nil }
    let all = (lower.map { ($0, 0) } + upper.map { ($0, 1) }).sorted { $0.0 < $1.0 }
    var below = 0.0
    var won = 0.0
    var place = 0
    while place < all.count {
      var end = place
      var lows = 0.0
      var highs = 0.0
      while end < all.count, all[end].0 == all[place].0 {
        if all[end].1 == 0 { lows += 1 } else { highs += 1 }
        end += 1
      }
      won += highs * (below + lows / 2)
      below += lows
      place = end
    }
    return won / (Double(lower.count) * Double(upper.count))
  }
}
