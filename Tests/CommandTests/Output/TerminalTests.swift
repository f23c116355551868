import Foundation
import Testing

/// On a terminal the report has colours, unless the user wants none.
@Suite struct TerminalTests {
  @Test(
    arguments: [
      (["TERM": "xterm-256color"], true), (["TERM": "xterm", "NO_COLOR": ""], true),
      (["TERM": "xterm", "NO_COLOR": "1"], false), (["TERM": "dumb"], false),
    ] as [([String: String], Bool)])
  func `colours follow the terminal and NO_COLOR`(
    environment: [String: String], isColoured: Bool
  ) throws {
    let shown = try onTerminal(
      ["analyze", Command.fixture("wine.csv"), "--permutations", "99"], environment)
    #expect(shown.contains("that a network from scratch pays off"))
    #expect(shown.contains("\u{1B}[") == isColoured)
  }

  @Test func `JSON and Markdown have no colours on a terminal either`() throws {
    for format in ["json", "markdown"] {
      let shown = try onTerminal(
        ["analyze", Command.fixture("duncan.csv"), "--permutations", "99", "--format", format],
        ["TERM": "xterm"])
      #expect(shown.contains("deep"))
      #expect(!shown.contains("\u{1B}"))
    }
  }

  /// What the program writes to a terminal.
  private func onTerminal(
    _ arguments: [String], _ environment: [String: String]
  ) throws -> String {
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    let settings = environment.map { "export \($0)='\($1)'; " }.joined()
    let transcript = try PseudoTerminal.run("unset NO_COLOR; \(settings) exec \"$FATHOM\" \(words)")
    #expect(transcript.code == 0)
    return transcript.shown
  }
}
