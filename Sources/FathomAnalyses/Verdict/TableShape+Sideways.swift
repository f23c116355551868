internal import FathomData
internal import FathomNumerics
internal import FathomSummaries
private import Foundation

extension TableShape {
  /// Columns of one kind that a table on its side has at least.
  private static let fewestSamples = 6
  /// The share of the variance that lies between rows, from which on rows are what is measured: features as rows differ by
  /// orders of magnitude, people as rows do not.
  private static let betweenRows = 0.8
  private static let betweenColumns = 0.05

  /// Columns that describe what a row is, at most: a name, a symbol, a place, a length.
  private static let mostNames = 4

  /// The table on its side, with as few columns at its beginning as possible that are no samples.
  var sideways: BlindSpot? {
    let schema = summary.schema
    guard schema.layout == .table, schema.targetIndex == nil,
      let names = schema.columns.first, !names.holdsNumbers,
      [.identifier, .text].contains(names.type)
    else { return nil }
    let columns = schema.columns
    let last = columns.lastIndex { $0.role != .feature || !$0.type.isNumeric } ?? 0
    for start in 1...TableShape.mostNames where start > last {
      if let spot = sideways(Array(columns.indices.dropFirst(start))) { return spot }
    }
    return nil
  }

  private func sideways(_ others: [Int]) -> BlindSpot? {
    guard others.count >= TableShape.fewestSamples,
      !TableShape.areTimes(others.map { summary.schema.columns[$0].name })
    else { return nil }
    let columns = others.compactMap { values($0) }.map { Array($0) }
    guard columns.count == others.count, let rows = columns.first?.count, rows > columns.count
    else {
      return nil
    }
    // On a common scale: the logarithm where all is positive.
    let isPositive = columns.allSatisfy { $0.allSatisfy { $0.isNaN || $0 >= 0 } }
    let cells = columns.map { $0.map { isPositive ? log1p($0) : $0 } }
    let all = Moments(cells.flatMap(\.self))
    guard all.varies else { return nil }
    func between(_ groups: [[Double]]) -> Double {
      groups.reduce(0) { sum, group in
        let own = Moments(group)
        return sum + Double(own.count) * (own.mean - all.mean) * (own.mean - all.mean)
      } / all.squaredDeviations
    }
    let rowsShare = between((0..<rows).map { row in cells.map { $0[row] } })
    guard rowsShare >= TableShape.betweenRows, between(cells) <= TableShape.betweenColumns else {
      return nil
    }
    return BlindSpot(
      .sideways, subject: "rows", share: nil,
      message:
        "The table seems to lie on its side: its \(NumberText.count(rows)) rows differ as features do "
        + "(\(NumberText.percent(rowsShare)) of the variance lies between rows) and its \(NumberText.count(columns.count)) columns are alike, as "
        + "samples are.",
      remedy: "Transpose it, so that each sample is a row, and add the target as a column.",
      isLarge: true)
  }

  /// Whether columns are years, months or days, which are no samples: `2005`, `2005 [YR2005]`, `2020Q1`, `Jan`, `3/15/20`.
  static func areTimes(_ names: [String]) -> Bool {
    let dates = DateText(sample: names)
    let months = [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    var last = -Double.infinity
    return names.allSatisfy { name in
      dates.days(name) != nil || months.contains(name.lowercased().prefix(3).description)
    }
      || names.allSatisfy { name in
        // The same year may be said twice, and months and quarters are two digits at most.
        let numbers = name.split { !("0"..."9").contains($0) }
        let years = Set(numbers.filter { $0.count == 4 }).compactMap { Double(String($0)) }
        guard numbers.allSatisfy({ $0.count == 4 || $0.count <= 2 }), years.count == 1,
          (1_700...2_200).contains(years[0]), years[0] >= last
        else { return false }
        last = years[0]
        return true
      }
  }
}
