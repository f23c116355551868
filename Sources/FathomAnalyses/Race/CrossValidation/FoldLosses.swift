internal import FathomLearners
internal import FathomNumerics

/// What was lost in a fit.
struct FoldLosses: Sendable {
  /// By what contenders are scored.
  var scoring: [Double]
  /// Log losses; empty for numbers.
  var choosing: [Double] = []
  /// 1 for a class that is mistaken; empty for numbers.
  var mistakes: [Double] = []
  /// Distances from the number; empty for classes.
  var distances: [Double] = []
  /// What people decide by; nil for numbers.
  var measures: ClassMeasures? = nil

  init(_ predictions: Matrix, _ fold: Fold) {
    guard let classes = fold.rows.classes else {
      scoring = RaceLoss.scoring(predictions, fold)
      distances = scoring.map { $0.squareRoot() }
      return
    }
    choosing = RaceLoss.choosing(predictions, fold)
    mistakes = RaceLoss.scoring(predictions, fold)
    scoring = fold.rows.metric == .d2LogLoss ? choosing : mistakes
    measures = ClassMeasures(
      predictions, truths: fold.test.map { Int(fold.rows.target[$0]) }, classes: classes)
  }
}

extension RaceScores {
  /// What the losses of a part are shares of.
  static func totals(_ fold: Fold) -> [Double] {
    switch fold.rows.metric {
    case .accuracy: return fold.test.map { _ in 1 }
    case .d2LogLoss: return guessLogLosses(fold)
    case .r2: break
    }
    let truths = fold.test.map { fold.rows.target[$0] }
    let mean = Moments(truths).mean
    return truths.map { ($0 - mean) * ($0 - mean) }
  }

  /// What guessing the shares of the classes loses on each row of a part; empty for numbers.
  static func guessLogLosses(_ fold: Fold) -> [Double] {
    fold.rows.classes == nil ? [] : RaceLoss.choosing(fold.guesses, fold)
  }

  /// The scores of a contender from what it lost in each part.
  init(_ parts: [FoldLosses], _ folds: [Fold], _ rows: LabelledRows) {
    var times = [Double](repeating: 0, count: rows.count)
    for fold in folds { for row in fold.test { times[row] += 1 } }
    let seen = times.indices.filter { times[$0] > 0 }
    // The mean over the times that a row was held out; nothing where there is nothing of the kind.
    func means(_ values: [[Double]]) -> [Double] {
      guard values.contains(where: { !$0.isEmpty }) else { return [] }
      var sums = [Double](repeating: 0, count: rows.count)
      for (part, fold) in zip(values, folds) {
        for (value, row) in zip(part, fold.test) { sums[row] += value }
      }
      return seen.map { sums[$0] / times[$0] }
    }
    losses = means(parts.map(\.scoring))
    logLosses = means(parts.map(\.choosing))
    totals = means(folds.map(RaceScores.totals))
    units = seen.map { rows.groups?[$0] ?? $0 }
    mistakes = means(parts.map(\.mistakes))
    guessLogLosses = means(folds.map(RaceScores.guessLogLosses))
    distances = means(parts.map(\.distances))
    report = ClassReport(parts.compactMap(\.measures))
  }
}

extension Fold {
  /// What guessing answers: the share of each class among the rows to learn from, with one more of each (Laplace), or
  /// their mean.
  var guesses: Matrix {
    let answer =
      rows.classes == nil ? [targetScale.mean] : rows.shares(of: training, prior: 1)
    return Matrix(columns: answer.map { [Double](repeating: $0, count: test.count) })
  }
}
