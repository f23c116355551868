/// What a path to images leads to.
public enum ImageInput: Sendable {
  /// A folder or an archive of image files.
  case files(ImageFolderSource)
  /// Arrays of images, in files of their own or in an archive.
  case stack(ImageArraySource)

  /// Whether a path leads to images rather than to a table, as its content says.
  public static func canOpen(path: String) -> Bool {
    ImageArraySource.canOpen(path: path) || ImageFolderSource.canOpen(path: path)
  }

  /// Opens a folder, an archive, or a stack.
  ///
  /// - Parameters:
  ///   - path: where the images are.
  ///   - options: what the user says about them.
  ///   - threads: changes the time, never the result.
  ///   - progress: called with the fraction that is done, from any thread.
  /// - Throws: what ``ImageFolderSource`` and ``ImageArraySource`` throw.
  public init(
    path: String, options: ImageOptions = ImageOptions(), threads: Int = 1,
    progress: @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) {
    _ = try options.grid()
    // A zip of arrays is an NPZ, unless the labels are in it as well.
    let needsArchive = options.labels.map { (try? FileKind(path: $0)) == nil } ?? false
    if ImageArraySource.canOpen(path: path), !(needsArchive && ArchiveStore.canOpen(path: path)) {
      self = .stack(
        try ImageArraySource(path: path, options: options, threads: threads, progress: progress))
    } else if ArchiveStore.canOpen(path: path) {
      let archive = try ArchiveStore(path: path, progress: progress)
      if let parts = try ImageArrayParts(archive, path: path, labels: options.labels) {
        self = .stack(
          try ImageArraySource(
            parts, path: path, options: options, threads: threads, progress: progress)
        )
      } else {
        self = .files(
          try ImageFolderSource(
            archive, path: path, options: options, threads: threads, progress: progress))
      }
    } else {
      self = .files(
        try ImageFolderSource(path: path, options: options, threads: threads, progress: progress))
    }
  }
}
