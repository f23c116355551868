import Foundation
import Testing

/// How many rows a study needs, as a user asks for it.
@Suite struct PlanCommandTests {
  private struct File: Decodable {
    var schemaVersion: Int
    var plan: Plan

    struct Plan: Decodable {
      var outcome: String
      var rows: Int
      var criteria: [Criterion]
      var rules: [Criterion]
    }

    struct Criterion: Decodable {
      var id: String
      var source: String
      var rows: Int?
    }
  }

  @Test func `text names the rows, what they rest on, and who says so`() throws {
    let result = try Command.run(
      "plan", "--outcome", "continuous", "--parameters", "10", "--r-squared", "0.3", "--mean", "1",
      "--sd", "5")
    #expect(result.code == 0 && result.error.isEmpty)
    for part in ["6,725 rows at least", "adjusted R²", "Riley et al. 2019", "lower guide"] {
      #expect(result.output.contains(part), "\(part)")
    }
  }

  @Test func `JSON holds every criterion and rule with its source`() throws {
    let result = try Command.run(
      "plan", "--outcome", "binary", "--parameters", "24", "--prevalence", "0.174", "--cox-snell",
      "0.288", "--format", "json")
    let file = try JSONDecoder().decode(File.self, from: Data(result.output.utf8))
    #expect(file.schemaVersion == 1 && file.plan.rows == 662 && file.plan.outcome == "binary")
    #expect(file.plan.criteria.map(\.rows) == [623, 662, 221, 801])
    #expect((file.plan.criteria + file.plan.rules).allSatisfy { !$0.source.isEmpty })
    #expect(file.plan.rules.map(\.id).contains("deepFromScratch"))
  }

  @Test func `what is assumed is printed`() throws {
    let result = try Command.run(
      "plan", "--outcome", "binary", "--parameters", "10", "--prevalence", "0.3")
    #expect(result.output.contains("assumed: Riley et al. 2020"))
  }

  @Test(arguments: [
    (["--outcome", "binary", "--parameters", "3"], "--outcome binary needs --prevalence"),
    (
      ["--outcome", "binary", "--parameters", "3", "--prevalence", "1.5"],
      "plan: the prevalence is 1.5"
    ),
    (
      ["--outcome", "continuous", "--parameters", "3", "--r-squared", "0.2", "--rate", "1"],
      "--rate is for survival"
    ),
    (
      [
        "--outcome", "binary", "--parameters", "3", "--prevalence", "0.2", "--cox-snell", "0.1",
        "--c-statistic", "0.8",
      ], "exclude each other"
    ),
    (
      ["--outcome", "multinomial", "--parameters", "3", "--shares", "0.5,x"],
      "expected two or more numbers"
    ),
    (["--outcome", "ordinal", "--parameters", "3"], "ordinal"),
    (["--parameters", "3"], "--outcome"),
  ])
  func `what cannot be planned ends with code 2 and says why`(
    arguments: [String], message: String
  ) throws {
    let result = try Command.run(["plan"] + arguments)
    #expect(result.code == 2 && result.output.isEmpty)
    #expect(result.error.contains(message), "\(result.error)")
  }
}
