internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Intervals for variance inflation factors by the jackknife over rows, in closed form.
///
/// A generalised VIF is det S₁₁ · det S₂₂ / det S, S the sums of products of the centred columns, split
/// into the predictor's own and the others. Without row i, whose centred values are d, each determinant
/// is its own times 1 − n/(n − 1)·dᵀS⁻¹d, so no regression is repeated. log VIF is corrected by what
/// Theil's adjusted R² corrects, and its interval has Student's quantile with n − p degrees of freedom.
/// Unlike intervals from the normal distribution it holds for skewed and for binary columns as well:
/// see `Benchmarks/VIF-COVERAGE.md`.
///
/// **References.** Efron & Stein 1981, *Ann. Stat.* 9:586; Miller 1974, *Biometrika* 61:1 (the jackknife).
struct VIFIntervals {
  /// For each predictor: the standard error of the logarithm of its VIF; NaN where some row alone
  /// decides.
  private let errors: [Double]
  /// For each predictor: what is added to the logarithm of its VIF.
  private let corrections: [Double]
  private let quantile: Double

  /// Rows that are taken at once.
  private static let blockRows = 2_048
  /// A row that leaves less than this of a determinant decides alone.
  private static let smallestRest = 1e-10

  init?(
    _ input: Collinearity.Input, rows: Int, _ collinear: CollinearTerms, threads: Int
  ) {
    let n = Double(rows)
    let q = collinear.kept.count
    let sample = input.sample
    guard sample.rows >= 3, q > 0, n > Double(q) + 1 else { return nil }
    let places = collinear.places
    let directions = Directions(collinear)
    let columns = collinear.columns
    let scale = n / (n - 1)
    let blocks = (sample.rows + VIFIntervals.blockRows - 1) / VIFIntervals.blockRows
    let parts = Parallel.map(blocks, threads: threads) { block in
      let rows =
        block * VIFIntervals.blockRows..<min(sample.rows, (block + 1) * VIFIntervals.blockRows)
      return VIFIntervals.sums(
        columns.unitRows(sample, rows, collinear.kept), collinear.inverse, directions,
        scale)
    }
    var total = VIFIntervals.Sums(count: places.count)
    for part in parts { total.add(part) }
    let m = Double(sample.rows)
    errors = places.indices.map { index in
      let mean = total.sums[index] / m
      let variation = total.squares[index] - m * mean * mean
      // Rounding may lead below 0; NaN stays.
      guard !(variation < 0) else { return 0 }
      return ((n - 1) / n * (n / m) * variation).squareRoot()
    }
    corrections = places.map { group in
      let freedom = Double(max(1, group.count))
      return freedom * log((n - 1 - (Double(q) - freedom)) / (n - 1))
    }
    quantile = Distributions.studentQuantile(0.975, degreesOfFreedom: n - Double(q))
  }

  /// Lower and upper limit on the scale of a VIF; nil where there is none.
  func interval(_ predictor: Int, _ vif: Double?, freedom: Int) -> [Double]? {
    guard let vif, errors[predictor].isFinite else { return nil }
    let degrees = Double(freedom)
    let centre = log(vif) + corrections[predictor] / degrees
    let margin = quantile * errors[predictor] / degrees
    let limits = [max(1, exp(centre - margin)), max(1, exp(centre + margin))]
    return limits.allSatisfy(\.isFinite) ? limits : nil
  }

  /// Sums over rows of what leaving one out adds to the logarithm of each generalised VIF.
  private struct Sums: Sendable {
    var sums: [Double]
    var squares: [Double]

    init(count: Int) {
      sums = Array(repeating: 0, count: count)
      squares = sums
    }

    mutating func add(_ other: Sums) {
      for index in sums.indices {
        sums[index] += other.sums[index]
        squares[index] += other.squares[index]
      }
    }
  }

