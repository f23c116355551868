import FathomNumerics
import SummaryTesting
import Testing

@testable import FathomSummaries

/// How alike the targets of groups are.
@Suite struct GroupSumsTests {
  @Test func `two classes have the correlation of their indicator`() throws {
    let hashes: [UInt64] = [1, 1, 1, 2, 2, 3, 3, 3, 3, 4]
    let codes = [0.0, 0, 1, 1, 1, 0, 0, 0, 1, 1]
    var classes = GroupSums(classes: 2)
    classes.absorb(GroupSums.Rows(groups: hashes, targets: codes))
    var numbers = GroupSums(classes: 0)
    numbers.absorb(GroupSums.Rows(groups: hashes, targets: codes))
    let one = try #require(classes.statistics()?.intraclassCorrelation)
    let other = try #require(numbers.statistics()?.intraclassCorrelation)
    #expect(abs(one - other) < 1e-14)
    // Rows weigh groups: (9 + 4 + 16 + 1) / 10.
    #expect(classes.statistics()?.size == 3)
  }

  @Test func `rows merge in any order, and rows without a target do not count`() throws {
    var normal = NormalStream("groups")
    let targets = (0..<400).map { $0 % 50 == 7 ? .nan : Double($0 % 20) + normal.next() }
    let hashes = (0..<400).map { RandomStream.rowHash(seed: 5, row: $0 % 20) }
    var whole = GroupSums(classes: 0)
    whole.absorb(GroupSums.Rows(groups: hashes, targets: targets))
    var parts = GroupSums(classes: 0)
    for start in [250, 0, 100] {
      let end = start == 250 ? 400 : start == 0 ? 100 : 250
      var part = GroupSums(classes: 0)
      part.absorb(
        GroupSums.Rows(
          groups: Array(hashes[start..<end]), targets: Array(targets[start..<end])))
      parts.merge(part)
    }
    let one = try #require(whole.statistics())
    let other = try #require(parts.statistics())
    #expect(one.size == other.size && one.count == 20)
    #expect(
      abs((one.intraclassCorrelation ?? 0) - (other.intraclassCorrelation ?? 1)) < 1e-12)
  }

  @Test func `of very many groups a sample tells how many and how alike`() throws {
    var normal = NormalStream("many groups")
    var sums = GroupSums(classes: 0)
    for group in 0..<60_000 {
      let centre = normal.next()
      let hash = RandomStream.rowHash(seed: 1, row: group)
      sums.absorb(
        GroupSums.Rows(
          groups: [hash, hash, hash],
          targets: [centre + normal.next(), centre + normal.next(), centre + normal.next()]))
    }
    let groups = try #require(sums.statistics())
    #expect(!groups.isExact)
    // 15,000 groups are kept: a standard error below 1 % of each.
    #expect(relativeError(Double(groups.count), 60_000) < 0.03)
    #expect(abs(try #require(groups.intraclassCorrelation) - 0.5) < 0.03)
  }
}
