import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct CollinearityTests {
  private struct Expected: Decodable {
    var cases: [String: Case]
    var ridge: Ridge
  }

  private struct Ridge: Decodable {
    var file: String
    var rows: Int
    var penalty: Double
    var ridgeVif: [Double]
    var relative: Double
  }

  private struct Case: Decodable {
    var file: String
    var rows: Int
    var rankWithIntercept: Int?
    var vif: [String: Double?]?
    var conditionIndices: [Double?]
    var varianceDecomposition: [[Double]]?
    var predictors: [String]
    var codedColumns: [String]?
    var gvif: [String: Generalised]?
    var kept: [String]?
    var dependencies: [String: [String: Double]]?
    var vifAfterDropping: [String: Double]?
    var tolerance: Tolerance
  }

  private struct Generalised: Decodable {
    var gvif: Double
    var degreesOfFreedom: Int
    var gvifRoot: Double
  }

  private struct Tolerance: Decodable {
    var vifRelative: Double
    var conditionIndexRelative: Double
    var proportionAbsolute: Double
    var gvifRelative: Double?
  }

  private func expected(_ name: String) throws -> Case {
    try #require(try Fixture.expected("Collinearity", as: Expected.self).cases[name])
  }

  private func evidence(_ source: some Source) throws -> Collinearity.Evidence {
    try Collinearity().measure(try Summary(of: source))
  }

  // MARK: Reference values

  @Test(arguments: [
    "longley", "mtcars", "diabetes", "wine", "breast_cancer", "filip_poly10", "airquality",
  ])
  func `reference cases match 80-digit VIFs, indices and proportions`(_ name: String) throws {
    let expected = try expected(name)
    let evidence = try evidence(try Fixture.source(expected.file))
    #expect(evidence.rows == expected.rows)
    #expect(evidence.dependencies.isEmpty)
    #expect(evidence.rank == expected.predictors.count + 1)
    #expect(evidence.predictors.map(\.name) == expected.predictors)
    for predictor in evidence.predictors {
      let reference = try #require(expected.vif?[predictor.name] ?? nil)
      let vif = try #require(predictor.vif)
      #expect(relativeError(vif, reference) < expected.tolerance.vifRelative, "\(predictor.name)")
      #expect(predictor.gvif == predictor.vif && predictor.degreesOfFreedom == 1)
      #expect(relativeError(try #require(predictor.tolerance), 1 / vif) < 1e-15)
    }
    try compareIndices(evidence, expected)
    let proportions = try #require(expected.varianceDecomposition)
    #expect(evidence.designColumns == ["(Intercept)"] + expected.predictors)
    #expect(evidence.varianceDecomposition.count == proportions.count)
    for (row, reference) in zip(evidence.varianceDecomposition, proportions) {
      for (share, value) in zip(row, reference) {
        #expect(abs(share - value) < expected.tolerance.proportionAbsolute)
      }
    }
  }

  private func compareIndices(_ evidence: Collinearity.Evidence, _ expected: Case) throws {
    #expect(evidence.conditionIndices.count == expected.conditionIndices.count)
    for (index, reference) in zip(evidence.conditionIndices, expected.conditionIndices) {
      #expect(
        relativeError(index, try #require(reference)) < expected.tolerance.conditionIndexRelative)
    }
    #expect(evidence.conditionNumber == evidence.conditionIndices.last)
  }

  @Test func `categories of duncan have the published generalised VIFs`() throws {
    let expected = try expected("duncan")
    let evidence = try evidence(try Fixture.source(expected.file))
    let tolerance = try #require(expected.tolerance.gvifRelative)
    for (name, reference) in try #require(expected.gvif) {
      let predictor = try #require(evidence.predictors.first { $0.name == name })
      #expect(predictor.degreesOfFreedom == reference.degreesOfFreedom)
      let gvif = try #require(predictor.gvif)
      #expect(relativeError(gvif, reference.gvif) < tolerance)
      let scaled = try #require(predictor.gvifScaled)
      #expect(relativeError(scaled, reference.gvifRoot) < tolerance)
      // On the scale of a VIF: its root is the published one.
      #expect(relativeError(try #require(predictor.vif), scaled * scaled) < 1e-14)
    }
    try compareIndices(evidence, expected)
    // The file has `type` first, the reference last; levels are numbered.
    let column = ["income": 1, "education": 2, "type[2]": 3, "type[3]": 4, "(Intercept)": 0]
    let proportions = try #require(expected.varianceDecomposition)
    for (row, reference) in zip(evidence.varianceDecomposition, proportions) {
      for (name, share) in zip(evidence.designColumns, row) {
        let value = reference[try #require(column[name])]
        #expect(abs(share - value) < expected.tolerance.proportionAbsolute, "\(name)")
      }
    }
  }

  @Test func `exact dependencies are named with their exact coefficients`() throws {
    let expected = try expected("exact_collinear")
    let evidence = try evidence(try Fixture.source(expected.file))
    #expect(evidence.rows == expected.rows)
    #expect(evidence.rank == expected.rankWithIntercept)
    #expect(evidence.columns == 8)
    // The coefficients are whole numbers and reported as such: here equality is the promise.
    let combinations = Dictionary(
      uniqueKeysWithValues: evidence.dependencies.map { ($0.column, $0.combination) })
    #expect(combinations == expected.dependencies)
    #expect(evidence.dependencies.map(\.column) == ["x3", "konst", "x4_copy"])
    #expect(evidence.suggestedDrops == ["x3", "konst", "x4_copy"])
    #expect(evidence.designColumns == ["(Intercept)"] + (expected.kept ?? []))
    #expect(evidence.conditionNumber == nil)
    for predictor in evidence.predictors {
      guard let reference = expected.vif?[predictor.name] ?? nil else {
        #expect(predictor.vif == nil && predictor.gvif == nil && predictor.tolerance == nil)
        continue
      }
      let vif = try #require(predictor.vif)
      #expect(relativeError(vif, reference) < expected.tolerance.vifRelative)
    }
    let grades = Collinearity().judge(evidence).filter { $0.id == "collinearity.exact" }
    #expect(grades.map(\.subject) == ["x3", "konst", "x4_copy"])
    #expect(grades.allSatisfy { $0.grade == .bad })
  }

  @Test func `after dropping the exact dependents the VIFs are the reference's`() throws {
    let expected = try expected("exact_collinear")
    let dropped = Array(try #require(expected.dependencies).keys)
    let evidence = try evidence(try Fixture.source(expected.file, exclude: dropped))
    #expect(evidence.dependencies.isEmpty)
    #expect(evidence.predictors.map(\.name) == expected.kept)
    for predictor in evidence.predictors {
      let reference = try #require(expected.vifAfterDropping?[predictor.name])
      #expect(
        relativeError(try #require(predictor.vif), reference) < expected.tolerance.vifRelative)
    }
  }

  @Test func `independent columns have VIFs near 1 and nothing to drop`() throws {
    let columns = (0..<5).map { index in
      var normal = NormalStream("independent", index)
      return normal.column(2_000)
    }
    let evidence = try evidence(MemorySource(columns: columns))
    for predictor in evidence.predictors {
      let vif = try #require(predictor.vif)
      // 1 + R², R² of the size p / n = 0.002.
      #expect(vif >= 1 && vif < 1.02)
    }
    #expect(evidence.suggestedDrops.isEmpty)
    #expect(Collinearity().judge(evidence).allSatisfy { $0.grade == .good })
  }

  @Test func `suggested drops leave no VIF above the threshold`() throws {
    let all = try evidence(try Fixture.source("breast_cancer.csv"))
    #expect(!all.suggestedDrops.isEmpty)
    let rest = try evidence(
      try Fixture.source("breast_cancer.csv", exclude: all.suggestedDrops))
    #expect(rest.predictors.allSatisfy { ($0.vif ?? .infinity) <= Collinearity().vifBad })
    #expect(rest.suggestedDrops.isEmpty)
    // Not more than needed: with the last one back, some VIF is too large again.
    let oneMore = try evidence(
      try Fixture.source("breast_cancer.csv", exclude: all.suggestedDrops.dropLast()))
    #expect(oneMore.predictors.contains { ($0.vif ?? .infinity) > Collinearity().vifBad })
  }

  // MARK: No more rows than columns

  @Test(arguments: [(6, 8), (8, 8), (5, 12)])
  func `wide data have a rank and regularised VIFs, no plain ones`(
    _ rows: Int, _ columns: Int
  ) throws {
    let data = (0..<columns).map { index in
      var normal = NormalStream("wide", index)
      return normal.column(rows)
    }
    let evidence = try evidence(MemorySource(columns: data))
    #expect(evidence.rank == rows)
    #expect(evidence.columns == columns + 1)
    #expect(evidence.predictors.allSatisfy { $0.vif == nil && $0.gvif == nil })
    #expect(evidence.conditionNumber == nil && evidence.conditionIndices.isEmpty)
    let penalty = Collinearity().ridgePenalty
    #expect(evidence.ridgePenalty == penalty)

    // diag((R + kI)⁻¹) · (1 + k) by inverting R + kI, whose condition number is below p / k = 1e3.
    var ridge = Matrix(rows: columns, columns: columns)
    var identity = Matrix(rows: columns, columns: columns)
    for j in 0..<columns {
      identity[j, j] = 1
      for i in 0..<columns { ridge[i, j] = pearson(data[i], data[j]) + (i == j ? penalty : 0) }
    }
    let inverse = try LinearAlgebra.solve(positiveDefinite: ridge, identity)
    for (index, predictor) in evidence.predictors.enumerated() {
      let direct = inverse[index, index] * (1 + penalty)
      #expect(relativeError(try #require(predictor.ridgeVif), direct) < 1e-10)
    }
    let findings = Collinearity().judge(evidence)
    #expect(findings.map(\.id) == ["collinearity.rank"] && findings[0].grade == .bad)
  }

  @Test func `regularised VIFs match 80-digit ones, whatever the number of threads`() throws {
    let expected = try Fixture.expected("Collinearity", as: Expected.self).ridge
    let summary = try Fixture.summary(expected.file)
    let input = Collinearity.Input(
      factor: nil, wide: summary.sample.features.selecting(rows: Array(0..<expected.rows)),
      rows: expected.rows, columnNames: summary.design.columnNames, terms: summary.design.terms)
    var first: Collinearity.Evidence?
    for threads in [1, 2, 5] {
      let evidence = try Collinearity().measure(
        input,
        AnalysisContext(seed: 1, permutations: 99, threads: threads, progress: .silent))
      #expect(evidence.ridgePenalty == expected.penalty && evidence.rank == expected.rows)
      #expect(evidence.predictors.count == expected.ridgeVif.count)
      for (predictor, reference) in zip(evidence.predictors, expected.ridgeVif) {
        #expect(relativeError(try #require(predictor.ridgeVif), reference) < expected.relative)
      }
      #expect(evidence == first ?? evidence)
      first = evidence
    }
  }

  @Test func `a constant column of wide data has no regularised VIF`() throws {
    var data = (0..<8).map { index in
      var normal = NormalStream("wide constant", index)
      return normal.column(6)
    }
    data.append([Double](repeating: 3, count: 6))
    let evidence = try evidence(MemorySource(columns: data))
    let constant = try #require(evidence.predictors.last)
    // It has no correlation with any column, so R has no row for it.
    #expect(constant.name == "x9" && constant.ridgeVif == nil)
  }

  @Test func `one row more than columns is enough for plain VIFs`() throws {
    let data = (0..<4).map { index in
      var normal = NormalStream("saturated", index)
      return normal.column(5)
    }
    let evidence = try evidence(MemorySource(columns: data))
    #expect(evidence.ridgePenalty == nil && evidence.rank == 5)
    #expect(evidence.predictors.allSatisfy { $0.vif != nil })
  }

  // MARK: The factor from a Gram matrix

  /// The Gram matrix of [1, Z] over the rows of a fixture, Z standardised.
  private func gram(_ summary: Summary) -> Matrix {
    let z = Scaling(summary.moments).apply(to: summary.sample.features)
    return LinearAlgebra.gram(
      of: Matrix(
        rows: z.rows, columns: z.columns + 1,
        storage: [Double](repeating: 1, count: z.rows) + z.storage))
  }

  @Test(arguments: ["mtcars", "diabetes", "wine", "longley"])
  func `a Gram matrix gives the evidence that a QR gives`(_ name: String) throws {
    var summary = try Fixture.summary("\(name).csv")
    let expected = try Collinearity().measure(summary)
    let rows = summary.completeRows
    let factor = try #require(TriangularFactor(gram: gram(summary), rowCount: rows))
    summary.factor = StandardisedFactor(
      rows: rows, factor: factor.factor, scaling: Scaling(summary.moments))
    let found = try Collinearity().measure(summary)
    for (a, b) in zip(found.predictors, expected.predictors) {
      #expect(relativeError(try #require(a.vif), try #require(b.vif)) < 1e-10)
    }
    for (a, b) in zip(found.conditionIndices, expected.conditionIndices) {
      #expect(relativeError(a, b) < 1e-10)
    }
    #expect(found.rank == expected.rank && found.suggestedDrops == expected.suggestedDrops)
  }

  @Test func `Filippelli's polynomial and exact dependencies need the QR`() throws {
    for file in ["filip_poly10.csv", "exact_collinear.csv"] {
      let summary = try Fixture.summary(file)
      #expect(
        TriangularFactor(gram: gram(summary), rowCount: summary.completeRows) == nil)
    }
  }

  // MARK: What cannot be measured

  @Test func `a single feature has nothing to be collinear with`() throws {
    let summary = try Summary(of: MemorySource(columns: [[1, 2, 4, 8]]))
    #expect(throws: NotApplicable.self) { try Collinearity().measure(summary) }
  }

  @Test func `too few complete rows are a reason, not a number`() throws {
    let a: [Double] = [1, 2, .nan, .nan, 5, 7]
    let b: [Double] = [.nan, .nan, 3, 4, 1, 9]
    let summary = try Summary(of: MemorySource(columns: [a, b]))
    #expect(summary.completeRows == 2)
    let outcome = Collinearity().outcome(for: summary, AnalysisContext())
    #expect(outcome.status == .notApplicable)
    #expect(outcome.reason?.contains("without a missing value") == true)
  }

  @Test func `neither factor nor rows is a typed failure`() {
    let input = Collinearity.Input(factor: nil, rows: 5, columnNames: ["a", "b"], terms: [])
    #expect(throws: AnalysisError.unsuitable("neither a factor nor rows were given")) {
      try Collinearity().measure(input, AnalysisContext())
    }
  }

  // MARK: Judging

  @Test func `other thresholds change the grades without measuring again`() throws {
    let evidence = try evidence(try Fixture.source("mtcars.csv"))
    func grades(_ analysis: Collinearity, _ id: String) -> [Grade] {
      analysis.judge(evidence).filter { $0.id == id }.map(\.grade)
    }
    // Above 10: disp, cyl, wt. Above 5: hp, carb, qsec, gear.
    #expect(
      grades(Collinearity(), "collinearity.vif") == [
        .bad, .bad, .bad, .caution, .caution, .caution, .caution,
      ])
    var lenient = Collinearity()
    lenient.vifBad = 1_000
    #expect(
      grades(lenient, "collinearity.vif") == Array(repeating: Grade.caution, count: 7))
    lenient.vifCaution = 500
    #expect(grades(lenient, "collinearity.vif") == [.good])
    #expect(grades(Collinearity(), "collinearity.condition") == [.bad])
    lenient.conditionBad = 1e6
    #expect(grades(lenient, "collinearity.condition") == [.caution])
    lenient.conditionCaution = 1e6
    #expect(grades(lenient, "collinearity.condition") == [.good])
  }

  @Test func `among pixels collinearity is a caution and nothing but copies is dropped`() throws {
    let evidence = try Collinearity().measure(try Fixture.digits())
    #expect(Collinearity().judge(evidence).allSatisfy { $0.grade != .bad })
    #expect(
      evidence.suggestedDrops.allSatisfy { name in
        evidence.dependencies.contains { $0.column == name }
      })
    #expect(evidence.dependencies.map(\.column) == ["p0", "p32", "p39"])
  }
}
