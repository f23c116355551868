/// Images of a folder or an archive as a source of typed batches: one row an image, one column a
/// position of a grid of values from 0 to 255, grey or in colour.
///
/// `folder/label/**/image` gives labelled rows; images that lie in the folder itself give rows
/// without a label. Folders that hold everything, or are called `images`, are passed through; where a level
/// has splits (`train`, `val2017`, `test_set` …), patients or the parts of a cross-validation, a level below
/// has the labels. Masks are no images of the set, and the user may say where the labels are, see
/// ``ImageOptions/classesAt``, or give a table of them, see ``ImageOptions/labels``. Rows are in
/// the order of the bytes of their relative paths. Opening reads every file once, for its header and
/// its SHA-256; each batch decodes its images anew. Memory holds one image a thread, never the folder.
///
/// All images come to one grid. Images that agree on a size of at most 32 × 32 keep it; otherwise
/// the median height and width are scaled so that the longer side is 32, and each image is averaged
/// by area onto that grid.
public struct ImageFolderSource: Source {
  /// The schema.
  ///
  /// The positions of the grid are not profiled, because that would need every image decoded: their
  /// `distinct` is 0 and not exact.
  public let schema: Schema
  private let store: any ImageStore
  private let entries: [ImageCatalog.Entry]
  private let groups: [UInt64]
  private let target: ImageTarget?
  private let splits: [Int32]
  private let grid: ImageSize
  private let channels: Int
  private let survey: PixelSurvey
  private let isStrict: Bool

  /// How many images there are in a batch: few where there are few, so that all threads have work,
  /// and up to 256, where sums over pairs of positions are formed at full speed.
  private var batchSize: Int {
    // No more values than a few dozen batches of them may hold in memory.
    let most = max(1, ImageOptions.batchCells / max(1, schema.layout.positions ?? 1))
    return min(most, max(8, min(256, entries.count / 32)))
  }

  /// Whether a path leads to a folder, or to an archive (tar or zip, packed or not), as its content
  /// says.
  public static func canOpen(path: String) -> Bool {
    (try? PathKind(path: path)) == .folder || ArchiveStore.canOpen(path: path)
  }

  /// Opens a folder or an archive.
  ///
  /// - Parameters:
  ///   - path: the folder or archive.
  ///   - options: what the user says about it.
  ///   - threads: changes the time, never the result.
  ///   - progress: called with the fraction that is done, from any thread.
  /// - Throws: `notFound` or `unreadable` when the folder itself cannot be read, `noImages` when no
  ///   image in it has a readable header, `invalidOption` for a layout that is no grid of one or three
  ///   channels.
  public init(
    path: String, options: ImageOptions = ImageOptions(), threads: Int = 1,
    progress: @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) {
    _ = try options.grid()
    if ArchiveStore.canOpen(path: path) {
      try self.init(
        ArchiveStore(path: path), path: path, options: options, threads: threads,
        progress: progress)
    } else {
      try self.init(
        store: FolderStore(root: path), path: path, options: options, threads: threads,
        progress: progress)
    }
  }

  init(
    _ archive: ArchiveStore, path: String, options: ImageOptions, threads: Int,
    progress: @Sendable (Double) -> Void
  ) throws(DataError) {
    do throws(DataError) {
      try self.init(
        store: archive, path: path, options: options, threads: threads, progress: progress)
    } catch .noImages(_, _, unreadable: 0) {
      throw .unsupported(
        path: path, kind: "an archive without images",
        advice: "unpack it and analyze one of its files")
    }
  }

