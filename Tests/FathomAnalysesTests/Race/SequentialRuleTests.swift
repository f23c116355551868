import FathomNumerics
import Testing

@testable import FathomAnalyses

/// How often contests that are looked at after every part end on the wrong side.
@Suite struct SequentialRuleTests {
  /// Looks at a stream of paired differences after every part, as a contest does; which side it ends on, if any.
  private func looked(
    mean: Double, parts: Int, rows: Int, line: Double, stream: inout RandomStream
  ) -> (isAbove: Bool, parts: Int)? {
    var differences = [Double]()
    var rule = SequentialRule()
    // Another set of rows to learn from moves all rows of a part alike, by half the variance of a part.
    for part in 1...parts {
      let common = (0.5 / Double(rows)).squareRoot() * stream.normal()
      for _ in 0..<rows { differences.append(mean + common + stream.normal()) }
      let moments = Moments(differences)
      let error = moments.standardDeviation / Double(differences.count).squareRoot()
      guard
        rule.isDecided(
          moments.mean, standardError: error, line: line, rows: differences.count)
      else { continue }
      return (moments.mean > line, part)
    }
    return nil
  }

  /// A difference that lies at the line is called above it in less than 1 of 100, and below it in as many.
  @Test(arguments: [3, SequentialRule.mostLooks])
  func `what lies at the line is seldom decided, however often one looks`(_ looks: Int) {
    var stream = RandomStream(seed: 3, domain: "sequential", index: UInt64(looks))
    let contests = 1_500
    var (above, below) = (0, 0)
    for _ in 0..<contests {
      guard let end = looked(mean: 0.2, parts: looks, rows: 150, line: 0.2, stream: &stream) else {
        continue
      }
      if end.isAbove { above += 1 } else { below += 1 }
    }
    // 1 % of 1,500 and three standard errors of that.
    #expect(above < 27 && below < 27, "\(above) above, \(below) below")
    #expect(above + below > 0)
  }

  @Test func `a clear difference is decided by the first part, on the right side`() {
    var stream = RandomStream(seed: 4, domain: "sequential", index: 0)
    var ends = [(isAbove: Bool, parts: Int)]()
    for _ in 0..<200 {
      if let end = looked(mean: 1, parts: 12, rows: 150, line: 0.2, stream: &stream) {
        ends.append(end)
      }
    }
    #expect(ends.count == 200 && ends.allSatisfy(\.isAbove))
    #expect(ends.count { $0.parts == 1 } > 190)
  }

  @Test func `few rows, no error or no lead decide nothing`() {
    #expect(!SequentialRule.isCertain(1, standardError: 0.01, rows: 59))
    #expect(SequentialRule.isCertain(1, standardError: 0.01, rows: 60))
    #expect(!SequentialRule.isCertain(1, standardError: .nan, rows: 600))
    #expect(!SequentialRule.isCertain(0, standardError: 0, rows: 600))
  }

  @Test func `a lead of three errors has to be found twice in a row, on one side`() {
    func looks(_ leads: [Double]) -> [Bool] {
      var rule = SequentialRule()
      // The error as it is after other rows to learn from are counted.
      let error = 1 / 1.5.squareRoot()
      return leads.map { rule.isDecided($0, standardError: error, line: 0, rows: 600) }
    }
    #expect(looks([3, 3]) == [false, true])
    #expect(looks([3, -3, -3]) == [false, false, true])
    #expect(looks([3, 1, 3]) == [false, false, false])
    #expect(looks([-5]) == [true])
  }
}
