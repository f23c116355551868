internal import FathomNumerics
internal import FathomSummaries

/// Which predictors repeat one another.
///
/// Two predictors belong together by the larger of |r| and the size of their partial correlation: nearly
/// equal columns have the first, the parts of a relation such as x₃ ≈ x₁ + 2x₂ the second. The parts of
/// an exact relation belong together fully. Groups are joined by average linkage.
struct CollinearClusters {
  private let input: Collinearity.Input
  private let collinear: CollinearTerms
  /// Groups of at least two predictors, the most inflated first.
  private let groups: [[Int]]
  private let inflation: [Double]

  /// This many predictors are clustered at most, the most inflated ones.
  private static let clusteredPredictors = 1_000
  /// Larger clusters are not written as one relation.
  private static let relatedColumns = 8
  /// This many columns have their correlations in the report.
  private static let correlatedColumns = 100

  init(
    _ input: Collinearity.Input, _ collinear: CollinearTerms, similarity: Double,
    inflated: Double
  ) {
    self.input = input
    self.collinear = collinear
    let related = Set(
      collinear.relations.filter { !$0.coefficients.isEmpty }
        .flatMap { [$0.column] + $0.coefficients.map(\.column) }.map { collinear.termOfColumn[$0] })
    let inflation = collinear.terms.indices.map { term -> Double in
      if related.contains(term) { return .infinity }
      return collinear.inflations[term].map {
        CollinearTerms.root($0, collinear.places[term].count)
      } ?? 0
    }
    self.inflation = inflation
    let order = collinear.terms.indices.filter { inflation[$0] > inflated }.sorted {
      (inflation[$1], $0) < (inflation[$0], $1)
    }
    let items = order.prefix(CollinearClusters.clusteredPredictors).sorted()
    let likeness = CollinearClusters.likeness(items, collinear)
    groups = AverageLinkage(similarity: likeness, cut: similarity).groups
      .map { group in
        group.map { items[$0] }.sorted { (inflation[$1], $0) < (inflation[$0], $1) }
      }
      .filter { $0.count > 1 }
      .sorted { (inflation[$1[0]], $0[0]) < (inflation[$0[0]], $1[0]) }
  }

  /// How much each pair of predictors belongs together.
  private static func likeness(_ items: [Int], _ collinear: CollinearTerms) -> Matrix {
    let vectors = Vectors(items, collinear)
    let correlations = LinearAlgebra.gram(of: vectors.columns)
    let partial = LinearAlgebra.outerGram(of: vectors.inverseRows)
    var result = Matrix(rows: items.count, columns: items.count)
    for b in 0..<vectors.columns.columns {
      for a in 0..<b {
        let (i, j) = (vectors.items[a], vectors.items[b])
        guard i != j else { continue }
        let value = min(1, max(abs(correlations[a, b]), abs(partial[a, b])))
        result[i, j] = max(result[i, j], value)
        result[j, i] = result[i, j]
      }
    }
    var itemOfTerm = [Int: Int]()
    for (item, term) in items.enumerated() { itemOfTerm[term] = item }
    for relation in collinear.relations {
      let members = ([relation.column] + relation.coefficients.map(\.column)).compactMap {
        itemOfTerm[collinear.termOfColumn[$0]]
      }
      for i in members {
        for j in members where i != j { result[i, j] = 1 }
      }
    }
    return result
  }

  /// The columns of some predictors, exact dependents among them.
  private struct Vectors {
    /// Columns of unit length.
    var columns: Matrix
    /// Rows of B at unit length; of zeros for exact dependents.
    var inverseRows: Matrix
    /// The predictor of each column, by its place among the given.
    var items: [Int] = []
    /// The design columns.
    var design: [Int] = []

    init(_ terms: [Int], _ collinear: CollinearTerms) {
      let height = collinear.factor.rows
      var itemOfTerm = [Int: Int]()
      for (item, term) in terms.enumerated() { itemOfTerm[term] = item }
      var storage = [Double]()
      var rows = [[Double]]()
      for (item, term) in terms.enumerated() {
        for place in collinear.places[term] {
          storage += collinear.factor.column(place)
          let row = (0..<height).map { collinear.inverse[place, $0] }
          let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
          rows.append(row.map { $0 / length })
          items.append(item)
          design.append(collinear.kept[place])
        }
      }
      for relation in collinear.relations where !relation.direction.isEmpty {
        guard let item = itemOfTerm[collinear.termOfColumn[relation.column]] else { continue }
        storage += relation.direction
        storage += [Double](repeating: 0, count: height - relation.direction.count)
        rows.append([Double](repeating: 0, count: height))
        items.append(item)
        design.append(relation.column)
      }
      columns = Matrix(rows: height, columns: items.count, storage: storage)
      inverseRows =
        Matrix(rows: height, columns: items.count, storage: rows.flatMap { $0 })
        .transposed
    }
  }

