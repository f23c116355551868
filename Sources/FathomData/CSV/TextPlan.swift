private import CKernels

/// How a text is written and where it may be cut, found in one pass over its bytes.
struct TextPlan {
  let dialect: CSVDialect
  let chunks: ChunkPlan
  /// What is wrong with its characters.
  let check: UTF8Check

  init(
    _ input: TextInput, _ options: TableOptions, _ progress: (String, Double) -> Void
  ) throws(DataError) {
    let (sample, isWhole) = try TextPlan.sample(input.file)
    let text = Array(sample.dropFirst(input.textStart))
    let preamble = SeparatorLine(text)
    var format = options.format
    if format.delimiter == nil { format.delimiter = preamble?.delimiter }
    let rows = Array(text.dropFirst(preamble?.length ?? 0))
    dialect = CSVDialect(detectingIn: rows, isWhole: isWhole, told: format)
    var check = UTF8Check()
    let size = Double(max(1, input.file.size))
    // The lines of the check are counted from the start of the text.
    if let preamble { text[..<preamble.length].withUnsafeBytes { check.absorb($0) } }
    chunks = try ChunkPlan(
      input.file, dialect: dialect, textStart: input.textStart + (preamble?.length ?? 0),
      firstLine: preamble == nil ? 0 : 1,
      blockSize: options.blockSize
        ?? ChunkPlan.blockSize(rowLength: TextPlan.rowLength(rows)),
      longestRow: options.longestRow,
      judge: options.mendsQuotes
        ? QuoteJudge(
          dialect: dialect,
          width: FieldTable(sample: rows, dialect, isWhole: isWhole).headerWidth) : nil
    ) { bytes, census throws(DataError) in
      check.absorb(
        UnsafeRawBufferPointer(bytes),
        hasNUL: census.has_nul != 0, isASCII: census.has_non_ascii == 0,
        LineBreaks(lineFeeds: census.line_feeds, carriageReturns: census.carriage_returns))
      progress("Finding rows", Double(check.byteCount) / size)
    }
    self.check = check
  }

  /// The first bytes of a file, a few rows at least, and whether that is all of it.
  private static func sample(
    _ file: ReadOnlyFile
  ) throws(DataError) -> (bytes: [UInt8], isWhole: Bool) {
    var size = CSVFile.sampleSize
    while true {
      let bytes = try file.read(at: 0, count: size)
      if bytes.count < size { return (bytes, true) }
      // A header of many columns may be longer than the sample.
      if size >= CSVFile.largestSample || bytes.count(where: { $0 == 0x0A || $0 == 0x0D }) >= 8 {
        return (bytes, false)
      }
      size *= 4
    }
  }

  /// The length of rows, judged by the sample.
  private static func rowLength(_ sample: [UInt8]) -> Int {
    sample.count / max(1, sample.count { $0 == 0x0A || $0 == 0x0D })
  }
}

/// The line `sep=;` that spreadsheets put above a table.
private struct SeparatorLine {
  let delimiter: UInt8
  /// Its length, line break included.
  let length: Int

  init?(_ text: [UInt8]) {
    let prefix = Array("sep=".utf8)
    guard text.starts(with: prefix), text.count > 5, text[5] == 0x0A || text[5] == 0x0D else {
      return nil
    }
    guard ![CSVDialect.quote, 0x0A, 0x0D].contains(text[4]) else { return nil }
    delimiter = text[4]
    length = text[5] == 0x0D && text.count > 6 && text[6] == 0x0A ? 7 : 6
  }
}
