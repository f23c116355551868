internal import CKernels

/// Turns the cells of chunks into typed columns, and notes what they are.
struct ColumnReader: Sendable {
  let dialect: CSVDialect
  let missing: MissingWords
  let plans: [ColumnPlan]
  /// How each column is read.
  let readings: [ColumnReading]
  /// The place of each column among those read as numbers; −1 for the others.
  private let slots: [Int32]
  private let numberColumns: [Int]
  /// The same for the kernel, which cannot read numbers in dress, and the columns of these.
  private let kernelSlots: [Int32]
  private let dressedColumns: [Int]
  /// Whether the cells of each column are a part of the hash of their row.
  private let isHashed: [Bool]
  /// Columns whose numbers a kernel can read: without marks between groups of digits.
  private var kernelReads: Bool { dialect.groupMark == nil }

  /// A reader of a table.
  ///
  /// - Parameters:
  ///   - readings: how each column is read; nil for plainly.
  ///   - hashed: the columns whose cells are a part of the hash of their row.
  init(
    dialect: CSVDialect, missing: MissingWords, plans: [ColumnPlan],
    readings: [ColumnReading]? = nil, hashed: [Int] = []
  ) {
    self.dialect = dialect
    self.missing = missing
    self.plans = plans
    self.readings = readings ?? Array(repeating: .plain, count: plans.count)
    isHashed = plans.indices.map { hashed.contains($0) }
    let columns = plans.indices.filter { plans[$0] == .numbers || plans[$0] == .integers }
    numberColumns = columns
    var slots = [Int32](repeating: -1, count: plans.count)
    for (slot, column) in columns.enumerated() { slots[column] = Int32(slot) }
    self.slots = slots
    dressedColumns = readings.map { readings in columns.filter { readings[$0].dress != nil } } ?? []
    for column in dressedColumns { slots[column] = -1 }
    kernelSlots = slots
  }

  /// The columns of a chunk.
  ///
  /// - Parameters:
  ///   - contents: learns what every cell is; nil when that is known.
  ///   - looksClosely: whether the spelling of many plain numbers is told, rather than that of some.
  ///   - first: the column that is told first, so that threads do not wait for one another.
  ///   - wantsValues: whether the caller uses what is returned.
  ///   - rowHashes: hashes of the rows, to which those of the cells are added; nil when none are asked for.
  func read(
    _ chunk: TableChunk, _ scratch: Scratch, contents: SharedContents? = nil,
    looksClosely: Bool = false, first: Int = 0, wantsValues: Bool = true,
    rowHashes: UnsafeMutablePointer<UInt64>? = nil
  ) -> [ColumnValues] {
    var result = [ColumnValues](repeating: .skipped, count: plans.count)
    guard chunk.rowCount > 0 else { return emptied(result) }
    let numbers = readNumbers(chunk, scratch)
    for place in plans.indices {
      let column = (place + first) % plans.count
      let rowHashes = isHashed[column] ? rowHashes : nil
      let spelling =
        contents == nil ? nil : spelling(column, numbers, chunk, ofAll: looksClosely)
      if slots[column] >= 0 {
        let slot = Int(slots[column])
        if let rowHashes {
          hashCells(
            column, of: chunk, plans[column] == .integers ? nil : numbers.column(slot),
            into: rowHashes)
        }
        if let contents {
          contents.withColumn(column) {
            if let spelling { $0.look(spelling) }
            numbers.tell(&$0, column, slot)
          }
        }
        if wantsValues {
          result[column] =
            plans[column] == .integers
            ? numbers.integers(column, slot) : .doubles(Array(numbers.column(slot)))
        }
        continue
      }
      var codes: [Int32]?
      if let contents {
        codes = contents.withColumn(column) {
          if let spelling { $0.look(spelling) }
          return readWords(column, of: chunk, scratch, into: &$0, rowHashes: rowHashes)
        }
      } else if case .codes = plans[column] {
        var nobody = ColumnContents(distinctCapacity: 1)
        codes = readWords(column, of: chunk, scratch, into: &nobody, rowHashes: rowHashes)
      } else if let rowHashes {
        hashCells(column, of: chunk, into: rowHashes)
      }
      if let codes { result[column] = .codes(codes) }
    }
    return result
  }

  private func emptied(_ columns: [ColumnValues]) -> [ColumnValues] {
    columns.indices.map { column in
      switch plans[column] {
      case .numbers: .doubles([])
      case .integers: .integers([])
      case .codes: .codes([])
      case .undecoded: .skipped
      }
    }
  }

  // MARK: Numbers

