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
    let bytes = try InputBytes(path: path, headSize: 0)
    self.path = bytes.name
    descriptor =
      try bytes.isSeekable ? bytes.release() : bytes.copy(progress: { _, _ in }).release()
  }

  /// Reads an open descriptor, which is closed with this value.
  init(owning descriptor: Int32, named path: String) {
    self.path = path
    self.descriptor = descriptor
  }

  /// Opens a regular file by the bytes of its path, NUL at the end, which need not be UTF-8.
  ///
  /// Anything else, such as a pipe, is refused at once rather than waited for.
  init(regularFile bytes: [CChar], named path: String) throws(DataError) {
    self.path = path
    let opened = open(bytes, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard opened >= 0 else { throw DataError.ofSystem(path) }
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

  /// Bytes from an offset, at most `count` of them; fewer only at the end of the file.
  func read(at offset: Int, count: Int) throws(DataError) -> [UInt8] {
    var failure: DataError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      do throws(DataError) {
        // In bounds: the buffer has room for `count` bytes.
        initialized = try read(at: offset, count: count, into: base)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Reads at most `count` bytes from an offset into memory that has room for them; returns how many
  /// there were, fewer only at the end of the file.
  func read(
    at offset: Int, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) throws(DataError) -> Int {
    var done = 0
    while done < count {
      // In bounds: done < count.
      let step = pread(descriptor, target + done, count - done, off_t(offset + done))
      if step < 0 {
        if errno == EINTR { continue }
        throw DataError.ofSystem(path)
      }
      if step == 0 { break }
      done += step
    }
    return done
  }
}
