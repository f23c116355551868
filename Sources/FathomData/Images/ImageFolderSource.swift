/// A folder of PNG and JPEG images as a source of typed batches: one row an image, one column a
/// position of a grid of grey values from 0 to 255.
///
/// `folder/label/**/image` gives labelled rows; images that lie in the folder itself give rows
/// without a label. Rows are in the order of the bytes of their relative paths. Opening reads every
/// file once, for its header and its SHA-256; each batch decodes its images anew. Memory holds one
/// image a thread, never the folder.
///
/// All images come to one grid. Images that agree on a size of at most 32 × 32 keep it; otherwise
/// the median height and width are scaled so that the longer side is 32, and each image is averaged
/// by area onto that grid.
public struct ImageFolderSource: Source {
  /// The schema.
  ///
  /// The positions of the grid are not profiled, because that would need every image decoded: their
  /// `distinct` is 0 and not exact.
  public let dataset: Dataset
  private let entries: [ImageCatalog.Entry]
  private let grid: ImageSize

  /// How many images there are in a batch: few where there are few, so that all threads have work,
  /// and up to 256, where sums over pairs of positions are formed at full speed.
  private var batchSize: Int { max(8, min(256, entries.count / 32)) }

  /// Opens a folder.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - options: what the user says about it.
  ///   - threads: changes the time, never the result.
  ///   - progress: called with the fraction that is done, from any thread.
  /// - Throws: `notFound` or `unreadable` when the folder itself cannot be read, `noImages` when no
  ///   image in it has a readable header, `invalidOption` for a layout that is no grid of one channel.
  public init(
    path: String, options: ImageOptions = ImageOptions(), threads: Int = 1,
    progress: @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) {
    let wanted = try options.grid()
    let catalog = try ImageCatalog(path: path, threads: threads, progress: progress)
    let sizes = Set(catalog.sizes)
    guard let median = ImageSize.median(of: catalog.sizes) else {
      throw .noImages(path: path, files: catalog.entries.count, unreadable: catalog.entries.count)
    }
    let isKept = sizes.count == 1 && median.fitsGrid
    let grid = wanted ?? (isKept ? median : median.scaledToGrid)
    self.grid = grid
    entries = catalog.entries
    let isLabelled = !catalog.labels.isEmpty
    dataset = Dataset(
      path: path, format: "images", sha256: catalog.sha256,
      layout: .grid(height: grid.height, width: grid.width, channels: 1),
      rows: catalog.entries.count,
      columns: ImageFolderSource.columns(grid, catalog.labels),
      targetIndex: isLabelled ? grid.height * grid.width : nil,
      task: isLabelled ? .classification : nil,
      images: ImageShape(
        height: median.height, width: median.width, channels: catalog.hasColour ? 3 : 1,
        isUniform: sizes.count == 1),
      notes: catalog.notes + ImageFolderSource.notes(sizes, grid, catalog))
  }

  /// How many batches there are; the last may be shorter.
  public var batchCount: Int {
    (entries.count + batchSize - 1) / batchSize
  }

  /// The images of one batch, decoded.
  ///
  /// Those that cannot be are rejections with their name and what is wrong.
  public func batch(_ index: Int) throws(DataError) -> Batch {
    let first = index * batchSize
    var rowNumbers = [Int]()
    var images = [ImageFeatures]()
    var rejections = [Rejection]()
    for row in first..<min(first + batchSize, entries.count) {
      do throws(UnreadableImage) {
        images.append(try decode(entries[row]))
        rowNumbers.append(row)
      } catch {
        rejections.append(
          Rejection(
            reason: .unreadableImage, detail: "\(entries[row].path): \(error.reason)"))
      }
    }
    var columns = (0..<(grid.height * grid.width)).map { position in
      ColumnValues.numbers(images.map { $0.values[position] })
    }
    if dataset.targetIndex != nil {
      columns.append(.codes(rowNumbers.map { entries[$0].label ?? -1 }))
    }
    return Batch(
      columns: columns, rowNumbers: rowNumbers, rejections: rejections,
      images: images.map(\.record))
  }

  private func decode(_ entry: ImageCatalog.Entry) throws(UnreadableImage) -> ImageFeatures {
    if let problem = entry.problem { throw problem }
    let bytes = try ImageFile(entry.path, in: dataset.path).contents()
    return ImageFeatures(try DecodedImage(decoding: bytes), grid: grid)
  }

  // MARK: Opening

  /// The columns of images: the positions of the grid, and the label where there is one.
  static func columns(_ grid: ImageSize, _ labels: [String]) -> [Column] {
    var columns = (0..<(grid.height * grid.width)).map {
      Column(name: "p\($0)", type: .double, distinctIsExact: false, holdsNumbers: true)
    }
    if !labels.isEmpty {
      columns.append(
        Column(
          name: "label", type: .categorical, role: .target, distinct: labels.count,
          levels: labels, holdsNumbers: false))
    }
    return columns
  }

  private static func notes(
    _ sizes: Set<ImageSize>, _ grid: ImageSize, _ catalog: ImageCatalog
  ) -> [String] {
    var notes = [String]()
    if sizes != [grid] {
      let from = sizes.count == 1 ? sizes.map(\.description).joined() : "\(sizes.count) sizes"
      let colour = catalog.hasColour ? " grey" : ""
      notes.append("Images of \(from) were area-averaged to \(grid)\(colour).")
    } else if catalog.hasColour {
      notes.append("Colour images were read as grey.")
    }
    if catalog.labels.count == 1, let label = catalog.labels.first {
      notes.append("All images lie in one class folder, “\(label)”.")
    }
    return notes
  }
}
