/// What the cells of one column have been so far.
struct ColumnInference: Sendable, Codable, Equatable {
  /// Counts of cells by kind.
  var missing = 0
  var integers = 0
  var decimals = 0
  var infinities = 0
  var booleans = 0
  var dates = 0
  var texts = 0
  /// Cells of text that hold a blank: prose rather than a code.
  var textsWithBlanks = 0
  /// The smallest and the largest number; JSON has no infinity, so none is nil.
  var smallest: Double?
  var largest: Double?
  /// Distinct numbers by value, distinct other cells by their bytes.
  var numbers: DistinctCounter
  var words: DistinctCounter
  /// Levels and how often each occurs; nil once there are too many to be levels.
  var levels: [UInt64: Level]? = [:]
  private var numericLevels = 0

  /// A level as it is written, and how often.
  struct Level: Sendable, Codable, Equatable {
    var label: String
    var count: Int
    /// Numbers are levels by value: `1` and `1.0` are one.
    var isNumber: Bool
  }

  init(distinctCapacity: Int = DistinctCounter.largestCapacity) {
    numbers = DistinctCounter(capacity: distinctCapacity)
    words = DistinctCounter(capacity: distinctCapacity)
  }

  /// Numbers with more levels than this are not classes or codes.
  static let numericLevelLimit = 256
  /// Text with more levels than this is not a category; ImageNet's 1,000 classes still fit.
  static let textLevelLimit = 4096

  /// Whether some cells are words. `inf` among words is a word; among numbers it is missing.
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
    let slack = 5 * max(numbers.relativeError, words.relativeError) * Double(present)
    return abs(Double(distinct - present)) <= slack
  }

  /// Takes in a cell that is a number.
  @inline(__always)
  mutating func absorb(
    _ number: ParsedNumber, length: Int, label: @autoclosure () -> String
  ) {
    if number.kind == .integer { integers &+= 1 } else { decimals &+= 1 }
    smallest = min(smallest ?? number.value, number.value)
    largest = max(largest ?? number.value, number.value)
    let hash = ColumnInference.hash(number.value)
    numbers.insert(hash)
    if levels != nil { countLevel(hash, isNumber: true, length: length, label: label()) }
  }

  /// Takes in the hash of a cell that is a word.
  mutating func absorbWord(_ hash: UInt64, label: @autoclosure () -> String) {
    words.insert(hash)
    if levels != nil { countLevel(hash, isNumber: false, length: 0, label: label()) }
  }

  /// The key of a number among the levels; −0 and 0 are one value.
  @inline(__always)
  static func hash(_ value: Double) -> UInt64 { StableHash.mix((value + 0).bitPattern) }

  private mutating func countLevel(
    _ hash: UInt64, isNumber: Bool, length: Int, label: @autoclosure () -> String
  ) {
    guard levels?[hash]?.add(isNumber, length, label()) == nil else { return }
    levels?[hash] = Level(label: label(), count: 1, isNumber: isNumber)
    if isNumber { numericLevels += 1 }
    giveUpOnTooManyLevels()
  }

  private mutating func giveUpOnTooManyLevels() {
    // Each limit by itself, so that the order of the cells does not matter.
    let words = (levels?.count ?? 0) - numericLevels
    if numericLevels > ColumnInference.numericLevelLimit || words > ColumnInference.textLevelLimit {
      levels = nil
      numericLevels = 0
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
    guard let theirs = other.levels else {
      levels = nil
      numericLevels = 0
      return
    }
    levels?.merge(theirs) { mine, other in
      var sum = mine
      sum.add(other)
      return sum
    }
    numericLevels = levels?.values.count { $0.isNumber } ?? 0
    giveUpOnTooManyLevels()
  }
}

extension ColumnInference.Level {
  /// Adds cells of the same level.
  mutating func add(_ other: Self) {
    count += other.count
    write(other.label.utf8.count, other.label)
  }

