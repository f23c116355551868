internal import FathomNumerics

/// When a contest is decided, and who cannot win it any more.
///
/// After a part of the rows was held out, a lead of ``standardErrors`` is taken for one that stays. What is compared
/// are rows held out, paired; another set of rows to learn from would move the lead too, so that the error is made
/// larger by the square root of 1 + 1/2, half as many rows being held out as are learned from (Nadeau & Bengio 2003,
/// *Machine Learning* 52:239).
///
/// With ``mostLooks`` looks at one contest a lead that is none is believed in less than 2 of 100; `SequentialRuleTests`
/// measures it.
enum SequentialRule {
  /// A lead of so many standard errors is believed.
  static let standardErrors = 2.5
  /// Nobody is judged by fewer rows.
  static let fewestRows = 60
  /// No contest is looked at more often.
  static let mostLooks = 6

  /// Whether a lead is certain enough to stay.
  static func isCertain(_ lead: Double, standardError: Double, rows: Int) -> Bool {
    rows >= fewestRows && standardError.isFinite
      && lead > standardErrors * 1.5.squareRoot() * standardError
  }

  /// Whether a difference is certainly above or certainly below a line.
  static func isDecided(
    _ difference: Double, standardError: Double, line: Double, rows: Int
  ) -> Bool {
    isCertain(abs(difference - line), standardError: standardError, rows: rows)
  }
}