  private init(
    store: some ImageStore, path: String, options: ImageOptions, threads: Int,
    progress: @Sendable (Double) -> Void
  ) throws(DataError) {
    let wanted = try options.grid()
    let catalog = try ImageCatalog(
      store, path: path, options: options, threads: threads, progress: progress)
    let all = catalog.headers.map(\.size)
    let sizes = Set(all)
    guard let median = ImageSize.median(of: all) else {
      throw .noImages(path: path, files: catalog.entries.count, unreadable: catalog.entries.count)
    }
    let isKept = sizes.count == 1 && median.fitsGrid
    let grid = wanted?.size ?? (isKept ? median : median.scaledToGrid)
    let files = catalog.entries.filter { $0.problem == nil && ($0.page ?? 0) == 0 }
    let survey = try PixelSurvey(headers: catalog.headers, threads: threads) { index in
      guard let bytes = try? store.open(files[index].path).contents() else { return nil }
      return try? DecodedImage(decoding: bytes)
    }
    self.survey = survey
    let colour = try ImageFolderSource.colour(catalog, store, grid, survey, options, threads)
    let channels = wanted.map(\.channels) ?? (colour.isRead ? 3 : 1)
    let positions = grid.height * grid.width * channels
    self.store = store
    self.grid = grid
    self.channels = channels
    isStrict = options.rows.isStrict
    entries = catalog.entries
    target = catalog.target
    groups = catalog.groups
    let names = catalog.splitNames
    let present = ImageSplit.allCases.filter { catalog.splits?.contains($0) ?? false }
    splits = (catalog.splits ?? []).map { split in
      Int32(split.flatMap { present.firstIndex(of: $0) } ?? -1)
    }
    var schema = Schema(
      path: path, format: DataFormat.images.id, sha256: catalog.sha256,
      layout: .grid(height: grid.height, width: grid.width, channels: channels),
      rows: catalog.entries.count,
      columns: ImageFolderSource.columns(positions, channels)
        + (catalog.target.map { [$0.column(named: catalog.targetName)] } ?? []),
      targetIndex: catalog.target == nil ? nil : positions, task: catalog.target?.task,
      images: ImageShape(
        height: median.height, width: median.width, channels: catalog.hasColour ? 3 : 1,
        isUniform: sizes.count == 1),
      notes: catalog.notes + ImageFolderSource.notes(sizes, grid, channels, catalog, colour, survey)
    )
    schema.splits = names
    schema.groupName = catalog.groupName
    schema.blindSpots = catalog.blindSpots
    if channels == 1, colour.isThere, let spot = ImageFolderSource.greyedSpot(catalog) {
      schema.blindSpots.append(spot)
    }
    let entries = catalog.entries
    schema.rowNames = RowNames { row in
      entries.indices.contains(row) ? entries[row].name : "#\(row + 1)"
    }
    self.schema = schema
  }

  /// What was observed of each column: of the labels, nothing of pixels.
  public var observations: [ColumnObservation] {
    ImageFolderSource.observations(grid.height * grid.width * channels, target)
  }

