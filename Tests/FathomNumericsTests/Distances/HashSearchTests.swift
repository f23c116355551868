import CKernels
import Testing

@testable import FathomNumerics

@Suite struct HashSearchTests {
  private struct Pair: Hashable {
    var first: Int
    var second: Int
  }

  private func pairs(_ hashes: [UInt64], _ distance: Int) -> Set<Pair> {
    let search = HashSearch(hashes, distance: distance)
    var pairs = Set<Pair>()
    for part in 0..<search.parts {
      search.search(part: part) { first, second in
        // Each pair comes once.
        #expect(pairs.insert(Pair(first: first, second: second)).inserted)
      }
    }
    return pairs
  }

  private func allPairs(_ hashes: [UInt64], _ distance: Int) -> Set<Pair> {
    var pairs = Set<Pair>()
    for second in hashes.indices {
      for first in 0..<second
      where (hashes[first] ^ hashes[second]).nonzeroBitCount <= distance {
        pairs.insert(Pair(first: first, second: second))
      }
    }
    return pairs
  }

  // Many informative bits, few (all hashes share the other parts), and none.
  @Test(arguments: [UInt64.max, 0x0F0F_0F0F_0000_0000, 0xFFF, 0])
  func `all pairs that differ in few bits are found, and no others`(_ informative: UInt64) {
    var random = RandomStream(seed: 5, domain: "test", index: informative)
    var hashes = (0..<700).map { _ in random.next() & informative }
    for place in stride(from: 0, to: 700, by: 7) {
      var near = hashes[place]
      for _ in 0..<(place % 6) { near ^= 1 << (random.next() % 64) }
      hashes.append(near)
    }
    for distance in [0, 2, 4] {
      let expected = allPairs(hashes, distance)
      #expect(expected.count > 10)
      #expect(pairs(hashes, distance) == expected)
    }
  }

  @Test func `few hashes have few pairs`() {
    #expect(pairs([], 4).isEmpty)
    #expect(pairs([1], 4).isEmpty)
    #expect(pairs([1, 3], 4) == [Pair(first: 0, second: 1)])
    #expect(pairs([0, 31], 4).isEmpty)
  }

  @Test func `the kernel finds what its twin finds`() {
    var random = RandomStream(seed: 6, domain: "test", index: 0)
    for count in [0, 1, 7, 8, 9, 63, 64, 65, 500] {
      let hashes = (0..<count).map { _ in random.next() & 0xFF00_FF }
      var (fast, slow) = (
        [UInt32](repeating: 0, count: count), [UInt32](repeating: 0, count: count)
      )
      for distance in [0, 3, 64] {
        let found = fathom_near(hashes, count, 0x0F00_55, UInt32(distance), &fast)
        #expect(fathom_near_scalar(hashes, count, 0x0F00_55, UInt32(distance), &slow) == found)
        #expect(fast[..<found] == slow[..<found])
        #expect(distance < 64 || found == count)
      }
    }
  }

  @Test func `products of bytes are exact`() {
    var random = RandomStream(seed: 7, domain: "test", index: 0)
    var vectors = ByteVectors()
    var rows = [[Int]]()
    for row in 0..<6 {
      var vector = SIMD64<UInt8>(repeating: 255)
      if row > 0 { for index in 0..<64 { vector[index] = UInt8(random.next() % 256) } }
      vectors.append(vector)
      rows.append((0..<64).map { Int(vector[$0]) })
    }
    #expect(vectors.count == 6)
    for first in 0..<6 {
      for second in 0..<6 {
        let direct = zip(rows[first], rows[second]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(vectors.product(first, second) == direct)
      }
    }
  }
}
