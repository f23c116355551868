import ReportTesting
import FathomAnalyses
import FathomData
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import FathomReports

/// What stands in an SVG file.
private final class SVGContent: NSObject, XMLParserDelegate {
  var texts: [String] = []
  var counts: [String: Int] = [:]
  var problem: String?
  private var text = ""

  init(_ document: String) {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    if !parser.parse() { problem = parser.parserError.map { "\($0)" } ?? "not well-formed" }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    text = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "text" || name == "title" || name == "desc" { texts.append(text) }
    text = ""
  }
}

@Suite struct FigureTests {
  private let histogram = ExhibitHistogram(
    title: "None comes near", lower: -0.1, upper: 0.1, counts: [1, 0, 7, 2], observed: 0.42,
    xLabel: "mean correlation", best: 0.6, howToRead: "Bars.")
  private let curve = ExhibitCurve(
    title: "It falls", xLabel: "steps", yLabel: "mean r",
    points: [(1, 0.8), (2, 0.4), (3, -0.1)], band: [(-0.1, 0.1), (-0.2, 0.2), (-0.3, 0.3)],
    howToRead: "Points.")
  private let map = ExhibitHeatMap(
    title: "Everywhere", values: [[0.5, nil, -0.3], [0, 0.1, 1]], origin: (-1, -1),
    howToRead: "Cells.")

  private let trend = ExhibitTrend(
    title: "More would help", xLabel: "rows", yLabel: "error rate",
    points: [
      ExhibitTrend.Point(x: 20, y: 0.4, error: 0.05),
      ExhibitTrend.Point(x: 200, y: 0.2, error: 0.01),
    ],
    line: [
      ExhibitTrend.Place(x: 20, y: 0.4, lower: 0.3, upper: 0.5),
      ExhibitTrend.Place(x: 250, y: 0.2, lower: 0.1, upper: 0.3),
      ExhibitTrend.Place(x: 2_000, y: 0.1, lower: 0.02, upper: 0.9),
    ], mark: 250, markLabel: "today: 250", howToRead: "Dots.")
  private let bars = ExhibitBars(
    title: "One of three is met", unit: "rows",
    bars: [
      ExhibitBars.Bar(label: "a <rule>", needed: 100, isMet: true),
      ExhibitBars.Bar(label: "another", needed: 4_000, isMet: false),
      ExhibitBars.Bar(label: "a third", needed: nil, isMet: false),
    ], present: 300, howToRead: "Bars.")

  @Test func `a trend has its points, its line, dashed beyond today, its band and today`() throws {
    let drawing = try #require(FigureFile.document(.trend(trend)))
    #expect(drawing.components(separatedBy: "class=\"curve\"").count == 2)
    #expect(drawing.components(separatedBy: "class=\"curve beyond\"").count == 2)
    let content = SVGContent(drawing)
    #expect(content.problem == nil)
    #expect(content.counts["circle"] == 2 && content.counts["path"] == 3)
    #expect(content.texts.contains("today: 250"))
    #expect(content.texts.contains { $0.contains("at 2,000") })
  }

  @Test func `bars say what is asked for, what is there, and what is not known`() throws {
    let content = try content(.bars(bars))
    #expect(content.problem == nil)
    #expect(content.texts.contains("✓ 100") && content.texts.contains("4,000"))
    #expect(content.texts.contains("not known") && content.texts.contains("there are 300"))
    #expect(content.texts.contains("a <rule>"))
    // The page, a bar that is met, and two parts of one that is not.
    #expect(content.counts["rect"] == 4)
  }

  @Test func `figures of one point, of nothing and of far ends are drawn`() throws {
    var lonely = trend
    lonely.points = [ExhibitTrend.Point(x: 50, y: 0, error: 0)]
    lonely.line = []
    #expect(try content(.trend(lonely)).problem == nil)
    lonely.points = []
    #expect(try content(.trend(lonely)).problem == nil)
    var extreme = bars
    extreme.bars[1].needed = 1e15
    extreme.present = 0
    #expect(try content(.bars(extreme)).problem == nil)
    extreme.bars = []
    #expect(try content(.bars(extreme)).problem == nil)
  }

  @Test func `bars of characters show how much is there`() {
    let scale = BarScale(bars)
    let full = scale.drawing(of: bars.bars[0])
    #expect(full.contains("█") && !full.contains("░"))
    let part = scale.drawing(of: bars.bars[1])
    #expect(part.contains("█") && part.contains("░"))
    #expect(full.count == 24 && part.count == 24)
    #expect(!scale.drawing(of: bars.bars[2]).contains("█"))
  }

