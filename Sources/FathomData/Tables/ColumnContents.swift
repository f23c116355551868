internal import CKernels

/// Which numbers are counted although they are too many to be levels.
enum CountingNeed: String, Sendable, Codable {
  /// All of them.
  case all
  /// Whole numbers, because the name of the column is that of an identifier.
  case identifiers
  /// Whole numbers that may number the rows.
  case rowNumbers
}

/// What the cells of one column have been so far.
///
/// Nothing here depends on the order of the cells, so neither does a merge on how they were split.
struct ColumnContents: Sendable, Codable, Equatable {
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
  /// Whether some number is not whole, where the column is named like an identifier.
  private var holdsFractions = false
  /// Whether some integer is no double.
  private var holdsInexact = false
  /// Distinct numbers by value, distinct other cells by their bytes.
  private var numbers: DistinctCounter
  private var wordHashes: DistinctCounter
  private let need: CountingNeed
  /// What kinds of numbers and words there are, whatever they are read as.
  private(set) var survey = CellSurvey()
  /// How the cells are read.
  var reading = ColumnReading.plain
  /// The levels among the numbers, ascending; nil once there are too many to be levels.
  private(set) var numberLevels: [ExactNumber]? = []
  /// The levels among the words by their hash; nil likewise.
  private(set) var wordLevels: [UInt64: String]? = [:]

  /// Numbers with more levels than this are not classes or codes.
  static let numberLevelLimit = 256
  /// Text with more levels than this is not a category; ImageNet's 1,000 classes still fit.
  static let wordLevelLimit = 4096

  /// - Parameters:
  ///   - distinctCapacity: at least 1,024, so that all levels are counted exactly.
  ///   - need: which values are counted although they are too many to be levels.
  init(
    distinctCapacity: Int = DistinctCounter.largestCapacity, counting need: CountingNeed = .all,
    reading: ColumnReading = .plain
  ) {
    self.need = need
    self.reading = reading
    numbers = DistinctCounter(capacity: distinctCapacity)
    wordHashes = DistinctCounter(capacity: distinctCapacity)
  }

  /// Contents of no cell, of the same size.
  var emptied: ColumnContents {
    ColumnContents(distinctCapacity: numbers.capacity, counting: need)
  }

  /// About how many bytes it holds.
  var byteCount: Int {
    numbers.byteCount + wordHashes.byteCount + 8 * (numberLevels?.count ?? 0)
      + (wordLevels ?? [:]).values.reduce(0) { $0 + 64 + $1.utf8.count }
  }

  /// A level of words may be as long as a cell; a kilobyte each is meant.
  var byteLimit: Int {
    numbers.byteLimit + wordHashes.byteLimit + 8 * (ColumnContents.numberLevelLimit + 1)
      + 1_024 * (ColumnContents.wordLevelLimit + 1)
  }

  /// Whether some cells are words: `inf` among words is a word, among numbers it is missing.
  ///
  /// Words that are left out are none.
  var holdsWords: Bool { !reading.leavesWordsOut && words > 0 }
  /// Cells that are neither numbers nor missing.
  private var words: Int { booleans + dates + texts }
  /// Cells that are no numbers in a column of numbers.
  var leftOut: Int { reading.leavesWordsOut ? words : 0 }
  /// Cells of a column of numbers that are infinite, or too large for a number.
  var infinite: Int { holdsWords ? 0 : infinities }
  /// Cells that are there.
  var present: Int { numeric + (holdsWords ? words + infinities : 0) }
  /// Cells that are not.
  var absent: Int { missing + leftOut + (holdsWords ? 0 : infinities) }
  /// Cells that are finite numbers.
  var numeric: Int { integers + decimals }
  /// Distinct values; a lower bound where they were not counted.
  var distinct: Int {
    guard countsDistinct else { return ColumnContents.numberLevelLimit + 1 }
    guard holdsWords else { return numbers.count }
    // Spellings that differ in their bytes may be one word: an accent, composed or not.
    if let levels { return Set(levels.values).count }
    return numbers.count + wordHashes.count
  }
  /// Whether distinct values were counted, or estimated.
  ///
  /// Once this is false, no further value makes it true.
  var countsDistinct: Bool {
    if numberLevels != nil { return true }
    switch need {
    case .all: return true
    case .identifiers: return !holdsFractions
    case .rowNumbers: return decimals == 0 && missing == 0 && (smallest ?? 0) >= 0
    }
  }
  var distinctIsExact: Bool {
    countsDistinct && numbers.isExact && (!holdsWords || wordHashes.isExact)
  }

  /// Whether no value occurs twice, as far as the counters can tell.
  var isUnique: Bool {
    guard countsDistinct else { return false }
    if distinctIsExact { return distinct == present }
    // Five standard errors of the estimate.
    return Double(abs(distinct - present)) <= 5 * numbers.relativeError * Double(present)
  }

