internal import FathomSummaries
private import Synchronization

/// Says which contender runs and how much of a contest is done, of what it takes at most.
final class ContestProgress: Sendable {
  private let title: String
  private let total: Double
  private let done = Mutex(0.0)
  private let report: ProgressHandler

  init(_ title: String, _ total: Double, _ report: ProgressHandler) {
    self.title = title
    self.total = max(1e-9, total)
    self.report = report
  }

  func begin(_ name: String) {
    report("\(title): \(name)", min(1, done.withLock { $0 } / total))
  }

  func end(_ name: String, _ seconds: Double) {
    let share = done.withLock { done in
      done += seconds
      return done / total
    }
    report("\(title): \(name)", min(1, share))
  }
}
