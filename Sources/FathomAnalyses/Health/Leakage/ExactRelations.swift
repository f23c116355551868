internal import FathomNumerics
private import Foundation

/// Numbers that make the target: sums and differences, or products and ratios, of a few columns.
enum ExactRelations {
  /// Complete rows of numbers with the target.
  struct Input: Sendable {
    /// The columns' names.
    var names: [String]
    /// `n × p`, without missing values.
    var features: Matrix
    /// What they may make.
    var target: [Double]
    /// Its name.
    var targetName: String
  }

  /// More columns are not searched.
  static let mostColumns = 200
  /// More rows are not looked at.
  static let mostRows = 2_000
  /// With fewer rows a column any numbers fit.
  static let rowsOfColumn = 3
  /// More columns than this make no relation that anybody wrote down.
  private static let mostTerms = 20
  /// The share of the variance that a relation leaves to rounding.
  private static let rounding = 1e-6
  /// A coefficient so near to a whole number is one.
  private static let nearby = 1e-3
  private static let penalty = 1e-11

  /// The relations that hold, in the numbers themselves or in their logarithms.
  static func search(_ input: Input) throws(NumericsError) -> [Leakage.Evidence.Relation] {
    let columns = (0..<input.features.columns).map { Array(input.features.column($0)) }
    if let found = try fit(columns, input.target) {
      return [
        Leakage.Evidence.Relation(
          columns: found.terms.map { input.names[$0.column] }, relation: sum(found, input))
      ]
    }
    let positive = columns.indices.filter { columns[$0].allSatisfy { $0 > 0 } }
    guard input.target.allSatisfy({ $0 > 0 }), !positive.isEmpty,
      let found = try fit(
        positive.map { columns[$0].map { log($0) } }, input.target.map { log($0) })
    else { return [] }
    let names = found.terms.map { input.names[positive[$0.column]] }
    return [
      Leakage.Evidence.Relation(
        columns: names, relation: product(found, names, input.targetName))
    ]
  }

  // MARK: Fits

  private struct Fit {
    var intercept: Double
    var terms: [(column: Int, factor: Double)]
  }

  /// The fewest columns whose weighted sum is the target but for rounding; nil where there are none.
  private static func fit(_ columns: [[Double]], _ target: [Double]) throws(NumericsError) -> Fit? {
    let moments = columns.map { Moments($0[...]) }
    let whole = Moments(target[...])
    guard whole.varies else { return nil }
    var kept = moments.indices.filter { moments[$0].varies }
    guard !kept.isEmpty else { return nil }
    let scaled = columns.indices.map { column in
      let own = moments[column]
      return own.varies
        ? columns[column].map { ($0 - own.mean) / own.standardDeviation } : columns[column]
    }
    let wanted = target.map { ($0 - whole.mean) / whole.standardDeviation }
    let products = LinearAlgebra.gram(of: Matrix(columns: scaled + [wanted]))
    let last = columns.count
    func weights(_ some: [Int]) throws(NumericsError) -> [Double] {
      var gram = products.selecting(rows: some, columns: some)
      for place in some.indices { gram[place, place] *= 1 + penalty }
      let right = products.selecting(rows: some, columns: [last])
      return Array(try LinearAlgebra.solve(positiveDefinite: gram, right).column(0))
    }
    func left(_ some: [Int], _ weights: [Double]) -> Double {
      var sum = 0.0
      for row in wanted.indices {
        var residual = wanted[row]
        for (column, weight) in zip(some, weights) { residual -= weight * scaled[column][row] }
        sum += residual * residual
      }
      return sum / Double(wanted.count)
    }
    guard var found = try? weights(kept), left(kept, found) <= rounding else { return nil }
    // The least ones go first, as long as the others still make the target.
    var isTried = Set<Int>()
    while let least = kept.indices.filter({ !isTried.contains(kept[$0]) }).min(by: {
      abs(found[$0]) < abs(found[$1])
    }) {
      let rest = kept.filter { $0 != kept[least] }
      isTried.insert(kept[least])
      guard !rest.isEmpty, let other = try? weights(rest), left(rest, other) <= rounding
      else { continue }
      (kept, found) = (rest, other)
    }
    guard kept.count <= mostTerms else { return nil }
    let factors = zip(kept, found).map {
      (column: $0, factor: $1 * whole.standardDeviation / moments[$0].standardDeviation)
    }
    let intercept = factors.reduce(whole.mean) { $0 - $1.factor * moments[$1.column].mean }
    return Fit(intercept: intercept, terms: factors)
  }

  // MARK: Words

  private static func isNear(_ value: Double, _ other: Double) -> Bool {
    abs(value - other) <= nearby * max(1, abs(other))
  }

  /// A factor, or a power, whole where it is one but for rounding.
  private static func written(_ value: Double) -> String {
    isNear(value, value.rounded()) && abs(value) < 1e6
      ? NumberText.exact(value.rounded()) : NumberText.number(value)
  }

  private static func sum(_ fit: Fit, _ input: Input) -> String {
    var text = "\(input.targetName) ="
    for (place, term) in fit.terms.enumerated() {
      let sign = term.factor < 0 ? " −" : place > 0 ? " +" : ""
      let size = abs(term.factor)
      text +=
        "\(sign) " + (isNear(size, 1) ? "" : "\(written(size)) × ")
        + input.names[term.column]
    }
    let spread = Moments(input.target[...]).standardDeviation
    guard abs(fit.intercept) > nearby * spread else { return text }
    return text + (fit.intercept < 0 ? " − " : " + ") + written(abs(fit.intercept))
  }

  private static func product(_ fit: Fit, _ names: [String], _ target: String) -> String {
    func power(_ place: Int) -> String {
      let size = abs(fit.terms[place].factor)
      return names[place] + (isNear(size, 1) ? "" : "^\(written(size))")
    }
    let factor = exp(fit.intercept)
    let above = names.indices.filter { fit.terms[$0].factor > 0 }.map(power)
    let below = names.indices.filter { fit.terms[$0].factor < 0 }.map(power)
    let numerator =
      (isNear(factor, 1) && !above.isEmpty ? [] : [written(factor)]) + above
    return "\(target) = " + numerator.joined(separator: " × ")
      + below.map { " / \($0)" }.joined()
  }
}
