internal import FathomData
internal import FathomNumerics

/// Which images repeat others, and whether the others have another class or lie in another split.
package struct ImageDuplicates: Sendable, Equatable {
  /// An image and an earlier one that it repeats, by their places.
  package struct Pair: Sendable, Equatable {
    package var earlier: Int
    package var later: Int
    /// Whether the pixels are the same, rather than alike.
    package var isExact: Bool

    /// A pair from its parts.
    package init(earlier: Int, later: Int, isExact: Bool) {
      self.earlier = earlier
      self.later = later
      self.isExact = isExact
    }
  }

  /// Images with the same pixels, by their places in order; each group has two at least.
  package private(set) var exactGroups: [[Int]] = []
  /// Images that look like an earlier one without having its pixels, each with the first such.
  package private(set) var near: [Pair] = []
  /// Images that repeat an earlier one of another class, each with the first such.
  package private(set) var acrossClasses: [Pair] = []
  /// Images that repeat one of an earlier split, each with the first such.
  package private(set) var acrossSplits: [Pair] = []

  /// How many images repeat the pixels of an earlier one.
  package var exactCount: Int { exactGroups.reduce(0) { $0 + $1.count - 1 } }

  /// Near duplicates have difference hashes that differ in at most this many of 64 bits.
  static let nearDistance = 4
  /// The 8 × 8 cells of images that are too small for a thumbnail correlate at least so much, also when a
  /// picture was compressed, resized or made brighter.
  static let leastCorrelation: Float = 0.99
  /// Of others only those are looked at closely whose cells correlate at least so much.
  static let leastCandidateCorrelation: Float = 0.9
  /// Cells that deviate less from a plane, such as even light, show nothing that could be compared.
  static let leastDeviation: Float = 2

  /// Compares images.
  ///
  /// Two hashes within four bits agree in at least one of five parts, so only images that share a
  /// part are compared (multi-index hashing; Norouzi, Punjani & Fleet 2012, CVPR).
  ///
  /// - Parameters:
  ///   - entries: in the order of their rows.
  ///   - threads: changes the time, never the result.
  package init(_ entries: [ImageInventory.Entry], threads: Int = 1) {
    let groups = ImageDuplicates.groups(entries)
    exactGroups = groups.filter { $0.count > 1 }
    for group in exactGroups { takeExact(group, entries) }
    takeNear(groups, entries, threads)
    acrossClasses.sort { $0.later < $1.later }
    acrossSplits.sort { $0.later < $1.later }
  }

  /// The places of images with the same pixels, groups in the order of their first.
  private static func groups(_ entries: [ImageInventory.Entry]) -> [[Int]] {
    var groups = [[Int]]()
    var known = [UInt64: Int](minimumCapacity: entries.count)
    for (place, entry) in entries.enumerated() {
      if let group = known[entry.record.content] {
        groups[group].append(place)
      } else {
        known[entry.record.content] = groups.count
        groups.append([place])
      }
    }
    return groups
  }

  private mutating func takeExact(_ group: [Int], _ entries: [ImageInventory.Entry]) {
    for (index, later) in group.enumerated() {
      let before = group[..<index]
      if let earlier = before.first(where: { entries[$0].conflicts(with: entries[later]) }) {
        acrossClasses.append(Pair(earlier: earlier, later: later, isExact: true))
      }
      // Splits may come in any order of rows: what counts is the order of the splits.
      if let earlier = group.first(where: { entries[$0].isSplitBefore(entries[later]) }) {
        acrossSplits.append(Pair(earlier: earlier, later: later, isExact: true))
      }
    }
  }

  // MARK: Near duplicates

  /// What one image is compared by.
  private struct Candidate: Sendable {
    let hash: UInt64
    let mean: Float
    let norm: Float
    /// Whether there is anything to compare.
    let isTextured: Bool

    init(_ record: ImageRecord) {
      hash = record.difference
      var (sum, squares, across, down) = (0, 0, 0, 0)
      for index in 0..<64 {
        let value = Int(record.cells[index])
        sum += value
        squares += value * value
        across += value * (2 * (index % 8) - 7)
        down += value * (2 * (index / 8) - 7)
      }
      mean = Float(sum) / 64
      let deviations = max(0, Float(squares) - Float(sum) * mean)
      norm = deviations.squareRoot()
      // The least-squares plane: both slopes are orthogonal to the mean and to one another, and
      // Σ (2i − 7)² over the 64 cells is 8 · 168.
      let slopes = Float(across * across + down * down) / (8 * 168)
      let least = ImageDuplicates.leastDeviation
      isTextured = deviations - slopes >= 64 * least * least
    }

    /// Whether the cells of two images with near hashes are alike, whose products have a sum.
    func looksLike(_ other: Candidate, products: Int, _ least: Float) -> Bool {
      let covariance = Float(products) - 64 * mean * other.mean
      return covariance >= least * norm * other.norm
    }
  }

  /// Two groups that look alike; the first has the earlier first image.
  private struct Likeness: Hashable, Sendable {
    var first: Int32
    var second: Int32
  }

  private mutating func takeNear(
    _ groups: [[Int]], _ entries: [ImageInventory.Entry], _ threads: Int
  ) {
    let all = groups.map { Candidate(entries[$0[0]].record) }
    let textured = all.indices.filter { all[$0].isTextured }
    var cells = ByteVectors()
    for group in groups { cells.append(entries[group[0]].record.cells) }
    let search = HashSearch(textured.map { all[$0].hash }, distance: ImageDuplicates.nearDistance)
    let thumbnails = ThumbnailComparison(groups.map { entries[$0[0]].record.thumbnail })
    let found = Parallel.map(search.parts, threads: threads) { [cells] part in
      var found = Set<Likeness>()
      search.search(part: part) { first, second in
        let (first, second) = (textured[first], textured[second])
        let products = cells.product(first, second)
        let areSame =
          thumbnails.canCompare(first, second)
          ? all[first].looksLike(
            all[second], products: products, ImageDuplicates.leastCandidateCorrelation)
            && thumbnails.areSame(first, second)
          : all[first].looksLike(
            all[second], products: products, ImageDuplicates.leastCorrelation)
        guard areSame else { return }
        found.insert(
          Likeness(
            first: Int32(truncatingIfNeeded: first), second: Int32(truncatingIfNeeded: second)))
      }
      return found
    }
    let likenesses = Set(found.joined()).sorted { ($0.second, $0.first) < ($1.second, $1.first) }
    var seen = Set<Int32>()
    for likeness in likenesses {
      let (earlier, later) = (groups[Int(likeness.first)], groups[Int(likeness.second)])
      if seen.insert(likeness.second).inserted {
        near.append(Pair(earlier: earlier[0], later: later[0], isExact: false))
      }
    }
    takeConflicts(likenesses.map { (groups[Int($0.first)], groups[Int($0.second)]) }, entries)
  }

  /// Notes the images of groups that look alike and have another class, or lie in a later split.
  private mutating func takeConflicts(
    _ pairs: [([Int], [Int])], _ entries: [ImageInventory.Entry]
  ) {
    var inClasses = Set(acrossClasses.map(\.later))
    var inSplits = Set(acrossSplits.map(\.later))
    for (group, other) in pairs {
      for place in other {
        if !inClasses.contains(place),
          let earlier = group.first(where: { entries[$0].conflicts(with: entries[place]) })
        {
          inClasses.insert(place)
          acrossClasses.append(Pair(earlier: earlier, later: place, isExact: false))
        }
      }
      for (some, others) in [(group, other), (other, group)] {
        for place in others where !inSplits.contains(place) {
          guard let earlier = some.first(where: { entries[$0].isSplitBefore(entries[place]) })
          else { continue }
          inSplits.insert(place)
          acrossSplits.append(Pair(earlier: earlier, later: place, isExact: false))
        }
      }
    }
  }
}

extension ImageInventory.Entry {
  /// Whether both have a class, and not the same one.
  fileprivate func conflicts(with other: ImageInventory.Entry) -> Bool {
    label >= 0 && other.label >= 0 && label != other.label
  }

  /// Whether both lie in splits, this one in an earlier one.
  fileprivate func isSplitBefore(_ other: ImageInventory.Entry) -> Bool {
    split >= 0 && other.split >= 0 && split < other.split
  }
}