  /// How many batches there are; the last may be shorter.
  public var batchCount: Int { (entries.count + batchSize - 1) / batchSize }

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
        if isStrict {
          throw .unreadableImage(
            path: schema.path, name: entries[row].name, reason: error.reason)
        }
        rejections.append(
          Rejection(
            reason: .unreadableImage, detail: "\(entries[row].name): \(error.reason)"))
      }
    }
    var columns = (0..<(grid.height * grid.width * channels)).map { position in
      ColumnValues.doubles(images.map { $0.values[position] })
    }
    if let target { columns.append(target.values(rowNumbers)) }
    var batch = Batch(
      columns: columns, rowNumbers: rowNumbers, rejections: rejections,
      images: images.map(\.record))
    if !splits.isEmpty { batch.splits = rowNumbers.map { splits[$0] } }
    if !groups.isEmpty { batch.groups = rowNumbers.map { groups[$0] } }
    return batch
  }

  private func decode(_ entry: ImageCatalog.Entry) throws(UnreadableImage) -> ImageFeatures {
    if let problem = entry.problem { throw problem }
    let bytes = try store.open(entry.path).contents()
    let image = try DecodedImage(decoding: bytes, page: entry.page ?? 0, for: grid)
    return ImageFeatures(survey.applied(to: image), grid: grid, channels: channels)
  }

  // MARK: Colour

  /// What is known of the colours of images.
  struct Colour {
    /// Whether they say more than grey; assumed where nothing was measured.
    var isThere: Bool
    /// Whether they are read where no grid was asked for.
    var isRead: Bool
  }

  /// Measures on a part of the files that declare colour whether grey says as much, unless the user decides.
  private static func colour(
    _ catalog: ImageCatalog, _ store: some ImageStore, _ grid: ImageSize, _ survey: PixelSurvey,
    _ options: ImageOptions, _ threads: Int
  ) throws(DataError) -> Colour {
    guard catalog.hasColour else { return Colour(isThere: false, isRead: options.isColour == true) }
    let files = catalog.entries.filter { $0.problem == nil && ($0.page ?? 0) == 0 }
    let coloured = zip(files, catalog.headers).filter {
      $1.isColour
    }.map(\.0)
    let chosen = ColourMeasure.chosen(of: coloured.count).map { coloured[$0] }
    let measure = try SourceReader.reduce(
      count: chosen.count, threads: threads, lanes: 1,
      make: { index in
        guard let bytes = try? store.open(chosen[index].path).contents(),
          let image = try? DecodedImage(decoding: bytes, for: grid)
        else { return [Double]() }
        return ImageFeatures(survey.applied(to: image), grid: grid, channels: 3).values
      },
      initial: { ColourMeasure() }, absorb: { $0.absorb($1) }, merge: { $0.merge($1) },
      progress: { _ in })
    return Colour(isThere: measure.isNeeded, isRead: options.isColour ?? measure.isNeeded)
  }

  /// What is not seen where images in colour are read as grey.
  private static func greyedSpot(_ catalog: ImageCatalog) -> BlindSpot? {
    let count = catalog.headers.count(where: \.isColour)
    return .greyed(count, of: catalog.headers.count)
  }

  // MARK: Opening

  /// The columns of images: the positions of the grid, channels last.
  static func columns(_ count: Int, _ channels: Int) -> [Column] {
    let names = ["r", "g", "b"]
    return (0..<count).map { position in
      Column(
        name: channels == 1
          ? "p\(position)" : "p\(position / channels).\(names[position % channels])",
        type: .double, holdsNumbers: true)
    }
  }

  /// What is known of the pixels without decoding any image, and what was observed of the labels.
  static func observations(_ positions: Int, _ target: ImageTarget?) -> [ColumnObservation] {
    [ColumnObservation](
      repeating: ColumnObservation(distinct: 0, distinctIsExact: false), count: positions)
      + (target.map { [$0.observation] } ?? [])
  }

  private static func notes(
    _ sizes: Set<ImageSize>, _ grid: ImageSize, _ channels: Int, _ catalog: ImageCatalog,
    _ colour: Colour, _ survey: PixelSurvey
  ) -> [String] {
    var notes = [String]()
    let isGreyed = catalog.hasColour && channels == 1
    if sizes != [grid] {
      let from = sizes.count == 1 ? sizes.map(\.description).joined() : "\(sizes.count) sizes"
      notes.append(
        "Images of \(from) were area-averaged to \(grid)"
          + (isGreyed ? " grey" : channels == 3 ? " in colour" : "")
          + (isGreyed && !colour.isThere ? ", which says as much as their colours." : "."))
    } else if isGreyed {
      notes.append(
        "Colour images were read as grey"
          + (colour.isThere ? "." : ", which says as much as their colours."))
    }
    notes += ImageFolderSource.notes(catalog.headers, survey)
    if case .classes(let levels, _) = catalog.target, levels.count == 1, catalog.splits == nil {
      notes.append("All images lie in one class folder, “\(levels[0])”.")
    }
    if catalog.splits != nil {
      notes.append("The folders \(catalog.splitNames.joined(separator: ", ")) are splits.")
    }
    return notes
  }

  /// What was done to single images.
  private static func notes(_ headers: [ImageHeader], _ survey: PixelSurvey) -> [String] {
    func images(_ count: Int) -> String { count == 1 ? "1 image" : "\(count) images" }
    var notes = [String]()
    let formats = Dictionary(grouping: headers, by: \.format.name).mapValues(\.count)
    if formats.count > 1 {
      let counts = formats.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      notes.append("Formats: \(counts.map { "\($0.key) \($0.value)" }.joined(separator: ", ")).")
    }
    let transparent = headers.count(where: \.hasAlpha)
    if transparent > 0 {
      notes.append(
        "\(images(transparent)) may be transparent and \(transparent == 1 ? "was" : "were") "
          + "composited on \(survey.groundName).")
    }
    notes += survey.notes
    let turned = headers.count { $0.orientation != .topLeft }
    if turned > 0 {
      notes.append(
        "\(images(turned)) \(turned == 1 ? "was" : "were") turned as the file says.")
    }
    return notes
  }
}
