import Foundation
import Testing

/// `fathom analyze` on data that it can judge, wholly or in part.
@Suite struct AnalyzeCommandTests {
  @Test(arguments: [
    ["wine.csv", "--target", "cultivar"], ["wine.csv"], ["airquality.csv", "--target", "Ozone"],
    ["duncan.csv", "--target", "type"], ["exact_collinear.csv"],
    [
      "mtcars.csv", "--target", "cyl", "--task", "regression", "--exclude", "vs", "--exclude", "am",
    ],
    ["spectra.csv", "--layout", "sequence", "--target", "fat"],
    ["noise6x6.csv", "--layout", "6x6"], ["photos"],
  ])
  func `a fixture is judged`(arguments: [String]) throws {
    let path = Command.fixture(arguments[0])
    let result = try Command.run(
      ["analyze", path] + arguments.dropFirst() + ["--permutations", "99"])
    result.expectSuccess()
    #expect(result.output.hasPrefix("fathom 0.1.0  \(path)\n"))
    #expect(result.output.contains("that a network from scratch pays off"))
  }

  @Test func `images and a grid of the same pixels get the same verdict`() throws {
    let images = try Command.run(
      "analyze", Command.fixture("digits"), "--permutations", "99", "--format", "json")
    let grid = try Command.run(
      "analyze", Command.fixture("digits.csv"), "--layout", "8x8", "--target", "label",
      "--permutations", "99", "--format", "json")
    images.expectSuccess()
    grid.expectSuccess()
    for result in [images, grid] {
      let verdict = try #require(try result.json()["verdict"] as? [String: Any])
      #expect(verdict["recommendation"] as? String == "deep")
    }
  }

  @Test func `a trial is held without a race, unless it is not wanted`() throws {
    func trial(_ arguments: String...) throws -> String? {
      let result = try Command.run(
        ["analyze", Command.fixture("wine.csv"), "--target", "cultivar", "--permutations", "99"]
          + arguments + ["--format", "json"], environment: ["FATHOM_NO_TRIAL": "false"])
      result.expectSuccess()
      let analyses = try #require(try result.json()["analyses"] as? [[String: Any]])
      return analyses.first { $0["id"] as? String == "trial" }?["status"] as? String
    }
    #expect(try trial("--no-race") == "measured")
    #expect(try trial("--no-race", "--no-trial") == nil)
    #expect(try trial("--only", "trial") == "measured")
  }

