import ReportTesting
import FathomReports
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Test reports, as CI servers read them.
@Suite struct JUnitRendererTests {
  @Test(arguments: GateResult.FailOn.allCases)
  func `a case fails exactly where its check fails the gate`(failOn: GateResult.FailOn) throws {
    let checks = GateSamples.everyKind
    let root = try parsed(try GateSamples.report(checks, failOn: failOn))
    let cases = root.all("testcase")
    #expect(cases.map { $0.attributes["name"] } == checks.map { "\($0.id): alcohol" })
    for (check, element) in zip(checks, cases) {
      let inside = element.children.map(\.name)
      switch check.status {
      case .passed: #expect(inside.isEmpty)
      case .inconclusive, .notRun, .excepted: #expect(inside == ["skipped"], "\(check.id)")
      case .failed:
        let fails =
          failOn == .error ? check.severity == .error : failOn == .never ? false : true
        #expect(inside == [fails ? "failure" : "system-out"], "\(check.id) \(failOn)")
        if fails {
          #expect(element.children[0].attributes["type"] == check.severity.rawValue)
          #expect(element.children[0].attributes["message"] == check.message)
        } else {
          #expect(element.children[0].text.contains("It passes here because only "))
        }
      }
    }
    let failures = root.all("failure").count
    // The counts and the exit code say the same.
    let suite = try #require(root.all("testsuite").first)
    #expect(suite.attributes["tests"] == "10")
    #expect(suite.attributes["failures"] == String(failures))
    #expect(suite.attributes["errors"] == "0")
    #expect(suite.attributes["skipped"] == "6")
    let gate = try #require(try GateSamples.report(checks, failOn: failOn).gate)
    #expect((failures > 0) == (gate.exitCode == 1))
  }

  @Test func `a skipped case says why`() throws {
    let root = try parsed(try GateSamples.report(GateSamples.everyKind))
    let messages = root.all("skipped").compactMap { $0.attributes["message"] }
    #expect(messages.count { $0.hasPrefix("inconclusive: VIF of alcohol") } == 2)
    #expect(messages.count { $0.hasPrefix("not run: VIF of alcohol") } == 2)
    #expect(messages.count { $0.hasPrefix("excepted: known since spring (VIF") } == 2)
  }

  @Test func `a failure says what was expected, what was found and which line asks for it`() throws
  {
    let root = try parsed(try GateSamples.report([GateSamples.check()]))
    let failure = try #require(root.all("failure").first)
    #expect(
      failure.text
        == "Variance inflation\nexpected: at most 10\nfound: 23.4\nasked for in: fathom.yml:12")
    #expect(root.all("testcase").first?.attributes["classname"] == "collinearity")
    let properties = root.all("property").map { "\($0.attributes["name"] ?? "")=" }
    #expect(properties == ["path=", "failOn=", "exitCode=", "configuration="])
  }

  @Test(arguments: GateResult.FailOn.allCases)
  func `the document is valid, with hostile names too`(failOn: GateResult.FailOn) throws {
    for checks in [GateSamples.everyKind, GateSamples.hostile, []] {
      let report = try GateSamples.report(checks, failOn: failOn, path: "a\n<b>&\"\u{0}.csv")
      #expect(try XMLValidation.problem(try report.rendered(.junit)) == nil)
    }
  }

  @Test func `what is no test report is found out`() throws {
    #expect(try XMLValidation.problem("<testsuites><case/></testsuites>") != nil)
    #expect(try XMLValidation.problem("<testsuites name=\"\u{1}\"/>") != nil)
  }

  @Test func `hostile names stay text`() throws {
    let text = try GateSamples.report(GateSamples.hostile).rendered(.junit)
    let root = try parsed(text)
    #expect(root.all("testcase").count == GateSamples.hostile.count)
    #expect(root.all("script").isEmpty)
    #expect(!text.contains("<![CDATA["))
    let names = root.all("testcase").compactMap { $0.attributes["name"] }
    #expect(names.contains("<script>alert(1)</script>: <script>alert(1)</script>"))
    #expect(names.contains { $0.hasPrefix("line\\u{a}break") })
  }

  @Test func `checks of one name are told apart`() throws {
    let root = try parsed(
      try GateSamples.report([GateSamples.check(), GateSamples.check(), GateSamples.check()]))
    #expect(
      root.all("testcase").map { $0.attributes["name"] } == [
        "collinearity.vif.max: alcohol", "collinearity.vif.max: alcohol (2)",
        "collinearity.vif.max: alcohol (3)",
      ])
  }

  @Test func `names that are too long to be shown are told apart too`() throws {
    let names = ["a", "b"].map { String(repeating: "x", count: 5_000) + $0 }
    let long = names.map { $0 + String(repeating: "y", count: 5_000) }
    let root = try parsed(
      try GateSamples.report(long.map { GateSamples.check(subject: $0) }))
    let shown = root.all("testcase").compactMap { $0.attributes["name"] }
    #expect(Set(shown).count == 2)
    #expect(shown.allSatisfy { $0.count < 4_100 })
  }

  private func parsed(_ report: Report) throws -> XMLElementNode {
    try parsed(report.rendered(.junit))
  }

  private func parsed(_ text: String) throws -> XMLElementNode {
    let reader = Reader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    return reader.root
  }

  private final class Reader: NSObject, XMLParserDelegate {
    let root = XMLElementNode("", [:])
    private lazy var open = [root]

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      let element = XMLElementNode(name, attributes)
      open.last?.children.append(element)
      open.append(element)
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
  }
}