  private func readNumbers(_ chunk: TableChunk, _ scratch: Scratch) -> ChunkNumbers {
    let rows = chunk.rowCount
    let width = plans.count
    let values = scratch.values(rows * numberColumns.count)
    let otherCells = scratch.others(rows * numberColumns.count)
    var decimals = [UInt32](repeating: 0, count: numberColumns.count)
    var count = 0
    if numberColumns.isEmpty {
      count = 0
    } else if kernelReads, chunk.table.dialect.isPlain {
      // In bounds: every row has `width` cells, and there is room for a value and a number a cell.
      count = fathom_parse_columns(
        chunk.table.block.base, chunk.table.markBase, chunk.rowCells, rows, width, kernelSlots,
        dialect.decimalMark, values, rows, &decimals, otherCells)
    } else {
      count = readNumbersOneByOne(chunk, values, &decimals, otherCells)
    }
    var numbers = ChunkNumbers(
      base: values, rows: rows, decimals: decimals,
      missing: [Int](repeating: 0, count: numberColumns.count),
      others: [[ChunkNumbers.Other]](repeating: [], count: numberColumns.count), chunk: chunk,
      readings: readings)
    numbers.missingLevels = Array(repeating: (0, 0), count: numberColumns.count)
    for index in 0..<count { lookAgain(Int(otherCells[index]), chunk, &numbers) }
    if missing.holdNumbers { takeOutMissing(chunk, &numbers) }
    for column in dressedColumns { readDressed(column, chunk, &numbers) }
    return numbers
  }

  /// Reads a column of numbers in dress cell by cell.
  private func readDressed(_ column: Int, _ chunk: TableChunk, _ numbers: inout ChunkNumbers) {
    let slot = Int(slots[column])
    let parser = NumberParser(dialect)
    // In bounds: there are `rows` values a slot.
    let values = numbers.base + slot * numbers.rows
    var undressed = (cells: 0, decimals: 0)
    var dressed = [DressedNumber]()
    var replaced = [Bool]()
    for row in 0..<numbers.rows {
      values[row] = .nan
      chunk.table.withCell(row: Int(chunk.rows[row]), column: column) { cell, start, end in
        guard start < end else {
          numbers.missing[slot] += 1
          return
        }
        let found = ReadCell(
          cell, start, end, parser: parser, missing: missing, reading: readings[column])
        if let number = found.dressed { dressed.append(number) }
        if let isDecimal = found.plainDecimal { replaced.append(isDecimal) }
        if let number = found.number {
          values[row] = number.value
          let isDecimal = found.content == .decimal || found.content == .dressedDecimal
          numbers.decimals[slot] += isDecimal ? 1 : 0
          if found.content == .dressedInteger || found.content == .dressedDecimal {
            undressed.cells += 1
            undressed.decimals += isDecimal ? 1 : 0
          }
        } else if let place = found.missingLevel {
          numbers.missingLevels[slot].cells += 1
          numbers.missingLevels[slot].words |= 1 << UInt64(place)
        } else if found.isMissing {
          numbers.missing[slot] += 1
        } else {
          let hash = StableHash.hash(
            UnsafeRawBufferPointer(start: cell + start, count: end - start))
          numbers.others[slot].append(.init(content: found.content, hash: hash, row: row))
        }
      }
    }
    numbers.undressed[slot] = undressed
    numbers.dressed[slot] = dressed
    numbers.replaced[slot] = replaced
  }

  // MARK: Spelling

  /// How many cells of a column are looked at in a chunk, and in one that is looked at closely.
  private static let lookedAt = 32
  private static let lookedAtClosely = 2_048

  private func isNumber(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ parser: NumberParser
  ) -> Bool {
    // Words mostly begin with a letter, numbers with a sign, a mark or a digit.
    guard cell[start] &- 43 < 15 else { return false }
    if case .number = CellMeaning(of: cell, start, end, parser: parser, missing: missing) {
      return true
    }
    return false
  }

  /// How the plain numbers of a column are spelled, in all rows of a chunk or in some that lie evenly in it; nil
  /// where that tells nothing.
  private func spelling(
    _ column: Int, _ numbers: ChunkNumbers, _ chunk: TableChunk, ofAll: Bool
  ) -> Spelling? {
    let slot = kernelSlots[column] < 0 ? nil : Int(slots[column])
    let parser = NumberParser(dialect)
    // Codes have no sign, and most columns that are none have some.
    let count =
      ofAll
      ? min(ColumnReader.lookedAtClosely, chunk.rowCount)
      : min(ColumnReader.lookedAt, 1 + chunk.rowCount / 16)
    var spelling = Spelling()
    for place in 0..<count where spelling.signed == 0 {
      let row = place * chunk.rowCount / count
      if let slot {
        guard !numbers.column(slot)[row].isNaN else { continue }
      } else {
        // Neither a digit, a sign nor a mark, nor a quote or a blank before one.
        guard chunk.table.firstByte(row: Int(chunk.rows[row]), column: column) < 0x3A else {
          continue
        }
      }
      chunk.table.withCell(row: Int(chunk.rows[row]), column: column) { cell, start, end in
        guard start < end, slot != nil || isNumber(cell, start, end, parser) else { return }
        spelling.look(cell, start, end)
      }
    }
    return spelling.looked > 0 ? spelling : nil
  }

