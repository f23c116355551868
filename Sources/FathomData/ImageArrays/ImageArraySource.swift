/// Arrays of images (IDX, NPY or NPZ) as a source of typed batches, the same as a folder of the same
/// images: one row an image, one column a position of a grid of grey values from 0 to 255.
///
/// Bytes are grey values as they are, and numbers of 16 bits are divided by 257. Other numbers are
/// looked through once when the arrays are opened: all in 0…1 are multiplied by 255, all in 0…255 are
/// kept, and others are brought linearly to 0…255. Memory holds the labels and a few images, never
/// the arrays.
public struct ImageArraySource: Source {
  /// The schema.
  public let schema: Schema
  private let parts: [ImageArrayPart]
  /// Where the rows of each part begin.
  private let starts: [Int]
  private let shape: ImageArrayShape
  private let scale: PixelScale
  private let grid: ImageSize
  private let channels: Int
  private let groups: [UInt64]
  private let target: ImageTarget?
  /// The rows that are read, counted over all parts.
  private let rows: [Int]

  /// How many images there are in a batch, as for a folder.
  private var batchSize: Int {
    // No more values than a few dozen batches of them may hold in memory.
    let most = max(1, ImageOptions.batchCells / max(1, schema.layout.positions ?? 1))
    return min(most, max(8, min(256, rows.count / 32)))
  }

  /// Opens a file of images, or a folder of IDX files as MNIST is distributed.
  ///
  /// - Parameters:
  ///   - path: the file or folder.
  ///   - options: what the user says about it. Labels are an array or a table of one row an image; nil
  ///     looks for them in the file, or beside it.
  ///   - threads: changes the time, never the result.
  ///   - progress: called with the fraction that is done, from any thread.
  /// - Throws: `notFound`, `unreadable` or `cannotUnpack` when a file cannot be read, and
  ///   `invalidOption` when its rows do not tell how they form images.
  public init(
    path: String, options: ImageOptions = ImageOptions(), threads: Int = 1,
    progress: @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) {
    try self.init(
      ImageArrayParts(path: path, labels: options.labels), path: path, options: options,
      threads: threads, progress: progress)
  }

  init(
    _ found: ImageArrayParts, path: String, options: ImageOptions, threads: Int,
    progress: @Sendable (Double) -> Void
  ) throws(DataError) {
    let parts = found.parts
    if options.takesAllPages {
      throw .invalidOption("\(path): --pages is for image files; leave it out for an array")
    }
    if let place = options.classesAt {
      throw .invalidOption(
        "\(path): --classes-at \(place) is for image files in folders; give the labels of an array with "
          + "--labels FILE")
    }
    let shape = try ImageArraySource.shape(parts, options)
    let wanted = try ImageArraySource.grid(options, shape)
    let size = shape.size
    let grid = wanted?.size ?? (size.fitsGrid ? size : size.scaledToGrid)
    let damage = parts.flatMap { $0.images.notes + ($0.labels?.notes ?? []) }
    if options.rows.isStrict, let first = damage.first {
      throw .damagedText(path: path, line: nil, problem: first)
    }
    let (scale, scaleNotes) = try ImageArraySource.scale(
      parts, threads: threads, progress: progress)
    let all = parts.reduce(0) { $0 + $1.rows }
    let isThere = try ImageArraySource.colourSaysMore(parts, shape, scale, grid)
    let channels = wanted?.channels ?? ((options.isColour ?? isThere) ? 3 : 1)
    let positions = grid.height * grid.width * channels
    let rows = options.selected(all)
    let labels = try ImageArraySource.labels(found, all, options, path)
    let target = try labels.map { labels throws(DataError) in
      try ImageTarget(
        rows.map { labels.values[$0] }, task: options.task ?? labels.task,
        path: options.labels ?? path)
    }
    var columns = ImageFolderSource.columns(positions, channels)
    if let target { columns.append(target.column(named: labels?.column ?? "label")) }
    var schema = Schema(
      path: path, format: DataFormat.images.id, sha256: try ImageArraySource.sha256(found.files),
      layout: .grid(height: grid.height, width: grid.width, channels: channels),
      rows: rows.count, columns: columns, targetIndex: target == nil ? nil : columns.count - 1,
      task: target?.task,
      images: ImageShape(
        height: size.height, width: size.width, channels: shape.channels == 1 ? 1 : 3,
        isUniform: true),
      notes: damage + (labels?.notes ?? []) + shape.notes + scaleNotes
        + ImageArraySource.notes(shape, grid, channels, target, isThere)
        + (rows.count < all ? ["Only \(rows.count) of \(all) images were read, as asked."] : []))
    if channels == 1, isThere { schema.blindSpots.append(.greyed(rows.count, of: rows.count)) }
    schema.splits = parts.count > 1 ? parts.map(\.name) : []
    schema.groupName = options.group
    groups =
      labels.map { labels in labels.groups.isEmpty ? [] : rows.map { labels.groups[$0] } } ?? []
    schema.rowNames = RowNames { rows.indices.contains($0) ? "#\(rows[$0] + 1)" : "#\($0 + 1)" }
    schema.rowPlaces = RowPlaces { numbers in numbers.map { rows[$0] } }
    self.schema = schema
    self.parts = parts
    self.shape = shape
    self.scale = scale
    self.grid = grid
    self.channels = channels
    self.target = target
    self.rows = rows
    starts = parts.indices.map { parts[..<$0].reduce(0) { $0 + $1.rows } }
    progress(1)
  }

