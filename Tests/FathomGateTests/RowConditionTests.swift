import FathomReports
import Testing

@testable import FathomGate

/// Conditions between the cells of a row.
@Suite struct RowConditionTests {
  private static let names = ["a", "b", "start", "net price", "word"]

  /// Whether a row breaks a condition.
  private func breaks(_ text: String, _ cells: [String: CellTest.Cell]) throws -> Bool {
    let condition = try RowCondition(text)
    let places = Dictionary(
      uniqueKeysWithValues: Self.names.enumerated().map { ($1, $0) })
    guard case .rows(let columns, let fails) = condition.test(places).kind else { return false }
    return fails(columns.map { cells[Self.names[$0]] ?? CellTest.Cell() })
  }

  private func number(_ value: Double) -> CellTest.Cell { CellTest.Cell(number: value, hash: 1) }

  @Test(arguments: [
    ("a <= b", false), ("a < b", false), ("b <= a", true), ("a == 1", false), ("a = 1", false),
    ("a != 1", true), ("a + 1 >= b", false), ("b - a == 1", false), ("2 > b", true),
    ("`net price` == 0.3", false), ("not a > b", false), ("(a > b) or b == 2", false),
    ("a > b and b == 2", true), ("a is missing", true), ("a is not missing", false),
    ("-a == -1", false), ("start >= '1970-01-02'", false), ("start < '1970-01-02'", true),
  ])
  func `a condition holds or is broken`(_ text: String, _ isBroken: Bool) throws {
    let cells = [
      "a": number(1), "b": number(2), "net price": number(0.1 + 0.2), "start": number(3),
    ]
    #expect(try breaks(text, cells) == isBroken)
  }

  @Test func `where a cell is missing a comparison says nothing`() throws {
    let cells = ["a": number(1)]
    for text in ["a <= b", "a > b", "a == b", "not a == b", "a + b > 3"] {
      #expect(try !breaks(text, cells), "\(text)")
    }
    // One part alone decides.
    #expect(try !breaks("a > b or a == 1", cells))
    #expect(try breaks("a > b and a == 2", cells))
    #expect(try breaks("b is not missing", cells))
  }

  @Test func `words are compared for equality alone`() throws {
    let cells = ["word": CellTest.Cell(number: .nan, hash: 9), "a": number(1)]
    #expect(try breaks("word == 'other'", cells))
    #expect(try !breaks("word != 'other'", cells))
    #expect(try !breaks("word < 'other'", cells))
  }

  @Test(arguments: [
    ("a <", "a column or a number"), ("a b", "one of"), ("", "a column or a number"),
    ("a <= b c", "the end"), ("a is old", "“missing”"), ("(a < b", "“)”"), ("a < ;", "a number"),
  ])
  func `what is no condition says where it ends`(_ text: String, _ words: String) {
    do {
      _ = try RowCondition(text)
      Issue.record("“\(text)” was read")
    } catch {
      #expect(error.description.contains(words), "\(error.description)")
    }
  }

  @Test func `columns are named once, and odd names between backticks`() throws {
    #expect(try RowCondition("a + `net price` <= a").columns == ["a", "net price"])
    #expect(RowCondition.named("net price") == "`net price`" && RowCondition.named("or") == "`or`")
    #expect(RowCondition.named("end_2") == "end_2")
  }
}
