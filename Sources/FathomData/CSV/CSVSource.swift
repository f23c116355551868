/// A CSV file as a source of typed batches.
///
/// Opening reads the file twice: once in order to find where rows may be cut, once in parallel to
/// infer the types from every cell. A type is therefore right even when it shows in the last row.
/// Memory holds a few chunks of about 1 MiB at a time, never the file.
public struct CSVSource: Source {
  /// The schema.
  public let dataset: Dataset
  private let file: ReadOnlyFile
  private let dialect: CSVDialect
  private let plan: ChunkPlan
  /// First row and first line of each chunk.
  private let firstRows: [Int]
  private let firstLines: [Int]
  /// For columns that are read as codes: hash of the bytes → code.
  private let codes: [[UInt64: Int32]]

  /// The number of bytes that are looked at to find out how a file is written.
  static let sampleSize = 1 << 16
  /// The number of bytes up to which the sample grows while it holds hardly any row.
  static let largestSample = 1 << 24

  /// Opens a file and infers its schema.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe, or `-` for standard input.
  ///   - options: what the user says about it.
  ///   - threads: changes the time, never the result.
  public init(
    path: String, options: TableOptions = TableOptions(), threads: Int = 1,
    progress: @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) {
    file = try ReadOnlyFile(path: path)
    if let delimiter = options.delimiter, [CSVDialect.quote, 0x0A, 0x0D].contains(delimiter) {
      throw .invalidOption("the delimiter cannot be a quote or a line break")
    }
    let (sample, isWhole) = try CSVSource.sample(file)
    let textStart = try CSVSource.checkText(sample, path: file.path)
    var dialect = CSVDialect(
      detectingIn: Array(sample[textStart...]), isWhole: isWhole, delimiter: options.delimiter)
    if let hasHeader = options.hasHeader { dialect.hasHeader = hasHeader }
    self.dialect = dialect
    let plan = try ChunkPlan(file, delimiter: dialect.delimiter, textStart: textStart)
    self.plan = plan

    let names = try CSVSource.columnNames(file, plan, dialect)
    let inference = try CSVSource.infer(
      file, plan, dialect, columns: names.count, threads: threads, progress: progress)
    (firstRows, firstLines) = CSVSource.starts(inference.chunks)
    let rows = inference.chunks.reduce(0) { $0 + $1.rows }
    guard rows > 0 else { throw .noRows(path: file.path) }
    guard inference.rejectedRows < rows else {
      throw .allRowsRejected(
        path: file.path, reasons: "none has the \(names.count) cells of the first row")
    }
    guard inference.columns.contains(where: { $0.present > 0 }) else {
      throw .noValues(path: file.path)
    }
    let schema = try TableSchema(
      path: file.path, names: names, inference: inference, options: options
    ).resolve()
    codes = schema.columns.enumerated().map { index, column in
      CSVSource.codes(of: column, inference.columns[index])
    }
    dataset = Dataset(
      path: path == "-" ? "standard input" : path, format: "csv", sha256: plan.sha256,
      layout: options.layout, rows: rows, columns: schema.columns, targetIndex: schema.target,
      task: schema.task, notes: CSVSource.notes(dialect, headerWasAsked: options.hasHeader != nil))
  }

  /// How many chunks the file was cut into.
  public var batchCount: Int { plan.chunks.count }

  /// The rows of one chunk.
  public func batch(_ index: Int) throws(DataError) -> Batch {
    let chunk = try CSVSource.parse(file, plan, index, dialect)
    let width = dataset.columns.count
    var usable = [Int]()
    var rowNumbers = [Int]()
    var rejections = [Rejection]()
    for (offset, row) in chunk.rows.enumerated() {
      let cells = chunk.table.width(row)
      if cells == width {
        usable.append(row)
        rowNumbers.append(firstRows[index] + offset)
      } else {
        rejections.append(
          Rejection(
            reason: cells < width ? .tooFewFields : .tooManyFields,
            line: firstLines[index] + chunk.table.rowLines[row] + 1))
      }
    }
    return Batch(
      columns: dataset.columns.indices.map { decode($0, of: usable, in: chunk.table) },
      rowNumbers: rowNumbers, rejections: rejections)
  }

  // MARK: Decoding