  /// Whether all numbers are whole, `1.0` among them; false where there are too many to know.
  var holdsWholeNumbers: Bool {
    integers == present || need == .identifiers && numeric == present && !holdsFractions
      || numberLevels?.allSatisfy { $0.value == $0.value.rounded() } ?? false
  }

  /// Whether all cells are integers of 64 bits, some of which are no doubles.
  var holdsLargeIntegers: Bool {
    guard holdsInexact, integers == present, let smallest, let largest else { return false }
    return smallest >= -0x1p63 && largest < 0x1p63
  }

  /// Whether all cells are integers without a sign, some of which are no doubles.
  var holdsInexactIntegers: Bool { holdsInexact && integers == present && (smallest ?? 0) >= 0 }

  // MARK: Levels

  /// How many levels there are, numbers and words, whether words are left out or not; nil for too many.
  var levelCount: Int? {
    guard let numberLevels, let wordLevels else { return nil }
    return numberLevels.count + wordLevels.count
  }

  /// The label of each level by its hash; nil when there are too many.
  ///
  /// A number is labelled by its value, so that `1`, `1.0` and `01` are one level, `1`.
  var levels: [UInt64: String]? {
    guard let numberLevels else { return nil }
    var levels = Dictionary(
      uniqueKeysWithValues: numberLevels.map { ($0.key, label($0)) })
    guard holdsWords else { return levels }
    guard let wordLevels else { return nil }
    levels.merge(wordLevels) { number, _ in number }
    return levels
  }

  /// The labels of the levels: numbers by value; words, and numbers among them, by their scalars,
  /// which is the same on every machine and in every locale.
  var sortedLevels: [String]? {
    guard holdsWords else {
      return numberLevels?.map(label)
    }
    // A word may be written like the label of a number that is written in another way.
    return levels.map { levels in
      // Of spellings that are equal, the first by its scalars is kept in every run.
      var seen = Set<String>()
      return levels.values.sorted {
        $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
      }.filter { seen.insert($0).inserted }
    }
  }

  /// The label of a number: with all digits where every number is written as an integer.
  private func label(_ number: ExactNumber) -> String { number.label(inFull: decimals == 0) }

  /// The label of a word; bytes that are not UTF-8 are written in hexadecimal, so that words which
  /// differ in them stay apart.
  static func label(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var label = ""
    var rest = bytes[...]
    while let first = rest.first {
      let length = (1...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil }
      if let length, length <= rest.count {
        label += String(decoding: rest.prefix(length), as: UTF8.self)
        rest = rest.dropFirst(length)
      } else {
        label += "\\x" + (first < 16 ? "0" : "") + String(first, radix: 16, uppercase: true)
        rest = rest.dropFirst()
      }
    }
    return label
  }

  // MARK: Absorbing

  /// Takes in the values of some cells, NaN where a cell is not a finite number.
  ///
  /// - Parameters:
  ///   - values: the nearest doubles.
  ///   - present: how many are no NaN.
  ///   - decimals: how many of these are written with a mark or an exponent.
  ///   - dressed: how many of these are no plain numbers, so that ``survey`` has counts them.
  ///   - integer: what a cell spells, by its place; nil where it is no integer. Asked for values that
  ///     are too large for a double to hold every integer.
  mutating func absorb(
    numbers values: UnsafeBufferPointer<Double>, present: Int, decimals: Int,
    dressed: (cells: Int, decimals: Int) = (0, 0), integer: (Int) -> ExactInteger?
  ) {
    integers += present - decimals
    self.decimals += decimals
    survey.plain += present - dressed.cells
    survey.plainDecimals += decimals - dressed.decimals
    var sum = fathom_sum(sum: 0, minimum: .infinity, maximum: -.infinity)
    // In bounds: base and count are those of one buffer.
    if let base = values.baseAddress { fathom_sum_extremes(base, values.count, &sum) }
    if need == .identifiers, decimals > 0, !holdsFractions {
      holdsFractions = values.contains { !$0.isNaN && $0 != $0.rounded() }
    }
    guard sum.minimum <= sum.maximum else { return }
    smallest = min(smallest ?? sum.minimum, sum.minimum)
    largest = max(largest ?? sum.maximum, sum.maximum)
    guard present > decimals, max(-sum.minimum, sum.maximum) >= ExactNumber.largestExact else {
      noteLevels(values)
      return
    }
    var doubles = Array(values)
    for place in values.indices where values[place].magnitude >= ExactNumber.largestExact {
      guard let spelled = integer(place) else { continue }
      let number = ExactNumber(spelled, near: values[place])
      if number.integer != nil { holdsInexact = true }
      if numberLevels != nil {
        noteLevel(number)
      } else if countsDistinct {
        numbers.insert(number.key)
      }
      doubles[place] = .nan
    }
    doubles.withUnsafeBufferPointer { noteLevels($0) }
  }

