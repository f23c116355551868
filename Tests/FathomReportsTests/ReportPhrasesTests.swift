import ReportTesting
import FathomAnalyses
import FathomData
import Testing

@testable import FathomReports

/// The phrases that the text and the Markdown share.
@Suite struct ReportPhrasesTests {
  @Test func `counts are written out up to a million`() {
    #expect(ReportPhrases.rounded(999_999) == "999,999")
    #expect(ReportPhrases.rounded(1_603_272) == "1.60 million")
    #expect(ReportPhrases.rounded(172_153_800) == "172 million")
    #expect(ReportPhrases.rounded(1e15) == NumberText.number(1e15))
  }

  @Test func `a sparkline runs from the lowest bar to the highest`() {
    #expect(ReportPhrases.sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(ReportPhrases.sparkline([-1, 1]) == "▁█")
    #expect(ReportPhrases.sparkline([5, 5, 5]) == "▁▁▁")
    #expect(ReportPhrases.sparkline([2]) == "▁")
    #expect(ReportPhrases.sparkline([]) == "")
  }

  @Test(arguments: [
    (0.0, "▲ this data set 0"), (0.5, "  ▲ this data set 0.500"), (1.0, "   ▲ this data set 1"),
    (-1.0, "← this data set −1"), (2.0, "    → this data set 2"),
  ])
  func `the marker points at the observed value or in its direction`(
    observed: Double, expected: String
  ) {
    let histogram = ExhibitHistogram(
      title: "", lower: 0, upper: 1, counts: [1, 2, 2, 1], observed: observed, howToRead: "")
    #expect(ReportPhrases.marker(histogram) == expected)
  }

  @Test func `where the words would go too far they stand before the mark`() {
    var histogram = ExhibitHistogram(
      title: "", lower: 0, upper: 1, counts: [Int](repeating: 1, count: 40), observed: 9,
      howToRead: "")
    let wide = String(repeating: " ", count: 40) + "→ this data set 9"
    #expect(ReportPhrases.marker(histogram, width: 57) == wide)
    let narrow = ReportPhrases.marker(histogram, width: 56)
    #expect(narrow == String(repeating: " ", count: 24) + "this data set 9 →")
    histogram.observed = 0.99
    #expect(ReportPhrases.marker(histogram, width: 50).hasSuffix("this data set 0.990 ▲"))
  }

  @Test func `a histogram without width is marked at its first bar`() {
    let histogram = ExhibitHistogram(
      title: "", lower: 1, upper: 1, counts: [9], observed: 1, howToRead: "")
    #expect(ReportPhrases.marker(histogram) == "▲ this data set 1")
  }

  @Test func `cells show the digits of their kind`() {
    let cells: [(ExhibitCell, String)] = [
      (.text("a"), "a"), (.count(1_797), "1,797"), (.coefficient(-0.5), "−0.50"),
      (.number(7.034), "7.03"), (.exact(0.1), "0.1"), (.none("why"), "–"),
    ]
    for (cell, expected) in cells { #expect(ReportPhrases.cell(cell) == expected) }
    #expect(cells.map { ReportPhrases.isNumeric($0.0) } == [false, true, true, true, true, false])
  }

  @Test func `every grade has a sign of its own`() {
    #expect(Set(Grade.allCases.map(ReportPhrases.sign)).count == Grade.allCases.count)
  }

  @Test func `rejected rows are counted, with the first lines`() {
    func rows(_ count: Int) -> Report.Rows {
      Report.Rows(
        read: 2_000, used: 2_000 - count, rejected: ["tooFewFields": count],
        rejectedExamples: (1...min(count, 10)).map {
          Rejection(reason: .tooFewFields, line: $0 * 1_000)
        })
    }
    #expect(
      ReportPhrases.rejections(rows(1))
        == ["1 row left out: fewer cells than the header (line 1,000)."])
    #expect(
      ReportPhrases.rejections(rows(2))
        == ["2 rows left out: fewer cells than the header (lines 1,000, 2,000)."])
    #expect(ReportPhrases.rejections(rows(1_200)).first?.hasSuffix("5,000, …).") == true)
  }

  @Test func `unreadable images are named`() {
    let rows = Report.Rows(
      read: 9, used: 8, rejected: ["unreadableImage": 1],
      rejectedExamples: [
        Rejection(reason: .unreadableImage, detail: "a/broken.png: the file ends too early")
      ])
    let sentence = ReportPhrases.rejections(rows).first ?? ""
    #expect(sentence.contains("cannot be decoded (a/broken.png: the file ends too early)"))
  }

  @Test func `duplicates are counted in the right number`() {
    func words(_ exact: Int, _ near: Int?) -> String? {
      ReportPhrases.duplicates(
        Report.Images(
          read: 99, unreadable: 0, height: 40, width: 40, channels: 1, exactDuplicates: exact,
          nearDuplicates: near))
    }
    #expect(ReportPhrases.duplicates(nil) == nil)
    #expect(words(0, 0) == nil)
    #expect(
      words(1, 1)
        == "1 image repeats the pixels of an earlier one; 1 more looks like an earlier one.")
    #expect(
      words(2, 3)
        == "2 images repeat the pixels of an earlier one; 3 more look like an earlier one.")
    #expect(words(0, nil)?.hasSuffix("too small to look for near duplicates.") == true)
  }

  @Test(arguments: [
    ("a.csv", "a.csv"), ("my data.csv", "'my data.csv'"), ("it's.csv", "'it'\\''s.csv'"),
    ("$(rm).csv", "'$(rm).csv'"), ("", "''"), ("données.csv", "'données.csv'"),
    ("standard input", "-"), ("-x.csv", "./-x.csv"),
    ("it'\u{301}; ls", "'it'\\''\u{301}; ls'"),
  ])
  func `the command quotes what a shell would read otherwise`(
    path: String, expected: String
  ) throws {
    var report = try reportOfText(
      "a,b\n1,2\n2,1\n3,5\n", TableOptions(roles: ColumnRoles(target: "b")))
    report.input.path = path
    #expect(
      ReportPhrases.command(report)
        == "fathom analyze \(expected) --target b --seed 1 --permutations 99")
  }
}
