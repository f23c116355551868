internal import FathomNumerics
internal import FathomSummaries

/// Which rows of the second file are in the first.
struct RowOverlap: Sendable {
  /// The places of rows of the second file that agree with one of the first, among the rows in memory.
  private(set) var places: [Int] = []
  /// Different rows among them.
  private(set) var different = 0
  /// Pairs of different rows of both files that agree in all columns but one; nil where none agrees in all.
  private(set) var oneColumnPairs: Double?
  /// Whether all rows of both were in memory.
  var isComplete = true

  /// Whether chance explains the rows: as many pairs differ in one column as different rows are in both.
  var isNatural: Bool { oneColumnPairs.map { $0 >= Double(different) } ?? true }

  /// Nothing in common.
  init() {}

  /// Images of the second file that repeat, or look like, some of the first: nobody takes the same picture twice by chance.
  init(images places: [Int]) {
    self.places = places
    different = places.count
    oneColumnPairs = places.isEmpty ? nil : 0
  }

  /// - Parameters:
  ///   - columns: the features that both files have.
  ///   - others: a hash of what else tells the rows of each apart; empty for nothing.
  init(
    _ columns: [SecondFile.PairedColumn], others: (first: [UInt64], second: [UInt64]),
    threads: Int
  ) {
    guard let count = columns.first.map({ ($0.first.count, $0.second.count) }) else { return }
    let hashes = Parallel.map(columns.count, threads: threads) { place in
      let seed = UInt64(place + 1) &* 0x9E37_79B9_7F4A_7C15
      func hashed(_ values: [Double]) -> [UInt64] {
        values.map {
          RowHashes.spread(RowHashes.step(seed, $0.isNaN ? .max : ($0 + 0).bitPattern))
        }
      }
      return (first: hashed(columns[place].first), second: hashed(columns[place].second))
    }
    func sums(_ own: [[UInt64]], _ other: [UInt64], _ rows: Int) -> [UInt64] {
      var sums = other.count == rows ? other : [UInt64](repeating: 0, count: rows)
      for column in own { for row in sums.indices { sums[row] &+= column[row] } }
      return sums
    }
    let first = sums(hashes.map(\.first), others.first, count.0)
    let second = sums(hashes.map(\.second), others.second, count.1)
    let known = Set(first)
    places = second.indices.filter { known.contains(second[$0]) }
    guard !places.isEmpty else { return }
    different = Set(places.map { second[$0] }).count
    // Of rows that agree one is enough.
    func firsts(_ sums: [UInt64]) -> [Int] {
      var seen = Set<UInt64>(minimumCapacity: sums.count)
      return sums.indices.filter { seen.insert(sums[$0]).inserted }
    }
    let (oneA, oneB) = (firsts(first), firsts(second))
    let pairs = Parallel.map(columns.count, threads: threads) { place -> Double in
      var counts = [UInt64: Int](minimumCapacity: oneA.count)
      for row in oneA { counts[first[row] &- hashes[place].first[row], default: 0] += 1 }
      return oneB.reduce(0.0) { sum, row in
        let found = counts[second[row] &- hashes[place].second[row]] ?? 0
        // A row that is in both agrees in this column too.
        return sum + Double(found - (found > 0 && known.contains(second[row]) ? 1 : 0))
      }
    }
    oneColumnPairs = pairs.reduce(0, +)
  }
}
