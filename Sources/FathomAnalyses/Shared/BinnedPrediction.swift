internal import FathomNumerics

/// What one column alone predicts: the largest class, or the mean, of each of its bins or levels, on the half of the rows
/// that did not make them.
struct BinnedPrediction: Sendable {
  /// The error of each row: 1 for a wrong class, or the squared distance of a number.
  private(set) var errors: [Double]
  /// The error of guessing, for each row.
  private(set) var guessed: [Double]
  /// Of two classes how likely the second one is, for each row; empty otherwise.
  private(set) var chances: [Double] = []

  /// Quantile bins of numbers at most; fewer of few rows.
  static let bins = 64
  /// As few values as this are levels.
  static let fewLevels = 60
  private static let rowsOfBin = 5

  /// - Parameters:
  ///   - values: NaN where missing.
  ///   - classes: how many; nil for numbers.
  init(
    _ values: [Double], isLevels: Bool, _ target: [Double], classes: Int?, half: [Bool]
  ) {
    errors = [Double](repeating: 0, count: target.count)
    guessed = errors
    if classes == 2 { chances = errors }
    for held in [false, true] {
      let known = half.indices.filter { half[$0] != held }
      let asked = half.indices.filter { half[$0] == held }
      let bin = BinnedPrediction.binning(known.map { values[$0] }, isLevels: isLevels)
      if let classes {
        predictClasses(known, asked, classes, target) { bin(values[$0]) }
      } else {
        predictNumbers(known, asked, target) { bin(values[$0]) }
      }
    }
  }

  private mutating func predictClasses(
    _ known: [Int], _ asked: [Int], _ classes: Int, _ target: [Double], _ bin: (Int) -> Int
  ) {
    var counts = [Int: [Int]]()
    var whole = [Int](repeating: 0, count: classes)
    for row in known {
      let name = Int(target[row])
      counts[bin(row), default: [Int](repeating: 0, count: classes)][name] += 1
      whole[name] += 1
    }
    func largest(_ counts: [Int]) -> Int {
      counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
    }
    let guess = largest(whole)
    let predicted = counts.mapValues(largest)
    for row in asked {
      let place = bin(row)
      errors[row] = predicted[place] ?? guess == Int(target[row]) ? 0 : 1
      guessed[row] = guess == Int(target[row]) ? 0 : 1
      if classes == 2 {
        // As many rows as one of the whole count for each bin.
        let own = counts[place] ?? [0, 0]
        let share = Double(whole[1]) / Double(max(1, whole[0] + whole[1]))
        chances[row] = (Double(own[1]) + share) / (Double(own[0] + own[1]) + 1)
      }
    }
  }

  private mutating func predictNumbers(
    _ known: [Int], _ asked: [Int], _ target: [Double], _ bin: (Int) -> Int
  ) {
    var sums = [Int: (sum: Double, count: Double)]()
    var total = 0.0
    for row in known {
      let place = bin(row)
      let before = sums[place] ?? (0, 0)
      sums[place] = (before.sum + target[row], before.count + 1)
      total += target[row]
    }
    let mean = total / Double(max(1, known.count))
    for row in asked {
      let own = sums[bin(row)].map { $0.sum / $0.count } ?? mean
      errors[row] = (target[row] - own) * (target[row] - own)
      guessed[row] = (target[row] - mean) * (target[row] - mean)
    }
  }

  /// The bin of a value: −1 for a missing one.
  private static func binning(_ values: [Double], isLevels: Bool) -> (Double) -> Int {
    let present = values.filter { !$0.isNaN }.sorted()
    var distinct = [Double]()
    for value in present where value != distinct.last {
      distinct.append(value)
      if distinct.count > fewLevels { break }
    }
    // Numbers of a few rows each are better told by their neighbours.
    if isLevels || distinct.count <= min(fewLevels, present.count / rowsOfBin) {
      var numbers = [Double: Int]()
      for value in present where numbers[value] == nil { numbers[value] = numbers.count }
      // A level that was not seen has a bin of its own, in which nothing is known.
      return { $0.isNaN ? -1 : numbers[$0] ?? -2 }
    }
    let count = min(bins, max(2, present.count / rowsOfBin))
    let edges = (1..<count).map { present[$0 * present.count / count] }
    return { value in
      guard !value.isNaN else { return -1 }
      var (low, high) = (0, edges.count)
      while low < high {
        let middle = (low + high) / 2
        if edges[middle] <= value { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// The share of guessing's errors that is removed.
  var share: Double {
    let whole = guessed.reduce(0, +)
    return whole > 0 ? 1 - errors.reduce(0, +) / whole : 0
  }
}
