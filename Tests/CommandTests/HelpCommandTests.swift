import Foundation
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

  @Test func `a word is explained by the findings and thresholds that have it`() throws {
    let vif = try Command.run("explain", "vif")
    vif.expectSuccess()
    #expect(vif.output.contains("(collinearity)\n"))
    #expect(vif.output.contains("\nFindings\n  collinearity.vif\n"))
    #expect(vif.output.contains("  vifCaution = 5: ") && vif.output.contains("  vifBad = 10: "))
    #expect(!vif.output.contains("conditionBad"))
    #expect(vif.output.contains("`fathom explain collinearity` lists all of its thresholds."))
    for name in ["VIF", "collinearity.vif", "Collinearity.vif.max"] {
      #expect(try Command.run("explain", name).output == vif.output, "\(name)")
    }
    let one = try Command.run("explain", "vif-bad")
    #expect(one.output.contains("vifBad = 10") && !one.output.contains("vifCaution"))
    // A word of several analyses is explained for each.
    let order = try Command.run("explain", "order").output
    for id in ["hiddenOrder", "sampleSize", "race"] { #expect(order.contains("(\(id))"), "\(id)") }
    #expect(!order.contains("(collinearity)"))
  }

  @Test func `every finding of the golden reports can be explained by its own name`() throws {
    var ids = Set<String>()
    for name in ["wine", "digits"] {
      let file = Command.root.appending(path: "Reports/\(name).json")
      let text = try String(contentsOf: file, encoding: .utf8)
      ids.formUnion(text.matches(of: /"id" : "([a-zA-Z]+\.[a-zA-Z]+)"/).map { String($0.1) })
    }
    #expect(ids.count > 15)
    for id in ids {
      let output = try Command.run("explain", id).output
      #expect(output.contains("\nFindings\n") && output.contains("  \(id)\n"), "\(id)")
    }
  }

  @Test func `every finding that an analysis names can be explained`() throws {
    let folder = Command.root.appending(path: "Sources/FathomAnalyses")
    var ids = Set<String>()
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix("+Judge.swift") {
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      let type = (path.split(separator: "/").last ?? "").prefix { $0 != "+" }
      let analysis = type.prefix(1).lowercased() + type.dropFirst()
      ids.formUnion(
        text.matches(of: /"\\\((?:\w+\.info\.)?id\)\.([a-zA-Z]+)"/).map { "\(analysis).\($0.1)" })
    }
    #expect(ids.count > 20)
    for id in ids {
      let output = try Command.run("explain", id).output
      #expect(output.contains("  \(id)\n"), "\(id)")
    }
  }

  @Test func `the help of every subcommand has an example`() throws {
    let help = try Command.run("--help").output
    let names = help.matches(of: /(?m)^  ([a-z]+) +[A-Z]/).map { String($0.1) }
    #expect(names.contains("analyze") && names.contains("list"))
    for name in names {
      let output = try Command.run("help", name).output
      #expect(output.contains(#/Examples?:\n  fathom /#), "\(name)")
      #expect(output.contains("  fathom \(name)"), "\(name)")
    }
  }

  @Test func `a misspelt analysis is refused with the one that was meant`() throws {
    try Command.run("explain", "collinearty").expectRefusal(
      "there is no analysis, finding or threshold “collinearty”; did you mean “collinearity”?")
    try Command.run("explain", "vifBda").expectRefusal("did you mean “vifBad”?")
    try Command.run("explain", "...").expectRefusal("there is no analysis, finding or threshold")
    try Command.run("explain", "weather").expectRefusal(
      "there is no analysis, finding or threshold “weather”; there are localCorrelation, supervisedLocality, "
    )
  }
}
