/// What the opening pass finds out about a store of images: the images in order, their sizes, what is
/// to be predicted of them.
struct ImageCatalog: Sendable {
  /// One row of the dataset.
  struct Entry: Sendable {
    /// Where the file is in the store.
    let path: FilePath
    /// Which of the pictures of the file, from 0; nil where each file is one row.
    var page: Int?
    /// Why the opening pass rejected it; nil when its header can be read.
    let problem: UnreadableImage?

    /// The name in reports.
    var name: String { path.description + (page.map { "#\($0 + 1)" } ?? "") }
  }

  /// The images in the order of their paths' bytes, readable or not.
  let entries: [Entry]
  /// What is to be predicted; nil for images without labels.
  let target: ImageTarget?
  /// The name of the column of the target.
  let targetName: String
  /// A hash of the group of each entry; empty without groups.
  let groups: [UInt64]
  /// What the groups are called; nil without groups.
  let groupName: String?
  /// The split of each entry, nil for one outside of the splits; nil where the images are not split.
  let splits: [ImageSplit?]?
  /// The names of the splits that are there, in their order.
  let splitNames: [String]
  /// The headers that can be read, in order.
  let headers: [ImageHeader]
  /// SHA-256 over all entries: path, NUL, SHA-256 of the file, newline; behind them that of the table of
  /// labels, where there is one.
  ///
  /// A file that cannot be opened has nothing between NUL and newline.
  let sha256: String
  /// What was left out, one sentence each.
  let notes: [String]
  /// What lies there and was not read.
  let blindSpots: [BlindSpot]

  /// Whether a header declares colour.
  var hasColour: Bool { headers.contains(where: \.isColour) }

