#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A file without a name that is being written.
///
/// The system removes it with its last descriptor, so nothing is left behind, however the program
/// ends.
final class TemporaryFile {
  /// The input that it is a copy of, for messages.
  let path: String
  let folder: String
  /// How many bytes were written.
  private(set) var count = 0
  private var descriptor: Int32

  /// The folder for temporary files: what `TMPDIR` says, else `/var/tmp`, which is on a disk where
  /// `/tmp` may be memory.
  static var defaultFolder: String {
    if let chosen = getenv("TMPDIR"), chosen.pointee != 0 { return String(cString: chosen) }
    return access("/var/tmp", W_OK | X_OK) == 0 ? "/var/tmp" : "/tmp"
  }

  init(for path: String, in folder: String = TemporaryFile.defaultFolder) throws(DataError) {
    self.path = path
    self.folder = folder
    var template = Array("\(folder)/fathom-XXXXXX".utf8CString)
    // An interruption waits until the name is gone.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    descriptor = mkstemp(&template)
    let failure = errno
    if descriptor >= 0 { unlink(template) }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    guard descriptor >= 0 else {
      errno = failure
      throw TemporaryFile.error(path, folder)
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends bytes.
  func append(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
    var done = 0
    while done < bytes.count {
      // In bounds: done < bytes.count, so there is an address.
      let step = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      if step < 0 {
        if errno == EINTR { continue }
        throw TemporaryFile.error(path, folder)
      }
      done += step
    }
    count += done
  }

  /// Takes back the last bytes.
  func removeLast(_ bytes: Int) throws(DataError) {
    count -= bytes
    guard ftruncate(descriptor, off_t(count)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw TemporaryFile.error(path, folder)
    }
  }

  /// The descriptor, which the caller closes; nothing can be appended any more.
  func release() -> Int32 {
    defer { descriptor = -1 }
    return descriptor
  }

  /// The error for the current `errno`.
  private static func error(_ path: String, _ folder: String) -> DataError {
    .noTemporaryFile(path: path, folder: folder, reason: String(cString: strerror(errno)))
  }
}
