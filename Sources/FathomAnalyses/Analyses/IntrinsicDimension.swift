internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// How many directions the rows really vary in, from distances to nearest neighbours.
struct IntrinsicDimension {
  /// Facco et al.
  ///
  /// 2017, *Sci. Rep.* 7:12140: regression through the origin on the ratios of the second to the
  /// first distance, the largest tenth left out; NaN where not estimable.
  private(set) var twoNN = Double.nan
  /// Levina & Bickel 2004 with the inverse-mean combination of MacKay & Ghahramani 2005, k = 10.
  private(set) var maximumLikelihood = Double.nan
  /// Rows behind the estimates, duplicates counted once.
  private(set) var rows = 0

  /// Neighbours of the maximum-likelihood estimate: the middle of the 5, 10, 20 of Pope et al.
  ///
  /// 2021 (ICLR, *The intrinsic dimension of images and its impact on learning*).
  static let neighbours = 10
  /// The share of the largest ratios that is left out, as in Facco et al.
  ///
  /// 2017.
  static let discarded = 0.1
  /// Rows that are looked at; all pairs of distances are needed.
  static let rowLimit = 2_500

  /// - Parameter points: `n × p`, complete, in common units.
  init(_ points: Matrix) {
    let points = IntrinsicDimension.centred(IntrinsicDimension.withoutDuplicates(points))
    rows = points.rows
    let k = IntrinsicDimension.neighbours
    guard points.rows >= 20, points.columns >= 1, points.storage.allSatisfy(\.isFinite) else {
      return
    }
    let distances = IntrinsicDimension.nearestDistances(points, count: k)
    twoNN = IntrinsicDimension.twoNN(distances)
    maximumLikelihood = IntrinsicDimension.likelihood(distances, k)
  }

  /// Columns around 0, divided by one power of two so that squares neither over- nor underflow.
  ///
  /// Neither changes a ratio of distances; the first keeps small distances exact.
  private static func centred(_ points: Matrix) -> Matrix {
    var result = points
    for column in 0..<points.columns {
      let mean = Moments(points.column(column)).mean
      for row in 0..<points.rows { result[row, column] -= mean }
    }
    let largest = result.storage.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return result }
    // Dividing in two steps: the power itself may lie beyond the range of doubles.
    let half = largest.exponent / 2
    let first = Double(sign: .plus, exponent: -half, significand: 1)
    let second = Double(sign: .plus, exponent: -(largest.exponent - half), significand: 1)
    for index in result.storage.indices {
      result.storage[index] = result.storage[index] * first * second
    }
    return result
  }

  /// The first of equal rows stays.
  private static func withoutDuplicates(_ points: Matrix) -> Matrix {
    var seen = Set<[Double]>()
    let rows = points.transposed
    let kept = (0..<points.rows).filter { seen.insert(Array(rows.column($0))).inserted }
    return kept.count == points.rows ? points : points.selecting(rows: kept)
  }

  private static func twoNN(_ distances: [[Double]]) -> Double {
    let ratios = distances.filter { $0[0] > 0 }.map { $0[1] / $0[0] }.sorted()
    let n = ratios.count
    let kept = Int(Double(n) * (1 - discarded))
    guard kept >= 2 else { return .nan }
    var products = 0.0
    var squares = 0.0
    for i in 0..<kept {
      let x = log(ratios[i])
      products += x * -log(1 - Double(i + 1) / Double(n))
      squares += x * x
    }
    return squares > 0 ? products / squares : .nan
  }

  private static func likelihood(_ distances: [[Double]], _ k: Int) -> Double {
    var inverse = 0.0
    var points = 0
    for near in distances where near[0] > 0 {
      inverse += (0..<k - 1).reduce(0) { $0 + log(near[k - 1] / near[$1]) } / Double(k - 1)
      points += 1
    }
    return inverse > 0 ? Double(points) / inverse : .nan
  }

  /// The distances of each row to its `count` nearest others, ascending.
  ///
  /// A product of matrices finds candidates fast; cancellation blurs small distances, so those of
  /// the candidates are computed again from the differences.
  private static func nearestDistances(_ points: Matrix, count: Int) -> [[Double]] {
    let n = points.rows
    let p = points.columns
    let rows = points.transposed
    let gram = LinearAlgebra.outerGram(of: points)
    let candidates = min(n - 1, 2 * count + 10)
    let norms = (0..<n).map { gram[$0, $0] }
    return (0..<n).map { i in
      var squared = [Double](repeating: 0, count: n)
      for j in 0..<n { squared[j] = norms[i] + norms[j] - 2 * gram.storage[i * n + j] }
      squared[i] = .infinity
      let limit = Quantiles.smallest(candidates, of: squared)
      return (0..<n).filter { squared[$0] <= limit && $0 != i }.map { j in
        var sum = 0.0
        for c in 0..<p {
          let difference = rows.storage[i * p + c] - rows.storage[j * p + c]
          sum += difference * difference
        }
        return sum.squareRoot()
      }.sorted().prefix(count).map { $0 }
    }
  }
}
