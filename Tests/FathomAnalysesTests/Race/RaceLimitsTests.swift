import FathomLearners
import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

/// What the race does where time, rows or a contender fail it.
@Suite struct RaceLimitsTests: RaceTesting {
  @Test func `a short budget halves the rows, then leaves out who is there for comparison`() throws
  {
    var normal = NormalStream("budget")
    let columns = (0..<6).map { _ in normal.column(9_000) }
    let rows = try Race().input(of: try Summary(of: regression(columns, normal.column(9_000)))).rows
    let all: [any Contender] = [
      LinearContender(), TreeContender(), KernelContender(), DenseNetworkContender(),
    ]
    let whole = RacePlan(all, rows, budget: 1_000)
    #expect(whole.rows == 9_000 && whole.leftOut.isEmpty && whole.rounds.count == 3)
    #expect(!whole.isSample && whole.shares == [0.125, 0.25])
    let half = RacePlan(all, rows, budget: 0.9 * whole.seconds)
    #expect([4_500, 2_250].contains(half.rows) && half.seconds <= 0.9 * whole.seconds)
    // Where a sample is raced learning curves have four points.
    #expect(half.isSample && half.shares == [0.125, 0.25, 0.5])
    let short = RacePlan(all, rows, budget: 1)
    #expect(short.rows == 2_250)
    #expect(short.leftOut.first?.info.id == "kernelMachine")
    #expect(short.contenders.count + short.leftOut.count == all.count)
    #expect(!short.contenders.isEmpty)
  }

  @Test func `fewer parts are held out at once before one of the two sides stays out`() throws {
    var normal = NormalStream("parts")
    let columns = (0..<6).map { _ in normal.column(400) }
    let rows = try Race().input(of: try Summary(of: regression(columns, normal.column(400)))).rows
    let sides: [any Contender] = [LinearContender(), TreeContender(), DenseNetworkContender()]
    let whole = RacePlan(sides, rows, budget: 1_000)
    let short = RacePlan(sides + [KernelContender()], rows, budget: 0.8 * whole.seconds)
    #expect(short.leftOut.map(\.info.id) == ["kernelMachine"])
    #expect(whole.rounds.first == 0..<3 && whole.rounds.last == 9..<12)
    #expect(whole.closeRounds == [12..<15, 15..<18])
    #expect(short.rounds.first == 0..<2 && short.rows == 400)
  }

  @Test func `rows that are asked for are raced, whatever that takes`() throws {
    var normal = NormalStream("budget")
    let columns = (0..<6).map { _ in normal.column(9_000) }
    let rows = try Race().input(of: try Summary(of: regression(columns, normal.column(9_000)))).rows
    var rules = RacePlan.Rules.race
    rules.keepsRows = true
    let all: [any Contender] = [LinearContender(), TreeContender(), DenseNetworkContender()]
    let plan = RacePlan(all, rows, budget: 0.1, available: 100_000, rules: rules)
    #expect(plan.rows == 9_000 && plan.leftOut.isEmpty && plan.isSample)
  }

  @Test func `a few long sequences fit the budget, convolution and all`() throws {
    for (rows, places) in [(200, 1_500), (1_000, 2_000), (150, 20_000)] {
      let values = SampleRows(count: rows, width: places)
      let long = LabelledRows(
        features: values, isNumber: [Bool](repeating: true, count: places),
        target: (0..<rows).map { Double($0 % 4) }, classes: 4, layout: .sequence)
      let plan = RacePlan(Race.contenders, long, budget: 60)
      #expect(plan.leftOut.isEmpty || rows * places > 300_000)
      #expect(plan.leftOut.allSatisfy { $0.info.side == .other }, "\(rows) of \(places) places")
      #expect(plan.seconds <= 60)
    }
  }

  @Test func `who is left out is listed, and no pass`() throws {
    var normal = NormalStream("short")
    let columns = (0..<3).map { _ in normal.column(3_000) }
    let evidence = try race(
      try Summary(of: regression(columns, normal.column(3_000))),
      [LinearContender(), DenseNetworkContender()], budget: 0.5)
    #expect(evidence.leftOut.map(\.id) == ["denseNetwork"])
    #expect(evidence.deepMinusClassical == nil)
    let finding = Race().judge(evidence).first { $0.id == "race.leftOut" }
    #expect(finding?.grade == .indeterminate)
    #expect(finding?.message.contains("0.5 s of the race's budget") == true)
  }

  private struct Failing: Contender {
    let info = ContenderInfo(id: "failing", name: "failing contender", side: .deep)
    func seconds(_ size: FoldSize) -> Double { 0 }
    func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
      throw .library(name: "a library", message: "it is broken")
    }
  }

  @Test func `a contender that fails is listed with the reason, and the others arrive`() throws {
    let evidence = try race(try Fixture.summary("wine.csv"), classical + [Failing()])
    #expect(evidence.contenders.count == 2 && evidence.deepMinusClassical == nil)
    #expect(evidence.leftOut.map(\.id) == ["failing"])
    #expect(evidence.leftOut[0].reason == "it failed: a library gave up: it is broken")
  }

  // MARK: Degenerate input

  @Test func `there is no race without a target, a budget, classes or rows`() throws {
    func reason(_ race: Race, _ summary: Summary) -> String? {
      guard case .notApplicable(let reason) = race.input(from: summary) else { return nil }
      return reason
    }
    let wine = try Fixture.summary("wine.csv")
    #expect(reason(Race(), wine) == nil)
    var none = Race()
    none.budget = 0
    #expect(reason(none, wine)?.contains("--no-race") == true)
    var normal = NormalStream("few")
    let few = try Summary(of: regression([normal.column(39)], normal.column(39)))
    #expect(reason(Race(), few)?.contains("39 rows with a target are too few") == true)
    let large = try Summary(
      of: regression([normal.column(60)], normal.column(60).map { 1e300 * $0 }))
    #expect(reason(Race(), large)?.contains("too large to be squared") == true)
    var untargeted = wine
    untargeted.schema.task = nil
    #expect(reason(Race(), untargeted) == "there is no target")
    #expect(!Race.concerns(untargeted.schema))
    var single = wine
    single.classes = [ClassCount(label: "a", count: 178)]
    #expect(reason(Race(), single) == "the target has a single class in 178 rows")
  }

  @Test func `missing values are no obstacle`() throws {
    var normal = NormalStream("missing")
    var columns = (0..<3).map { _ in normal.column(120) }
    let target = (0..<120).map { columns[0][$0] + 0.1 * normal.next() }
    for row in stride(from: 0, to: 120, by: 3) { columns[row % 2 + 1][row] = .nan }
    let evidence = try race(
      try Summary(of: regression(columns, target)),
      classical + [TreeContender(), KernelContender()])
    #expect(evidence.rows == 120 && evidence.contenders.count == 4)
    #expect(try score("linearModel", evidence).score > 0.9)
  }
}
