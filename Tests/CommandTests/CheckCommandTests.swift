import Foundation
import Testing

/// The gate, as a pipeline runs it.
@Suite struct CheckCommandTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private var wine: String { Command.root.appending(path: Command.fixture("wine.csv")).path }

  private func config(_ text: String) throws -> String {
    try folder.write(text, to: "fathom.yml")
  }

  @Test func `init writes checks that hold, and check judges by them`() throws {
    let file = folder.path("fathom.yml")
    let made = try Command.run("init", wine, "--target", "cultivar", "--to", file)
    made.expectSuccess()
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("rows.used.min: 107") && text.contains("target: cultivar"))
    for finding in ["repeats.equal", "cells.specialValues"] {
      #expect(text.contains("  \(finding).grade: good\n"))
    }
    for finding in ["repeats.near", "leakage.column"] {
      #expect(text.contains("  \(finding).grade: {is: caution, severity: warning}\n"))
    }
    #expect(
      text.contains("\n  alcohol:  # double, none missing\n    holds: numbers\n    min: 8.51"))
    let checked = try Command.run("check", "--config", file)
    checked.expectSuccess()
    #expect(checked.output.contains("The gate passed (exit code 0"))
    #expect(try Command.run("init", wine, "--to", file).code == 2)
    #expect(try Command.run("init", wine, "--to", file, "--force", "--no-race").code == 0)
  }

  @Test func `a pull request that shuffles, halves or copies fails with a line that says so`()
    throws
  {
    let file = folder.path("fathom.yml")
    let baseline = folder.path("baseline.json")
    try Command.run("init", wine, "--target", "cultivar", "--to", file).expectSuccess()
    try Command.run("baseline", "write", "--config", file, "--to", baseline).expectSuccess()
    let lines = try String(contentsOfFile: wine, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    func check(_ rows: [[String]]) throws -> Command.Result {
      let table = try folder.write(
        rows.map { $0.joined(separator: ",") + "\n" }.joined(), to: "table.csv")
      return try Command.run("check", table, "--config", file, "--baseline", baseline)
    }
    #expect(try check(lines).code == 0)
    let shuffled = try check(lines.map { Array($0.dropLast().reversed()) + $0.suffix(1) })
    #expect(shuffled.code == 1 && shuffled.output.contains("the same but shuffled"))
    let halved = try check(lines.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
    #expect(halved.code == 1 && halved.output.contains("There are 89 rows; there were 178"))
    let copied = try check(lines.enumerated().map { $1 + [$0 == 0 ? "twin" : $1[0]] })
    #expect(copied.code == 1 && copied.output.contains("“twin” is a copy of “alcohol”"))
    let repeated = try check(lines + lines[1...20])
    #expect(repeated.code == 1 && repeated.output.contains("repeats.equal.grade[rows] FAILED"))
    let marked = try check(
      lines.enumerated().map { place, cells in
        place % 9 == 1 ? ["-999"] + cells.dropFirst() : cells
      })
    #expect(marked.code == 1 && marked.output.contains("cells.specialValues.grade[alcohol] FAILED"))
  }

  @Test func `a baseline becomes part of the policy, or is found beside it`() throws {
    let file = folder.path("fathom.yml")
    try Command.run("init", wine, "--target", "cultivar", "--to", file, "--no-race")
      .expectSuccess()
    let half = try folder.write(
      try String(contentsOfFile: wine, encoding: .utf8).split(separator: "\n").enumerated()
        .filter { $0.offset % 2 == 0 }.map { $0.element + "\n" }.joined(), to: "half.csv")
    let without = try Command.run("check", half, "--config", file, "--no-race")
    #expect(without.output.contains("no baseline"))
    #expect(!without.output.contains("There are 89 rows"))
    // Written beside the policy, which names it from then on; its remarks stay.
    let written = try Command.run("baseline", "write", "--config", file, "--no-race")
    #expect(written.output.contains("fathom.yml names it now"))
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("\nbaseline:\n  file: fathom.baseline.json\n#   rows:"))
    #expect(text.contains("# Rows of the smallest class"))
    let compared = try Command.run("check", half, "--config", file, "--no-race")
    #expect(compared.code == 1 && compared.output.contains("There are 89 rows; there were 178"))
    #expect(!compared.output.contains("no baseline"))
    // Again it says nothing new, and another one is not put in its place.
    #expect(
      try Command.run("baseline", "write", "--config", file, "--no-race").output
        .split(separator: "\n").count == 1)
    let other = try Command.run(
      "baseline", "write", "--config", file, "--no-race", "--to", folder.path("other.json"))
    #expect(other.output.contains("compares with \(folder.path("fathom.baseline.json"))"))
    #expect(other.output.contains("file: other.json"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    // A policy that names a baseline which is not there cannot pass.
    try FileManager.default.removeItem(atPath: folder.path("fathom.baseline.json"))
    let missing = try Command.run("check", wine, "--config", file, "--no-race")
    #expect(missing.code == 2 && missing.error.contains("no such baseline"))
    // A section of allowances, in lines of its own, is used; one in braces is left to its owner.
    let forms = [
      ("baseline:\r\n    rows: off\r\n", "baseline:\r\n    file: b.json\r\n    rows: off\r\n"),
      ("baseline: # ours\n  rows: off\n", "baseline: # ours\n  file: b.json\n  rows: off\n"),
      ("failOn: never", "failOn: never\n\n# What"),
      ("baseline: {rows: off}\n", "baseline: {rows: off}\n"),
    ]
    for (before, after) in forms {
      let policy = try folder.write(before, to: "forms/fathom.yml")
      let result = try Command.run(
        "baseline", "write", wine, "--target", "cultivar", "--no-race", "--config", policy, "--to",
        folder.path("forms/b.json"))
      result.expectSuccess()
      let text = try String(contentsOfFile: policy, encoding: .utf8)
      #expect(text.hasPrefix(after), "\(text)")
      #expect(result.output.contains("names it now") == (text != before))
      #expect(result.output.contains("names no baseline; to compare") == (text == before))
      let shown = try Command.run("check", wine, "--config", policy, "--show-config")
      #expect(shown.output.contains("forms/b.json") == (text != before), "\(shown.error)")
    }
    // One that no policy names is found beside it.
    let bare = try folder.write("failOn: error\n", to: "bare/fathom.yml")
    try Command.run(
      "baseline", "write", wine, "--target", "cultivar", "--no-race", "--to",
      folder.path("bare/fathom.baseline.json")
    ).expectSuccess()
    let found = try Command.run(
      "check", half, "--target", "cultivar", "--config", bare, "--no-race")
    #expect(found.output.contains("There are 89 rows; there were 178"))
  }

  @Test func `flags are over variables, over the file, over the defaults, and it says which`()
    throws
  {
    let file = try config(
      "settings:\n  seed: 5\n  permutations: 77\n  target: cultivar\n  exclude: [hue]\nfailOn: never\n"
    )
    let environment = ["FATHOM_PERMUTATIONS": "55", "FATHOM_RACE_BUDGET": "0"]
    let shown = try Command.run(
      ["check", wine, "--config", file, "--show-config", "--target", "hue"],
      environment: environment)
    shown.expectSuccess()
    func row(_ name: String) -> String? {
      shown.output.split(separator: "\n").first { $0.hasPrefix(name + " ") }.map(String.init)
    }
    #expect(row("seed")?.contains("5 ") == true && row("seed")?.hasSuffix("fathom.yml:2") == true)
    #expect(row("permutations")?.hasSuffix("FATHOM_PERMUTATIONS") == true)
    #expect(row("target")?.hasSuffix("flag") == true && row("target")?.contains("hue") == true)
    #expect(row("exclude")?.hasSuffix("fathom.yml:5") == true)
    #expect(row("failOn")?.hasSuffix("fathom.yml:6") == true)
    #expect(row("gain")?.hasSuffix("default") == true)
    let report = try Command.run(
      ["analyze", wine, "--config", file, "--only", "collinearity", "--format", "json"],
      environment: environment
    ).json()
    #expect(report["seed"] as? Int == 5 && report["permutations"] as? Int == 55)
    let input = try #require(report["input"] as? [String: Any])
    #expect(input["target"] as? String == "cultivar")
  }

  @Test(arguments: [
    ("checks:\n  colinearity.vif.max: 1\n", ":2: there is no check “colinearity.vif.max”"),
    ("checks:\n  verdict: deep\n  verdict: deep\n", "is there twice"),
    (
      "checks:\n  collinearity: {vif: {max: 1}}\n  collinearity.vif.max: 2\n",
      ":3: “collinearity.vif.max” is there twice"
    ),
    (
      "checks:\n  collinearity.vif: {max: 1, severity: fatal}\n",
      ":2: severity: expected error or warning"
    ),
    ("settings:\n  sed: 1\n", ":2: unknown key “sed”; did you mean “seed”?"),
    ("settings:\n  seed: x\n", ":2: seed: "),
    ("settings:\n  ordered: maybe\n", ":2: ordered: expected true or false"),
    ("failOn: sometimes\n", ":1: failOn: expected error, warning, inconclusive or never"),
    ("exceptions:\n  - id: a\n", "must say its id and its reason"),
    ("exceptions:\n  - {id: a, reason: b, expires: soon}\n", "is no day"),
    ("exceptions:\n  - {id: a, reason: b, untl: soon}\n", "unknown key “untl”"),
    ("baseline:\n  row: {relative: 1}\n", "did you mean “rows”"),
    ("baseline:\n  rows: {relative: -1}\n", "must be a number from 0 on"),
  ]) func `mistakes in the file name their line and what was meant`(
    text: String, words: String
  ) throws {
    let result = try Command.run("check", wine, "--config", try config(text))
    #expect(result.code == 2 && result.output.isEmpty)
    #expect(result.error.contains(words), "\(result.error)")
  }

  @Test func `a baseline that is missing or none is refused before the data are read`() throws {
    for path in [folder.path("none.json"), wine] {
      let result = try Command.run("check", "no such data", "--baseline", path)
      #expect(result.code == 2 && result.error.contains(path), "\(result.error)")
    }
  }

  @Test func `a variable that is no value is refused by its name`() throws {
    let result = try Command.run(["check", wine], environment: ["FATHOM_SEED": "one"])
    #expect(result.code == 2 && result.error.contains("FATHOM_SEED=one"))
    let failOn = try Command.run(["check", wine], environment: ["FATHOM_FAIL_ON": "bad"])
    #expect(failOn.code == 2 && failOn.error.contains("FATHOM_FAIL_ON=bad"))
  }

  @Test func `the gate stands in the report, and a report shows it again`() throws {
    let file = try config("settings: {target: cultivar}\nchecks:\n  rows.used.min: 1000\n")
    let json = folder.path("report.json")
    let result = try Command.run(
      "check", wine, "--config", file, "--output", "json=\(json)", "--format", "json")
    #expect(result.code == 1)
    let gate = try #require(try result.json()["gate"] as? [String: Any])
    #expect(gate["exitCode"] as? Int == 1)
    #expect(try String(contentsOfFile: json, encoding: .utf8) == result.output)
    try Command.run("render", json, "--format", "markdown").expectSuccess()
    let never = try Command.run("check", wine, "--config", file, "--fail-on", "never")
    #expect(never.code == 0 && never.output.contains("rows.used.min FAILED (line 3)"))
    let quiet = try Command.run("check", wine, "--config", file, "-q")
    #expect(quiet.code == 1 && !quiet.output.contains("fathom check"))
  }

  @Test func `what is inconclusive ends with 3 where that is asked for`() throws {
    let file = try config("checks:\n  race.status: measured\n")
    let lax = try Command.run("check", wine, "--config", file)
    #expect(lax.code == 0 && lax.output.contains("NOT RUN"))
    let strict = try Command.run("check", wine, "--config", file, "--fail-on", "inconclusive")
    #expect(strict.code == 3)
  }

  @Test func `a comparison of reports says what changed`() throws {
    let old = try folder.write(
      try Command.run("analyze", wine, "--only", "collinearity", "--format", "json").output,
      to: "old.json")
    let new = try folder.write(
      try Command.run(
        "analyze", wine, "--only", "collinearity", "--rows", "100", "--format", "json"
      ).output, to: "new.json")
    let text = try Command.run("compare", old, new)
    text.expectSuccess()
    #expect(text.output.contains("There are 100 rows; there were 178"))
    #expect(try Command.run("compare", old, new, "--format", "markdown").output.hasPrefix("# "))
    let json = try Command.run("compare", old, new, "--format", "json").json()
    #expect((json["changes"] as? [String])?.isEmpty == false)
    #expect(try Command.run("compare", old, wine).code == 2)
  }

  @Test func `the published schema of the file is the one of this program`() throws {
    let published = Command.root.appending(path: "Sources/FathomReports/fathom.schema.json")
    let printed = try Command.run("list", "--config-schema")
    printed.expectSuccess()
    #expect(
      try String(contentsOf: published, encoding: .utf8) == printed.output,
      "run `make golden` to write it again")
    #expect(try Command.run("list", "--checks").output.contains("collinearity.predictors.vif.max"))
  }

  /// What may go wrong, with the exit code that it ends with.
  enum Trouble: String, CaseIterable {
    case brokenTable, emptyFolder, corruptImage, unknownKey, missingBaseline, inconclusive, failing,
      passing

    var code: Int32 {
      switch self {
      case .failing, .corruptImage: 1
      case .inconclusive: 3
      case .passing: 0
      case .brokenTable, .emptyFolder, .unknownKey, .missingBaseline: 2
      }
    }
  }

  private static let formats = ["text", "json", "markdown", "html", "junit", "sarif", "github"]

  private func arguments(_ trouble: Trouble) throws -> [String] {
    func with(_ text: String) throws -> [String] { [wine, "--config", try config(text)] }
    switch trouble {
    case .brokenTable:
      return [try folder.write("a,b\n1\n2,3\n4,5\n", to: "broken.csv"), "--strict"]
    case .emptyFolder:
      try FileManager.default.createDirectory(
        atPath: folder.path("empty"), withIntermediateDirectories: true)
      return [folder.path("empty")]
    case .corruptImage:
      let photos = folder.url.appending(path: "photos")
      try FileManager.default.copyItem(
        at: Command.root.appending(path: Command.fixture("photos")), to: photos)
      _ = try folder.write("no image", to: "photos/broken.png")
      return [
        photos.path, "--config", try config("checks:\n  images.unreadable.max: 0\n"),
        "--only", "images",
      ]
    case .unknownKey: return try with("cheks: {}\n")
    case .missingBaseline: return [wine, "--baseline", folder.path("none.json")]
    case .inconclusive: return try with("checks: {race.status: measured}\nfailOn: inconclusive\n")
    case .failing: return try with("checks: {rows.used.min: 1000}\n")
    case .passing: return try with("checks: {rows.used.min: 10}\n")
    }
  }

  @Test(arguments: Trouble.allCases)
  func `every exit code has its words in every format, and files hold the same`(
    trouble: Trouble
  ) throws {
    let files = Self.formats.map { "\($0)=\(folder.path("out." + $0))" }
    let outputs = files.flatMap { ["--output", $0] }
    let only = trouble == .corruptImage ? [] : ["--only", "columns"]
    let arguments = try arguments(trouble) + only
    let whole = try Command.run(["check"] + arguments + outputs)
    #expect(whole.code == trouble.code, "\(whole.error)")
    #expect(whole.error.contains("fathom: ") == (trouble.code == 2) || trouble.code != 2)
    for format in Self.formats {
      let text = try folder.read("out." + format)
      #expect(!text.isEmpty && text.hasSuffix("\n"), "\(format)")
      if trouble.code == 2, format != "json", format != "sarif" {
        #expect(text.contains("could not run"), "\(format): \(text.prefix(200))")
      }
      if trouble.code == 1 { #expect(text.contains("expected"), "\(format)") }
    }
    let junit = try folder.read("out.junit")
    let passes = junit.components(separatedBy: "<testcase").count - 1
    let marks = ["<failure", "<error", "<skipped"].map {
      junit.components(separatedBy: $0).count - 1
    }
    #expect(trouble == .passing ? marks == [0, 0, 0] && passes == 1 : marks.reduce(0, +) > 0)
    #expect(
      FileManager.default.subpaths(atPath: folder.path)?.contains { $0.hasSuffix(".partial") }
        == false)
  }
}
