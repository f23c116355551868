public import FathomData

/// What is known of each image, mergeable: ``bytesPerImage`` bytes an image, whatever its size.
///
/// It grows with the number of images, which is known before they are read: a folder of a million takes
/// 450 MB. Duplicates need all of them.
public struct ImageInventory: Partial, Codable, Equatable {
  /// One image.
  public struct Entry: Sendable, Codable, Equatable {
    /// The number of its row.
    public var row: Int
    /// The index of its class; −1 where it has none.
    public var label: Int32
    /// The index of its split; −1 where it has none.
    public var split: Int32
    /// What tells it from others, and its health.
    public var record: ImageRecord

    /// An entry from its parts.
    public init(row: Int, label: Int32 = -1, split: Int32 = -1, record: ImageRecord) {
      self.row = row
      self.label = label
      self.split = split
      self.record = record
    }
  }

  /// The images in the order in which they were absorbed.
  public private(set) var entries: [Entry] = []
  /// The index of the column that holds the classes; nil where there is none.
  private let labels: Int?

  /// How many images there may be.
  private let bound: Int

  /// How many bytes an image takes.
  public static let bytesPerImage = MemoryLayout<Entry>.stride

  /// The inventory of no image.
  ///
  /// - Parameters:
  ///   - labels: the index of the column that holds the classes; nil where there is none.
  ///   - bound: how many images there are at most, in all parts.
  public init(labels: Int? = nil, bound: Int = .max) {
    self.labels = labels
    self.bound = bound
  }

  /// What the images take so far.
  public var byteCount: Int { entries.count * ImageInventory.bytesPerImage }

  /// What all images take.
  public var byteLimit: Int {
    let (bytes, isTooMany) = bound.multipliedReportingOverflow(by: ImageInventory.bytesPerImage)
    return isTooMany ? .max : bytes
  }

  /// Takes in the records of a batch.
  public mutating func absorb(_ batch: Batch) {
    var codes = [Int32]()
    if let labels, case .codes(let values) = batch.columns[labels] { codes = values }
    entries.reserveCapacity(entries.count + batch.images.count)
    for (place, record) in batch.images.enumerated() {
      entries.append(
        Entry(
          row: batch.rowNumbers[place], label: codes.isEmpty ? -1 : codes[place],
          split: batch.splits.isEmpty ? -1 : batch.splits[place], record: record))
    }
  }

  /// Adds the images of another inventory.
  public mutating func merge(_ other: ImageInventory) { entries += other.entries }

  /// The images in the order of their rows.
  public var inOrder: [Entry] { entries.sorted { $0.row < $1.row } }
}
