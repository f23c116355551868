internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// A column whose rows may belong together: levels that recur, such as patients or sites.
struct GroupCandidate: Sendable {
  var column: String
  /// The level of each row in memory; −1 where it is missing.
  var levels: [Int]
  /// How many there are.
  var count: Int
  /// Whether levels are numbers, which may be a quantity: then they ascend with them.
  var areNumbers: Bool
}

extension GroupCandidate {
  /// Rows a level in the mean: with fewer nothing can be said of groups.
  static let fewestRows = 2.0
  /// More rows are not looked at.
  private static let mostRows = 200_000

  /// The columns that may name groups, of those that name the same groups only the first.
  static func different(_ summary: Summary) -> [GroupCandidate] {
    all(summary).reduce(into: []) { found, candidate in
      if !found.contains(where: { $0.namesTheSame(as: candidate) }) { found.append(candidate) }
    }
  }

  /// Whether each level of the one is a level of the other.
  private func namesTheSame(as other: GroupCandidate) -> Bool {
    guard count == other.count else { return false }
    var partner = [Int](repeating: -2, count: count)
    return zip(levels, other.levels).allSatisfy { own, theirs in
      guard own >= 0, theirs >= 0 else { return own == theirs }
      if partner[own] == -2 { partner[own] = theirs }
      return partner[own] == theirs
    }
  }

  /// The columns of levels and of whole numbers that recur.
  static func all(_ summary: Summary) -> [GroupCandidate] {
    let (schema, sample) = (summary.schema, summary.sample)
    guard schema.layout == .table, schema.images == nil, schema.task != nil,
      sample.groups.isEmpty, sample.target.count == sample.rowNumbers.count
    else { return [] }
    var candidates = [GroupCandidate?]()
    for (place, column) in summary.levelColumns.enumerated() {
      candidates.append(
        GroupCandidate(
          schema.columns[column].name, Array(summary.levels.column(place)), areNumbers: false))
    }
    for (place, column) in summary.otherColumns.enumerated()
    where column != schema.targetIndex && schema.columns[column].type == .integer {
      candidates.append(
        GroupCandidate(
          schema.columns[column].name, Array(summary.others.column(place)), areNumbers: true))
    }
    for term in summary.design.terms where schema.columns[term.column].role == .feature {
      let column = schema.columns[term.column]
      if column.type == .integer {
        candidates.append(
          GroupCandidate(
            column.name, Array(sample.features.column(term.range.lowerBound)), areNumbers: true))
      } else if column.type == .categorical, term.range.count >= Column.fewestGroups - 1 {
        candidates.append(
          GroupCandidate(column.name, codes(sample.features, term.range), areNumbers: false))
      }
    }
    return candidates.compactMap(\.self)
  }

  /// The code of the level of each row from its indicators; NaN where it is missing.
  static func codes(_ features: Matrix, _ columns: Range<Int>) -> [Double] {
    var codes = [Double](repeating: 0, count: features.rows)
    for (place, column) in columns.enumerated() {
      let values = features.column(column)
      for row in codes.indices {
        let value = values[values.startIndex + row]
        if value.isNaN { codes[row] = .nan } else if value == 1 { codes[row] = Double(place + 1) }
      }
    }
    return codes
  }

  /// Nil where the values are too few, or do not recur.
  private init?(_ column: String, _ values: [Double], areNumbers: Bool) {
    guard values.count <= GroupCandidate.mostRows else { return nil }
    let known = values.filter { !$0.isNaN }
    guard !areNumbers || known.allSatisfy({ $0 == $0.rounded() }) else { return nil }
    let different = Set(known)
    guard different.count >= Column.fewestGroups,
      Double(known.count) >= GroupCandidate.fewestRows * Double(different.count)
    else { return nil }
    let places = Dictionary(
      uniqueKeysWithValues: different.sorted().enumerated().map { ($1, $0) })
    self.column = column
    levels = values.map { $0.isNaN ? -1 : places[$0] ?? -1 }
    count = different.count
    self.areNumbers = areNumbers
  }

  /// How alike the rows of a level are in some values: their intraclass correlation; nil where undefined.
  ///
  /// - Parameters:
  ///   - values: one a row, NaN where missing.
  ///   - classes: how many classes the values are codes of; nil for numbers.
  ///   - merged: so many levels that follow one another count as one.
  func correlation(_ values: [Double], classes: Int?, merged: Int = 1) -> Double? {
    let groups = (count + merged - 1) / merged
    let width = classes ?? 1
    // Sums of each class, or of the numbers around their mean; and squares.
    let mean = classes == nil ? Moments(values.filter { !$0.isNaN }).mean : 0
    var sums = [Double](repeating: 0, count: groups * width)
    var sizes = [Double](repeating: 0, count: groups)
    var squares = 0.0
    for (row, level) in levels.enumerated() where level >= 0 && !values[row].isNaN {
      let group = level / merged
      sizes[group] += 1
      if classes == nil {
        let value = values[row] - mean
        sums[group] += value
        squares += value * value
      } else {
        sums[group * width + Int(values[row])] += 1
        squares += 1
      }
    }
    let rows = sizes.reduce(0, +)
    guard rows > 0 else { return nil }
    var (within, total) = (squares, squares)
    for place in 0..<width {
      var whole = 0.0
      for group in 0..<groups where sizes[group] > 0 {
        let sum = sums[group * width + place]
        within -= sum * sum / sizes[group]
        whole += sum
      }
      total -= whole * whole / rows
    }
    return GroupStatistics.intraclassCorrelation(
      sizes: sizes, within: max(0, within), total: total)
  }
}
