private import Foundation

/// Numbers in sentences: the digits that mean something, a true minus, never a p of 0.
public enum NumberText {
  /// A correlation or index with two decimals; “–” for none.
  public static func coefficient(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    return minus(String(format: "%.2f", value == 0 || abs(value) < 0.005 ? 0 : value))
  }

  /// A number with about three significant digits.
  public static func number(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : minus(value > 0 ? "∞" : "-∞") }
    let size = abs(value)
    if value == value.rounded(), size < 1e6 { return count(Int(value)) }
    if size >= 1e6 || size < 1e-4 { return minus(String(format: "%.2e", value)) }
    if size >= 1_000 { return count(Int(value.rounded())) }
    let decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4
    return minus(String(format: "%.\(decimals)f", value))
  }

  /// A number with all its digits, without a needless “.0”.
  public static func exact(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? minus("\(Int(value))") : minus("\(value)")
  }

  /// A count with thousands separated by commas.
  public static func count(_ value: Int) -> String {
    var digits = String(abs(value))
    var groups = [Substring]()
    while digits.count > 3 {
      groups.insert(Substring(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return minus((value < 0 ? "-" : "") + ([Substring(digits)] + groups).joined(separator: ","))
  }

  /// A count with two digits, where no more is known of it.
  static func about(_ value: Int) -> String {
    count(Int(rounded(Double(value), significantDigits: 2)))
  }

  /// “≤ 0.0001” at the resolution of B permutations, else “0.012”.
  public static func pValue(_ value: Double, _ permutations: Int) -> String {
    isSmallest(value, permutations) ? "≤ " + significant(value) : significant(value)
  }

  /// “p ≤ 0.0001” or “p = 0.012”, within a sentence.
  static func pSentence(_ value: Double, _ permutations: Int) -> String {
    isSmallest(value, permutations)
      ? "p ≤ " + significant(value) : "p = " + significant(value)
  }

  private static func isSmallest(_ value: Double, _ permutations: Int) -> Bool {
    value <= 1 / Double(permutations + 1) * 1.000_001
  }

  /// A p-value of a distribution, with one or two significant digits; never 0.
  static func smallP(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : significant(value)
  }

  /// A difference with its sign, “+0.002”.
  static func signed(_ value: Double) -> String {
    (value >= 0.0005 ? "+" : "") + error(value)
  }

  /// “−0.003 to +0.007”.
  static func signed(_ limits: [Double]) -> String {
    limits.map { signed($0) }.joined(separator: " to ")
  }

  private static func significant(_ value: Double) -> String {
    if value >= 0.095 { return String(format: "%.2f", value) }
    if value >= 0.0095 { return String(format: "%.3f", value) }
    return value >= 0.000_095 ? String(format: "%.4f", value) : minus(String(format: "%.0e", value))
  }

  /// “0.86 to 0.90”.
  public static func interval(_ limits: [Double]) -> String {
    limits.map { coefficient($0) }.joined(separator: " to ")
  }

  /// An error, or a difference of two, with three decimals.
  public static func error(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return minus(String(format: "%.3f", abs(value) < 0.0005 ? 0 : value))
  }

  /// “0.021 to 0.043”: an interval of errors.
  public static func errors(_ limits: [Double]) -> String {
    limits.map { error($0) }.joined(separator: " to ")
  }

  /// “5.2 to 18.4”: an interval of numbers of any size.
  public static func range(_ limits: [Double]) -> String {
    limits.map { number($0) }.joined(separator: " to ")
  }

  /// A share as a percentage with a narrow no-break space.
  public static func percent(_ share: Double, decimals: Int = 0) -> String {
    let text = String(format: "%.\(decimals)f", share * 100)
    // No share is “−0 %”.
    return minus(Double(text) == 0 && share < 0 ? String(text.dropFirst()) : text) + "\u{202F}%"
  }

  /// A name in quotation marks; of a very long one the beginning and the end.
  public static func quoted(_ name: String) -> String {
    name.count <= 60 ? "“\(name)”" : "“\(name.prefix(40))…\(name.suffix(15))”"
  }

  /// “1 row”, “3 rows”.
  public static func plural(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(NumberText.count(count)) \(count == 1 ? singular : plural ?? singular + "s")"
  }

  /// The nearest double to a number written with this many significant digits.
  static func rounded(_ value: Double, significantDigits: Int) -> Double {
    Double(String(format: "%.\(significantDigits - 1)e", value)) ?? value
  }

  private static func minus(_ text: String) -> String {
    text.replacingOccurrences(of: "-", with: "\u{2212}")
  }
}

extension String {
  /// The text with its first letter in upper case.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  /// The text with its first letter in small, unless it begins with an abbreviation.
  var uncapitalizedFirst: String {
    guard dropFirst().first?.isLowercase ?? false else { return self }
    return prefix(1).lowercased() + dropFirst()
  }
}