  @Test func `of one column the report lists what could not be judged and why`() throws {
    let folder = try TestFolder()
    let path = try folder.write("a\n" + (1...30).map { "\($0 * $0)\n" }.joined(), to: "one.csv")
    let text = try Command.run("analyze", path)
    text.expectSuccess()
    let words = text.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "– Do neighbouring features belong together? Fewer than three numeric features that vary (1): there is no arrangement to "
          + "shuffle."))
    #expect(words.contains("Fewer than two features (1): nothing to be collinear with."))
    let json = try Command.run("analyze", path, "--format", "json").json()
    let analyses = try #require(json["analyses"] as? [[String: Any]])
    let missing = analyses.filter { $0["status"] as? String == "notApplicable" }
    #expect(
      missing.compactMap { $0["id"] as? String } == [
        "localCorrelation", "supervisedLocality", "hiddenOrder", "collinearity",
      ])
    #expect(missing.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
  }

  @Test func `a part alone has no verdict, and the report says how to repeat it`() throws {
    let folder = try TestFolder()
    let rows = (0..<3_000).map { "\($0),\(Double($0 * 7 % 3_001) / 10),\($0 % 5).5\n" }.joined()
    let path = try folder.write("n,decimal,few\n" + rows, to: "numbers.csv")
    let result = try Command.run("analyze", path, "--only", "collinearity", "--format", "json")
    result.expectSuccess()
    let json = try result.json()
    #expect(json["options"] as? [String] == ["--only=collinearity"])
    let verdict = try #require(json["verdict"] as? [String: Any])
    #expect(verdict["recommendation"] as? String == "inconclusive")
    let input = try #require(json["input"] as? [String: Any])
    let columns = try #require(input["columns"] as? [[String: Any]])
    // What may number the rows, and a few values, which may be levels, are counted in any case.
    #expect(columns.map { $0["distinct"] as? Int } == [3_000, nil, 5])
    #expect(columns.allSatisfy { $0["median"] is NSNull && $0["histogram"] is NSNull })
    let text = try Command.run("analyze", path, "--only", "collinearity").output
    #expect(text.contains("No verdict: only a part of the analyses was asked for."))
    #expect(!text.contains("Median"))
  }

  @Test func `an unreadable image among good ones is counted and named`() throws {
    let result = try Command.run("analyze", Command.fixture("photos"), "--permutations", "99")
    result.expectSuccess()
    #expect(result.output.contains("(broken.png: the file ends too early)"))
    let json = try Command.run(
      "analyze", Command.fixture("photos"), "--permutations", "99", "--format", "json"
    ).json()
    let input = try #require(json["input"] as? [String: Any])
    let images = try #require(input["images"] as? [String: Any])
    #expect(images["read"] as? Int == 14)
    #expect(images["unreadable"] as? Int == 1)
  }

  @Test func `rejected rows are counted with their lines`() throws {
    let folder = try TestFolder()
    let rows = (1...30).map { "\($0),\($0 * $0 % 7),\($0 % 4)\n" }
    let path = try folder.write(
      "a,b,c\n" + rows.joined() + "1,2\n1,2,3,4\n1,2\n", to: "ragged.csv")
    let result = try Command.run("analyze", path, "--permutations", "99")
    result.expectSuccess()
    #expect(result.output.contains("2 rows left out: fewer cells than the header (lines 32, 34)."))
    #expect(result.output.contains("1 row left out: more cells than the header (line 33)."))
  }

  @Test(arguments: ["label", "two words", "it's $HOME", "--target", "-x", "naïve", "a`b`"])
  func `the command that the report prints makes the same report`(target: String) throws {
    let folder = try TestFolder()
    let rows = (1...40).map { "\($0 * 7 % 13),\($0 * $0 % 11),\($0 % 5),\($0 % 2)\n" }
    let path = try folder.write("a,b,c,\(target)\n" + rows.joined(), to: "my data.csv")
    let first = try Command.run(
      "analyze", path, "--target=\(target)", "--permutations", "99", "--seed", "7")
    first.expectSuccess()
    let line = first.output.split(separator: "\n").first { $0.hasPrefix("  fathom analyze ") }
    let command = try #require(line).dropFirst("  fathom ".count)
    // Data elsewhere are named without their folders.
    let again = try Command.shell("cd '\(folder.path)' && \"$FATHOM\" \(command)")
    again.expectSuccess()
    #expect(again.output == first.output)
  }

  @Test func `cell values are shown only with include-samples, and the report says so`() throws {
    let folder = try TestFolder()
    let rows = (1...40).map { "\($0 * 7 % 13),\($0 * $0 % 11),canary-\($0 % 3),\($0 % 2)\n" }
    let path = try folder.write("a,b,kind,y\n" + rows.joined(), to: "t.csv")
    for format in ["text", "markdown", "html", "json"] {
      let arguments = [
        "analyze", path, "--target", "y", "--permutations", "99", "--format", format,
      ]
      let silent = try Command.run(arguments)
      silent.expectSuccess()
      #expect(!silent.output.contains("canary"), "\(format)")
      let shown = try Command.run(arguments + ["--include-samples"])
      shown.expectSuccess()
      #expect(shown.output.contains("canary-1"), "\(format)")
      #expect(shown.output.contains("--include-samples"), "\(format)")
    }
  }

  @Test func `pictures are shown only with include-samples`() throws {
    let folder = try TestFolder()
    // One analysis for all formats.
    func reports(_ more: String...) throws -> (text: String, others: [String]) {
      let files = ["markdown", "html", "json"].map { ($0, folder.path($0)) }
      let result = try Command.run(
        ["analyze", Command.fixture("digits"), "--permutations", "99"]
          + files.flatMap { ["--output", "\($0)=\($1)"] } + more)
      result.expectSuccess()
      return (
        result.output, try files.map { try String(contentsOfFile: $0.1, encoding: .utf8) }
      )
    }
    // How every PNG begins, in Base64.
    for report in try reports().others { #expect(!report.contains("iVBORw0KGgo")) }
    let shown = try reports("--include-samples")
    for report in shown.others {
      #expect(report.split(separator: "iVBORw0KGgo").count - 1 == 24)
    }
    #expect(
      shown.text.contains("24 pictures of images are in the HTML, Markdown and JSON reports."))
  }

  @Test func `without a terminal there is no escape code, whatever the terminal is called`()
    throws
  {
    for environment in [
      [:], ["NO_COLOR": "1"], ["TERM": "xterm-256color", "NO_COLOR": ""],
    ] {
      let result = try Command.run(
        "analyze", Command.fixture("wine.csv"), "--permutations", "99", environment: environment)
      result.expectSuccess()
      #expect(!result.output.contains("\u{1B}"))
    }
  }

  @Test func `another locale changes nothing`() throws {
    let arguments = ["analyze", Command.fixture("airquality.csv"), "--permutations", "99"]
    let plain = try Command.run(arguments)
    let german = ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "de"]
    for environment in [german, ["LC_ALL": "C"], ["LC_ALL": "tr_TR.UTF-8"]] {
      let other = try Command.run(arguments, environment: environment)
      #expect(other.output == plain.output)
      #expect(other.code == 0)
    }
  }
}
