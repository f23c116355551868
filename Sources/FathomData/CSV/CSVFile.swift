internal import CKernels

/// A CSV that is open and cut into chunks, and whose rows are still to be read.
///
/// Types are certain only when all cells were seen, yet most files keep from beginning to end the
/// types of a sample of their rows. ``read(threads:lanes:initial:absorb:merge:progress:)`` therefore
/// infers the types of all cells and, in the same pass, gives out batches typed like the sample; what
/// was made of them counts when the types turn out to be the same.
public struct CSVFile: UnreadSource {
  private let reader: CSVReader
  private let options: TableOptions
  private let path: String
  private let digest: DigestJob
  private let notes: [String]
  private let blindSpots: [BlindSpot]
  /// The table with the schema that a sample of rows implies; nil where the sample implies none.
  public let provisional: CSVSource?
  /// The chunks that were looked at for ``provisional``.
  public let sampledBatches: [Int]

  /// The number of bytes that are looked at to find out how a file is written.
  static let sampleSize = TextPlan.sampleSize
  /// How many chunks, spread over the file, are looked at for a provisional schema at most, and how
  /// many bytes they have together, but for one chunk.
  static let provisionalChunks = 8
  static let provisionalBytes = 1 << 22

  /// Opens a file: finds its dialect, where rows end, and what a sample of them holds.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe, or `-` for standard input.
  ///   - options: what the user says about it.
  ///   - threads: changes the time, never the result.
  ///   - progress: called with the name of the step and the share of it that is done.
  public init(
    path: String, options: TableOptions = TableOptions(), threads: Int = 1,
    progress: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) throws(DataError) {
    if let delimiter = options.format.delimiter, [CSVDialect.quote, 0x0A, 0x0D].contains(delimiter)
    {
      throw .invalidOption("the delimiter cannot be a quote or a line break")
    }
    var input = try TextInput.open(
      path: path, encoding: options.format.encoding,
      progress: { done, total in
        progress("Unpacking", total.map { Double(done) / Double(max(1, $0)) } ?? 0)
      })
    // Started first: cutting the text keeps one thread busy only.
    var digest = DigestJob(input, inBackground: threads > 1)
    var plan = try TextPlan(input, options, progress)
    if let better = input.betterEncoding(plan.check) {
      input = try input.reopen(as: better.encoding ?? .utf8, isUnsure: better.isUnsure)
      digest = DigestJob(input, inBackground: threads > 1)
      plan = try TextPlan(input, options, progress)
    }
    self.digest = digest
    if options.rows.isStrict { try CSVFile.refuseDamage(input, plan.check) }
    let reader = try CSVReader(
      file: input.file, plan, isCutOff: input.damage?.cutsText == true, options: options)
    self.reader = reader
    self.options = options
    self.path = path == "-" ? "standard input" : path
    notes =
      input.notes + (input.damage.map { [$0.message] } ?? []) + plan.check.notes
      + CSVFile.notes(plan.dialect, options.format) + plan.edges.notes
    blindSpots = input.blindSpots
    sampledBatches = CSVFile.sampledChunks(reader)
    let rule = CellRule(reader, options)
    let contents = try CSVFile.contents(reader, sampledBatches, options, rule)
    provisional = try? CSVFile.source(
      reader, contents, options, self.path, sha256: "", notes: notes, blindSpots: blindSpots,
      sampled: sampledBatches)
  }

  /// How many bytes of rows there are.
  public var byteCount: Int? { reader.byteCount }

  /// Reads all rows and infers the schema from them.
  public func read(
    threads: Int = 1, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) -> CSVSource {
    try read(
      threads: threads, lanes: 1, initial: { () }, absorb: { _, _ in }, merge: { _, _ in },
      wantsValues: false, progress: progress
    ).source
  }

