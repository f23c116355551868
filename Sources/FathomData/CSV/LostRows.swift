#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The rows of a table that could not be read, and whether they differ from the others.
///
/// Rows lost at random cost precision; rows lost by a pattern bias whatever depends on it. The leading cells
/// of a row with too few cells can still be read, so a bounded sample of rows lost and of rows used, chosen by
/// a hash of their lines, is compared column by column: by ranks where a column holds numbers, by a table of
/// counts where it holds few levels, and by the place in the file.
struct LostRows {
  /// How many rows of each kind are compared.
  static let sampleSize = 500
  /// How many chunks, spread over the file, they come from at most.
  static let chunks = 64
  /// Fewer rows show no pattern.
  static let fewestRows = 8
  /// The probability of a pattern where there is none, for all columns together.
  static let level = 0.01
  private static let key: UInt64 = 0x5D1C_3A0B_9F27_44E1

  /// The names of the columns in which the rows lost differ, the clearest first.
  let columns: [String]
  /// Whether they come from certain parts of the file.
  let areTogether: Bool

  /// Compares rows of a table whose schema is known.
  init(_ reader: CSVReader, _ schema: Schema) throws(DataError) {
    let (lost, used) = try LostRows.samples(reader)
    guard min(lost.count, used.count) >= LostRows.fewestRows else {
      columns = []
      areTogether = false
      return
    }
    var found = [(name: String, p: Double)]()
    let candidates = schema.columns.indices.filter { LostRows.canCompare(schema.columns[$0]) }
    for column in candidates {
      let p = LostRows.probability(schema.columns[column], lost.cells(column), used.cells(column))
      found.append((schema.columns[column].name, p))
    }
    let limit = LostRows.level / Double(candidates.count + 1)
    columns = found.filter { $0.p < limit }.sorted { $0.p < $1.p }.map(\.name)
    areTogether =
      LostRows.rankProbability(lost.map { Double($0.line) }, used.map { Double($0.line) }) < limit
  }

  private static func canCompare(_ column: Column) -> Bool {
    column.type.isNumeric || column.type == .categorical
  }

  // MARK: Samples

  /// The leading cells of a row: numbers, or hashes of words.
  struct Row {
    /// What a cell holds; nil where nothing does.
    enum Cell: Equatable {
      case number(Double)
      case word(UInt64)
    }

    let line: Int
    let cells: [Cell?]
  }

  /// Rows with the smallest hashes of their lines.
  private struct Sample {
    private(set) var rows: [(hash: UInt64, row: Row)] = []
    private var largest = UInt64.max

    func takes(_ hash: UInt64) -> Bool { hash < largest }

    mutating func add(_ hash: UInt64, _ row: Row) {
      rows.append((hash, row))
      guard rows.count >= 2 * LostRows.sampleSize else { return }
      shrink()
    }

    mutating func shrink() {
      rows.sort { $0.hash < $1.hash }
      rows = Array(rows.prefix(LostRows.sampleSize))
      if rows.count == LostRows.sampleSize { largest = rows.last?.hash ?? .max }
    }
  }

  private static func samples(
    _ reader: CSVReader
  ) throws(DataError) -> (lost: [Row], used: [Row]) {
    var lost = Sample()
    var used = Sample()
    let scratch = Scratch(columns: reader.names.count)
    let count = min(reader.chunkCount, chunks)
    for place in 0..<count {
      let index = count < 2 ? 0 : place * (reader.chunkCount - 1) / (count - 1)
      let chunk = try reader.chunk(index, scratch)
      for (row, line) in zip(chunk.rows, chunk.lines) {
        let hash = StableHash.mix(key ^ UInt64(bitPattern: Int64(line)))
        guard used.takes(hash) else { continue }
        used.add(hash, chunk.leading(Int(row), line: line, cells: chunk.width))
      }
      for (row, rejection) in zip(chunk.rejectedRows, chunk.rejections) {
        guard let line = rejection.line, let cells = rejection.readableCells else { continue }
        let hash = StableHash.mix(key ^ UInt64(bitPattern: Int64(line)))
        guard lost.takes(hash) else { continue }
        lost.add(hash, chunk.leading(Int(row), line: line - 1, cells: cells))
      }
    }
    lost.shrink()
    used.shrink()
    return (lost.rows.map(\.row), used.rows.map(\.row))
  }

  // MARK: Comparison

  private static func probability(
    _ column: Column, _ lost: [Row.Cell], _ used: [Row.Cell]
  ) -> Double {
    guard min(lost.count, used.count) >= fewestRows else { return 1 }
    if column.type == .categorical { return countProbability(lost, used) }
    let mine = lost.compactMap(\.number)
    // Where cells were shifted, they are those of another column.
    guard mine.count * 10 >= lost.count * 9 else { return 1 }
    return rankProbability(mine, used.compactMap(\.number))
  }

