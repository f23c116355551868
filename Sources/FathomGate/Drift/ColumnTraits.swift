internal import FathomAnalyses
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// What the cells of a column were like, without the value of any.
struct ColumnTraits: Codable, Sendable, Equatable {
  /// What the cells are taken for.
  var kind: Baseline.Column.Kind
  /// How many cells were looked at that are not missing.
  var cells: Int
  /// How numbers and dates are spread; nil for words.
  var intervals: IntervalCounts?
  /// Between what numbers and dates later ones are expected: two numbers.
  var range: [Double]?
  /// The largest share of one value.
  var commonest: Double?
  /// The share of numbers that are multiples of ten; nil for words.
  var tens: Double?
  /// The share of cells among numbers that are none.
  var words: Double?
  /// What numbers are written with beside digits, points and signs.
  var marks: String?
  /// The levels of words; nil where there are many.
  var levels: LevelCounts?
  /// How many levels have one row.
  var singleLevels: Int?
  /// The share of the last third of the rows whose value is in none of the first two.
  var turnover: Double?
  /// The share of words with blanks around them; absent where there are none.
  var padded: Double?
  /// Whether no two cells are the same.
  var isUnique: Bool?
  /// The pattern that the cells follow.
  var pattern: String?
  /// The share of cells that do not follow it.
  var patternExceptions: Double?
  /// The characters and words of texts.
  var text: TextTraits?
  /// The share of the rows that counts, as each is like the one before it; absent where all do.
  var dependence: Double?
  /// How much of it the other columns explain; absent for words, and where there are many columns.
  var explained: ExplainedShare?
  /// How far the last third of the rows has moved from the first two: what is ordinary for the column.
  var drift: Double?

  /// Fewer cells show nothing that later ones could be held to.
  static let fewestCells = 30

  /// The traits of a column.
  ///
  /// - Parameters:
  ///   - extremes: the smallest and the largest of all numbers, where the sketch has a sample.
  ///   - isUnique: whether all numbers differ; nil where that was not counted.
  init(
    _ sketch: TableSketch, _ place: Int, extremes: ClosedRange<Double>?, isUnique: Bool?
  ) {
    let column = sketch.columns[place]
    cells = column.present.reduce(0, +)
    kind = cells == 0 ? .empty : Baseline.Column.Kind(column.kind)
    guard cells >= ColumnTraits.fewestCells else { return }
    let values = sketch.sample.values[place]
    if column.kind == .words {
      readWords(column, salt: column.name)
      padded = column.padded > 0 ? Double(column.padded) / Double(cells) : nil
      let lengths = values.filter { !$0.isNaN }
      commonest = ColumnTraits.commonest(column.values)
      if levels == nil { text = TextTraits(column.text, lengths: lengths) }
    } else {
      let numbers = values.filter { !$0.isNaN }
      intervals = IntervalCounts(numbers)
      drift =
        intervals?.index(
          counts(values, sketch.sample.thirds) { $0 < 2 },
          counts(values, sketch.sample.thirds) { $0 == 2 }
        )?.value
      if column.kind == .dates {
        range = ColumnTraits.dates(numbers)
      } else {
        range = NumberRange(numbers, extremes: extremes).map { [$0.lower, $0.upper] }
        commonest = ColumnTraits.commonest(numbers)
        tens = ColumnTraits.tens(numbers)
        words = Double(column.words) / Double(cells)
        if !column.marks.isEmpty {
          marks = String(column.marks.keys.sorted().map { Character(UnicodeScalar($0)) })
        }
      }
    }
    let share =
      column.kind == .words
      ? RowDependence.share(ofLevels: sketch.sample.keys[place]) : RowDependence.share(values)
    dependence = share < 1 ? share : nil
    turnover = ColumnTraits.turnover(column)
    self.isUnique = column.kind == .words ? ColumnTraits.isUnique(column) : isUnique
    if let found = LearnedPattern(column) {
      pattern = found.text
      patternExceptions = Double(found.others) / Double(max(1, found.cells + found.others))
    }
  }

  private func counts(
    _ values: [Double], _ thirds: [Int], _ isIn: (Int) -> Bool
  ) -> [Int] {
    intervals?.count(zip(values, thirds).filter { isIn($0.1) }.map(\.0)) ?? []
  }

