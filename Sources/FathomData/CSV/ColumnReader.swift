internal import CKernels

/// Turns the cells of chunks into typed columns, and tells an inference what they are.
struct ColumnReader: Sendable {
  /// How a column is read.
  enum Mode: Sendable, Equatable {
    /// As numbers; other cells become NaN.
    case numbers
    /// As codes of levels, by the hash of a level.
    case codes([UInt64: Int32])
    /// Not at all, or only by an inference.
    case inferred
  }

  let dialect: CSVDialect
  let missing: MissingWords
  let modes: [Mode]
  /// The place of each column among those read as numbers; −1 for the others.
  private let slots: [Int32]
  private let numberColumns: [Int]
  /// Columns whose numbers a kernel can read: without marks between groups of digits.
  private var kernelReads: Bool { dialect.groupMark == nil }

  init(dialect: CSVDialect, missing: MissingWords, modes: [Mode]) {
    self.dialect = dialect
    self.missing = missing
    self.modes = modes
    let columns = modes.indices.filter { modes[$0] == .numbers }
    numberColumns = columns
    var slots = [Int32](repeating: -1, count: modes.count)
    for (slot, column) in columns.enumerated() { slots[column] = Int32(slot) }
    self.slots = slots
  }

  /// The columns of a chunk.
  ///
  /// - Parameters:
  ///   - inference: learns what every cell is; nil when that is known.
  ///   - first: the column that is told first, so that threads do not wait for one another.
  ///   - wantsValues: whether the caller uses what is returned.
  func read(
    _ chunk: TableChunk, _ scratch: Scratch, inference: SharedInference? = nil, first: Int = 0,
    wantsValues: Bool = true
  ) -> [ColumnValues] {
    var result = [ColumnValues](repeating: .skipped, count: modes.count)
    guard chunk.rowCount > 0 else { return emptied(result) }
    let numbers = readNumbers(chunk, scratch)
    for place in modes.indices {
      let column = (place + first) % modes.count
      if slots[column] >= 0 {
        let values = numbers.column(Int(slots[column]))
        if let inference {
          inference.withColumn(column) { numbers.tell(&$0, column, values) }
        }
        if wantsValues { result[column] = .numbers(Array(values)) }
        continue
      }
      var codes: [Int32]?
      if let inference {
        codes = inference.withColumn(column) { readWords(column, of: chunk, scratch, into: &$0) }
      } else if case .codes = modes[column] {
        var nobody = ColumnInference(distinctCapacity: 1)
        codes = readWords(column, of: chunk, scratch, into: &nobody)
      }
      if let codes { result[column] = .codes(codes) }
    }
    return result
  }

  private func emptied(_ columns: [ColumnValues]) -> [ColumnValues] {
    columns.indices.map { column in
      switch modes[column] {
      case .numbers: .numbers([])
      case .codes: .codes([])
      case .inferred: .skipped
      }
    }
  }

  // MARK: Numbers

  /// The columns of a chunk that are read as numbers, one behind the other.
  private struct Numbers {
    let base: UnsafeMutablePointer<Double>
    let rows: Int
    var decimals: [UInt32]
    /// For each column of the table, the cells that are no finite numbers.
    var others: [Int: [Other]]

    struct Other {
      var content: CellContent
      var hash: UInt64
      var row: Int
    }

    let chunk: TableChunk

    func column(_ slot: Int) -> UnsafeBufferPointer<Double> {
      // In bounds: there are `rows` values a slot.
      UnsafeBufferPointer(start: base + slot * rows, count: rows)
    }

    func tell(
      _ inference: inout ColumnInference, _ column: Int, _ values: UnsafeBufferPointer<Double>
    ) {
      let others = others[column] ?? []
      inference.absorb(
        numbers: values, present: values.count - others.count, decimals: Int(decimals[column]))
      for other in others {
        inference.count(other.content, 1)
        guard other.content != .missing else { continue }
        inference.note(word: other.hash) {
          chunk.table.withCell(row: Int(chunk.rows[other.row]), column: column) {
            ColumnInference.label(UnsafeBufferPointer(start: $0 + $1, count: $2 - $1))
          }
        }
      }
    }
  }

  private func readNumbers(_ chunk: TableChunk, _ scratch: Scratch) -> Numbers {
    let rows = chunk.rowCount
    let width = modes.count
    let values = scratch.values(rows * numberColumns.count)
    let otherCells = scratch.others(rows * numberColumns.count)
    var decimals = [UInt32](repeating: 0, count: numberColumns.count)
    var count = 0
    if numberColumns.isEmpty {
      count = 0
    } else if kernelReads, chunk.table.dialect.isPlain {
      // In bounds: every row has `width` cells, and there is room for a value and a number a cell.
      count = fathom_parse_columns(
        chunk.table.block.base, chunk.table.markBase, chunk.rowCells, rows, width, slots,
        dialect.decimalMark, values, rows, &decimals, otherCells)
    } else {
      count = readNumbersOneByOne(chunk, values, &decimals, otherCells)
    }
    var others = [Int: [Numbers.Other]]()
    let parser = NumberParser(dialect)
    for index in 0..<count {
      let row = Int(otherCells[index]) / width
      let column = Int(otherCells[index]) % width
      chunk.table.withCell(row: Int(chunk.rows[row]), column: column) { cell, start, end in
        let number = parser.parse(cell, start, end)
        if number.kind == .integer || number.kind == .decimal {
          // A quoted number with doubled quotes, say: rare, and a number after all.
          values[Int(slots[column]) * rows + row] = number.value
          if number.kind == .decimal { decimals[Int(slots[column])] += 1 }
          return
        }
        let (content, hash) = classify(number, cell, start, end)
        others[column, default: []].append(.init(content: content, hash: hash, row: row))
      }
    }
    if !missing.numbers.isEmpty { takeOutMissing(chunk, values, &decimals, &others) }
    var byColumn = [UInt32](repeating: 0, count: width)
    for (slot, column) in numberColumns.enumerated() { byColumn[column] = decimals[slot] }
    return Numbers(base: values, rows: rows, decimals: byColumn, others: others, chunk: chunk)
  }

