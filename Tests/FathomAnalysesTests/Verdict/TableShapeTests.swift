import Testing

@testable import FathomAnalyses

@Suite struct TableShapeTests {
  private typealias Numbered = TableShape.NumberedColumns

  @Test func `names tell channels that take turns from those that follow one another`() throws {
    let turns = try #require(Numbered((0..<10).flatMap { ["x_\($0)", "y_\($0)"] }))
    #expect(turns.channels == ["x_", "y_"] && turns.steps == 10 && turns.takeTurns)
    #expect(turns.place(1, 3) == 7)
    let blocks = try #require(Numbered(["x", "y"].flatMap { c in (1...10).map { "\(c)\($0)" } }))
    #expect(blocks.steps == 10 && !blocks.takeTurns)
    #expect(blocks.place(1, 3) == 13)
    let one = try #require(Numbered((400..<420).map { "\(2 * $0)nm" }))
    #expect(one.channels == ["nm"] && one.steps == 20)
    let first = try #require(Numbered((0..<10).flatMap { ["t\($0)_x", "t\($0)_y"] }))
    #expect(first.channels == ["t_x", "t_y"] && first.takeTurns)
    let brackets = try #require(
      Numbered(["x", "y"].flatMap { c in (0..<9).map { "\(c)[\($0)]" } }))
    #expect(brackets.channels == ["x[]", "y[]"] && brackets.steps == 9 && !brackets.takeTurns)
  }

  @Test(arguments: [
    ["age", "job", "income", "a1", "a2", "a3", "a4", "a5"],
    ["t1", "t2", "t3", "t4"],
    ["t9", "t8", "t7", "t6", "t5", "t4", "t3", "t2"],
    ["t1", "t2", "t3", "t4", "t6", "t7", "t8", "t9"],
    ["x1", "y1", "z1", "x2", "y2", "z2", "x3", "y3"],
    [],
  ])
  func `other names are no steps`(names: [String]) {
    #expect(Numbered(names) == nil)
  }

  @Test func `a counter that starts again is found, of whatever lengths its runs are`() {
    let equal = TableShapeTests.column { $0 % 10 }
    #expect(TableShape.Runs(equal)?.starts == [0, 10, 20, 30, 40])
    let unequal = [12, 9, 20, 15].flatMap { count in (1...count).map { Double($0) / 2 } }
    #expect(TableShape.Runs(unequal)?.starts == [0, 12, 21, 41])
  }

  @Test func `a clock may count down, and start later each time`() throws {
    let down = try #require(TableShape.Runs(TableShapeTests.column { 10 - $0 % 10 }))
    #expect(down.step == -1 && down.restarts == 4 && down.goesBack)
    let gaps = try #require(TableShape.Runs(TableShapeTests.column { 60 * $0 + 9_000 * ($0 / 10) }))
    #expect(gaps.step == 60 && gaps.starts == [0, 10, 20, 30, 40] && !gaps.goesBack)
  }

  @Test func `of a clock of which some cells are known the rows between two runs are left open`()
    throws
  {
    let cells = stride(from: 0, to: 400, by: 3).map { (row: $0, value: Double($0 % 40)) }
    let runs = try #require(TableShape.Runs(cells, count: 400))
    #expect(runs.step == 1 && runs.restarts == 9 && !runs.isExact)
    #expect(runs.starts.contains(40) && !runs.starts.contains(20))
  }

  @Test func `noise does not go on within runs, whatever the means of the runs are`() {
    let starts: Set<Int> = [0, 10, 20, 30, 40]
    let noise = [3.0, -1, 2, -3, 1, 4, -2, 0, -4, 1]
    let levels = TableShapeTests.column { $0 / 10 * 100 }
    let shifted = levels.indices.map { levels[$0] + noise[$0 % 10] }
    #expect(!TableShape.goesOn(shifted, starts, isOneLabel: false))
    #expect(!TableShape.goesOn(levels, starts, isOneLabel: true))
    let waves = levels.indices.map { levels[$0] + ($0 % 10 < 5 ? 1 : -1) * Double($0 % 5) }
    #expect(TableShape.goesOn(waves.map { $0 * $0 }, starts, isOneLabel: true))
  }

  @Test func `blocks explain the correlations of questions, distances those of a signal`() throws {
    func correlations(_ value: (Int, Int) -> Double) -> [[Double]] {
      (0..<12).map { a in (0..<12).map { b in value(a, b) } }
    }
    let questions = try #require(
      TableShape.unexplained(correlations { $0 / 4 == $1 / 4 ? 0.6 : 0.1 }))
    #expect(questions.blocks < 1e-9 && questions.distances > 0.1)
    let signal = TableShape.unexplained(
      correlations { (0..<abs($0 - $1)).reduce(1.0) { r, _ in r * 0.8 } })
    #expect(signal.map { $0.blocks > $0.distances } ?? true)
  }

  @Test func `years, quarters and months are times, samples are not`() {
    #expect(TableShape.areTimes(["2005", "2006", "2007"]))
    #expect(TableShape.areTimes(["1960 [YR1960]", "1961 [YR1961]"]))
    #expect(TableShape.areTimes(["2020Q3", "2020Q4", "2021Q1"]))
    #expect(TableShape.areTimes(["Jan", "Feb", "March"]))
    #expect(!TableShape.areTimes(["S00", "S01"]))
    #expect(!TableShape.areTimes(["GSM100200", "GSM100201"]))
    #expect(!TableShape.areTimes(["2006", "2005"]))
  }

  private static func column(_ value: (Int) -> Int) -> [Double] {
    (0..<50).map { Double(value($0)) }
  }

  private static let others: [[Double]] = [
    column { $0 }, column { $0 % 3 }, column { $0 % 10 == 4 ? 99 : $0 % 10 }, [], [1],
    column { _ in 2 },
  ]

  @Test(arguments: others)
  func `other columns are no counters`(values: [Double]) {
    #expect(TableShape.Runs(values) == nil)
  }
}