  private mutating func readWords(_ column: ColumnSketch, salt: String) {
    guard let found = column.values.levels, ColumnTraits.areLevels(found.count, of: cells) else {
      return
    }
    var counts = [String: Int]()
    for level in found {
      counts[ColumnTraits.level(level.text, column), default: 0] += level.count.all
    }
    levels = LevelCounts(counts.map { ($0.key, $0.value) }, salt: salt)
    singleLevels = found.count { $0.count.all == 1 }
  }

  /// A level as it is compared: `True` and `true` are one.
  static func level(_ text: String, _ column: ColumnSketch) -> String {
    column.type == .boolean ? text.lowercased() : text
  }

  /// Whether so many values are levels, which recur, rather than names.
  static func areLevels(_ values: Int, of cells: Int) -> Bool { values * 3 <= cells }

  /// Dates go on: three times as long as they have gone, and not less than two months.
  private static func dates(_ days: [Double]) -> [Double]? {
    guard days.count >= NumberRange.fewest, let first = days.min(), let last = days.max() else {
      return nil
    }
    let span = last - first
    return [(first - max(span / 2, 31)).rounded(.down), (last + max(3 * span, 62)).rounded(.up)]
  }

  static func commonest(_ numbers: [Double]) -> Double? {
    guard !numbers.isEmpty else { return nil }
    var counts = [Double: Int]()
    for number in numbers { counts[number, default: 0] += 1 }
    return Double(counts.values.max() ?? 0) / Double(numbers.count)
  }

  static func commonest(_ values: ValueSample) -> Double? {
    let counts = values.counts.values.map(\.all)
    guard let most = counts.max() else { return nil }
    return Double(most) / Double(counts.reduce(0, +))
  }

  static func tens(_ numbers: [Double]) -> Double? {
    guard !numbers.isEmpty else { return nil }
    return Double(numbers.count { $0.remainder(dividingBy: 10) == 0 }) / Double(numbers.count)
  }

  static func turnover(_ column: ColumnSketch) -> Double? {
    var (new, all) = (0, 0)
    for count in column.values.counts.values {
      all += count.thirds[2]
      if count.thirds[0] + count.thirds[1] == 0 { new += count.thirds[2] }
    }
    return all > 0 ? Double(new) / Double(all) : nil
  }

  /// Whether no two cells are the same, as far as the kept values tell.
  private static func isUnique(_ column: ColumnSketch) -> Bool? {
    // Sentences differ by chance; what names a row is a word.
    guard column.values.counts.count >= NumberRange.fewest,
      column.text.wordCount <= 2 * column.text.cells
    else { return nil }
    return column.values.counts.values.allSatisfy { $0.all == 1 }
  }
}

/// The characters and words of a column of texts.
struct TextTraits: Codable, Sendable, Equatable {
  /// The middle of the lengths in bytes, and a spread as wide as a standard deviation.
  var length: [Double]
  /// The shares of small letters, capitals, digits, blanks, other characters of ASCII, and all others.
  var characters: [Double]
  /// The share of cells that were read in a wrong encoding.
  var garbled: Double
  /// How many words a cell has in the mean.
  var words: Double
  /// The most frequent words by digests, with their share of all words.
  var vocabulary: [String: Double]

  /// Words beyond the most frequent ones are not kept.
  private static let mostWords = 16

  /// The traits of some texts; nil for too few.
  init?(_ tally: TextTally, lengths: [Double]) {
    guard tally.cells >= ColumnTraits.fewestCells else { return nil }
    let sorted = lengths.sorted()
    func quantile(_ share: Double) -> Double { sorted[Int(share * Double(sorted.count - 1))] }
    length = [quantile(0.5), (quantile(0.84) - quantile(0.16)) / 2]
    let all = Double(max(1, tally.bytes.reduce(0, +)))
    characters = tally.bytes.map { TextTraits.rounded(Double($0) / all) }
    garbled = TextTraits.rounded(Double(tally.garbled) / Double(tally.cells))
    words = TextTraits.rounded(Double(tally.wordCount) / Double(tally.cells))
    vocabulary = TextTraits.vocabulary(tally, most: TextTraits.mostWords)
  }

  /// The most frequent words by digests.
  static func vocabulary(_ tally: TextTally, most: Int) -> [String: Double] {
    let sorted = tally.words.counts.sorted {
      ($1.value.all, $0.key) < ($0.value.all, $1.key)
    }
    return Dictionary(
      sorted.prefix(most).map { hash, count in
        (digest(hash), rounded(Double(count.all) / Double(max(1, tally.wordCount))))
      }, uniquingKeysWith: +)
  }

  private static func digest(_ hash: UInt64) -> String {
    let text = String(hash >> 32, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }

  private static func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}
