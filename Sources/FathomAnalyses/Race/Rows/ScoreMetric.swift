/// What contenders are scored by: one less a lost share, so that more is better and 1 is the best.
enum ScoreMetric: String, Sendable, CaseIterable {
  /// The share of rows whose class is predicted.
  case accuracy
  /// The share of the variance that is explained.
  case r2
  /// The share of the log loss of guessing that is explained, where nearly all rows are of one class.
  case d2LogLoss

  /// The share of the largest class from which on accuracy is blind: guessing it errs so seldom that hardly a learner
  /// errs less, however well it ranks the rows.
  ///
  /// Of 1,500 rows and a learner whose AUC is .75, accuracy is 4.1 standard errors above guessing where the largest class
  /// has .7 of them, 1.9 with .8 and .4 with .9; explained log loss 8.7, 7.5 and 5.4 (`Benchmarks/verdict/imbalance.py`).
  static let imbalance = 0.8

  /// The name in the field.
  var name: String {
    switch self {
    case .accuracy: "accuracy"
    case .r2: "R²"
    case .d2LogLoss: "explained log loss"
    }
  }
}

extension LabelledRows {
  /// What these rows are scored by.
  var metric: ScoreMetric {
    guard classes != nil else { return .r2 }
    return (shares().max() ?? 0) >= ScoreMetric.imbalance ? .d2LogLoss : .accuracy
  }

  /// The share of each class; empty for a regression.
  func shares() -> [Double] { shares(of: Array(0..<count), prior: 0) }

  /// The share of each class among some rows, as if `prior` rows more had been seen of each.
  func shares(of some: [Int], prior: Double) -> [Double] {
    guard let classes else { return [] }
    var counts = [Double](repeating: prior, count: classes)
    for row in some { counts[Int(target[row])] += 1 }
    let sum = counts.reduce(0, +)
    return sum > 0 ? counts.map { $0 / sum } : counts
  }
}
