import ReportTesting
import FathomAnalyses
import FathomReports
import FathomSummaries
import Foundation
import Testing

/// The JSON reads back as the same report, in every format.
@Suite struct JSONRendererTests {
  @Test func `a report that was read renders to the same bytes in every format`() throws {
    for (name, report) in try SampleReports.all.get().sorted(by: { $0.key < $1.key }) {
      let json = try report.rendered(.json)
      let again = try JSONRenderer.read(Data(json.utf8), path: name)
      for format in ReportFormat.forAllReports {
        let isSame = try report.rendered(format) == again.rendered(format)
        #expect(isSame, "\(name) as \(format.rawValue)")
      }
    }
  }

  @Test func `doubles and the largest seed read back the same`() throws {
    let report = try reportOfText(
      "a,b\n0.1,1e150\n0.30000000000000004,-2.5e-150\n12345678.9,3\n", seedOf: .max)
    let again = try JSONRenderer.read(Data(try report.rendered(.json).utf8), path: "r")
    #expect(again.seed == UInt64.max)
    #expect(again.input == report.input)
    #expect(again.input.columns.first?.median == 0.300_000_000_000_000_04)
    #expect(again.input.columns.last?.max == 1e150)
  }

  @Test func `no report holds a number that is not finite`() throws {
    let table =
      "a,b,c,d\n" + (1...30).map { "\($0),inf,NaN,\($0 % 2 == 0 ? "inf" : "1")\n" }.joined()
    var reports = try SampleReports.all.get()
    reports["infinite cells"] = try reportOfText(table)
    for (name, report) in reports {
      // JSONSerialization refuses NaN and infinities; the words would be texts.
      _ = try report.jsonObject()
      let json = try report.rendered(.json)
      for word in ["\"nan\"", "\"inf\"", "\"-inf\"", "\"Infinity\"", ": NaN", ": Infinity"] {
        #expect(!json.contains(word), "\(name): \(word)")
      }
    }
  }

  @Test func `what has no value is null rather than left out`() throws {
    let object = try reportOfText("a\n1\n2\n").jsonObject()
    let input = try #require(object["input"] as? [String: Any])
    for name in ["target", "task", "images"] {
      #expect(input[name] is NSNull, "\(name)")
    }
    let column = try #require((input["columns"] as? [[String: Any]])?.first)
    #expect(column["roleReason"] is NSNull)
    for analysis in try #require(object["analyses"] as? [[String: Any]]) {
      let measured = analysis["status"] as? String == "measured"
      #expect((analysis["reason"] is NSNull) == measured)
      #expect((analysis["evidence"] is NSNull) == !measured)
    }
  }

  @Test(arguments: [
    ("", "not a report"), ("{}", "“schemaVersion” is missing"), ("[1, 2]", "not a report"),
    ("{\"schemaVersion\": \"one\"}", "at schemaVersion"),
    ("{\"schemaVersion\": 1, \"tool\": {\"name\": \"x\"}}", "“version” is missing"),
    ("not JSON at all", "not a report"),
  ])
  func `what is not a report is refused with its path and the place`(
    text: String, complaint: String
  ) throws {
    let error = #expect(throws: ReportError.self) {
      try JSONRenderer.read(Data(text.utf8), path: "old/report.json")
    }
    let message = try #require(error).description
    #expect(message.hasPrefix("old/report.json: not a report of fathom: "))
    #expect(message.contains(complaint))
    #expect(!message.contains("\n"))
  }

  @Test func `an unknown analysis and damaged evidence are refused`() throws {
    let json = try reportOfText("a,b\n1,2\n2,1\n3,5\n").rendered(.json)
    for (old, new) in [
      ("\"id\" : \"sampleSize\"", "\"id\" : \"tarot\""),
      ("\"isStandardised\" : ", "\"standardised\" : "),
    ] {
      #expect(json.contains(old))
      #expect(throws: ReportError.self) {
        try JSONRenderer.read(Data(json.replacing(old, with: new).utf8), path: "r")
      }
    }
  }
}

private func reportOfText(_ text: String, seedOf seed: UInt64) throws -> Report {
  let folder = try ReportTestFolder()
  return try reportOfTable(try folder.write(text, to: "table.csv"), seed: seed)
}