  /// Adds one cell; its label, `length` bytes long, is made only where it may be needed.
  @inline(__always)
  fileprivate mutating func add(
    _ isNumber: Bool, _ length: Int, _ label: @autoclosure () -> String
  ) {
    count &+= 1
    if isNumber { write(length, label()) }
  }

  /// Of two ways to write a number keeps the shorter, of two equally long ones the first in the
  /// alphabet, so that the order of the cells does not matter. Words are written in one way only.
  private mutating func write(_ length: Int, _ other: @autoclosure () -> String) {
    let mine = label.utf8.count
    guard isNumber, length <= mine else { return }
    let other = other()
    if length < mine || other < label { label = other }
  }
}

/// What all columns of a CSV have been so far, and how many rows and lines each chunk holds.
struct TableInference: Partial {
  var columns: [ColumnInference]
  /// Rows and lines of each absorbed chunk, by its index.
  var chunks: [ChunkCount] = []
  var rejectedRows = 0

  struct ChunkCount: Sendable, Codable {
    var index: Int
    var rows: Int
    var lines: Int
  }

  let decimalMark: UInt8

  init(columns: Int, decimalMark: UInt8) {
    self.columns = Array(
      repeating: ColumnInference(
        distinctCapacity: TableInference.distinctCapacity(columns: columns)),
      count: columns)
    self.decimalMark = decimalMark
  }

  /// How many distinct values of a column are counted exactly. Fewer in a wide table: 2²¹ hashes of
  /// 16 bytes in each of 8 lanes are 256 MiB.
  static func distinctCapacity(columns: Int) -> Int {
    min(DistinctCounter.largestCapacity, max(1 << 10, (1 << 21) / max(1, columns)))
  }

  mutating func absorb(_ chunk: ParsedChunk) {
    let width = columns.count
    let usable = chunk.rows.filter { chunk.table.width($0) == width }
    rejectedRows += chunk.rows.count - usable.count
    chunks.append(
      ChunkCount(index: chunk.index, rows: chunk.rows.count, lines: chunk.table.lineCount))
    let parser = NumberParser(decimalMark: decimalMark)
    let table = chunk.table
    table.withBytes { bytes in
      for column in 0..<width {
        absorb(column, of: usable, in: table, bytes, parser)
      }
    }
  }

  private mutating func absorb(
    _ column: Int, of rows: [Int], in table: FieldTable, _ bytes: UnsafePointer<UInt8>,
    _ parser: NumberParser
  ) {
    for row in rows {
      table.withCell(row: row, column: column, bytes) { cell, start, end in
        let number = parser.parse(cell, start, end)
        if number.kind == .integer || number.kind == .decimal {
          columns[column].absorb(
            number, length: end - start, label: table.text(row: row, column: column))
        } else {
          absorbWord(
            column, UnsafeRawBufferPointer(start: cell + start, count: end - start),
            number.kind == .infinite ? nil : CellKind(cell, start, end))
        }
      }
    }
  }

  /// Takes in a cell that is not a finite number; `kind` is nil for an infinite one.
  private mutating func absorbWord(
    _ column: Int, _ cell: UnsafeRawBufferPointer, _ kind: CellKind?
  ) {
    switch kind {
    case .missing:
      columns[column].missing += 1
      return
    case nil: columns[column].infinities += 1
    case .boolean: columns[column].booleans += 1
    case .date: columns[column].dates += 1
    case .text:
      columns[column].texts += 1
      if cell.contains(0x20) { columns[column].textsWithBlanks += 1 }
    }
    columns[column].absorbWord(
      StableHash.hash(cell), label: String(decoding: cell, as: UTF8.self))
  }

  mutating func merge(_ other: TableInference) {
    if columns.isEmpty { columns = other.columns } else {
      for index in columns.indices { columns[index].merge(other.columns[index]) }
    }
    chunks += other.chunks
    rejectedRows += other.rejectedRows
  }
}

/// A chunk of a CSV, split into cells.
struct ParsedChunk: Sendable {
  var index: Int
  var table: FieldTable
  /// The rows of the table that count: header and blank lines are left out.
  var rows: [Int]
}
