/// What the cells of one column have been so far.
///
/// Nothing here depends on the order of the cells, so neither does a merge on how they were split.
struct ColumnInference: Sendable, Codable, Equatable {
  /// Counts of cells by kind.
  private(set) var missing = 0
  private(set) var integers = 0
  private(set) var decimals = 0
  private(set) var infinities = 0
  private(set) var booleans = 0
  private(set) var dates = 0
  private(set) var texts = 0
  /// Cells of text that hold a blank: prose rather than a code.
  private(set) var textsWithBlanks = 0
  /// The smallest and the largest number; JSON has no infinity, so none is nil.
  private(set) var smallest: Double?
  private(set) var largest: Double?
  /// Distinct numbers by value, distinct other cells by their bytes.
  private var numbers: DistinctCounter
  private var words: DistinctCounter
  /// Levels by their hash; nil once there are too many to be levels.
  private var numberLevels: [UInt64: Double]? = [:]
  private var wordLevels: [UInt64: String]? = [:]

  /// Numbers with more levels than this are not classes or codes.
  static let numberLevelLimit = 256
  /// Text with more levels than this is not a category; ImageNet's 1,000 classes still fit.
  static let wordLevelLimit = 4096

  /// - Parameter distinctCapacity: at least 1,024, so that all levels are counted exactly.
  init(distinctCapacity: Int = DistinctCounter.largestCapacity) {
    numbers = DistinctCounter(capacity: distinctCapacity)
    words = DistinctCounter(capacity: distinctCapacity)
  }

  /// Whether some cells are words: `inf` among words is a word, among numbers it is missing.
  var holdsWords: Bool { booleans + dates + texts > 0 }
  /// Cells that are there.
  var present: Int { numeric + booleans + dates + texts + (holdsWords ? infinities : 0) }
  /// Cells that are not.
  var absent: Int { missing + (holdsWords ? 0 : infinities) }
  /// Cells that are finite numbers.
  var numeric: Int { integers + decimals }
  var distinct: Int { numbers.count + (holdsWords ? words.count : 0) }
  var distinctIsExact: Bool { numbers.isExact && (!holdsWords || words.isExact) }

  /// Whether no value occurs twice, as far as the counters can tell.
  var isUnique: Bool {
    if distinctIsExact { return distinct == present }
    // Five standard errors of the estimate.
    return Double(abs(distinct - present)) <= 5 * numbers.relativeError * Double(present)
  }

  /// Whether all numbers are whole, `1.0` among them; false where there are too many to know.
  var holdsWholeNumbers: Bool {
    integers == present || numberLevels?.values.allSatisfy { $0 == $0.rounded() } ?? false
  }

  // MARK: Levels

  /// The label of each level by its hash; nil when there are too many.
  ///
  /// A number is labelled by its value, so that `1`, `1.0` and `01` are one level, `1`.
  var levels: [UInt64: String]? {
    guard var levels = numberLevels?.mapValues(ColumnInference.label) else { return nil }
    guard holdsWords else { return levels }
    guard let wordLevels else { return nil }
    levels.merge(wordLevels) { number, _ in number }
    return levels
  }

  /// The labels of the levels: numbers by value; words, and numbers among them, by their scalars,
  /// which is the same on every machine and in every locale.
  var sortedLevels: [String]? {
    guard holdsWords else {
      return numberLevels?.values.sorted().map(ColumnInference.label)
    }
    // A word may be written like the label of a number that is written in another way.
    return levels.map { levels in
      Set(levels.values).sorted {
        $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
      }
    }
  }

  private static func label(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// The key of a number among the levels; −0 and 0 are one value.
  @inline(__always)
  static func hash(_ value: Double) -> UInt64 { StableHash.mix((value + 0).bitPattern) }

  // MARK: Absorbing

  /// Takes in finite numbers, of which `integers` are written as integers.
  mutating func absorb(numbers values: [Double], integers: Int) {
    self.integers += integers
    decimals += values.count - integers
    for value in values {
      smallest = min(smallest ?? value, value)
      largest = max(largest ?? value, value)
      let hash = ColumnInference.hash(value)
      if numbers.insert(hash), numberLevels != nil {
        numberLevels?[hash] = value
        giveUpOnTooManyLevels()
      }
    }
  }

  /// Takes in a cell that is not a finite number; `kind` is nil for an infinite one.
  mutating func absorb(_ cell: UnsafeRawBufferPointer, _ kind: CellKind?) {
    switch kind {
    case .missing:
      missing += 1
      return
    case nil: infinities += 1
    case .boolean: booleans += 1
    case .date: dates += 1
    case .text:
      texts += 1
      if cell.contains(0x20) { textsWithBlanks += 1 }
    }
    let hash = StableHash.hash(cell)
    if words.insert(hash), wordLevels != nil {
      wordLevels?[hash] = String(decoding: cell, as: UTF8.self)
      giveUpOnTooManyLevels()
    }
  }

  /// Each kind by itself, so that it does not matter which came first.
  private mutating func giveUpOnTooManyLevels() {
    if let count = numberLevels?.count, count > ColumnInference.numberLevelLimit {
      numberLevels = nil
    }
    if let count = wordLevels?.count, count > min(ColumnInference.wordLevelLimit, words.capacity) {
      wordLevels = nil
    }
  }

  mutating func merge(_ other: ColumnInference) {
    missing += other.missing
    integers += other.integers
    decimals += other.decimals
    infinities += other.infinities
    booleans += other.booleans
    dates += other.dates
    texts += other.texts
    textsWithBlanks += other.textsWithBlanks
    if let theirs = other.smallest { smallest = min(smallest ?? theirs, theirs) }
    if let theirs = other.largest { largest = max(largest ?? theirs, theirs) }
    numbers.merge(other.numbers)
    words.merge(other.words)
    if let theirs = other.numberLevels {
      numberLevels?.merge(theirs) { mine, _ in mine }
    } else {
      numberLevels = nil
    }
    if let theirs = other.wordLevels {
      wordLevels?.merge(theirs) { mine, _ in mine }
    } else {
      wordLevels = nil
    }
    giveUpOnTooManyLevels()
  }
}
