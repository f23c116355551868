import ReportTesting
import FathomReports
import Foundation
import Testing

/// SARIF 2.1.0, as code scanning reads it.
@Suite struct SARIFRendererTests {
  @Test(arguments: GateResult.FailOn.allCases)
  func `what holds is no result, and every other check is one of its kind`(
    failOn: GateResult.FailOn
  ) throws {
    let results = try results(try GateSamples.report(GateSamples.everyKind, failOn: failOn))
    let found = results.map { result in
      [
        result["ruleId"] as? String ?? "", result["kind"] as? String ?? "",
        result["level"] as? String ?? "", result["suppressions"] == nil ? "" : "suppressed",
      ].joined(separator: " ")
    }
    #expect(
      found == [
        "collinearity.failed.error fail error ", "collinearity.failed.warning fail warning ",
        "collinearity.inconclusive.error open none ",
        "collinearity.inconclusive.warning open none ", "collinearity.notRun.error open none ",
        "collinearity.notRun.warning open none ",
        "collinearity.excepted.error fail error suppressed",
        "collinearity.excepted.warning fail warning suppressed",
      ])
  }

  @Test func `logs are valid, with hostile names too, and so are those of failures`() throws {
    var logs = [String: Data]()
    for (name, checks) in [("every", GateSamples.everyKind), ("hostile", GateSamples.hostile)] {
      for failOn in GateResult.FailOn.allCases {
        for path in ["data/wine.csv", "standard input", "/data/ü \u{202E}:%#?.csv"] {
          let report = try GateSamples.report(checks, failOn: failOn, path: path)
          logs["\(name) \(failOn) \(path)"] = Data(try report.rendered(.sarif).utf8)
        }
      }
    }
    logs["none"] = Data(try GateSamples.report([]).rendered(.sarif).utf8)
    for name in GateSamples.hostileNames {
      let failure = GateFailure(message: name, path: name.isEmpty ? nil : name)
      logs["failure \(name)"] = Data(try failure.rendered(as: .sarif).utf8)
    }
    let problems = try SchemaValidation.problems(logs, against: SchemaValidation.sarifSchema)
    #expect(problems.count == logs.count)
    for (name, found) in problems { #expect(found.isEmpty, "\(name): \(found.prefix(3))") }
  }

  @Test func `what is no log is found out`() throws {
    let text = try GateSamples.report(GateSamples.everyKind).rendered(.sarif)
    let wrong = [
      "level": Data(text.replacing("\"level\" : \"error\"", with: "\"level\" : \"bad\"").utf8),
      "name": Data(text.replacing("\"ruleId\"", with: "\"rule\"").utf8),
    ]
    let problems = try SchemaValidation.problems(wrong, against: SchemaValidation.sarifSchema)
    #expect(problems["level"]?.isEmpty == false)
    #expect(problems["name"]?.isEmpty == false)
  }

  @Test func `a result says where, who asks, and what is compared in the next run`() throws {
    let result = try #require(try results(GateSamples.report([GateSamples.check()])).first)
    let location = try #require((result["locations"] as? [[String: Any]])?.first)
    let logical = try #require((location["logicalLocations"] as? [[String: String]])?.first)
    #expect(logical == ["name": "alcohol", "kind": "column"])
    let related = try #require((result["relatedLocations"] as? [[String: Any]])?.first)
    let place = try #require(related["physicalLocation"] as? [String: Any])
    #expect(place["region"] as? [String: Int] == ["startLine": 12])
    #expect(place["artifactLocation"] as? [String: String] == ["uri": "fathom.yml"])
    // A changed fingerprint would open every alert of every user again.
    #expect(
      result["partialFingerprints"] as? [String: String] == [
        "fathomCheck/v1": fingerprint, "primaryLocationLineHash": fingerprint,
      ])
  }

  private let fingerprint = "7d37306198a28aaf:1"

  @Test func `a fingerprint depends on the check and its subject alone`() throws {
    func prints(_ checks: [GateResult.Check]) throws -> [String] {
      try results(GateSamples.report(checks)).compactMap {
        ($0["partialFingerprints"] as? [String: String])?["fathomCheck/v1"]
      }
    }
    let same = try prints([GateSamples.check(severity: .warning, line: 9, text: "Another text.")])
    #expect(same == [fingerprint])
    let all = try prints([
      GateSamples.check(), GateSamples.check(), GateSamples.check(subject: nil),
      GateSamples.check(subject: "ash"), GateSamples.check("collinearity.vif.min"),
      GateSamples.check("a.b", subject: "c"), GateSamples.check("a.bc", subject: nil),
    ])
    #expect(Set(all).count == 7)
  }

  @Test(arguments: [
    ("./data//a b.csv", "data//a%20b.csv"), ("/data/ü.csv", "file:///data/%C3%BC.csv"),
    ("a:b.csv", "a%3Ab.csv"), ("../up%.csv", "../up%25.csv"), ("?#[]\\", "%3F%23%5B%5D%5C"),
    ("standard input", "standard%20input"), ("photos/", "photos/"), (".", "."), ("./", "."),
  ])
  func `a path is a reference that stays what it is`(path: String, expected: String) throws {
    let report = try GateSamples.report([GateSamples.check()], path: path)
    let result = try #require(try results(report).first)
    let location = try #require((result["locations"] as? [[String: Any]])?.first)
    let physical = try #require(location["physicalLocation"] as? [String: Any])
    #expect(physical["artifactLocation"] as? [String: String] == ["uri": expected])
    #expect(URL(string: expected) != nil)
  }

  @Test func `a message holds no placeholder and no link of a name's making`() throws {
    let report = try GateSamples.report([
      GateSamples.check(text: "{0} and [link](http://x) at \\")
    ])
    let message = try results(report).first?["message"] as? [String: String]
    #expect(message == ["text": "{{0}} and \\[link\\](http://x) at \\\\"])
  }

  @Test func `of too many results the worst are kept, and the log says how many are not`() throws {
    let checks = (0..<30_000).map { index in
      GateSamples.check(
        "a.b.c\(index)", severity: index < 25_001 ? .warning : .error, status: .failed)
    }
    let run = try run(GateSamples.report(checks))
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == 5_000)
    #expect(results.count { $0["level"] as? String == "error" } == 4_999)
    #expect(results.last?["ruleId"] as? String == "a.b.c0")
    let rules = try rules(run)
    #expect(rules.count == 25_000)
    for result in [results[0], results[4_998], results[4_999]] {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
    }
    let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == true)
    #expect(invocation["exitCode"] as? Int == 1)
    let notes = try #require(invocation["toolExecutionNotifications"] as? [[String: Any]])
    let message = notes.first?["message"] as? [String: String]
    #expect(message?["text"]?.hasPrefix("25,000 results left out: ") == true)
  }

  @Test func `texts and tags stay within the limits of code scanning`() throws {
    let run = try run(GateSamples.report(GateSamples.hostile))
    for rule in try rules(run) {
      for name in ["shortDescription", "fullDescription"] {
        let text = try #require((rule[name] as? [String: String])?["text"])
        #expect(text.utf16.count <= 1_024)
      }
      let tags = (rule["properties"] as? [String: [String]])?["tags"] ?? []
      #expect((1...10).contains(tags.count))
    }
    for result in run["results"] as? [[String: Any]] ?? [] {
      let text = try #require((result["message"] as? [String: String])?["text"])
      #expect(text.count <= 1_100)
    }
  }

  private func run(_ report: Report) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(try report.rendered(.sarif).utf8))
    let log = try #require(object as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    return try #require((log["runs"] as? [[String: Any]])?.first)
  }

  private func results(_ report: Report) throws -> [[String: Any]] {
    try #require(try run(report)["results"] as? [[String: Any]])
  }

  private func rules(_ run: [String: Any]) throws -> [[String: Any]] {
    let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any]
    return try #require(driver?["rules"] as? [[String: Any]])
  }
}
