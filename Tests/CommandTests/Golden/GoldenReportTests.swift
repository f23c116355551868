import Foundation
import Testing

/// The reports in `Reports/` are what the program writes today.
///
/// They hold a race, in which a rounding error of a processor without AVX2 may turn into another prediction. So
/// what else was measured is measured again, and what is written of it all is rendered again.
@Suite struct GoldenReportTests {
  private static let reports = [
    ("wine", ["Fixtures/Data/wine.csv", "--target", "cultivar"]),
    ("digits", ["Fixtures/Data/digits"]),
  ]

  private func kept(_ name: String) -> String? {
    try? String(contentsOf: Command.root.appending(path: "Reports/\(name)"), encoding: .utf8)
  }

  /// A JSON report without the race, the verdict, which rests on it, and the options.
  private func withoutRace(_ text: String) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    var report = try #require(object as? [String: Any])
    #expect(report.removeValue(forKey: "verdict") != nil)
    report.removeValue(forKey: "options")
    let analyses = try #require(report["analyses"] as? [[String: Any]])
    #expect(analyses.contains { $0["id"] as? String == "race" })
    report["analyses"] = analyses.filter { $0["id"] as? String != "race" }
    return String(
      decoding: try JSONSerialization.data(withJSONObject: report, options: .sortedKeys),
      as: UTF8.self)
  }

  @Test(arguments: reports)
  func `what a golden report says is measured again`(name: String, arguments: [String]) throws {
    let folder = try TestFolder()
    let output = folder.path("\(name).json")
    try Command.run(["analyze"] + arguments + ["--output", "json=\(output)"]).expectSuccess()
    let old = try #require(kept("\(name).json"), "Reports/\(name).json is missing: make golden")
    let new = try folder.read("\(name).json")
    let difference = try GoldenComparison.difference(json: withoutRace(old), withoutRace(new))
    #expect(
      difference == nil,
      "Reports/\(name).json is out of date; when the change is meant: make golden")
    #expect(old.contains("\"contenders\"") && !new.contains("\"contenders\""))
    // Golden reports carry no path of this machine.
    #expect(!old.contains(Command.root.path) && !new.contains(folder.path))
  }

  @Test(arguments: reports.map(\.0))
  func `a golden report is rendered again`(name: String) throws {
    let folder = try TestFolder()
    let formats = [("text", "txt"), ("markdown", "md"), ("html", "html"), ("json", "json")]
    let outputs = formats.flatMap {
      ["--output", "\($0.0)=\(folder.path("\(name).\($0.1)"))"]
    }
    let result = try Command.run(["render", "Reports/\(name).json"] + outputs)
    #expect(result.code == 0, "\(result.error)")
    for (format, ending) in formats {
      guard let old = kept("\(name).\(ending)") else {
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
      #expect(!old.contains(Command.root.path))
    }
  }
}
