internal import FathomData
internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

extension Collinearity {
  /// Measures; the same input, seed and permutations give the same evidence.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    do {
      if let factor = input.factor { return try measure(input, factor) }
      if let wide = input.wide { return try measure(input, wide: wide, context.threads) }
    } catch {
      throw .numerics("\(error)")
    }
    throw .unsuitable("neither a factor nor rows were given")
  }

  // MARK: More rows than columns

  private func measure(
    _ input: Input, _ standardised: StandardisedFactor
  ) throws(NumericsError) -> Evidence {
    let exact = ExactDependencies(standardised)
    let inverse = try LinearAlgebra.inverse(ofUpperTriangular: exact.factor)
    // A level that no complete row has is no relation between columns: its indicator just goes.
    let indicators = Set(
      input.terms.filter { !$0.isNumeric && $0.range.count > 1 }.flatMap { Array($0.range) })
    let relations = exact.dependencies.filter {
      !($0.coefficients.isEmpty && indicators.contains($0.column))
    }
    let involved = Set(relations.flatMap { [$0.column] + $0.coefficients.map(\.column) })
    let predictors = try input.terms.map { term throws(NumericsError) in
      try predictor(term, exact, inverse, involved)
    }
    let belsley = try Belsley(standardised, columns: exact.kept)
    let centred = try Belsley.decompose(exact.factor, withVectors: false).values
    let isExact = !relations.isEmpty
    let dependencies = relations.map { dependency in
      var combination = [String: Double]()
      for coefficient in dependency.coefficients {
        combination[input.columnNames[coefficient.column]] = coefficient.value
      }
      if dependency.intercept != 0 || dependency.coefficients.isEmpty {
        combination["(Intercept)"] = dependency.intercept
      }
      return Evidence.Dependency(
        column: input.columnNames[dependency.column], combination: combination)
    }
    let rows = belsley.rows(
      all: exact.kept.count + 1 <= Collinearity.decompositionLimit,
      otherwiseLast: Collinearity.decompositionRows)
    return Evidence(
      rows: input.rows, incompleteRows: input.incompleteRows, layout: input.layout,
      predictors: predictors,
      conditionNumber: isExact ? nil : belsley.indices.last?.finite,
      centredConditionNumber: isExact ? nil : Collinearity.ratio(centred),
      conditionIndices: belsley.indices,
      varianceDecomposition: rows.map { belsley.proportions[$0] },
      varianceDecompositionRows: rows,
      designColumns: ["(Intercept)"] + exact.kept.map { input.columnNames[$0] },
      dependencies: dependencies,
      suggestedDrops: suggestedDrops(input, exact.kept, relations, inverse),
      rank: exact.kept.count + 1,
      columns: input.columnNames.count + 1, ridgePenalty: nil)
  }

  private static func ratio(_ values: [Double]) -> Double? {
    guard let largest = values.first, let smallest = values.last, smallest > 0 else { return nil }
    return (largest / smallest).finite
  }

  /// VIF and GVIF of one predictor.
  ///
  /// With unit-length centred columns R⁻¹ = B·Bᵀ, B the inverse of the factor. A single column's VIF
  /// is the squared length of its row of B. For several, GVIF = det R₁₁ · det (R⁻¹)₁₁, both
  /// determinants as squared products of a QR's diagonal (Fox & Monette 1992).
  private func predictor(
    _ term: Design.Term, _ exact: ExactDependencies, _ inverse: Matrix, _ involved: Set<Int>
  ) throws(NumericsError) -> Evidence.Predictor {
    let places = term.range.compactMap { exact.kept.firstIndex(of: $0) }
    let freedom = max(1, places.count)
    guard !places.isEmpty, involved.isDisjoint(with: term.range) else {
      return Evidence.Predictor(
        name: term.name, vif: nil, tolerance: nil, gvif: nil, degreesOfFreedom: term.range.count,
        gvifScaled: nil, ridgeVif: nil)
    }
    let gvif: Double
    if places.count == 1 {
      let row = places[0]
      gvif = (0..<inverse.columns).reduce(0) { $0 + inverse[row, $1] * inverse[row, $1] }
    } else {
      let within = try LinearAlgebra.triangularFactor(of: exact.factor.selecting(columns: places))
      let given = try LinearAlgebra.triangularFactor(of: inverse.selecting(rows: places).transposed)
      var product = 1.0
      for i in places.indices { product *= within[i, i] * given[i, i] }
      gvif = product * product
    }
    // A VIF is at least 1; rounding may fall short of it by an ulp.
    let generalised = max(1, gvif)
    let vif = freedom == 1 ? generalised : pow(generalised, 1 / Double(freedom))
    return Evidence.Predictor(
      name: term.name, vif: vif.finite, tolerance: (1 / vif).finite, gvif: generalised.finite,
      degreesOfFreedom: freedom, gvifScaled: pow(generalised, 0.5 / Double(freedom)).finite,
      ridgeVif: nil)
  }

  /// Exact dependents first; then, in tables, the predictor with the largest VIF, again and again,
  /// until none is above the threshold.
  ///
  /// Among pixels nothing is dropped: neighbours are alike.
  private func suggestedDrops(
    _ input: Input, _ kept: [Int], _ relations: [ExactDependencies.Dependency],
    _ inverse: Matrix
  ) -> [String] {
    var termOfColumn = [Int: Int]()
    for (index, term) in input.terms.enumerated() {
      for column in term.range { termOfColumn[column] = index }
    }
    var drops = [String]()
    for dependency in relations {
      guard let term = termOfColumn[dependency.column] else { continue }
      let name = input.terms[term].name
      if !drops.contains(name) { drops.append(name) }
    }
    guard input.layout == .table else { return drops }
    var precision = LinearAlgebra.product(inverse, inverse, transposingSecond: true)
    // Only single columns are dropped one by one; a category's indicators belong together.
    var candidates = Set(
      kept.indices.filter { place in
        termOfColumn[kept[place]].map { input.terms[$0].range.count == 1 } ?? false
      })
    while let worst = candidates.sorted().max(by: { precision[$0, $0] < precision[$1, $1] }),
      precision[worst, worst] > vifBad
    {
      if let term = termOfColumn[kept[worst]] { drops.append(input.terms[term].name) }
      candidates.remove(worst)
      let pivot = precision[worst, worst]
      let column = Array(precision.column(worst))
      for j in column.indices where j != worst {
        for i in column.indices where i != worst {
          precision[i, j] -= column[i] * column[j] / pivot
        }
      }
    }
    return drops
  }

  // MARK: No more rows than columns

  /// Rank from the eigenvalues of the outer Gram matrix, and the regularised VIF by the dual form
  /// (R + kI)⁻¹ = (I − Zᵀ(ZZᵀ + (n − 1)kI)⁻¹Z) / k, which costs n³ + n²p rather than p³.
  private func measure(
    _ input: Input, wide rows: Matrix, _ threads: Int
  ) throws(NumericsError) -> Evidence {
    // Standardised over the complete rows alone.
    let z = Scaling(Moments.ofColumns(rows, threads: threads)).apply(to: rows, threads: threads)
    let gram = LinearAlgebra.outerGram(of: z, threads: threads)
    var penalised = gram
    let scale = Double(z.rows - 1)
    for i in 0..<gram.rows { penalised[i, i] += scale * ridgePenalty }
    let factor = try LinearAlgebra.cholesky(ofPositiveDefinite: penalised)
    // The eigenvalues are one long piece of work; the quadratic forms beside it are many short ones.
    let blockSize = 256
    let blocks = (z.columns + blockSize - 1) / blockSize
    let parts = Parallel.map(blocks + 1, threads: threads) {
      part -> Result<[Double], NumericsError> in
      guard part > 0 else {
        return Result { () throws(NumericsError) in
          try LinearAlgebra.eigenvalues(ofSymmetric: gram)
        }
      }
      let first = (part - 1) * blockSize
      return .success(
        LinearAlgebra.quadraticForms(
          choleskyFactor: factor, columns: first..<min(z.columns, first + blockSize), of: z))
    }
    let eigenvalues = try parts[0].get()
    let largest = eigenvalues.last ?? 0
    let rank = eigenvalues.count { $0 > 1e-10 * largest }
    var explained = [Double]()
    for part in parts.dropFirst() { explained += try part.get() }
    let ridge = explained.map { explained in
      // A constant column has no correlation with anything, so no VIF of any kind.
      explained > 0 ? (1 - explained) / ridgePenalty * (1 + ridgePenalty) : Double.nan
    }
    return Evidence(
      rows: input.rows, incompleteRows: input.incompleteRows, layout: input.layout,
      predictors: input.terms.map { term in
        Evidence.Predictor(
          name: term.name, vif: nil, tolerance: nil, gvif: nil,
          degreesOfFreedom: term.range.count, gvifScaled: nil,
          ridgeVif: term.range.map { ridge[$0] }.filter(\.isFinite).max())
      },
      conditionNumber: nil, centredConditionNumber: nil, conditionIndices: [],
      varianceDecomposition: [], varianceDecompositionRows: [], designColumns: [],
      dependencies: [], suggestedDrops: [], rank: rank + 1, columns: input.columnNames.count + 1,
      ridgePenalty: ridgePenalty)
  }
}

