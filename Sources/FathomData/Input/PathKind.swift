#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What lies at a path.
enum PathKind: Equatable {
  /// A regular file, whose bytes can be read by position.
  case file(size: Int)
  case folder
  /// Standard input, a pipe or a device: bytes that come once.
  case stream

  /// Looks at a path, links followed; `-` is standard input.
  ///
  /// - Throws: `notFound` or `unreadable`.
  init(path: String) throws(DataError) {
    guard path != "-" else {
      self = .stream
      return
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .ofSystem(path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file(size: Int(status.st_size))
    case S_IFDIR: self = .folder
    default: self = .stream
    }
  }

  /// Whether a path leads to a regular file.
  static func isFile(_ path: String) -> Bool {
    if case .file? = try? PathKind(path: path) { true } else { false }
  }
}

extension DataError {
  /// What the current `errno` says of a path.
  static func ofSystem(_ path: String) -> DataError {
    errno == ENOENT
      ? .notFound(path: path)
      : .unreadable(path: path, reason: String(cString: strerror(errno)))
  }
}
