public import FathomData

/// What is known of each image, mergeable: a few hundred bytes an image, whatever its size.
public struct ImageInventory: Partial, Equatable {
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

  /// The inventory of no image.
  ///
  /// - Parameter labels: the index of the column that holds the classes; nil where there is none.
  public init(labels: Int? = nil) { self.labels = labels }

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
