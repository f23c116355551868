import FathomReports
import Foundation
import Testing

/// `fathom render`: an earlier report in another format, without the data.
@Suite struct RenderCommandTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test(arguments: [
    ["wine.csv", "--target", "cultivar"], ["exact_collinear.csv"], ["photos"],
    ["spectra.csv", "--layout", "sequence", "--target", "fat"],
  ])
  func `an earlier report renders to what was written then`(arguments: [String]) throws {
    let formats = ["text", "markdown", "html", "json"]
    try Command.run(
      ["analyze", Command.fixture(arguments[0])] + arguments.dropFirst()
        + ["--permutations", "99"]
        + formats.flatMap { ["--output", "\($0)=\(folder.path("then.\($0)"))"] }
    ).expectSuccess()
    for format in formats {
      let printed = try Command.run("render", folder.path("then.json"), "--format", format)
      printed.expectSuccess()
      let isSame = try printed.output == folder.read("then.\(format)")
      #expect(isSame, "\(format)")
    }
    let quiet = try Command.run(
      "render", folder.path("then.json"), "--output", "markdown=\(folder.path("again.md"))")
    #expect(quiet.code == 0 && quiet.output == "" && quiet.error == "")
    let isSame = try folder.read("again.md") == folder.read("then.markdown")
    #expect(isSame)
  }

  @Test(arguments: ["junit", "sarif", "github"])
  func `a report is shown as checks where a gate looked at it, and only there`(format: String)
    throws
  {
    let path = folder.path("report.json")
    // Said before anything is read.
    for option in [["--format", format], ["--output", "\(format)=\(path)"]] {
      try Command.run(["analyze", "absent.csv"] + option).expectRefusal(
        "the format \(format) shows checks", "`fathom check` makes one that has")
    }
    try Command.run(
      "analyze", Command.fixture("mtcars.csv"), "--only", "columns", "--output", "json=\(path)"
    ).expectSuccess()
    try Command.run("render", path, "--format", format).expectRefusal("`fathom check` makes one")
    var report = try JSONRenderer.read(Data(folder.read("report.json").utf8), path: path)
    report.gate = GateResult(
      failOn: .error, configuration: nil, baseline: nil,
      checks: [
        GateResult.Check(
          id: "columns.missing.max", title: "Missing cells", subject: "mpg", severity: .error,
          status: .failed, expected: "none", found: "3", message: "3 cells of mpg are missing.")
      ], exceptions: [])
    _ = try folder.write(JSONRenderer().render(report), to: "gate.json")
    let rendered = try Command.run("render", folder.path("gate.json"), "--format", format)
    rendered.expectSuccess()
    #expect(rendered.output.contains("3 cells of mpg are missing."))
    let file = folder.path("file")
    let quiet = try Command.run(
      "render", folder.path("gate.json"), "--output", "\(format)=\(file)")
    #expect(quiet.code == 0 && quiet.output == "" && quiet.error == "")
    #expect(try folder.read("file") == rendered.output)
  }

  @Test func `a brief report fits a comment and says how to make the whole one`() throws {
    let brief = try Command.run(
      "render", "Reports/digits.json", "--format", "markdown", "--brief")
    brief.expectSuccess()
    #expect(brief.output.utf8.count < 60_000)
    for part in [
      "# Try first: ", "## Evidence", "## What voids", "## Not run", "## Reproduce",
    ] {
      #expect(brief.output.contains(part), "\(part)")
    }
    #expect(!brief.output.contains("## Local correlation"))
    let path = folder.path("brief.md")
    let quiet = try Command.run(
      "render", "Reports/digits.json", "--brief", "--output", "markdown=\(path)")
    #expect(quiet.code == 0 && quiet.output == "" && quiet.error == "")
    #expect(try folder.read("brief.md") == brief.output)
  }

  @Test(arguments: [
    ("", "not a report of fathom"), ("{\"schemaVersion\" : 1}", "“tool” is missing"),
    ("# Report\n", "not a report of fathom"), ("[]", "not a report of fathom"),
  ])
  func `a broken report is refused`(text: String, words: String) throws {
    let path = try folder.write(text, to: "broken.json")
    try Command.run("render", path).expectRefusal("broken.json: ", words)
  }

  @Test func `a report that is cut off is refused and nothing is written`() throws {
    let whole = try Command.run(
      "analyze", Command.fixture("wine.csv"), "--permutations", "99", "--format", "json")
    let path = try folder.write(String(whole.output.dropLast(500)), to: "cut.json")
    try Command.run("render", path, "--output", "text=\(folder.path("cut.txt"))").expectRefusal(
      "cut.json: not a report of fathom")
    #expect(try folder.names() == ["cut.json"])
  }

  @Test func `a report that is not there and a folder are refused`() throws {
    try Command.run("render", folder.path("absent.json")).expectRefusal("absent.json: no such file")
    try Command.run("render", folder.path).expectRefusal("cannot be read")
  }
}
