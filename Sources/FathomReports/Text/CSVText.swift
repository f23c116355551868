/// How the CSV files that are written beside reports write a cell (RFC 4180).
package enum CSVText {
  /// A text as a cell: in quotes where it holds a comma, a quotation mark or a line break.
  package static func cell(_ text: String) -> String {
    // By scalars: a quotation mark with an accent over it is another character.
    let scalars = text.unicodeScalars
    guard scalars.contains(where: { $0 == "," || $0 == "\"" || Character($0).isNewline }) else {
      return text
    }
    return scalars.reduce(into: "\"") { text, scalar in
      text.unicodeScalars.append(contentsOf: scalar == "\"" ? [scalar, scalar] : [scalar])
    } + "\""
  }

  /// What makes a spreadsheet take a cell for a formula (OWASP, *CSV Injection*).
  private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r"]

  /// A value of somebody else's data as a cell: with an apostrophe before what a spreadsheet would run as a formula.
  ///
  /// A number stays as it is.
  package static func foreignCell(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, formulaStarts.contains(first),
      Double(text) == nil
    else { return cell(text) }
    return cell("'" + text)
  }
}
