public import FathomData
public import FathomNumerics

/// How columns become the numbers that the analyses need.
///
/// Numbers stay as they are, booleans become 0 and 1, a category of k levels becomes k − 1
/// indicators (treatment contrasts; the first level in sorted order is the reference).
public struct Design: Sendable, Equatable {
  /// One column of the dataset and the design columns that it became.
  public struct Term: Sendable, Equatable {
    /// The column's name.
    public var name: String
    /// The column's index in the dataset.
    public var column: Int
    /// The design columns, consecutive.
    public var range: Range<Int>
    /// Whether the cells are numbers or booleans, so that a correlation has a sign and a meaning.
    public var isNumeric: Bool
  }

  /// The terms in the order of the columns.
  public let terms: [Term]
  /// The names of the design columns.
  ///
  /// Indicators are numbered (`type[2]`): a level is a cell value, and no cell value enters a
  /// report unless it is asked for.
  public let columnNames: [String]

  /// The design of a dataset: its features, and constant numbers too, so that a relation such as
  /// `constant = 7` can be reported.
  public init(_ schema: Schema) {
    var terms = [Term]()
    var names = [String]()
    for (index, column) in schema.columns.enumerated() {
      let isConstantNumber =
        column.role == .excluded && column.type == .constant && column.holdsNumbers
        && !column.isNullable && column.roleReason == ExclusionReason.noVariation
      guard column.role == .feature || isConstantNumber else { continue }
      let first = names.count
      if column.type == .categorical {
        for level in 1..<max(2, column.levels.count) {
          names.append("\(column.name)[\(level + 1)]")
        }
      } else {
        names.append(column.name)
      }
      terms.append(
        Term(
          name: column.name, column: index, range: first..<names.count,
          isNumeric: column.type != .categorical))
    }
    self.terms = terms
    self.columnNames = names
  }

  /// The terms of some design columns, ascending, counted anew, and their names; a term has all of
  /// its columns among them or none.
  package func restricted(to columns: [Int]) -> (terms: [Term], columnNames: [String]) {
    guard columns.count < columnCount else { return (terms, columnNames) }
    let isKept = Set(columns)
    var restricted = [Term]()
    var names = [String]()
    for var term in terms where isKept.contains(term.range.lowerBound) {
      let first = names.count
      names += columnNames[term.range]
      term.range = first..<names.count
      restricted.append(term)
    }
    return (restricted, names)
  }

  /// Number of design columns.
  public var columnCount: Int { columnNames.count }

  /// The rows of a batch as numbers, `rows × columnCount`; NaN where a cell is missing.
  public func encode(_ batch: Batch) -> Matrix {
    let rows = batch.rowCount
    let storage = [Double](unsafeUninitializedCapacity: rows * columnCount) { target, count in
      for term in terms {
        // In bounds: terms follow one another and end at the last column.
        let first = term.range.lowerBound * rows
        let place = UnsafeMutableBufferPointer(
          rebasing: target[first..<first + term.range.count * rows])
        Design.encode(batch.columns[term.column], term, into: place, rows)
      }
      count = rows * columnCount
    }
    return Matrix(rows: rows, columns: columnCount, storage: storage)
  }

  /// Writes the columns of one term, `rows` values each, into memory that is not initialised.
  private static func encode(
    _ column: ColumnValues, _ term: Term, into target: UnsafeMutableBufferPointer<Double>,
    _ rows: Int
  ) {
    if let values = column.numbers {
      precondition(values.count == rows, "a column has a value a row")
      _ = target.initialize(fromContentsOf: values)
    } else if case .codes(let codes) = column {
      precondition(codes.count == rows, "a column has a code a row")
      codes.withUnsafeBufferPointer { codes in
        // In bounds: a numeric term has one column, another one a level.
        if term.isNumeric {
          for row in 0..<rows { target[row] = codes[row] < 0 ? .nan : Double(codes[row]) }
          return
        }
        for level in 1...Int32(term.range.count) {
          let start = Int(level - 1) * rows
          for row in 0..<rows {
            target[start + row] = codes[row] < 0 ? .nan : codes[row] == level ? 1 : 0
          }
        }
      }
    } else {
      target.initialize(repeating: .nan)
    }
  }
}
