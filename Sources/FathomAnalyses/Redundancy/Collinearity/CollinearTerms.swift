internal import FathomNumerics
internal import FathomSummaries

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The predictors over the columns without exact dependence: R = UᵀU, R⁻¹ = B·Bᵀ.
struct CollinearTerms {
  /// The predictors.
  let terms: [Design.Term]
  /// The design columns that are kept, in order.
  let kept: [Int]
  /// For each predictor the places of its columns among those kept.
  let places: [[Int]]
  /// The predictor of each design column.
  let termOfColumn: [Int]
  /// U: the kept columns, centred and of unit length, in triangular form.
  let factor: Matrix
  /// B, the inverse of U.
  let inverse: Matrix
  /// All columns, centred.
  let columns: CentredColumns
  /// The generalised VIF of each predictor; nil where none of its columns is kept.
  let inflations: [Double?]
  /// Exact dependencies between columns; a level that no complete row has is none.
  let relations: [ExactDependencies.Dependency]
  /// The design columns in some exact dependency.
  let involved: Set<Int>

  init(_ input: Collinearity.Input, _ exact: ExactDependencies) throws(NumericsError) {
    columns = exact.columns
    terms = input.terms
    kept = exact.kept
    factor = exact.factor
    inverse = try LinearAlgebra.inverse(ofUpperTriangular: exact.factor)
    var termOfColumn = [Int](repeating: 0, count: input.columnNames.count)
    for (index, term) in input.terms.enumerated() {
      for column in term.range { termOfColumn[column] = index }
    }
    self.termOfColumn = termOfColumn
    var places = [[Int]](repeating: [], count: input.terms.count)
    for (place, column) in exact.kept.enumerated() { places[termOfColumn[column]].append(place) }
    self.places = places
    let (factor, inverse) = (self.factor, self.inverse)
    inflations = places.map { group in
      group.isEmpty
        ? nil
        : CollinearTerms.generalised(group, factor: factor) { place in
          (0..<inverse.columns).map { inverse[place, $0] }
        }
    }
    // A level that no complete row has is no relation between columns: its indicator just goes.
    relations = exact.dependencies.filter { dependency in
      let term = input.terms[termOfColumn[dependency.column]]
      return !(dependency.coefficients.isEmpty && !term.isNumeric && term.range.count > 1)
    }
    involved = Set(relations.flatMap { [$0.column] + $0.coefficients.map(\.column) })
  }

  /// The predictor with its VIF and GVIF.
  ///
  /// - Parameter aliased: the design columns that R's `lm` would leave out.
  func predictor(_ index: Int, aliased: Set<Int>) -> Collinearity.Evidence.Predictor {
    let term = terms[index]
    let freedom = max(1, places[index].count)
    guard involved.isDisjoint(with: term.range), let gvif = inflations[index] else {
      return Collinearity.Evidence.Predictor(term, state: .exact)
    }
    var predictor = Collinearity.Evidence.Predictor(
      term, state: aliased.isDisjoint(with: term.range) ? .finite : .aliased)
    let vif = CollinearTerms.root(gvif, freedom)
    predictor.vif = vif.finite
    predictor.tolerance = (1 / vif).finite
    predictor.rSquared = (1 - 1 / vif).finite
    predictor.gvif = gvif.finite
    predictor.degreesOfFreedom = freedom
    predictor.gvifScaled = pow(gvif, 0.5 / Double(freedom)).finite
    return predictor
  }

  /// A generalised VIF on the scale of a VIF.
  static func root(_ gvif: Double, _ freedom: Int) -> Double {
    freedom == 1 ? gvif : pow(gvif, 1 / Double(freedom))
  }

  /// GVIF of some columns: det R₁₁ · det (R⁻¹)₁₁, both determinants as squared products of a QR's
  /// diagonal (Fox & Monette 1992); of a single column, the squared length of its row of B.
  ///
  /// - Parameter row: a row of a factor B of the inverse of the correlations of all columns there are.
  static func generalised(
    _ places: [Int], factor: Matrix, row: (Int) -> [Double]
  ) -> Double? {
    if places.count == 1 {
      // A VIF is at least 1; rounding may fall short of it by an ulp.
      return max(1, row(places[0]).reduce(0) { $0 + $1 * $1 })
    }
    guard
      let within = try? LinearAlgebra.triangularFactor(of: factor.selecting(columns: places)),
      let given = try? LinearAlgebra.triangularFactor(of: Matrix(columns: places.map(row)))
    else { return nil }
    var product = 1.0
    for i in places.indices { product *= within[i, i] * given[i, i] }
    return max(1, product * product)
  }
}

extension ExactDependencies.Dependency {
  /// The dependency by the names of its columns.
  func named(
    _ input: Collinearity.Input, _ indicators: Indicators
  ) -> Collinearity.Evidence.Dependency {
    var combination = [String: Double]()
    for coefficient in coefficients {
      combination[input.columnNames[coefficient.column]] = coefficient.value
    }
    if intercept != 0 || coefficients.isEmpty { combination[Collinearity.intercept] = intercept }
    let own = input.terms.firstIndex { $0.range.contains(column) }
    let others = input.terms.indices.filter { term in
      term != own && coefficients.contains { input.terms[term].range.contains($0.column) }
    }
    let isNested =
      !coefficients.isEmpty
      && ([own] + others).allSatisfy { $0.map { !input.terms[$0].isNumeric } ?? false }
      && others.count == 1
    return Collinearity.Evidence.Dependency(
      column: input.columnNames[column], predictor: own.map { input.terms[$0].name } ?? "",
      predictors: others.map { input.terms[$0].name },
      kind: isNested ? .nested : kind(indicators), combination: combination)
  }

  private func kind(_ indicators: Indicators) -> Collinearity.Evidence.Kind {
    if coefficients.isEmpty { return .constant }
    if coefficients.count == 1 {
      let isComplement =
        coefficients[0].value == -1 && intercept == 1
        && indicators.contains([column, coefficients[0].column])
      if isComplement { return .dummyTrap }
      return coefficients[0].value == 1 && intercept == 0 ? .copy : .rescaled
    }
    let isTrap =
      intercept == 1 && coefficients.allSatisfy { $0.value == -1 }
      && indicators.contains([column] + coefficients.map(\.column))
    return isTrap ? .dummyTrap : .combination
  }
}

/// Which columns hold nothing but 0 and 1.
struct Indicators {
  private let sample: Matrix

  /// - Parameter sample: rows of the design.
  init(_ sample: Matrix) { self.sample = sample }

  /// Whether all of some columns do.
  func contains(_ columns: [Int]) -> Bool {
    guard sample.rows > 0 else { return false }
    return columns.allSatisfy { column in sample.column(column).allSatisfy { $0 == 0 || $0 == 1 } }
  }
}
