import FathomNumerics
import SummaryTesting
import Foundation
import Testing

@testable import FathomSummaries

@Suite struct CorrelationPartialTests {
  /// Related columns, some of whose cells are missing.
  private func columns(_ count: Int, rows: Int, missing: Double) -> [[Double]] {
    var normal = NormalStream("correlation", count)
    var stream = RandomStream(seed: 4, domain: "missing", index: UInt64(count))
    let common = normal.column(rows)
    return (0..<count).map { _ in
      common.map { value in
        let cell = 0.6 * value + normal.next() + 5
        return stream.uniform() < missing ? .nan : cell
      }
    }
  }

  private func correlations(_ columns: [[Double]], blocksOf size: Int) -> Matrix {
    let scaling = Scaling(columns.map { Moments($0) })
    let all = Matrix(columns: columns)
    var parts = [CorrelationPartial]()
    for first in stride(from: 0, to: all.rows, by: size) {
      var part = CorrelationPartial(columns: columns.count)
      let rows = Array(first..<min(all.rows, first + size))
      part.absorb(scaling.apply(to: all.selecting(rows: rows)))
      parts.append(part)
    }
    // Merged from the last to the first: the order must not matter.
    var sums = CorrelationPartial(columns: columns.count)
    for part in parts.reversed() { sums.merge(part) }
    #expect(sums.rows == all.rows)
    return sums.correlations()
  }

  @Test(arguments: [0, 0.05, 0.4], [7, 64, 1_000])
  func `correlations equal the definition over pairwise complete rows`(
    _ missing: Double, _ size: Int
  ) {
    let columns = columns(6, rows: 150, missing: missing)
    let r = correlations(columns, blocksOf: size)
    for j in 0..<6 {
      #expect(r[j, j] == 1)
      for i in 0..<6 where i != j {
        // 150 products of standardised numbers, each rounded once.
        #expect(abs(r[i, j] - pearson(columns[i], columns[j])) < 1e-13)
        #expect(r[i, j] == r[j, i])
      }
    }
  }

  @Test func `a pair with fewer than three rows in common has no correlation`() {
    let a: [Double] = [1, 2, 4, .nan, .nan, 7]
    let b: [Double] = [.nan, 5, 3, 8, 1, .nan]
    let c: [Double] = [1, 5, 2, 2, 9, 4]
    let r = correlations([a, b, c], blocksOf: 6)
    #expect(r[0, 1].isNaN && r[1, 0].isNaN)
    #expect(abs(r[0, 2] - pearson(a, c)) < 1e-14)
  }

  @Test func `a column that does not vary has no correlation`() {
    let r = correlations([[1, 2, 3, 4, 5], [2, 2, 2, 2, 2], [5, 3, 1, 4, 2]], blocksOf: 2)
    #expect(r[0, 1].isNaN && r[1, 2].isNaN && r[0, 2].isFinite)
    // It varies, but not over the rows that it shares with the other.
    let s = correlations(
      [[1, 1, 1, 1, 7, 8], [3, 4, 9, 2, .nan, .nan], [1, 5, 3, 2, 6, 4]], blocksOf: 6)
    #expect(s[0, 1].isNaN && s[0, 2].isFinite)
  }

  @Test func `copies and mirror images have correlations of 1 and −1, never beyond`() {
    let a = columns(1, rows: 90, missing: 0)[0]
    let r = correlations([a, a.map { -3 * $0 }, a.map { $0 / 7 + 2 }], blocksOf: 11)
    for (i, j, value) in [(0, 1, -1.0), (0, 2, 1.0), (1, 2, -1.0)] {
      #expect(abs(r[i, j] - value) < 1e-14 && abs(r[i, j]) <= 1)
    }
  }

  @Test func `sums survive their bytes to the last bit`() throws {
    var original = CorrelationPartial(columns: 2)
    original.absorb(Matrix(columns: [[0.1, -1, .nan], [2, 1, 0.3]]))
    let bytes = PartialWriter.bytes(of: original)
    #expect(try PartialReader.value(CorrelationPartial.self, from: bytes) == original)
  }

  @Test(arguments: [0, 0.1])
  func `threads change nothing, and sums over no row have no correlations`(_ missing: Double) {
    let columns = Matrix(columns: columns(30, rows: 40, missing: missing))
    let scaling = Scaling(Moments.ofColumns(columns, threads: 1))
    #expect(scaling.apply(to: columns, threads: 3).rows == 40)
    var one = CorrelationPartial(columns: 30)
    #expect(one.correlations()[0, 1].isNaN && one.correlations()[2, 2] == 1)
    var other = one
    one.absorb(scaling.apply(to: columns))
    other.absorb(scaling.apply(to: columns, threads: 3), threads: 3)
    #expect(one == other)
    let whole = one.correlations()
    #expect(one.takeCorrelations(threads: 4) == whole && whole == whole.transposed)
  }
}
