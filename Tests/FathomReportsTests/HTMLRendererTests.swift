import ReportTesting
import FathomAnalyses
import FathomData
import FathomSummaries
import Foundation
import Testing

@testable import FathomReports

/// The report as a page that stands alone.
@Suite struct HTMLRendererTests {
  private func pages() throws -> [(name: String, text: String, content: HTMLPageContent)] {
    try SampleReports.all.get().sorted { $0.key < $1.key }.map { name, report in
      let text = try report.rendered(.html)
      return (name, text, HTMLPageContent(text))
    }
  }

  @Test func `a page is well-formed, and has one h1, one main and headings in order`() throws {
    for (name, text, content) in try pages() {
      #expect(content.problem == nil, "\(name)")
      #expect(text.hasPrefix("<!DOCTYPE html>") && text.hasSuffix("</html>\n"), "\(name)")
      #expect(content.all("h1").count == 1 && content.all("main").count == 1, "\(name)")
      #expect(content.all("html").first?.attributes["lang"] == "en", "\(name)")
      let levels = content.elements.compactMap { element in
        element.name.wholeMatch(of: /h([1-6])/).flatMap { Int($0.1) }
      }
      #expect(levels.first == 1, "\(name)")
      for (before, after) in zip(levels, levels.dropFirst()) {
        #expect(after <= before + 1, "\(name): h\(before), then h\(after)")
      }
      #expect(content.elements.first { $0.path.last == "body" }?.attributes["class"] == "skip")
    }
  }

  @Test func `a page fetches nothing and runs nothing`() throws {
    for (name, text, content) in try pages() {
      #expect(!text.contains("<script") && content.all("script").isEmpty, "\(name)")
      for element in content.elements {
        for (key, value) in element.attributes where ["href", "src", "srcset"].contains(key) {
          #expect(value.hasPrefix("#") || value.hasPrefix("data:"), "\(name): \(value)")
        }
        #expect(element.attributes["style"]?.contains("url(") != true)
      }
      let style = content.all("style").map(\.text).joined()
      #expect(!style.contains("url(") && !style.contains("@import"), "\(name)")
    }
  }

