internal import FathomAnalyses
private import Foundation
private import Synchronization

/// One line on standard error that says what is going on; only on a terminal, only after a second.
final class ProgressLine: Sendable {
  private struct State {
    var step = ""
    var lastDrawn = Date.distantPast
    var isDrawn = false
  }

  private let start = Date()
  private let state = Mutex(State())

  /// The handler for the library; silent where nobody looks.
  var handler: ProgressHandler {
    guard Console.isErrorTerminal else { return .silent }
    return ProgressHandler { step, fraction in self.draw(step, fraction) }
  }

  private func draw(_ step: String, _ fraction: Double) {
    let now = Date()
    guard now.timeIntervalSince(start) > 1 else { return }
    state.withLock { state in
      guard now.timeIntervalSince(state.lastDrawn) > 0.1 || step != state.step else { return }
      state.step = step
      state.lastDrawn = now
      state.isDrawn = true
      let filled = Int(max(0, min(1, fraction)) * 20)
      let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: 20 - filled)
      _ = Console.write("\r\u{1B}[K\(step)  \(bar) \(Int(fraction * 100)) %", to: 2)
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      if state.isDrawn { _ = Console.write("\r\u{1B}[K", to: 2) }
      state.isDrawn = false
    }
  }
}
