import FathomData
import SummaryTesting
import Testing

@testable import FathomSummaries

@Suite struct RowAccountTests {
  private func batch(rows: Int, few lines: [Int], many: [Int] = []) -> Batch {
    Batch(
      columns: [], rowNumbers: Array(0..<rows),
      rejections: lines.map { Rejection(reason: .tooFewFields, line: $0) }
        + many.map { Rejection(reason: .tooManyFields, line: $0) })
  }

  private func account(_ batches: [Batch]) -> RowAccount {
    var account = RowAccount()
    for batch in batches { account.absorb(batch) }
    return account
  }

  @Test func `read is used plus rejected, by reason`() {
    let account = account([
      batch(rows: 10, few: [3, 7]), batch(rows: 5, few: [], many: [20]), batch(rows: 0, few: [31]),
    ])
    #expect(account.used == 15 && account.read == 19)
    #expect(account.rejected == [.tooFewFields: 3, .tooManyFields: 1])
    #expect(account.examples.map(\.line) == [3, 7, 20, 31])
  }

  @Test func `merging in any order keeps the earliest ten of each reason`() {
    let parts = (0..<4).map { part in
      account([
        batch(
          rows: part, few: (0..<8).map { $0 * 4 + part + 1 }, many: part == 2 ? [900, 800] : [])
      ])
    }
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]]
    let merged = orders.map { order in
      var account = RowAccount()
      for index in order { account.merge(parts[index]) }
      return account
    }
    for account in merged {
      #expect(account == merged[0])
      #expect(account.used == 6 && account.read == 40)
      let few = account.examples.filter { $0.reason == .tooFewFields }
      #expect(few.map(\.line) == Array(1...10))
      #expect(account.examples.filter { $0.reason == .tooManyFields }.map(\.line) == [800, 900])
    }
  }
}
