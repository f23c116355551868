import ReportTesting
import FathomAnalyses
import FathomData
import FathomReports
import Foundation
import Testing

/// Names that want to be markup, commands of a terminal or whole pages.
private let hostileNames = [
  "<script>alert(1)</script>", "a|b", "*x*", "`tick`", "line\nbreak", "return\r\nfeed",
  "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{07}", "right\u{202E}to left",
  String(repeating: "long", count: 2_500), "", "[link](http://x)", "@user", "![i](http://x/y.png)",
  "# head", "- item", "a\\|b", "&lt;b&gt;", "~~~", "$x$", "漢字🙂", "é", "tab\there", "__init__",
  "--target", "'; rm -rf /; '", "(Intercept)", "\"\u{301} onmouseover=\"alert(1)", "a|\u{301}b",
  "<\u{301}script>", "{{{style}}}", "]]>",
]

/// Reports of tables whose names, target and labels are hostile, in many places at once.
private let hostileReports = Result {
  var random = SplitMix(7)
  func table(_ names: [String], rows: Int) -> String {
    var text = csvRow(names)
    for row in 0..<rows {
      let a = Int.random(in: 0...99, using: &random)
      let cells = names.indices.map { index in
        switch index {
        case 0: hostileNames[row % 5]
        // An exact dependency, so that names stand in formulas.
        case 1, 2: String(a * index)
        case 3: hostileNames[5 + row % 3]
        default: String(Int.random(in: -99...99, using: &random))
        }
      }
      text += csvRow(cells)
    }
    return text
  }
  var reports = [Report]()
  // Each name becomes the target, a category, a part of a dependency and a plain feature.
  for shift in stride(from: 0, to: hostileNames.count, by: 3) {
    let names = Array((hostileNames[shift...] + hostileNames[..<shift]).prefix(9))
    let first = names[0].isEmpty ? "column1" : names[0]
    reports.append(
      try reportOfText(
        table(names, rows: 60), TableOptions(roles: ColumnRoles(target: first)),
        includesSamples: true))
    reports.append(try reportOfText(table(names, rows: 60)))
  }
  return reports
}

@Suite struct HostileNamesTests {
  @Test func `markdown holds no markup of a name's making`() throws {
    for report in try hostileReports.get() {
      let markdown = try report.rendered(.markdown)
      let prose = withoutCode(markdown)
      let holdsHTML = prose.contains("<")
      #expect(!holdsHTML)
      for bait in ["*x*", "__init__", "$x$", "&lt;b", "`tick`"] {
        let isBitten = prose.contains(bait)
        #expect(!isBitten, "\(bait)")
      }
      #expect(!holds(prose, unescaped: "@"))
      #expect(!holds(prose, unescaped: "["))
      let heads = markdown.split(separator: "\n").filter { $0.hasPrefix("#") }
      #expect(heads.allSatisfy { !$0.replacing("ahead", with: "").contains("head") })
    }
  }

