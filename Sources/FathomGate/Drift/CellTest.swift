internal import FathomData

/// What cells must be like, so that those which are not can be found again by their lines.
struct CellTest: Sendable {
  /// What breaks it.
  enum Kind: Sendable {
    /// Cells of one column; what a cell holds is found out where it is asked.
    case cells(Int, CellRule)
    /// The cells of some columns in a row.
    case rows([Int], @Sendable (_ cells: [Cell]) -> Bool)
    /// Cells of a column with blanks around them.
    case padded(Int)
    /// Numbers or dates of a column below the one above them.
    case increasing(Int)
    /// Rows that cannot be read.
    case rejections
  }

  /// Whether a cell breaks a test.
  typealias CellRule =
    @Sendable (
      _ line: Int, _ cell: UnsafeBufferPointer<UInt8>, _ value: () -> WrittenValue
    ) -> Bool

  /// A cell as conditions see it.
  struct Cell: Sendable, Equatable {
    /// The number, or the days since 1970 of a date; NaN for words, and where it is missing.
    var number = Double.nan
    /// What tells words apart; 0 where it is missing.
    var hash: UInt64 = 0
  }

  let kind: Kind

  /// Cells of a column.
  static func cells(_ column: Int, _ fails: @escaping CellRule) -> CellTest {
    CellTest(kind: .cells(column, fails))
  }

  /// Numbers of a column outside of a range.
  static func outside(_ column: Int, _ range: ClosedRange<Double>) -> CellTest {
    .cells(column) { _, _, value in
      guard case .number(let number) = value() else { return false }
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
    var ends: [Ends?]
  }

  /// The first and the last number of a batch, for a test that compares neighbours.
  private struct Ends: Sendable {
    var first: (line: Int, value: Double)
    var last: Double
  }

  /// What is known of the batches so far.
  private struct State: Sendable {
    var failures: [Failures]
    var last: [Double?]
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
      threads: threads,
      initial: {
        State(
          failures: Array(repeating: Failures(), count: count),
          last: Array(repeating: nil, count: count))
      },
      map: { batch in
        Part(
          lines: tests.map { lines(breaking: $0, batch, dates, includesCells) },
          ends: tests.map { ends($0, batch, dates) })
      },
      absorb: { state, part in
        var all = [(found: Found, test: Int)]()
        for (test, lines) in part.lines.enumerated() {
          var lines = lines
          if let ends = part.ends[test] {
            if let last = state.last[test], ends.first.value < last {
              lines.insert(Found(line: ends.first.line), at: 0)
            }
            state.last[test] = ends.last
          }
          for item in lines {
            state.failures[test].add(item.line)
            all.append((item, test))
          }
        }
        all.sort { ($0.found.line, $0.test) < ($1.found.line, $1.test) }
        for item in all { found(item.found.line, item.test, item.found.cell) }
      }
    ).failures
  }

  /// The ends of a batch for a test that compares neighbours; nil for others, and without a number.
  private static func ends(
    _ test: CellTest, _ batch: any CellBatch, _ dates: [Int: DateText]
  ) -> Ends? {
    guard case .increasing(let column) = test.kind else { return nil }
    let numbers = cells(column, batch, dates[column]).map(\.number)
    guard let first = numbers.firstIndex(where: { !$0.isNaN }),
      let last = numbers.last(where: { !$0.isNaN })
    else { return nil }
    return Ends(first: (batch.line(first), numbers[first]), last: last)
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
        if fails(line, cell, { batch.value(of: cell, in: column) }) {
          lines.append(
            Found(line: line, cell: includesCells ? String(decoding: cell, as: UTF8.self) : nil))
        }
      }
    case .rows(let columns, let fails):
      let values = columns.map { cells($0, batch, dates[$0]) }
      for row in 0..<batch.rowCount where fails(values.map { $0[row] }) {
        lines.append(Found(line: batch.line(row)))
      }
    case .increasing(let column):
      var last = -Double.infinity
      for (row, cell) in cells(column, batch, dates[column]).enumerated()
      where !cell.number.isNaN {
        if cell.number < last { lines.append(Found(line: batch.line(row))) }
        last = cell.number
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
