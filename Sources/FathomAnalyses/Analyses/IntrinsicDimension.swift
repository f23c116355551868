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

  /// - Parameters:
  ///   - points: `n × p`, complete.
  ///   - scales: what the columns are divided by to have common units; empty where they have.
  ///   - threads: changes the time, never the result.
  init(_ points: Matrix, scales: [Double] = [], threads: Int = 1) {
    let cloud = PointCloud(points, scales: scales, threads: threads)
    rows = cloud.count
    let k = IntrinsicDimension.neighbours
    guard rows >= 20, points.columns >= 1, cloud.isFinite else { return }
    let distances = cloud.nearestDistances(count: k, threads: threads)
    twoNN = IntrinsicDimension.twoNN(distances)
    maximumLikelihood = IntrinsicDimension.likelihood(distances, k)
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
}
