internal import FathomNumerics

/// What people decide by where classes are told apart: how well each class is ranked, found and mistaken.
///
/// All come from the predictions of one fold; several folds are averaged, mistakes are added up.
struct ClassMeasures: Sendable {
  /// The area under the ROC curve of each class against the rest (Hanley & McNeil 1982, *Radiology* 143:29); nil where
  /// the fold has no row of the class, or no other.
  var areas: [Double?]
  /// The average precision of each class; nil where the fold has no row of it.
  var precisions: [Double?]
  /// How often a row of the class that is the number of the row of the matrix was taken for that of the column.
  var mistakes: [[Int]]

  /// - Parameter probabilities: of each class of each row, `m × classes`.
  init(_ probabilities: Matrix, truths: [Int], classes: Int) {
    areas = []
    precisions = []
    mistakes = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    for (row, truth) in truths.enumerated() {
      mistakes[truth][ClassMeasures.likeliest(probabilities, row, classes)] += 1
    }
    for name in 0..<classes {
      let scores = truths.indices.map { (probabilities[$0, name], truths[$0] == name) }
      areas.append(ClassMeasures.area(scores))
      precisions.append(ClassMeasures.averagePrecision(scores))
    }
  }

  /// The class that is predicted; of equals the first.
  static func likeliest(_ probabilities: Matrix, _ row: Int, _ classes: Int) -> Int {
    var best = 0
    for name in 1..<max(1, classes) where probabilities[row, name] > probabilities[row, best] {
      best = name
    }
    return best
  }

  /// The probability that a row of the class has a higher score than another row, ties counted half.
  static func area(_ scores: [(score: Double, isOfClass: Bool)]) -> Double? {
    var (below, pairs, own) = (0.0, 0.0, 0.0)
    for tie in ties(scores) {
      pairs += Double(tie.own) * (below + Double(tie.others) / 2)
      below += Double(tie.others)
      own += Double(tie.own)
    }
    return own > 0 && below > 0 ? pairs / (own * below) : nil
  }

  /// The mean precision over the rows of the class, from the highest score down, as steps: no line is drawn between
  /// points (Davis & Goadrich 2006, ICML, 233).
  static func averagePrecision(_ scores: [(score: Double, isOfClass: Bool)]) -> Double? {
    var (sum, own, seen) = (0.0, 0.0, 0.0)
    for tie in ties(scores).reversed() {
      own += Double(tie.own)
      seen += Double(tie.own + tie.others)
      sum += Double(tie.own) * own / seen
    }
    return own > 0 ? sum / own : nil
  }

  /// How many rows of the class and how many others share each score, ascending.
  private static func ties(
    _ scores: [(score: Double, isOfClass: Bool)]
  ) -> [(own: Int, others: Int)] {
    var ties = [(own: Int, others: Int)]()
    var last = Double.nan
    for (score, isOfClass) in scores.sorted(by: { $0.score < $1.score }) {
      if score != last { ties.append((0, 0)) }
      last = score
      if isOfClass { ties[ties.count - 1].own += 1 } else { ties[ties.count - 1].others += 1 }
    }
    return ties
  }
}

/// ``ClassMeasures`` over folds.
struct ClassReport: Sendable {
  /// A class is rare that has less than this share of the rows, and less than this share of an even part: of ten even
  /// classes none is.
  ///
  /// Below, the mean over classes hides what becomes of it.
  private static let (rareShare, rarePart) = (0.2, 0.8)

  /// The rare ones among classes, by their shares, the rarest first.
  static func rare(_ shares: [Double]) -> [Int] {
    let limit = min(rareShare, rarePart / Double(max(1, shares.count)))
    return shares.indices.filter { shares[$0] > 0 && shares[$0] < limit }.sorted {
      (shares[$0], $0) < (shares[$1], $1)
    }
  }

  /// The mean of the areas of all classes.
  let area: Double?
  /// Of each class the mean over the folds that have it; nil where none has.
  let precisions: [Double?]
  /// Of each class how many of its rows were found, as a share; nil without rows.
  let recalls: [Double?]
  /// The mistakes of all folds.
  let mistakes: [[Int]]

  init?(_ folds: [ClassMeasures]) {
    guard let first = folds.first else { return nil }
    let classes = first.areas.indices
    func mean(_ values: [Double?]) -> Double? {
      let known = values.compactMap(\.self)
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    area = mean(classes.map { name in mean(folds.map { $0.areas[name] }) })
    precisions = classes.map { name in mean(folds.map { $0.precisions[name] }) }
    let mistakes = classes.map { truth in
      classes.map { guess in folds.reduce(0) { $0 + $1.mistakes[truth][guess] } }
    }
    recalls = classes.map { name in
      let all = mistakes[name].reduce(0, +)
      return all > 0 ? Double(mistakes[name][name]) / Double(all) : nil
    }
    self.mistakes = mistakes
  }
}
