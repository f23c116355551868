internal import FathomData

/// Numbers and dates of a fixed list that stand for a missing value.
///
/// Such a value recurs, lies at an end of the column, and no other value is near. What is near depends on the value: -999
/// is no ordinary number, 0 and 9 often are, and -1 lies beside 0 in any case, so that it has to be alone below zero and
/// stand out there.
struct SpecialValues: Sendable, Equatable {
  /// A special value of a column.
  struct Found: Sendable, Equatable {
    var value: Double
    var count: Int
    /// Interquartile ranges between it and the others; nil where half of these are one value.
    var gap: Double?
  }

  /// The largest share of cells.
  var share: Double
  /// The least distance to the others, in interquartile ranges.
  var gap: Double

  /// A value that recurs less often is an outlier.
  private static let fewest = 3
  /// Of a short number more are asked for.
  private static let fewestOfShort = 5
  /// Fewer other values do not show where values lie.
  private static let fewestOthers = 20

  private static let short: Set<Double> = [-7, -8, -9]
  private static let negative: Set<Double> = [
    -66, -77, -88, -97, -98, -99, -666, -777, -888, -997, -998, -999, -6_666, -7_777, -8_888,
    -9_998, -9_999, -99_999, -999_999, -9_999_999, -99.9, -99.99, -999.9, -999.99, -999.25,
  ]
  private static let twoDigits: Set<Double> = [66, 77, 88, 97, 98, 99]
  private static let positive: Set<Double> = [
    666, 777, 888, 997, 998, 999, 6_666, 7_777, 8_888, 9_997, 9_998, 9_999, 99_999, 999_999,
    9_999_999, 99_999_999, 999_999_999, 99.9, 99.99, 999.9, 999.99, 9_999.99,
  ]

  /// The values other than the special ones, ascending, with their counts.
  private struct Others {
    var values: ArraySlice<Double>
    var counts: ArraySlice<Int>
    var total: Int

    var least: Double { values.first ?? .nan }
    var most: Double { values.last ?? .nan }
    var range: Double { most - least }
    var interquartile: Double { value(at: 3 * (total - 1) / 4) - value(at: (total - 1) / 4) }

    /// The value of a rank from 0.
    func value(at rank: Int) -> Double {
      var sum = 0
      for (value, count) in zip(values, counts) {
        sum += count
        if sum > rank { return value }
      }
      return most
    }
  }

  /// Special numbers of a column, ascending.
  ///
  /// - Parameters:
  ///   - numbers: NaN is missing.
  ///   - isTime: whether the name is that of a time, whose two digits may be a year.
  /// - Complexity: O(n) for most columns, O(n log n) where a number of the list lies at an end.
  func numbers(in numbers: [Double], isTime: Bool) -> [Found] {
    var (least, most) = (Double.infinity, -Double.infinity)
    for number in numbers where !number.isNaN {
      least = min(least, number)
      most = max(most, number)
    }
    guard
      SpecialValues.isListed(least, atLeast: true) || SpecialValues.isListed(most, atLeast: false)
    else { return [] }
    return found(
      in: numbers, isListed: SpecialValues.isListed,
      stands: { stands($0, $1, $2, isTime: isTime) })
  }

  /// Special days of a column, in days since the start of 1970.
  func days(in days: [Double]) -> [Found] {
    found(
      in: days, isListed: { day, _ in SpecialValues.days[day] != nil },
      // A column of dates spans years; what special days are for lies further away than any of it.
      stands: { day, _, others in
        distance(day, others) >= max(gap * others.interquartile, others.range / 2, 366)
      })
  }

  /// What stands for a missing date, and how it is written.
  static let days: [Double: String] = Dictionary(
    uniqueKeysWithValues: [
      "0001-01-01", "1111-11-11", "1582-10-15", "1601-01-01", "1700-01-01", "1753-01-01",
      "1800-01-01", "1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01", "1901-01-01",
      "1904-01-01", "1960-01-01", "1970-01-01", "2050-12-31", "2099-12-31", "2100-01-01",
      "2199-12-31", "2999-12-31", "3000-01-01", "4712-12-31", "9999-01-01", "9999-12-31",
    ].compactMap { text in DateText(sample: []).days(text).map { ($0, text) } })

