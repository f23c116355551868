import FathomSummaries
import ReportTesting
import FathomAnalyses
import FathomReports
import Foundation
import Testing

/// What is made from the declarations of the analyses, and whether the declarations are true.
@Suite struct DeclarationTests {
  @Test func `the published schema is made from what the analyses declare`() throws {
    let published = try String(contentsOf: SchemaValidation.schema, encoding: .utf8)
    #expect(published == ReportSchema.text(), "run make schemas")
  }

  @Test(arguments: Catalog.standard.entries.map(\.info.id))
  func `evidence is declared as its types are`(_ id: String) throws {
    let entry = try #require(Catalog.standard[id])
    #expect(DeclarationCheck.problems(of: entry) == [])
  }

  @Test(arguments: Catalog.standard.entries.map(\.info.id))
  func `the tables of a page are made from what its analysis declares`(_ id: String) throws {
    let entry = try #require(Catalog.standard[id])
    let page = try Self.page(AnalysisPage.name(entry))
    #expect(try AnalysisPage(entry).updating(page) == page, "run make schemas")
  }

  @Test func `the page of the module lists the catalog`() throws {
    let page = try Self.page("FathomAnalyses")
    #expect(try AnalysisPage.updatingList(page) == page, "run make schemas")
    let made = try AnalysisPage.updatingList("### The analyses\n\n- <doc:Old>\n\n## More\n")
    #expect(made.hasPrefix("### The analyses\n\n- <doc:LocalCorrelation>\n- <doc:"))
    #expect(made.hasSuffix(">\n\n## More\n") && !made.contains("<doc:Old>"))
  }

  private static func page(_ name: String) throws -> String {
    let folder = packageRoot.appending(path: "Sources/FathomAnalyses/FathomAnalyses.docc")
    return try String(contentsOf: folder.appending(path: "\(name).md"), encoding: .utf8)
  }

  @Test func `tables are written where there were none, and the text around them stays`() throws {
    let entry = try #require(Catalog.standard["trial"])
    let page = try AnalysisPage(entry).updating(
      "# A\n\n## Thresholds\n\n| a |\n|---|\n| b |\n\nMore.\n\n## References\n")
    #expect(page.hasPrefix("# A\n\n## Findings\n\n| Finding | Meaning |\n"))
    #expect(page.contains("## Thresholds\n\n| Threshold | Default | Meaning | Source |\n"))
    #expect(page.hasSuffix("|\n\nMore.\n\n## References\n") && !page.contains("| b |"))
    #expect(try AnalysisPage(entry).updating(page) == page)
    #expect(throws: AnalysisPage.MissingHeading.self) { try AnalysisPage(entry).updating("# A") }
  }

  @Test func `a declaration that is not the type is found`() throws {
    func problems<A: Analysis>(_ type: A.Type) -> [String] {
      DeclarationCheck.problems(of: Catalog.Entry(type))
    }
    #expect(problems(Declared<Truth>.self) == [])
    #expect(problems(Declared<Lacking>.self) == ["declared.evidence.size is not declared"])
    #expect(
      problems(Declared<Excessive>.self)
        == ["declared.evidence.more is declared, but not written"])
    #expect(problems(Declared<Needed>.self).first?.contains("“rows” is missing") == true)
    #expect(problems(Declared<Grades>.self).first?.contains("cannot be read") == true)
  }
}

// MARK: - Declarations that are true or not

private protocol Declaration: Sendable {
  static var evidence: ValueInfo { get }
}

private enum Truth: Declaration {
  static let evidence = ValueInfo.object(
    "E.",
    [
      "rows": .integer("Rows."), "size": .number("Size.").orNull,
      "grade": .choice("Grade.", Grade.self),
    ])
}

private enum Lacking: Declaration {
  static let evidence = ValueInfo.object(
    "E.", ["rows": .integer("Rows."), "grade": .choice("Grade.", Grade.self)])
}

private enum Excessive: Declaration {
  static let evidence = ValueInfo.object(
    "E.",
    [
      "rows": .integer("Rows."), "size": .number("Size.").orNull,
      "grade": .choice("Grade.", Grade.self), "more": .integer("More."),
    ])
}

private enum Needed: Declaration {
  static let evidence = ValueInfo.object("E.", ["size": .number("Size.").orNull])
}

private enum Grades: Declaration {
  static let evidence = ValueInfo.object(
    "E.",
    [
      "rows": .integer("Rows."), "size": .number("Size.").orNull,
      "grade": .choice("Grade.", ["good", "excellent"]),
    ])
}

private struct Declared<D: Declaration>: Analysis {
  struct Evidence: Codable, Sendable, Equatable {
    var rows: Int
    @NullCodable var size: Double?
    var grade: Grade
  }

  static var info: AnalysisInfo {
    AnalysisInfo(id: "declared", title: "Declared", question: "Is it?", references: [])
  }
  static var thresholds: [Threshold<Self>] { [] }
  static var findings: [FindingInfo] { [finding("rows", "Rows.")] }
  static var evidence: ValueInfo { D.evidence }

  func input(from summary: Summary) -> Applicability<Int> { .applicable(summary.rows.used) }
  func measure(_ input: Int, _ context: AnalysisContext) -> Evidence {
    Evidence(rows: input, size: nil, grade: .good)
  }
  func judge(_ evidence: Evidence) -> [Finding] { [] }
  func exhibits(_ evidence: Evidence) -> [Exhibit] { [] }
}
