private import Dispatch
internal import FathomAnalyses
internal import FathomSummaries
private import Synchronization

/// One line on standard error that says what is going on; only on a terminal, only after a second.
///
/// Events are only written down, a timer draws: so the line is drawn ten times a second at most, the
/// time that is left also falls while no event arrives, and the work never waits for the terminal.
final class ProgressLine: Sendable {
  private struct State: Sendable {
    var meter = ProgressMeter()
    var shown: String?
    var isFinished = false
  }

  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// A line that is drawn until it is cleared.
  init() {
    guard Console.canRedraw else { return }
    tick()
  }

  /// The handler for the library; silent where that is not looked at.
  var handler: ProgressHandler {
    guard Console.canRedraw else { return .silent }
    return ProgressHandler { event in
      let now = self.elapsed
      self.state.withLock { $0.meter.record(event, at: now) }
    }
  }

  private static let queue = DispatchQueue(label: "progress")

  /// Draws in a tenth of a second, and again, until the line is cleared.
  private func tick() {
    ProgressLine.queue.asyncAfter(deadline: .now() + .milliseconds(100)) { [weak self] in
      guard let self, self.draw() else { return }
      self.tick()
    }
  }

  /// Draws the line where it changed; false when there is nothing more to be drawn.
  private func draw() -> Bool {
    let now = elapsed
    return state.withLock { state in
      guard !state.isFinished else { return false }
      // The width is asked for each time: the window may have been resized.
      guard now >= 1, let line = state.meter.line(at: now, width: Console.errorWidth),
        line != state.shown
      else { return true }
      state.shown = line
      Interruption.draw("\r\(line)\u{1B}[K")
      return true
    }
  }

  /// Takes the line away for good.
  func clear() {
    state.withLock { state in
      state.isFinished = true
      if state.shown != nil { Interruption.clearLine() }
    }
  }

  /// Seconds since the beginning.
  private var elapsed: Double {
    let duration = (ContinuousClock.now - start).components
    return Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
  }
}