  /// Reads every file of a store once.
  ///
  /// Holds one file a thread at a time, never the images.
  init(
    _ store: some ImageStore, path: String, options: ImageOptions, threads: Int,
    progress: @Sendable (Double) -> Void
  ) throws(DataError) {
    let paths = options.selected(store.paths)
    if options.rows.isStrict, let damage = store.damage {
      throw .cannotUnpack(path: path, reason: "it is cut or damaged (\(damage))")
    }
    let labels = try options.labels.map { path throws(DataError) in
      try LabelTable(named: path, orIn: store as? ArchiveStore)
    }
    let looks = try ImageCatalog.inspect(paths, in: store, threads, progress)
    let found = looks.filter { $0.unread == nil }
    let unread = looks.filter { $0.unread != nil }
    let readable = found.filter(\.isReadable)
    guard !readable.isEmpty else {
      if !unread.isEmpty {
        throw .unsupported(
          path: path, kind: "a set of images that cannot be read: \(ImageCatalog.formats(unread))",
          advice: ImageCatalog.advice(unread))
      }
      throw .noImages(path: path, files: paths.count, unreadable: found.count)
    }
    if options.rows.isStrict, let first = looks.first(where: { !$0.isReadable }) {
      throw .unreadableImage(
        path: path, name: first.path.description, reason: first.problem?.reason ?? "")
    }
    let folders = ImageFolders(
      found.map(\.path), isReadable: found.map(\.isReadable),
      others: ImageCatalog.others(store.paths, looks), place: options.classesAt,
      hasTable: labels != nil,
      head: { path, count in (try? store.open(path).start(count)) ?? [] },
      looksDrawn: { ImageCatalog.looksDrawn($0, in: store) })
    var chosen = found.indices.filter { !folders.isMask[$0] }
    if labels == nil, let place = options.classesAt, place != .folder(0) {
      try ImageCatalog.check(place, folders, chosen.map { ($0, found[$0].path) })
    }
    var notes = store.notes + folders.notes
    let pages: [Page]
    var groups: [UInt64]
    var groupName: String?
    if let labels {
      let of = try labels.labels(
        of: chosen.map { found[$0].path }, column: options.target, group: options.group)
      pages = ImageCatalog.pages(chosen.map { found[$0] }, options)
      groupName = options.group ?? folders.groupName
      groups = options.group == nil ? ImageCatalog.groups(chosen, folders) : of.groups
      target = try ImageTarget(
        pages.map { of.values[$0.file] }, task: options.task, path: labels.path)
      targetName = of.column
      notes += of.notes
    } else {
      try options.checkGroup(path)
      let isLabelled = chosen.contains {
        found[$0].isReadable && folders.classes[$0] != nil
      }
      let all = chosen.count
      if isLabelled {
        // An image in no class folder is left out, unless it lies in a split.
        chosen = chosen.filter {
          folders.classes[$0] != nil || (!folders.splits.isEmpty && folders.splits[$0] != nil)
        }
      }
      pages = ImageCatalog.pages(chosen.map { found[$0] }, options)
      let names = pages.map { folders.classes[chosen[$0.file]] }
      target = isLabelled ? ImageTarget(folders: names) : nil
      targetName = "label"
      groupName = folders.groupName
      groups = ImageCatalog.groups(chosen, folders)
      notes += ImageCatalog.notes(
        leftOut: all - chosen.count,
        unlabelled: isLabelled ? names.count { $0 == nil } : 0)
    }
    var tableSpot: BlindSpot?
    if labels == nil, options.classesAt == nil,
      !folders.blindSpots.contains(where: { $0.subject == "boxes" }),
      let table = TableBeside(
        images: chosen.map { found[$0].path }, others: ImageCatalog.others(store.paths, looks),
        head: { path, count in (try? store.open(path).start(count)) ?? [] })
    {
      if target == nil {
        tableSpot = ImageCatalog.spot(table)
      } else {
        notes.append(
          "\(table.path) names images and was not read; --labels takes the labels from it.")
      }
    }
    let rows = chosen.map { found[$0] }
    if pages.count > rows.count, groupName == nil {
      groupName = "file"
      groups = rows.indices.map(StableHash.alone)
    }
    self.groupName = groupName
    self.groups = groups.isEmpty ? [] : pages.map { groups[$0.file] }
    splits = folders.splits.isEmpty ? nil : pages.map { folders.splits[chosen[$0.file]] }
    entries = pages.map {
      Entry(path: rows[$0.file].path, page: $0.page, problem: rows[$0.file].problem)
    }
    splitNames = ImageCatalog.splitNames(entries.map(\.path), splits, level: folders.splitLevel)
    blindSpots =
      folders.blindSpots
      + [
        ImageCatalog.unreadSpot(unread, images: found.count),
        ImageCatalog.pagesSpot(rows, read: entries.count), tableSpot,
        store.damage.map { ImageCatalog.cutSpot($0, files: store.paths.count) },
      ].compactMap(\.self)
    headers = rows.compactMap { try? $0.header.get() }
    let others = paths.count - looks.count
    if others > 0 {
      notes.insert(
        others == 1 ? "1 file is not an image." : "\(others) files are not images.", at: 0)
    }
    if paths.count < store.paths.count {
      notes.append("Only \(entries.count) images were read, as asked.")
    }
    self.notes = notes
    sha256 = ImageCatalog.digest(rows, labels)
  }

  /// Refuses a place that names the class of no image.
  private static func check(
    _ place: ClassPlace, _ folders: ImageFolders, _ images: [(index: Int, path: FilePath)]
  ) throws(DataError) {
    guard images.allSatisfy({ folders.classes[$0.index] == nil }), let first = images.first else {
      return
    }
    let count = images.count == 1 ? "of the one image" : "of none of \(images.count) images"
    let advice: String
    switch place {
    case .folder:
      let deepest = images.map(\.path.folders.count).max() ?? 0
      advice =
        deepest == 0
        ? "they lie in no folder"
        : "give \(deepest == 1 ? "1" : "1 to \(deepest)"), which is how deep they lie"
    case .pattern:
      advice =
        "the pattern must fit the whole path below what is analyzed, such as “\(first.path)”, where * stands for "
        + "a part of one name and **/ for any folders"
    }
    throw .invalidOption("--classes-at \(place) names the class \(count): \(advice)")
  }