  /// Makes numbers that stand for a missing value missing.
  private func takeOutMissing(
    _ chunk: TableChunk, _ values: UnsafeMutablePointer<Double>, _ decimals: inout [UInt32],
    _ others: inout [Int: [Numbers.Other]]
  ) {
    let parser = NumberParser(dialect)
    for (slot, column) in numberColumns.enumerated() {
      for row in 0..<chunk.rowCount
      where missing.numbers.contains(values[slot * chunk.rowCount + row]) {
        values[slot * chunk.rowCount + row] = .nan
        others[column, default: []].append(.init(content: .missing, hash: 0, row: row))
        let kind = chunk.table.withCell(row: Int(chunk.rows[row]), column: column) {
          parser.parse($0, $1, $2).kind
        }
        if kind == .decimal { decimals[slot] -= 1 }
      }
    }
  }

  /// What the kernel does, for dialects that it does not know.
  private func readNumbersOneByOne(
    _ chunk: TableChunk, _ values: UnsafeMutablePointer<Double>, _ decimals: inout [UInt32],
    _ others: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let parser = NumberParser(dialect)
    var count = 0
    for row in 0..<chunk.rowCount {
      for (slot, column) in numberColumns.enumerated() {
        let number = chunk.table.withCell(row: Int(chunk.rows[row]), column: column) {
          parser.parse($0, $1, $2)
        }
        let isFinite = number.kind == .integer || number.kind == .decimal
        values[slot * chunk.rowCount + row] = isFinite ? number.value : .nan
        if number.kind == .decimal { decimals[slot] += 1 }
        if !isFinite {
          others[count] = UInt32(truncatingIfNeeded: row * modes.count + column)
          count += 1
        }
      }
    }
    return count
  }

  // MARK: Words

  /// What a cell holds that is not a finite number, and the hash of its bytes.
  private func classify(
    _ number: ParsedNumber, _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> (CellContent, UInt64) {
    let bytes = UnsafeRawBufferPointer(start: cell + start, count: end - start)
    if number.kind == .infinite { return (.infinite, StableHash.hash(bytes)) }
    switch CellKind(cell, start, end, missing: missing) {
    case .missing: return (.missing, 0)
    case .boolean: return (.boolean, StableHash.hash(bytes))
    case .date: return (.date, StableHash.hash(bytes))
    case .text: return (bytes.contains(0x20) ? .prose : .text, StableHash.hash(bytes))
    }
  }

  /// Reads a column cell by cell, tells an inference, and returns codes where the mode asks for them.
  func readWords(
    _ column: Int, of chunk: TableChunk, _ scratch: Scratch, into inference: inout ColumnInference
  ) -> [Int32]? {
    var levels = [UInt64: Int32]()
    var wantsCodes = false
    if case .codes(let codes) = modes[column] {
      levels = codes
      wantsCodes = true
    }
    let cache = scratch.cache(column)
    let parser = NumberParser(dialect)
    var codes = [Int32]()
    if wantsCodes { codes.reserveCapacity(chunk.rowCount) }
    var counts = (0, 0, 0, 0, 0, 0, 0, 0)
    withUnsafeMutableBytes(of: &counts) { raw in
      let counts = raw.assumingMemoryBound(to: Int.self)
      for row in chunk.rows {
        chunk.table.withCell(row: Int(row), column: column) { cell, start, end in
          let hash =
            start == end
            ? 0 : StableHash.hash(UnsafeRawBufferPointer(start: cell + start, count: end - start))
          if let entry = cache.find(hash) {
            counts[Int(entry.content.rawValue)] += 1
            if wantsCodes { codes.append(entry.code) }
            return
          }
          let entry = meet(cell, start, end, hash, parser, levels, &inference)
          cache.insert(entry)
          counts[Int(entry.content.rawValue)] += 1
          if wantsCodes { codes.append(entry.code) }
        }
      }
      for content in CellContent.allCases {
        inference.count(content, counts[Int(content.rawValue)])
      }
    }
    return wantsCodes ? codes : nil
  }

  /// A word that is not in the cache.
  private func meet(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ hash: UInt64, _ parser: NumberParser,
    _ levels: [UInt64: Int32], _ inference: inout ColumnInference
  ) -> WordCache.Entry {
    let number = parser.parse(cell, start, end)
    if number.kind == .integer || number.kind == .decimal {
      guard !missing.numbers.contains(number.value) else {
        return WordCache.Entry(hash: hash, content: .missing, code: -1)
      }
      inference.note(number: number.value)
      return WordCache.Entry(
        hash: hash, content: number.kind == .integer ? .integer : .decimal,
        code: levels[ColumnInference.hash(number.value)] ?? -1)
    }
    let (content, _) = classify(number, cell, start, end)
    guard content != .missing else {
      return WordCache.Entry(hash: hash, content: .missing, code: -1)
    }
    inference.note(word: hash) {
      ColumnInference.label(UnsafeBufferPointer(start: cell + start, count: end - start))
    }
    return WordCache.Entry(hash: hash, content: content, code: levels[hash] ?? -1)
  }
}
