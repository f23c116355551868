/// Reads the cells of one column of a chunk as words, and notes what they are.
///
/// The hashes of some cells are computed before the first of them is looked up, so that neither waits
/// for the other. A word that is not in the cache is looked at closely; once there are too many to be
/// levels, its hash is only put aside, and all of them are counted together.
struct WordReader {
  /// How many cells are hashed before the first of them is looked up: 2 kilobytes.
  private static let ahead = 128

  /// A cell: the hash of its bytes, 0 when there are none, and where they lie in the block.
  struct Word {
    var hash: UInt64
    /// Negative for a cell that is not there in one piece.
    var start: Int32
    var end: Int32
  }

  let chunk: TableChunk
  let column: Int
  /// The code of each level by its hash; nil when no codes are asked for.
  let levels: [UInt64: Int32]?
  private let missing: MissingWords
  private let parser: NumberParser
  private let reading: ColumnReading
  private let entries: UnsafeMutablePointer<WordCache.Entry>
  private let mask: Int
  private let words: UnsafeMutablePointer<Word>
  /// The places of words that are not in the cache.
  private let unknown: UnsafeMutablePointer<UInt32>
  /// How many cells there were of each content.
  private let counts: UnsafeMutablePointer<Int>
  /// Hashes of words that may be new.
  private let fresh: UnsafeMutablePointer<UInt64>
  private var freshCount = 0

  /// A reader that uses scratch memory, which no other may use before it is done.
  init(
    _ column: Int, of chunk: TableChunk, levels: [UInt64: Int32]?, dialect: CSVDialect,
    missing: MissingWords, reading: ColumnReading, _ scratch: Scratch
  ) {
    self.chunk = chunk
    self.column = column
    self.levels = levels
    self.missing = missing
    parser = NumberParser(dialect)
    self.reading = reading
    let cache = scratch.cache(column)
    entries = cache.entries
    mask = cache.mask
    words = scratch.words(WordReader.ahead)
    unknown = scratch.unknownWords(WordReader.ahead)
    counts = scratch.counts(CellContent.allCases.count)
    counts.initialize(repeating: 0, count: CellContent.allCases.count)
    fresh = scratch.hashes(chunk.rowCount)
  }

  /// Reads all cells.
  ///
  /// - Parameters:
  ///   - codes: where a code a row is written, −1 for none; nil when none are asked for.
  ///   - rowHashes: hashes of the rows, to which those of the cells are added; nil likewise.
  mutating func read(
    into contents: inout ColumnContents, codes: UnsafeMutablePointer<Int32>?,
    rowHashes: UnsafeMutablePointer<UInt64>? = nil
  ) {
    var row = 0
    while row < chunk.rowCount {
      let count = min(WordReader.ahead, chunk.rowCount - row)
      find(row, count)
      if let rowHashes {
        for place in 0..<count {
          // In bounds: there is a hash a row, and `find` has written this many words.
          rowHashes[row + place] &+= WordReader.cellHash(words[place].hash, column)
        }
      }
      let codes = codes.map { $0 + row }
      for index in 0..<lookUp(count, codes) {
        // In bounds: `unknown` holds places among the words, and there is a code a row.
        let place = Int(unknown[index])
        let entry = entry(words[place], row + place, &contents)
        counts[Int(entry.content.rawValue)] &+= 1
        codes?[place] = entry.code
      }
      row += count
    }
    for content in CellContent.allCases {
      contents.count(content, counts[Int(content.rawValue)])
    }
    contents.note(words: UnsafeMutableBufferPointer(start: fresh, count: freshCount))
  }

  /// What a cell adds to the hash of its row: as columns are read in any order, a sum of hashes.
  @inline(__always)
  static func cellHash(_ hash: UInt64, _ column: Int) -> UInt64 {
    // The hash is mixed already, so an odd factor for each column keeps sums apart.
    hash &* (UInt64(truncatingIfNeeded: column) &* 0x9E37_79B9_7F4A_7C16 | 1)
  }

  /// Counts those of the words that are in the cache, lists the others, and returns how many these
  /// are; without a branch, since no processor predicts which they are, and so that the entries, far apart
  /// in memory, load together.
  private func lookUp(_ count: Int, _ codes: UnsafeMutablePointer<Int32>?) -> Int {
    var others = 0
    for place in 0..<count {
      // In bounds: there are this many words, and the mask is the last place of the cache.
      let hash = words[place].hash
      let entry = entries[Int(truncatingIfNeeded: hash) & mask]
      let isKnown = entry.hash == hash && hash != 0 ? 1 : 0
      // In bounds: a count a content, a code a row, and no more others than words.
      counts[Int(entry.content.rawValue)] &+= isKnown
      codes?[place] = entry.code
      unknown[others] = UInt32(truncatingIfNeeded: place)
      others &+= 1 &- isKnown
    }
    return others
  }

