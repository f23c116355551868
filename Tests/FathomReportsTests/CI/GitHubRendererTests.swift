import ReportTesting
import FathomReports
import Foundation
import Testing

/// Workflow commands, taken apart as the runner does it.
@Suite struct GitHubRendererTests {
  @Test(arguments: GateResult.FailOn.allCases)
  func `each kind of check has its kind of annotation`(failOn: GateResult.FailOn) throws {
    let commands = try commands(GateSamples.everyKind, failOn: failOn)
    let kinds = Dictionary(uniqueKeysWithValues: commands.map { ($0.id, $0.kind) })
    let open = failOn == .inconclusive ? "warning" : "notice"
    #expect(
      kinds == [
        "collinearity.failed.error: alcohol": "error",
        "collinearity.failed.warning: alcohol": "warning",
        "collinearity.inconclusive.error: alcohol": open,
        "collinearity.inconclusive.warning: alcohol": open,
        "collinearity.notRun.error: alcohol": open, "collinearity.notRun.warning: alcohol": open,
      ])
  }

  @Test func `a command names the file, the check and the sentence`() throws {
    let text = try GateSamples.report([GateSamples.check()], path: "./data/a,b:c%.csv")
      .rendered(.github)
    #expect(
      text == """
        ::error file=data/a%2Cb%3Ac%25.csv,line=1,title=collinearity.vif.max%3A alcohol\
        ::VIF of alcohol is 23.4, at most 10 is allowed.
        fathom check: 1 check, 0 passed, 1 failed; exit code 1

        """)
  }

  @Test func `data from a pipe are annotated where the policy asks`() throws {
    let text = try GateSamples.report([GateSamples.check()], path: "standard input")
      .rendered(.github)
    #expect(text.hasPrefix("::error file=fathom.yml,line=12,title="))
    let bare = try GateSamples.report(
      [GateSamples.check()], path: "standard input", configuration: nil
    ).rendered(.github)
    #expect(bare.hasPrefix("::error title="))
  }

  @Test func `names from the data cannot make a command`() throws {
    for path in GateSamples.hostileNames where !path.isEmpty {
      let report = try GateSamples.report(GateSamples.hostile, path: path)
      let text = try report.rendered(.github)
      #expect(text.hasSuffix("\n"))
      let lines = text.split(
        omittingEmptySubsequences: false, whereSeparator: { $0.isNewline || $0 == "\u{0}" }
      ).dropLast()
      for line in lines.dropLast() {
        let command = try #require(Annotation(String(line)), "\(line)")
        #expect(["error", "warning", "notice"].contains(command.kind))
        #expect(Set(command.properties.keys).isSubset(of: ["file", "line", "title"]))
        #expect(!command.message.contains("\n"))
      }
      #expect(lines.last?.hasPrefix("fathom check: ") == true)
      #expect(lines.last?.contains("##[") == false)
    }
  }

  @Test(arguments: [8, 9, 10, 11, 30_000])
  func `the worst nine are shown, and how many there are besides`(count: Int) throws {
    let checks = (0..<count).map { index in
      index.isMultiple(of: 3)
        ? GateSamples.check("a.b.c\(index)", status: .failed)
        : GateSamples.check("a.b.c\(index)", severity: .warning, status: .failed)
    }
    let commands = try commands(checks)
    #expect(commands.count == min(10, count))
    let errors = (count + 2) / 3
    #expect(
      commands.prefix(9).map(\.kind)
        == (0..<min(9, count)).map { $0 < errors ? "error" : "warning" })
    if count > 9 {
      #expect(commands[9].kind == (errors > 9 ? "error" : "warning"))
      #expect(commands[9].properties["title"] == "fathom check")
      let number = ["10": "1", "11": "2", "30000": "29,991"]["\(count)"] ?? ""
      #expect(commands[9].message == "\(number) more; the other reports have them all.")
    }
  }

  private func commands(
    _ checks: [GateResult.Check], failOn: GateResult.FailOn = .error
  ) throws -> [Annotation] {
    try GateSamples.report(checks, failOn: failOn).rendered(.github).split(separator: "\n")
      .compactMap { Annotation(String($0)) }
  }

  /// A command as the runner understands it.
  private struct Annotation {
    var kind: String
    var properties = [String: String]()
    var message: String
    var id: String { properties["title"] ?? "" }

    init?(_ line: String) {
      guard line.hasPrefix("::"), let end = line.dropFirst(2).range(of: "::") else { return nil }
      let head = line[line.index(line.startIndex, offsetBy: 2)..<end.lowerBound]
      let words = head.split(separator: " ", maxSplits: 1)
      guard let first = words.first else { return nil }
      kind = String(first)
      message = Annotation.unescaped(String(line[end.upperBound...]))
      guard words.count == 2 else { return }
      for pair in words[1].split(separator: ",") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        properties[String(parts[0])] = Annotation.unescaped(String(parts[1]))
      }
    }

    private static func unescaped(_ text: String) -> String {
      text.replacing("%2C", with: ",").replacing("%3A", with: ":").replacing("%0A", with: "\n")
        .replacing("%0D", with: "\r").replacing("%25", with: "%")
    }
  }
}
