internal import FathomNumerics
internal import FathomSummaries

/// Which predictors to drop, in order, until no VIF is above a threshold.
///
/// Exact dependents go first, each the last of its relation. Then, of the predictor with the largest
/// VIF and those that belong together with it, the one goes that the target misses least, see
/// ``LinearTarget/leastMissed(_:)``; without a target, the one with the largest VIF itself. Where VIFs agree but for rounding, the later one goes.
struct DropSequence {
  typealias Evidence = Collinearity.Evidence

  /// The steps.
  private(set) var drops: [Evidence.Drop] = []
  /// The VIFs that are left.
  private(set) var finalVifs: [String: Double] = [:]
  /// What the target loses.
  private(set) var target: Evidence.TargetView?

  /// Up to this many predictors all VIFs after each step are kept.
  private static let listedPredictors = 50
  /// VIFs that agree so well are equal.
  private static let tie = 1e-6
  /// Beyond this VIF the factor is formed anew after a step: rounding of ε·√VIF is felt otherwise.
  private static let renewingVif = 1e8
  /// Up to this many columns the factor is formed anew.
  private static let renewedColumns = 600

  private let collinear: CollinearTerms
  /// The places of the columns that are left.
  private var left: [Int]
  /// The predictors that are left, ascending.
  private var alive: [Int]
  private var precision: PrecisionFactor
  /// The rows of the factor for places that are left, since it was formed last.
  private var rowOfPlace: [Int]
  /// The predictor of each step.
  private var dropped: [Int] = []

  init(
    _ input: Collinearity.Input, _ collinear: CollinearTerms, _ view: LinearTarget?,
    threshold: Double, similarity: Double
  ) throws(NumericsError) {
    self.collinear = collinear
    left = Array(collinear.kept.indices)
    alive = collinear.places.indices.filter { !collinear.places[$0].isEmpty }
    precision = PrecisionFactor(collinear.inverse)
    rowOfPlace = left
    var view = view
    let before = view

    var dependents = [Int]()
    for relation in collinear.relations {
      let term = collinear.termOfColumn[relation.column]
      if !dependents.contains(term) { dependents.append(term) }
    }
    // A category goes as a whole, with indicators that do not depend on others.
    let partial = dependents.filter { !collinear.places[$0].isEmpty }
    for (step, term) in dependents.enumerated() {
      if partial.contains(term) { try remove(term, &view) }
      record(term, vif: nil, isExact: step < dependents.count - 1, nil, view)
    }
    var values = inflations()
    while let worst = worst(values), values[worst] ?? 0 > threshold {
      let chosen = choose(worst, values, view, threshold, similarity)
      let vif = values[chosen]
      try remove(chosen, &view)
      values = inflations()
      record(chosen, vif: vif, isExact: false, values, view)
    }
    try finish()
    if let view, let before {
      target = Evidence.TargetView(
        rows: view.rows, rSquared: before.explained, rSquaredAfterDrops: view.explained,
        adjusted: [before.adjusted, view.adjusted])
    }
  }

  // MARK: Steps

  /// The VIF of each predictor that is left.
  private func inflations() -> [Int: Double] {
    let single = precision.inflations
    var result = [Int: Double]()
    for term in alive {
      let places = collinear.places[term]
      if places.count == 1 {
        result[term] = max(1, single[rowOfPlace[places[0]]])
      } else if let gvif = CollinearTerms.generalised(
        places, factor: collinear.factor, row: { precision.row(rowOfPlace[$0]) })
      {
        result[term] = CollinearTerms.root(gvif, places.count)
      }
    }
    return result
  }

  private func worst(_ values: [Int: Double]) -> Int? {
    guard let largest = alive.compactMap({ values[$0] }).max() else { return nil }
    return alive.last { (values[$0] ?? 0) >= largest * (1 - DropSequence.tie) }
  }

  /// The predictor with the largest VIF, or with a target the one of those beside it that is missed
  /// least.
  private func choose(
    _ worst: Int, _ values: [Int: Double], _ view: LinearTarget?, _ threshold: Double,
    _ similarity: Double
  ) -> Int {
    guard let view else { return worst }
    let single = precision.inflations
    var likeness = [Double](repeating: 0, count: collinear.kept.count)
    for place in collinear.places[worst] {
      let partial = precision.partialCorrelations(rowOfPlace[place], single)
      let own = collinear.factor.column(place)
      for other in left {
        let theirs = collinear.factor.column(other)
        let r = abs(zip(own, theirs).reduce(0) { $0 + $1.0 * $1.1 })
        likeness[other] = max(likeness[other], max(r, partial[rowOfPlace[other]]))
      }
    }
    let candidates = alive.filter { term in
      term == worst
        || (values[term] ?? 0) > threshold
          && collinear.places[term].contains { likeness[$0] >= similarity }
    }
    return view.leastMissed(candidates.map { ($0, collinear.places[$0]) }) ?? worst
  }