  /// One picture of a file: the file's place, and which of its pictures; nil where each file is one row.
  private struct Page {
    var file: Int
    var page: Int?
  }

  /// The pictures that are rows.
  private static func pages(_ files: [ImageInspection], _ options: ImageOptions) -> [Page] {
    files.enumerated().flatMap { place, file in
      guard options.takesAllPages, let header = try? file.header.get(), header.pages > 1,
        ImagePages.canRead(header.format)
      else { return [Page(file: place)] }
      return (0..<header.pages).map { Page(file: place, page: $0) }
    }
  }

  /// The pages and frames that are no rows; nil where there are none.
  private static func pagesSpot(_ files: [ImageInspection], read: Int) -> BlindSpot? {
    let headers = files.compactMap { try? $0.header.get() }
    let all = headers.reduce(files.count - headers.count) { $0 + $1.pages }
    let several = headers.count { $0.pages > 1 }
    guard several > 0, all > read else { return nil }
    let formats = Set(headers.filter { $0.pages > 1 }.map(\.format.name)).sorted().joined(
      separator: " and ")
    return BlindSpot(
      .unreadPages, subject: "pages", share: Double(all - read) / Double(all),
      message:
        "\(several) \(several == 1 ? "file holds" : "files hold") several pages or frames, of which "
        + "\(all - read) \(all - read == 1 ? "was" : "were") not read.",
      remedy: headers.contains { $0.pages > 1 && ImagePages.canRead($0.format) }
        ? "Take each page and frame of TIFF, GIF and WebP as an image with --pages all."
        : "Frames of \(formats) are not read: save each as a file of its own.")
  }

  /// A table that may have the labels.
  private static func spot(_ table: TableBeside) -> BlindSpot {
    BlindSpot(
      .unreadImageLabels, subject: "table", share: nil,
      message: "The table \(table.path) names images and was not read.",
      remedy: "Give it with --labels \(table.path), and the column of labels with --target.")
  }

  /// What lies behind the place where an archive is damaged.
  private static func cutSpot(_ reason: String, files: Int) -> BlindSpot {
    BlindSpot(
      .cutArchive, subject: "archive", share: nil,
      message:
        "The archive is cut or damaged behind \(files) \(files == 1 ? "file" : "files"); how many are missing is not known.",
      remedy: "Get the archive again; --strict refuses it.", isLarge: true)
  }