  private func decode(_ index: Int, of rows: [Int], in table: FieldTable) -> ColumnValues {
    let column = dataset.columns[index]
    let isClass = column.role == .target && dataset.task == .classification
    if isClass || column.type == .categorical || column.type == .boolean, !column.levels.isEmpty {
      guard column.role != .excluded else { return .skipped }
      return .codes(decodeCodes(index, of: rows, in: table))
    }
    // An empty column keeps its place in a sequence or a grid.
    let isEmptyPosition = column.type == .empty && dataset.layout != .table
    guard column.type.isNumeric || column.holdsNumbers || isEmptyPosition else { return .skipped }
    return .numbers(decodeNumbers(index, of: rows, in: table))
  }

  private func decodeNumbers(_ column: Int, of rows: [Int], in table: FieldTable) -> [Double] {
    let parser = NumberParser(decimalMark: dialect.decimalMark)
    return table.withBytes { bytes in
      rows.map { row in
        table.withCell(row: row, column: column, bytes) { cell, start, end in
          let number = parser.parse(cell, start, end)
          // No analysis can use an infinite value; it counts as missing.
          return number.kind == .integer || number.kind == .decimal ? number.value : .nan
        }
      }
    }
  }

  private func decodeCodes(_ column: Int, of rows: [Int], in table: FieldTable) -> [Int32] {
    let parser = NumberParser(decimalMark: dialect.decimalMark)
    let codes = codes[column]
    return table.withBytes { bytes in
      rows.map { row in
        table.withCell(row: row, column: column, bytes) { cell, start, end in
          let number = parser.parse(cell, start, end)
          let hash =
            number.kind == .integer || number.kind == .decimal
            ? ColumnInference.hash(number.value)
            : StableHash.hash(UnsafeRawBufferPointer(start: cell + start, count: end - start))
          return codes[hash] ?? -1
        }
      }
    }
  }

  private static func codes(of column: Column, _ seen: ColumnInference) -> [UInt64: Int32] {
    guard !column.levels.isEmpty, let levels = seen.levels else { return [:] }
    let order = Dictionary(
      uniqueKeysWithValues: column.levels.enumerated().map { ($1, Int32($0)) })
    return levels.compactMapValues { order[$0] }
  }

  // MARK: Opening

  /// The first bytes of a file, a few rows at least, and whether that is all of it.
  private static func sample(
    _ file: ReadOnlyFile
  ) throws(DataError) -> (bytes: [UInt8], isWhole: Bool) {
    var size = sampleSize
    while true {
      let bytes = try file.read(at: 0, count: size)
      if bytes.count < size { return (bytes, true) }
      // A header of many columns may be longer than the sample.
      if size >= largestSample || bytes.count(where: { $0 == 0x0A || $0 == 0x0D }) >= 8 {
        return (bytes, false)
      }
      size *= 4
    }
  }

