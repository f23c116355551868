import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct VerdictRuleTests {
  private func verdict(_ summary: Summary) throws -> Verdict {
    let context = AnalysisContext(permutations: 499, threads: 2)
    return try VerdictRule(
      summary: summary,
      outcomes: Catalog.standard.entries.map { try $0.run(summary, context, .withoutRace()) }
    ).verdict()
  }

  @Test func `digits are worth a network, their shuffled pixels are not`() throws {
    let deep = try verdict(try Fixture.digits())
    #expect(deep.recommendation == .deep)
    #expect(deep.deepProbability >= Verdict.deepFrom)
    let classical = try verdict(try Fixture.digitsShuffled())
    #expect(classical.recommendation == .classical)
    #expect(classical.deepProbability <= Verdict.classicalUpTo)
  }

  @Test func `few local images ask for a pretrained network, not for a refusal`() throws {
    let verdict = try self.verdict(try Fixture.digits())
    #expect(verdict.recommendation == .deep)
    #expect(verdict.tryFirst.contains("pretrained") && verdict.tryFirst.contains("augmentation"))
    #expect(verdict.summary.contains("pretrained"))
    #expect(
      verdict.reasons.contains { $0.line.contains("a pretrained one with a new head 100 to 1,000") }
    )
  }

  @Test(arguments: ["wine.csv", "breast_cancer.csv", "diabetes.csv"])
  func `small tables are for classical methods`(_ file: String) throws {
    let verdict = try self.verdict(try Fixture.summary(file))
    #expect(verdict.recommendation == .classical)
    #expect((0...Verdict.classicalUpTo).contains(verdict.deepProbability))
    #expect(!verdict.reasons.isEmpty && !verdict.summary.isEmpty && !verdict.tryFirst.isEmpty)
  }

  private func source(
    rows: Int, columns: Int = 4, task: Task?, layout: Layout = .table
  ) -> MemorySource {
    var normal = NormalStream("verdict", rows)
    var numbers = (0..<columns).map { ("x\($0)", normal.column(rows)) }
    if task != nil { numbers.append(("y", normal.column(rows))) }
    var source = MemorySource(numbers, layout: layout)
    if let task {
      source.schema.columns[columns].role = .target
      source.schema.targetIndex = columns
      source.schema.task = task
    }
    return source
  }

  @Test func `too few rows are inconclusive`() throws {
    let verdict = try self.verdict(try Summary(of: source(rows: 19, task: .regression)))
    #expect(verdict.recommendation == .inconclusive)
    #expect(verdict.summary.contains("19 rows"))
    let enough = try self.verdict(try Summary(of: source(rows: 60, task: .regression)))
    #expect(enough.recommendation == .classical)
  }

  @Test func `rows without a target are too few, however many there are`() throws {
    let known = (0..<15).map { Double($0 * $0 % 7) }
    var normal = NormalStream("targets")
    let missing = [Double](repeating: .nan, count: 85)
    var source = MemorySource([
      ("x1", normal.column(100)), ("x2", normal.column(100)), ("x3", normal.column(100)),
      ("y", known + missing),
    ])
    source.schema.columns[3].role = .target
    source.schema.targetIndex = 3
    source.schema.task = .regression
    #expect(try verdict(try Summary(of: source)).recommendation == .inconclusive)
  }

  @Test func `features that do not vary are inconclusive`() throws {
    let constant = [Double](repeating: 2, count: 50)
    let verdict = try self.verdict(try Summary(of: MemorySource(columns: [constant, constant])))
    #expect(verdict.recommendation == .inconclusive)
  }

  @Test func `a grid that cannot be tested is inconclusive and says what was not measured`() throws
  {
    // Two pixels cannot be shuffled.
    let summary = try Summary(
      of: source(
        rows: 50, columns: 2, task: nil, layout: .grid(height: 1, width: 2, channels: 1)))
    let verdict = try self.verdict(summary)
    #expect(verdict.recommendation == .inconclusive)
    #expect(verdict.reasons.contains { $0.line.hasPrefix("Not measured: local correlation") })
  }

  @Test func `without a target the verdict asks for one`() throws {
    let verdict = try self.verdict(try Summary(of: source(rows: 100, task: nil)))
    #expect(verdict.wouldChange.contains { $0.contains("--target") })
  }
}
