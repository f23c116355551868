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
  /// The standard error of ``twoNN``.
  private(set) var twoNNError = Double.nan
  /// Levina & Bickel 2004 with the inverse-mean combination of MacKay & Ghahramani 2005, k = 10.
  private(set) var maximumLikelihood = Double.nan
  /// The standard error of ``maximumLikelihood``.
  private(set) var maximumLikelihoodError = Double.nan
  /// The same estimate for each of ``scales``, NaN where there are too few rows: how it changes with
  /// the distance that is looked at.
  private(set) var byNeighbours: [Double] = []
  /// Rows behind the estimates, duplicates counted once.
  private(set) var rows = 0

  /// Neighbours of the maximum-likelihood estimate: the middle of the 5, 10, 20 of Pope et al.
  ///
  /// 2021 (ICLR, *The intrinsic dimension of images and its impact on learning*).
  static let neighbours = 10
  /// The numbers of neighbours that are compared.
  static let scales = [5, 10, 20]
  /// The share of the largest ratios that is left out, as in Facco et al.
  ///
  /// 2017.
  static let discarded = 0.1
  /// Fewer distinct rows than this tell nothing.
  static let fewestRows = 20
  /// Rows that are looked at, at most.
  private static let mostRows = 10_000
  /// Rows that are looked at, at most, where they are short: most of the time goes into looking for the
  /// nearest then, and from 5,000 rows on a standard error is 2 % or less.
  private static let mostShortRows = 5_000
  private static let shortRow = 256
  /// Products of coordinates that are formed at most: all pairs of rows are needed.
  private static let products = 1e11

  /// How many rows of this many columns are looked at.
  static func rowLimit(columns: Int) -> Int {
    columns < shortRow
      ? mostShortRows : min(mostRows, Int((products / Double(columns)).squareRoot()))
  }

  /// - Parameters:
  ///   - points: `n × p`, complete.
  ///   - scales: what the columns are divided by to have common units; empty where they have.
  ///   - threads: changes the time, never the result.
  ///   - progress: told the share that is done.
  init(
    _ points: Matrix, scales: [Double] = [], threads: Int = 1,
    progress: @Sendable (Double) -> Void = { _ in }
  ) {
    let cloud = PointCloud(points, scales: scales, threads: threads)
    rows = cloud.count
    guard rows >= IntrinsicDimension.fewestRows, points.columns >= 1, cloud.isFinite else { return }
    let near = cloud.nearestNeighbours(
      count: min(rows - 1, IntrinsicDimension.scales.max() ?? 0), threads: threads,
      progress: progress)
    (twoNN, twoNNError) = IntrinsicDimension.twoNN(near)
    (maximumLikelihood, maximumLikelihoodError) = IntrinsicDimension.likelihood(
      near, IntrinsicDimension.neighbours)
    byNeighbours = IntrinsicDimension.scales.map { k in
      k < rows ? IntrinsicDimension.likelihood(near, k).estimate : .nan
    }
  }

  // MARK: TwoNN

  private static func twoNN(_ near: [PointCloud.Neighbours]) -> (estimate: Double, error: Double) {
    let points = near.indices.filter { near[$0].distances[0] > 0 }
    let order = points.map { (log(near[$0].distances[1] / near[$0].distances[0]), $0) }.sorted {
      $0 < $1
    }
    let ratios = order.map(\.0)
    let estimate = slope(ratios)
    guard estimate.isFinite, ratios.count >= fewestRows else { return (estimate, .nan) }
    // What each row contributes: how the estimate changes without it.
    let without = slopesWithoutEach(ratios)
    let mean = without.reduce(0, +) / Double(without.count)
    var influence = [Double](repeating: 0, count: near.count)
    for (place, value) in without.enumerated() {
      influence[order[place].1] = Double(ratios.count - 1) * (mean - value)
    }
    return (estimate, standardError(influence, rows: ratios.count, near, neighbours: 2))
  }

  /// The slope through the origin of −ln(1 − F) on the log ratios, F = i / N, the smallest 90 % used.
  private static func slope(_ ratios: [Double]) -> Double {
    let n = ratios.count
    let kept = Int(Double(n) * (1 - discarded))
    guard kept >= 2 else { return .nan }
    var products = 0.0
    var squares = 0.0
    for i in 0..<kept {
      products += ratios[i] * -log(1 - Double(i + 1) / Double(n))
      squares += ratios[i] * ratios[i]
    }
    return squares > 0 ? products / squares : .nan
  }

  /// The slope without each of the ratios in turn: those after it move up by one rank.
  private static func slopesWithoutEach(_ ratios: [Double]) -> [Double] {
    let n = ratios.count - 1
    let kept = Int(Double(n) * (1 - discarded))
    // Products with the ordinate of the own rank, and of the rank before, and squares, up to each.
    var before = [0.0]
    var after = [0.0]
    var squares = [0.0]
    for i in 0...kept {
      func ordinate(_ rank: Int) -> Double { -log(1 - Double(rank) / Double(n)) }
      before.append(before[i] + (i < kept ? ratios[i] * ordinate(i + 1) : 0))
      after.append(after[i] + ratios[i] * ordinate(i))
      squares.append(squares[i] + ratios[i] * ratios[i])
    }
    return ratios.indices.map { out in
      guard out < kept else { return before[kept] / squares[kept] }
      let products = before[out] + after[kept + 1] - after[out + 1]
      return products / (squares[kept + 1] - ratios[out] * ratios[out])
    }
  }

  // MARK: Maximum likelihood

  private static func likelihood(
    _ near: [PointCloud.Neighbours], _ k: Int
  ) -> (estimate: Double, error: Double) {
    let inverses = near.map { near in
      let distances = near.distances
      guard distances[0] > 0 else { return Double.nan }
      return (0..<k - 1).reduce(0) { $0 + log(distances[k - 1] / distances[$1]) } / Double(k - 1)
    }
    let known = inverses.filter { !$0.isNaN }
    let sum = known.reduce(0, +)
    guard sum > 0 else { return (.nan, .nan) }
    let mean = sum / Double(known.count)
    // d = 1 / mean, so that a row's share in it is that in the mean over its square.
    let influence = inverses.map { $0.isNaN ? 0 : (mean - $0) / (mean * mean) }
    return (1 / mean, standardError(influence, rows: known.count, near, neighbours: k))
  }

  // MARK: Uncertainty

  /// The standard error of a mean of influences, where those of neighbours depend on one another.
  ///
  /// Rows that are neighbours share distances, so the products of their influences count as well as
  /// the squares (Conley 1999, *Journal of Econometrics* 92:1): leaving them out makes intervals a
  /// third too short. Never less than independent rows would have.
  private static func standardError(
    _ influence: [Double], rows: Int, _ near: [PointCloud.Neighbours], neighbours k: Int
  ) -> Double {
    var squares = 0.0
    var pairs = 0.0
    for (i, neighbours) in near.enumerated() {
      squares += influence[i] * influence[i]
      for j in neighbours.points.prefix(k) {
        let j = Int(j)
        let isMutual = near[j].points.prefix(k).contains(Int32(truncatingIfNeeded: i))
        // A pair counts in both orders; of a mutual one both ends come by.
        pairs += (isMutual ? 1 : 2) * influence[i] * influence[j]
      }
    }
    return max(squares, squares + pairs).squareRoot() / Double(rows)
  }
}
