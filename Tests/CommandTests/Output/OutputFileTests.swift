import Foundation
import Testing

/// Reports in files: all or nothing.
@Suite struct OutputFileTests {
  private let folder: TestFolder
  private let wine = [
    "analyze", Command.fixture("wine.csv"), "--target", "cultivar", "--permutations", "99",
  ]

  init() throws { folder = try TestFolder() }

  @Test func `a file holds what the same format prints`() throws {
    let formats = ["text", "markdown", "html", "json"]
    let outputs = formats.flatMap { ["--output", "\($0)=\(folder.path("report.\($0)"))"] }
    let all = try Command.run(wine + outputs)
    all.expectSuccess()
    for format in formats {
      let printed = try Command.run(wine + ["--format", format])
      let isSame = try folder.read("report.\(format)") == printed.output
      #expect(isSame, "\(format)")
      if format == "text" {
        let names = formats.map { folder.path("report.\($0)") }.joined(separator: ", ")
        #expect(all.output == printed.output + "\nWrote \(names)\n")
      }
    }
    #expect(try folder.names() == formats.map { "report.\($0)" }.sorted())
  }

  @Test func `an output file in the working directory needs no folder`() throws {
    let result = try Command.shell(
      """
      cd "$PLACE" && printf 'a,b\\n1,2\\n2,1\\n' > t.csv
      "$FATHOM" analyze t.csv --output json=r.json
      """, environment: ["PLACE": folder.path])
    result.expectSuccess()
    #expect(try folder.names() == ["r.json", "t.csv"])
  }

  @Test func `an existing file is replaced as a whole`() throws {
    _ = try folder.write(String(repeating: "old ", count: 50_000), to: "report.md")
    try Command.run(wine + ["--output", "markdown=\(folder.path("report.md"))"]).expectSuccess()
    let text = try folder.read("report.md")
    #expect(text.hasPrefix("# ") && !text.contains("old old "))
    #expect(try folder.names() == ["report.md"])
  }

  @Test func `a failing run leaves no file and does not touch an existing one`() throws {
    _ = try folder.write("precious", to: "old.json")
    for name in ["old.json", "new.json"] {
      let result = try Command.run(
        "analyze", Command.fixture("wine.csv"), "--target", "price", "--output",
        "json=\(folder.path(name))")
      result.expectRefusal("there is no column “price”")
    }
    #expect(try folder.names() == ["old.json"])
    #expect(try folder.read("old.json") == "precious")
  }

  @Test func `a full disk is an error, on standard output and in a file`() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let printed = try Command.shell(
      "\"$FATHOM\" analyze Fixtures/Data/wine.csv --permutations 99 > /dev/full")
    printed.expectRefusal("standard output cannot be written: No space left on device")
    try Command.run(wine + ["--output", "json=/dev/full"]).expectRefusal(
      "/dev/full: cannot be written: No space left on device")
  }

  @Test func `a file that cannot be finished leaves the old one and nothing else`() throws {
    _ = try folder.write("precious", to: "old.json")
    // Files may grow to 4 KiB here, and the signal that says so is ignored.
    let result = try Command.shell(
      """
      trap '' XFSZ; ulimit -f 8
      "$FATHOM" analyze Fixtures/Data/wine.csv --permutations 99 --output json="$REPORT"
      """, environment: ["REPORT": folder.path("old.json")])
    result.expectRefusal("old.json: cannot be written: File too large")
    #expect(try folder.names() == ["old.json"])
    #expect(try folder.read("old.json") == "precious")
  }

  @Test func `a file can be a device or a pipe`() throws {
    try Command.run(wine + ["--output", "json=/dev/null"]).expectSuccess()
    let fifo = folder.path("fifo")
    let result = try Command.shell(
      """
      mkfifo "$FIFO" && cat "$FIFO" > "$FIFO.json" &
      while [ ! -p "$FIFO" ]; do sleep 0.01; done
      "$FATHOM" analyze Fixtures/Data/wine.csv --permutations 99 --output json="$FIFO"; wait
      """, environment: ["FIFO": fifo])
    result.expectSuccess()
    #expect(try folder.read("fifo.json").hasSuffix("}\n"))
    #expect(try folder.names() == ["fifo", "fifo.json"])
  }
}