  /// Whether a path leads to arrays of images, as its content says.
  public static func canOpen(path: String) -> Bool { ImageArrayParts.canOpen(path: path) }

  /// What was observed of each column: of the labels, nothing of pixels.
  public var observations: [ColumnObservation] {
    ImageFolderSource.observations(grid.height * grid.width * channels, target)
  }

  /// How many batches there are; the last may be shorter.
  public var batchCount: Int { (rows.count + batchSize - 1) / batchSize }

  /// The images of one batch.
  ///
  /// Those behind the end of a file that was cut are rejections.
  public func batch(_ index: Int) throws(DataError) -> Batch {
    let first = index * batchSize
    var numbers = [Int]()
    var images = [ImageFeatures]()
    var splits = [Int32]()
    var rejections = [Rejection]()
    var place = first
    let end = min(first + batchSize, rows.count)
    while place < end {
      let part = starts.lastIndex { $0 <= rows[place] } ?? 0
      let row = rows[place] - starts[part]
      guard row < parts[part].images.rows else {
        rejections.append(Rejection(reason: .cutOff, detail: "#\(rows[place] + 1)"))
        place += 1
        continue
      }
      // As many rows as follow one another in the file.
      var count = 1
      while place + count < end, rows[place + count] == rows[place] + count,
        row + count < parts[part].images.rows
      { count += 1 }
      try read(parts[part].images, row..<(row + count), into: &images)
      numbers += place..<(place + count)
      splits += Array(repeating: Int32(part), count: count)
      place += count
    }
    var columns = (0..<(grid.height * grid.width * channels)).map { position in
      ColumnValues.doubles(images.map { $0.values[position] })
    }
    if let target { columns.append(target.values(numbers)) }
    var batch = Batch(
      columns: columns, rowNumbers: numbers, rejections: rejections,
      images: images.map(\.record))
    if parts.count > 1 { batch.splits = splits }
    if !groups.isEmpty { batch.groups = numbers.map { groups[$0] } }
    return batch
  }

  /// How many numbers are held at once where an image has no more.
  private static let chunk = 1 << 20

