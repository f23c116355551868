import Testing

/// What the command says about itself and its analyses.
@Suite struct HelpCommandTests {
  @Test(arguments: [
    [], ["--help"], ["analyze", "--help"], ["render", "--help"], ["help", "explain"],
  ])
  func `help is printed on standard output`(arguments: [String]) throws {
    let result = try Command.run(arguments)
    result.expectSuccess()
    #expect(result.output.contains("USAGE: fathom"))
  }

  @Test func `the version is printed alone`() throws {
    let result = try Command.run("--version")
    result.expectSuccess()
    #expect(result.output == "0.1.0\n")
  }

  @Test func `every listed analysis can be explained, and so can its findings`() throws {
    let list = try Command.run("list")
    list.expectSuccess()
    let ids = list.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(
      ids.starts(with: ["localCorrelation", "supervisedLocality", "hiddenOrder", "collinearity"]))
    for id in ids {
      for name in ["\(id)", "\(id).anything"] {
        let result = try Command.run("explain", name)
        result.expectSuccess()
        #expect(result.output.contains("(\(id))"))
        #expect(result.output.contains("\nThresholds\n"))
        #expect(result.output.contains("\nReferences\n"))
      }
    }
  }

  @Test func `an explanation states the thresholds with their sources`() throws {
    let result = try Command.run("explain", "collinearity")
    #expect(result.output.contains("vifBad = 10: "))
    #expect(result.output.contains("Marquardt 1970"))
  }

  @Test func `a misspelt analysis is refused with the one that was meant`() throws {
    try Command.run("explain", "collinearty").expectRefusal(
      "there is no analysis “collinearty”; did you mean “collinearity”?")
    try Command.run("explain", "weather").expectRefusal(
      "there is no analysis “weather”; there are localCorrelation, supervisedLocality, ")
  }
}
