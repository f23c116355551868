#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Why the command stops, in one sentence.
struct CommandFailure: Error {
  var message: String
  var exitCode: Int32 = 2
}

/// The streams of the process: results on standard output, everything else on standard error.
enum Console {
  static let isOutputTerminal = isatty(STDOUT_FILENO) == 1
  static let isErrorTerminal = isatty(STDERR_FILENO) == 1

  /// Colour only on a terminal that understands it, and never against NO_COLOR (<https://no-color.org>).
  static var usesColour: Bool {
    guard isOutputTerminal else { return false }
    if let setting = getenv("NO_COLOR"), setting.pointee != 0 { return false }
    return !isDumb
  }

  /// Whether a line on standard error can be drawn again over itself.
  static var canRedraw: Bool { isErrorTerminal && !isDumb }

  private static var isDumb: Bool {
    getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
  }

  /// Columns of the terminal that shows the results; 100 where there is none.
  static var width: Int { isOutputTerminal ? width(of: STDOUT_FILENO) ?? 100 : 100 }

  /// Columns of the terminal that shows the progress, as they are now; 80 where it does not say.
  static var errorWidth: Int { width(of: STDERR_FILENO) ?? 80 }

  private static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes a line to standard error.
  static func error(_ line: String) { _ = write(line + "\n", to: STDERR_FILENO) }

  /// Writes a result to standard output; a reader that has gone away has seen enough.
  static func output(_ text: String) throws(CommandFailure) {
    let failure = write(text, to: STDOUT_FILENO)
    if failure != 0, failure != EPIPE {
      throw CommandFailure(
        message: "standard output cannot be written: \(String(cString: strerror(failure)))")
    }
  }

  /// Writes bytes until all are out; returns 0 or the error number.
  static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { buffer in
      var done = 0
      while done < buffer.count {
        // In bounds: done < count.
        let step = Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        if step < 0 {
          if errno == EINTR { continue }
          return errno
        }
        done += step
      }
      return 0
    }
  }
}
