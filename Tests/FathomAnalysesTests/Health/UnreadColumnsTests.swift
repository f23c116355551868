import FathomData
import FathomNumerics
import FathomSummaries
import SummaryTesting
import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct UnreadColumnsTests {
  /// Rows whose first column says something of the target, or not.
  private func evidence(
    _ kind: UnreadColumns.Kind = .text, rows: Int = 300, classes: Int? = 2, seed: UInt64 = 1,
    cell: (Int, Double) -> String, target: (Double, Double) -> Double
  ) throws -> UnreadColumns.Evidence {
    var stream = RandomStream(seed: seed, domain: "unread", index: 0)
    var features = Matrix(rows: rows, columns: 1)
    var cells = [String]()
    var targets = [Double]()
    for row in 0..<rows {
      let (a, b) = (stream.uniform(), stream.uniform())
      features[row, 0] = a
      cells.append(cell(row, b))
      targets.append(target(a, b))
    }
    let column = UnreadColumns.InputColumn(
      name: "note", kind: kind, cells: cells, rows: Array(cells.indices), features: features,
      target: targets)
    return try UnreadColumns().measure(
      UnreadColumns.Input(columns: [column], share: 0.5, classes: classes), AnalysisContext())
  }

  private struct Expected: Decodable {
    var texts: [String]
    var targets: [Double]
    var cosines: [[Double]]
    var squaredErrors: [Double]
  }

  @Test func `cosines and held-out errors are those of the script`() throws {
    let file = Package.root.appending(path: "Fixtures/UnreadColumns/expected.json")
    let expected = try JSONDecoder().decode(Expected.self, from: try Data(contentsOf: file))
    let kernel = RowKernel.ofTexts(expected.texts, .text)
    for (row, values) in expected.cosines.enumerated() {
      for (column, value) in values.enumerated() {
        #expect(abs(kernel[row, column] - value) < 1e-12)
      }
    }
    let errors = try RowKernel.squaredErrors(
      kernel, Matrix(rows: 6, columns: 1, storage: expected.targets),
      [CrossValidationSplit(training: [0, 1, 2, 3], test: [4, 5])])
    for (found, value) in zip(errors[4...], expected.squaredErrors) {
      #expect(abs(found - value) < 1e-12)
    }
  }

  @Test func `words that decide the class are a large blind spot`() throws {
    let found = try evidence(cell: { row, b in "seen \(row % 7) \(b > 0.5 ? "good" : "bad") day" })
    {
      $1 > 0.5 ? 1 : 0
    }
    #expect(found.columns[0].alone ?? 0 > 0.8)
    #expect(UnreadColumns().judge(found).map(\.grade) == [.bad])
    #expect(UnreadColumns().blindSpots(found).map(\.isLarge) == [true])
  }

  @Test func `words without meaning are named, and turn nothing`() throws {
    let found = try evidence(cell: { row, _ in "seen \(row % 7) on \(row % 11) day" }) { a, _ in
      a > 0.5 ? 1 : 0
    }
    #expect(UnreadColumns().judge(found).map(\.grade) == [.good])
    #expect(UnreadColumns().blindSpots(found).map(\.isLarge) == [false])
  }

  @Test func `a column that repeats what the features say adds nothing`() throws {
    var stream = RandomStream(seed: 3, domain: "unread", index: 1)
    let values = (0..<300).map { _ in stream.uniform() }
    let column = UnreadColumns.InputColumn(
      name: "note", kind: .levels, cells: values.map { $0 > 0.5 ? "high" : "low" },
      rows: Array(values.indices),
      features: Matrix(rows: 300, columns: 1, storage: values.map { $0 > 0.5 ? 1 : 0 }),
      target: values.map { $0 > 0.5 ? 1 : 0 })
    let found = try UnreadColumns().measure(
      UnreadColumns.Input(columns: [column], share: 0.5, classes: 0), AnalysisContext())
    #expect(found.columns[0].alone ?? 0 > 0.9)
    #expect(UnreadColumns().judge(found).map(\.grade) == [.good])
    #expect(UnreadColumns().blindSpots(found).isEmpty)
  }

  @Test func `a date that says when the target is high is found, one at random is silent`() throws {
    func day(_ b: Double) -> String { "2021-0\(1 + Int(b * 9))-\(10 + Int(b * 1_000) % 18)" }
    let seasonal = try evidence(.date, classes: 0, cell: { _, b in day(b) }) { a, b in
      (b > 0.4 ? 2 : 0) + a
    }
    #expect(UnreadColumns().blindSpots(seasonal).map(\.id) == ["columns.date"])
    let random = try evidence(.date, classes: 0, cell: { row, _ in day(Double(row % 97) / 97) }) {
      a, _ in a
    }
    #expect(UnreadColumns().blindSpots(random).isEmpty)
  }

  @Test(arguments: [
    "#-20", "#/7", "0#", "\u{FF17}:#", "=\"#\"", "lot# x", "1.#×10^3",
  ])
  func `the number in a code is found where it says something, and only there`(form: String) throws
  {
    func code(_ b: Double) -> String {
      form.replacing("#", with: "\(1_000 + Int(b * 8_999))")
    }
    let telling = try evidence(.codes, classes: 0, cell: { _, b in code(b) }) { a, b in a + 4 * b }
    #expect(UnreadColumns().blindSpots(telling).map(\.id) == ["columns.codes"])
    #expect(UnreadColumns().blindSpots(telling).map(\.isLarge) == [true])
    let silent = try evidence(.codes, classes: 0, cell: { _, b in code(b) }) { a, _ in a }
    #expect(UnreadColumns().blindSpots(silent).isEmpty)
  }

  @Test func `what counts the rows says nothing of a target that drifts`() throws {
    for form in ["S#", "#/x", "A-7-#"] {
      var row = -1.0
      let drifting = try evidence(
        .codes, classes: 0, cell: { row, _ in form.replacing("#", with: "\(1_000 + 3 * row)") }
      ) { a, _ in
        row += 1
        return row / 100 + a
      }
      #expect(UnreadColumns().blindSpots(drifting).isEmpty)
    }
  }

  @Test func `numbers in strings`() {
    let numbers = CellNumbers(["-1.5e2 to 3", "a-7", "12D+03", "\u{0661}\u{0662}/4", ""])
    let values = numbers.values(without: [])
    #expect(values?.columns == 1)
    #expect(values.map { Array($0.column(0).prefix(4)) } == [-150, 7, 12_000, 12])
    #expect(numbers.cells(without: [0]) == ["- to 3", "a-", "", "/4", ""])
    #expect(numbers.counters(rows: [0, 1, 2, 3, 4]).isEmpty)
    #expect(CellNumbers(["5", "7", "9", "12"]).counters(rows: [3, 2, 1, 0]) == [0])
  }

  @Test func `columns at random are accused in hardly more runs than the level of the test`() throws
  {
    let accused = try (1...60).count { seed in
      let found = try evidence(
        .levels, rows: 150, seed: UInt64(seed), cell: { row, b in "\(Int(b * 60))" }
      ) { a, _ in a > 0.5 ? 1 : 0 }
      return UnreadColumns().judge(found).contains { $0.grade != .good }
    }
    // 5 % of 60 are 3; held-out scores of noise are mostly below guessing.
    #expect(accused <= 6)
  }

  @Test func `without a target text is named and nothing is measured`() throws {
    let found = try evidence(rows: 30, classes: nil, cell: { row, _ in "row \(row)" }) { a, _ in a }
    #expect(found.columns[0].alone == nil)
    #expect(UnreadColumns().judge(found).map(\.grade) == [.indeterminate])
    #expect(UnreadColumns().blindSpots(found).map(\.share) == [0.5])
  }

  @Test func `a table whose columns were all read is not asked`() throws {
    let table = try CSVSource(
      path: Package.root.appending(path: "Fixtures/Data/wine.csv").path, options: TableOptions())
    #expect(!UnreadColumns.concerns(table.schema))
  }
}