  /// Reads all rows, infers the schema from them, and reduces the batches on the way.
  public func read<Value: Sendable>(
    threads: Int, lanes: Int = SourceReader.lanes, initial: @Sendable () -> Value,
    observe: @Sendable (Int, Batch) -> Void = { _, _ in },
    absorb: @Sendable (inout Value, Batch) -> Void, merge: (inout Value, Value) -> Void,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) -> (source: CSVSource, value: Value?) {
    try read(
      threads: threads, lanes: lanes, initial: initial, observe: observe, absorb: absorb,
      merge: merge, wantsValues: true, progress: progress)
  }

  private func read<Value: Sendable>(
    threads: Int, lanes: Int, initial: @Sendable () -> Value,
    observe: @Sendable (Int, Batch) -> Void = { _, _ in },
    absorb: @Sendable (inout Value, Batch) -> Void, merge: (inout Value, Value) -> Void,
    wantsValues: Bool, progress: @escaping @Sendable (Double) -> Void
  ) throws(DataError) -> (source: CSVSource, value: Value?) {
    let result = try pass(
      threads: threads, lanes: lanes, initial: initial, observe: observe, absorb: absorb,
      merge: merge, wantsValues: wantsValues, progress: progress)
    // What counting the values of many columns took is there for what comes next.
    if reader.names.count > 1_000 { fathom_release_memory() }
    return result
  }

  private func pass<Value: Sendable>(
    threads: Int, lanes: Int, initial: @Sendable () -> Value,
    observe: @Sendable (Int, Batch) -> Void, absorb: @Sendable (inout Value, Batch) -> Void,
    merge: (inout Value, Value) -> Void, wantsValues: Bool,
    progress: @escaping @Sendable (Double) -> Void
  ) throws(DataError) -> (source: CSVSource, value: Value?) {
    let first =
      provisional
      ?? CSVSource(
        reader,
        Schema(
          path: path, format: DataFormat.csv.id, sha256: "", layout: .table,
          columns: reader.names.map { Column(name: $0, type: .text, holdsNumbers: false) }),
        TableContents(columns: reader.names.count, hashes: reader.names.count),
        looksClosely: sampledBatches)
    let shared = contents(of: first.readings)
    let pool = reader.scratchPool()
    let chunks = Double(reader.chunkCount)
    digest.shareReading()
    let value = try SourceReader.reduce(
      count: reader.chunkCount, threads: threads, lanes: lanes,
      make: { index throws(DataError) in
        let batch = try first.batch(
          index, telling: shared, pool: pool, digest: digest,
          wantsValues: wantsValues && provisional != nil)
        observe(index, batch)
        return batch
      },
      initial: initial, absorb: absorb, merge: merge, progress: { progress(Double($0) / chunks) })
    let contents = try settle(shared.finish(), first, threads: threads)
    try check(contents)
    var source = try CSVFile.source(
      reader, contents, options, path, sha256: digest.result(), notes: notes,
      blindSpots: blindSpots, sampled: sampledBatches)
    if contents.rejectedRows > 0 {
      source = source.having(lostRows: try LostRowSampler.sample(reader))
    }
    let agrees = provisional.map { source.reads(like: $0) } ?? false
    return (source, agrees && wantsValues ? value : nil)
  }

  /// Contents of no row.
  private func contents(of readings: [ColumnReading]) -> SharedContents {
    SharedContents(
      names: reader.names, hashes: options.distinctHashes, countsDistinct: options.countsDistinct,
      readings: readings)
  }

