/// Arrays of images (IDX, NPY or NPZ) as a source of typed batches, the same as a folder of the same
/// images: one row an image, one column a position of a grid of grey values from 0 to 255.
///
/// Bytes are grey values as they are, and numbers of 16 bits are divided by 257. Other numbers are
/// looked through once when the stack is opened: all in 0…1 are multiplied by 255, all in 0…255 are
/// kept, and others are brought linearly to 0…255. Memory holds the labels and a few images, never
/// the stack.
public struct StackSource: Source {
  /// The schema.
  public let dataset: Dataset
  private let parts: [StackPart]
  /// Where the rows of each part begin.
  private let starts: [Int]
  private let shape: StackShape
  private let scale: PixelScale
  private let grid: ImageSize
  private let channels: Int
  /// The level of each row's label; empty where there are none.
  private let codes: [Int32]

  /// How many images there are in a batch, as for a folder.
  private var batchSize: Int { max(8, min(256, dataset.rows / 32)) }

  /// Opens a file of images, or a folder of IDX files as MNIST is distributed.
  ///
  /// - Parameters:
  ///   - path: the file or folder.
  ///   - options: what the user says about it.
  ///   - labels: a file of labels; nil to look for them in the file, or beside it.
  ///   - threads: changes the time, never the result.
  ///   - progress: called with the fraction that is done, from any thread.
  /// - Throws: `notFound`, `unreadable` or `cannotUnpack` when a file cannot be read, and
  ///   `invalidOption` when its rows do not tell how they form images.
  public init(
    path: String, options: ImageOptions = ImageOptions(), labels: String? = nil, threads: Int = 1,
    progress: @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) {
    let found = try StackParts(path: path, labels: labels)
    let parts = found.parts
    let shape = try StackSource.shape(parts, options)
    let wanted = try StackSource.grid(options, shape)
    let size = shape.size
    let grid = wanted?.size ?? (size.fitsGrid ? size : size.scaledToGrid)
    let channels = wanted?.channels ?? 1
    let positions = grid.height * grid.width * channels
    let (scale, scaleNotes) = try StackSource.scale(parts, threads: threads, progress: progress)
    let (codes, levels) = try StackSource.labels(parts)
    let isLabelled = !levels.isEmpty
    var columns = ImageFolderSource.columns(positions, channels)
    if isLabelled {
      columns.append(ImageTarget.classes(levels: levels, codes: codes).column(named: "label"))
    }
    var dataset = Dataset(
      path: path, format: "images", sha256: try StackSource.sha256(found.files),
      layout: .grid(height: grid.height, width: grid.width, channels: channels),
      rows: parts.reduce(0) { $0 + $1.images.rows }, columns: columns,
      targetIndex: isLabelled ? columns.count - 1 : nil,
      task: isLabelled ? .classification : nil,
      images: ImageShape(
        height: size.height, width: size.width, channels: shape.channels == 1 ? 1 : 3,
        isUniform: true),
      notes: parts.flatMap { $0.images.notes + ($0.labels?.notes ?? []) } + shape.notes
        + scaleNotes + StackSource.notes(shape, grid, channels, levels))
    dataset.splits = parts.count > 1 ? parts.map(\.name) : []
    dataset.rowNames = RowNames { "#\($0 + 1)" }
    self.dataset = dataset
    self.parts = parts
    self.shape = shape
    self.scale = scale
    self.grid = grid
    self.channels = channels
    self.codes = codes
    starts = parts.indices.map { parts[..<$0].reduce(0) { $0 + $1.images.rows } }
    progress(1)
  }

  /// Whether a path leads to a stack of images, as its content says.
  public static func canOpen(path: String) -> Bool { StackParts.canOpen(path: path) }

  /// How many batches there are; the last may be shorter.
  public var batchCount: Int { (dataset.rows + batchSize - 1) / batchSize }

  /// The images of one batch.
  public func batch(_ index: Int) throws(DataError) -> Batch {
    let first = index * batchSize
    let rows = first..<min(first + batchSize, dataset.rows)
    var images = [ImageFeatures]()
    var splits = [Int32]()
    for (place, part) in parts.enumerated() {
      let own = rows.clamped(to: starts[place]..<(starts[place] + part.images.rows))
      if own.isEmpty { continue }
      let local = (own.lowerBound - starts[place])..<(own.upperBound - starts[place])
      try read(part.images, local, into: &images)
      splits += Array(repeating: Int32(place), count: own.count)
    }
    var columns = (0..<(grid.height * grid.width * channels)).map { position in
      ColumnValues.numbers(images.map { $0.values[position] })
    }
    if dataset.targetIndex != nil { columns.append(.codes(Array(codes[rows]))) }
    var batch = Batch(columns: columns, rowNumbers: Array(rows), images: images.map(\.record))
    if parts.count > 1 { batch.splits = splits }
    return batch
  }

