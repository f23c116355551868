internal import FathomData
internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Rows that agree in all features, and whether chance explains them.
///
/// Where few different rows are possible, rows agree by chance, and many more agree in all features but one. Copies agree
/// in all or in none. So the different rows that are there more than once are counted, and the pairs of different rows that
/// differ in one feature: chance explains the first if they are no more than the second. Of columns that have nothing to do
/// with one another the counts E₀, E₁ and E₂ of rows that differ in none, one and two also hold E₀ E₂ ≤ E₁² / 2 (sums of
/// products of two among a square of sums); copies of which one cell was changed raise E₁ alone and yet break that, with a
/// factor of four for columns that depend on one another. That is asked unless E₁ is four times as large as E₀. Chance also
/// explains repeats where no more than ten times as many different rows are possible as there are rows. A feature that
/// follows from another one changes with it, and is left out with it.
package struct RepeatedRows: Sendable {
  /// A row that agrees with others.
  package struct Member: Sendable, Equatable {
    /// Its number in the source, as in ``Batch/rowNumbers``.
    package var number: Int
    /// A hash of features and target.
    package var whole: UInt64
  }

  /// Rows that agree in all features, at least two each, ascending; of rows beyond memory those with small hashes.
  package var groups: [[Member]] = []
  /// Rows that were compared, each of which stands for ``weight`` of them.
  package var rows = 0
  /// How many rows one stands for that was compared: more than 1 where there are too many for memory.
  package var weight = 1.0
  /// A hash of what was left out and yet tells rows apart, by the number of the row; empty where there is nothing.
  package var others: [Int: UInt64] = [:]
  /// Different rows that are there more than once.
  package var repeated: Double { Double(groups.count) * weight }
  /// Pairs of different rows that agree in all features but one; nil where no row is there more than once.
  package var oneColumnPairs: Double?

  /// Pairs of different rows that agree in all features but two, estimated from some of them; nil where that decides nothing.
  package var twoColumnPairs: Double?
  /// Whether so few different rows are possible that rows have to agree.
  package var areFew = false

  /// Whether chance explains the groups.
  package var areNatural: Bool {
    guard let oneColumnPairs, !areFew else { return true }
    guard oneColumnPairs < RepeatedRows.clear * repeated else { return true }
    let isEven =
      twoColumnPairs.map { repeated * $0 <= 2 * oneColumnPairs * oneColumnPairs } ?? true
    return oneColumnPairs >= repeated && isEven
  }

  /// Rows without a target are no part of it.
  ///
  /// - Parameters:
  ///   - prints: the hashes of the rows.
  ///   - known: how many rows have a target.
  ///   - sample: the rows in memory.
  ///   - terms: the columns of the features.
  init(
    _ prints: RowPrints, known: Int, _ sample: RowSample, _ terms: [Range<Int>], threads: Int
  ) {
    let prints = prints.inOrder()
    rows = prints.count
    weight = prints.weight
    if !prints.others.isEmpty {
      others = Dictionary(
        zip(prints.numbers, prints.others), uniquingKeysWith: { first, _ in first })
    }
    var members = [UInt64: [Int]]()
    // Most rows agree with none: only the others are grouped.
    let sorted = prints.features.indices.sorted {
      (prints.features[$0], $0) < (prints.features[$1], $1)
    }
    for (previous, place) in zip(sorted, sorted.dropFirst())
    where prints.features[previous] == prints.features[place] {
      members[prints.features[place], default: [previous]].append(place)
    }
    groups = members.values.map { places in
      places.map {
        Member(number: prints.numbers[$0], whole: prints.wholes[$0])
      }
    }.sorted { $0[0].number < $1[0].number }
    guard !groups.isEmpty else { return }
    countDifferences(sample, terms, rows: Double(known), threads: threads)
  }

  // MARK: Pairs that differ in one feature

  /// With so many times as many different rows as there are rows one in twenty of these still repeats another (the birthday
  /// problem; Feller 1968, *An Introduction to Probability Theory*, II.3).
  private static let possibleRows = 10.0
  /// So many pairs that differ in one feature for each row that is there more than once leave no doubt.
  private static let clear = 4.0
  /// Pairs of columns that are left out together.
  private static let mostPairs = 60
  /// More values are not looked at.
  private static let mostValues = 4_000_000
  /// Rows that decide whether a feature follows from another one, and features of which it is asked.
  private static let followingRows = 2_000
  private static let followingTerms = 100
  /// A feature decides another one if each of its values recurs so often in the mean.
  private static let recurrences = 4

  private mutating func countDifferences(
    _ sample: RowSample, _ terms: [Range<Int>], rows: Double, threads: Int
  ) {
    let most = max(1, RepeatedRows.mostValues / max(1, terms.count))
    let chosen = sample.rowsWithTarget(most: most)
    // A hash a feature and row, so that leaving one out is a subtraction.
    let hashes = Parallel.map(terms.count, threads: threads) { term -> [UInt64] in
      var hashes = [UInt64](
        repeating: UInt64(term + 1) &* 0x9E37_79B9_7F4A_7C15, count: chosen.count)
      for column in terms[term] {
        let values = sample.features.column(column)
        for (place, row) in chosen.enumerated() {
          let value = values[values.startIndex + row]
          hashes[place] = RowHashes.step(
            hashes[place], value.isNaN ? .max : (value + 0).bitPattern)
        }
      }
      return hashes.map(RowHashes.spread)
    }
    var sums = [UInt64](repeating: 0, count: chosen.count)
    if !others.isEmpty {
      // A row whose text is not known repeats none.
      sums = chosen.map {
        others[sample.rowNumbers[$0]] ?? RowHashes.spread(UInt64(sample.rowNumbers[$0]))
      }
    }
    for term in hashes { for place in sums.indices { sums[place] &+= term[place] } }
    // Of rows that agree one is enough.
    var seen = Set<UInt64>(minimumCapacity: sums.count)
    let different = sums.indices.filter { seen.insert(sums[$0]).inserted }
    let whole = sums
    let following = RepeatedRows.following(hashes)
    @Sendable func differing(in left: [Int]) -> Double {
      let left = Set(left.flatMap { [$0] + following[$0] })
      return RepeatedRows.pairs(
        among: different.map { place in
          left.reduce(whole[place]) { $0 &- hashes[$1][place] }
        })
    }
    // Of the pairs of all rows those of the chosen ones are a share of about (chosen / rows)².
    let share = Double(chosen.count) / max(1, rows)
    let one = Parallel.map(terms.count, threads: threads) { differing(in: [$0]) }.reduce(0, +)
    oneColumnPairs = one / (share * share)
    // What is no feature and yet tells rows apart, such as a text, makes more of them possible.
    let possible =
      hashes.reduce(0.0) { $0 + log2(Double(max(1, Set($1).count))) }
      + log2(Double(max(1, Set(chosen.compactMap { others[sample.rowNumbers[$0]] }).count)))
    areFew = possible < log2(RepeatedRows.possibleRows * max(1, rows))
    guard !areFew, areNatural, terms.count > 2,
      (oneColumnPairs ?? 0) < RepeatedRows.clear * repeated
    else { return }
    var stream = RandomStream(seed: 1, domain: "repeatedRows", index: 0)
    let all = terms.indices.flatMap { a in (a + 1..<terms.count).map { (a, $0) } }
    let drawn = stream.arrangement(of: all.count).prefix(RepeatedRows.mostPairs).map { all[$0] }
    let two = Parallel.map(drawn.count, threads: threads) { place in
      differing(in: [drawn[place].0, drawn[place].1])
    }.reduce(0, +)
    // Pairs that differ in one column are found with each of the others.
    let scaled = two * Double(all.count) / Double(drawn.count)
    twoColumnPairs = max(0, scaled - Double(terms.count - 1) * one) / (share * share)
  }

  private static func pairs(among hashes: [UInt64]) -> Double {
    let sorted = hashes.sorted()
    var (pairs, run) = (0.0, 0.0)
    for place in sorted.indices.dropFirst() {
      run = sorted[place] == sorted[place - 1] ? run + 1 : 0
      pairs += run
    }
    return pairs
  }

  /// For each feature those that follow from it: each of its values, which recur, has one of theirs.
  private static func following(_ hashes: [[UInt64]]) -> [[Int]] {
    guard hashes.count <= followingTerms else { return hashes.map { _ in [] } }
    let some = hashes.map { $0.prefix(followingRows) }
    let distinct = some.map { Set($0).count }
    return some.indices.map { term in
      guard distinct[term] > 1, distinct[term] * recurrences <= some[term].count else { return [] }
      return some.indices.filter { other in
        guard other != term, distinct[other] > 1, distinct[other] <= distinct[term] else {
          return false
        }
        var partner = [UInt64: UInt64](minimumCapacity: distinct[term])
        return zip(some[term], some[other]).allSatisfy { value, found in
          if let known = partner[value] { return known == found }
          partner[value] = found
          return true
        }
      }
    }
  }
}
