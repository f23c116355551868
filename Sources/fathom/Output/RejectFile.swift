import FathomGate
internal import FathomReports
private import Foundation
private import Synchronization

/// The cells and rows that break a check, as CSV, written while they are found.
///
/// `line,column,rule,expected` and, where cells were asked for, `cell`.
final class RejectFile: Sendable {
  let path: String
  /// Where it is written first; nil for a device or a pipe, which has no neighbour and must not be replaced.
  private let temporary: String?
  private let includesCells: Bool
  private let state: Mutex<State>

  private struct State {
    var text = ""
    var problem: String?
    var handle: FileHandle?
  }

  /// So much is put together before it is written.
  private static let block = 1 << 16

  /// Begins a file, under another name until it is whole.
  init(_ path: String, includesCells: Bool) throws(CommandFailure) {
    self.path = path
    self.includesCells = includesCells
    try ReportFile(path: path).check()
    let name =
      ReportFile.isDevice(path)
      ? nil : "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
    temporary = name
    let isMade = name.map { FileManager.default.createFile(atPath: $0, contents: nil) } ?? true
    guard isMade, let handle = FileHandle(forWritingAtPath: name ?? path) else {
      throw CommandFailure(message: "\(path): cannot be written")
    }
    state = Mutex(
      State(
        text: (["line", "column", "rule", "expected"] + (includesCells ? ["cell"] : []))
          .joined(separator: ",") + "\n", handle: handle))
  }

  /// Does what fills the file, which goes when that is interrupted, and gives it its name.
  func write(_ fill: () throws(CommandFailure) -> Void) throws(CommandFailure) {
    func all() throws(CommandFailure) {
      try fill()
      try finish()
    }
    guard let temporary else { return try all() }
    try Interruption.removing(temporary, whenInterruptedIn: all)
  }

  /// Adds a cell or a row.
  func add(_ reject: CellReview.Reject) {
    state.withLock { state in
      guard state.problem == nil else { return }
      let cells =
        ["\(reject.line)", reject.column ?? "", reject.rule, reject.expected]
        + (includesCells ? [reject.cell ?? ""] : [])
      state.text += cells.map { CSVText.foreignCell($0) }.joined(separator: ",") + "\n"
      if state.text.utf8.count > RejectFile.block { RejectFile.flush(&state) }
    }
  }

  private static func flush(_ state: inout State) {
    do {
      try state.handle?.write(contentsOf: Data(state.text.utf8))
    } catch {
      state.problem = "\((error as NSError).localizedFailureReason ?? error.localizedDescription)"
    }
    state.text = ""
  }

  /// Gives the file its name.
  private func finish() throws(CommandFailure) {
    let problem = state.withLock { state in
      RejectFile.flush(&state)
      try? state.handle?.close()
      state.handle = nil
      return state.problem
    }
    if problem == nil, temporary.map({ rename($0, path) == 0 }) ?? true { return }
    if let temporary { unlink(temporary) }
    throw CommandFailure(message: "\(path): cannot be written: \(problem ?? "renaming failed")")
  }

  deinit {
    // Nothing half-written stays.
    if let temporary, state.withLock({ $0.handle != nil }) { unlink(temporary) }
  }
}
