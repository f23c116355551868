internal import FathomNumerics

/// When a contest is decided, and who cannot win it any more.
///
/// After a part of the rows was held out, a lead of ``standardErrors`` is believed where two looks in a row find it on the
/// same side, one of ``atOnce`` where one does, of many rows one of ``atOnceOfMany``. What is compared
/// are rows held out, paired; another set of rows to learn from would move the lead too, so that the error is made
/// larger by the square root of 1 + 1/2, half as many rows being held out as are learned from (Nadeau & Bengio 2003,
/// *Machine Learning* 52:239).
///
/// With ``mostLooks`` looks at one contest a lead that is none is believed in less than 1 of 100 on each side;
/// `SequentialRuleTests` measures it.
struct SequentialRule {
  /// A lead of so many standard errors is believed if the next look finds it again.
  static let standardErrors = 2.5
  /// One of so many is believed at once: on sets of a few hundred rows one split in a dozen shows a lead of 2.5 that the
  /// next ones do not.
  static let atOnce = 4.5
  static let atOnceOfMany = 3.2
  /// So many rows are many.
  static let many = 600
  /// Nobody is judged by fewer rows.
  static let fewestRows = 60
  /// No contest is looked at more often.
  static let mostLooks = 6

  /// On which side of the line the last look found the difference; nil where it was close.
  private var isAbove: Bool?

  /// Whether a lead is certain enough to stay.
  static func isCertain(
    _ lead: Double, standardError: Double, rows: Int, standardErrors: Double = standardErrors
  ) -> Bool {
    rows >= fewestRows && standardError.isFinite
      && lead > standardErrors * 1.5.squareRoot() * standardError
  }

  /// Whether a difference is within two standard errors of what makes a winner: a gain that counts and a standard error.
  static func isClose(_ difference: Double, standardError: Double, line: Double) -> Bool {
    standardError.isFinite && abs(difference - line - standardError) <= 2 * standardError
  }

  /// Looks at a difference: whether it is now certainly above or certainly below a line.
  mutating func isDecided(
    _ difference: Double, standardError: Double, line: Double, rows: Int
  ) -> Bool {
    func isCertain(_ standardErrors: Double) -> Bool {
      SequentialRule.isCertain(
        abs(difference - line), standardError: standardError, rows: rows,
        standardErrors: standardErrors)
    }
    let before = isAbove
    isAbove = isCertain(SequentialRule.standardErrors) ? difference > line : nil
    return isCertain(
      rows >= SequentialRule.many ? SequentialRule.atOnceOfMany : SequentialRule.atOnce)
      || isAbove != nil && isAbove == before
  }
}
