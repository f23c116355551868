import FathomData
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses

/// What collinearity means and what to do about it.
@Suite struct CollinearityCureTests {
  private func evidence(
    _ source: some Source, missing: MissingPolicy = .completeCases,
    cellLimit: Int = SummaryLimits().cells
  ) throws -> Collinearity.Evidence {
    var limits = SummaryLimits()
    limits.cells = cellLimit
    limits.sampledCells = min(limits.sampledCells, cellLimit)
    let summary = try Summarizer(
      seed: 1, threads: 1, progress: .silent, limits: limits, missingPolicy: missing
    ).summarize(source)
    return try Collinearity().measure(summary)
  }

  private func normal(_ rows: Int, _ index: Int) -> [Double] {
    var normal = NormalStream("cures", index)
    return normal.column(rows)
  }

  /// A source whose last column is a number to be predicted.
  private func predicting(_ columns: [[Double]]) -> MemorySource {
    var source = MemorySource(columns: columns)
    let last = columns.count - 1
    source.schema.columns[last].role = .target
    source.schema.targetIndex = last
    source.schema.task = .regression
    return source
  }

  // MARK: States

  @Test func `of Filippelli's powers the tenth is aliased in R, and finite here`() throws {
    // lm(y ~ x + I(x^2) + … + I(x^10)) of R gives NA for the tenth power at its tolerance of 1e-7.
    let evidence = try evidence(try Fixture.source("filip_poly10.csv"))
    #expect(evidence.aliased == ["x10"])
    #expect(evidence.dependencies.isEmpty)
    let states = evidence.predictors.map(\.state)
    #expect(states == Array(repeating: .finite, count: 9) + [.aliased])
    #expect(evidence.predictors.allSatisfy { ($0.vif ?? 0) > 1e12 })
    #expect(
      Collinearity().judge(evidence).contains {
        $0.id == "collinearity.aliased" && $0.grade == .bad
      })
  }

  @Test(arguments: [(1e-5, false), (1e-9, true)])
  func `a column is aliased where R's tolerance says so`(_ noise: Double, _ isAliased: Bool) throws
  {
    let a = normal(60, 1)
    let e = normal(60, 2)
    let evidence = try evidence(
      MemorySource(columns: [a, a.indices.map { a[$0] + noise * e[$0] }, normal(60, 3)]))
    #expect(evidence.aliased == (isAliased ? ["x2"] : []))
    #expect(evidence.dependencies.isEmpty && evidence.predictors[1].vif != nil)
  }

  @Test func `a large mean makes a column aliased, as in R, for it is not centred there`() throws {
    // Standard deviation 1 beside a mean of 1e8: what the intercept leaves is 1e-8 of the length.
    let evidence = try evidence(
      MemorySource(columns: [normal(50, 4).map { $0 + 1e8 }, normal(50, 5)]))
    #expect(evidence.aliased == ["x1"])
    #expect(try #require(evidence.predictors[0].vif) < 1.2)
  }

  @Test func `dependencies are called by their kind`() throws {
    let group = (0..<90).map { $0 % 3 }
    let indicators = (0..<3).map { level in group.map { $0 == level ? 1.0 : 0 } }
    let a = normal(90, 6)
    let evidence = try evidence(
      MemorySource([
        ("red", indicators[0]), ("green", indicators[1]), ("blue", indicators[2]), ("metres", a),
        ("feet", a.map { 3 + $0 * 2 }), ("again", a), ("seven", a.map { _ in 7 }),
        ("sum", a.indices.map { a[$0] + indicators[0][$0] }),
      ]))
    #expect(
      evidence.dependencies.map { "\($0.column) \($0.kind)" } == [
        "blue dummyTrap", "feet rescaled", "again copy", "seven constant", "sum combination",
      ])
    let message = try #require(
      Collinearity().judge(evidence).first { $0.subject == "blue" }?.message)
    #expect(message.contains("dummy variable trap") && message.contains("“red”, “green”"))
  }

  @Test func `a category that another determines is said to be nested`() throws {
    let table =
      (["town,country,twin,x"]
      + (0..<120).map { row in
        let town = ["Ulm", "Bonn", "Lyon", "Nice"][(row * 7 + row / 5) % 4]
        return
          "\(town),\(["Ulm", "Bonn"].contains(town) ? "D" : "F"),\(town.uppercased()),\((row * row) % 37)"
      }).joined(separator: "\n")
    let evidence = try withTable(table) { path in
      try Collinearity().measure(
        try Summary(of: try CSVSource(path: path, options: TableOptions())))
    }
    #expect(evidence.dependencies.allSatisfy { $0.kind == .nested && $0.predictors == ["town"] })
    let findings = Collinearity().judge(evidence).filter { $0.id == "collinearity.exact" }
    #expect(findings.map(\.subject) == ["country", "twin"])
    #expect(findings[0].message.contains("“town” determines “country”"))
    #expect(evidence.suggestedDrops == ["country", "twin"])
  }

  @Test func `powers and products are known for what they are`() throws {
    let a = normal(80, 7).map { $0 + 3 }
    let b = normal(80, 8)
    let evidence = try evidence(
      MemorySource([
        // Rounded as a file may have it.
        ("a", a), ("b", b), ("a2", a.map { ($0 * $0 * 1e6).rounded() / 1e6 }),
        ("a3", a.map { $0 * $0 * $0 }),
        ("ab", a.indices.map { a[$0] * b[$0] }), ("c", normal(80, 9)),
        // Nearly a square, but not one.
        ("near", b.map { $0 * $0 * 1.001 + 0.01 }),
      ]))
    #expect(
      evidence.structural == [
        .init(column: "a2", of: ["a"], power: 2), .init(column: "a3", of: ["a"], power: 3),
        .init(column: "ab", of: ["a", "b"], power: 1),
      ])
  }

  // MARK: Intervals

  @Test(arguments: ["longley.csv", "airquality.csv", "duncan.csv"])
  func `intervals are those of leaving out each row`(_ file: String) throws {
    let source = try MemorySource(try Fixture.source(file), rowsPerBatch: 50)
    let whole = try Summary(of: source)
    let rows = CompleteRows(whole.sample.features).rows
    let all = try evidence(source.selecting(rows: rows))
    let n = Double(rows.count)
    let without = try rows.indices.map { left in
      try evidence(source.selecting(rows: rows.indices.filter { $0 != left }.map { rows[$0] }))
    }
    let quantile = Distributions.studentQuantile(
      0.975, degreesOfFreedom: n - Double(all.columns - 1))
    for (index, predictor) in all.predictors.enumerated() {
      let freedom = Double(predictor.degreesOfFreedom)
      let logs = try without.map { log(try #require($0.predictors[index].gvif)) }
      let mean = logs.reduce(0, +) / n
      let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * (n - 1) / n
      let others = Double(all.columns - 1) - freedom
      let centre =
        log(try #require(predictor.vif)) + log((n - 1 - others) / (n - 1))
      let margin = quantile * variance.squareRoot() / freedom
      let interval = try #require(predictor.interval)
      #expect(relativeError(interval[0], max(1, exp(centre - margin))) < 1e-9, "\(predictor.name)")
      #expect(relativeError(interval[1], max(1, exp(centre + margin))) < 1e-9, "\(predictor.name)")
    }
  }

  @Test(arguments: [false, true])
  func `intervals cover the VIF of the population`(_ isSkewed: Bool) throws {
    // One factor behind four columns: correlations of 0.8, or of exp() of normals. The VIF of a
    // column is then that of the inverse of an equicorrelation matrix.
    let replicates = 400
    let r = isSkewed ? (exp(0.8 * 0.25) - 1) / (exp(0.25) - 1) : 0.8
    let expected = (1 + 2 * r) / ((1 - r) * (1 + 3 * r))
    var covered = 0
    for replicate in 0..<replicates {
      var normal = NormalStream("coverage \(isSkewed)", replicate)
      let factor = normal.column(120)
      let columns = (0..<4).map { _ in
        factor.map { 0.8.squareRoot() * $0 + 0.2.squareRoot() * normal.next() }.map {
          isSkewed ? exp(0.5 * $0) : $0
        }
      }
      let interval = try #require(
        try evidence(MemorySource(columns: columns)).predictors[0].interval)
      covered += interval[0] <= expected && expected <= interval[1] ? 1 : 0
    }
    // 95 % ± four standard errors of a share of 400, a little less where the tails are heavy.
    #expect((0.906...0.994).contains(Double(covered) / Double(replicates)), "\(covered)")
  }

  @Test func `where one row alone decides there is no interval`() throws {
    // Without the last row the second column is constant.
    var second = [Double](repeating: 0, count: 30)
    second[29] = 1
    let evidence = try evidence(MemorySource(columns: [normal(30, 10), second, normal(30, 11)]))
    #expect(evidence.predictors[1].vif != nil && evidence.predictors[1].interval == nil)
    #expect(evidence.predictors[0].interval != nil)
  }

  // MARK: Clusters

  @Test func `copies and the parts of a relation are groups, the rest is not`() throws {
    let x = (0..<8).map { normal(300, 20 + $0) }
    let e = (0..<3).map { normal(300, 30 + $0) }
    let sum = x[0].indices.map { x[0][$0] + 2 * x[1][$0] - x[2][$0] + 0.1 * e[0][$0] }
    let evidence = try evidence(
      MemorySource([
        ("a", x[0]), ("b", x[1]), ("c", x[2]), ("sum", sum), ("u", x[3]),
        ("u2", x[3].indices.map { x[3][$0] + 0.1 * e[1][$0] }), ("v", x[4]), ("w", x[5]),
      ]))
    let groups = evidence.clusters.map { Set($0.columns) }
    #expect(Set(groups) == [["a", "b", "c", "sum"], ["u", "u2"]])
    // The parts do not correlate pairwise: what joins them is the relation.
    #expect(abs(pearson(x[0], x[1])) < 0.2)
    let first = try #require(evidence.clusters.first { $0.columns.contains("sum") })
    let relation = try #require(first.relation)
    #expect(relation.rSquared > 0.98)
    #expect(first.keep.count == 3 && first.drop.count == 1)
    #expect(evidence.suggestedDrops.count == 2)
    let index = try #require(first.conditionIndex)
    #expect(index > 10 && Set(first.sharing).isSuperset(of: ["a", "b", "sum"]))
  }

  @Test func `an exact relation is one group, although its parts do not correlate`() throws {
    let x = (0..<5).map { normal(60, 40 + $0) }
    let sum = x[0].indices.map { x[0][$0] + x[1][$0] + x[2][$0] + x[3][$0] }
    let evidence = try evidence(MemorySource(columns: x + [sum]))
    #expect(evidence.clusters.map { $0.columns.sorted() } == [["x1", "x2", "x3", "x4", "x6"]])
    #expect(evidence.clusters[0].drop == ["x6"] && evidence.clusters[0].relation == nil)
  }

  // MARK: Drops

  @Test(arguments: [
    ("longley.csv", 1e-11), ("breast_cancer.csv", 1e-11), ("filip_poly10.csv", 1e-6),
    ("mtcars.csv", 1e-11),
  ])
  func `the VIFs after each drop are those of the table without the columns`(
    _ file: String, _ tolerance: Double
  ) throws {
    let all = try evidence(try Fixture.source(file))
    var dropped = [String]()
    for drop in all.drops {
      dropped.append(drop.column)
      // A single feature has nothing to be collinear with.
      guard all.predictors.count - dropped.count > 1 else { continue }
      let rest = try evidence(try Fixture.source(file, exclude: dropped))
      let vifs = try #require(drop.vifs)
      #expect(vifs.count == rest.predictors.count)
      for predictor in rest.predictors {
        let vif = try #require(predictor.vif)
        #expect(relativeError(try #require(vifs[predictor.name]), vif) < tolerance)
      }
      let largest = try #require(rest.predictors.compactMap(\.vif).max())
      #expect(relativeError(try #require(drop.largestVif), largest) < tolerance)
      let explained = try #require(rest.predictors.compactMap(\.targetRSquared).first)
      #expect(explained <= 1)
    }
    #expect(dropped == all.suggestedDrops)
    for (name, vif) in all.vifsAfterDrops {
      #expect(relativeError(try #require(all.drops.last?.vifs?[name]), vif) < tolerance)
    }
  }

  @Test func `of two alike the one that predicts better is kept, whichever comes first`() throws {
    let signal = normal(200, 50)
    let noise = normal(200, 51)
    let error = normal(200, 52)
    let worse = signal.indices.map { signal[$0] + 0.15 * noise[$0] }
    let y = signal.indices.map { signal[$0] + 0.3 * error[$0] }
    for order in [[signal, worse], [worse, signal]] {
      let evidence = try evidence(predicting(order + [normal(200, 53), y]))
      let isFirst = order[0] == worse
      #expect(evidence.suggestedDrops == [isFirst ? "x1" : "x2"])
      let target = try #require(evidence.target)
      // Least squares by the definition: y on the kept ones.
      #expect(target.rSquared - target.rSquaredAfterDrops < 0.01 && target.rows == 200)
      let alone = try #require(evidence.predictors[isFirst ? 1 : 0].targetRSquared)
      let r = pearson(signal, y)
      #expect(abs(alone - r * r) < 1e-12)
      #expect(evidence.drops[0].rSquared > 0.95)
    }
    // Without a target the later one of two equal VIFs goes.
    #expect(try evidence(MemorySource(columns: [signal, worse])).suggestedDrops == ["x2"])
  }

  @Test func `what the target says is the same from a stream`() throws {
    let source = try MemorySource(try Fixture.source("breast_cancer.csv"), rowsPerBatch: 37)
    let whole = try evidence(source)
    let streamed = try evidence(source, cellLimit: 3_000)
    let one = try #require(whole.target)
    let other = try #require(streamed.target)
    #expect(relativeError(one.rSquared, other.rSquared) < 1e-11)
    #expect(relativeError(one.rSquaredAfterDrops, other.rSquaredAfterDrops) < 1e-11)
    #expect(one.rows == other.rows && whole.suggestedDrops == streamed.suggestedDrops)
  }

  // MARK: Ridge and directions

  @Test func `the penalty brings the condition to its bound`() throws {
    let a = normal(100, 60)
    let e = normal(100, 61)
    // Two columns: eigenvalues 1 ± r.
    let b = a.indices.map { a[$0] + 0.05 * e[$0] }
    let evidence = try evidence(MemorySource(columns: [a, b]))
    let r = pearson(a, b)
    let ridge = try #require(evidence.ridge)
    let bound = Collinearity().conditionCaution
    #expect(ridge.bound == bound)
    #expect(relativeError((1 + r + ridge.penalty) / (1 - r + ridge.penalty), bound * bound) < 1e-10)
    #expect(relativeError(ridge.alpha, 100 * ridge.penalty) < 1e-14)
    // diag((R + kI)⁻¹R(R + kI)⁻¹) of two columns.
    let vif =
      0.5 * ((1 + r) / pow(1 + r + ridge.penalty, 2) + (1 - r) / pow(1 - r + ridge.penalty, 2))
    #expect(relativeError(try #require(ridge.largestVif), vif) < 1e-10)
    let principal = try #require(evidence.principal)
    #expect(abs(principal.shares[0] - (1 + r) / 2) < 1e-12 && principal.for95 == 1)
    let weights = principal.strongest[0].weights
    #expect(abs(try #require(weights["x1"]) - 0.5.squareRoot()) < 1e-12)
    #expect(abs(try #require(weights["x2"]) - 0.5.squareRoot()) < 1e-12)
  }

  @Test func `wide tables have the condition of their rank`() throws {
    let columns = (0..<12).map { normal(6, 70 + $0) }
    let evidence = try evidence(MemorySource(columns: columns))
    // The singular values of the standardised columns that are not 0: five of them.
    var z = Matrix(rows: 6, columns: 12)
    for (column, values) in columns.enumerated() {
      let mean = values.reduce(0, +) / 6
      let length = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      for row in 0..<6 { z[row, column] = (values[row] - mean) / length }
    }
    let values = try LinearAlgebra.jacobiSVD(z.transposed).values
    let found = try #require(evidence.dualConditionNumber)
    #expect(relativeError(found, values[0] / values[4]) < 1e-10)
    #expect(evidence.rank == 6 && evidence.conditionNumber == nil)
    let ridge = try #require(evidence.ridge)
    let largest = values[0] * values[0]
    #expect(
      relativeError((largest + ridge.penalty) / ridge.penalty, ridge.bound * ridge.bound) < 1e-9)
  }

  // MARK: Missing values

  @Test(arguments: [SummaryLimits().cells, 150])
  func `missing values are treated as they were told to be`(_ cellLimit: Int) throws {
    let source = try MemorySource(try Fixture.source("airquality.csv"), rowsPerBatch: 31)
    let complete = try evidence(source, cellLimit: cellLimit)
    #expect(complete.rows == 146 && complete.incompleteRows == 7)
    #expect(complete.missing.columns == [.init(name: "Solar.R", missing: 7)])

    let dropped = try evidence(source, missing: .dropColumns, cellLimit: cellLimit)
    let names = ["Wind", "Temp", "Month", "Day"]
    #expect(dropped.rows == 153 && dropped.incompleteRows == 0)
    #expect(dropped.predictors.map(\.name) == names)
    #expect(dropped.leftOut.map(\.name) == ["Solar.R"])
    let alone = try evidence(try Fixture.source("airquality.csv", exclude: ["Solar.R"]))
    for (one, other) in zip(dropped.predictors, alone.predictors) {
      #expect(relativeError(try #require(one.vif), try #require(other.vif)) < 1e-12)
    }

    let filled = try evidence(source, missing: .mean, cellLimit: cellLimit)
    let column = try #require(source.schema.columns.firstIndex { $0.name == "Solar.R" })
    let summary = try Summary(of: source)
    let mean = summary.moments[0].mean
    #expect(summary.design.columnNames[0] == "Solar.R")
    let byHand = try evidence(source.mapping { $0 == column && $1.isNaN ? mean : $1 })
    #expect(filled.rows == 153 && byHand.incompleteRows == 0)
    for (one, other) in zip(filled.predictors, byHand.predictors) {
      #expect(relativeError(try #require(one.vif), try #require(other.vif)) < 1e-12)
      if cellLimit > 150 {
        let limits = try #require(one.interval)
        for (a, b) in zip(limits, try #require(other.interval)) {
          #expect(relativeError(a, b) < 1e-9)
        }
      }
    }
    for (evidence, grade) in [(complete, Grade.good), (dropped, .caution), (filled, .caution)] {
      let finding = Collinearity().judge(evidence).first { $0.id == "collinearity.missing" }
      #expect(finding?.grade == grade)
    }
  }

  @Test func `more columns than can be factored are sampled, and the report says so`() throws {
    let columns = (0..<30).map { normal(100, 100 + $0) }
    var limits = SummaryLimits()
    limits.factoredColumns = 20
    limits.cells = 600
    limits.sampledCells = 600
    let summary = try Summarizer(seed: 1, threads: 1, progress: .silent, limits: limits)
      .summarize(MemorySource(columns: columns))
    let evidence = try Collinearity().measure(summary)
    let sampled = try #require(evidence.sampledRows)
    #expect(evidence.rows == 100 && sampled < 31 && sampled == summary.sample.features.rows)
    #expect(evidence.predictors.allSatisfy { $0.vif == nil && $0.ridgeVif != nil })
    #expect(Collinearity().judge(evidence)[0].message.contains("a sample of \(sampled) rows"))
  }
}