  @Test func `names are unique and every link within the page leads somewhere`() throws {
    for (name, _, content) in try pages() {
      let ids = content.elements.compactMap { $0.attributes["id"] }
      #expect(Set(ids).count == ids.count, "\(name)")
      let links = content.all("a").compactMap { $0.attributes["href"] }
      #expect(links.count > 5, "\(name)")
      for link in links { #expect(ids.contains(String(link.dropFirst())), "\(name): \(link)") }
      for element in content.elements {
        for key in ["aria-labelledby"] {
          for id in element.attributes[key]?.split(separator: " ") ?? [] {
            #expect(ids.contains(String(id)), "\(name): \(id)")
          }
        }
      }
    }
  }

  @Test func `drawings and tables say what they are`() throws {
    var drawings = 0
    var tables = 0
    for (name, _, content) in try pages() {
      for drawing in content.all("svg") {
        drawings += 1
        #expect(drawing.attributes["role"] == "img", "\(name)")
        #expect(drawing.children.prefix(2) == ["title", "desc"], "\(name)")
      }
      for element in content.elements where element.path.last == "svg" {
        guard element.name == "title" || element.name == "desc" else { continue }
        #expect(!element.text.isEmpty, "\(name)")
      }
      for table in content.all("table") {
        tables += 1
        #expect(table.children == ["caption", "thead", "tbody"], "\(name)")
      }
      for head in content.all("th") { #expect(head.attributes["scope"] != nil, "\(name)") }
      for picture in content.all("img") { #expect(picture.attributes["alt"] != nil, "\(name)") }
    }
    #expect(drawings > 50 && tables > 100)
  }

  @Test func `a page has its parts in the order of a reader's questions`() throws {
    for (name, report) in try SampleReports.all.get() {
      let content = HTMLPageContent(try report.rendered(.html))
      let sections = content.all("section").compactMap { $0.attributes["id"] }
      let measured = report.analyses.map(\.outcome).filter { $0.status == .measured }.map(\.info.id)
      let verdict = report.verdict
      #expect(
        sections == ["verdict"] + (verdict.blindSpots.isEmpty ? [] : ["unseen"])
          + ["evidence", "limits"] + measured
          + (verdict.options.isEmpty ? [] : ["ways"]) + (verdict.ifDeep.isEmpty ? [] : ["deep"])
          + ["data", "not-run", "next", "reproduce"], "\(name)")
      let text = content.all("main").first?.text ?? ""
      #expect(!text.contains("{{"), "\(name)")
    }
  }

  @Test func `what was read back looks the same`() throws {
    for (name, report) in try SampleReports.all.get() {
      let again = try JSONRenderer.read(Data(try report.rendered(.json).utf8), path: "r")
      for format in [ReportFormat.html, .markdown, .text] {
        let isSame = try report.rendered(format) == again.rendered(format)
        #expect(isSame, "\(name), \(format.rawValue)")
      }
    }
  }

  @Test func `the name of a picture cannot end its attribute`() throws {
    var report = try #require(SampleReports.all.get()["photos"])
    let names = ["\"\u{301} onerror=\"alert(1)", "\"/><script>alert(1)</script>", "'&amp;"]
    report.input.images?.thumbnails =
      names.map { Thumbnail(name: $0, label: $0, height: 1, width: 1, png: "iVBORw0KGgo=") }
      + [Thumbnail(name: "x", label: nil, height: 1, width: 1, png: "\" onerror=\"alert(1)")]
    let content = HTMLPageContent(try report.rendered(.html))
    #expect(content.problem == nil)
    // The last one is no picture, and is not shown.
    #expect(content.all("img").compactMap { $0.attributes["alt"] } == names)
    #expect(content.all("img").allSatisfy { Set($0.attributes.keys) == ["src", "alt"] })
    #expect(content.all("script").isEmpty)
  }

  // MARK: Size

  /// A report of so many columns, each with a histogram and a long name, and with rows rejected.
  private func wide(_ columns: Int) throws -> Report {
    var report = try #require(SampleReports.all.get()["wine"])
    var profile = try #require(report.input.columns.first { $0.histogram != nil })
    report.input.columns = (0..<columns).map { place in
      profile.name = "column \(place) " + String(repeating: "<long> & ", count: 12)
      profile.missing = place % 5
      return profile
    }
    return report
  }

  @Test(arguments: [(100, 1 << 20), (5_000, 2 << 20)])
  func `a page of many columns stays small and says what it leaves out`(
    columns: Int, limit: Int
  ) throws {
    let report = try wide(columns)
    let text = try report.rendered(.html)
    #expect(text.utf8.count < limit)
    #expect(HTMLPageContent(text).problem == nil)
    #expect(text.contains("more columns; all are in the JSON report") == (columns > 150))
    #expect(text.contains("column \(columns - 2) ") == (columns <= 150))
  }

  @Test func `Markdown has an end, and a brief one an early end`() throws {
    var report = try wide(5_000)
    let long = String(repeating: "<&|*_> ", count: 1_500)
    for index in report.analyses.indices {
      report.analyses[index].outcome.findings = (0..<4_000).map {
        Finding(id: "a.b", grade: .caution, subject: "s", message: "\($0) \(long)")
      }
      report.analyses[index].outcome.exhibits += (0..<20).map { _ in
        .table(
          ExhibitTable(
            title: "T", columns: ["a", "b"],
            rows: Array(repeating: [.text(long), .text(long)], count: 300)))
      }
    }
    report.input.notes = Array(repeating: long, count: 500)
    let whole = try MarkdownRenderer().render(report)
    #expect(whole.utf8.count <= 900 << 10)
    #expect(whole.contains("too long for this page; see the JSON report"))
    #expect(whole.contains("3975 more in the JSON report"))
    #expect(whole.contains("## Reproduce"))
    report.input.notes = Array(repeating: "A note that is read.", count: 500)
    let brief = try MarkdownRenderer(isBrief: true).render(report)
    #expect(brief.utf8.count < 60_000)
    #expect(brief.contains("## Evidence") && brief.contains("## Reproduce"))
    #expect(!brief.contains("## Columns"))
  }
}
