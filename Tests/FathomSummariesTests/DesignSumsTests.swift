import FathomNumerics
import SummaryTesting
import Foundation
import Testing

@testable import FathomSummaries

@Suite struct DesignSumsTests {
  private let rows: Matrix = {
    var normal = NormalStream("design sums")
    var matrix = Matrix(columns: (0..<4).map { _ in normal.column(90) })
    for index in [3, 100, 101, 250] { matrix.storage[index] = .nan }
    return matrix
  }()

  private var scaling: Scaling { Scaling((0..<4).map { Moments(rows.column($0)) }) }

  private func sums(_ range: Range<Int>, blocksOf size: Int) -> DesignSums {
    var sums = DesignSums(scaling: scaling, factor: .rows)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      let last = min(range.upperBound, first + size)
      sums.absorb(DesignSums.Rows(features: rows.selecting(rows: Array(first..<last))))
    }
    return sums
  }

  private func gram(_ sums: DesignSums) throws -> Matrix {
    var sums = sums
    sums.flush()
    #expect(sums.failure == nil)
    let factor = try #require(sums.factor)
    #expect(factor.rowCount == 86)
    return LinearAlgebra.product(factor.factor, transposingFirst: true, factor.factor)
  }

  @Test func `the factor is that of the standardised complete rows with an intercept`() throws {
    let complete = (0..<90).filter { row in (0..<4).allSatisfy { !rows[row, $0].isNaN } }
    let z = scaling.apply(to: rows.selecting(rows: complete))
    let design = Matrix(
      rows: complete.count, columns: 5,
      storage: [Double](repeating: 1, count: complete.count) + z.storage)
    let expected = LinearAlgebra.product(design, transposingFirst: true, design)
    let found = try gram(sums(0..<90, blocksOf: 90))
    for (a, b) in zip(found.storage, expected.storage) { #expect(abs(a - b) < 1e-12) }
  }

  @Test(arguments: [1, 7, 40, 90])
  func `any split and any cut give the same factor and correlations`(_ size: Int) throws {
    let whole = sums(0..<90, blocksOf: 90)
    let expected = try gram(whole)
    for cut in [0, 1, 45, 90] {
      var merged = sums(0..<cut, blocksOf: size)
      merged.merge(sums(cut..<90, blocksOf: size))
      for (a, b) in zip(try gram(merged).storage, expected.storage) { #expect(abs(a - b) < 1e-12) }
      let r = merged.correlation.correlations()
      for (a, b) in zip(r.storage, whole.correlation.correlations().storage) {
        #expect(abs(a - b) < 1e-13)
      }
    }
  }

  @Test func `rows that wait are not lost when sums travel as bytes`() throws {
    let original = sums(0..<50, blocksOf: 10)
    var travelled = try PartialReader.value(
      DesignSums.self, from: PartialWriter.bytes(of: sums(50..<90, blocksOf: 10)))
    var merged = original
    merged.merge(travelled)
    travelled.flush()
    let expected = try gram(sums(0..<90, blocksOf: 90))
    for (a, b) in zip(try gram(merged).storage, expected.storage) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func `a column without spread is only centred`() {
    let scaling = Scaling([Moments([3, 3, 3]), Moments([1, 2, 3])])
    #expect(scaling.means == [3, 2] && scaling.deviations == [1, 1])
    let block = Matrix(columns: [[3, 3, 3], [1, 2, 3]])
    #expect(scaling.apply(to: block) == Matrix(columns: [[0, 0, 0], [-1, 0, 1]]))
  }
}
