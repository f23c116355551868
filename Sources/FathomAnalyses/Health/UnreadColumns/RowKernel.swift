internal import FathomData
internal import FathomNumerics
private import Foundation

/// Kernels between rows, `n × n`, with a mean diagonal of 1, and ridge regression on them.
enum RowKernel {
  /// The weight of the penalty beside a kernel whose mean diagonal is 1.
  private static let penalty = 0.5
  /// Words are told apart by this many hashes.
  private static let buckets = 2_048

  /// The kernels of what cells say: of their words; and of these with the numbers in them, where there are some.
  static func ofCells(_ column: UnreadColumns.InputColumn) -> [Matrix] {
    guard column.kind != .date else { return [ofTexts(column.cells, column.kind)] }
    let numbers = CellNumbers(column.cells)
    // A number that counts the rows tells nothing but where a row lies, and neither do its digits. What recurs does
    // not count.
    let counters = column.kind == .levels ? [] : numbers.counters(rows: column.rows)
    let words = ofTexts(
      counters.isEmpty ? column.cells : numbers.cells(without: counters), column.kind)
    guard var both = numbers.values(without: counters).flatMap({ ofFeatures($0) }) else {
      return [words]
    }
    both.add(words)
    return [words, both]
  }

  /// Cosines between bags of words, weighted by the inverse of how many texts have them.
  ///
  /// Source: Salton & Buckley 1988, Inf. Process. Manag. 24:513.
  static func ofTexts(_ cells: [String], _ kind: UnreadColumns.Kind) -> Matrix {
    let dates = kind == .date ? DateText(sample: cells) : nil
    let bags = cells.map { cell in
      let words = dates.map { parts(of: cell, $0) } ?? tokens(cell, kind)
      return words.map { Int(hash($0) % UInt64(buckets)) }
    }
    var frequency = [Double](repeating: 0, count: buckets)
    for bag in bags { for token in Set(bag) { frequency[token] += 1 } }
    var rows = Matrix(rows: cells.count, columns: buckets)
    let count = Double(cells.count)
    for (row, bag) in bags.enumerated() {
      for token in bag { rows[row, token] += 1 }
      var square = 0.0
      for token in Set(bag).sorted() {
        let weight = (1 + log(rows[row, token])) * (1 + log(count / frequency[token]))
        rows[row, token] = weight
        square += weight * weight
      }
      for token in Set(bag) { rows[row, token] /= square.squareRoot() }
    }
    return LinearAlgebra.outerGram(of: rows)
  }

  /// What a cell consists of.
  private static func tokens(_ text: String, _ kind: UnreadColumns.Kind) -> [String] {
    switch kind {
    case .levels: return [text]
    case .text, .codes:
      let words = Tokens.words(text)
      // Of a short string, such as a code, its pieces may say more than the whole.
      guard words.count < 4 else { return words }
      let scalars = Array(text.lowercased().unicodeScalars)
      let pieces = scalars.indices.dropLast(2).map { place in
        "#" + scalars[place...place + 2].map { String($0) }.joined()
      }
      return words + pieces
    case .date: return []
    }
  }

  /// The year, the year with its month, the month, the day of the week and the hour of a date.
  private static func parts(of text: String, _ dates: DateText) -> [String] {
    guard let days = dates.days(text) else { return [text] }
    let day = days.rounded(.down)
    let date = DateUnit.days.text(Int64(day))
    // 1970 began on a Thursday.
    let weekday = (Int(day) % 7 + 10) % 7
    let hour = Int(((days - day) * 24).rounded(.down))
    let year = date.prefix { $0 != "-" }
    return [
      "year \(year)", "month \(date.dropLast(3))",
      "month \(date.dropFirst(year.count + 1).prefix(2))",
      "weekday \(weekday)", "hour \(hour)",
    ]
  }

  private static func hash(_ text: String) -> UInt64 {
    // FNV-1a: the same on every machine.
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Half a linear and half a Gaussian kernel of the standardised features, a missing value at the mean; nil
  /// where none varies.
  static func ofFeatures(_ features: Matrix) -> Matrix? {
    let moments = (0..<features.columns).map { Moments(features.column($0)) }
    let varying = moments.indices.filter { moments[$0].varies }
    guard !varying.isEmpty else { return nil }
    var rows = Matrix(rows: features.rows, columns: varying.count)
    for (place, column) in varying.enumerated() {
      let own = moments[column]
      for (row, value) in features.column(column).enumerated() where !value.isNaN {
        rows[row, place] = (value - own.mean) / own.standardDeviation
      }
    }
    var kernel = LinearAlgebra.outerGram(of: rows)
    let width = Double(varying.count)
    let squares = (0..<rows.rows).map { kernel[$0, $0] }
    for column in 0..<rows.rows {
      for row in 0..<rows.rows {
        let product = kernel[row, column]
        let distance = max(0, squares[row] + squares[column] - 2 * product)
        kernel[row, column] = 0.5 * product / width + 0.5 * exp(-distance / (2 * width))
      }
    }
    return kernel
  }

  /// The squared error of each row where it is held out; without a kernel that of the mean of the others.
  static func squaredErrors(
    _ kernel: Matrix?, _ targets: Matrix, _ splits: [CrossValidationSplit]
  ) throws(NumericsError) -> [Double] {
    var errors = [Double](repeating: 0, count: targets.rows)
    for split in splits {
      var known = targets.selecting(rows: split.training)
      var means = [Double]()
      for column in 0..<known.columns {
        let mean = known.column(column).reduce(0, +) / Double(known.rows)
        means.append(mean)
        for row in 0..<known.rows { known[row, column] -= mean }
      }
      var predicted = Matrix(rows: split.test.count, columns: targets.columns)
      if let kernel {
        var own = kernel.selecting(rows: split.training, columns: split.training)
        for row in 0..<own.rows { own[row, row] += penalty }
        let weights = try LinearAlgebra.solve(positiveDefinite: own, known)
        let cross = kernel.selecting(rows: split.training, columns: split.test)
        predicted = LinearAlgebra.product(cross, transposingFirst: true, weights)
      }
      for (place, row) in split.test.enumerated() {
        errors[row] = (0..<targets.columns).reduce(0) { sum, column in
          let error = targets[row, column] - means[column] - predicted[place, column]
          return sum + error * error
        }
      }
    }
    return errors
  }
}
