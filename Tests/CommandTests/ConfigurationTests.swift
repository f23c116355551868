import Foundation
import Testing

/// `fathom.yml`: thresholds that a team settled on.
@Suite struct ConfigurationTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private let only = ["--only", "collinearity", "--target", "target"]

  private func findings(_ result: Command.Result) throws -> [[String: Any]] {
    let analyses = try #require(try result.json()["analyses"] as? [[String: Any]])
    let collinearity = try #require(analyses.first { $0["id"] as? String == "collinearity" })
    return try #require(collinearity["findings"] as? [[String: Any]])
  }

  @Test func `thresholds of the file hold, and stay with the report`() throws {
    let file = try folder.write(
      "# ours\nthresholds:\n  collinearity:\n    vifBad: 1e2\n    vifCaution: 60\n", to: "our.yml")
    let arguments = ["analyze", Command.fixture("diabetes.csv")] + only
    let plain = try Command.run(arguments + ["--format", "json"])
    let own = try Command.run(arguments + ["--config", file, "--format", "json"])
    own.expectSuccess()
    let plainVIFs = try findings(plain).filter { $0["id"] as? String == "collinearity.vif" }
    let ownVIFs = try findings(own).filter { $0["id"] as? String == "collinearity.vif" }
    #expect(plainVIFs.count == 5 && ownVIFs.count == 1)
    #expect(ownVIFs[0]["grade"] as? String == "good")
    // A report is rendered by the thresholds that held when it was made.
    let report = try folder.write(own.output, to: "report.json")
    let then = try Command.run(arguments + ["--config", file])
    let again = try Command.run("render", report)
    #expect(again.output == then.output && again.output.contains("No VIF is above 60"))
    #expect(again.output.contains("--config="))
  }

  @Test func `the file is looked for upward from the working directory`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("a/b"), withIntermediateDirectories: true)
    _ = try folder.write(
      "thresholds:\n  collinearity: {vifCaution: 70, vifBad: 80}\n", to: "fathom.yml")
    let program = try Command.program.get()
    let table = Command.root.appending(path: Command.fixture("diabetes.csv")).path
    let result = try Command.shell(
      "cd '\(folder.path("a/b"))' && '\(program)' analyze '\(table)' --only collinearity")
    result.expectSuccess()
    #expect(result.output.contains("No VIF is above 70"))
    #expect(result.output.contains("--config=../../fathom.yml"))
  }

  @Test(arguments: [
    ("thresholds:\n  colinearity:\n    vifBad: 1\n", ":2: ", "did you mean “collinearity”"),
    ("thresholds:\n  collinearity:\n    vifbad: 1\n", ":3: ", "did you mean “vifBad”"),
    ("threshold: {}\n", ":1: ", "did you mean “thresholds”"),
    (
      "thresholds:\n  collinearity:\n    vifBad: 1\n    vifBad: 2\n", ":3: ",
      "“vifBad” is there twice"
    ),
    ("thresholds:\n  collinearity:\n    vifBad: large\n", ":3: ", "must be a number"),
    ("thresholds:\n  collinearity:\n    vifBad: .inf\n", ":3: ", "must be a finite number"),
    ("thresholds: 7\n", ":1: ", "must hold keys and values"),
    ("a: [1\n", ":", "did not find"), ("- a\n", ":1: ", "must hold keys and values"),
  ])
  func `a mistake in the file is named with its line`(
    _ text: String, _ line: String, _ words: String
  ) throws {
    let file = try folder.write(text, to: "bad.yml")
    try Command.run("analyze", Command.fixture("diabetes.csv"), "--config", file)
      .expectRefusal("bad.yml\(line)", words)
  }

  @Test(arguments: ["", "# nothing\n", "thresholds:\n", "thresholds:\n  collinearity:\n"])
  func `an empty file changes nothing`(_ text: String) throws {
    let file = try folder.write(text, to: "empty.yml")
    let arguments = ["analyze", Command.fixture("diabetes.csv")] + only + ["--format", "json"]
    let plain = try findings(try Command.run(arguments))
    let own = try findings(try Command.run(arguments + ["--config", file]))
    #expect(plain.map { $0["message"] as? String } == own.map { $0["message"] as? String })
  }

  @Test func `a file that is not there is an error`() throws {
    try Command.run("analyze", Command.fixture("diabetes.csv"), "--config", "nowhere.yml")
      .expectRefusal("nowhere.yml: ", "no such file")
  }

  @Test func `what is done about missing values is asked for and told`() throws {
    let table = Command.fixture("airquality.csv")
    for (method, words) in [
      ("complete-cases", "42 of 153 rows lack some feature"),
      ("drop-columns", "2 columns with missing values were left out"),
      ("mean", "44 missing values in 2 columns were replaced by the mean"),
    ] {
      let result = try Command.run("analyze", table, "--only", "collinearity", "--missing", method)
      result.expectSuccess()
      let prose = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(prose.contains(words), "\(method)")
      #expect(prose.contains("--missing \(method)") == (method != "complete-cases"))
    }
    let refused = try Command.run("analyze", table, "--missing", "median")
    #expect(refused.code == 2 && refused.error.contains("median") && refused.output == "")
  }
}