  @Test func `a page holds no element and no attribute of a name's making`() throws {
    let known = HTMLPageContent(try #require(SampleReports.all.get()["wine"]).rendered(.html))
    let elements = Set(known.elements.map(\.name)).union(["img", "circle", "text", "image", "ol"])
    for report in try hostileReports.get() {
      let page = HTMLPageContent(try report.rendered(.html))
      #expect(page.problem == nil)
      #expect(Set(page.elements.map(\.name)).subtracting(elements) == [])
      let attributes = page.elements.flatMap(\.attributes.keys)
      #expect(!attributes.contains { $0.hasPrefix("on") })
      // A name that looks like a part of a template stays a name.
      #expect(page.elements.count { $0.name == "style" } == 1)
    }
  }

  @Test func `every row of a markdown table has as many cells as its head`() throws {
    var tables = 0
    for report in try hostileReports.get() {
      var width: Int?
      for line in try report.rendered(.markdown).split(
        separator: "\n", omittingEmptySubsequences: false)
      {
        guard line.hasPrefix("|") else {
          width = nil
          continue
        }
        let bars = unescapedBars(line)
        if width == nil { tables += 1 }
        #expect(bars == width ?? bars, "\(line.prefix(200))")
        #expect(line.hasSuffix("|"))
        width = bars
      }
    }
    #expect(tables > 20)
  }

  @Test(arguments: [ReportFormat.text, .markdown, .html])
  func `no control character but the line break is written`(format: ReportFormat) throws {
    for report in try hostileReports.get() {
      let strange = try report.rendered(format).unicodeScalars.filter {
        switch $0.properties.generalCategory {
        case .control: $0 != "\n"
        case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
        default: false
        }
      }
      #expect(strange.isEmpty)
    }
  }

  @Test(arguments: [60, 80, 100, 120, 300])
  func `lines of the text are no wider than the terminal`(width: Int) throws {
    let all = try hostileReports.get() + Array(SampleReports.all.get().values)
    for var report in all {
      report.input.path = "/data/" + String(repeating: "deep/", count: 60) + "table.csv"
      let text = try TextRenderer(width: width).render(report)
      var limit = min(width, 120)
      for line in text.split(separator: "\n") {
        // Sentences are kept short; the table of columns has room for more numbers.
        if line == "Columns" { limit = width }
        if line == "Reproduce" { limit = min(width, 120) }
        // A command must stay in one piece to be copied, and so must a digest.
        if line.wholeMatch(of: /\ +fathom (analyze|render|explain) .*/) != nil { continue }
        if line.hasPrefix("  SHA-256 ") { continue }
        #expect(terminalWidth(line) <= limit, "\(line)")
      }
    }
  }

  @Test func `json keeps the whole names`() throws {
    for report in try hostileReports.get() {
      let again = try JSONRenderer.read(Data(try report.rendered(.json).utf8), path: "r")
      #expect(again.input.columns.map(\.name) == report.input.columns.map(\.name))
    }
    let names = Set(try hostileReports.get().flatMap { $0.input.columns.map(\.name) })
    // The name of the constant term is taken; a column of that name is numbered like a double one.
    #expect(names.contains("(Intercept).2"))
    for name in hostileNames where !name.isEmpty && name != "(Intercept)" {
      #expect(names.contains(name), "\(name.prefix(40))")
    }
    let labels = Set(try hostileReports.get().flatMap { $0.input.classes.map(\.label) })
    #expect(labels.isSuperset(of: hostileNames.prefix(5)))
  }

  // MARK: Reading Markdown

  /// The text outside of code blocks and code spans.
  private func withoutCode(_ markdown: String) -> String {
    var lines = [Substring]()
    var fence: Substring?
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = fence {
        if line == open { fence = nil }
      } else if line.hasPrefix("```") {
        fence = line.prefix { $0 == "`" }
      } else {
        lines.append(line)
      }
    }
    #expect(fence == nil, "a code block does not close")
    return lines.joined(separator: "\n")
  }

  private func holds(_ text: String, unescaped wanted: Character) -> Bool {
    var isEscaped = false
    for character in text {
      if character == wanted, !isEscaped { return true }
      isEscaped = character == "\\" && !isEscaped
    }
    return false
  }

  private func unescapedBars(_ line: Substring) -> Int {
    var bars = 0
    var isEscaped = false
    for character in line {
      if character == "|", !isEscaped { bars += 1 }
      isEscaped = character == "\\" && !isEscaped
    }
    return bars
  }

  /// Columns on a terminal, counted apart from the renderer's own way: wide where Unicode says
  /// that an emoji or an ideograph stands, none for an accent over another character.
  private func terminalWidth(_ line: Substring) -> Int {
    line.unicodeScalars.filter { $0 != "\u{301}" }.reduce(0) {
      $0 + ($1.properties.isIdeographic || $1.properties.isEmojiPresentation ? 2 : 1)
    }
  }
}
