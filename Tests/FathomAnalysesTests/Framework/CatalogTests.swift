import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct CatalogTests {
  /// The name of the type: `localCorrelation` is the id of `LocalCorrelation`.
  static func typeName(_ id: String) -> String { id.prefix(1).uppercased() + id.dropFirst() }

  @Test func `ids are unique and every analysis says what it asks and who says so`() {
    let ids = Catalog.standard.entries.map(\.info.id)
    #expect(Set(ids).count == ids.count && !ids.isEmpty)
    for entry in Catalog.standard.entries {
      #expect(!entry.info.title.isEmpty && entry.info.question.hasSuffix("?"))
      #expect(!entry.info.references.isEmpty)
    }
  }

  @Test func `every threshold has a unique name, a meaning and a source`() {
    for entry in Catalog.standard.entries {
      let names = entry.thresholds.map(\.name)
      #expect(Set(names).count == names.count)
      for threshold in entry.thresholds {
        #expect(!threshold.meaning.isEmpty && !threshold.source.isEmpty)
        #expect(threshold.value.isFinite)
      }
    }
  }

  @Test(arguments: Catalog.standard.entries.map(\.info.id))
  func `an analysis has its source file, page, test file and fixtures`(_ id: String) throws {
    let type = CatalogTests.typeName(id)
    let sources = try Package.files(under: "Sources/FathomAnalyses", extension: "swift")
    let tests = try Package.files(under: "Tests/FathomAnalysesTests", extension: "swift")
    #expect(sources.contains { $0.hasSuffix("/\(type)/\(type).swift") })
    #expect(tests.contains { $0.hasSuffix("/\(type)Tests.swift") })
    for path in [
      "Sources/FathomAnalyses/FathomAnalyses.docc/\(type).md",
      "Fixtures/\(type)/README.md",
      "Fixtures/\(type)/expected.json",
    ] {
      #expect(Package.exists(path), "\(path) is missing")
    }
  }

  @Test(arguments: Catalog.standard.entries.map(\.info.id))
  func `the page's thresholds are the declared ones`(_ id: String) throws {
    let entry = try #require(Catalog.standard[id])
    let page = try Package.text(
      "Sources/FathomAnalyses/FathomAnalyses.docc/\(CatalogTests.typeName(id)).md")
    let documented = try ThresholdTable(page).rows
    #expect(documented.map(\.name) == entry.thresholds.map(\.name))
    for (row, threshold) in zip(documented, entry.thresholds) {
      // Both are decimals that a person wrote: they are the same double or a different number.
      #expect(row.value == threshold.value, "\(threshold.name)")
    }
  }

  @Test func `the table on a page is read by its heading`() throws {
    let rows = try ThresholdTable(
      """
      Some text, `vifBad` | 3 among it.

      | Threshold | Default | Meaning | Source |
      |---|---:|---|---|
      | `vifBad` | 10 | a sentence | a source |
      | `labels` | 5,000 | a | b |

      | `later` | 1 | a | b |
      """
    ).rows
    #expect(rows.map(\.name) == ["vifBad", "labels"])
    #expect(rows.map(\.value) == [10, 5_000])
    #expect(throws: ThresholdTable.Problem.self) { try ThresholdTable("no table") }
    #expect(throws: ThresholdTable.Problem.self) {
      try ThresholdTable(
        "| Threshold | Default | Meaning | Source |\n|-|-|-|-|\n| `a` | ten | b | c |")
    }
  }
}

/// The thresholds that a page lists.
struct ThresholdTable {
  struct Row {
    var name: String
    var value: Double
  }

  enum Problem: Error {
    case noTable
    case unreadable(line: String)
  }

  private(set) var rows: [Row] = []

  init(_ page: String) throws {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    guard
      let heading = lines.firstIndex(where: {
        ThresholdTable.cells($0) == ["Threshold", "Default", "Meaning", "Source"]
      })
    else { throw Problem.noTable }
    // The line under the heading separates it from the rows.
    for line in lines[(heading + 1)...].dropFirst() {
      guard line.hasPrefix("|") else { break }
      let cells = ThresholdTable.cells(line)
      guard cells.count == 4, cells[0].hasPrefix("`"), cells[0].hasSuffix("`"),
        let value = Double(cells[1].replacingOccurrences(of: ",", with: ""))
      else { throw Problem.unreadable(line: String(line)) }
      rows.append(Row(name: cells[0].trimmingCharacters(in: ["`"]), value: value))
    }
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
