/// What a user says about an input before it is known whether it holds a table or images.
public struct InputOptions: Sendable {
  /// What counts if it is a table.
  public var table: TableOptions
  /// What counts if it holds images.
  public var images: ImageOptions
  /// The options that were given and that images have no use for, as the user wrote them.
  public var onlyForTables: [String]
  /// The options that were given and that tables have no use for, as the user wrote them.
  public var onlyForImages: [String]

  /// Options; all are optional.
  public init(
    table: TableOptions = TableOptions(), images: ImageOptions = ImageOptions(),
    onlyForTables: [String] = [], onlyForImages: [String] = []
  ) {
    self.table = table
    self.images = images
    self.onlyForTables = onlyForTables
    self.onlyForImages = onlyForImages
  }

  /// Refuses what makes no sense for a table.
  func refuseForTables(_ path: String) throws(DataError) {
    guard images.labels == nil else {
      throw .invalidOption(
        "\(path): --labels is for images; a table names its labels with --target COLUMN")
    }
    if let option = onlyForImages.first {
      throw .invalidOption("\(path): \(option) is for images; leave it out for a table")
    }
  }

  /// Refuses what makes no sense for images.
  func refuseForImages(_ path: String) throws(DataError) {
    if images.labels == nil, images.target != nil || images.task != nil {
      throw .invalidOption(
        "\(path): \(images.target == nil ? "--task" : "--target") says which labels of a table to "
          + "use; give that table with --labels FILE, or leave it out: the labels of images are their "
          + "folders' names")
    }
    if let option = onlyForTables.first {
      throw .invalidOption("\(path): \(option) is for tables; leave it out for images")
    }
  }
}
