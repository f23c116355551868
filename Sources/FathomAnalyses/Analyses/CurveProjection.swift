internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A curve through measured losses, how sure it is, and where it leads.
///
/// The bootstrap draws splits with replacement, and within each of them the rows that were held out
/// (whole groups, where there are any), the same for all sizes; each draw is fitted anew. Training sets
/// overlap, which makes the spread between splits too small, while test rows are drawn twice, within
/// splits and with them, which makes it larger: see the coverage in `Benchmarks/CURVE-COVERAGE.md`.
struct CurveProjection {
  typealias Projection = SampleSize.Evidence.LearningCurve.Projection
  typealias Point = SampleSize.Evidence.LearningCurve.Point

  /// The measured errors.
  let points: [Point]
  /// The curve through them.
  let fit: PowerLaw
  /// The curves of the draws.
  private let draws: [PowerLaw]

  private static let drawCount = 399

  /// - Parameters:
  ///   - sizes: the ladder.
  ///   - parts: the losses of each split.
  ///   - units: for each split, which rows held out are drawn together; nil for one by one.
  init(
    sizes: [Int], parts: [CurveLosses], units: [[[Int]]]?, seed: UInt64, learner: String,
    threads: Int
  ) {
    let sums = parts.indices.map { UnitSums(parts[$0], units?[$0]) }
    @Sendable func errors(_ chosen: [[Double]]) -> [Double] {
      sizes.indices.map { size in
        let loss = chosen.reduce(0) { $0 + $1[size] }
        let total = chosen.reduce(0) { $0 + $1[sizes.count] }
        return total > 0 ? loss / total : 1
      }
    }
    let observed = errors(sums.map(\.whole))
    let fitter = PowerLawFit(rows: sizes.map(Double.init))
    fit = fitter.fit(observed)
    let key = RandomStream.Key(seed: seed, domain: "curveBootstrap.\(learner)")
    let drawn = Parallel.map(Self.drawCount, threads: threads) { draw in
      var stream = RandomStream(key, index: UInt64(draw))
      let errors = errors(
        sums.map { _ in
          sums[Int(stream.uniform(below: UInt32(sums.count)))].draw(&stream)
        })
      return (errors, fitter.fit(errors))
    }
    draws = drawn.map(\.1)
    points = sizes.indices.map { size in
      Point(
        rows: sizes[size], error: observed[size],
        standardError: Moments(drawn.map { $0.0[size] }).standardDeviation)
    }
  }

  /// Sums of losses at each size, and at last of totals, of each unit of rows.
  private struct UnitSums: Sendable {
    /// One unit after the other.
    private let units: [Double]
    private let count: Int
    let whole: [Double]

    init(_ losses: CurveLosses, _ groups: [[Int]]?) {
      let columns = losses.losses + [losses.totals]
      let members = groups ?? losses.totals.indices.map { [$0] }
      count = members.count
      units = members.flatMap { rows in
        columns.map { column in rows.reduce(0) { $0 + column[$1] } }
      }
      whole = columns.map { $0.reduce(0, +) }
    }

    func draw(_ stream: inout RandomStream) -> [Double] {
      let width = whole.count
      return [Double](unsafeUninitializedCapacity: width) { sums, filled in
        sums.initialize(repeating: 0)
        filled = width
        units.withUnsafeBufferPointer { units in
          for _ in 0..<count {
            // In bounds: `count` units of `width` sums.
            let first = Int(stream.uniform(below: UInt32(count))) * width
            for column in 0..<width { sums[column] += units[first + column] }
          }
        }
      }
    }
  }

  // MARK: Where it leads

  /// The error with so many rows, and how much lower it is than with today's.
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