  // MARK: Evidence

  /// The clusters with what they share.
  func evidence(
    _ belsley: Belsley, proportion: Double, caution: Double, drops: [String]
  ) throws(NumericsError) -> [Collinearity.Evidence.Cluster] {
    var result = [Collinearity.Evidence.Cluster]()
    for group in groups {
      let names = group.map { input.terms[$0].name }
      let shared = sharedIndex(group, belsley, proportion, caution)
      result.append(
        .init(
          columns: names, conditionIndex: shared?.index, sharing: shared?.columns ?? [],
          relation: try relation(group), keep: names.filter { !drops.contains($0) },
          drop: drops.filter { names.contains($0) }))
    }
    return result
  }

  /// The largest condition index on which two predictors of a cluster have enough of their variance.
  private func sharedIndex(
    _ group: [Int], _ belsley: Belsley, _ proportion: Double, _ caution: Double
  ) -> (index: Double, columns: [String])? {
    for (row, shares) in zip(belsley.rows, belsley.proportions).reversed() {
      guard belsley.indices[row] > caution else { return nil }
      let columns = shares.indices.filter { shares[$0] >= proportion }
      let terms = Set(
        columns.filter { $0 > 0 }.map { collinear.termOfColumn[collinear.kept[$0 - 1]] })
      guard terms.intersection(group).count >= 2 else { continue }
      return (
        belsley.indices[row],
        columns.map {
          $0 == 0 ? Collinearity.intercept : input.columnNames[collinear.kept[$0 - 1]]
        }
      )
    }
    return nil
  }

  /// The most inflated predictor as a combination of the others.
  private func relation(
    _ group: [Int]
  ) throws(NumericsError) -> Collinearity.Evidence.Relation? {
    guard group.count <= CollinearClusters.relatedColumns,
      group.allSatisfy({ collinear.places[$0].count == 1 && inflation[$0].isFinite })
    else { return nil }
    let places = group.map { collinear.places[$0][0] }
    let order = Array(places.dropFirst()) + [places[0]]
    let factor = try LinearAlgebra.triangularFactor(of: collinear.factor.selecting(columns: order))
    let last = order.count - 1
    let weights = LinearAlgebra.solve(
      upperTriangular: factor, order: last, (0..<last).map { factor[$0, last] })
    let columns = collinear.columns
    let column = collinear.kept[places[0]]
    var combination = [String: Double]()
    var intercept = columns.means[column]
    for (weight, place) in zip(weights, order) {
      let other = collinear.kept[place]
      let value = weight * columns.ratio(column, other)
      combination[input.columnNames[other]] = value
      intercept -= value * columns.means[other]
    }
    combination[Collinearity.intercept] = intercept
    return .init(
      column: input.columnNames[column], combination: combination,
      rSquared: 1 - factor[last, last] * factor[last, last])
  }

  /// Correlations of all columns where they are few, else of those in clusters.
  func correlations() -> Collinearity.Evidence.OrderedCorrelations? {
    let limit = CollinearClusters.correlatedColumns
    var terms = Array(input.terms.indices)
    if input.columnNames.count > limit { terms = Array(groups.joined()) }
    var columns = 0
    let chosen = terms.prefix { term in
      columns += input.terms[term].range.count
      return columns <= limit
    }
    let vectors = Vectors(chosen.sorted(), collinear)
    guard vectors.columns.columns >= 2 else { return nil }
    let correlations = LinearAlgebra.gram(of: vectors.columns)
    var sizes = correlations
    sizes.replaceElements { abs($0) }
    let order = AverageLinkage(similarity: sizes, cut: 0).leaves
    return .init(
      columns: order.map { input.columnNames[vectors.design[$0]] },
      values: order.map { a in order.map { b in a == b ? 1 : max(-1, min(1, correlations[a, b])) } }
    )
  }
}
