internal import FathomNumerics
internal import FathomSummaries

/// The directions in which the standardised columns vary, exact dependents among them.
struct PrincipalDirections {
  /// Singular values of the columns at unit length, descending; those that are not 0.
  private let values: [Double]
  /// How many more are 0.
  private let zeros: Int
  /// Products of the columns with the directions: a row each for a column; without columns where they
  /// were not formed.
  private let products: Matrix
  /// The design columns of these rows.
  private let columns: [Int]

  /// Up to this many columns the directions themselves are formed.
  private static let vectorLimit = 500
  /// This many shares and directions are reported.
  private static let reportedShares = 100
  private static let reportedDirections = 5
  private static let reportedWeights = 8

  /// - Parameter collinear: the columns without exact dependence, and those with.
  init(_ collinear: CollinearTerms) throws(NumericsError) {
    let dependents = collinear.relations.filter { !$0.direction.isEmpty }
    let height = collinear.factor.rows
    columns = collinear.kept + dependents.map(\.column)
    zeros = dependents.count
    let all = Matrix(
      rows: height, columns: columns.count,
      storage: collinear.factor.storage
        + dependents.flatMap {
          $0.direction + [Double](repeating: 0, count: height - $0.direction.count)
        }
    ).transposed
    guard height <= PrincipalDirections.vectorLimit else {
      values = try LinearAlgebra.divideAndConquerSVD(all, withVectors: false).values
      products = Matrix(rows: 0, columns: 0)
      return
    }
    let decomposition = try Belsley.singular(all)
    values = decomposition.values
    products = LinearAlgebra.product(all, decomposition.vectors)
  }

  /// - Parameters:
  ///   - eigenvaluesOfRows: of the outer product of few rows, which are those of the correlations that
  ///     are not 0.
  ///   - columns: how many columns there are.
  init(eigenvaluesOfRows: [Double], columns: Int) {
    let largest = eigenvaluesOfRows.max() ?? 0
    values = eigenvaluesOfRows.filter { $0 > 1e-10 * largest }.sorted(by: >).map {
      $0.squareRoot()
    }
    zeros = max(0, columns - values.count)
    products = Matrix(rows: 0, columns: 0)
    self.columns = []
  }

  /// How many values are not 0.
  var rank: Int { values.count }

  /// The largest value by the smallest that is not 0.
  var conditionNumber: Double? {
    guard let largest = values.first, let smallest = values.last, smallest > 0 else { return nil }
    return (largest / smallest).finite
  }

  /// The shares, and the strongest directions where they were formed.
  func evidence(_ input: Collinearity.Input) -> Collinearity.Evidence.Principal? {
    let total = values.reduce(0) { $0 + $1 * $1 }
    guard total > 0 else { return nil }
    let shares = values.map { $0 * $0 / total }
    func count(_ wanted: Double) -> Int {
      var sum = 0.0
      for (index, share) in shares.enumerated() {
        sum += share
        if sum >= wanted - 1e-12 { return index + 1 }
      }
      return shares.count
    }
    let strongest = (0..<min(PrincipalDirections.reportedDirections, products.columns)).map {
      direction -> Collinearity.Evidence.Principal.Direction in
      let weights = columns.indices.map { products[$0, direction] / values[direction] }
      // Of a direction and its opposite, the one whose largest weight is positive; the first of equals.
      var largest = 0
      for row in weights.indices where abs(weights[row]) > abs(weights[largest]) * (1 + 1e-9) {
        largest = row
      }
      let sign = weights[largest] < 0 ? -1.0 : 1.0
      let order = weights.indices.sorted { (abs(weights[$1]), $0) < (abs(weights[$0]), $1) }
      var named = [String: Double]()
      for row in order.prefix(PrincipalDirections.reportedWeights) {
        named[input.columnNames[columns[row]]] = sign * weights[row]
      }
      return .init(share: shares[direction], weights: named)
    }
    return .init(
      shares: Array(shares.prefix(PrincipalDirections.reportedShares)), for95: count(0.95),
      for99: count(0.99), strongest: strongest)
  }

  /// The smallest penalty k for which the condition number of R + kI, on the scale of the columns, is no
  /// larger than a bound b: (λ₁ + k) / (λₚ + k) = b².
  func ridge(bound: Double, rows: Int) -> Collinearity.Evidence.Ridge? {
    guard let largest = values.first, let smallest = values.last, bound > 1 else { return nil }
    let least = zeros > 0 ? 0 : smallest * smallest
    let penalty = max(0, (largest * largest - bound * bound * least) / (bound * bound - 1))
    // Marquardt's VIFs of ridge regression, diag((R + kI)⁻¹R(R + kI)⁻¹).
    let vifs = (0..<products.rows).map { row in
      values.indices.reduce(0.0) { sum, index in
        let part = products[row, index] / (values[index] * values[index] + penalty)
        return sum + part * part
      }
    }
    return .init(
      bound: bound, penalty: penalty, alpha: penalty * Double(rows), largestVif: vifs.max()?.finite)
  }
}