  private mutating func remove(_ term: Int, _ view: inout LinearTarget?) throws(NumericsError) {
    let places = collinear.places[term]
    let single = precision.inflations
    let needsRenewal = places.contains { single[rowOfPlace[$0]] > DropSequence.renewingVif }
    alive.removeAll { $0 == term }
    left.removeAll { places.contains($0) }
    view?.drop(places)
    if needsRenewal, left.count <= DropSequence.renewedColumns, !left.isEmpty {
      let factor = try LinearAlgebra.triangularFactor(of: collinear.factor.selecting(columns: left))
      precision = PrecisionFactor(try LinearAlgebra.inverse(ofUpperTriangular: factor))
      for (row, place) in left.enumerated() { rowOfPlace[place] = row }
    } else {
      for place in places { precision.drop(rowOfPlace[place]) }
    }
  }

  private mutating func record(
    _ term: Int, vif: Double?, isExact: Bool, _ values: [Int: Double]?, _ view: LinearTarget?
  ) {
    let values = isExact ? [:] : values ?? inflations()
    let worst = isExact ? nil : worst(values)
    let names = collinear.terms
    dropped.append(term)
    drops.append(
      Evidence.Drop(
        column: names[term].name, vif: vif, rSquared: .nan,
        largestVif: worst.flatMap { values[$0] }?.finite,
        largestColumn: worst.map { names[$0].name },
        vifs: isExact || alive.count > DropSequence.listedPredictors
          ? nil
          : Dictionary(
            uniqueKeysWithValues: alive.compactMap { term in
              values[term]?.finite.map { (names[term].name, $0) }
            }),
        targetRSquared: view?.explained))
  }

  // MARK: The end

  /// What is left, from one more QR, and how much of what was dropped it explains.
  private mutating func finish() throws(NumericsError) {
    guard !drops.isEmpty else {
      for (term, vif) in inflations() { finalVifs[collinear.terms[term].name] = vif.finite }
      return
    }
    let factor = collinear.factor
    let height = factor.rows
    // The columns that are left first, then those that were dropped, then the exact dependents.
    let gone = collinear.kept.indices.filter { !left.contains($0) }
    var columns = (left + gone).map { Array(factor.column($0)) }
    var terms = gone.map { collinear.termOfColumn[collinear.kept[$0]] }
    for relation in collinear.relations {
      let direction = relation.direction
      columns.append(direction + [Double](repeating: 0, count: height - direction.count))
      terms.append(collinear.termOfColumn[relation.column])
    }
    guard !left.isEmpty else {
      for index in drops.indices { drops[index].rSquared = 0 }
      return
    }
    let all = try LinearAlgebra.triangularFactor(of: Matrix(columns: columns))
    let kept = all.selecting(rows: Array(left.indices), columns: Array(left.indices))
    let inverse = try LinearAlgebra.inverse(ofUpperTriangular: kept)
    var rowOfPlace = self.rowOfPlace
    for (row, place) in left.enumerated() { rowOfPlace[place] = row }
    for term in alive {
      let places = collinear.places[term]
      let gvif = CollinearTerms.generalised(places, factor: factor) { place in
        left.indices.map { inverse[rowOfPlace[place], $0] }
      }
      if let gvif {
        finalVifs[collinear.terms[term].name] = CollinearTerms.root(gvif, places.count).finite
      }
    }
    // Of a predictor with several columns, the mean over them.
    for index in drops.indices {
      let shares = terms.indices.filter { terms[$0] == dropped[index] }.map { place -> Double in
        let column = all.column(left.count + place)
        let whole = column.reduce(0) { $0 + $1 * $1 }
        let rest = column.dropFirst(left.count).reduce(0) { $0 + $1 * $1 }
        // A constant is explained by the intercept alone.
        return whole > 0 ? 1 - rest / whole : 1
      }
      drops[index].rSquared = shares.isEmpty ? 1 : shares.reduce(0, +) / Double(shares.count)
    }
  }
}
