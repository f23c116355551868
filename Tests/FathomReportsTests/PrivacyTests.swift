import ReportTesting
import FathomAnalyses
import FathomData
import FathomReports
import FathomSummaries
import Testing

/// No raw cell value reaches a report; labels of the target, being the answer, do.
@Suite struct PrivacyTests {
  /// Cells that nobody may see again, in columns of every kind that is read.
  private static let table: String = {
    var text = "note,customer_id,plan,when,email,height,label\n"
    for row in 0..<60 {
      text += "secret-note \(row) about a person,CANARY-ID-\(row),canary-plan-\(row % 3),"
      text += "2031-0\(1 + row % 9)-17,canary\(row)@example.org,\(150 + row * 7 % 40),"
      text += "class-\(row % 2)\n"
    }
    return text
  }()

  @Test(arguments: ReportFormat.forAllReports)
  func `cells of texts, identifiers, dates and categories stay out`(format: ReportFormat) throws {
    for options in [TableOptions(), TableOptions(roles: ColumnRoles(target: "label"))] {
      let report = try reportOfText(PrivacyTests.table, options)
      let types = report.input.columns.map(\.type)
      #expect(types.contains(.identifier) && types.contains(.date) && types.contains(.categorical))
      let text = try report.rendered(format)
      for canary in ["secret-note", "CANARY-ID", "canary-plan", "2031-", "example.org"] {
        #expect(!text.contains(canary), "\(canary)")
      }
    }
  }

  @Test func `cells stay out where a category is nearly or exactly dependent`() throws {
    // Two codings of one category: their indicators take part in exact dependencies.
    let table =
      "colour,code,x\n"
      + (0..<60).map { row in
        "canary-\(["red", "green", "blue"][row % 3]),canary-\(row % 3),\(row * row % 17)\n"
      }.joined()
    let report = try reportOfText(table)
    #expect(report.input.columns.prefix(2).map(\.type) == [.categorical, .categorical])
    for format in ReportFormat.forAllReports {
      #expect(try !report.rendered(format).contains("canary-"), "\(format.rawValue)")
    }
  }

  @Test func `cells of rejected rows stay out`() throws {
    let table =
      "a,b,c\n" + (1...30).map { "\($0),\($0 * $0 % 7),\($0 % 3)\n" }.joined()
      + "canary-cell,2\ncanary-cell,2,3,4\n"
    let report = try reportOfText(table)
    #expect(report.input.rows.rejected == ["tooFewFields": 1, "tooManyFields": 1])
    for format in ReportFormat.forAllReports {
      #expect(try !report.rendered(format).contains("canary-"), "\(format.rawValue)")
    }
  }

  @Test func `the most frequent values are shown only to who asks for them`() throws {
    let folder = try ReportTestFolder()
    let table =
      "colour,size,y\n"
      + (0..<60).map { row in
        "canary-\(["red", "green", "red"][row % 3]),\(row * row % 17),\(row % 2)\n"
      }.joined()
    let source = try CSVSource(path: try folder.write(table, to: "t.csv"), options: TableOptions())
    let result = try Survey.withoutRace(permutations: 9).run(source)
    for format in ReportFormat.forAllReports {
      #expect(try !Report(result).rendered(format).contains("canary-"), "\(format.rawValue)")
      let shown = try Report(result, includesSamples: true).rendered(format)
      #expect(shown.contains("canary-red") && shown.contains("canary-green"), "\(format.rawValue)")
    }
    let values = Report(result, includesSamples: true).input.columns.map(\.topValues)
    #expect(
      values[0]
        == [TopValue(label: "canary-red", count: 40), TopValue(label: "canary-green", count: 20)])
    #expect(values[1] == nil)
    #expect(
      try Report(result, includesSamples: true).rendered(.text)
        .contains("most frequent: “canary-red” 40, “canary-green” 20\n"))
  }

  @Test func `labels of the target are the answer and are shown`() throws {
    let report = try reportOfText(
      PrivacyTests.table, TableOptions(roles: ColumnRoles(target: "label")))
    #expect(report.input.classes.map(\.label) == ["class-0", "class-1"])
  }
}