  private func read(
    _ file: ArrayFile, _ rows: Range<Int>, into images: inout [ImageFeatures]
  ) throws(DataError) {
    let length = file.header.rowLength
    let step = max(1, ImageArraySource.chunk / length)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      let some = start..<min(rows.upperBound, start + step)
      if file.type == .uint8, scale == .kept {
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
    _ parts: [ImageArrayPart], _ options: ImageOptions
  ) throws(DataError) -> ImageArrayShape {
    let first = parts[0].images
    let shape = try ImageArrayShape(first.shape, layout: options.layout, path: first.path)
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
    _ options: ImageOptions, _ shape: ImageArrayShape
  ) throws(DataError) -> (size: ImageSize, channels: Int)? {
    guard case .grid(let height, let width, let channels)? = options.layout,
      channels == 4, channels == shape.channels,
      shape.size == ImageSize(height: height, width: width)
    else { return try options.grid() }
    return try ImageOptions(layout: .grid(height: height, width: width, channels: 1)).grid()
  }

  /// Whether the colours of some images say more than grey.
  private static func colourSaysMore(
    _ parts: [ImageArrayPart], _ shape: ImageArrayShape, _ scale: PixelScale, _ grid: ImageSize
  ) throws(DataError) -> Bool {
    guard shape.channels > 1 else { return false }
    let file = parts[0].images
    var measure = ColourMeasure()
    for row in ColourMeasure.chosen(of: file.rows) {
      let values = try file.read(rows: row..<(row + 1)).map(scale.apply)
      measure.absorb(
        ImageFeatures(shape.image(real: values[...]), grid: grid, channels: 3).values)
    }
    return measure.isNeeded
  }

  private static func scale(
    _ parts: [ImageArrayPart], threads: Int, progress: @Sendable (Double) -> Void
  ) throws(DataError) -> (PixelScale, [String]) {
    let type = parts[0].images.type
    if type == .bool { return (.times(255), []) }
    if type == .uint8 || type == .uint16 {
      // Some rows show whether all have to be looked through.
      var some = PixelRange()
      for row in ColourMeasure.chosen(of: parts[0].images.rows) {
        some.absorb(try parts[0].images.read(rows: row..<(row + 1)))
      }
      if some.scale(of: type) == PixelScale.whole(type) { return (PixelScale.whole(type), []) }
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
    return (range.scale(of: type), range.notes(of: type))
  }

  /// The labels of all rows.
  private struct Labels {
    /// What their column is called.
    var column: String
    var values: [String?]
    /// A hash of the group of each row; empty without groups.
    var groups: [UInt64] = []
    /// What they are for, where that is known: whole numbers in an array are classes, however many.
    var task: Task?
    var notes: [String] = []
  }

  /// The labels of all rows; nil without labels.
  private static func labels(
    _ found: ImageArrayParts, _ count: Int, _ options: ImageOptions, _ path: String
  ) throws(DataError) -> Labels? {
    if let table = found.table {
      let labels = try table.labels(
        inOrderOf: count, column: options.target, group: options.group)
      return Labels(
        column: labels.column, values: labels.values, groups: labels.groups, notes: labels.notes)
    }
    try options.checkGroup(path)
    if let column = options.target {
      throw .invalidOption(
        "\(column) is a column of a table of labels, but the labels are an array; "
          + "leave --target out")
    }
    guard found.parts.contains(where: { $0.labels != nil }) else { return nil }
    var values = [Double?]()
    for part in found.parts { values += try part.values() }
    let areWhole = values.allSatisfy { $0.map { $0 == $0.rounded() } ?? true }
    return Labels(
      column: "label",
      values: values.map { $0.map { Int(exactly: $0).map(String.init) ?? "\($0)" } },
      task: areWhole ? .classification : nil)
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
    _ shape: ImageArrayShape, _ grid: ImageSize, _ channels: Int, _ target: ImageTarget?,
    _ isThere: Bool
  ) -> [String] {
    var notes = [String]()
    let isGreyed = shape.channels > 1 && channels == 1
    if shape.size != grid {
      notes.append(
        "Images of \(shape.size) were area-averaged to \(grid)"
          + (isGreyed ? " grey" : channels == 3 ? " in colour" : "")
          + (isGreyed && !isThere ? ", which says as much as their colours." : "."))
    } else if isGreyed {
      notes.append(
        "Colour images were read as grey"
          + (isThere ? "." : ", which says as much as their colours."))
    }
    if case .classes(let levels, _)? = target, levels.count == 1, let label = levels.first {
      notes.append("All images have one label, “\(label)”.")
    }
    return notes
  }
}