  private static func isListed(_ value: Double, atLeast isLeast: Bool) -> Bool {
    isLeast
      ? value == 0 || value == -1 || short.contains(value) || negative.contains(value)
      : value == 9 || twoDigits.contains(value) || positive.contains(value)
  }

  private func found(
    in numbers: [Double], isListed: (Double, Bool) -> Bool,
    stands: (Double, Int, Others) -> Bool
  ) -> [Found] {
    var values = [Double]()
    var counts = [Int]()
    for number in numbers.filter({ !$0.isNaN }).sorted() {
      if values.last == number {
        counts[counts.count - 1] += 1
      } else {
        values.append(number)
        counts.append(1)
      }
    }
    var kept = values.indices
    while let first = kept.first, isListed(values[first], true) { kept = kept.dropFirst() }
    while let last = kept.last, isListed(values[last], false) { kept = kept.dropLast() }
    let others = Others(
      values: values[kept], counts: counts[kept], total: counts[kept].reduce(0, +))
    guard others.total >= SpecialValues.fewestOthers, kept.count > 1 else { return [] }
    let all = Double(counts.reduce(0, +))
    let range = others.interquartile
    return values.indices.filter { !kept.contains($0) }.compactMap { place in
      guard counts[place] >= SpecialValues.fewest, Double(counts[place]) <= share * all,
        stands(values[place], counts[place], others)
      else { return nil }
      return Found(
        value: values[place], count: counts[place],
        gap: range > 0 ? distance(values[place], others) / range : nil)
    }
  }

  private func distance(_ value: Double, _ others: Others) -> Double {
    value < others.least ? others.least - value : value - others.most
  }

  /// Whether a number of the list stands out of the others.
  private func stands(_ value: Double, _ count: Int, _ others: Others, isTime: Bool) -> Bool {
    let distance = distance(value, others)
    // Where half of the values are one, their range says how far they reach.
    let isFar = distance >= gap * max(others.interquartile, others.range / 10)
    let all = count + others.total
    if value == 0 {
      // Amounts are 0 or large, and yet 0 is meant.
      return others.least > 0 && others.values.count >= 10 && others.interquartile > 0
        && distance >= gap * others.interquartile && distance >= others.range / 4
    }
    if value == -1 || SpecialValues.short.contains(value) {
      return isFar && others.least >= 0 && others.values.count >= 10
        && count >= SpecialValues.fewestOfShort || standsOutBelowZero(count, others)
    }
    // Nothing else is below zero: however far the others reach, it is none of them.
    if SpecialValues.negative.contains(value), others.least >= 0 { return true }
    if value == 9 {
      if distance >= 3 * others.range, count >= SpecialValues.fewestOfShort { return true }
      // Answers from 1 to 5, and 9 for none.
      let isScale =
        others.most <= 6 && others.least >= 0 && others.range == Double(others.values.count - 1)
      return isScale && others.interquartile >= 1 && isFar && distance >= 3
        && count >= SpecialValues.fewestOfShort && count * 100 >= all
    }
    if SpecialValues.twoDigits.contains(value) { return isFar && !isTime }
    return isFar
  }

  /// Whether a short number is the one below zero, of many, and stands out: where 0 prevails but other numbers are large, or
  /// where it recurs more often than each of the next numbers.
  private func standsOutBelowZero(_ count: Int, _ others: Others) -> Bool {
    guard others.least >= 0, others.values.count >= 10, others.most >= 20,
      count >= SpecialValues.fewestOfShort
    else { return false }
    // Nor is it beside zero.
    if others.least >= 5, others.least >= others.range / 10 { return true }
    if others.interquartile == 0 {
      let zeros = others.least == 0 ? others.counts.first ?? 0 : 0
      return others.value(at: zeros + (others.total - zeros) / 2) >= 20
    }
    let next = others.counts.prefix(3).max() ?? 0
    return count >= 3 * next
  }
}
