internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Held-out probabilities of classes, brought to a common scale.
enum ClassProbabilities {
  /// A temperature is fitted to at most this many rows.
  private static let fittedRows = 4_000
  /// Logarithms of the least and the largest temperature.
  private static let range = -2.5...2.5
  private static let steps = 24

  /// The mean over learners of probabilities that were sharpened or softened by one temperature each.
  ///
  /// It is the one that fits the labels of the kept rows best (temperature scaling; Guo, Pleiss, Sun & Weinberger 2017).
  /// A ridge regression of indicators is far too unsure of many classes; what is learned from doubtful labels is too.
  ///
  /// - Parameters:
  ///   - learners: the probabilities of each, `n × classes`.
  ///   - labels: the class of each row.
  ///   - isKept: the rows whose labels are believed.
  /// - Complexity: O(n · classes · learners).
  static func calibratedMean(
    _ learners: [Matrix], _ labels: [Int], keeping isKept: [Bool], threads: Int
  ) -> Matrix {
    let scaled = Parallel.map(learners.count, threads: threads) { place -> Matrix in
      let logarithms = logarithms(learners[place])
      return softmax(
        logarithms, power: exp(bestLogPower(logarithms, labels, keeping: isKept)))
    }
    guard var mean = scaled.first else { return Matrix(rows: 0, columns: 0) }
    for other in scaled.dropFirst() {
      for place in mean.storage.indices { mean.storage[place] += other.storage[place] }
    }
    let count = Double(scaled.count)
    mean.replaceElements { $0 / count }
    return mean
  }

  /// The logarithm of the power that makes held-out probabilities less sure, as far as that fits the labels better: 0 for none.
  static func softening(_ probabilities: Matrix, _ labels: [Int]) -> Double {
    let all = [Bool](repeating: true, count: labels.count)
    return min(0, bestLogPower(logarithms(probabilities), labels, keeping: all))
  }

  /// Probabilities to a power, with sum 1 again.
  static func scaled(_ probabilities: Matrix, logPower: Double) -> Matrix {
    logPower == 0 ? probabilities : softmax(logarithms(probabilities), power: exp(logPower))
  }

  /// The logarithm of the power (the inverse of the temperature) with the least log loss on the kept rows.
  ///
  /// The loss is convex in the power, so that a golden section finds its minimum.
  static func bestLogPower(
    _ logarithms: Matrix, _ labels: [Int], keeping isKept: [Bool]
  ) -> Double {
    let kept = labels.indices.filter { isKept[$0] }
    let stride = max(1, (kept.count + fittedRows - 1) / fittedRows)
    let rows = Swift.stride(from: 0, to: kept.count, by: stride).map { kept[$0] }
    guard !rows.isEmpty else { return 0 }
    func loss(_ logPower: Double) -> Double {
      let power = exp(logPower)
      return rows.reduce(0.0) { sum, row in
        let most = largest(logarithms, row) * power
        let total = logarithms.columnIndices.reduce(0.0) {
          $0 + exp(power * logarithms[row, $1] - most)
        }
        return sum + log(total) + most - power * logarithms[row, labels[row]]
      }
    }
    return GoldenSection.minimum(in: range, steps: steps, of: loss)
  }

  private static func logarithms(_ probabilities: Matrix) -> Matrix {
    var result = probabilities
    result.replaceElements { log(max(RaceLoss.leastProbability, $0)) }
    return result
  }

  private static func largest(_ values: Matrix, _ row: Int) -> Double {
    values.columnIndices.reduce(-.infinity) { max($0, values[row, $1]) }
  }

  private static func softmax(_ logarithms: Matrix, power: Double) -> Matrix {
    var result = logarithms
    for row in 0..<result.rows {
      let most = largest(logarithms, row) * power
      var total = 0.0
      for column in result.columnIndices {
        let value = exp(power * logarithms[row, column] - most)
        result[row, column] = value
        total += value
      }
      for column in result.columnIndices { result[row, column] /= total }
    }
    return result
  }
}
