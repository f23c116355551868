import SummaryTesting
import Testing

@testable import FathomSummaries

@Suite struct TargetCountsTests {
  @Test func `codes are counted by class and merged`() {
    var counts = TargetCounts(classes: 3)
    counts.absorb([0, 2, 2, -1, 0, 2])
    var more = TargetCounts(classes: 3)
    more.absorb([1, -1, -1])
    counts.merge(more)
    #expect(counts.counts == [2, 1, 3])
    #expect(counts.missing == 3)
  }
}
