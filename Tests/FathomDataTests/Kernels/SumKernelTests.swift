import CKernels
import Testing

@testable import FathomData

/// The kernels for columns of numbers against their portable twins, bit by bit.
@Suite struct SumKernelTests {
  private func values(_ count: Int, _ random: inout SplitMix) -> [Double] {
    (0..<count).map { _ in Double.random(in: -1e3...1e3, using: &random) }
  }

  @Test func `sums, extremes and deviations are those of the twins`() {
    var random = SplitMix(51)
    for count in Array(0...100) + [255, 256, 1_000, 1_001, 4_099] {
      let values = values(count, &random)
      var fast = fathom_sum()
      var slow = fathom_sum()
      fathom_sum_extremes(values, count, &fast)
      fathom_sum_extremes_scalar(values, count, &slow)
      #expect(fast.sum == slow.sum)
      #expect(fast.minimum == slow.minimum && fast.minimum == values.min() ?? .infinity)
      #expect(fast.maximum == slow.maximum && fast.maximum == values.max() ?? -.infinity)
      #expect(abs(fast.sum - values.reduce(0, +)) <= 1e-9)
      var (sum, squares, sumOfTwin, squaresOfTwin) = (0.0, 0.0, 0.0, 0.0)
      fathom_deviations(values, count, 3.5, &sum, &squares)
      fathom_deviations_scalar(values, count, 3.5, &sumOfTwin, &squaresOfTwin)
      #expect(sum == sumOfTwin && squares == squaresOfTwin)
      #expect(abs(sum - values.reduce(0) { $0 + $1 - 3.5 }) <= 1e-9)
      let direct = values.reduce(0) { $0 + ($1 - 3.5) * ($1 - 3.5) }
      #expect(abs(squares - direct) <= 1e-12 * direct)
    }
  }

  @Test func `what is not a number shows in the sum and in no extreme`() {
    var random = SplitMix(52)
    for count in [1, 7, 8, 31, 32, 33, 200] {
      for place in 0..<count {
        var values = values(count, &random)
        values[place] = .nan
        for sum in [fathom_sum_extremes, fathom_sum_extremes_scalar] {
          var result = fathom_sum()
          sum(values, count, &result)
          let rest = values.filter { !$0.isNaN }
          #expect(result.sum.isNaN)
          #expect(result.minimum == rest.min() ?? .infinity)
          #expect(result.maximum == rest.max() ?? -.infinity)
        }
      }
    }
    for values in [[0.0, -0.0], [-0.0, 0.0], [-0.0]] {
      var result = fathom_sum()
      fathom_sum_extremes(values, values.count, &result)
      #expect(result.minimum.sign == .plus && result.maximum.sign == .plus)
    }
  }

  @Test func `products of columns are those of the twin`() {
    var random = SplitMix(53)
    for (rows, columns, stride) in [
      (1, 1, 1), (7, 3, 9), (8, 5, 8), (9, 6, 20), (100, 10, 100), (257, 23, 300), (64, 50, 64),
    ] {
      let values = values(stride * columns, &random)
      let start = (0..<columns * columns).map { Double($0 % columns + $0 / columns) }
      var slow = start
      fathom_gram_scalar(values, rows, columns, stride, &slow)
      for i in 0..<columns {
        for j in 0..<columns {
          let direct = (0..<rows).reduce(start[i + j * columns]) {
            $0 + values[i * stride + $1] * values[j * stride + $1]
          }
          #expect(abs(slow[i + j * columns] - direct) <= 1e-12 * 1e6 * Double(rows))
        }
      }
      for kernel in [fathom_gram, fathom_gram_avx2] {
        var fast = start
        var scratch = [Double](repeating: .nan, count: (rows + 7) * (columns + 4))
        guard kernel(values, rows, columns, stride, &scratch, &fast) != 0 else { continue }
        #expect(fast == slow)
      }
    }
  }
}
