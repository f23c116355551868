import Foundation
import Testing

/// What cannot be run ends with exit code 2 and one sentence that says what, where and what to do.
@Suite struct RefusalTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func analyze(_ text: String, _ arguments: String...) throws -> Command.Result {
    try Command.run(["analyze", try folder.write(text, to: "data.csv")] + arguments)
  }

  @Test func `no such file`() throws {
    try Command.run("analyze", folder.path("absent.csv")).expectRefusal(
      folder.path("absent.csv"), "no such file or folder")
  }

  @Test func `an empty path`() throws {
    try Command.run("analyze", "").expectRefusal("no such file or folder")
  }

  @Test(arguments: ["", "\u{FEFF}", "\n\n  \n"])
  func `an empty file`(text: String) throws {
    try analyze(text).expectRefusal("data.csv: the file is empty")
  }

  @Test func `a header without rows`() throws {
    try analyze("a,b,c\n").expectRefusal("there is a header but no row under it")
  }

  @Test func `a table in which every cell is missing`() throws {
    try analyze("a,b\n,NA\nNaN,\n").expectRefusal("every cell is missing")
  }

  @Test func `a table of which no row fits the header`() throws {
    try analyze("a,b,c\n1,2\n3,4\n").expectRefusal("no row could be used")
  }

  @Test func `an unknown target, with the name that was meant`() throws {
    let wine = Command.fixture("wine.csv")
    try Command.run("analyze", wine, "--target", "cultivra").expectRefusal(
      "there is no column “cultivra”; did you mean “cultivar”?")
    try Command.run("analyze", wine, "--target", "price").expectRefusal(
      "there is no column “price”; the header names the columns")
    try Command.run("analyze", wine, "--exclude", "ahs").expectRefusal("did you mean “ash”?")
  }

  @Test func `a part that does not exist, with the name that was meant`() throws {
    let wine = Command.fixture("wine.csv")
    try Command.run("analyze", wine, "--only", "colinearity").expectRefusal(
      "--only colinearity: there is no such part; did you mean “collinearity”?")
    try Command.run("analyze", wine, "--only", "everything").expectRefusal(
      "there are columns, images, localCorrelation, supervisedLocality, hiddenOrder, collinearity, "
    )
  }

  @Test func `a target without a value and one with too many`() throws {
    let rows = (1...300).map { "\($0),\($0 * $0),\n" }.joined()
    try analyze("a,b,c\n" + rows, "--target", "c").expectRefusal("“c” has no value")
    try analyze("a,b,c\n" + rows, "--target", "b", "--task", "classification").expectRefusal(
      "300 distinct values, too many for classes")
  }

  @Test func `a folder without images and an empty folder`() throws {
    _ = try folder.write("a,b\n1,2\n", to: "tables/a.csv")
    try Command.run("analyze", folder.path("tables")).expectRefusal(
      "no image that can be read among 1 file")
    let empty = try TestFolder()
    try Command.run("analyze", empty.path).expectRefusal("among 0 files")
  }

  @Test func `a folder or file that may not be read`() throws {
    let file = try folder.write("a,b\n1,2\n", to: "closed.csv")
    // Nothing is closed to root, but nobody finds a file inside of a file.
    try Command.run("analyze", file + "/inside.csv").expectRefusal("cannot be read: ")
    guard getuid() != 0 else { return }
    for path in [file, folder.path] {
      #expect(chmod(path, 0) == 0)
      defer { chmod(path, 0o700) }
      try Command.run("analyze", path).expectRefusal("Permission denied")
    }
  }

  @Test func `a layout that the columns do not fill, with a hint`() throws {
    try Command.run("analyze", Command.fixture("digits.csv"), "--layout", "8x8").expectRefusal(
      "layout 8x8 needs 64 feature columns, found 65; if “label” is the label, add --target label")
    try Command.run("analyze", Command.fixture("wine.csv"), "--layout", "28x28").expectRefusal(
      "needs 784 feature columns, found 13; name the target with --target")
  }

  @Test(
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image", "the folder that holds"),
      ([0x61, 0x2C, 0x62, 0x0A, 0, 1, 2, 3], "binary data", "CSV"),
    ] as [([UInt8], String, String)])
  func `a file that is no text, with advice`(bytes: [UInt8], kind: String, advice: String) throws {
    let path = try folder.write(bytes, to: "data.csv")
    try Command.run("analyze", path).expectRefusal("looks like \(kind)", advice)
  }

  @Test func `a quote that never closes, with its line`() throws {
    try analyze("a,b\n3,\"4\n").expectRefusal("data.csv:2:2: a quoted cell starts here")
    let path = try folder.write(Array("a,b\n1,2\n3,\"4\n5,6\n".utf8), to: "data.csv")
    try Command.run("analyze", path, "--strict").expectRefusal(
      "data.csv:3:2: a quote that never closes; repair it")
  }

  @Test(arguments: ["--exclude", "--include", "--delimiter"])
  func `an option for tables on a folder`(option: String) throws {
    try Command.run("analyze", Command.fixture("photos"), option, "x").expectRefusal(
      "\(option) is for tables")
  }

  @Test func `labels of images and columns of tables are not mixed up`() throws {
    for (option, value) in [("--target", "x"), ("--task", "regression")] {
      try Command.run("analyze", Command.fixture("photos"), option, value).expectRefusal(
        "\(option) says which labels of a table to use; give that table with --labels FILE")
    }
    try Command.run("analyze", Command.fixture("wine.csv"), "--labels", "x.csv").expectRefusal(
      "--labels is for images")
    try Command.run("analyze", Command.fixture("photos"), "--labels", "x.csv").expectRefusal(
      "x.csv: no such file")
  }

  @Test(arguments: [
    (["--permutations", "0"], "--permutations 0: expected 1 to 100,000,000"),
    (["--permutations", "100000001"], "--permutations 100000001"),
    (["--threads", "0"], "--threads 0: expected 1 to 1,024"),
    (["--delimiter", "ab"], "--delimiter ab: expected one ASCII character"),
    (["--delimiter", "\""], "expected another character than the quote"),
    (["--encoding", "ebcdic"], "--encoding ebcdic: unknown; there are utf-8, utf-16"),
    (["--decimal-mark", ";"], "--decimal-mark ;: expected . or ,"),
    (["--decimal-mark", ",", "--thousands-mark", ","], "they must differ"),
    (["--rows", "0"], "--rows 0: expected 1 or more"),
    (["--rows", "5", "--sample", "5"], "--rows and --sample exclude each other"),
    (["--memory-limit", "1MB"], "expected 64MB or more"),
    (["--memory-limit", "much"], "--memory-limit much: expected 64MB or more"),
    (["--output", "report.md"], "expected FORMAT=FILE, for instance markdown=report.md"),
    (["--output", "json="], "expected FORMAT=FILE"),
    (["--output", "pdf=report.pdf"], "unknown format “pdf”; there are text, markdown, html, json"),
    (["--brief"], "--brief: shortens Markdown; ask for it with --format markdown"),
    (["--brief", "--output", "html=r.html"], "--brief: shortens Markdown"),
    (["--output", "json=Fixtures"], "Fixtures: is a folder; name a file in it"),
  ])
  func `an option with a value that makes no sense`(arguments: [String], words: String) throws {
    try Command.run(["analyze", Command.fixture("wine.csv")] + arguments).expectRefusal(words)
  }

  @Test func `an output folder that is not there, before any work`() throws {
    // The input is not there either; whoever looks at the output first does not notice.
    try Command.run(
      "analyze", folder.path("absent.csv"), "--output", "json=\(folder.path("no/report.json"))"
    ).expectRefusal("there is no folder “\(folder.path("no"))”; make it first")
  }

  @Test(arguments: [
    (["analyze", "x.csv", "--nonsense"], "Unknown option '--nonsense'"),
    (["analyze", "x.csv", "--layout", "round"], "'round' is invalid for '--layout <layout>'"),
    (["analyze", "x.csv", "--layout", "0x8"], "'0x8' is invalid for '--layout <layout>'"),
    (["analyze", "x.csv", "--format", "pdf"], "'pdf' is invalid for '--format <format>'"),
    (["analyze", "x.csv", "--task", "ranking"], "'ranking' is invalid for '--task <task>'"),
    (["analyze", "x.csv", "--seed", "many"], "'many' is invalid for '--seed <seed>'"),
    (["analyze"], "Missing expected argument '<path>'"), (["dive"], "Unexpected argument 'dive'"),
  ])
  func `a command line that is not understood`(arguments: [String], words: String) throws {
    // ArgumentParser's sentence is followed by how the command is used.
    let result = try Command.run(arguments)
    #expect(result.code == 2)
    #expect(result.output == "")
    #expect(result.error.hasPrefix("Error: "))
    let sentence = result.error.split(separator: "\n").first ?? ""
    #expect(sentence.contains(words), "\(result.error)")
    #expect(result.error.contains("Usage: fathom"))
  }
}
