import FathomData
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses
@testable import FathomSummaries

@Suite struct TokenOrderTests {
  private func summary(exclude: [String] = []) throws -> Summary {
    try Summary(
      of: try CSVSource(
        path: Package.root.appending(path: "Fixtures/TokenOrder/sentences.csv").path,
        options: TableOptions(roles: ColumnRoles(exclude: exclude))))
  }

  private func evidence(_ summary: Summary, threads: Int = 2) throws -> TokenOrder.Evidence {
    try TokenOrder().measure(summary, AnalysisContext(permutations: 99, threads: threads))
  }

  @Test func `sentences have an order, shuffled ones have none`() throws {
    let evidence = try evidence(try summary())
    #expect(evidence.columns.map(\.name) == ["written", "shuffled", "strand"])
    let written = evidence.columns[0]
    #expect(written.unit == "word" && written.texts == 120)
    #expect(written.pValue == 0.01 && written.adjustedPValue >= 0.01)
    #expect(try #require(written.effectSize) > 0.2)
    let shuffled = evidence.columns[1]
    #expect(shuffled.tokens == written.tokens && shuffled.vocabulary == written.vocabulary)
    #expect(abs(shuffled.entropy - written.entropy) < 1e-12)
    #expect(shuffled.pValue > 0.01)
    #expect(abs(try #require(shuffled.effectSize)) < 0.02)
    // The nearest words say most.
    #expect(written.distances.map(\.distance) == Array(1...8))
    #expect(written.distances[0].information > 3 * abs(written.distances[7].information))
    let grades = TokenOrder().judge(evidence).map(\.grade)
    #expect(grades[0] == .good && grades[1] != .good)
  }

  private struct Expected: Decodable {
    struct Values: Decodable {
      var tokens: Int
      var vocabulary: Int
      var entropy: Double
      var statistic: Double
    }
    var written: Values
    var strand: Values
  }

  @Test func `information and entropy equal an independent count`() throws {
    let expected = try Fixture.expected("TokenOrder", as: Expected.self)
    let columns = try evidence(try summary()).columns
    for (column, values) in [(columns[0], expected.written), (columns[2], expected.strand)] {
      #expect(column.tokens == values.tokens && column.vocabulary == values.vocabulary)
      #expect(relativeError(column.entropy, values.entropy) < 1e-12)
      #expect(relativeError(column.statistic, values.statistic) < 1e-12)
    }
  }

  @Test func `intervals hold the effect, and 0 where words were shuffled`() throws {
    let columns = try evidence(try summary()).columns
    for column in columns {
      let effect = try #require(column.effectSize)
      let interval = try #require(column.effectSizeInterval)
      #expect(interval[0] < effect && effect < interval[1])
    }
    #expect(try #require(columns[0].effectSizeInterval)[0] > 0.2)
    let shuffled = try #require(columns[1].effectSizeInterval)
    #expect(shuffled[0] < 0.01 && shuffled[1] < 0.05)
  }

  @Test func `strings without spaces are read letter by letter`() throws {
    let strand = try evidence(try summary()).columns[2]
    #expect(strand.unit == "character" && strand.vocabulary == 4 && strand.tokens == 120 * 60)
    #expect(strand.pValue == 0.01)
  }

