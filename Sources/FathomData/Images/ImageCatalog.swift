/// What the opening pass finds out about a store of images: the images in order, their sizes, what is
/// to be predicted of them.
struct ImageCatalog: Sendable {
  /// One row of the dataset.
  struct Entry: Sendable {
    /// Where the file is in the store.
    let path: FilePath
    /// Why the opening pass rejected it; nil when its header can be read.
    let problem: UnreadableImage?
  }

  /// The images in the order of their paths' bytes, readable or not.
  let entries: [Entry]
  /// What is to be predicted; nil for images without labels.
  let target: ImageTarget?
  /// The name of the column of the target.
  let targetName: String
  /// A hash of the group of each entry; empty without groups.
  let groups: [UInt64]
  /// The split of each entry; nil where the images are not split.
  let splits: [ImageSplit]?
  /// The headers that can be read, in order.
  let headers: [ImageHeader]
  /// SHA-256 over all entries: path, NUL, SHA-256 of the file, newline; behind them that of the table of
  /// labels, where there is one.
  ///
  /// A file that cannot be opened has nothing between NUL and newline.
  let sha256: String
  /// What was left out, one sentence each.
  let notes: [String]

  /// Whether a header declares colour.
  var hasColour: Bool { headers.contains(where: \.isColour) }

  /// The names of the splits that are there, in their order.
  var splitNames: [String] {
    guard let splits else { return [] }
    var names = [ImageSplit: String]()
    for (entry, split) in zip(entries, splits) where names[split] == nil {
      names[split] = entry.path.firstFolder.map(FilePath.text)
    }
    return ImageSplit.allCases.compactMap { names[$0] }
  }

  /// Reads every file of a store once.
  ///
  /// Holds one file a thread at a time, never the images.
  init(
    _ store: some ImageStore, path: String, options: ImageOptions, threads: Int,
    progress: @Sendable (Double) -> Void
  ) throws(DataError) {
    let paths = options.selected(store.paths)
    let labels = try options.labels.map { path throws(DataError) in
      try LabelTable(named: path, orIn: store as? ArchiveStore)
    }
    let found = try ImageCatalog.inspect(paths, in: store, threads, progress)
    let readable = found.filter(\.isReadable)
    guard !readable.isEmpty else {
      throw .noImages(path: path, files: paths.count, unreadable: found.count)
    }
    if options.rows.isStrict, let first = found.first(where: { !$0.isReadable }) {
      throw .unreadableImage(
        path: path, name: first.path.description, reason: first.problem?.reason ?? "")
    }
    let splits =
      ImageSplit.splits(readable.map(\.path)) == nil
      ? nil : ImageSplit.splits(found.map(\.path))
    var rows = found
    var notes = store.notes
    if let labels {
      let of = try labels.labels(
        of: rows.map(\.path), column: options.target, group: options.group)
      groups = of.groups
      target = try ImageTarget(of.values, task: options.task, path: labels.path)
      targetName = of.column
      notes += of.notes
    } else {
      try options.checkGroup(path)
      groups = []
      let depth = splits == nil ? 0 : 1
      func label(_ path: FilePath) -> String? {
        let folders = path.folders
        return folders.count > depth ? FilePath.text(folders[depth]) : nil
      }
      let isLabelled = readable.contains { label($0.path) != nil }
      if isLabelled, splits == nil { rows = found.filter { label($0.path) != nil } }
      let names = rows.map { label($0.path) }
      target = isLabelled ? ImageTarget(folders: names) : nil
      targetName = "label"
      notes += ImageCatalog.notes(
        leftOut: found.count - rows.count,
        unlabelled: isLabelled ? names.count { $0 == nil } : 0)
    }
    self.splits = splits
    entries = rows.map { Entry(path: $0.path, problem: $0.problem) }
    headers = rows.compactMap { try? $0.header.get() }
    let others = paths.count - found.count
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

/// The parts into which people divide images before they learn from them.
enum ImageSplit: Int, CaseIterable, Sendable {
  case training, validation, test

  /// The split that the name of a folder says; nil for another name.
  init?(folder name: [UInt8]) {
    switch FilePath.text(name).lowercased() {
    case "train", "training": self = .training
    case "val", "valid", "validation", "dev": self = .validation
    case "test", "testing", "eval", "evaluation": self = .test
    default: return nil
    }
  }

  /// How the folder of each image splits them; nil when the first-level folders are not all splits, or
  /// are fewer than two.
  static func splits(_ paths: some Collection<FilePath>) -> [ImageSplit]? {
    var splits = [ImageSplit]()
    splits.reserveCapacity(paths.count)
    for path in paths {
      guard let folder = path.firstFolder, let split = ImageSplit(folder: folder) else {
        return nil
      }
      splits.append(split)
    }
    return Set(splits).count > 1 ? splits : nil
  }
}