  /// Finds out what a cell is that the kernel could not read: row times columns plus column.
  private func lookAgain(_ place: Int, _ chunk: TableChunk, _ numbers: inout ChunkNumbers) {
    let (row, column) = place.quotientAndRemainder(dividingBy: plans.count)
    let slot = Int(slots[column])
    guard kernelSlots[column] >= 0 else { return }
    chunk.table.withCell(row: Int(chunk.rows[row]), column: column) { cell, start, end in
      guard start < end else {
        numbers.missing[slot] += 1
        return
      }
      let number = NumberParser(dialect).parse(cell, start, end)
      if number.kind.isFinite {
        // A quoted number with doubled quotes, say: rare, and a number after all.
        // In bounds: there are `rows` values a slot.
        numbers.base[slot * numbers.rows + row] = number.value
        if number.kind == .decimal { numbers.decimals[slot] += 1 }
        return
      }
      let other = OtherCell(number, cell, start, end, missing: missing)
      if let dressed = other.dressed { numbers.dressed[slot, default: []].append(dressed) }
      if let place = other.missingLevel {
        numbers.missingLevels[slot].cells += 1
        numbers.missingLevels[slot].words |= 1 << UInt64(place)
      } else if other.content == .missing {
        numbers.missing[slot] += 1
      } else {
        let hash = StableHash.hash(UnsafeRawBufferPointer(start: cell + start, count: end - start))
        numbers.others[slot].append(.init(content: other.content, hash: hash, row: row))
      }
    }
  }

  /// Makes numbers that stand for a missing value missing.
  private func takeOutMissing(_ chunk: TableChunk, _ numbers: inout ChunkNumbers) {
    let parser = NumberParser(dialect)
    for (slot, column) in numberColumns.enumerated() where kernelSlots[column] >= 0 {
      // In bounds: there are `rows` values a slot.
      let values = numbers.base + slot * numbers.rows
      for row in 0..<numbers.rows where missing.mayContain(values[row]) {
        let kind = chunk.table.withCell(row: Int(chunk.rows[row]), column: column) {
          let number = parser.parse($0, $1, $2)
          return missing.contains(number.exact($0, $1, $2)) ? number.kind : nil
        }
        guard let kind else { continue }
        values[row] = .nan
        numbers.missing[slot] += 1
        if kind == .decimal { numbers.decimals[slot] -= 1 }
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
      for (slot, column) in numberColumns.enumerated() where kernelSlots[column] >= 0 {
        let number = chunk.table.withCell(row: Int(chunk.rows[row]), column: column) {
          parser.parse($0, $1, $2)
        }
        let isFinite = number.kind == .integer || number.kind == .decimal
        values[slot * chunk.rowCount + row] = isFinite ? number.value : .nan
        if number.kind == .decimal { decimals[slot] += 1 }
        if !isFinite {
          others[count] = UInt32(truncatingIfNeeded: row * plans.count + column)
          count += 1
        }
      }
    }
    return count
  }

  // MARK: Words

  /// Reads a column cell by cell, notes what it holds, and returns codes where the plan asks for them.
  func readWords(
    _ column: Int, of chunk: TableChunk, _ scratch: Scratch, into contents: inout ColumnContents,
    rowHashes: UnsafeMutablePointer<UInt64>? = nil
  ) -> [Int32]? {
    var levels: [UInt64: Int32]?
    if case .codes(let codes) = plans[column] { levels = codes }
    // The reader points into the scratch memory.
    return withExtendedLifetime(scratch) {
      var reader = WordReader(
        column, of: chunk, levels: levels, dialect: dialect, missing: missing,
        reading: readings[column], scratch)
      guard levels != nil else {
        reader.read(into: &contents, codes: nil, rowHashes: rowHashes)
        return nil
      }
      return Array(unsafeUninitializedCapacity: chunk.rowCount) { codes, count in
        reader.read(into: &contents, codes: codes.baseAddress, rowHashes: rowHashes)
        count = chunk.rowCount
      }
    }
  }

  /// Adds the cells of a column, which nobody reads as words, to the hashes of their rows.
  ///
  /// - Parameter numbers: their values, NaN for none; nil where they were not read, or are not exact.
  private func hashCells(
    _ column: Int, of chunk: TableChunk, _ numbers: UnsafeBufferPointer<Double>? = nil,
    into rowHashes: UnsafeMutablePointer<UInt64>
  ) {
    let base = chunk.table.block.base
    for (place, row) in chunk.rows.enumerated() {
      let hash: UInt64
      // In bounds: there is a number a row.
      if let value = numbers?[place], !value.isNaN {
        // Both zeros are one value.
        hash = StableHash.mix((value + 0).bitPattern)
      } else if let (start, end) = chunk.table.content(row: Int(row), column: column) {
        // In bounds: the margin lies behind the block.
        hash = start == end ? 0 : StableHash.hash(padded: base + start, count: end - start)
      } else {
        hash = chunk.table.withCell(row: Int(row), column: column) { cell, start, end in
          start == end
            ? 0 : StableHash.hash(UnsafeRawBufferPointer(start: cell + start, count: end - start))
        }
      }
      // In bounds: there is a hash a row.
      rowHashes[place] &+= WordReader.cellHash(hash, column)
    }
  }
}
