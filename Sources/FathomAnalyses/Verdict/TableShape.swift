internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// Whether a table is a signal, a long list of time steps, or lies on its side: then its rows and columns are not what
/// they are taken for.
///
/// Names alone prove nothing, and neither do numbers: each shape is claimed where both agree.
struct TableShape {
  let summary: Summary
  let isLocal: Bool

  /// - Parameter isLocal: whether neighbouring columns belong together.
  init(_ summary: Summary, isLocal: Bool) {
    self.summary = summary
    self.isLocal = isLocal
  }

  /// What the shape hides; empty for an ordinary table.
  var blindSpots: [BlindSpot] {
    guard summary.schema.images == nil else { return [] }
    return [channels, longRows, sideways].compactMap(\.self)
  }

  /// The correlation of two columns of numbers.
  func correlation(_ a: Int, _ b: Int) -> Double? {
    guard let x = values(a), let y = values(b) else { return nil }
    return TableShape.correlation(x, y)
  }

  /// Pearson's r of the rows in which both are known.
  static func correlation(
    _ x: some Collection<Double>, _ y: some Collection<Double>
  ) -> Double? {
    var sums = (n: 0.0, x: 0.0, y: 0.0, xx: 0.0, yy: 0.0, xy: 0.0)
    let (p, q) = (x.first { !$0.isNaN } ?? 0, y.first { !$0.isNaN } ?? 0)
    for (u, v) in zip(x, y) where !u.isNaN && !v.isNaN {
      let (u, v) = (u - p, v - q)
      sums = (sums.n + 1, sums.x + u, sums.y + v, sums.xx + u * u, sums.yy + v * v, sums.xy + u * v)
    }
    guard sums.n > 2 else { return nil }
    let covariance = sums.xy - sums.x * sums.y / sums.n
    let size = (sums.xx - sums.x * sums.x / sums.n) * (sums.yy - sums.y * sums.y / sums.n)
    return size > 0 ? covariance / size.squareRoot() : nil
  }

  /// The sampled values of a column of numbers.
  func values(_ column: Int) -> ArraySlice<Double>? {
    guard let term = summary.design.terms.first(where: { $0.column == column && $0.isNumeric })
    else { return nil }
    return summary.sample.features.column(term.range.lowerBound)
  }
}

// MARK: - Kinds

extension BlindSpotInfo {
  private static let measured =
    "names and numbers agree on it: neighbours from 0.5 on and 0.2 above distant ones, runs from 0.5 on, 80 % of the variance "
    + "between rows; none of the clean tables of the corpus does"

  static let layout = BlindSpotInfo(
    id: "shape.layout",
    meaning: "Columns that are the steps of a signal and were read in another layout.",
    share: "of the columns", largeFrom: nil, source: measured)

  static let longRows = BlindSpotInfo(
    id: "shape.longRows", meaning: "Rows that are the time steps of series, one after the other.",
    share: "of the rows", largeFrom: nil, source: measured)

  static let sideways = BlindSpotInfo(
    id: "shape.sideways", meaning: "A table whose rows are features and whose columns are samples.",
    share: "of the rows", largeFrom: nil, source: measured)
}
