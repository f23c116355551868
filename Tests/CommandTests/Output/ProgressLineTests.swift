import Foundation
import Testing

/// The progress line is there for people who wait, and for nobody else.
@Suite struct ProgressLineTests {
  /// A run that takes minutes.
  private static let long =
    "exec \"$FATHOM\" analyze Fixtures/Data/spectra.csv --permutations 50000000"
  private static let interrupted = "fathom: interrupted"

  /// What was drawn over one another.
  private func drawings(_ shown: String) -> [String] {
    shown.components(separatedBy: "\u{1B}[K").map { $0.replacing("\r", with: "") }
  }

  @Test func `a long run shows its step, its share and the time that is left`() throws {
    let transcript = try PseudoTerminal.run(
      ProgressLineTests.long, [.wait("%  [0-9:]+ left"), .type("\u{3}")])
    #expect(transcript.missed == nil)
    let lines = drawings(transcript.shown)
    #expect(lines.contains { $0.contains(/^Shuffling positions  [━─]{20} +\d+ %/) })
    #expect(lines.allSatisfy { $0.count < 100 })
    // One line: what is drawn begins where the last drawing began.
    #expect(!transcript.shown.components(separatedBy: "fathom: ")[0].contains("\n"))
  }

  @Test func `an interrupted run leaves a clean line and ends of the signal`() throws {
    let transcript = try PseudoTerminal.run(
      ProgressLineTests.long, [.wait("Shuffling"), .type("\u{3}")])
    #expect(transcript.missed == nil)
    #expect(transcript.shown.hasSuffix("\r\u{1B}[K\(ProgressLineTests.interrupted)\r\n"))
    #expect(transcript.code == -SIGINT)
  }

  @Test func `the line fits a window that was made narrower`() throws {
    let transcript = try PseudoTerminal.run(
      ProgressLineTests.long,
      [
        .wait("Shuffling positions  [━─]{20} +[0-9]+ %"), .resize(30),
        .wait("\\rShuffling positions +[0-9]+ %\\x1b"), .type("\u{3}"),
      ])
    #expect(transcript.missed == nil)
  }

  @Test func `the line is gone when the report comes`() throws {
    let transcript = try PseudoTerminal.run(
      "exec \"$FATHOM\" analyze Fixtures/Data/spectra.csv --permutations 1500000")
    #expect(transcript.code == 0)
    let parts = transcript.shown.components(separatedBy: "fathom 0.")
    // The report names the program in its first line and under what it rests on.
    #expect(parts.count == 3)
    // A very fast machine is done within the second in which nothing is drawn.
    if parts[0].contains("Shuffling") {
      #expect(parts[0].replacing("\u{1B}[1m", with: "").hasSuffix("\r\u{1B}[K"))
    }
  }

  @Test(arguments: [
    (long + " 2> \"$LOG\"", ["TERM": "xterm"]), (long, ["TERM": "dumb"]),
  ])
  func `where no line can be drawn, nothing is`(
    script: String, environment: [String: String]
  ) throws {
    let folder = try TestFolder()
    let log = try folder.write("", to: "log")
    let transcript = try PseudoTerminal.run(
      script, environment: environment.merging(["LOG": log]) { $1 }, [.pause(2), .type("\u{3}")])
    #expect(transcript.code == -SIGINT)
    let all = try transcript.shown.replacing("^C", with: "") + folder.read("log")
    #expect(all.replacing("\r\n", with: "\n") == ProgressLineTests.interrupted + "\n")
  }
}
