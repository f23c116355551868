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
  public init(_ dataset: Dataset) {
    var terms = [Term]()
    var names = [String]()
    for (index, column) in dataset.columns.enumerated() {
      let isConstantNumber =
        column.role == .excluded && column.type == .constant && column.holdsNumbers
        && column.missing == 0 && column.roleReason == ExclusionReason.noVariation
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

  /// Number of design columns.
  public var columnCount: Int { columnNames.count }

  /// The rows of a batch as numbers, `rows × columnCount`; NaN where a cell is missing.
  public func encode(_ batch: Batch) -> Matrix {
    let rows = batch.rowCount
    var storage = [Double]()
    storage.reserveCapacity(rows * columnCount)
    for term in terms {
      switch batch.columns[term.column] {
      case .numbers(let values):
        storage.append(contentsOf: values)
      case .codes(let codes) where term.isNumeric:
        for code in codes { storage.append(code < 0 ? .nan : Double(code)) }
      case .codes(let codes):
        for level in 1...Int32(term.range.count) {
          for code in codes { storage.append(code < 0 ? .nan : code == level ? 1 : 0) }
        }
      case .skipped:
        storage.append(contentsOf: repeatElement(.nan, count: rows * term.range.count))
      }
    }
    return Matrix(rows: rows, columns: columnCount, storage: storage)
  }
}