  /// Refuses what is not text, and finds where the text begins.
  private static func checkText(_ sample: [UInt8], path: String) throws(DataError) -> Int {
    let textStart = sample.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let signatures: [(bytes: [UInt8], kind: String, advice: String)] = [
      ([0xFF, 0xFE], "UTF-16", "convert it: iconv -f UTF-16 -t UTF-8"),
      ([0xFE, 0xFF], "UTF-16", "convert it: iconv -f UTF-16 -t UTF-8"),
      ([0x1F, 0x8B], "a gzip file", "unpack it: gunzip -c FILE | fathom analyze -"),
      ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file", "unpack it: zstd -dc FILE | fathom analyze -"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz file", "unpack it: xz -dc FILE | fathom analyze -"),
      ([0x42, 0x5A, 0x68], "a bzip2 file", "unpack it: bzip2 -dc FILE | fathom analyze -"),
      ([0x50, 0x4B, 0x03, 0x04], "a zip file or a spreadsheet", "unpack or export it as CSV"),
      ([0x50, 0x41, 0x52, 0x31], "a Parquet file", "export it as CSV"),
      ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy file", "export it as CSV"),
      ([0x89, 0x50, 0x4E, 0x47], "a PNG image", "analyze the folder that holds the images"),
      ([0xFF, 0xD8, 0xFF], "a JPEG image", "analyze the folder that holds the images"),
    ]
    let holdsControls = sample.contains { $0 < 0x09 }
    for signature in signatures where sample.starts(with: signature.bytes) {
      // A column may well be called PAR1.
      if !holdsControls, signature.bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) { continue }
      throw .unsupported(path: path, kind: signature.kind, advice: signature.advice)
    }
    guard sample.count > textStart,
      sample[textStart...].contains(where: { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 })
    else { throw .empty(path: path) }
    if sample.contains(0) {
      throw .unsupported(
        path: path, kind: "binary data (it holds NUL bytes)", advice: "export it as CSV")
    }
    return textStart
  }

  private static func parse(
    _ file: ReadOnlyFile, _ plan: ChunkPlan, _ index: Int, _ dialect: CSVDialect
  ) throws(DataError) -> ParsedChunk {
    let chunk = plan.chunks[index]
    let bytes = try file.read(at: chunk.offset, count: chunk.count)
    let table = FieldTable(scanning: bytes, delimiter: dialect.delimiter)
    let skipped = index == 0 && dialect.hasHeader ? (firstUsedRow(table) ?? -1) + 1 : 0
    let rows = (0..<table.rowCount).filter { $0 >= skipped && !table.isBlank($0) }
    return ParsedChunk(index: index, table: table, rows: rows)
  }

  private static func firstUsedRow(_ table: FieldTable) -> Int? {
    (0..<table.rowCount).first { !table.isBlank($0) }
  }

  private static func columnNames(
    _ file: ReadOnlyFile, _ plan: ChunkPlan, _ dialect: CSVDialect
  ) throws(DataError) -> [String] {
    guard let first = plan.chunks.first else { throw .empty(path: file.path) }
    let bytes = try file.read(at: first.offset, count: first.count)
    let table = FieldTable(scanning: bytes, delimiter: dialect.delimiter)
    guard let row = firstUsedRow(table) else { throw .empty(path: file.path) }
    let width = table.width(row)
    guard dialect.hasHeader else { return (1...width).map { "column\($0)" } }
    // The constant term of a relation bears this name.
    var taken: Set<String> = ["(Intercept)"]
    return (0..<width).map { column in
      let written = table.text(row: row, column: column)
      let base = written.isEmpty ? "column\(column + 1)" : written
      var name = base
      var copy = 1
      while !taken.insert(name).inserted {
        copy += 1
        name = "\(base).\(copy)"
      }
      return name
    }
  }

  private static func infer(
    _ file: ReadOnlyFile, _ plan: ChunkPlan, _ dialect: CSVDialect, columns: Int, threads: Int,
    progress: @Sendable (Double) -> Void
  ) throws(DataError) -> TableInference {
    // A wide table needs few accumulators rather than many.
    let lanes = max(1, min(SourceReader.lanes, 40_000 / max(1, columns)))
    let chunks = plan.chunks.count
    return try SourceReader.reduce(
      count: chunks, threads: threads, lanes: lanes,
      make: { index throws(DataError) in
        let chunk = try parse(file, plan, index, dialect)
        if let line = chunk.table.openQuoteLine {
          throw .unclosedQuote(
            path: file.path, line: try lineNumber(file, plan, before: index) + line + 1)
        }
        return chunk
      },
      initial: { TableInference(columns: columns, decimalMark: dialect.decimalMark) },
      absorb: { $0.absorb($1) }, merge: { $0.merge($1) },
      progress: { progress(Double($0) / Double(chunks)) })
  }

  /// How many lines there are before a chunk; only asked for when an error is to be reported.
  private static func lineNumber(
    _ file: ReadOnlyFile, _ plan: ChunkPlan, before index: Int
  ) throws(DataError) -> Int {
    var lines = 0
    for chunk in plan.chunks[..<index] {
      let bytes = try file.read(at: chunk.offset, count: chunk.count)
      lines += FieldTable(scanning: bytes, delimiter: plan.delimiter).lineCount
    }
    return lines
  }

  private static func starts(
    _ counts: [TableInference.ChunkCount]
  ) -> (rows: [Int], lines: [Int]) {
    var rows = [Int]()
    var lines = [Int]()
    var nextRow = 0
    var nextLine = 0
    for count in counts.sorted(by: { $0.index < $1.index }) {
      rows.append(nextRow)
      lines.append(nextLine)
      nextRow += count.rows
      nextLine += count.lines
    }
    return (rows, lines)
  }

  private static func notes(_ dialect: CSVDialect, headerWasAsked: Bool) -> [String] {
    var notes = [String]()
    let delimiters: [UInt8: String] = [
      UInt8(ascii: ";"): "semicolons", UInt8(ascii: "\t"): "tabs", UInt8(ascii: "|"): "bars",
    ]
    if let name = delimiters[dialect.delimiter] { notes.append("Cells are separated by \(name).") }
    if dialect.decimalMark == UInt8(ascii: ",") {
      notes.append("Decimals are written with a comma.")
    }
    if !dialect.hasHeader, !headerWasAsked {
      notes.append(
        "The first row holds only numbers, so it was read as data; columns are numbered.")
    }
    return notes
  }
}
