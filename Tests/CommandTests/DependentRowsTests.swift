import Foundation
import Testing

/// Rows in groups and in time, as a user names them.
@Suite struct DependentRowsTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// 30 patients with 6 visits each, whose outcome is the patient's.
  private func visits() throws -> String {
    var text = "patient,a,b,outcome\n"
    for row in 0..<180 {
      let patient = row / 6
      let spread = Double((row * 37) % 11) / 40
      let a = Double((patient * 29) % 31) / 10 + spread
      let b = Double((patient * 13) % 17) / 7 - spread
      text += "p\(patient),\(a),\(b),\((patient * 7) % 3 == 0 ? "yes" : "no")\n"
    }
    return try folder.write(text, to: "visits.csv")
  }

  private func evidence(_ arguments: String...) throws -> [String: Any] {
    let result = try Command.run(
      ["analyze", try visits(), "--target", "outcome", "--only", "sampleSize", "--format", "json"]
        + arguments)
    #expect(result.code == 0, "\(result.error)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let analyses = try #require(report["analyses"] as? [[String: Any]])
    let analysis = try #require(analyses.first { $0["id"] as? String == "sampleSize" })
    return try #require(analysis["evidence"] as? [String: Any])
  }

  @Test func `rows of a patient are worth one`() throws {
    let plain = try evidence()
    let grouped = try evidence("--group", "patient")
    #expect(plain["effectiveRows"] as? Double == 180)
    // All six visits have one outcome: a correlation of 1, a design effect of 6.
    #expect(abs((grouped["effectiveRows"] as? Double ?? 0) - 30) < 1e-9)
    let dependence = try #require(grouped["dependence"] as? [String: Any])
    let groups = try #require(dependence["groups"] as? [String: Any])
    #expect(groups["count"] as? Int == 30 && groups["column"] as? String == "patient")
    func worst(_ evidence: [String: Any]) throws -> Double {
      let curve = try #require(evidence["learningCurve"] as? [String: Any])
      let points = try #require(curve["points"] as? [[String: Any]])
      return try #require(points.last?["error"] as? Double)
    }
    #expect(try worst(plain) < 0.1)
    #expect(try worst(grouped) > 0.2)
  }

  @Test func `the report can be made again`() throws {
    let result = try Command.run(
      "analyze", try visits(), "--target", "outcome", "--group", "patient", "--gain", "0.02",
      "--only", "sampleSize")
    #expect(result.output.contains("--group=patient"))
    #expect(result.output.contains("--gain=0.02"))
  }

  @Test func `the labels of images may name groups`() throws {
    let digits = Command.root.appending(path: Command.fixture("digits"))
    var table = "file,digit,writer\n"
    for digit in 0..<10 {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: digits.appending(path: "\(digit)").path
      ).sorted()
      for (place, name) in names.enumerated() {
        table += "\(digit)/\(name),\(digit),\(place % 9 == 0 ? "" : "w\(place % 30)")\n"
      }
    }
    let labels = try folder.write(table, to: "labels.csv")
    let result = try Command.run(
      "analyze", Command.fixture("digits"), "--labels", labels, "--group", "writer", "--only",
      "sampleSize")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("--group=writer"))
    #expect(result.output.contains("Intraclass correlation"))
    // Which column holds the labels is clear: the third one names the groups.
    #expect(result.output.contains("target “digit”"))
    try Command.run(
      "analyze", Command.fixture("digits"), "--labels", labels, "--group", "writr"
    ).expectRefusal("there is no column “writr”; did you mean “writer”?")
  }

  @Test func `rows in time are held out in blocks`() throws {
    let declared = try evidence("--ordered")
    let dependence = try #require(declared["dependence"] as? [String: Any])
    let order = try #require(dependence["order"] as? [String: Any])
    #expect(order["isDeclared"] as? Bool == true)
    #expect(try #require(order["inflation"] as? Double) > 2)
    #expect(try #require(declared["effectiveRows"] as? Double) < 90)
  }

  @Test(arguments: [true, false])
  func `a date that goes up from row to row is named`(_ isInOrder: Bool) throws {
    var text = "day,load,demand\n"
    for row in 0..<150 {
      // Slow waves, with noise.
      let level = 10 * sin(Double(row) / 9) + Double((row * 37) % 11) / 5
      let day = isInOrder ? row : (row * 47) % 150
      text += "2024-0\(1 + day / 28)-\(String(format: "%02d", 1 + day % 28)),"
      text += "\((row * 29) % 31),\(level)\n"
    }
    let table = try folder.write(text, to: "days.csv")
    let result = try Command.run("analyze", table, "--target", "demand", "--only", "sampleSize")
    result.expectSuccess()
    let sentence = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(sentence.contains("Consecutive rows are alike"))
    #expect(
      sentence.contains("another in time, as “day” says, say so with --ordered") == isInOrder)
  }

  @Test func `what cannot name groups is refused`() throws {
    let table = try visits()
    try Command.run("analyze", table, "--target", "outcome", "--group", "pacient").expectRefusal(
      "there is no column “pacient”; did you mean “patient”?")
    try Command.run("analyze", table, "--target", "outcome", "--group", "outcome").expectRefusal(
      "cannot be the target and name the groups at once")
    try Command.run("analyze", Command.fixture("digits"), "--group", "patient").expectRefusal(
      "--group patient names a column of the table of labels")
    try Command.run("analyze", Command.fixture("digits"), "--ordered").expectRefusal(
      "--ordered is for tables")
    try Command.run("analyze", table, "--gain", "1.5").expectRefusal("--gain 1.5")
  }
}
