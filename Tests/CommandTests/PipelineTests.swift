import Foundation
import Testing
import Yams

/// What runs `fathom check` elsewhere: the action, the hook, and the snippets of the documentation.
@Suite struct PipelineTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    // A stand-in that writes down its arguments, one a line, and reports as the program would.
    let stub = try folder.write(
      """
      #!/usr/bin/env bash
      printf '<%s>\\n' "$@" >> "$STUB/arguments"
      echo run >> "$STUB/arguments"
      while [ $# -gt 0 ]; do
        if [ "$1" = --output ]; then
          case ${2%%=*} in
            json) printf '{\\n  "verdict" : {\\n    "recommendation" : "deep",\\n' > "${2#*=}" ;;
            markdown) head -c "${MARKDOWN_BYTES:-20}" < <(yes '# ü') > "${2#*=}" ;;
            *) echo "$2" > "${2#*=}" ;;
          esac
        fi
        last=$1
        shift
      done
      echo "::notice::checked"
      case $last in *.bad) exit 1 ;; *.odd) exit 3 ;; *.broken) exit 2 ;; *) exit "${CODE:-0}" ;; esac
      """, to: "bin/fathom")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: stub)
  }

  // MARK: The action

  @Test func `no script of the action holds an expression, and every input goes through env`()
    throws
  {
    let action = try yaml("action.yml")
    let steps = try #require((action["runs"] as? [String: Any])?["steps"] as? [[String: Any]])
    let scripts = steps.compactMap { $0["run"] as? String }
    #expect(scripts.count == 2)
    for script in scripts { #expect(!script.contains("${{"), "\(script)") }
    for step in steps where step["run"] != nil { #expect(step["shell"] as? String == "bash") }
    let inputs = try #require(action["inputs"] as? [String: Any])
    let environment = try #require(steps.last?["env"] as? [String: String])
    for name in inputs.keys {
      let variable = "INPUT_" + name.uppercased().replacing("-", with: "_")
      #expect(environment[variable] == "${{ inputs.\(name) }}")
    }
    #expect(environment.count == inputs.count)
  }

  @Test func `the outputs of the action are those that its script writes`() throws {
    let action = try yaml("action.yml")
    let outputs = try #require(action["outputs"] as? [String: [String: String]])
    try runAction(["INPUT_PATH": "a.csv"])
    let written = try folder.read("output").split(separator: "\n").map { line in
      String(line.prefix { $0 != "=" })
    }
    #expect(Set(written) == Set(outputs.keys))
    for (name, output) in outputs {
      #expect(output["value"] == "${{ steps.check.outputs.\(name) }}")
    }
  }

  @Test(arguments: [
    (0, "passed"), (1, "failed"), (2, "could-not-run"), (3, "inconclusive"),
  ])
  func `the action ends with the code of the gate and says it`(code: Int, word: String) throws {
    let result = try runAction(["INPUT_PATH": "a.csv", "CODE": "\(code)"])
    #expect(result.code == Int32(code))
    #expect(result.output == "::notice::checked\n")
    let output = try folder.read("output")
    #expect(output.contains("result=\(word)\n"))
    #expect(output.contains("exit-code=\(code)\n"))
    #expect(output.contains("verdict=deep\n"))
    #expect(output.contains("sarif=reports/fathom.sarif\n"))
    #expect(try folder.read("summary").hasPrefix("# ü\n"))
    #expect(
      try folder.names(in: "reports") == [
        "fathom.html", "fathom.json", "fathom.md", "fathom.sarif", "fathom.xml",
      ])
  }

  @Test func `inputs reach the gate word by word, whatever they hold`() throws {
    let hostile = "a b\"; touch injected; $(touch injected) `touch injected` '"
    try runAction([
      "INPUT_PATH": hostile, "INPUT_TARGET": hostile, "INPUT_CONFIG": "-x", "INPUT_BASELINE": "b*",
      "INPUT_FAIL_ON": "warning", "INPUT_ARGUMENTS": "--ordered\n\n--exclude=*\n--missing mean",
    ])
    let lines = try folder.read("arguments").split(separator: "\n").map(String.init)
    #expect(lines.prefix(3) == ["<check>", "<--format>", "<github>"])
    #expect(
      lines.suffix(10) == [
        "<--target=\(hostile)>", "<--config=-x>", "<--baseline=b*>", "<--fail-on=warning>",
        "<--ordered>", "<--exclude=*>", "<--missing mean>", "<-->", "<\(hostile)>", "run",
      ])
    #expect(try !folder.names().contains("injected"))
  }

  @Test func `a report of an earlier step is not taken for this one's`() throws {
    _ = try folder.write("old", to: "reports/fathom.sarif")
    _ = try folder.write("#!/bin/sh\nexit 2\n", to: "bin/fathom")
    let result = try runAction(["INPUT_PATH": "a.csv"])
    #expect(result.code == 2)
    #expect(try folder.names(in: "reports").isEmpty)
    #expect(try folder.read("output") == "result=could-not-run\nverdict=\nexit-code=2\n")
  }

  @Test func `a summary is no longer than GitHub takes`() throws {
    try runAction(["INPUT_PATH": "a.csv", "MARKDOWN_BYTES": "1500000"])
    let summary = try folder.read("summary")
    #expect((900_000..<1_048_576).contains(summary.utf8.count))
    #expect(summary.hasSuffix("# ü\n\nThe rest stands in the file reports/fathom.md.\n"))
  }

  @Test(arguments: ["a\nresult=passed", "a\rb"])
  func `a folder of two lines and a program that is not there are refused`(name: String) throws {
    let folderResult = try runAction(["INPUT_PATH": "a.csv", "INPUT_REPORTS": name])
    #expect(folderResult.code == 2)
    #expect(folderResult.output.hasPrefix("::error title=fathom::the input “reports”"))
    let binaryResult = try runAction(["INPUT_PATH": "a.csv", "INPUT_BINARY": "./absent"])
    #expect(binaryResult.code == 2)
    #expect(binaryResult.output.hasPrefix("::error title=fathom::the input “binary”"))
  }

  @Test(arguments: ["github-action.sh", "pre-commit.sh"])
  func `a script is bash`(name: String) throws {
    let result = try Command.shell("bash -n Scripts/\(name) && test -x Scripts/\(name)")
    #expect(result.code == 0 && result.error == "")
  }

  // MARK: The hook

  @Test(arguments: [
    (["a.csv", "b.csv"], 0), (["a.bad", "b.csv"], 1), (["a.csv", "b.odd"], 3),
    (["a.bad", "b.odd"], 1), (["a.odd", "b.bad"], 1), (["a.broken", "b.bad", "c.csv"], 2),
    (["a.odd", "b.broken", "c.odd"], 2), ([], 0),
  ])
  func `the hook checks each file and ends with the worst code`(files: [String], code: Int) throws {
    let result = try runHook(["--target", "a b", "--"] + files)
    #expect(result.code == Int32(code))
    let expected = files.map { "<check>\n<--target>\n<a b>\n<-->\n<\($0)>\nrun\n" }.joined()
    #expect((try? folder.read("arguments")) ?? "" == expected)
  }

  @Test func `a hook without the two dashes is refused`() throws {
    let result = try runHook(["--target", "label", "a.csv"])
    #expect(result.code == 2)
    #expect(result.error.contains("must end with --"))
  }

  @Test func `the hook is declared as pre-commit wants it`() throws {
    let hooks = try Yams.load(yaml: read(".pre-commit-hooks.yaml")) as? [[String: Any]]
    let hook = try #require(hooks?.first)
    #expect(hook["id"] as? String == "fathom-check")
    #expect(hook["language"] as? String == "script")
    #expect((hook["args"] as? [String])?.last == "--")
    let entry = try #require(hook["entry"] as? String)
    #expect(FileManager.default.isExecutableFile(atPath: Command.root.appending(path: entry).path))
    let pattern = try Regex(try #require(hook["files"] as? String))
    #expect("data/a.csv".contains(pattern) && "a.tsv.gz".contains(pattern))
    #expect(!"a.csv.md".contains(pattern))
  }

  // MARK: The documentation

  @Test func `the snippets of the documentation name what there is`() throws {
    let blocks = try blocks("yaml").map { try #require(try Yams.load(yaml: $0) as? [String: Any]) }
    #expect(blocks.count == 3)
    let jobs = try #require(blocks[0]["jobs"] as? [String: [String: Any]])
    let steps = try #require(jobs["fathom"]?["steps"] as? [[String: Any]])
    let inputs = try #require(try yaml("action.yml")["inputs"] as? [String: Any])
    let step = try #require(steps.first { $0["id"] as? String == "fathom" })
    let with = try #require(step["with"] as? [String: String])
    #expect(Set(with.keys).isSubset(of: inputs.keys))
    let repositories = try #require(blocks[2]["repos"] as? [[String: Any]])
    let hook = try #require((repositories[0]["hooks"] as? [[String: Any]])?.first)
    #expect(hook["id"] as? String == "fathom-check")
    #expect((hook["args"] as? [String])?.last == "--")
  }

  @Test func `the commands of the documentation run and leave the reports they name`() throws {
    let gitLab = try #require(try Yams.load(yaml: blocks("yaml")[1]) as? [String: [String: Any]])
    let job = try #require(gitLab["fathom"])
    let scripts = try #require(job["script"] as? [String])
    let artifacts = try #require(job["artifacts"] as? [String: Any])
    let reports = try #require(artifacts["reports"] as? [String: String])
    for script in scripts + (try blocks("sh")) {
      let result = try run("cd \"$STUB\"\n" + script)
      #expect(result.code == 0 && result.error == "")
    }
    let names = try folder.names()
    #expect(names.contains(try #require(reports["junit"])))
    for path in try #require(artifacts["paths"] as? [String]) { #expect(names.contains(path)) }
  }

  // MARK: Helpers

  @discardableResult
  private func runAction(_ inputs: [String: String]) throws -> Command.Result {
    var environment = [
      "INPUT_REPORTS": "reports", "INPUT_BINARY": folder.path("bin/fathom"),
      "GITHUB_ACTION_PATH": Command.root.path, "GITHUB_OUTPUT": folder.path("output"),
      "GITHUB_STEP_SUMMARY": folder.path("summary"),
    ]
    environment.merge(inputs) { $1 }
    let result = try run(
      "cd \"$STUB\" && bash \"$GITHUB_ACTION_PATH/Scripts/github-action.sh\"", environment)
    #expect(result.error == "")
    return result
  }

  private func runHook(_ arguments: [String]) throws -> Command.Result {
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    return try run("bash Scripts/pre-commit.sh \(words)")
  }

  private func run(
    _ script: String, _ environment: [String: String] = [:]
  ) throws -> Command.Result {
    try Command.shell(
      "PATH=\"$STUB/bin:$PATH\"\n" + script,
      environment: environment.merging(["STUB": folder.path]) { $1 })
  }

  private func read(_ name: String) throws -> String {
    try String(contentsOf: Command.root.appending(path: name), encoding: .utf8)
  }

  private func yaml(_ name: String) throws -> [String: Any] {
    try #require(try Yams.load(yaml: read(name)) as? [String: Any])
  }

  /// The code blocks of a language in the documentation.
  private func blocks(_ language: String) throws -> [String] {
    try read("Documentation/CI.md").components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }
}

extension TestFolder {
  fileprivate func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
  }
}
