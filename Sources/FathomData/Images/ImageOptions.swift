/// What a user may say about images beyond their bytes.
public struct ImageOptions: Sendable {
  /// The grid that every image is brought to, of one channel (grey) or three (colour); nil to choose one
  /// from the images.
  public var layout: Layout?
  /// Whether each page and frame of a file is an image, rather than the first alone.
  public var takesAllPages = false
  /// Whether images are read in colour where no grid was asked for; nil where their pixels decide.
  public var isColour: Bool?
  /// The path of a table that says the label of each image; nil where folders say it.
  public var labels: String?
  /// Where the paths of images name their classes; nil to find it.
  public var classesAt: ClassPlace?
  /// The column of labels in that table; nil to find it.
  public var target: String?
  /// The column of that table that names the groups which images come in; nil where they are independent.
  public var group: String?
  /// What is predicted; nil to infer it from the labels.
  public var task: Task?
  /// Which of the images are read.
  public var rows: RowSelection

  /// Options; all are optional.
  public init(
    layout: Layout? = nil, isColour: Bool? = nil, labels: String? = nil,
    classesAt: ClassPlace? = nil,
    target: String? = nil, group: String? = nil, task: Task? = nil,
    rows: RowSelection = RowSelection()
  ) {
    self.layout = layout
    self.isColour = isColour
    self.labels = labels
    self.classesAt = classesAt
    self.target = target
    self.group = group
    self.task = task
    self.rows = rows
  }

  /// A batch of images has no more values than these, unless one image has more.
  static let batchCells = 1_000_000

  /// A grid may have this many positions: 591 × 591 in colour.
  static let maximumPositions = 1 << 20

  /// Refuses groups without a table that could name them.
  func checkGroup(_ path: String) throws(DataError) {
    guard let group else { return }
    throw .invalidOption(
      "\(path): --group \(group) names a column of the table of labels; give that table with "
        + "--labels FILE")
  }

  /// The grid that was asked for and its channels; nil when none was.
  func grid() throws(DataError) -> (size: ImageSize, channels: Int)? {
    guard let layout else { return nil }
    guard case .grid(let height, let width, let channels) = layout, height > 0, width > 0,
      channels == 1 || channels == 3
    else {
      throw .invalidOption(
        "layout \(layout) does not fit images; give a grid of HEIGHTxWIDTH such as 28x28, "
          + "HEIGHTxWIDTHx3 for colour, or leave it out")
    }
    guard height <= ImageOptions.maximumPositions / width / channels else {
      throw .invalidOption(
        "layout \(layout) has more than \(ImageOptions.maximumPositions) positions; "
          + "give a smaller grid, or leave it out")
    }
    let size = ImageSize(height: height, width: width)
    if channels == 3, isColour == false { return (size, 1) }
    return (size, isColour == true ? 3 : channels)
  }

  /// The files to be looked at: the first ones, or those that the seed chooses.
  func selected(_ paths: [FilePath]) -> [FilePath] {
    let chosen = selected(paths.count)
    return chosen.count == paths.count ? paths : chosen.map { paths[$0] }
  }

  /// Which of a number of images are looked at: the first ones, or those that the seed chooses.
  func selected(_ count: Int) -> [Int] {
    if let limit = rows.limit { return Array(0..<min(count, limit)) }
    guard let wanted = rows.sample, wanted < count else { return Array(0..<count) }
    let limit = UInt64((Double(wanted) / Double(count) * 0x1p64).rounded(.down))
    let key = StableHash.mix(rows.seed ^ 0x7A6C_0F5D_33B1_9E21)
    let chosen = (0..<count).filter { StableHash.mix(key ^ UInt64($0)) < limit }
    return chosen.isEmpty ? [0] : chosen
  }
}
