import FathomData
import FathomNumerics
import FathomSummaries
import Foundation
import SummaryTesting
import Testing

@testable import FathomAnalyses

@Suite struct CellsTests {
  // MARK: Reference values

  private struct Expected: Decodable {
    struct Table: Decodable {
      var counts: [[Int]]
      var strength: Double
      var pValue: Double
    }
    struct Ranks: Decodable {
      var missing: [Bool]
      var target: [Double]
      var strength: Double
      var pValue: Double
    }
    var tables: [Table]
    var ranks: Ranks
  }

  @Test func `V and the correlation with ranks are those of the script`() throws {
    let expected = try Fixture.expected("Cells", as: Expected.self)
    for table in expected.tables {
      let found = try #require(MissingCells.ofClasses(table.counts))
      // Sums of a dozen terms.
      #expect(abs(found.strength - table.strength) < 1e-12)
      #expect(relativeError(found.pValue, table.pValue) < 1e-9)
    }
    let ranks = expected.ranks
    let found = try #require(
      MissingCells.association(ranks.missing, MissingCells.Target(values: ranks.target)))
    #expect(abs(found.strength - ranks.strength) < 1e-12)
    // The tail of the normal distribution is that of erfc in both.
    #expect(relativeError(found.pValue, ranks.pValue) < 1e-9)
  }

  // MARK: Planted and clean tables

  @Test(arguments: CellTables.planted.map(\.name))
  func `what was planted is found, and nothing else`(_ name: String) throws {
    let table = try #require(CellTables.planted.first { $0.name == name })
    for seed in 1...3 as ClosedRange<UInt64> {
      let found = try Cells().judge(Cells().measure(table.summary(seed)))
        .filter { $0.grade != .good }
      #expect(Set(found.map { "\($0.id) \($0.subject)" }) == table.expected, "seed \(seed)")
    }
  }

  @Test(arguments: CellTables.clean.map(\.name))
  func `a clean table is not accused`(_ name: String) throws {
    let table = try #require(CellTables.clean.first { $0.name == name })
    for seed in 1...3 as ClosedRange<UInt64> {
      let evidence = try Cells().measure(table.summary(seed))
      #expect(
        Cells().judge(evidence).filter { $0.grade != .good }.map(\.message) == [], "seed \(seed)")
    }
  }

  // MARK: Levels

  private func groups(_ levels: KeyValuePairs<String, Int>) -> [[String]] {
    let all = levels.map { LevelVariants.Level(label: $0.key, count: $0.value) }
    return LevelVariants(all, typoLetters: 7, typoShare: 0.1).groups.map { places in
      places.map { all[$0].label }
    }
  }

  @Test func `case, blanks, accents and marks without a meaning tell no levels apart`() {
    #expect(groups(["NY": 5, "N.Y.": 2, "ny": 1, "TX": 4]) == [["NY", "N.Y.", "ny"]])
    #expect(groups(["Zürich": 5, "Zurich": 2, "Bern": 4]) == [["Zürich", "Zurich"]])
    #expect(
      groups(["non-smoker": 5, "Non smoker": 4, "smoker": 3]) == [["non-smoker", "Non smoker"]])
    #expect(groups(["M": 5, "m": 5, "F": 5, "f": 5]) == [["M", "m"], ["F", "f"]])
  }

  @Test func `marks with a meaning, alleles and numbers stay apart`() {
    #expect(groups(["A+": 5, "A-": 5, "A": 5, "AB+": 3]).isEmpty)
    #expect(groups(["C": 5, "C++": 5, "C#": 5]).isEmpty)
    #expect(groups(["1.5": 5, "15": 5, "1-5": 5, "x": 3]).isEmpty)
    #expect(groups(["AA": 5, "Aa": 9, "aa": 4]).isEmpty)
    #expect(groups(["s": 5, "S": 1, "kg": 9]).isEmpty)
    #expect(groups(["+": 5, "-": 5, "--": 1]).isEmpty)
  }

  @Test func `a rare level that differs by a letter is a typing error, a word of its own is none`()
  {
    #expect(groups(["engineer": 90, "enginer": 3, "teacher": 80]) == [["engineer", "enginer"]])
    #expect(groups(["engineer": 90, "egnineer": 3, "teacher": 80]) == [["engineer", "egnineer"]])
    #expect(groups(["typical": 90, "atypical": 3]).isEmpty)
    #expect(groups(["employer": 90, "employee": 3]).isEmpty)
    #expect(groups(["Polo Grounds II": 90, "Polo Grounds I": 3]).isEmpty)
    #expect(groups(["engineer": 90, "enginer": 20]).isEmpty, "not rare")
    #expect(
      groups(["Charleston": 90, "Charlestown": 3, "Ely": 2, "Bath": 3, "York": 3]).isEmpty,
      "a list of places with rare names")
  }

  // MARK: Numbers and days

  private func special(_ numbers: [Double], isTime: Bool = false) -> [Double] {
    SpecialValues(share: 0.25, gap: 1.5).numbers(in: numbers, isTime: isTime).map(\.value)
  }

  @Test func `a number that recurs far from all others is special, an outlier is none`() {
    let ages = (0..<200).map { Double(20 + $0 * 7 % 50) }
    #expect(special(ages + [-999, -999, -999]) == [-999])
    #expect(special(ages + [-999]) == [])
    #expect(special(ages + [-99, -99, -99, 999, 999, 999]) == [-99, 999])
    #expect(special(ages + [99, 99, 99]) == [], "near")
    #expect(special(ages + [Double](repeating: 999, count: 90)) == [], "a level")
    #expect(special((0..<200).map { Double(95 + $0 % 3) } + [99, 99, 99], isTime: true) == [])
  }

  @Test func `zero and minus one are special where they stand out`() {
    let weights = (0..<200).map { 60 + Double($0 * 7 % 50) / 2 }
    #expect(special(weights + [0, 0, 0, 0, 0]) == [0])
    #expect(special((0..<300).map { Double($0 % 12) }) == [])
    let months = (0..<400).map { Double($0 * 7 % 60) }
    #expect(special(months + [Double](repeating: -1, count: 30)) == [-1])
    #expect(special(months + [Double](repeating: -1, count: 7)) == [], "one of the numbers")
    #expect(special((0..<300).map { Double($0 % 3 - 1) }) == [], "a score")
  }

  @Test func `days for a missing date are special`() {
    let days = (0..<100).map { 19_000 + Double($0 * 3) }
    let first = SpecialValues.days.first { $0.value == "1900-01-01" }?.key ?? 0
    let rule = SpecialValues(share: 0.25, gap: 1.5)
    #expect(rule.days(in: days + [first, first, first]).map(\.value) == [first])
    #expect(rule.days(in: days).isEmpty)
  }

  // MARK: Missing cells

  @Test func `chance alone is more than the level says in one column of a thousand`() {
    var stream = RandomStream(seed: 7, domain: "cells", index: 0)
    let target = MissingCells.Target(
      values: (0..<400).map { Double($0 % 3) }, labels: ["a", "b", "c"])
    let found = (0..<2_000).compactMap { _ in
      MissingCells.association((0..<400).map { _ in stream.uniform() < 0.2 }, target)?.pValue
    }
    // Binomial(2,000, 0.05): 100 ± 10, so that four deviations are 40.
    #expect(abs(found.count { $0 < 0.05 } - 100) < 40)
  }

  @Test func `a class of few rows tells nothing`() throws {
    let found = try #require(MissingCells.ofClasses([[500, 5], [480, 7], [2, 2]]))
    #expect(found.pValue > 0.3 && found.shares[2] == nil)
  }

  @Test func `columns that lack the same rows are a block`() {
    let first = (0..<200).map { $0 % 10 == 0 }
    let other = (0..<200).map { $0 % 9 == 0 }
    #expect(MissingCells.blocks([first, other, first]) == [[0, 2]])
    #expect(MissingCells.blocks([first.map { _ in false }, first.map { _ in false }]).isEmpty)
  }

  // MARK: The whole

  @Test func `threads and batches do not change the evidence`() throws {
    let text = CellTables.planted[0].text(1)
    let one = try Cells().measure(CellTables.summary(text, threads: 1))
    let eight = try Cells().measure(CellTables.summary(text, threads: 8))
    #expect(one == eight && !one.variants.isEmpty)
    let source = try CellTables.source(text)
    let small = try Cells().measure(
      Summary(of: try MemorySource(source, rowsPerBatch: 37), threads: 3))
    #expect(small == one)
  }

  @Test func `a larger table is judged by a sample and finds the same`() throws {
    let table = CellTables.planted[0]
    let all = try Cells().measure(table.summary(1))
    let some = try Cells().measure(
      Summary(of: try CellTables.source(table.text(1)), cellLimit: 3_000))
    #expect(some.rows < all.rows && some.variants == all.variants)
  }

  @Test func `levels are digests, but for the target and whoever asks`() throws {
    let summary = try CellTables.summary(CellTables.planted[0].text(1))
    let hidden = try Cells().measure(summary)
    for variants in hidden.variants {
      #expect(variants.groups.joined().allSatisfy { ($0.level == nil) != variants.isTarget })
      #expect(variants.groups.joined().allSatisfy { $0.digest.count == 16 })
    }
    let shown = try Cells().measure(
      summary, AnalysisContext(permutations: 99, includesSamples: true))
    #expect(shown.variants.flatMap(\.groups).joined().allSatisfy { $0.level != nil })
    #expect(shown.variants.contains { !$0.isTarget })
  }

  @Test func `classes that are one leave no verdict`() throws {
    let source = try CellTables.source(CellTables.planted[0].text(1))
    let verdict = try Survey.withoutRace(permutations: 99).run(source).verdict
    #expect(verdict.recommendation == .inconclusive)
    #expect(verdict.summary.hasPrefix("No verdict: five classes of “paid” are two"))
  }

  @Test func `special values and missing cells come before anything`() throws {
    for (name, words) in [
      ("minus 999", "--missing-values=-999"), ("missingness tells", "Cramér's V"),
    ] {
      let table = try #require(CellTables.planted.first { $0.name == name })
      let verdict = try Survey.withoutRace(permutations: 99).run(CellTables.source(table.text(1)))
        .verdict
      #expect(verdict.beforeAnything.contains { $0.contains(words) }, "\(name)")
    }
  }

  @Test func `images, a table without a target and one of a single column end well`() throws {
    let lone = try Cells().measure(CellTables.summary("x\n1\n2\n3\n", target: nil))
    #expect(Cells().judge(lone).map(\.id) == ["cells.all"])
    var images = try CellTables.summary("x\n1\n2\n", target: nil)
    images.schema.images = ImageShape(height: 1, width: 1, channels: 1, isUniform: true)
    #expect(throws: NotApplicable.self) { try Cells().measure(images) }
  }

  @Test func `nearly constant columns and identifiers are listed`() throws {
    var text = "customer_no,phone,flag,x,label\n"
    for row in 0..<1_000 {
      text += "\(70_000 + row * 37 % 997),0151\(2_000_000 + row * 7_919),\(row == 7 ? 1 : 0),"
      text += "\(row * 31 % 101),\(row % 2 == 0 ? "a" : "b")\n"
    }
    let evidence = try Cells().measure(CellTables.summary(text, target: "label"))
    #expect(evidence.nearlyConstant == ["flag"])
    #expect(evidence.identifiers == ["customer_no", "phone"])
    #expect(Cells().judge(evidence).map(\.grade) == [.good])
  }

  @Test func `lines of other cells are named`() throws {
    var text = "size,x,label\n"
    for row in 0..<300 {
      text += "\(row == 40 || row == 90 ? "abc" : "\(row * 3)"),\(row * 31 % 101),\(row % 2)\n"
    }
    let evidence = try Cells().measure(CellTables.summary(text, target: "label"))
    #expect(evidence.mixed.map(\.lines) == [[41, 91]])
  }

  @Test func `lines are named in a text file too, also of a column that is left out for them`()
    throws
  {
    var text = "size,x,label\n"
    for row in 0..<300 {
      text += "\(row % 4 == 0 ? "word \(row % 7)" : "\(row * 3)"),\(row * 31 % 101),\(row % 2)\n"
    }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "cells-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "table.csv").path
    try Data(text.utf8).write(to: URL(filePath: path))
    let source = try CSVSource(
      path: path, options: TableOptions(roles: ColumnRoles(target: "label")))
    let evidence = try Cells().measure(Summary(of: source))
    #expect(evidence.mixed.map(\.isLeftOut) == [true])
    #expect(evidence.mixed[0].lines.prefix(3) == [2, 6, 10])
  }
}