  /// Notes doubles, of which NaN is none.
  private mutating func noteLevels(_ values: UnsafeBufferPointer<Double>) {
    var rest = values[...]
    while numberLevels != nil, let value = rest.popFirst() {
      guard !value.isNaN, numbers.insert(ExactNumber.key(value)) else { continue }
      addLevel(ExactNumber(value))
      giveUpOnTooManyLevels()
    }
    if countsDistinct { numbers.insert(hashing: UnsafeBufferPointer(rebasing: rest)) }
  }

  private mutating func noteLevel(_ number: ExactNumber) {
    guard numbers.insert(number.key), numberLevels != nil else { return }
    addLevel(number)
    giveUpOnTooManyLevels()
  }

  /// Puts a number that is not there among the levels.
  private mutating func addLevel(_ number: ExactNumber) {
    var low = 0
    var high = numberLevels?.count ?? 0
    while low < high {
      let middle = (low + high) / 2
      if let level = numberLevels?[middle], level < number {
        low = middle + 1
      } else {
        high = middle
      }
    }
    numberLevels?.insert(number, at: low)
  }

  /// Counts cells of one kind that were seen before, so that only their number is new.
  mutating func count(_ kind: CellContent, _ times: Int) {
    switch kind {
    case .missing, .missingLevel: missing += times
    case .infinite: infinities += times
    case .integer, .dressedInteger: integers += times
    case .decimal, .dressedDecimal: decimals += times
    case .boolean: booleans += times
    case .date: dates += times
    case .text, .code, .placeholder, .dressed, .digits: texts += times
    case .prose, .spacedCode, .spacedPlaceholder, .spacedDressed:
      texts += times
      textsWithBlanks += times
    }
    survey.count(kind, times)
  }

  /// Counts numbers in dress, which ``count(_:_:)`` counts as what they are read as.
  mutating func note(_ number: DressedNumber, times: Int = 1) { survey.note(number, times: times) }

  /// Notes which of the words that stand for a missing value there are.
  mutating func note(missingWord place: Int) { survey.note(missingWords: 1 << UInt64(place)) }

  /// Counts cells that are missing by words which may well be levels, a bit for each of these.
  mutating func note(missingLevels cells: Int, words: UInt64) {
    count(.missingLevel, cells)
    survey.note(missingWords: words)
  }

  /// Counts a plain number that ``count(_:_:)`` counts as something else.
  mutating func notePlain(isDecimal: Bool, times: Int = 1) {
    survey.plain += times
    if isDecimal { survey.plainDecimals += times }
  }

  /// Looks at how a plain number is spelled.
  mutating func look(_ spelling: Spelling, times: Int = 1) {
    survey.spelling.merge(spelling, times: times)
  }

  /// Notes the line of a cell that is neither a number nor missing.
  mutating func note(line: Int) { survey.note(line: line) }

  /// Notes a finite number, which ``count(_:_:)`` counts.
  mutating func note(_ number: ExactNumber) {
    smallest = min(smallest ?? number.value, number.value)
    largest = max(largest ?? number.value, number.value)
    if number.integer != nil { holdsInexact = true }
    if number.value != number.value.rounded() { holdsFractions = true }
    noteLevel(number)
  }

  /// Notes a cell that is neither missing nor a finite number; `label` is asked for when it is new.
  mutating func note(word hash: UInt64, label: () -> String) {
    if wordHashes.insert(hash), wordLevels != nil {
      wordLevels?[hash] = label()
      giveUpOnTooManyLevels()
    }
  }

  /// Whether the labels of words are still asked for.
  var namesWords: Bool { wordLevels != nil }

  /// Notes cells as ``note(word:label:)`` does once labels are not asked for; the hashes are used up.
  mutating func note(words hashes: UnsafeMutableBufferPointer<UInt64>) {
    wordHashes.insert(using: hashes)
  }

  /// Each kind by itself, so that it does not matter which came first.
  private mutating func giveUpOnTooManyLevels() {
    if let count = numberLevels?.count, count > ColumnContents.numberLevelLimit {
      numberLevels = nil
    }
    if let count = wordLevels?.count,
      count > min(ColumnContents.wordLevelLimit, wordHashes.capacity)
    {
      wordLevels = nil
    }
  }

  mutating func merge(_ other: ColumnContents) {
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
    holdsInexact = holdsInexact || other.holdsInexact
    holdsFractions = holdsFractions || other.holdsFractions
    numbers.merge(other.numbers)
    wordHashes.merge(other.wordHashes)
    survey.merge(other.survey)
    if let theirs = other.numberLevels {
      let mine = Set(numberLevels ?? [])
      for level in theirs where !mine.contains(level) { addLevel(level) }
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
