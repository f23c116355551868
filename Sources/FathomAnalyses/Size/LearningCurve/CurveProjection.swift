internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A curve through measured losses, how sure it is, and where it leads.
///
/// Each draw of the bootstrap takes the rows (whole groups, where there are any) with replacement, the
/// same for all sizes, and the repetitions too, and is fitted anew. Chance is not all: no learner follows
/// one power law throughout, and an interval that takes it for granted held the error with twice the
/// rows in 65 % of the cases on six public datasets. So each draw also takes its fit by chance: from
/// which size on, whether larger sizes weigh more, and, every fourth, without an end through the last
/// two to four sizes. The coverage of that is in `Benchmarks/CURVE-COVERAGE.md`.
struct CurveProjection {
  typealias Projection = FittedLearningCurve.Projection
  typealias Point = FittedLearningCurve.Point

  /// The measured errors.
  let points: [Point]
  /// The curve through them.
  let fit: PowerLaw
  /// The curves of the draws.
  private let draws: [PowerLaw]

  private static let drawCount = 399
  /// Sizes weigh by their rows to this power: large ones are measured more exactly, and tell more of
  /// what lies beyond.
  static let weightPower = 2.0
  /// A fit takes this many sizes at least.
  private static let fewestSizes = 3
  /// One draw of this many is fitted without an end.
  private static let endlessDraws: UInt32 = 4

  /// - Parameters:
  ///   - sizes: the ladder.
  ///   - losses: those of each repetition, of all rows.
  ///   - units: which rows are drawn together; nil for one by one.
  init(
    sizes: [Int], losses: [CurveLosses], units: [[Int]]?, seed: UInt64, learner: String,
    threads: Int
  ) {
    let sums = UnitSums(losses, units)
    let rows = sizes.map(Double.init)
    let observed = sums.errors
    fit = PowerLawFit(rows: rows, weightPower: Self.weightPower).fit(Self.capped(observed))
    let starts = 0...max(0, sizes.count - Self.fewestSizes)
    let fits = starts.map { start in
      [0, Self.weightPower].map {
        PowerLawFit(rows: Array(rows[start...]), weightPower: $0)
      }
    }
    let key = RandomStream.Key(seed: seed, domain: "curveBootstrap.\(learner)")
    let drawn = Parallel.map(Self.drawCount, threads: threads) { draw in
      var stream = RandomStream(key, index: UInt64(draw))
      let measured = sums.draw(&stream)
      let errors = Self.capped(measured)
      let start = Int(stream.uniform(below: UInt32(fits.count)))
      let weighted = Int(stream.uniform(below: 2))
      let last = 2 + Int(stream.uniform(below: 3))
      let curve =
        stream.uniform(below: Self.endlessDraws) == 0
        ? PowerLaw.endless(rows: rows.suffix(last), errors: errors.suffix(last))
        : fits[start][weighted].fit(Array(errors[start...]))
      return (measured, curve)
    }
    draws = drawn.map(\.1)
    points = sizes.indices.map { size in
      Point(
        rows: sizes[size], error: observed[size],
        standardError: Moments(drawn.map { $0.0[size] }).standardDeviation)
    }
  }

  /// A learner that does worse than the mean of the target could have guessed that: no error of more
  /// than 1 is fitted.
  private static func capped(_ errors: [Double]) -> [Double] { errors.map { min(1, $0) } }

  /// For each repetition, sums of losses at each size, and at last of totals, of each unit of rows.
  private struct UnitSums: Sendable {
    /// One unit after the other, a repetition after the other.
    private let sums: [[Double]]
    private let count: Int
    private let width: Int

    init(_ losses: [CurveLosses], _ units: [[Int]]?) {
      let rows = losses.first?.totals.count ?? 0
      let members = units ?? (0..<rows).map { [$0] }
      count = members.count
      width = (losses.first?.losses.count ?? 0) + 1
      sums = losses.map { losses in
        let columns = losses.losses + [losses.totals]
        return members.flatMap { rows in
          columns.map { column in rows.reduce(0) { $0 + column[$1] } }
        }
      }
    }

    /// The mean loss at each size.
    var errors: [Double] {
      var total = [Double](repeating: 0, count: width)
      for repetition in sums {
        for (place, value) in repetition.enumerated() { total[place % width] += value }
      }
      return shares(total)
    }

    private func shares(_ sums: [Double]) -> [Double] {
      let total = sums[width - 1]
      return sums.dropLast().map { total > 0 ? $0 / total : 1 }
    }

    /// The mean losses of units drawn with replacement, in repetitions drawn with replacement.
    func draw(_ stream: inout RandomStream) -> [Double] {
      let chosen = sums.map { _ in Int(stream.uniform(below: UInt32(sums.count))) }
      let units = (0..<count).map { _ in Int(stream.uniform(below: UInt32(count))) }
      var total = [Double](repeating: 0, count: width)
      total.withUnsafeMutableBufferPointer { total in
        for repetition in chosen {
          sums[repetition].withUnsafeBufferPointer { sums in
            for unit in units {
              // In bounds: `count` units of `width` sums.
              for column in 0..<width { total[column] += sums[unit * width + column] }
            }
          }
        }
      }
      return shares(total)
    }
  }

  // MARK: Where it leads

  /// The error with this many rows, and how much lower it is than with today's.
  func projection(rows: Double, today: Double) -> Projection {
    let errors = draws.map { $0.error(rows: rows) }.sorted()
    let gains = draws.map { $0.error(rows: today) - $0.error(rows: rows) }.sorted()
    let limits = Self.limits(errors)
    let gainLimits = Self.limits(gains)
    return Projection(
      rows: Int(rows.rounded()), error: fit.error(rows: rows), lower: limits.lower,
      upper: limits.upper, gain: fit.error(rows: today) - fit.error(rows: rows),
      gainLower: gainLimits.lower, gainUpper: gainLimits.upper)
  }

  /// Limits between which 95 % of the draws put the error with endless rows.
  var asymptoteInterval: [Double] {
    let limits = Self.limits(draws.map(\.asymptote).sorted())
    return [limits.lower, limits.upper]
  }

  /// The 2.5 and 97.5 % points of sorted values.
  private static func limits(_ sorted: [Double]) -> (lower: Double, upper: Double) {
    // The 10th and 390th of 399: 2.5 % of 400.
    let tail = (sorted.count + 1) / 40
    guard tail >= 1 else { return (sorted.first ?? .nan, sorted.last ?? .nan) }
    return (sorted[tail - 1], sorted[sorted.count - tail])
  }
}
