private import Synchronization

/// Collects how long things took; times are no part of any result.
public final class TimingLog: Sendable {
  private let entries = Mutex<[(name: String, time: Duration)]>([])

  /// An empty log.
  public init() {}

  /// Adds a time to those of a name.
  public func add(_ name: String, _ time: Duration) {
    entries.withLock { entries in
      if let place = entries.firstIndex(where: { $0.name == name }) {
        entries[place].time += time
      } else {
        entries.append((name, time))
      }
    }
  }

  /// One line a name: the seconds on all threads together.
  public var lines: [String] {
    entries.withLock { entries in
      entries.map { entry in
        let parts = entry.time.components
        let tenths = (Double(parts.seconds) + Double(parts.attoseconds) * 1e-18) * 10
        return "\(tenths.rounded() / 10) s  \(entry.name)"
      }
    }
  }
}
