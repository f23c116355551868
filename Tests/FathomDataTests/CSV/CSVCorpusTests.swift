import Foundation
import Testing

@testable import FathomData

/// The files of `Fixtures/CSV`, with the cells that Python's csv module reads in them.
@Suite struct CSVCorpusTests {
  /// What `make_corpus.py` expects of one file.
  struct Expected: Decodable {
    var delimiter: String
    /// Nil for none.
    var escape: String?
    var comment: String?
    /// The byte between groups of digits.
    var group: String?
    /// Whether the dialect need not be told.
    var detected: Bool
    /// Nil where a source splits other bytes into rows than those of the file.
    var rows: [[String]]?
    var error: String?
    var line: Int?
    var names: [String]?
    var types: [String]?
    var missing: [Int]?
    /// Bits in hexadecimal, null where missing; null for a column that holds words.
    var numbers: [[String?]?]?
    /// The lines, from 0, on which rows start that can be used.
    var rowNumbers: [Int]?
    var rejected: [Rejection]?

    var delimiterByte: UInt8 { delimiter.utf8.first ?? 0 }
  }

  /// A line of `generated.jsonl`: `[delimiter, text, rows]`.
  private struct Generated: Decodable {
    var delimiter: String
    var text: String
    var rows: [[String]]

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      delimiter = try container.decode(String.self)
      text = try container.decode(String.self)
      rows = try container.decode([[String]].self)
    }
  }

  private static let expected: [String: Expected] = {
    let decoded = try? JSONDecoder().decode(
      [String: Expected].self, from: Data(contentsOf: csvFixtures.appending(path: "expected.json")))
    return decoded ?? [:]
  }()
  static let names = expected.keys.sorted()

  private func path(_ name: String) -> String { csvFixtures.appending(path: name).path }

  @Test func `every file of the corpus has expected cells, and the other way round`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: csvFixtures.path)
    let tables = files.filter { $0.hasSuffix(".csv") || $0.hasSuffix(".tsv") }
    #expect(tables.sorted() == CSVCorpusTests.names)
    #expect(tables.count > 70)
  }

  @Test(arguments: names)
  func `the scanner finds the cells that Python finds`(_ name: String) throws {
    let expected = try #require(CSVCorpusTests.expected[name])
    let bytes = try Array(Data(contentsOf: csvFixtures.appending(path: name)))
    guard let rows = expected.rows else { return }
    let found = CellDump(
      bytes, delimiter: expected.delimiterByte, escape: expected.escape?.utf8.first,
      comment: expected.comment?.utf8.first)
    #expect(scalars(found.rows) == scalars(rows))
  }

  @Test(arguments: names)
  func `the source reads the columns, or says what is wrong`(_ name: String) throws {
    let expected = try #require(CSVCorpusTests.expected[name])
    var told = TableOptions(
      format: TextFormat(
        delimiter: expected.delimiterByte, hasHeader: true,
        escape: expected.escape?.utf8.first ?? 0, comment: expected.comment?.utf8.first ?? 0,
        thousandsMark: expected.group?.utf8.first ?? 0))
    told.readsAsWritten = true
    do {
      try check(ReadTable(path: path(name), told), expected)
      if expected.detected { try check(ReadTable(path: path(name)), expected) }
    } catch let error as DataError {
      #expect("\(error)" == message(expected, path: path(name)))
    }
  }

  private func check(_ table: ReadTable, _ expected: Expected) throws {
    #expect(expected.error == nil)
    #expect(scalars([table.names]) == scalars([expected.names ?? []]))
    #expect(table.rowNumbers == expected.rowNumbers)
    #expect(table.rejections == expected.rejected)
    #expect(table.schema.rows == table.rowNumbers.count + table.rejections.count)
    let columns = table.schema.columns
    #expect(table.observations.map(\.missing) == expected.missing)
    if let types = expected.types { #expect(columns.map(\.type.rawValue) == types) }
    let numbers = try #require(expected.numbers)
    #expect(columns.map(\.holdsNumbers) == numbers.map { $0 != nil })
    for (name, expected) in zip(table.names, numbers) where expected != nil {
      let bits = table.numbers(name).map { $0.map { String($0.bitPattern, radix: 16) } }
      #expect(bits == expected)
    }
  }

  /// The sentence for people, which holds the line.
  private func message(_ expected: Expected, path: String) -> String? {
    let error: DataError? =
      switch expected.error {
      case "empty": .empty(path: path)
      case "noRows": .noRows(path: path)
      case "noValues": .noValues(path: path)
      case "unclosedQuote": expected.line.map { .unclosedQuote(path: path, line: $0, column: 2) }
      case "allRowsRejected":
        .allRowsRejected(
          path: path,
          reasons: "none has the \(expected.rows?.first?.count ?? 0) cells of the first row")
      case "unsupported":
        .unsupported(
          path: path, kind: "binary data (it holds NUL bytes)", advice: "export it as CSV")
      default: nil
      }
    return error.map { "\($0)" }
  }

  @Test func `generated files have the cells that Python finds`() throws {
    let file = try Data(contentsOf: csvFixtures.appending(path: "generated.jsonl"))
    let lines = file.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 1500)
    let decoder = JSONDecoder()
    // Numbers alone, because a broken reader has hundreds of them.
    let differing = try lines.indices.filter { index in
      let generated = try decoder.decode(Generated.self, from: lines[index])
      let found = CellDump(
        Array(generated.text.utf8), delimiter: generated.delimiter.utf8.first ?? 0)
      return scalars(found.rows) != scalars(generated.rows)
    }
    #expect(differing.map { $0 + 1 } == [], "lines of generated.jsonl")
  }

  @Test func `files that the fuzzer found interesting pass its checks`() throws {
    let folder = csvFixtures.appending(path: "fuzz")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count > 50)
    try withCSV("") { path in
      let checks = CSVFuzzChecks(path: path)
      for name in names {
        let bytes = try Array(Data(contentsOf: folder.appending(path: name)))
        #expect(checks.scannerFailure(bytes) == nil, "\(name)")
        #expect(try checks.sourceFailure(bytes) == nil, "\(name)")
      }
    }
  }
}

/// Cells as scalars, because Swift's strings are equal when they are canonically equivalent.
func scalars(_ rows: [[String]]) -> [[[Unicode.Scalar]]] {
  rows.map { $0.map { Array($0.unicodeScalars) } }
}

/// The folder `Fixtures/CSV` of this package.
let csvFixtures: URL = {
  var root = URL(filePath: #filePath)
  while root.path != "/",
    !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
  { root.deleteLastPathComponent() }
  return root.appending(path: "Fixtures/CSV")
}()
