internal import FathomNumerics
private import Foundation

/// The numbers in strings such as `1234-1734`, `12.34/100`, `48°12'30"` and `="17"`, in the order in which they stand.
struct CellNumbers: Sendable {
  /// More numbers of a cell are not looked at.
  private static let most = 4
  /// So many of a hundred steps from row to row go one way in what counts the rows.
  private static let counting = 95

  private struct Number {
    var value: Double
    /// Where its digits are among the scalars.
    var place: Range<Int>
  }

  private let scalars: [[Unicode.Scalar]]
  private let numbers: [[Number]]

  init(_ cells: [String]) {
    scalars = cells.map { Array($0.unicodeScalars) }
    numbers = scalars.map { Array(CellNumbers.numbers(in: $0).prefix(CellNumbers.most)) }
  }

  /// Which of the numbers rise or fall from row to row.
  ///
  /// - Parameter rows: the row of each cell, ascending.
  func counters(rows: [Int]) -> Set<Int> {
    let order = rows.indices.sorted { rows[$0] < rows[$1] }
    return Set(
      (0..<CellNumbers.most).filter { number in
        let values = order.compactMap { row in
          numbers[row].count > number ? numbers[row][number].value : nil
        }
        guard values.count * 2 > numbers.count, values.count > 1 else { return false }
        let steps = zip(values, values.dropFirst())
        let (up, down) = (steps.count { $0 < $1 }, steps.count { $0 > $1 })
        return max(up, down) * 100 >= (up + down) * CellNumbers.counting && up + down > 0
          && min(up, down) * 20 <= max(up, down)
      })
  }

  /// The cells without some of the numbers.
  func cells(without left: Set<Int>) -> [String] {
    zip(scalars, numbers).map { scalars, numbers in
      var kept = String.UnicodeScalarView()
      for place in scalars.indices
      where !left.contains(where: { $0 < numbers.count && numbers[$0].place.contains(place) }) {
        kept.append(scalars[place])
      }
      return String(kept)
    }
  }

  /// `n × k`: the other numbers, NaN where a cell has fewer; nil where most cells have none.
  func values(without left: Set<Int>) -> Matrix? {
    let kept = (0..<CellNumbers.most).filter { number in
      !left.contains(number) && numbers.count { $0.count > number } * 2 >= numbers.count
    }
    guard !kept.isEmpty, !numbers.isEmpty else { return nil }
    return Matrix(
      columns: kept.map { number in
        numbers.map { $0.count > number ? $0[number].value : .nan }
      })
  }

  // MARK: Reading

  private static func digit(_ scalar: Unicode.Scalar) -> Double? {
    if scalar.isASCII { return 48...57 ~= scalar.value ? Double(scalar.value - 48) : nil }
    return scalar.properties.numericType == .decimal ? scalar.properties.numericValue : nil
  }

  private static func numbers(in text: [Unicode.Scalar]) -> [Number] {
    var result = [Number]()
    var place = 0
    func digits(_ start: Int) -> (value: Double, end: Int)? {
      var value = 0.0
      var end = start
      while end < text.count, let next = digit(text[end]) {
        value = value * 10 + next
        end += 1
      }
      return end > start ? (value, end) : nil
    }
    while place < text.count {
      guard var (value, end) = digits(place) else {
        place += 1
        continue
      }
      if end < text.count, text[end] == "." || text[end] == ",", let rest = digits(end + 1) {
        value += rest.value / pow(10, Double(rest.end - end - 1))
        end = rest.end
      }
      if end + 1 < text.count, "eEdD".unicodeScalars.contains(text[end]) {
        let isNegative = text[end + 1] == "-"
        let start = isNegative || text[end + 1] == "+" ? end + 2 : end + 1
        if let exponent = digits(start), exponent.value < 300 {
          value *= pow(10, isNegative ? -exponent.value : exponent.value)
          end = exponent.end
        }
      }
      let hasMinus =
        place > 0 && (text[place - 1] == "-" || text[place - 1] == "\u{2212}")
        && (place == 1 || !text[place - 2].properties.isAlphabetic && digit(text[place - 2]) == nil)
      result.append(Number(value: hasMinus ? -value : value, place: place..<end))
      place = end
    }
    return result
  }
}
