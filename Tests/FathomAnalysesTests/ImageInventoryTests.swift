import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct ImageInventoryTests {
  private func batch(_ prints: [ImageFingerprint], from first: Int = 0) -> Batch {
    Batch(
      columns: [], rowNumbers: Array(first..<first + prints.count),
      fingerprints: prints)
  }

  private func inventory(_ prints: [ImageFingerprint]) -> ImageInventory {
    var inventory = ImageInventory()
    inventory.absorb(batch(prints))
    return inventory
  }

  private func print(_ content: UInt64, _ difference: UInt64) -> ImageFingerprint {
    ImageFingerprint(content: content, difference: difference)
  }

  /// Images that are no exact duplicate of an earlier one, yet within four bits of one.
  private func nearByComparingAll(_ prints: [ImageFingerprint]) -> Int {
    var earlier = [ImageFingerprint]()
    var near = 0
    for image in prints where !earlier.contains(where: { $0.content == image.content }) {
      if earlier.contains(where: { ($0.difference ^ image.difference).nonzeroBitCount <= 4 }) {
        near += 1
      }
      earlier.append(image)
    }
    return near
  }

  @Test func `hand-made hashes count as anyone would`() {
    let prints = [
      print(1, 0), print(1, 0),  // the same pixels again
      print(2, 0b1111),  // four bits away from the first
      print(3, 0xff00_0000_0000),  // eight bits away
      print(4, 0),  // other pixels, the same difference hash
      print(5, 0b11111 << 40),  // within four bits of the third kind: five of its eight bits
    ]
    let inventory = inventory(prints)
    #expect(inventory.exactDuplicates == 1)
    #expect(inventory.nearDuplicates == nearByComparingAll(prints))
    #expect(inventory.nearDuplicates == 3)
  }

  @Test func `five bits are too many`() {
    #expect(inventory([print(1, 0), print(2, 0b11111)]).nearDuplicates == 0)
    // One changed bit in each of four parts and none in the fifth, wherever that is.
    for part in 0..<5 {
      let others = (0..<5).filter { $0 != part }
      let hash = others.reduce(0 as UInt64) { $0 | 1 << UInt64(13 * $1 + 11) }
      #expect(hash.nonzeroBitCount == 4)
      #expect(inventory([print(1, 0), print(2, hash)]).nearDuplicates == 1)
    }
  }

  @Test func `three hundred random hashes agree with comparing all pairs`() {
    var stream = RandomStream(seed: 6, domain: "hashes", index: 0)
    // Thirty centres with changed bits, so that distances around four are frequent.
    let centres = (0..<30).map { _ in stream.next() }
    let prints = (0..<300).map { index in
      var hash = centres[Int(stream.uniform(below: 30))]
      for _ in 0..<stream.uniform(below: 5) { hash ^= 1 << UInt64(stream.uniform(below: 64)) }
      let isCopy = index > 0 && stream.uniform(below: 10) == 0
      return print(isCopy ? UInt64(stream.uniform(below: UInt32(index))) : UInt64(index), hash)
    }
    let inventory = inventory(prints)
    #expect(inventory.nearDuplicates == nearByComparingAll(prints))
    #expect((50..<280).contains(inventory.nearDuplicates))
    #expect(inventory.exactDuplicates == 300 - Set(prints.map(\.content)).count)
  }

  @Test func `parts merged in any order count the same`() {
    var stream = RandomStream(seed: 7, domain: "hashes", index: 1)
    let prints = (0..<60).map { _ in
      print(UInt64(stream.uniform(below: 50)), UInt64(stream.uniform(below: 256)))
    }
    let whole = inventory(prints)
    var first = ImageInventory()
    first.absorb(batch(Array(prints[..<20])))
    var last = ImageInventory()
    last.absorb(batch(Array(prints[20...]), from: 20))
    for (one, other) in [(first, last), (last, first)] {
      var merged = one
      merged.merge(other)
      #expect(merged.exactDuplicates == whole.exactDuplicates)
      #expect(merged.nearDuplicates == whole.nearDuplicates)
    }
  }

  @Test func `no image has no duplicate`() {
    #expect(ImageInventory().exactDuplicates == 0 && ImageInventory().nearDuplicates == 0)
  }
}
