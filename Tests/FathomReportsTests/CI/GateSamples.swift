import ReportTesting
import FathomReports
import Foundation

/// Reports with what a gate made of them.
enum GateSamples {
  private static let report = Result {
    try reportOfText(
      "alcohol,ash,label\n"
        + (0..<30).map { "\($0 * 7 % 31),\($0 * $0 % 11),\($0 % 2)\n" }.joined())
  }

  /// Names that want to be markup, commands or links, and that no format may choke on.
  static let hostileNames = [
    "<script>alert(1)</script>", "]]>", "a&b;\"'", "line\nbreak", "return\r\nfeed",
    "\n::error::injected", "::error file=x::injected", "##[error]injected", "%0A::error::injected",
    "a,b:c=d%25", "\u{1B}[31mred", "nul\u{0}", "right\u{202E}to left", "\u{FFFE}\u{FFFF}",
    "[link](http://x)", "{0}{1}", "{{x}}", "back\\slash[", "", "é漢字🙂",
    String(repeating: "long", count: 1_500), "::stop-commands::x", "--><!--", "<![CDATA[x]]>",
  ]

  /// A check with everything in it.
  static func check(
    _ id: String = "collinearity.vif.max", subject: String? = "alcohol",
    severity: GateResult.Severity = .error, status: GateResult.Status = .failed, line: Int? = 12,
    text: String = "VIF of alcohol is 23.4, at most 10 is allowed."
  ) -> GateResult.Check {
    GateResult.Check(
      id: id, title: "Variance inflation", subject: subject, severity: severity, status: status,
      expected: "at most 10", found: "23.4", message: text, value: 23.4, line: line,
      exception: status == .excepted ? "known since spring" : nil)
  }

  /// One check of each status and severity.
  static let everyKind: [GateResult.Check] = GateResult.Status.allCases.flatMap { status in
    GateResult.Severity.allCases.map { severity in
      check(
        "collinearity.\(status.rawValue).\(severity.rawValue)", severity: severity, status: status)
    }
  }

  /// Every name in every place that holds text.
  static let hostile: [GateResult.Check] = hostileNames.flatMap { name in
    GateResult.Status.allCases.map { status in
      GateResult.Check(
        id: name.isEmpty ? "x" : name, title: name, subject: name, severity: .error, status: status,
        expected: name, found: name, message: name, value: nil, line: 3,
        exception: status == .excepted ? name : nil)
    }
  }

  /// A report whose gate has such checks.
  static func report(
    _ checks: [GateResult.Check], failOn: GateResult.FailOn = .error,
    path: String = "data/wine.csv",
    configuration: String? = "fathom.yml"
  ) throws -> Report {
    var report = try self.report.get()
    report.input.path = path
    report.gate = GateResult(
      failOn: failOn, configuration: configuration, baseline: nil, checks: checks, exceptions: [])
    return report
  }

  /// A report that no gate looked at.
  static func withoutGate() throws -> Report { try report.get() }
}

/// Test reports checked by xmllint against the schema of Jenkins' xUnit plugin.
enum XMLValidation {
  private static let schema = packageRoot.appending(path: "Fixtures/Schemas/junit-10.xsd").path

  /// What is wrong with a document; nil where nothing is.
  static func problem(_ document: String) throws -> String? {
    let folder = try ReportTestFolder()
    let file = try folder.write(document, to: "report.xml")
    // Without xmllint, `env` ends with 127, and that is a problem too.
    let (status, output) = try SchemaValidation.run(
      "xmllint", ["--noout", "--nonet", "--schema", schema, file], in: folder)
    return status == 0 ? nil : "xmllint (libxml2-utils) ended with \(status): \(output)"
  }
}

/// An element of a parsed document.
final class XMLElementNode {
  let name: String
  let attributes: [String: String]
  var text = ""
  var children = [XMLElementNode]()

  init(_ name: String, _ attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// All elements of a name below this one.
  func all(_ name: String) -> [XMLElementNode] {
    children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
  }
}