  /// The probability of ranks that lie so far apart (Mann & Whitney 1947, with the correction for ties).
  static func rankProbability(_ first: [Double], _ second: [Double]) -> Double {
    let (m, n) = (Double(first.count), Double(second.count))
    guard first.count >= fewestRows, second.count >= fewestRows else { return 1 }
    let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var rankSum = 0.0
    var ties = 0.0
    var start = 0
    while start < all.count {
      var end = start
      while end < all.count, all[end].0 == all[start].0 { end += 1 }
      let size = Double(end - start)
      let rank = Double(start + end + 1) / 2
      rankSum += rank * Double(all[start..<end].count { $0.1 })
      ties += size * (size * size - 1)
      start = end
    }
    let total = m + n
    let variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    guard variance > 0 else { return 1 }
    return erfc(abs(rankSum - m * (total + 1) / 2) / (2 * variance).squareRoot())
  }

  /// The probability of counts that differ so much (Pearson's χ²; rare levels are taken together).
  static func countProbability(_ first: [Row.Cell], _ second: [Row.Cell]) -> Double {
    var counts = [UInt64: (Double, Double)]()
    for cell in first { counts[cell.key, default: (0, 0)].0 += 1 }
    for cell in second { counts[cell.key, default: (0, 0)].1 += 1 }
    let (m, n) = (Double(first.count), Double(second.count))
    var rest = (0.0, 0.0)
    var levels = [(Double, Double)]()
    for (_, count) in counts.sorted(by: { $0.key < $1.key }) {
      // Cochran 1954: an expected count of five at least.
      if (count.0 + count.1) * min(m, n) / (m + n) < 5 {
        rest.0 += count.0
        rest.1 += count.1
      } else {
        levels.append(count)
      }
    }
    if rest.0 + rest.1 > 0 { levels.append(rest) }
    guard levels.count > 1 else { return 1 }
    var statistic = 0.0
    for (a, b) in levels {
      let expected = ((a + b) * m / (m + n), (a + b) * n / (m + n))
      statistic += (a - expected.0) * (a - expected.0) / expected.0
      statistic += (b - expected.1) * (b - expected.1) / expected.1
    }
    // Wilson & Hilferty 1931: the cube root of χ²/k is nearly normal.
    let freedom = Double(levels.count - 1)
    let spread = 2 / (9 * freedom)
    let z = (cbrt(statistic / freedom) - (1 - spread)) / spread.squareRoot()
    return erfc(z / 2.squareRoot()) / 2
  }
}

extension LostRows.Row.Cell {
  fileprivate var number: Double? { if case .number(let value) = self { value } else { nil } }

  fileprivate var key: UInt64 {
    switch self {
    case .number(let value): StableHash.mix(value.bitPattern)
    case .word(let hash): hash
    }
  }
}

extension [LostRows.Row] {
  /// What the cells of a column hold, where they are readable and hold anything.
  fileprivate func cells(_ column: Int) -> [LostRows.Row.Cell] {
    compactMap { column < $0.cells.count ? $0.cells[column] : nil }
  }
}

extension Rejection {
  /// How many leading cells are those of the row, as far as that can be said.
  fileprivate var readableCells: Int? {
    switch reason {
    case .tooFewFields, .unclosedQuote: column.map { $0 - 1 }
    case .tooManyFields: column.map { $0 - 1 }
    case .cutOff, .unreadableImage: nil
    }
  }
}

extension TableChunk {
  /// The first cells of a row.
  fileprivate func leading(_ row: Int, line: Int, cells: Int) -> LostRows.Row {
    let parser = NumberParser(table.dialect)
    return LostRows.Row(
      line: line,
      cells: (0..<min(cells, table.width(row))).map { column in
        table.withCell(row: row, column: column) { cell, start, end in
          if missing.contains(cell + start, end - start) { return nil }
          let number = parser.parse(cell, start, end)
          if number.kind.isFinite { return .number(number.value) }
          return .word(
            StableHash.hash(UnsafeRawBufferPointer(start: cell + start, count: end - start)))
        }
      })
  }
}

extension BlindSpot {
  /// The rows of a table that could not be read.
  init(_ contents: TableContents, _ lost: LostRows?) {
    let counts = contents.rejections.sorted { $0.firstLine < $1.firstLine }
    let reasons = counts.map { seen in
      (counts.count > 1 ? "\(seen.count) with " : "") + seen.reason.phrase
        + ", \(seen.count > 1 ? "the first in " : "in ")line \(seen.firstLine)"
    }
    var message =
      "\(contents.rejectedRows) of \(contents.rows) rows could not be read: "
      + reasons.joined(separator: "; ")
    var places = lost?.columns.prefix(3).map { "in “\($0)”" } ?? []
    if lost?.areTogether == true { places.append("in their place in the file") }
    let isPattern = !places.isEmpty
    if isPattern {
      message += "; the rows lost differ from the rest " + places.joined(separator: " and ")
    }
    self.init(
      isPattern ? .rowsRejectedByPattern : .rejectedRows,
      share: Double(contents.rejectedRows) / Double(max(1, contents.rows)), message: message + ".",
      remedy: BlindSpot.remedy(Set(contents.rejections.map(\.reason))))
  }

  private static func remedy(_ reasons: Set<Rejection.Reason>) -> String {
    let widths: Set<Rejection.Reason> = [.tooFewFields, .tooManyFields]
    let repair =
      reasons.isSubset(of: widths)
      ? "Give every row the cells of the header, and quote cells that hold the delimiter"
      : reasons == [.unclosedQuote]
        ? "Close the quotes, double those inside of cells, or say --quote none"
        : "Repair these lines"
    return repair + "; --strict refuses a file with such lines."
  }
}
