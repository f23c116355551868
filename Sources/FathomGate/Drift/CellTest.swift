internal import FathomData

/// What cells must be like, so that those which are not can be found again by their lines.
struct CellTest: Sendable {
  /// What breaks it.
  enum Kind: Sendable {
    /// Cells of one column.
    case cells(
      Int, @Sendable (_ line: Int, _ cell: UnsafeBufferPointer<UInt8>, WrittenValue) -> Bool)
    /// The cells of some columns in a row.
    case rows([Int], @Sendable (_ cells: [Cell]) -> Bool)
    /// Cells of a column with blanks around them.
    case padded(Int)
    /// Rows that cannot be read.
    case rejections
  }

  /// A cell as conditions see it.
  struct Cell: Sendable, Equatable {
    /// The number, or the days since 1970 of a date; NaN for words, and where it is missing.
    var number = Double.nan
    /// What tells words apart; 0 where it is missing.
    var hash: UInt64 = 0
  }

  let kind: Kind

  /// Cells of a column.
  static func cells(
    _ column: Int,
    _ fails: @escaping @Sendable (Int, UnsafeBufferPointer<UInt8>, WrittenValue) -> Bool
  ) -> CellTest { CellTest(kind: .cells(column, fails)) }

  /// Numbers of a column outside of a range.
  static func outside(_ column: Int, _ range: ClosedRange<Double>) -> CellTest {
    .cells(column) { _, _, value in
      guard case .number(let number) = value else { return false }
      return !range.contains(number)
    }
  }

  /// Dates of a column, as days since 1970.
  static func days(_ column: Int, _ fails: @escaping @Sendable (Double) -> Bool) -> CellTest {
    CellTest(kind: .rows([column], { $0[0].number.isNaN ? false : fails($0[0].number) }))
  }
}

/// Where tests fail.
struct CellAudit: Sendable {
  /// The cells that break one test.
  struct Failures: Sendable, Equatable {
    /// How many rows do.
    var rows = 0
    /// The first runs of consecutive lines, from 1.
    var lines: [ClosedRange<Int>] = []

    /// More runs are not named.
    static let mostRuns = 20

    mutating func add(_ line: Int) {
      rows += 1
      if let last = lines.last, last.upperBound + 1 >= line {
        if line > last.upperBound { lines[lines.count - 1] = last.lowerBound...line }
      } else if lines.count < Failures.mostRuns {
        lines.append(line...line)
      }
    }
  }

  /// What a batch breaks: the lines of each test.
  private struct Part: Sendable {
    var lines: [[Found]]
  }

  /// A line with the cell, where it was asked for.
  private struct Found: Sendable {
    var line: Int
    var cell: String?
  }

  /// Looks for the cells that break tests.
  ///
  /// - Parameters:
  ///   - dates: how the columns of dates are read.
  ///   - includesCells: whether the cells are told too.
  ///   - found: is told each line and the test that it breaks, in the order of the rows.
  /// - Returns: one a test.
  static func find(
    _ tests: [CellTest], in cells: any CellSource, dates: [Int: DateText], threads: Int,
    includesCells: Bool = false,
    found: @escaping @Sendable (_ line: Int, _ test: Int, _ cell: String?) -> Void = { _, _, _ in }
  ) throws(DataError) -> [Failures] {
    guard !tests.isEmpty else { return [] }
    let count = tests.count
    return try cells.reduce(
      threads: threads, initial: { Array(repeating: Failures(), count: count) },
      map: { batch in
        Part(lines: tests.map { lines(breaking: $0, batch, dates, includesCells) })
      },
      absorb: { failures, part in
        var all = [(found: Found, test: Int)]()
        for (test, lines) in part.lines.enumerated() {
          for item in lines {
            failures[test].add(item.line)
            all.append((item, test))
          }
        }
        all.sort { ($0.found.line, $0.test) < ($1.found.line, $1.test) }
        for item in all { found(item.found.line, item.test, item.found.cell) }
      })
  }

  private static func lines(
    breaking test: CellTest, _ batch: any CellBatch, _ dates: [Int: DateText],
    _ includesCells: Bool
  ) -> [Found] {
    var lines = [Found]()
    switch test.kind {
    case .cells(let column, let fails):
      batch.visit(column, of: nil) { row, cell in
        let line = batch.line(row)
        if fails(line, cell, batch.value(of: cell, in: column)) {
          lines.append(
            Found(line: line, cell: includesCells ? String(decoding: cell, as: UTF8.self) : nil))
        }
      }
    case .rows(let columns, let fails):
      let values = columns.map { cells($0, batch, dates[$0]) }
      for row in 0..<batch.rowCount where fails(values.map { $0[row] }) {
        lines.append(Found(line: batch.line(row)))
      }
    case .padded(let column): lines = batch.paddedRows(column).map { Found(line: batch.line($0)) }
    case .rejections:
      lines = batch.rejections.compactMap { $0.line.map { Found(line: $0) } }
    }
    return lines
  }

  private static func cells(
    _ column: Int, _ batch: any CellBatch, _ order: DateText?
  ) -> [CellTest.Cell] {
    var cells = [CellTest.Cell](repeating: CellTest.Cell(), count: batch.rowCount)
    batch.visit(column, of: nil) { row, cell in
      let value = batch.value(of: cell, in: column)
      guard value != .missing else { return }
      cells[row].hash = StableHash.hash(UnsafeRawBufferPointer(cell))
      if let order {
        cells[row].number = order.days(String(decoding: cell, as: UTF8.self)) ?? .nan
      } else if case .number(let number) = value {
        cells[row].number = number
      }
    }
    return cells
  }
}
