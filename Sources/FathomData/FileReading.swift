#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// An open file that is read by position, so that threads may share it.
final class ReadOnlyFile: Sendable {
  let path: String
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// What cannot be read twice (standard input as `-`, a pipe) goes through a temporary file without
  /// a name, so that memory stays bounded and nothing is left behind.
  init(path: String) throws(DataError) {
    if path == "-" {
      self.path = "standard input"
      descriptor = try ReadOnlyFile.spool(STDIN_FILENO, named: "standard input")
      return
    }
    self.path = path
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw ReadOnlyFile.error(path) }
    if lseek(opened, 0, SEEK_CUR) >= 0 {
      descriptor = opened
    } else {
      defer { close(opened) }
      descriptor = try ReadOnlyFile.spool(opened, named: path)
    }
  }

  /// Opens a regular file by the bytes of its path, NUL at the end, which need not be UTF-8.
  ///
  /// Anything else, such as a pipe, is refused at once rather than waited for.
  init(regularFile bytes: [CChar], named path: String) throws(DataError) {
    self.path = path
    let opened = open(bytes, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard opened >= 0 else { throw ReadOnlyFile.error(path) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw .unreadable(path: path, reason: "not a regular file")
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// The size in bytes, as the file system says now.
  var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  private static func spool(_ input: Int32, named path: String) throws(DataError) -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/fathom-XXXXXX".utf8CString)
    let output = mkstemp(&template)
    guard output >= 0 else {
      throw .unreadable(
        path: path, reason: "no temporary file in \(folder): \(String(cString: strerror(errno)))")
    }
    unlink(template)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    do throws(DataError) {
      while true {
        let count = readNext(input, &buffer)
        if count == 0 { return output }
        if count < 0 {
          if errno == EINTR { continue }
          throw ReadOnlyFile.error(path)
        }
        var written = 0
        while written < count {
          // In bounds: written < count ≤ buffer.count.
          let step = buffer.withUnsafeBytes {
            write(output, $0.baseAddress?.advanced(by: written), count - written)
          }
          if step < 0 {
            if errno == EINTR { continue }
            throw ReadOnlyFile.error("\(folder) (temporary copy of \(path))")
          }
          written += step
        }
      }
    } catch {
      close(output)
      throw error
    }
  }

  /// Bytes from an offset, at most `count` of them; fewer only at the end of the file.
  func read(at offset: Int, count: Int) throws(DataError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var done = 0
      while done < count {
        // In bounds: done < count, the capacity of the buffer.
        let step = pread(
          descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
        if step < 0 {
          if errno == EINTR { continue }
          failed = true
          break
        }
        if step == 0 { break }
        done += step
      }
      initialized = done
    }
    if failed { throw ReadOnlyFile.error(path) }
    return bytes
  }

  /// The error for the current `errno`.
  static func error(_ path: String) -> DataError {
    errno == ENOENT
      ? .notFound(path: path)
      : .unreadable(path: path, reason: String(cString: strerror(errno)))
  }
}

/// `read(2)`, outside of the class because a method of that name hides it there.
private func readNext(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
  read(descriptor, &buffer, buffer.count)
}

/// What the file system says of a path.
enum FileKind {
  case file(size: Int), folder, other

  /// The kind of what a path leads to, links followed.
  init(path: String) throws(DataError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw ReadOnlyFile.error(path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file(size: Int(status.st_size))
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }
}