  /// How many numbers are held at once where an image has no more.
  private static let chunk = 1 << 20

  private func read(
    _ file: ArrayFile, _ rows: Range<Int>, into images: inout [ImageFeatures]
  ) throws(DataError) {
    let length = file.header.rowLength
    let step = max(1, StackSource.chunk / length)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      let some = start..<min(rows.upperBound, start + step)
      if file.type == .uint8 {
        let bytes = try file.bytes(rows: some)
        for row in 0..<some.count {
          let image = shape.image(bytes: bytes[(row * length)..<((row + 1) * length)])
          images.append(ImageFeatures(image, grid: grid, channels: channels))
        }
      } else {
        let values = try file.read(rows: some).map(scale.apply)
        for row in 0..<some.count {
          let image = shape.image(real: values[(row * length)..<((row + 1) * length)])
          images.append(ImageFeatures(image, grid: grid, channels: channels))
        }
      }
    }
  }

  // MARK: Opening

  private static func shape(
    _ parts: [StackPart], _ options: ImageOptions
  ) throws(DataError) -> StackShape {
    let first = parts[0].images
    let shape = try StackShape(first.shape, layout: options.layout, path: first.path)
    for part in parts.dropFirst() {
      guard part.images.shape.dropFirst() == first.shape.dropFirst(),
        part.images.type == first.type
      else {
        throw .unreadable(
          path: part.images.path,
          reason: "its images are not of the size and type of those in \(first.path)")
      }
    }
    return shape
  }

  /// The grid that was asked for.
  ///
  /// Of rows that are flat, the layout says how they are stored as well, and then it may have
  /// channels.
  private static func grid(
    _ options: ImageOptions, _ shape: StackShape
  ) throws(DataError) -> (size: ImageSize, channels: Int)? {
    guard case .grid(let height, let width, let channels)? = options.layout,
      channels == 4, channels == shape.channels,
      shape.size == ImageSize(height: height, width: width)
    else { return try options.grid() }
    return try ImageOptions(layout: .grid(height: height, width: width, channels: 1)).grid()
  }

  private static func scale(
    _ parts: [StackPart], threads: Int, progress: @Sendable (Double) -> Void
  ) throws(DataError) -> (PixelScale, [String]) {
    switch parts[0].images.type {
    case .uint8: return (.kept, [])
    case .uint16: return (.sixteenBits, [])
    case .bool: return (.times(255), [])
    default: break
    }
    var range = PixelRange()
    for part in parts {
      let file = part.images
      let step = max(1, chunk / file.header.rowLength)
      let count = (file.rows + step - 1) / step
      let found = try SourceReader.reduce(
        count: count, threads: threads, lanes: 1,
        make: { index throws(DataError) in
          var range = PixelRange()
          range.absorb(try file.read(rows: (index * step)..<min(file.rows, (index + 1) * step)))
          return range
        },
        initial: { PixelRange() }, absorb: { $0.merge($1) }, merge: { $0.merge($1) },
        progress: { progress(Double($0) / Double(count)) })
      range.merge(found)
    }
    return (range.scale, range.notes)
  }

  private static func labels(
    _ parts: [StackPart]
  ) throws(DataError) -> (codes: [Int32], levels: [String]) {
    var values = [Int?]()
    for part in parts { values += try part.codes() }
    let levels = Set(values.compactMap { $0 }).sorted()
    let index = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
    return (values.map { $0.flatMap { index[$0] } ?? -1 }, levels.map(String.init))
  }

  /// Of one file its own; of several, over name, NUL, SHA-256 and newline of each.
  private static func sha256(_ files: [String]) throws(DataError) -> String {
    if files.count == 1 { return try sha256(of: files[0]) }
    var all = Digest()
    for path in files {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      all.update(name + "\0" + (try sha256(of: path)) + "\n")
    }
    return all.finish()
  }

  private static func sha256(of path: String) throws(DataError) -> String {
    let file = try ReadOnlyFile(path: path)
    var digest = Digest()
    var offset = 0
    while true {
      let piece = try file.read(at: offset, count: 1 << 20)
      if piece.isEmpty { return digest.finish() }
      piece.withUnsafeBytes { digest.update($0) }
      offset += piece.count
    }
  }

  private static func notes(
    _ shape: StackShape, _ grid: ImageSize, _ channels: Int, _ levels: [String]
  ) -> [String] {
    var notes = [String]()
    let isColour = shape.channels > 1 && channels == 1
    if shape.size != grid {
      notes.append(
        "Images of \(shape.size) were area-averaged to \(grid)\(isColour ? " grey" : "").")
    } else if isColour {
      notes.append("Colour images were read as grey.")
    }
    if levels.count == 1, let label = levels.first {
      notes.append("All images have one label, “\(label)”.")
    }
    return notes
  }
}
