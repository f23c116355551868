import Foundation
import Testing

/// The same bytes, seed and version give the same report, whatever the number of threads.
@Suite struct DeterminismTests {
  private static let runs: [[String]] = [
    ["wine.csv", "--target", "cultivar"], ["duncan.csv", "--target", "prestige"],
    ["exact_collinear.csv"], ["airquality.csv"],
    ["spectra.csv", "--layout", "sequence", "--target", "fat"], ["digits"],
  ]

  private func json(_ arguments: [String], _ more: String...) throws -> String {
    let result = try Command.run(
      ["analyze", Command.fixture(arguments[0])] + arguments.dropFirst()
        + ["--permutations", "999", "--format", "json"] + more)
    result.expectSuccess()
    return result.output
  }

  @Test(arguments: runs)
  func `the number of threads changes no byte`(arguments: [String]) throws {
    let one = try json(arguments, "--threads", "1")
    // The largest fixture takes seconds without optimisation.
    for threads in arguments == ["digits"] ? ["7"] : ["2", "3", "7"] {
      let isSame = try json(arguments, "--threads", threads) == one
      #expect(isSame, "\(threads) threads")
    }
  }

  @Test func `a table of several chunks gives the same bytes with any number of threads`() throws {
    // Chunks are about 1 MiB; types, classes, missing cells and rejected rows in all of them. Long
    // cells make many chunks of few rows.
    let colours = ["red", "blue", "green"].map { $0 + String(repeating: "-", count: 800) }
    let folder = try TestFolder()
    var text = "a,b,c,d,e,kind,y\n"
    for row in 0..<2_700 {
      let x = Double((row &* 7_919) % 10_007) / 7
      text += "\(x),\(row % 977),\(row % 53 == 0 ? "" : "\(x * 2 + Double(row % 11))"),"
      text += "\((row &* 31) % 1_009),\(x / 3),\(colours[row % 3]),\(row % 2)\n"
      if row % 449 == 0 { text += "1,2\n" }
    }
    let path = try folder.write(text, to: "large.csv")
    #expect(text.utf8.count > 2 << 20)
    let reports = try ["1", "2", "3", "7"].map { threads in
      let result = try Command.run(
        "analyze", path, "--target", "y", "--format", "json", "--permutations", "99", "--threads",
        threads)
      result.expectSuccess()
      return result.output
    }
    for report in reports {
      let isSame = report == reports[0]
      #expect(isSame)
    }
  }

  @Test(arguments: ["text", "markdown", "html", "json"])
  func `two runs give the same bytes in every format`(format: String) throws {
    // Exact dependencies are kept in dictionaries, whose order differs from run to run.
    let arguments = [
      "analyze", Command.fixture("exact_collinear.csv"), "--format", format, "--permutations", "99",
    ]
    let first = try Command.run(arguments)
    first.expectSuccess()
    for _ in 0..<3 {
      let isSame = try Command.run(arguments).output == first.output
      #expect(isSame)
    }
  }

  @Test func `another seed draws other permutations`() throws {
    let arguments = ["wine.csv", "--target", "cultivar"]
    func evidence(_ seed: String) throws -> NSDictionary {
      let report = try JSONSerialization.jsonObject(
        with: Data(try json(arguments, "--seed", seed).utf8))
      let analyses = (report as? [String: Any])?["analyses"] as? [[String: Any]]
      return try #require(analyses?.first?["evidence"] as? NSDictionary)
    }
    let (one, again, other) = (try evidence("1"), try evidence("1"), try evidence("2"))
    #expect(one == again)
    #expect(one != other)
    // The observed statistic has nothing to do with the seed.
    #expect(one["statistic"] as? Double == other["statistic"] as? Double)
  }
}
