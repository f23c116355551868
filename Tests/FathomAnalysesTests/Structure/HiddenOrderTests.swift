import FathomData
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct HiddenOrderTests {
  private struct Expected: Decodable { var order: [String] }

  private func summary(_ file: String, layout: Layout = .table) throws -> Summary {
    try Summary(
      of: try CSVSource(
        path: Package.root.appending(path: "Fixtures/HiddenOrder/\(file)").path,
        options: TableOptions(roles: ColumnRoles(layout: layout))))
  }

  private func evidence(_ summary: Summary, threads: Int = 2) throws -> HiddenOrder.Evidence {
    try HiddenOrder().measure(summary, AnalysisContext(permutations: 199, threads: threads))
  }

  private func noise(_ count: Int, rows: Int, seed: Int) -> [[Double]] {
    var normal = NormalStream("hidden", seed)
    return (0..<count).map { _ in normal.column(rows) }
  }

  // MARK: Columns

  @Test func `a chain is found in shuffled columns, whole and in order`() throws {
    let summary = try summary("chain.csv")
    let evidence = try evidence(summary)
    #expect(evidence.searchedRows == 60 && evidence.heldRows == 60)
    #expect(abs(try #require(evidence.given.effectSize)) < 0.2)
    let found = try #require(evidence.found)
    #expect(try #require(found.effectSize) > 0.9)
    #expect(try #require(found.decay) > 0.9)
    #expect(found.pValue == 0.005)
    let names = evidence.order.compactMap { $0.map { summary.schema.columns[$0].name } }
    let true_ = try Fixture.expected("HiddenOrder", as: Expected.self).order
    #expect(names == true_ || names == true_.reversed())
    #expect(HiddenOrder().outcome(of: evidence) == .found)
    #expect(HiddenOrder().judge(evidence).map(\.grade) == [.good])
  }

  @Test func `intervals of the index hold it`() throws {
    let evidence = try evidence(try summary("chain.csv"))
    for arrangement in [evidence.given, try #require(evidence.found)] {
      let index = try #require(arrangement.effectSize)
      let interval = try #require(arrangement.effectSizeInterval)
      #expect(interval[0] < index && index <= interval[1] && interval[1] <= 1)
    }
    // Shuffled columns have none, those in their order have one.
    let given = try #require(evidence.given.effectSizeInterval)
    #expect(given[0] < 0.2)
    #expect(try #require(evidence.found?.effectSizeInterval)[0] > 0.8)
  }

  @Test func `groups of related columns are no order`() throws {
    let evidence = try evidence(try summary("groups.csv"))
    #expect(try #require(evidence.found).pValue <= 0.05)
    #expect(HiddenOrder().outcome(of: evidence) == .groups)
    #expect(HiddenOrder().judge(evidence).map(\.grade) == [.bad])
  }

  @Test func `searching noise is not finding`() throws {
    let datasets = 60
    let found = try (0..<datasets).count { schema in
      let columns = noise(12, rows: 60, seed: schema)
      return try #require(try evidence(try Summary(of: MemorySource(columns: columns))).found)
        .pValue <= 0.05
    }
    // 5 % of 60 with a standard error of 2.8 %.
    #expect((0...9).contains(found), "\(found)")
  }

  @Test func `columns in a local order are not searched`() throws {
    let base = noise(24, rows: 100, seed: 1)
    let columns = (0..<20).map { k in
      (0..<100).map { row in (k..<k + 4).reduce(0.0) { $0 + base[$1][row] } }
    }
    let evidence = try evidence(try Summary(of: MemorySource(columns: columns, layout: .sequence)))
    #expect(evidence.found == nil && evidence.order.isEmpty && evidence.method == nil)
    #expect(HiddenOrder().outcome(of: evidence) == .alreadyLocal)
  }

  @Test func `what is no better than the given arrangement is no find`() throws {
    var evidence = try evidence(try summary("chain.csv"))
    let analysis = HiddenOrder()
    #expect(analysis.exhibits(evidence).count == 2)
    evidence.given = try #require(evidence.found)
    let given = evidence.given.effectSize ?? 0
    evidence.found?.effectSize = given - 0.01
    #expect(analysis.outcome(of: evidence) == .alreadyLocal)
    evidence.given.effectSize = 0.8
    evidence.found?.effectSize = 0.7
    #expect(analysis.outcome(of: evidence) == .noBetter)
    // No order is offered then.
    #expect(analysis.exhibits(evidence).count == 1)
    #expect(analysis.judge(evidence).map(\.grade) == [.bad])
  }

  // MARK: Grids

  /// Noise averaged over 3 × 3, on a grid whose pixels were shuffled; with as many channels.
  private func shuffledImages(side: Int, rows: Int, channels: Int) throws -> (
    summary: Summary, order: [Int]
  ) {
    let board = side + 2
    let base = noise(board * board * channels, rows: rows, seed: 3)
    var stream = RandomStream(seed: 3, domain: "hidden", index: 0)
    let order = stream.arrangement(of: side * side)
    let columns = order.flatMap { pixel in
      (0..<channels).map { channel in
        (0..<rows).map { row in
          (0..<9).reduce(0.0) { sum, cell in
            let place = (pixel / side + cell / 3) * board + pixel % side + cell % 3
            return sum + base[place * channels + channel][row]
          }
        }
      }
    }
    let layout = Layout.grid(height: side, width: side, channels: channels)
    return (try Summary(of: MemorySource(columns: columns, layout: layout)), order)
  }

  @Test(arguments: [1, 2])
  func `pixels of shuffled images find their neighbours again`(_ channels: Int) throws {
    let (summary, order) = try shuffledImages(side: 9, rows: 150, channels: channels)
    let evidence = try evidence(summary)
    #expect(evidence.positions == 81 && evidence.order.count == 81)
    #expect(abs(try #require(evidence.given.effectSize)) < 0.15)
    #expect(HiddenOrder().outcome(of: evidence) == .found)
    // Each pixel is put somewhere, and most neighbours were neighbours.
    let placed = evidence.order.compactMap { $0 }.map { order[$0] }
    #expect(Set(placed).count == 81)
    let together = (0..<81).count { place in
      guard place % 9 < 8 else { return false }
      let (a, b) = (placed[place], placed[place + 1])
      return abs(a / 9 - b / 9) + abs(a % 9 - b % 9) == 1
    }
    #expect(together > 72 / 2, "\(together)")
  }

  @Test func `pixels that do not vary take no part and leave places empty`() throws {
    var columns = noise(36, rows: 60, seed: 5)
    for pixel in [0, 5, 30] { columns[pixel] = [Double](repeating: 1, count: 60) }
    let evidence = try evidence(
      try Summary(
        of: MemorySource(columns: columns, layout: .grid(height: 6, width: 6, channels: 1))))
    #expect(evidence.positions == 33 && evidence.order.count == 36)
    #expect(evidence.order.count(where: { $0 == nil }) == 3)
    #expect(Set(evidence.order.compactMap { $0 }).isDisjoint(with: [0, 5, 30]))
  }

  // MARK: The rest

  @Test func `any number of threads gives the same evidence`() throws {
    let summary = try summary("chain.csv")
    #expect(try evidence(summary, threads: 1) == evidence(summary, threads: 3))
  }

  @Test func `few rows and few columns are not applicable`() throws {
    #expect(throws: NotApplicable.self) {
      try evidence(try Summary(of: MemorySource(columns: noise(12, rows: 39, seed: 6))))
    }
    #expect(throws: NotApplicable.self) {
      try evidence(try Summary(of: MemorySource(columns: noise(9, rows: 60, seed: 7))))
    }
  }

  @Test func `a column that varies in one half alone takes no part`() throws {
    var columns = noise(12, rows: 60, seed: 8)
    columns[4] = (0..<60).map { $0 == 7 ? 1 : 0 }
    let evidence = try evidence(try Summary(of: MemorySource(columns: columns)))
    #expect(evidence.positions == 11 && !evidence.order.contains(4))
  }

  @Test func `missing cells are correlated pairwise`() throws {
    var columns = noise(12, rows: 80, seed: 9)
    for row in stride(from: 0, to: 80, by: 3) { columns[row % 12][row] = .nan }
    #expect(try evidence(try Summary(of: MemorySource(columns: columns))).positions == 12)
  }
}
