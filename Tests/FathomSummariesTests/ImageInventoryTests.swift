import FathomData
import FathomNumerics
import SummaryTesting
import Testing

@testable import FathomSummaries

@Suite struct ImageInventoryTests {
  private func batch(from first: Int, count: Int) -> Batch {
    var batch = Batch(
      columns: [.codes((first..<first + count).map { Int32($0 % 3) - 1 })],
      rowNumbers: Array(first..<first + count),
      images: (first..<first + count).map { .test(content: UInt64($0)) })
    batch.splits = (first..<first + count).map { Int32($0 % 2) }
    return batch
  }

  @Test func `each image keeps its row, class and split`() {
    var inventory = ImageInventory(labels: 0)
    inventory.absorb(batch(from: 4, count: 3))
    #expect(inventory.entries.map(\.row) == [4, 5, 6])
    #expect(inventory.entries.map(\.label) == [0, 1, -1])
    #expect(inventory.entries.map(\.split) == [0, 1, 0])
    #expect(inventory.entries.map(\.record.content) == [4, 5, 6])
  }

  @Test func `without classes and splits there are none`() {
    var inventory = ImageInventory()
    inventory.absorb(Batch(columns: [], rowNumbers: [0], images: [.test(content: 1)]))
    #expect(inventory.entries.map(\.label) == [-1])
    #expect(inventory.entries.map(\.split) == [-1])
  }

  @Test func `parts merged in any order are the same images in order`() {
    var first = ImageInventory(labels: 0)
    first.absorb(batch(from: 0, count: 20))
    var last = ImageInventory(labels: 0)
    last.absorb(batch(from: 20, count: 7))
    var one = first
    one.merge(last)
    var other = last
    other.merge(first)
    #expect(one.inOrder == other.inOrder)
    #expect(one.inOrder.map(\.row) == Array(0..<27))
  }
}
