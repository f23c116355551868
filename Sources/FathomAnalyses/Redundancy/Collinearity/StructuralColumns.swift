internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Columns that are a power of another column, or the product of two, in every row in memory.
///
/// Their collinearity comes from the way they were made (Marquardt 1980, *J. Am. Stat. Assoc.* 75:87:
/// "nonessential"), and centring the columns first takes most of it away.
struct StructuralColumns {
  /// What was found, in the order of the columns.
  private(set) var found: [Collinearity.Evidence.Structural] = []

  private static let columnLimit = 1_000
  private static let rowLimit = 2_000
  /// Fewer rows agree by chance.
  private static let leastRows = 20
  private static let largestPower = 10
  /// Files are written with six digits at least, or with as many decimals as their common values need.
  private static let tolerance = 1e-6

  private let names: [String]
  private let columns: [[Double]]
  /// The median size of each column.
  private let sizes: [Double]

  init(_ input: Collinearity.Input) {
    let numeric = input.terms.filter(\.isNumeric).map(\.range.lowerBound)
    let rows = min(input.sample.rows, StructuralColumns.rowLimit)
    let varying = numeric.filter { column in
      let values = input.sample.column(column).prefix(rows)
      return values.contains { $0 != values.first }
    }
    guard input.layout == .table, rows >= StructuralColumns.leastRows,
      (2...StructuralColumns.columnLimit).contains(varying.count)
    else {
      (names, columns, sizes) = ([], [], [])
      return
    }
    names = varying.map { input.columnNames[$0] }
    columns = varying.map { Array(input.sample.column($0).prefix(rows)) }
    sizes = columns.map { column in
      let sorted = column.map(abs).sorted()
      return sorted[sorted.count / 2]
    }
    var sorted = [Int: [(value: Double, column: Int)]]()
    for column in columns.indices {
      // The row where a column is largest tells most of what it can be made of.
      let row = columns[column].indices.reduce(0) {
        abs(columns[column][$1]) > abs(columns[column][$0]) ? $1 : $0
      }
      guard columns[column].count(where: { $0 != 0 }) >= StructuralColumns.leastRows / 2 else {
        continue
      }
      if sorted[row] == nil {
        sorted[row] = columns.indices.map { (columns[$0][row], $0) }.sorted { $0 < $1 }
      }
      if let made = power(column, row) ?? product(column, row, sorted[row] ?? []) {
        found.append(made)
      }
    }
  }

  /// The column as a power of another, the highest one first.
  private func power(_ column: Int, _ row: Int) -> Collinearity.Evidence.Structural? {
    for exponent in (2...StructuralColumns.largestPower).reversed() {
      for base in columns.indices where base != column {
        let raised = pow(columns[base][row], Double(exponent))
        guard isClose(column, row, raised),
          columns[base].contains(where: { $0 != 0 && $0 != 1 }),
          columns[column].indices.allSatisfy({
            isClose(column, $0, pow(columns[base][$0], Double(exponent)))
          })
        else { continue }
        return .init(column: names[column], of: [names[base]], power: exponent)
      }
    }
    return nil
  }

  /// The column as a product of two others.
  private func product(
    _ column: Int, _ row: Int, _ sorted: [(value: Double, column: Int)]
  ) -> Collinearity.Evidence.Structural? {
    let value = columns[column][row]
    for first in columns.indices where first != column && columns[first][row] != 0 {
      let wanted = value / columns[first][row]
      let margin =
        2 * StructuralColumns.tolerance * (abs(wanted) + sizes[column] / abs(columns[first][row]))
      var index = lowerBound(sorted, wanted - margin)
      while index < sorted.count, sorted[index].value <= wanted + margin {
        let second = sorted[index].column
        index += 1
        guard second > first, second != column,
          columns[column].indices.allSatisfy({
            isClose(column, $0, columns[first][$0] * columns[second][$0])
          })
        else { continue }
        return .init(column: names[column], of: [names[first], names[second]], power: 1)
      }
    }
    return nil
  }

  private func isClose(_ column: Int, _ row: Int, _ made: Double) -> Bool {
    abs(columns[column][row] - made) <= StructuralColumns.tolerance * (abs(made) + sizes[column])
  }

  private func lowerBound(_ sorted: [(value: Double, column: Int)], _ value: Double) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].value < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
