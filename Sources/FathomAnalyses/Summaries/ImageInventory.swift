public import FathomData

/// Which images are alike, mergeable.
public struct ImageInventory: Partial, Equatable {
  private var fingerprints: [Entry] = []

  private struct Entry: Sendable, Codable, Equatable {
    var row: Int
    var fingerprint: ImageFingerprint
  }

  /// Hashes that differ in at most this many of 64 bits belong to near duplicates.
  static let nearDistance = 4

  /// Images with a shorter side are not compared: at 9 × 8 cells small drawings all look alike
  /// (measured on 8 × 8 digits: half of them; on 28 × 28 clothing: a quarter).
  public static let smallestComparedSide = 32

  /// The inventory of no image.
  public init() {}

  /// Takes in the fingerprints of a batch.
  public mutating func absorb(_ batch: Batch) {
    for (row, fingerprint) in zip(batch.rowNumbers, batch.fingerprints) {
      fingerprints.append(Entry(row: row, fingerprint: fingerprint))
    }
  }

  /// Adds the images of another inventory.
  public mutating func merge(_ other: ImageInventory) { fingerprints += other.fingerprints }

  /// How many images repeat the pixels of an earlier one.
  public var exactDuplicates: Int {
    fingerprints.count - Set(fingerprints.map(\.fingerprint.content)).count
  }

  /// How many images are no exact duplicate and yet look like an earlier one: a difference hash
  /// within four bits.
  ///
  /// Two hashes within four bits agree in at least one of five parts, so only images that share a
  /// part are compared.
  public var nearDuplicates: Int {
    var seen = Set<UInt64>()
    let distinct = fingerprints.sorted { $0.row < $1.row }.map(\.fingerprint).filter {
      seen.insert($0.content).inserted
    }
    // Images with one hash are near duplicates of the first of them.
    var firstOfHash = Set<UInt64>()
    var near = 0
    var unique = [UInt64]()
    for fingerprint in distinct {
      if firstOfHash.insert(fingerprint.difference).inserted {
        unique.append(fingerprint.difference)
      } else {
        near += 1
      }
    }
    let shifts: [UInt64] = [0, 13, 26, 39, 52]
    var buckets = [[UInt64: [Int]]](repeating: [:], count: shifts.count)
    for (index, hash) in unique.enumerated() {
      let parts = shifts.map { (hash >> $0) & 0x1fff }
      let isNear = zip(buckets, parts).contains { bucket, part in
        (bucket[part] ?? []).contains {
          (unique[$0] ^ hash).nonzeroBitCount <= ImageInventory.nearDistance
        }
      }
      if isNear { near += 1 }
      for (bucket, part) in parts.enumerated() { buckets[bucket][part, default: []].append(index) }
    }
    return near
  }
}
