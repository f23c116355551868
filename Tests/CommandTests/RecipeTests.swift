import Foundation
import Testing

/// The recipes of CONTRIBUTING: how many files an addition touches.
@Suite struct RecipeTests {
  @Test func `an analysis, a contender, a renderer and a format touch as few files as promised`()
    throws
  {
    let script = Command.root.appending(path: "Scripts/count_touched.py").path
    let result = try Command.shell("python3 '\(script)'")
    result.expectSuccess()
    for words in [
      "analysis: 6 files", "contender: 3 files", "renderer: 2 files", "format: 4 files",
    ] {
      #expect(result.output.contains(words))
    }
  }

  @Test func `a skeleton is refused where its name or group is none`() throws {
    let script = Command.root.appending(path: "Scripts/new_analysis.py").path
    for (arguments, words) in [
      ("rowParity Health", "is no name of a type"), ("RowParity Framework", "there is no group"),
      ("Collinearity Redundancy", "there is a Collinearity already"),
      ("'' ''", "say NAME and GROUP"),
    ] {
      let result = try Command.shell("python3 '\(script)' \(arguments)")
      #expect(result.code == 1 && result.error.contains(words), "\(arguments): \(result.error)")
    }
  }
}
