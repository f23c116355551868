internal import FathomAnalyses
internal import FathomReports
private import Foundation

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A report that is to be written: `FORMAT=FILE`.
struct ReportFile {
  let format: ReportFormat
  let path: String

  /// A file for what is no report.
  init(path: String) {
    format = .text
    self.path = path
  }

  /// Reads `markdown=report.md`.
  init(_ argument: String) throws(CommandFailure) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let names = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
    guard parts.count == 2, !parts[1].isEmpty else {
      throw CommandFailure(
        message: "--output \(argument): expected FORMAT=FILE, for instance markdown=report.md")
    }
    guard let format = ReportFormat(rawValue: String(parts[0])) else {
      throw CommandFailure(
        message: "--output \(argument): unknown format “\(parts[0])”; there are \(names)")
    }
    self.format = format
    path = String(parts[1])
  }

  /// Reads a report that was written as JSON.
  static func read(_ path: String) throws -> Report {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(message: "\(path): no such file, or it cannot be read")
    }
    return try JSONRenderer.read(data, path: path)
  }

  /// Says early, before the work, when the file could not be written.
  func check() throws(CommandFailure) {
    if access(folder, F_OK) != 0 {
      throw CommandFailure(message: "\(path): there is no folder “\(folder)”; make it first")
    }
    if access(folder, W_OK) != 0 {
      throw CommandFailure(message: "\(path): the folder “\(folder)” cannot be written to")
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw CommandFailure(message: "\(path): is a folder; name a file in it")
    }
  }

  /// Whether a path is there and no regular file: a device or a pipe.
  static func isDevice(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Writes all or nothing: into a neighbour first, which then takes the name.
  func write(_ text: String) throws(CommandFailure) {
    // A device or pipe has no neighbour and cannot be half-replaced.
    if ReportFile.isDevice(path) {
      try writeInPlace(text)
      return
    }
    let temporary = "\(path).\(getpid()).partial"
    try Interruption.removing(temporary) { () throws(CommandFailure) in
      try writeAndRename(text, temporary)
    }
  }

  /// Writes the hidden order that a report holds, or says that there is none.
  func writeOrder(of report: Report) throws(CommandFailure) {
    guard let text = OrderFile.text(of: report) else {
      Console.error("fathom: \(path): not written, because no hidden order was found")
      return
    }
    try write(text)
  }

  /// Writes the suspects that a report holds; where labels were not looked at, there is no file, and that is a failure.
  func writeSuspects(of report: Report) throws(CommandFailure) {
    guard let file = SuspectFile(report) else {
      let outcome = report.analyses.map(\.outcome).first { $0.info.id == LabelErrors.info.id }
      throw CommandFailure(
        message: "--write-suspects \(path): not written, because "
          + (outcome.map {
            "labels were not looked at: \($0.reason ?? "no reason given")"
          } ?? "there is no target"))
    }
    try write(file.text)
    if file.isEmpty { Console.error("fathom: \(path): no rows, because no label stands out") }
  }

  private func writeAndRename(_ text: String, _ temporary: String) throws(CommandFailure) {
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(errno) }
    let problem = Console.write(text, to: descriptor)
    let closed = close(descriptor) == 0 ? 0 : errno
    if problem == 0, closed == 0, rename(temporary, path) == 0 { return }
    let reason = problem != 0 ? problem : closed != 0 ? closed : errno
    unlink(temporary)
    throw failure(reason)
  }

  private func writeInPlace(_ text: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    let problem = Console.write(text, to: descriptor)
    close(descriptor)
    if problem != 0 { throw failure(problem) }
  }

  private func failure(_ number: Int32) -> CommandFailure {
    CommandFailure(message: "\(path): cannot be written: \(String(cString: strerror(number)))")
  }
}
