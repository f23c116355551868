import Foundation
import Testing

/// The reports in `Reports/` are what the program writes today.
@Suite struct GoldenReportTests {
  @Test(arguments: [
    ("wine", ["Fixtures/Data/wine.csv", "--target", "cultivar"]),
    ("digits", ["Fixtures/Data/digits"]),
  ])
  func `a golden report is written again`(name: String, arguments: [String]) throws {
    let folder = try TestFolder()
    let formats = [("text", "txt"), ("markdown", "md"), ("json", "json")]
    let outputs = formats.flatMap {
      ["--output", "\($0.0)=\(folder.path("\(name).\($0.1)"))"]
    }
    try Command.run(["analyze"] + arguments + outputs).expectSuccess()
    for (format, ending) in formats {
      let kept = Command.root.appending(path: "Reports/\(name).\(ending)")
      guard let old = try? String(contentsOf: kept, encoding: .utf8) else {
        Issue.record("Reports/\(name).\(ending) is missing; write it: make golden")
        continue
      }
      let new = try folder.read("\(name).\(ending)")
      let difference =
        format == "json"
        ? try GoldenComparison.difference(json: old, new)
        : GoldenComparison.difference(text: old, new)
      #expect(
        difference == nil,
        "Reports/\(name).\(ending) is out of date; when the change is meant: make golden")
      // Golden reports carry no path of this machine.
      #expect(!new.contains(Command.root.path) && !new.contains(folder.path))
    }
  }
}