  @Test func `the verdict says that it does not weigh a text`() throws {
    let result = try Survey.withoutRace(permutations: 199).run(
      try CSVSource(
        path: Package.root.appending(path: "Fixtures/TokenOrder/sentences.csv").path))
    #expect(
      result.verdict.reasons.contains {
        $0.line.hasPrefix("Neither: ") && $0.line.contains("“written”")
          && $0.line.contains("language model")
      })
  }

  @Test func `a column that was left out is not read`() throws {
    #expect(
      try evidence(try summary(exclude: ["written"])).columns.map(\.name) == ["shuffled", "strand"])
  }

  @Test func `any number of threads gives the same evidence`() throws {
    let summary = try summary()
    #expect(try evidence(summary, threads: 1) == evidence(summary, threads: 3))
  }

  @Test func `a table without text is not even asked`() throws {
    var normal = NormalStream("no text")
    let source = MemorySource(columns: (0..<4).map { _ in normal.column(20) })
    #expect(!TokenOrder.concerns(source.schema))
    #expect(throws: NotApplicable.self) { try evidence(try Summary(of: source)) }
    let texts = try summary()
    #expect(TokenOrder.concerns(texts.schema))
  }

  @Test func `few words are not applicable, and the reason counts them`() throws {
    let lines = (0..<30).map { "\($0)-th text of \($0 % 7) words, and not many" }
    try withTable(
      "n,t\n" + lines.enumerated().map { "\($0 % 3),\"\($1)\"" }.joined(separator: "\n")
    ) { path in
      let summary = try Summary(of: try CSVSource(path: path))
      guard case .notApplicable(let reason) = TokenOrder().input(from: summary) else {
        Issue.record("fewer than 500 tokens")
        return
      }
      #expect(reason.contains("fewer than 500"))
    }
  }

  // MARK: Information

  @Test func `information and entropy of small texts are those by hand`() {
    // a b a b: three pairs, ab ba ab. H(first) = H(second) = log 3 − 2/3; joint the same.
    var information = MutualInformation(bound: 2)
    let texts: [[Int32]] = [[0, 1, 0, 1]]
    let expected = 0.918_295_834_054_489_6
    #expect(abs(information.between(texts, distance: 1) - expected) < 1e-12)
    // Two apart: aa and bb, each once: one bit.
    #expect(abs(information.between(texts, distance: 2) - 1) < 1e-12)
    #expect(information.between(texts, distance: 4) == 0)
    // What was counted before is forgotten.
    #expect(abs(information.between(texts, distance: 1) - expected) < 1e-12)
    #expect(abs(MutualInformation.entropy(texts, bound: 2) - 1) < 1e-12)
    #expect(MutualInformation.entropy([[1, 1]], bound: 2) == 0)
  }

  @Test func `pairs do not reach from one text into the next`() {
    var information = MutualInformation(bound: 3)
    #expect(information.between([[0, 1], [0, 1], [2, 1]], distance: 1) == 0)
  }

  // MARK: Tokens

  @Test func `words are runs of letters and digits in lower case`() {
    let tokens = Tokens(["Don't stop, don't  stop! Über-Maß 42 stop", "你好 世界 abc stop"])
    #expect(tokens.unit == .word)
    #expect(tokens.texts.map(\.count) == [8, 6])
    // don't twice, stop four times; the others are rare.
    #expect(tokens.vocabulary == 3)
    #expect(tokens.texts[0] == [2, 1, 2, 1, 0, 0, 0, 1])
  }

  @Test func `texts of one word are left out, and many tokens are cut off`() {
    #expect(Tokens(["one", "two words", ""]).texts.count == 1)
    let long = Array(repeating: String(repeating: "a b c d e ", count: 100), count: 200)
    let tokens = Tokens(long)
    #expect(tokens.count == Tokens.tokenLimit)
  }

  @Test func `where no token is rare all have a number of their own`() {
    let tokens = Tokens([String(repeating: "ACGT", count: 10)])
    #expect(tokens.unit == .character && tokens.vocabulary == 4 && tokens.bound == 5)
    #expect(Set(tokens.texts[0]) == [1, 2, 3, 4])
  }

  // MARK: The sample

  @Test func `the sample does not depend on how rows were split or merged`() throws {
    let schema = try summary().schema
    let column = try #require(schema.columns.firstIndex { $0.name == "written" })
    let cells = (0..<5_000).map { TextCell(column: column, row: $0, text: "text \($0)") }
    var whole = TextSample(schema, seed: 3)
    whole.absorb(cells)
    var parts = (0..<7).map { _ in TextSample(schema, seed: 3) }
    for (index, cell) in cells.enumerated() { parts[index * index % 7].absorb([cell]) }
    var merged = TextSample(schema, seed: 3)
    for part in parts.reversed() { merged.merge(part) }
    #expect(whole.texts(column) == merged.texts(column))
    #expect(whole.texts(column).count == TextSample.cellsOfColumn)
    var other = TextSample(schema, seed: 4)
    other.absorb(cells)
    #expect(other.texts(column) != whole.texts(column))
  }
}
