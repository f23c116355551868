import ReportTesting
import FathomAnalyses
import FathomData
import FathomSummaries
import Foundation
import Testing

@testable import FathomReports

/// The columns of the data in the text and the Markdown report.
@Suite struct ColumnTableTests {
  /// Numbers, categories, excluded columns and a target; names of many scripts.
  private static let mixed: String = {
    var random = SplitMix(5)
    var text = csvRow(["customer_id", "収入の合計", "שם", "e\u{301}tat", "plan", "note", "const", "y"])
    for row in 0..<200 {
      let income = row.isMultiple(of: 8) ? "" : String(Int.random(in: 0...99_999, using: &random))
      text += csvRow([
        "ID\(row)x", income, String(row % 9), "\(Double(row % 31) / 4)",
        ["free", "pro", "free"][row % 3], "words of row \(row)", "7", String(row % 2),
      ])
    }
    return text
  }()

  private func columns(of text: String) -> [String] {
    let lines = text.split(separator: "\n").map(String.init)
    let start = lines.firstIndex { $0 == "Columns" || $0 == "## Columns" } ?? 0
    let end = lines.firstIndex { $0.hasSuffix("Not run, and why") } ?? 0
    return Array(lines[(start + 1)..<end])
  }

  @Test func `the wider the terminal the more numbers are shown`() throws {
    let report = try reportOfText(
      ColumnTableTests.mixed, TableOptions(roles: ColumnRoles(target: "y")))
    let heads = try [40, 60, 80, 100, 120, 160].map { width in
      let lines = columns(of: try TextRenderer(width: width).render(report))
      #expect(lines.allSatisfy { PlainText.width($0) <= width }, "\(width)")
      return lines[0].split(separator: " ").map(String.init)
    }
    #expect(heads[0] == ["Column", "Type", "Missing"])
    #expect(heads[1] == ["Column", "Type", "Missing", "Histogram"])
    #expect(
      heads[5] == [
        "Column", "Type", "Missing", "Distinct", "Min", "Q1", "Median", "Q3", "Max", "Mean", "SD",
        "Histogram",
      ])
    for (narrow, wide) in zip(heads, heads.dropFirst()) {
      #expect(Set(narrow).isSubset(of: wide))
    }
  }

  @Test func `numbers of one kind stand under one another whatever the names are written in`()
    throws
  {
    let report = try reportOfText(
      ColumnTableTests.mixed, TableOptions(roles: ColumnRoles(target: "y")))
    let lines = columns(of: try TextRenderer(width: 160).render(report))
    // Up to the end of the share, columns of the terminal are the same in each row: counted apart
    // from the renderer's own way, two for an ideograph and none for an accent.
    let ends = lines.compactMap { line in
      line.firstRange(of: "\u{202F}%").map { share in
        line[..<share.upperBound].unicodeScalars.reduce(0) { sum, scalar in
          let isWide = scalar.properties.isIdeographic || ("\u{3040}"..."\u{309F}").contains(scalar)
          return scalar == "\u{301}" ? sum : sum + (isWide ? 2 : 1)
        }
      }
    }
    #expect(ends.count == 8 && Set(ends).count == 1)
  }

  @Test func `every column says what it is for and excluded ones why`() throws {
    let report = try reportOfText(
      ColumnTableTests.mixed, TableOptions(roles: ColumnRoles(target: "y")))
    for width in [40, 80, 160] {
      let text = columns(of: try TextRenderer(width: width).render(report))
        .joined(separator: " ").replacing(/\s+/, with: " ")
      for words in ["excluded: identifies rows", "excluded: free text", "excluded: no variation"] {
        #expect(text.contains(words), "\(width)")
      }
      #expect(text.contains("target"))
    }
    let markdown = columns(of: try report.rendered(.markdown))
    #expect(markdown.count == 2 + 8)
    #expect(markdown.contains { $0.contains("| excluded: free text | 0 | 200 |") })
    #expect(markdown.contains { $0.contains("| feature | 25 (12\u{202F}%) |") })
  }

  @Test func `of many columns the first and the most notable are shown and the rest is counted`()
    throws
  {
    var text = csvRow((0..<75).map { "x\($0)" } + ["label"])
    for row in 0..<30 {
      text += csvRow(
        (0..<75).map { column in
          switch column {
          case 40: "3"
          case 50: ""
          case 60...66: row < column - 59 ? "" : String(row * column % 17)
          default: String((row + 3) * (column + 1) % 101)
          }
        } + [row.isMultiple(of: 2) ? "even" : "odd"])
    }
    let report = try reportOfText(text, TableOptions(roles: ColumnRoles(target: "label")))
    let lines = columns(of: try TextRenderer(width: 100).render(report))
    let names = lines.compactMap { $0.firstMatch(of: /^  ([xl]\w+)/).map { String($0.1) } }
    #expect(
      names == (0..<20).map { "x\($0)" } + ["x40", "x50", "x63", "x64", "x65", "x66", "label"])
    #expect(lines.last == "  … and 49 more columns; all are in the JSON report")
    #expect(columns(of: try report.rendered(.markdown)).count == 2 + 76)
    #expect(try report.jsonObject().description.contains("x59"))
  }

  @Test func `Markdown lists two hundred columns and counts the rest`() throws {
    var report = try reportOfText("a,b\n1,2\n2,1\n3,5\n")
    report.input.columns = (0..<203).map { number in
      var column = report.input.columns[0]
      column.name = "c\(number)"
      return column
    }
    let lines = columns(of: try report.rendered(.markdown))
    #expect(lines.count == 2 + 200 + 1)
    #expect(lines.last == "… and 3 more columns; all are in the JSON report")
    report.input.columns.removeLast(3)
    #expect(columns(of: try report.rendered(.markdown)).count == 2 + 200)
  }

  @Test func `neighbouring bins are put together until they fit`() {
    #expect(ReportPhrases.merged([1, 2, 3, 4, 5], atMost: 5) == [1, 2, 3, 4, 5])
    #expect(ReportPhrases.merged([1, 2, 3, 4, 5], atMost: 4) == [3, 7, 5])
    #expect(ReportPhrases.merged([1, 2, 3, 4, 5], atMost: 1) == [15])
    let histogram = ColumnHistogram(
      lowerEdge: 0, binWidth: 1, counts: [1, 1_000, 500, 0, 0, 3], isExact: true)
    #expect(ReportPhrases.bars(histogram, width: 6) == "▁█▄  ▁")
    #expect(ReportPhrases.bars(histogram, width: 3, blank: "_") == "█▄▁")
  }

  @Test(arguments: [
    (0, 10, "0"), (1, 1_000, "<1"), (6, 1_000, "1"), (12, 100, "12"), (994, 1_000, "99"),
    (996, 1_000, ">99"), (1_000, 1_000, "100"), (0, 0, "0"),
  ])
  func `a share is 0 or 100 only when it is exactly that`(part: Int, whole: Int, expected: String) {
    #expect(ReportPhrases.share(part, of: whole) == expected + "\u{202F}%")
  }

  @Test func `estimates are marked`() throws {
    var report = try reportOfText("a,b\n1,2\n2,1\n3,5\n")
    report.input.columns[0].quantilesAreExact = false
    report.input.columns[0].distinctIsExact = false
    let text = columns(of: try TextRenderer(width: 160).render(report))[1]
    #expect(text.ranges(of: "≈ ").count == 4)
    let markdown = columns(of: try report.rendered(.markdown))[2]
    #expect(markdown.contains("| ≈ 3 | 1 | ≈ 1.50 | ≈ 2 | ≈ 2.50 | 3 |"))
  }

  @Test func `a report without histograms, of an earlier version, is read and shown`() throws {
    let report = try reportOfText(ColumnTableTests.mixed)
    var object = try report.jsonObject()
    var input = try #require(object["input"] as? [String: Any])
    let old = try #require(input["columns"] as? [[String: Any]])
    #expect(old.allSatisfy { $0["histogram"] != nil && $0["topValues"] is NSNull })
    input["columns"] = old.map { $0.filter { !["histogram", "topValues"].contains($0.key) } }
    object["input"] = input
    let data = try JSONSerialization.data(withJSONObject: object)
    let again = try JSONRenderer.read(data, path: "old.json")
    let lines = columns(of: try TextRenderer(width: 160).render(again))
    #expect(!lines[0].contains("Histogram") && lines[0].contains("Median"))
  }
}
