private import Synchronization

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// What is done when the user interrupts, at any time: the progress line goes, so does a file that is
/// being written, and the process ends of the signal.
///
/// The signal is raised again with its default action rather than turned into an exit code: only so a
/// shell sees that Ctrl-C ended the command, and ends its script or loop too. `$?` is 128 + the
/// number of the signal either way.
///
/// The handler calls only what POSIX allows in a handler (`unlink`, `write`, `signal`,
/// `pthread_sigmask`, `raise`, `_exit`) and reads only atomic values.
enum Interruption {
  private static let isEnding = Atomic(false)
  private static let isDrawing = Atomic(false)
  private static let isLineShown = Atomic(false)
  /// The address of the path of the file that is being written, a C string; 0 for none.
  private static let unfinished = Atomic<UInt>(0)
  private static let message: StaticString = "fathom: interrupted\n"
  private static let erasure: StaticString = "\r\u{1B}[K"

  /// Handles the signals from now on, but those that the process was told to ignore (`nohup`).
  static func prepare() {
    // Static values are made at their first use; a handler must not be the first.
    _ = isEnding.load(ordering: .sequentiallyConsistent)
    _ = isDrawing.load(ordering: .sequentiallyConsistent)
    _ = isLineShown.load(ordering: .sequentiallyConsistent)
    _ = unfinished.load(ordering: .sequentiallyConsistent)
    _ = (message.utf8Start, erasure.utf8Start)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let previous = signal(number) { Interruption.end($0) }
      if unsafeBitCast(previous, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self) {
        signal(number, SIG_IGN)
      }
    }
  }

  /// The handler.
  private static func end(_ number: Int32) {
    isEnding.store(true, ordering: .sequentiallyConsistent)
    if let path = UnsafePointer<CChar>(
      bitPattern: unfinished.load(ordering: .sequentiallyConsistent))
    {
      unlink(path)
    }
    // Another thread may be drawing, and this one would clear too early. It does not wait for ever:
    // the thread that draws may be the one that was interrupted.
    var patience = 10_000_000
    while patience > 0, isDrawing.load(ordering: .sequentiallyConsistent) { patience -= 1 }
    if isLineShown.load(ordering: .sequentiallyConsistent) { writeAll(erasure) }
    writeAll(message)
    signal(number, SIG_DFL)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(number)
    _exit(128 + number)
  }

  private static func writeAll(_ text: StaticString) {
    // In bounds: the string has this many bytes.
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  // MARK: The progress line

  /// Draws the progress line, unless the process is ending.
  static func draw(_ text: String) {
    isDrawing.store(true, ordering: .sequentiallyConsistent)
    if !isEnding.load(ordering: .sequentiallyConsistent) {
      isLineShown.store(true, ordering: .sequentiallyConsistent)
      _ = Console.write(text, to: STDERR_FILENO)
    }
    isDrawing.store(false, ordering: .sequentiallyConsistent)
  }

  /// Takes the progress line away.
  static func clearLine() {
    writeAll(erasure)
    isLineShown.store(false, ordering: .sequentiallyConsistent)
  }

  // MARK: Files

  /// Does what makes a file and gives it its name; the file goes when that is interrupted.
  ///
  /// - Parameter path: a name that nobody else uses, because what bears it is removed, be it made yet
  ///   or not.
  static func removing<Failure>(
    _ path: String, whenInterruptedIn write: () throws(Failure) -> Void
  ) throws(Failure) {
    // Never freed, because a handler in another thread may read it at any time: a path a report.
    let copy = strdup(path)
    unfinished.store(UInt(bitPattern: copy), ordering: .sequentiallyConsistent)
    defer { unfinished.store(0, ordering: .sequentiallyConsistent) }
    try write()
  }
}