  /// The entry of a word that was not in the cache; it may be there now.
  private mutating func entry(
    _ word: Word, _ row: Int, _ contents: inout ColumnContents
  ) -> WordCache.Entry {
    // In bounds: the mask is the last place.
    let place = entries + (Int(truncatingIfNeeded: word.hash) & mask)
    if place.pointee.hash == word.hash, word.hash != 0 { return place.pointee }
    let entry = meet(word, row, &contents)
    place.pointee = entry
    return entry
  }

  /// Finds the cells of some rows and hashes them.
  private func find(_ first: Int, _ count: Int) {
    let base = chunk.table.block.base
    chunk.rows.withUnsafeBufferPointer { rows in
      for place in 0..<count {
        let row = Int(rows[first + place])
        // In bounds: there is room for `ahead` words.
        if let (start, end) = chunk.table.content(row: row, column: column) {
          // In bounds: the margin lies behind the block.
          let hash = start == end ? 0 : StableHash.hash(padded: base + start, count: end &- start)
          words[place] = Word(
            hash: hash, start: Int32(truncatingIfNeeded: start),
            end: Int32(truncatingIfNeeded: end))
        } else {
          let hash = chunk.table.withCell(row: row, column: column) { cell, start, end in
            start == end
              ? 0 : StableHash.hash(UnsafeRawBufferPointer(start: cell + start, count: end - start))
          }
          words[place] = Word(hash: hash, start: -1, end: -1)
        }
      }
    }
  }

  /// A word that is not in the cache.
  private mutating func meet(
    _ word: Word, _ row: Int, _ contents: inout ColumnContents
  ) -> WordCache.Entry {
    if word.start == word.end, word.start >= 0 {
      return WordCache.Entry(hash: 0, content: .missing, code: -1)
    }
    if word.start >= 0 {
      return meet(
        chunk.table.block.base, Int(word.start), Int(word.end), word.hash, &contents)
    }
    return chunk.table.withCell(row: Int(chunk.rows[row]), column: column) { cell, start, end in
      meet(cell, start, end, word.hash, &contents)
    }
  }

  private mutating func meet(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ hash: UInt64,
    _ contents: inout ColumnContents
  ) -> WordCache.Entry {
    var entry = WordCache.Entry(hash: hash, content: .missing, code: -1)
    guard start < end else { return entry }
    guard let word = WordGlance(cell, start, end, missing: missing)?.content else {
      return look(cell, start, end, hash, &contents)
    }
    entry.content = word
    note(cell, start, end, hash, &contents)
    if let levels { entry.code = levels[hash] ?? -1 }
    return entry
  }

  /// Notes a word.
  @inline(__always)
  private mutating func note(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ hash: UInt64,
    _ contents: inout ColumnContents
  ) {
    if contents.namesWords {
      contents.note(word: hash) {
        ColumnContents.label(UnsafeBufferPointer(start: cell + start, count: end - start))
      }
    } else {
      // In bounds: no more than one hash a row.
      fresh[freshCount] = hash
      freshCount += 1
    }
  }

  /// A cell that is not a word at first sight.
  private mutating func look(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ hash: UInt64,
    _ contents: inout ColumnContents
  ) -> WordCache.Entry {
    var entry = WordCache.Entry(hash: hash, content: .missing, code: -1)
    let found = ReadCell(cell, start, end, parser: parser, missing: missing, reading: reading)
    entry.content = found.content
    if found.dressed != nil || found.plainDecimal != nil {
      // Counted one by one: what the cache keeps does not tell how it is dressed.
      entry.hash = 0
      if let dressed = found.dressed { contents.note(dressed) }
      if let isDecimal = found.plainDecimal { contents.notePlain(isDecimal: isDecimal) }
    }
    if let number = found.number {
      contents.note(number)
      if let levels { entry.code = levels[number.key] ?? -1 }
      return entry
    }
    if let place = found.missingLevel { contents.note(missingWord: place) }
    guard !found.isMissing else { return entry }
    note(cell, start, end, hash, &contents)
    if let levels { entry.code = levels[hash] ?? -1 }
    return entry
  }
}

/// What cells of a column were found to be, by the hash of their bytes: categories repeat.
///
/// Direct-mapped: a word that meets another at its place takes it.
final class WordCache {
  struct Entry {
    var hash: UInt64
    var content: CellContent
    var code: Int32
  }

  /// The entries, `mask` + 1 of them.
  let entries: UnsafeMutablePointer<Entry>
  /// The largest place.
  let mask: Int

  /// A cache for one of this many columns: smaller where there are many.
  init(columns: Int) {
    let size = columns <= 1 << 10 ? 1 << 10 : 1 << 6
    mask = size - 1
    entries = .allocate(capacity: size)
    entries.initialize(repeating: Entry(hash: 0, content: .missing, code: -1), count: size)
  }

  deinit { entries.deallocate() }
}