/// Belsley's diagnostics of [1, X], columns scaled to unit length and not centred.
struct Belsley {
  /// Condition indices, ascending from 1.
  let indices: [Double]
  /// For each index: the share of the variance of the intercept and of each column.
  let proportions: [[Double]]

  /// - Parameter columns: the design columns to look at, without exact dependencies.
  init(_ standardised: StandardisedFactor, columns: [Int]) throws(NumericsError) {
    let r = standardised.factor
    let order = columns.count + 1
    // x = mean + deviation · z, so a column of the factor of [1, X] is that combination.
    var storage = [Double]()
    for place in 0..<order {
      let column = place == 0 ? -1 : columns[place - 1]
      let mean = place == 0 ? 1 : standardised.scaling.means[column]
      let deviation = place == 0 ? 0 : standardised.scaling.deviations[column]
      var values = (0..<r.rows).map { mean * r[$0, 0] + deviation * r[$0, column + 1] }
      // Divided by the largest first, so that squares neither over- nor underflow.
      let peak = values.map(abs).max() ?? 1
      for index in values.indices { values[index] /= peak }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in values.indices { values[index] /= length }
      storage += values
    }
    let decomposition = try Belsley.decompose(
      Matrix(rows: r.rows, columns: order, storage: storage), withVectors: true)
    let largest = decomposition.values.first ?? 1
    let indices = decomposition.values.map { largest / $0 }
    var proportions = [[Double]](
      repeating: [Double](repeating: 0, count: order), count: order)
    for column in 0..<order {
      let parts = (0..<order).map { index in
        let ratio = decomposition.vectors[column, index] * indices[index]
        return ratio * ratio
      }
      let total = parts.reduce(0, +)
      for index in 0..<order { proportions[index][column] = parts[index] / total }
    }
    self.indices = indices
    self.proportions = proportions
  }

  /// Above this many columns one-sided Jacobi takes seconds; bidiagonalisation takes over, whose
  /// condition indices err relatively by about index · 1e-16.
  static let jacobiLimit = 150

  static func decompose(
    _ a: Matrix, withVectors: Bool
  ) throws(NumericsError) -> (values: [Double], vectors: Matrix) {
    if a.columns <= jacobiLimit { return try LinearAlgebra.jacobiSVD(a) }
    let result = try LinearAlgebra.divideAndConquerSVD(a, withVectors: withVectors)
    return (result.values, result.vectors ?? Matrix(rows: 0, columns: 0))
  }

  /// All indices, or only the largest.
  func rows(all: Bool, otherwiseLast count: Int) -> [Int] {
    all ? Array(indices.indices) : Array(indices.indices.suffix(count))
  }
}
