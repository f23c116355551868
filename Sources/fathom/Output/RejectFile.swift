import FathomGate
internal import FathomReports
private import Foundation
private import Synchronization

/// The cells and rows that break a check, as CSV, written while they are found.
///
/// `line,column,rule,expected` and, where cells were asked for, `cell`.
final class RejectFile: Sendable {
  private let path: String
  private let temporary: String
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
    temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
    try ReportFile(path: path).check()
    guard FileManager.default.createFile(atPath: temporary, contents: nil),
      let handle = FileHandle(forWritingAtPath: temporary)
    else { throw CommandFailure(message: "\(path): cannot be written") }
    state = Mutex(
      State(
        text: (["line", "column", "rule", "expected"] + (includesCells ? ["cell"] : []))
          .joined(separator: ",") + "\n", handle: handle))
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
  func finish() throws(CommandFailure) {
    let problem = state.withLock { state in
      RejectFile.flush(&state)
      try? state.handle?.close()
      state.handle = nil
      return state.problem
    }
    if problem == nil, rename(temporary, path) == 0 { return }
    unlink(temporary)
    throw CommandFailure(message: "\(path): cannot be written: \(problem ?? "renaming failed")")
  }

  deinit {
    // Nothing half-written stays.
    if state.withLock({ $0.handle != nil }) { unlink(temporary) }
  }
}
