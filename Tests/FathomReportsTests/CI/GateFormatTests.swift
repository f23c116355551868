import ReportTesting
import FathomReports
import Foundation
import Testing

/// What the formats of a gate have in common, and the form of a run that could not run.
@Suite struct GateFormatTests {
  @Test(arguments: ReportFormat.allCases)
  func `a report without a gate has no form for gates`(format: ReportFormat) throws {
    let report = try GateSamples.withoutGate()
    guard format.needsGate else {
      #expect(try !report.rendered(format).isEmpty)
      return
    }
    let error = #expect(throws: ReportError.noGate(format.rawValue)) { try report.rendered(format) }
    #expect(error?.description.contains("`fathom check` makes one that has") == true)
    #expect(error?.description.contains("the format \(format.rawValue) ") == true)
  }

  @Test(arguments: ReportFormat.allCases)
  func `the same checks give the same bytes, also after reading`(format: ReportFormat) throws {
    let report = try GateSamples.report(GateSamples.everyKind + GateSamples.hostile)
    let text = try report.rendered(format)
    #expect(text == (try report.rendered(format)))
    let again = try JSONRenderer.read(Data(try report.rendered(.json).utf8), path: "r")
    #expect(again.gate == report.gate)
    #expect(text == (try again.rendered(format)))
  }

  @Test(arguments: [ReportFormat.junit, .github, .text, .markdown])
  func `no control character but the line break is written`(format: ReportFormat) throws {
    var texts = try GateSamples.hostileNames.map {
      try GateFailure(message: $0, path: $0).rendered(as: format)
    }
    if format.needsGate {
      texts.append(try GateSamples.report(GateSamples.hostile).rendered(format))
    }
    for text in texts {
      #expect(text.hasSuffix("\n"))
      let strange = text.unicodeScalars.filter {
        switch $0.properties.generalCategory {
        case .control: $0 != "\n"
        case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
        default: false
        }
      }
      #expect(strange.isEmpty)
    }
  }

  @Test func `a run that could not run is an error in a test report`() throws {
    for name in GateSamples.hostileNames {
      let text = try GateFailure(message: name, path: name).rendered(as: .junit)
      #expect(try XMLValidation.problem(text) == nil)
    }
    let text = try GateFailure(message: "a.csv: no such file", path: "a.csv").rendered(as: .junit)
    #expect(text.contains("tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""))
    #expect(text.contains("<error type=\"could not run\" message=\"a.csv: no such file\">"))
  }

  @Test func `a run that could not run says so in every other format`() throws {
    let failure = GateFailure(message: "a.csv: no such file\n::error::x", path: "-")
    #expect(
      try failure.rendered(as: .github)
        == "::error title=fathom check could not run::a.csv: no such file\\u{a}::error::x\n")
    #expect(
      try failure.rendered(as: .text)
        == "fathom check could not run: a.csv: no such file\\u{a}::error::x\n")
    #expect(try failure.rendered(as: .markdown).hasPrefix("**fathom check could not run:** a.csv"))
    let json = try object(failure.rendered(as: .json))
    #expect(json["schemaVersion"] as? Int == 1)
    #expect((json["tool"] as? [String: String])?["name"] == "fathom")
    let error = try #require(json["error"] as? [String: String])
    #expect(error == ["message": failure.message, "path": "-"])
    let sarif = try object(failure.rendered(as: .sarif))
    let run = try #require((sarif["runs"] as? [[String: Any]])?.first)
    #expect((run["results"] as? [Any])?.isEmpty == true)
    let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == false)
    #expect(invocation["exitCode"] as? Int == 2)
  }

  private func object(_ text: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? [String: Any])
  }
}
