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
    #expect(TableShape.runs(equal) == [0, 10, 20, 30, 40])
    let unequal = [12, 9, 20, 15].flatMap { count in (1...count).map { Double($0) / 2 } }
    #expect(TableShape.runs(unequal) == [0, 12, 21, 41])
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
    #expect(TableShape.runs(values) == nil)
  }
}