  /// How many files there are of each format that is not read, the most frequent first.
  private static func formats(_ unread: [ImageInspection]) -> String {
    Dictionary(grouping: unread.compactMap(\.unread?.name), by: { $0 }).mapValues(\.count).sorted {
      ($1.value, $0.key) < ($0.value, $1.key)
    }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  /// The image files of formats that are not read; nil where there are none.
  private static func unreadSpot(_ unread: [ImageInspection], images: Int) -> BlindSpot? {
    guard !unread.isEmpty else { return nil }
    let all = images + unread.count
    let isPhone = unread.contains { $0.unread == .heic || $0.unread == .avif }
    return BlindSpot(
      .unreadFormats, subject: "files", share: Double(unread.count) / Double(all),
      message:
        "\(unread.count) of \(all) files with pictures are of formats that are not read: \(formats(unread)).",
      remedy: advice(unread).prefix(1).uppercased() + advice(unread).dropFirst()
        + "\(isPhone ? ", HEIC and AVIF with heif-convert" : "").")
  }

  /// What to do with files of formats that are not read.
  private static func advice(_ unread: [ImageInspection]) -> String {
    let archives = unread.count { DataFormat.archives.contains($0.unread?.id ?? "") }
    if archives == 0 { return "convert them to PNG or TIFF" }
    return archives == unread.count
      ? "unpack the archives, or analyze each by itself"
      : "unpack archives, and convert the other files to PNG or TIFF"
  }

  /// A hash of the folder of the group of each image; empty where no folders name groups.
  private static func groups(_ images: [Int], _ folders: ImageFolders) -> [UInt64] {
    guard folders.groupName != nil else { return [] }
    return images.map { index in
      folders.groups[index].map { $0.withUnsafeBytes { StableHash.hash($0) } }
        ?? StableHash.alone(index)
    }
  }

  /// The name of the folder of each split that is there, of the first image in it, in the order of splits.
  private static func splitNames(
    _ paths: [FilePath], _ splits: [ImageSplit?]?, level: Int?
  ) -> [String] {
    guard let splits, let level else { return [] }
    var names = [ImageSplit: String]()
    for (path, split) in zip(paths, splits) {
      guard let split, names[split] == nil else { continue }
      names[split] = FilePath.text(path.folders[level])
    }
    return ImageSplit.allCases.compactMap { names[$0] }
  }

  /// The files that are no images.
  private static func others(_ paths: [FilePath], _ found: [ImageInspection]) -> [FilePath] {
    guard found.count < paths.count else { return [] }
    let images = Set(found.map(\.path))
    return paths.filter { !images.contains($0) }
  }

  /// Whether an image has few values, or nearly all of its pixels are at one of two ends.
  private static func looksDrawn(_ path: FilePath, in store: some ImageStore) -> Bool {
    guard let bytes = try? store.open(path).contents(),
      let image = try? DecodedImage(decoding: bytes)
    else { return false }
    var counts = [Int](repeating: 0, count: 256)
    image.forEachGreyRow { row in
      for value in row { counts[value >= 0 ? min(255, Int(value + 0.5)) : 0] += 1 }
    }
    let present = counts.indices.filter { counts[$0] > 0 }
    guard let low = present.first, let high = present.last else { return false }
    let ends = counts.indices.reduce(0) { sum, value in
      value <= low + 12 || value >= high - 12 ? sum + counts[value] : sum
    }
    return present.count <= 32 || 20 * ends >= 19 * counts.reduce(0, +)
  }

  private static func digest(_ rows: [ImageInspection], _ labels: LabelTable?) -> String {
    var digest = Digest()
    for row in rows {
      row.path.bytes.withUnsafeBytes { digest.update($0) }
      digest.update("\0" + (row.sha256 ?? "") + "\n")
    }
    if let labels { digest.update("\0" + labels.sha256 + "\n") }
    return digest.finish()
  }

  private static func inspect(
    _ files: [FilePath], in store: some ImageStore, _ threads: Int,
    _ progress: @Sendable (Double) -> Void
  ) throws(DataError) -> [ImageInspection] {
    try SourceReader.reduce(
      count: files.count, threads: threads, lanes: SourceReader.lanes,
      make: { index in ImageInspection(files[index], in: store) },
      initial: { [ImageInspection]() },
      absorb: { found, item in if let item { found.append(item) } },
      merge: { $0 += $1 },
      progress: { progress(Double($0) / Double(files.count)) }
    ).sorted { $0.path < $1.path }
  }

  private static func notes(leftOut: Int, unlabelled: Int) -> [String] {
    var notes = [String]()
    if leftOut > 0 {
      notes.append(
        "\(leftOut) \(leftOut == 1 ? "image" : "images") outside of the class folders "
          + (leftOut == 1 ? "was ignored." : "were ignored."))
    }
    if unlabelled > 0 {
      notes.append(
        "\(unlabelled) \(unlabelled == 1 ? "image lies" : "images lie") in no class folder, so "
          + (unlabelled == 1 ? "it has no label." : "they have no label."))
    }
    return notes
  }
}

extension ImageInspection {
  /// Why there is no header; nil when there is one.
  fileprivate var problem: UnreadableImage? {
    if case .failure(let problem) = header { problem } else { nil }
  }

  /// Whether there is a header.
  fileprivate var isReadable: Bool { problem == nil }
}