/// The arrangement that was found, in a file.
@Suite struct OrderFileTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func fixture(_ name: String) -> String {
    Command.fixture("../HiddenOrder/\(name)")
  }

  private func analyze(_ file: String, _ more: [String]) throws -> Command.Result {
    try Command.run(
      ["analyze", file, "--only", "hiddenOrder", "--permutations", "99"] + more)
  }

  @Test func `columns rearranged by the file are local`() throws {
    let order = folder.path("order.csv")
    try analyze(fixture("chain.csv"), ["--write-order", order]).expectSuccess()
    let lines = try folder.read("order.csv").split(separator: "\n")
    #expect(lines.first == "place,column" && lines.count == 25)
    let names = lines.dropFirst().compactMap { $0.split(separator: ",").last.map(String.init) }
    #expect(Set(names) == Set((0..<24).map { "c\($0)" }))
    // Put the columns in that order and ask again.
    let text = try String(contentsOfFile: fixture("chain.csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let places = names.compactMap { rows[0].firstIndex(of: $0) }
    let sorted = rows.map { row in places.map { row[$0] }.joined(separator: ",") }
    let file = folder.path("sorted.csv")
    try Data((sorted.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
    let again = try analyze(file, ["--layout", "sequence"])
    again.expectSuccess()
    #expect(again.output.contains("stand in a local order already"))
  }

  @Test func `an earlier report gives the order too`() throws {
    let report = folder.path("report.json")
    let order = folder.path("order.csv")
    let later = folder.path("later.csv")
    try analyze(
      fixture("chain.csv"), ["--output", "json=\(report)", "--write-order", order]
    ).expectSuccess()
    let rendered = try Command.run(["render", report, "--write-order", later])
    #expect(rendered.code == 0 && rendered.output.isEmpty && rendered.error.isEmpty)
    #expect(try folder.read("later.csv") == folder.read("order.csv"))
  }

  @Test func `without an order there is no file, and the command says so`() throws {
    let order = folder.path("order.csv")
    let result = try analyze(fixture("groups.csv"), ["--write-order", order])
    #expect(result.code == 0)
    #expect(result.error.contains("order.csv: not written, because no hidden order was found"))
    #expect(try folder.names().isEmpty)
  }

  @Test func `a folder that is not there is refused before anything is read`() throws {
    let result = try analyze(fixture("chain.csv"), ["--write-order", folder.path("no/order.csv")])
    #expect(result.code == 2 && result.output.isEmpty)
  }
}

/// The rows whose labels are probably wrong, as a file.
@Suite struct SuspectFileTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Two clouds far from one another; every twentieth row has the label of the other one.
  private func table(_ first: String = "left", _ second: String = "right") throws -> String {
    var lines = ["x,y,side"]
    for row in 0..<400 {
      let isFirst = row % 2 == 0
      let angle = Double(row)
      let x = (isFirst ? -3 : 3) + sin(angle * 1.7)
      let label = (row % 20 == 7) == isFirst ? second : first
      let y = (isFirst ? -2 : 2) + cos(angle * 2.3)
      lines.append(String(format: "%.3f,%.3f,", x, y) + label)
    }
    return try folder.write(lines.joined(separator: "\n") + "\n", to: "sides.csv")
  }

  private func analyze(_ file: String, _ target: String, _ more: [String]) throws -> Command.Result
  {
    try Command.run(
      ["analyze", file, "--target", target, "--only", "labelErrors"] + more)
  }

  @Test func `suspects are written with their rows, lines and labels`() throws {
    let file = try table()
    let suspects = folder.path("suspects.csv")
    let report = folder.path("report.json")
    try analyze(file, "side", ["--write-suspects", suspects, "--output", "json=\(report)"])
      .expectSuccess()
    let lines = try folder.read("suspects.csv").split(separator: "\n").map(String.init)
    #expect(lines[0] == "row,line,given,likely,probability")
    let rows = lines.dropFirst().map { $0.split(separator: ",").map(String.init) }
    #expect(Set(rows.compactMap { Int($0[0]) }) == Set((0..<400).filter { $0 % 20 == 7 }))
    for row in rows {
      #expect(Int(row[1]) == Int(row[0]).map { $0 + 2 })
      #expect(row[2] == "left" && row[3] == "right")
      #expect((Double(row[4]) ?? 0) > 0)
    }
    // An earlier report gives the file too.
    let later = folder.path("later.csv")
    let rendered = try Command.run(["render", report, "--write-suspects", later])
    #expect(rendered.code == 0 && rendered.output.isEmpty && rendered.error.isEmpty)
    #expect(try folder.read("later.csv") == folder.read("suspects.csv"))
  }

  @Test func `labels that a spreadsheet would run are harmless`() throws {
    let file = try table("\"=1+1,\"\"a\"\"\"", "@home")
    let suspects = folder.path("suspects.csv")
    try analyze(file, "side", ["--write-suspects", suspects]).expectSuccess()
    let lines = try folder.read("suspects.csv").split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines.dropFirst().allSatisfy { $0.contains(",\"'=1+1,\"\"a\"\"\",'@home,") })
  }

  @Test func `where nothing stands out there is a header, and the command says so`() throws {
    let suspects = folder.path("suspects.csv")
    let result = try analyze(
      Command.fixture("wine.csv"), "cultivar", ["--write-suspects", suspects])
    #expect(result.code == 0)
    #expect(result.error.contains("suspects.csv: no rows, because no label stands out"))
    #expect(try folder.read("suspects.csv") == "row,line,given,likely,probability\n")
  }

  @Test func `where labels are not looked at there is no file, after the report`() throws {
    let suspects = folder.path("suspects.csv")
    for more in [["--only", "columns"], ["--only", "labelErrors"]] {
      let result = try Command.run(
        ["analyze", Command.fixture("wine.csv"), "--write-suspects", suspects] + more)
      #expect(result.code == 2 && result.output.contains("178 rows"))
      #expect(result.error.contains("suspects.csv: not written, because"))
    }
    #expect(try folder.names().isEmpty)
  }
}

/// Figures in a folder.
@Suite struct FigureFolderTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func analyze(_ more: [String]) throws -> Command.Result {
    try Command.run(
      [
        "analyze", Command.fixture("wine.csv"), "--only", "localCorrelation", "--permutations",
        "99",
      ] + more)
  }

  @Test func `a folder is made, and Markdown links to what is in it`() throws {
    let page = folder.path("report.md")
    let result = try analyze([
      "--figures", folder.path("pictures/"), "--output", "markdown=\(page)",
    ])
    result.expectSuccess()
    #expect(try folder.names() == ["pictures", "report.md"])
    let text = try folder.read("report.md")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("pictures"))
    #expect(names.contains("localCorrelation-2-histogram.svg"))
    for name in names { #expect(text.contains("](<pictures/\(name)>)"), "\(name)") }
    // A second time the folder is there already.
    try analyze(["--figures", folder.path("pictures")]).expectSuccess()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("pictures")).sorted()
        == names.sorted())
  }

  @Test func `an earlier report gives the same figures`() throws {
    let report = folder.path("report.json")
    try analyze(["--figures", folder.path("a"), "--output", "json=\(report)"]).expectSuccess()
    let rendered = try Command.run(["render", report, "--figures", folder.path("b")])
    #expect(rendered.code == 0 && rendered.error.isEmpty)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("a")) {
      #expect(try folder.read("a/\(name)") == folder.read("b/\(name)"), "\(name)")
    }
  }

  @Test func `what is no folder is refused before anything is read`() throws {
    try Data("x".utf8).write(to: URL(filePath: folder.path("file")))
    for path in ["file", "no/such"] {
      let result = try analyze(["--figures", folder.path(path)])
      #expect(result.code == 2 && result.output.isEmpty && !result.error.isEmpty)
    }
    #expect(try folder.names() == ["file"])
  }
}
