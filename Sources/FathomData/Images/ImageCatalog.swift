/// What the opening pass finds out about a folder: the images in order, their sizes, their labels.
struct ImageCatalog: Sendable {
  /// One row of the dataset.
  struct Entry: Sendable {
    /// Where the file is in the folder.
    let path: FilePath
    /// The index of its label; nil where the images have none.
    let label: Int32?
    /// Why the opening pass rejected it; nil when its header can be read.
    let problem: UnreadableImage?
  }

  /// The images in the order of their paths' bytes, readable or not.
  let entries: [Entry]
  /// The names of the first-level folders that hold images, by Unicode scalars; empty when flat.
  let labels: [String]
  /// The sizes of the images whose header can be read, in order.
  let sizes: [ImageSize]
  /// Whether a header declares colour.
  let hasColour: Bool
  /// SHA-256 over all entries: path, NUL, SHA-256 of the file, newline.
  ///
  /// A file that cannot be opened has nothing between NUL and newline.
  let sha256: String
  /// What was left out, one sentence each.
  let notes: [String]

  /// Reads every file of a folder once.
  ///
  /// Holds one file a thread at a time, never the images.
  init(
    path: String, threads: Int, progress: @Sendable (Double) -> Void
  ) throws(DataError) {
    let scan = try FolderScan(root: path)
    let found = try ImageCatalog.inspect(scan.files, in: path, threads, progress)
    let readable = found.filter(\.isReadable)
    guard !readable.isEmpty else {
      throw .noImages(path: path, files: scan.files.count, unreadable: found.count)
    }

    let isLabelled = readable.contains { $0.path.firstFolder != nil }
    let rows = isLabelled ? found.filter { $0.path.firstFolder != nil } : found
    let names = rows.map { isLabelled ? $0.path.firstFolder.map(FilePath.text) : nil }
    labels = Set(names.compactMap { $0 }).sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    let codes = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, Int32($0)) })

    var digest = Digest()
    for row in rows {
      row.path.bytes.withUnsafeBytes { digest.update($0) }
      digest.update("\0" + (row.sha256 ?? "") + "\n")
    }
    sha256 = digest.finish()
    entries = zip(rows, names).map { row, name in
      Entry(path: row.path, label: name.flatMap { codes[$0] }, problem: row.problem)
    }
    let headers = rows.compactMap { try? $0.header.get() }
    sizes = headers.map(\.size)
    hasColour = headers.contains(where: \.isColour)
    notes = ImageCatalog.notes(
      scan, others: scan.files.count - found.count, leftOut: found.count - rows.count)
  }

  private static func inspect(
    _ files: [FilePath], in folder: String, _ threads: Int, _ progress: @Sendable (Double) -> Void
  ) throws(DataError) -> [ImageInspection] {
    try SourceReader.reduce(
      count: files.count, threads: threads, lanes: SourceReader.lanes,
      make: { index throws(DataError) in ImageInspection(files[index], in: folder) },
      initial: { [ImageInspection]() },
      absorb: { found, item in if let item { found.append(item) } },
      merge: { $0 += $1 },
      progress: { progress(Double($0) / Double(files.count)) }
    ).sorted { $0.path < $1.path }
  }

  private static func notes(_ scan: FolderScan, others: Int, leftOut: Int) -> [String] {
    var notes = [String]()
    if others > 0 {
      notes.append(others == 1 ? "1 file is not an image." : "\(others) files are not images.")
    }
    if leftOut > 0 {
      notes.append(
        "\(leftOut) \(leftOut == 1 ? "image" : "images") outside of the class folders "
          + (leftOut == 1 ? "was ignored." : "were ignored."))
    }
    let refused = scan.unreadableFolders
    if !refused.isEmpty {
      let named = refused.prefix(3).map(\.description).joined(separator: ", ")
      notes.append(
        "\(refused.count) \(refused.count == 1 ? "folder" : "folders") could not be read: \(named)"
          + (refused.count > 3 ? " and \(refused.count - 3) more." : "."))
    }
    let repeated = scan.repeatedFolders
    if repeated > 0 {
      notes.append(
        "\(repeated) \(repeated == 1 ? "link leads" : "links lead") "
          + "to a folder that was read already.")
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
