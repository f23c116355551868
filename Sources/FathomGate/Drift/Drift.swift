internal import FathomReports
internal import FathomData

/// Something in which later rows differ from earlier ones by more than is ordinary.
struct Drift: Sendable {
  /// Which allowance it breaks: one of ``Allowances/all``.
  var name: String
  /// The column; nil for the table.
  var column: String?
  /// What was expected.
  var expected: String
  /// What was found.
  var found: String
  /// What was found, as a number.
  var value: Double?
  /// One sentence that says both, and what to do where that is known.
  var message: String
  /// Finds the rows; nil where it is no matter of rows.
  var test: CellTest?
}

/// The share of some rows that have a property, beside another share.
struct SharePair: Sendable {
  var past: Double
  var pastRows: Int
  var count: Int
  var rows: Int

  /// What is found now.
  var share: Double { rows > 0 ? Double(count) / Double(rows) : 0 }

  /// By how many standard errors there are more now, where half a row more is counted on both sides.
  var deviate: Double {
    guard rows > 0, pastRows > 0 else { return 0 }
    let (n, m) = (Double(pastRows), Double(rows))
    let pooled = (past * n + Double(count) + 1) / (n + m + 2)
    let error = (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
    return error > 0 ? (share - past) / error : 0
  }

  /// How unlikely so many are by chance where none, or hardly any, were there before.
  ///
  /// Source: the rule of succession; a Poisson count against its mean.
  func exceeds(allowed: Double) -> Bool {
    guard share - past > allowed else { return false }
    let mean = (past * Double(pastRows) + 1) / Double(pastRows + 1) * Double(rows)
    return Double(count) > mean + 4 * mean.squareRoot() + 1
  }
}