  private static func sums(
    _ rows: Matrix, _ inverse: Matrix, _ directions: Directions, _ scale: Double
  ) -> Sums {
    let whole = LinearAlgebra.product(rows, inverse)
    let ownParts = LinearAlgebra.product(rows, directions.own)
    let residuals = LinearAlgebra.product(whole, directions.residual)
    let leverages = squares(whole, 0..<whole.columns)
    var result = Sums(count: directions.ranges.count)
    for (index, range) in directions.ranges.enumerated() where !range.isEmpty {
      let ownSquares = squares(ownParts, range)
      let residualSquares = squares(residuals, range)
      for row in leverages.indices {
        let rest = 1 - scale * leverages[row]
        let others = 1 - scale * (leverages[row] - residualSquares[row])
        // A row that alone decides what the others say of a third predictor does not matter here.
        let ratio =
          rest > smallestRest
          ? others / rest : residualSquares[row] < smallestRest ? 1 : Double.nan
        let change = log((1 - scale * ownSquares[row]) * ratio)
        result.sums[index] += change
        result.squares[index] += change * change
      }
    }
    return result
  }

  /// The squared length of each row of some columns.
  private static func squares(_ matrix: Matrix, _ columns: Range<Int>) -> [Double] {
    var result = [Double](repeating: 0, count: matrix.rows)
    for column in columns {
      let values = matrix.column(column)
      let first = values.startIndex
      for row in result.indices { result[row] += values[first + row] * values[first + row] }
    }
    return result
  }

  /// Orthonormal directions of each predictor, one predictor after the other.
  private struct Directions: Sendable {
    /// Of the rows at unit scale, what the predictor's own columns span.
    let own: Matrix
    /// Of the rows times B, what is left of them beside all other predictors.
    let residual: Matrix
    /// The columns of both matrices that belong to each predictor.
    let ranges: [Range<Int>]

    init(_ collinear: CollinearTerms) {
      let q = collinear.kept.count
      var own = Matrix(rows: q, columns: q)
      var residual = own
      var ranges = [Range<Int>]()
      for group in collinear.places {
        let first = ranges.last?.upperBound ?? 0
        ranges.append(first..<first + group.count)
        if let within = try? LinearAlgebra.triangularFactor(
          of: collinear.factor.selecting(columns: group)),
          let inverse = try? LinearAlgebra.inverse(ofUpperTriangular: within)
        {
          for j in group.indices {
            for i in 0...j { own[group[i], first + j] = inverse[i, j] }
          }
        }
        let rows = group.map { place in (0..<q).map { collinear.inverse[place, $0] } }
        for (j, direction) in Directions.orthonormal(rows).enumerated() {
          for i in direction.indices { residual[i, first + j] = direction[i] }
        }
      }
      self.own = own
      self.residual = residual
      self.ranges = ranges
    }

    /// Orthonormal vectors of the same span, by Gram–Schmidt, twice.
    ///
    /// Source: Giraud, Langou & Rozložník 2005, *Numer. Math.* 101:87.
    private static func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
      var basis = [Double]()
      var result = [[Double]]()
      for var vector in vectors {
        for _ in 0..<2 {
          let weights = LinearAlgebra.project(
            vector, onColumnsOf: basis, rows: vector.count, count: result.count)
          LinearAlgebra.subtract(
            weights, timesColumnsOf: basis, rows: vector.count, from: &vector)
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        result.append(length > 0 ? vector.map { $0 / length } : vector)
        basis += result[result.count - 1]
      }
      return result
    }
  }
}

extension CentredColumns {
  /// Some rows of some columns, centred and at the scale on which the column of all rows has unit length.
  func unitRows(_ data: Matrix, _ rows: Range<Int>, _ columns: [Int]) -> Matrix {
    var storage = [Double]()
    storage.reserveCapacity(rows.count * columns.count)
    for column in columns {
      let (mean, length, deviation) = (means[column], lengths[column], deviations[column])
      let values = data.column(column)
      let first = values.startIndex + rows.lowerBound
      storage += values[first..<first + rows.count].map { ($0 - mean) / deviation / length }
    }
    return Matrix(rows: rows.count, columns: columns.count, storage: storage)
  }
}
