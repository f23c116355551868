/// What lies at a path, opened: the rows are still to be read.
public enum OpenedInput: Sendable {
  /// A table of text.
  case table(CSVFile)
  /// A folder or an archive of image files.
  case images(ImageFolderSource)
  /// Arrays of images, in files of their own or in an archive.
  case arrays(ImageArraySource)
}

/// The way from a path to a source of rows.
///
/// The first bytes decide, never the name: an array or an archive of images, else a table. A further
/// format of tables has its line in ``DataFormat/all``, its case in ``OpenedInput``, and is told apart in
/// `content`.
public enum Opening {
  /// Opens a path.
  ///
  /// - Parameters:
  ///   - path: a file, a folder, a pipe, or `-` for standard input, which holds a table.
  ///   - options: what the user says; those that make no sense for what lies there are refused.
  ///   - threads: changes the time, never the result.
  ///   - progress: called with the name of the step, the share of it that is done, and the bytes of a
  ///     table, where these are known; from any thread.
  /// - Throws: `notFound`, `unreadable` or `cannotUnpack` for what cannot be read, `unsupported` for a
  ///   format that is known and cannot be used, `invalidOption` for an option that does not fit, and what
  ///   ``CSVFile``, ``ImageFolderSource`` and ``ImageArraySource`` throw.
  public static func open(
    path: String, options: InputOptions = InputOptions(), threads: Int = 1,
    progress: @escaping @Sendable (String, Double, Int?) -> Void = { _, _, _ in }
  ) throws(DataError) -> OpenedInput {
    let kind = try PathKind(path: path)
    let content = content(of: path, kind, labels: options.images.labels)
    if case .table = content {
      try options.refuseForTables(path)
      let bytes: Int? = if case .file(let size) = kind { size } else { nil }
      return .table(
        try CSVFile(
          path: path, options: options.table, threads: threads,
          progress: { progress($0, $1, bytes) }))
    }
    try options.refuseForImages(path)
    _ = try options.images.grid()
    return try images(path, content, options.images, threads) {
      progress("Opening images", $0, nil)
    }
  }

  /// What can lie at a path.
  private enum Content { case table, folder, archive, arrays }

  /// Looks at the first bytes, and into archives.
  ///
  /// - Parameter labels: where the user says the labels of images are, which may be in the archive.
  private static func content(of path: String, _ kind: PathKind, labels: String?) -> Content {
    switch kind {
    case .stream: return .table
    case .folder: return ImageArrayParts.isMNIST(folder: path) ? .arrays : .folder
    case .file:
      // The reader of tables says why a file cannot be read.
      guard let file = try? ReadOnlyFile(path: path), let first = try? FirstBytes(file) else {
        return .table
      }
      // A zip of arrays is an NPZ, unless the labels are in it as well.
      let needsArchive = labels.map { (try? PathKind(path: $0)) == nil } ?? false
      if ImageArrayParts.canOpen(path, first),
        !(needsArchive && ArchiveStore.canOpen(file, first))
      {
        return .arrays
      }
      return ArchiveStore.canOpen(file, first) ? .archive : .table
    }
  }

  private static func images(
    _ path: String, _ content: Content, _ options: ImageOptions, _ threads: Int,
    _ progress: @Sendable (Double) -> Void
  ) throws(DataError) -> OpenedInput {
    switch content {
    case .arrays:
      return .arrays(
        try ImageArraySource(path: path, options: options, threads: threads, progress: progress))
    case .archive:
      let archive = try ArchiveStore(path: path, progress: progress)
      if let parts = try ImageArrayParts(archive, path: path, labels: options.labels) {
        return .arrays(
          try ImageArraySource(
            parts, path: path, options: options, threads: threads, progress: progress))
      }
      return .images(
        try ImageFolderSource(
          archive, path: path, options: options, threads: threads, progress: progress))
    case .folder, .table:
      return .images(
        try ImageFolderSource(path: path, options: options, threads: threads, progress: progress))
    }
  }
}
