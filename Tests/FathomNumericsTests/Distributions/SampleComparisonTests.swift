import Testing

@testable import FathomNumerics

@Suite struct SampleComparisonTests {
  @Test func `ranks with and without ties`() {
    // By the formula in Python, U around its mean over the tie-corrected deviation, without continuity correction.
    let apart = SampleComparison.rankProbability(
      [1.1, 2.2, 3.3, 4.4, 5.5, 6.6, 7.7, 8.8], [2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    #expect(abs(apart - 0.2863205967930592) < 1e-12)
    let tied = SampleComparison.rankProbability(
      [1, 1, 2, 2, 3, 3, 3, 4], [2, 3, 3, 4, 4, 5, 5, 5])
    #expect(abs(tied - 0.023760152092395407) < 1e-12)
  }

  @Test func `counts of levels`() {
    func levels(_ a: Int, _ b: Int) -> [UInt64] {
      Array(repeating: 1, count: a) + Array(repeating: 2, count: b)
    }
    // χ² = 2 · 25/25 + 2 · 25/15 = 16/3 with one degree of freedom: erfc(√(8/3)).
    let found = SampleComparison.countProbability(levels(30, 10), levels(20, 20))
    #expect(abs(found - 0.020921335337794) < 1e-10)
    #expect(SampleComparison.countProbability(levels(30, 10), levels(30, 10)) > 0.99)
  }

  @Test func `nothing to compare is no difference`() {
    #expect(SampleComparison.rankProbability([], [1, 2, 3]) == 1)
    #expect(SampleComparison.rankProbability([2, 2, 2], [2, 2]) == 1)
    #expect(SampleComparison.countProbability([], [1, 1]) == 1)
    #expect(SampleComparison.countProbability([1, 1], [1, 1, 1]) == 1)
  }

  @Test func `samples of one distribution differ at the level of the test`() {
    var stream = RandomStream(seed: 9, domain: "comparison", index: 0)
    var ranks = 0
    var counts = 0
    for _ in 0..<1_000 {
      let first = (0..<40).map { _ in stream.uniform() }
      let second = (0..<400).map { _ in stream.uniform() }
      if SampleComparison.rankProbability(first, second) < 0.05 { ranks += 1 }
      if SampleComparison.countProbability(
        first.map { UInt64($0 * 4) }, second.map { UInt64($0 * 4) }) < 0.05
      {
        counts += 1
      }
    }
    // 50 are expected, with a standard deviation of 7.
    #expect((22...78).contains(ranks))
    #expect((22...78).contains(counts))
  }
}
