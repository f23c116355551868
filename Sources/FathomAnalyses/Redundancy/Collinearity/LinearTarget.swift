internal import FathomNumerics
internal import FathomSummaries

/// What the predictors say of the target in a linear model, while they are dropped.
///
/// A number is one variable; classes are one indicator each, and the share explained is that of their
/// variances together (the share of the Gini index). With c = Bᵀ·r, r the correlations with the
/// target, ‖c‖² is that share.
struct LinearTarget {
  /// Rows with a target.
  let rows: Int
  /// For each predictor the share that it explains alone.
  let alone: [Double]
  private var precision: PrecisionFactor
  private var columns: Int

  /// - Returns: nil without a target, or where too few rows have one.
  init?(_ input: Collinearity.Input, _ collinear: CollinearTerms) throws(NumericsError) {
    guard let target = input.target else { return nil }
    let q = collinear.kept.count
    guard q > 0, target.rows >= q + 3 else { return nil }
    rows = target.rows
    columns = q
    let correlations = target.values.selecting(rows: collinear.kept)
    precision = PrecisionFactor(
      collinear.inverse,
      companions: LinearAlgebra.product(correlations, transposingFirst: true, collinear.inverse))
    var alone = [Double]()
    for group in collinear.places {
      guard !group.isEmpty else {
        alone.append(0)
        continue
      }
      let within = try LinearAlgebra.inverse(
        ofUpperTriangular: LinearAlgebra.triangularFactor(
          of: collinear.factor.selecting(columns: group)))
      let parts = LinearAlgebra.product(
        within, transposingFirst: true, correlations.selecting(rows: group))
      alone.append(min(1, parts.storage.reduce(0) { $0 + $1 * $1 }))
    }
    self.alone = alone
    // Rows without a target may tear correlations and their inverse apart.
    guard precision.companionSquares.reduce(0, +) <= 1 + 1e-6 else { return nil }
  }

  /// The share that the predictors left explain.
  var explained: Double { min(1, precision.companionSquares.reduce(0, +)) }

  /// The same, corrected for the number of columns.
  ///
  /// Source: Wherry 1931, *Ann. Math. Stat.* 2:440.
  var adjusted: Double {
    max(0, 1 - (1 - explained) * Double(rows - 1) / Double(max(1, rows - 1 - columns)))
  }

  /// The predictor that the target misses least; of equals the later one.
  ///
  /// What it loses is the squared semipartial correlation (Cohen & Cohen 1975, *Applied Multiple
  /// Regression*, 3.5). Of two that are alike the one that predicts better is left.
  func leastMissed(_ predictors: [(term: Int, places: [Int])]) -> Int? {
    let losses = predictors.map { loss($0.places) }
    guard let least = losses.min() else { return nil }
    // Losses that agree but for rounding are equal.
    return predictors.indices.last { losses[$0] <= least + 1e-9 }.map { predictors[$0].term }
  }

  /// What of it would be lost without some columns, by their places.
  private func loss(_ places: [Int]) -> Double {
    if places.count == 1 { return precision.companionLosses(places[0]).reduce(0, +) }
    var rest = precision
    let before = rest.companionSquares.reduce(0, +)
    for place in places { rest.drop(place) }
    return before - rest.companionSquares.reduce(0, +)
  }

  /// Drops some columns.
  mutating func drop(_ places: [Int]) {
    for place in places { precision.drop(place) }
    columns -= places.count
  }
}
