import FathomData
import FathomNumerics
import SummaryTesting
import Testing

@testable import FathomSummaries

@Suite struct DesignTests {
  private let schema = Schema(
    path: "memory", format: "csv", sha256: "", layout: .table, rows: 4,
    columns: [
      Column(name: "number", type: .double, holdsNumbers: true),
      Column(
        name: "kind", type: .categorical, levels: ["a", "b", "c"],
        holdsNumbers: false),
      Column(
        name: "flag", type: .boolean, levels: ["no", "yes"], holdsNumbers: false),
      Column(
        name: "seven", type: .constant, role: .excluded, roleReason: ExclusionReason.noVariation,
        holdsNumbers: true),
      Column(
        name: "note", type: .text, role: .excluded, roleReason: "free text", holdsNumbers: false),
      Column(name: "answer", type: .double, role: .target, holdsNumbers: true),
    ], targetIndex: 5, task: .regression)

  @Test func `features and constant numbers become columns, the target and texts do not`() {
    let design = Design(schema)
    // Levels are numbered: a level is a cell value, which no report may show unasked.
    #expect(design.columnNames == ["number", "kind[2]", "kind[3]", "flag", "seven"])
    #expect(design.columnCount == 5)
    #expect(design.terms.map(\.name) == ["number", "kind", "flag", "seven"])
    #expect(design.terms.map(\.range) == [0..<1, 1..<3, 3..<4, 4..<5])
    #expect(design.terms.map(\.column) == [0, 1, 2, 3])
    #expect(design.terms.map(\.isNumeric) == [true, false, true, true])
  }

  @Test func `categories become treatment contrasts, missing cells NaN`() {
    let batch = Batch(
      columns: [
        .doubles([1.5, .nan, 3, 4]), .codes([0, 1, 2, -1]), .codes([1, 0, -1, 1]),
        .doubles([7, 7, 7, 7]), .skipped, .doubles([0, 0, 0, 0]),
      ], rowNumbers: [0, 1, 2, 3])
    let encoded = Design(schema).encode(batch)
    #expect(encoded.rows == 4 && encoded.columns == 5)
    let expected: [[Double?]] = [
      [1.5, nil, 3, 4], [0, 1, 0, nil], [0, 0, 1, nil], [1, 0, nil, 1], [7, 7, 7, 7],
    ]
    for (column, values) in expected.enumerated() {
      #expect(encoded.column(column).map { $0.isNaN ? nil : $0 } == values)
    }
  }
}