  /// Contents under the readings that they imply: where all rows imply others than the sample did, they are
  /// read again.
  private func settle(
    _ contents: TableContents, _ first: CSVSource, threads: Int
  ) throws(DataError) -> TableContents {
    let rule = CellRule(reader, options)
    var contents = contents
    var isNumber = first.readsNumbers
    for _ in 0..<CellRule.rounds {
      let readings = rule.readings(contents)
      let isSettled = rule.agrees(contents, readings, isNumber: isNumber)
      rule.set(readings, &contents)
      if isSettled { break }
      let plans = rule.plans(contents)
      isNumber = plans.map { $0 == .numbers }
      let columns = ColumnReader(
        dialect: reader.dialect, missing: reader.missing, plans: plans, readings: readings)
      let shared = self.contents(of: readings)
      let pool = reader.scratchPool()
      let sampled = Set(sampledBatches)
      let reader = reader
      try SourceReader.reduce(
        count: reader.chunkCount, threads: threads, lanes: 1,
        make: { index throws(DataError) in
          try pool.with { scratch throws(DataError) in
            let chunk = try reader.chunk(index, scratch)
            shared.count(rows: chunk.rowCount, rejections: chunk.rejections)
            _ = columns.read(
              chunk, scratch, contents: shared, looksClosely: sampled.contains(index),
              wantsValues: false)
          }
        },
        initial: { () }, absorb: { _, _ in }, merge: { _, _ in }, progress: { _ in })
      contents = shared.finish()
    }
    return contents
  }

  /// Refuses a table of which nothing is left, and in strict reading one that is not whole.
  private func check(_ contents: TableContents) throws(DataError) {
    guard contents.rows > 0 else { throw .noRows(path: reader.file.path) }
    if let first = contents.firstRejection, options.rows.isStrict {
      throw .rejectedRow(
        path: reader.file.path, rejection: first, count: contents.rejectedRows)
    }
    if contents.rejectedRows == contents.rows {
      if let first = contents.firstRejection, first.reason == .unclosedQuote {
        throw .unclosedQuote(
          path: reader.file.path, line: first.line ?? 1, column: first.column ?? 1)
      }
      throw .allRowsRejected(
        path: reader.file.path,
        reasons: "none has the \(reader.names.count) cells of the first row"
          + (reader.commonWidth.map { "; most have \($0)" } ?? ""))
    }
    guard contents.columns.contains(where: { $0.present > 0 }) else {
      throw .noValues(path: reader.file.path)
    }
  }

  private static func source(
    _ reader: CSVReader, _ contents: TableContents, _ options: TableOptions, _ path: String,
    sha256: String, notes: [String], blindSpots: [BlindSpot], sampled: [Int]
  ) throws(DataError) -> CSVSource {
    var notes = notes
    if reader.isPartial {
      notes.append("Only \(contents.rows) rows were read, as asked.")
    }
    var schema = try ColumnResolver(
      path: reader.file.path, format: DataFormat.csv.id, names: reader.names, contents: contents,
      roles: options.roles
    ).schema()
    schema.path = path
    schema.sha256 = sha256
    schema.rowBound = max(contents.rows, reader.plan.lineCount)
    let rows = contents.rows
    schema.rowPlaces = RowPlaces { lines throws(DataError) in
      try reader.places(of: lines, rows: rows)
    }
    schema.cells = CSVCells(reader, contents)
    schema.notes = notes + schema.notes
    schema.blindSpots = blindSpots + schema.blindSpots
    return CSVSource(reader, schema, contents, looksClosely: sampled)
  }
}

extension CellRule {
  /// The rule for a table of text.
  fileprivate init(_ reader: CSVReader, _ options: TableOptions) {
    self.init(
      names: reader.names, roles: options.roles, decimalMark: reader.dialect.decimalMark,
      isTold: options.format.decimalMark != nil)
  }
}

// MARK: - Opening

extension CSVFile {
  /// The chunks that a provisional schema comes from.
  private static func sampledChunks(_ reader: CSVReader) -> [Int] {
    let last = reader.chunkCount - 1
    let size = max(1, reader.byteCount / max(1, reader.chunkCount))
    let count = min(provisionalChunks, reader.chunkCount, max(1, provisionalBytes / size))
    return count < 2 ? [0] : (0..<count).map { $0 * last / (count - 1) }
  }

