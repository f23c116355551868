import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct CollinearityInvarianceTests {
  private func evidence(
    _ source: some Source, threads: Int = 1, cellLimit: Int = SummaryLimits().cells
  ) throws -> Collinearity.Evidence {
    try Collinearity().measure(
      try Summary(of: source, threads: threads, cellLimit: cellLimit))
  }

  private func expectSameVIFs(
    _ a: Collinearity.Evidence, _ b: Collinearity.Evidence, within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(a.rows == b.rows && a.rank == b.rank, sourceLocation: sourceLocation)
    #expect(a.predictors.count == b.predictors.count, sourceLocation: sourceLocation)
    for (one, other) in zip(a.predictors, b.predictors) {
      #expect((one.gvif == nil) == (other.gvif == nil), sourceLocation: sourceLocation)
      guard let one = one.gvif, let other = other.gvif else { continue }
      #expect(relativeError(one, other) < tolerance, sourceLocation: sourceLocation)
    }
  }

  private func expectSameIndices(
    _ a: Collinearity.Evidence, _ b: Collinearity.Evidence, within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.conditionIndices.count == b.conditionIndices.count, sourceLocation: sourceLocation)
    for (one, other) in zip(a.conditionIndices, b.conditionIndices) {
      #expect(relativeError(one, other) < tolerance, sourceLocation: sourceLocation)
    }
  }

  private func memory(_ file: String, rowsPerBatch: Int = 100) throws -> MemorySource {
    try MemorySource(try Fixture.source(file), rowsPerBatch: rowsPerBatch)
  }

  @Test(arguments: [1e-20, 1e20, -3, 7e-5])
  func `the unit of a column does not matter`(_ unit: Double) throws {
    let source = try memory("longley.csv")
    // Each column in another unit: powers of the given one. Rounding of the products, 1e-16, is
    // amplified by the condition number of the centred columns, about 1e2.
    let scaled = source.mapping { column, value in
      column.isMultiple(of: 2) ? value * unit : value
    }
    let one = try evidence(source)
    let other = try evidence(scaled)
    try expectSameVIFs(one, other, within: 1e-11)
    // The uncentred columns of longley have a condition number of 4e4.
    expectSameIndices(one, other, within: 1e-10)
  }

  @Test(arguments: [1e6, 1e9, -1e12])
  func `the zero of a column does not matter to VIFs`(_ shift: Double) throws {
    // Whole numbers below 2^53 stay exact, so the shifted data hold the same deviations.
    let columns = (0..<4).map { index -> [Double] in
      var normal = NormalStream("shift", index)
      return normal.column(60).map { ($0 * 100).rounded() }
    }
    let related = columns[0].indices.map { columns[0][$0] + columns[1][$0] + columns[3][$0] * 0 }
    var noise = NormalStream("shift", 9)
    let source = MemorySource(
      columns: columns + [related.map { $0 + (noise.next() * 10).rounded() }])
    let shifted = source.mapping { column, value in value + shift * Double(column + 1) }
    let one = try evidence(source)
    #expect(one.predictors.contains { ($0.vif ?? 0) > 50 })
    // Centring leaves an offset of about shift · ε, which the intercept takes up.
    try expectSameVIFs(one, try evidence(shifted), within: 1e-10)
  }

  @Test func `exact dependencies survive tiny units and huge shifts`() throws {
    let columns = (0..<3).map { index -> [Double] in
      var normal = NormalStream("exact", index)
      return normal.column(40).map { ($0 * 50).rounded() }
    }
    let sum = columns[0].indices.map { columns[0][$0] + 2 * columns[1][$0] }
    let source = MemorySource(columns: columns + [sum])
    for scale in [1.0, 1e-20, 1e20] {
      let found = try evidence(source.mapping { $1 * scale }).dependencies
      #expect(found.map(\.column) == ["x4"])
      // Coefficients are rounded to the shortest number within 1e-10: here equality is the promise.
      #expect(found.first?.combination == ["x1": 1, "x2": 2])
    }
    let shift = 1e9
    let shifted = try evidence(source.mapping { $1 + shift }).dependencies
    #expect(shifted.map(\.column) == ["x4"])
    // x4 + s = (x1 + s) + 2(x2 + s) − 2s.
    #expect(shifted.first?.combination == ["x1": 1, "x2": 2, "(Intercept)": -2 * shift])
  }

  @Test func `a near dependency is not called exact`() throws {
    let columns = (0..<2).map { index -> [Double] in
      var normal = NormalStream("near", index)
      return normal.column(50)
    }
    for noise in [1e-3, 1e-6, 1e-8] {
      var normal = NormalStream("near", 7)
      let third = columns[0].indices.map {
        columns[0][$0] - columns[1][$0] + noise * normal.next()
      }
      let found = try evidence(MemorySource(columns: columns + [third]))
      #expect(found.dependencies.isEmpty, "noise \(noise)")
      // VIF is about 2 / noise²; the sample's spread differs from 1 by a factor below 2.
      let vif = try #require(found.predictors[2].vif)
      #expect((0.5...2).contains(vif * noise * noise / 2), "noise \(noise)")
    }
  }

  @Test(arguments: ["breast_cancer.csv", "airquality.csv", "duncan.csv"])
  func `the order of rows does not matter`(_ file: String) throws {
    let source = try memory(file)
    let one = try evidence(source)
    for seed in [1, 2] as [UInt64] {
      let other = try evidence(source.shuffled(seed: seed))
      // Rounding in another order; the condition number of breast_cancer is 2e3.
      try expectSameVIFs(one, other, within: 1e-11)
      expectSameIndices(one, other, within: 1e-11)
    }
  }

  @Test(arguments: ["breast_cancer.csv", "airquality.csv", "exact_collinear.csv", "duncan.csv"])
  func `rows that do not fit in memory give the same as rows that do`(_ file: String) throws {
    let source = try memory(file, rowsPerBatch: 37)
    let whole = try evidence(source)
    let summary = try Summary(of: source, cellLimit: 150)
    #expect(!summary.sample.isComplete)
    let streamed = try Collinearity().measure(summary)
    try expectSameVIFs(whole, streamed, within: 1e-11)
    expectSameIndices(whole, streamed, within: 1e-11)
    #expect(whole.dependencies == streamed.dependencies)
    #expect(whole.suggestedDrops == streamed.suggestedDrops)
    #expect(whole.varianceDecompositionRows == streamed.varianceDecompositionRows)
  }

  @Test func `the Filippelli powers survive streaming and small batches`() throws {
    for rowsPerBatch in [5, 11, 82] {
      let source = try memory("filip_poly10.csv", rowsPerBatch: rowsPerBatch)
      let whole = try evidence(source)
      let streamed = try evidence(source, cellLimit: 100)
      // The fixture's tolerance: VIFs of 5e17 are known to six digits in doubles.
      try expectSameVIFs(whole, streamed, within: 1e-6)
      expectSameIndices(whole, streamed, within: 1e-6)
    }
  }

  @Test(arguments: [SummaryLimits().cells, 500])
  func `any number of threads gives the same evidence to the last bit`(_ cellLimit: Int) throws {
    let source = try memory("breast_cancer.csv", rowsPerBatch: 20)
    let one = try evidence(source, cellLimit: cellLimit)
    for threads in [2, 3, 7] {
      #expect(try evidence(source, threads: threads, cellLimit: cellLimit) == one)
    }
    #expect(try evidence(source, cellLimit: cellLimit) == one)
  }

  @Test func `rows with a missing value are left out, as if they were not there`() throws {
    let source = try memory("airquality.csv")
    let whole = try Summary(of: source)
    let complete = (0..<whole.sample.features.rows).filter { row in
      (0..<whole.sample.features.columns).allSatisfy { !whole.sample.features[row, $0].isNaN }
    }
    #expect(complete.count == 146)
    let one = try Collinearity().measure(whole)
    let other = try evidence(source.selecting(rows: complete))
    #expect(one.rows == 146)
    try expectSameVIFs(one, other, within: 1e-12)
    // Standardised by other means: the same indices, because these are of the columns as read.
    expectSameIndices(one, other, within: 1e-12)
  }
}