  private func content(_ exhibit: Exhibit) throws -> SVGContent {
    SVGContent(try #require(FigureFile.document(exhibit)))
  }

  @Test func `a histogram has a bar for each count, the observed value and the ceiling`() throws {
    let content = try content(.histogram(histogram))
    #expect(content.problem == nil)
    // The page, and a bar for each bin that is not empty.
    #expect(content.counts["rect"] == 1 + 3)
    for text in ["None comes near", "0.42", "ceiling 0.60", "this data set", "mean correlation"] {
      #expect(content.texts.contains(text), "\(text)")
    }
    #expect(content.texts[1].contains("10 values (shuffled) from −0.10 to 0.10"))
  }

  @Test func `a curve has a dot a point and a band of chance`() throws {
    let content = try content(.curve(curve))
    #expect(content.problem == nil)
    #expect(content.counts["circle"] == 3 && content.counts["path"] == 2)
    #expect(content.texts.contains("grey: if shuffled, 95 %"))
    var plain = curve
    plain.band = []
    #expect(try self.content(.curve(plain)).counts["path"] == 1)
  }

  @Test func `a map has a cell for each value and names its places`() throws {
    let content = try content(.heatMap(map))
    #expect(content.problem == nil)
    // The page, six cells, seven colours of the legend.
    #expect(content.counts["rect"] == 1 + 6 + 7)
    #expect(content.texts.contains(".50") && content.texts.contains("−.30"))
    #expect(content.texts.count { $0 == "−1" } == 2)
    #expect(content.texts[1].contains("1 cell without a value"))
  }

  @Test func `a large map is one picture in each palette`() throws {
    var values = [[Double?]](repeating: [Double?](repeating: 0.3, count: 64), count: 64)
    for place in 0..<64 { values[place][place] = place.isMultiple(of: 3) ? nil : -0.2 }
    let huge = ExhibitHeatMap(title: "", values: values, howToRead: "")
    let document = try #require(FigureFile.document(.heatMap(huge)))
    let content = SVGContent(document)
    #expect(content.problem == nil)
    // The page and the seven colours of the legend, no cell.
    #expect(content.counts["image"] == 2 && content.counts["rect"] == 1 + 7)
    #expect(document.utf8.count < 20_000)
    let pictures = document.matches(of: /base64,([A-Za-z0-9+\/=]+)"/).map { String($0.1) }
    #expect(pictures.count == 2 && pictures[0] != pictures[1])
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47]
    #expect(pictures.allSatisfy { Data(base64Encoded: $0)?.starts(with: signature) == true })
  }

  @Test func `tables and notes are no figures`() {
    #expect(FigureFile.document(.note("n")) == nil)
    #expect(FigureFile.document(.table(ExhibitTable(title: "", columns: [], rows: []))) == nil)
  }

  @Test func `nothing to draw is drawn without a fault`() throws {
    let flat = ExhibitHistogram(
      title: "", lower: 0.5, upper: 0.5, counts: [0, 0], observed: 0.5, howToRead: "")
    let one = ExhibitCurve(title: "", xLabel: "", yLabel: "", points: [(1, 0)], howToRead: "")
    let none = ExhibitCurve(title: "", xLabel: "", yLabel: "", points: [], howToRead: "")
    let empty = ExhibitHeatMap(title: "", values: [], howToRead: "")
    for exhibit in [Exhibit.histogram(flat), .curve(one), .curve(none), .heatMap(empty)] {
      let document = try #require(FigureFile.document(exhibit))
      #expect(SVGContent(document).problem == nil)
      #expect(!document.contains("nan") && !document.contains("inf"))
    }
  }

  @Test(arguments: ["<script>alert(1)</script>", "a & b", "\u{1B}[31m", "]]>", "\"'", "\u{0}x"])
  func `hostile names stay text`(_ name: String) throws {
    var curve = curve
    curve.title = name
    curve.xLabel = name
    let document = try #require(FigureFile.document(.curve(curve)))
    #expect(SVGContent(document).problem == nil)
    #expect(!document.contains("<script"))
  }

  @Test func `figures have names of their own and the same bytes each time`() throws {
    let report = try reportOfImages("Fixtures/Data/digits")
    let figures = FigureFile.all(of: report)
    #expect(figures.count >= 4 && Set(figures.map(\.name)).count == figures.count)
    #expect(figures.allSatisfy { SVGContent($0.text).problem == nil })
    #expect(figures == FigureFile.all(of: report))
    // None fetches anything, and none runs anything.
    for figure in figures {
      #expect(!figure.text.contains("href") && !figure.text.contains("<script"))
      #expect(!figure.text.contains("url("))
    }
  }

  // MARK: Scales

  @Test func `ticks are round numbers within the scale`() {
    #expect(
      SVGScale(0...1, start: 0, end: 100).labels(atMost: 5).map(\.text)
        == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(
      SVGScale(-0.07...0.53, start: 0, end: 1).labels(atMost: 6).map(\.text)
        == ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"])
    #expect(
      SVGScale(1...1_400, start: 0, end: 1).labels(atMost: 4).map(\.text)
        == ["500", "1000"])
    #expect(
      SVGScale(-3 ... -1, start: 0, end: 1).labels(atMost: 2).map(\.text) == ["−3", "−2", "−1"])
  }

  @Test func `a scale of one number still has room`() {
    let scale = SVGScale(2...2, start: 0, end: 10)
    #expect(abs(scale(2) - 5) < 1e-9)
  }

  @Test func `a map of columns has their names, escaped and cut, on both sides`() throws {
    let names = ["<b>&\"", "an exceedingly long name", "c"]
    let drawn = try content(
      .heatMap(
        ExhibitHeatMap(
          title: "Alike", values: [[1, -0.95, 0.2], [-0.95, 1, nil], [0.2, nil, 1]], labels: names,
          howToRead: "Cells.")))
    #expect(drawn.problem == nil)
    for name in ["<b>&\"", "an exce…g name", "c"] {
      #expect(drawn.texts.count { $0 == name } == 2, "\(name)")
    }
    // The page, nine cells, and the eleven colours of the legend.
    #expect(drawn.counts["rect"] == 1 + 9 + 11)
    #expect(drawn.texts.contains("\u{2212}.95") && drawn.texts.contains("1.00"))
  }
}