  /// What the cells of some chunks are, under the readings that they imply.
  private static func contents(
    _ reader: CSVReader, _ chunks: [Int], _ options: TableOptions, _ rule: CellRule
  ) throws(DataError) -> TableContents {
    let columns = reader.names.count
    let scratch = Scratch(columns: columns)
    var plans: [ColumnPlan]?
    var readings = [ColumnReading](repeating: .plain, count: columns)
    for round in 0... {
      let shared = SharedContents(
        names: reader.names, hashes: options.distinctHashes,
        countsDistinct: options.countsDistinct, readings: readings)
      // What a word was in the last round says nothing in this one.
      let scratch = round == 0 ? scratch : Scratch(columns: columns)
      for index in chunks {
        let chunk = try reader.chunk(index, scratch)
        let known = plans ?? chunk.likelyPlans()
        plans = known
        shared.count(rows: chunk.rowCount, rejections: chunk.rejections)
        _ = ColumnReader(
          dialect: reader.dialect, missing: reader.missing, plans: known, readings: readings
        ).read(chunk, scratch, contents: shared, looksClosely: true, wantsValues: false)
      }
      var contents = shared.finish()
      readings = rule.readings(contents)
      let isSettled = rule.agrees(contents, readings, isNumber: nil)
      rule.set(readings, &contents)
      if isSettled || round == CellRule.rounds { return contents }
      plans = rule.plans(contents)
    }
    throw .noRows(path: reader.file.path)
  }

  /// In strict reading, damage is an error.
  private static func refuseDamage(
    _ input: TextInput, _ check: UTF8Check
  ) throws(DataError) {
    if let damage = input.damage {
      throw .damagedText(path: input.file.path, line: nil, problem: damage.message)
    }
    guard let problem = check.notes.first else { return }
    throw .damagedText(
      path: input.file.path, line: check.firstInvalidLine ?? check.firstNulLine, problem: problem)
  }

  private static func notes(_ dialect: CSVDialect, _ told: TextFormat) -> [String] {
    var notes = [String]()
    let delimiters: [UInt8: String] = [
      UInt8(ascii: ";"): "semicolons", UInt8(ascii: "\t"): "tabs", UInt8(ascii: "|"): "bars",
      UInt8(ascii: " "): dialect.blankRun > 1 ? "two blanks and more" : "blanks",
      UInt8(ascii: ":"): "colons", UInt8(ascii: "^"): "carets", UInt8(ascii: "~"): "tildes",
      0x01: "the control character 0x01", 0x1E: "the control character 0x1E",
      0x1F: "the control character 0x1F",
    ]
    if let name = delimiters[dialect.delimiter] {
      notes.append(
        "Cells are separated by \(dialect.delimiterLength > 1 ? "pairs of " : "")\(name).")
    }
    if dialect.quoteByte == CSVDialect.singleQuote, told.quote == nil {
      notes.append("Cells are quoted with single quotes.")
    }
    if dialect.decimalMark == CSVDialect.comma {
      notes.append("Decimals are written with a comma.")
    }
    if let ambiguous = dialect.ambiguousMark {
      let isComma = ambiguous == CSVDialect.comma
      let isDecimal = ambiguous == dialect.decimalMark
      notes.append(
        "All numbers with a \(isComma ? "comma" : "point") have three digits behind it, so it may be a decimal "
          + "mark or stand between groups of digits: it was read as \(isDecimal ? "a decimal mark" : "a group") "
          + "(--decimal-mark \(isComma == isDecimal ? "." : ",") reads the other).")
    }
    if let mark = dialect.groupMark {
      notes.append(
        "Digits are written in groups of three, as in 1\(Character(UnicodeScalar(mark)))000.")
    }
    if dialect.escape != nil, told.escape == nil {
      notes.append("Quotes inside of cells are written with a backslash before them.")
    }
    if let comment = dialect.comment, told.comment == nil {
      notes.append("Lines that start with \(Character(UnicodeScalar(comment))) were left out.")
    }
    if !dialect.hasHeader, told.hasHeader == nil {
      notes.append(
        "The first row holds \(dialect.holdsWords == true ? "data like the rows below" : "only numbers"), so it was "
          + "read as data; columns are numbered.")
    }
    return notes
  }
}
