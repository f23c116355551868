import Foundation
import Testing

/// Standard input, pipes, and readers that go away.
@Suite struct StreamTests {
  /// The report without the path, the one thing that differs by where the bytes came from.
  private func withoutPath(_ result: Command.Result) throws -> NSDictionary {
    var report = try result.json()
    var input = try #require(report["input"] as? [String: Any])
    input.removeValue(forKey: "path")
    report["input"] = input
    return report as NSDictionary
  }

  private static let options = "--target cultivar --permutations 99 --format json"

  @Test func `a dash reads standard input`() throws {
    let file = try Command.shell(
      "\"$FATHOM\" analyze Fixtures/Data/wine.csv \(StreamTests.options)")
    file.expectSuccess()
    for script in [
      "cat Fixtures/Data/wine.csv | \"$FATHOM\" analyze - \(StreamTests.options)",
      "\"$FATHOM\" analyze - \(StreamTests.options) < Fixtures/Data/wine.csv",
    ] {
      let piped = try Command.shell(script)
      piped.expectSuccess()
      #expect(try withoutPath(piped) == withoutPath(file))
      let input = try piped.json()["input"] as? [String: Any]
      #expect(input?["path"] as? String == "standard input")
    }
  }

  @Test func `a named pipe is read like a file`() throws {
    let folder = try TestFolder()
    let piped = try Command.shell(
      """
      mkfifo "$FIFO" && cat Fixtures/Data/wine.csv > "$FIFO" &
      while [ ! -p "$FIFO" ]; do sleep 0.01; done
      "$FATHOM" analyze "$FIFO" \(StreamTests.options)
      """, environment: ["FIFO": folder.path("fifo")])
    piped.expectSuccess()
    let file = try Command.shell(
      "\"$FATHOM\" analyze Fixtures/Data/wine.csv \(StreamTests.options)")
    #expect(try withoutPath(piped) == withoutPath(file))
  }

  @Test func `an empty standard input is refused`() throws {
    try Command.shell("\"$FATHOM\" analyze - < /dev/null").expectRefusal(
      "standard input: the file is empty")
  }

  @Test func `a reader that goes away is no error`() throws {
    let folder = try TestFolder()
    for reader in ["head -1", "true"] {
      // `true` is gone long before the report is written.
      let result = try Command.shell(
        """
        { "$FATHOM" analyze Fixtures/Data/spectra.csv --permutations 99 --format json
          echo $? > "$CODE"; } | \(reader)
        """, environment: ["CODE": folder.path("code")])
      #expect(result.code == 0)
      #expect(result.error == "")
      #expect(result.output == (reader == "true" ? "" : "{\n"))
      #expect(try folder.read("code") == "0\n", "\(reader)")
    }
  }

  @Test func `a standard output that is closed is an error`() throws {
    let result = try Command.shell("\"$FATHOM\" analyze Fixtures/Data/wine.csv >&-")
    result.expectRefusal("standard output cannot be written")
  }
}
