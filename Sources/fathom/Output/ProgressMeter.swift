internal import FathomAnalyses
internal import FathomSummaries
private import Foundation

/// What the progress line says: a function of the events so far and of the clock, which its caller
/// reads.
struct ProgressMeter: Sendable {
  /// Over this many seconds the rate of a step is smoothed.
  private static let smoothing = 5.0
  /// Events that follow one another more quickly than this are one observation of the rate.
  private static let observation = 0.25
  /// A rate is believed after this many seconds of a step.
  private static let patience = 1.0

  private var event: ProgressEvent?
  private var start = 0.0
  private var observed = (time: 0.0, fraction: 0.0)
  /// Share of the step a second.
  private var rate: Double?

  /// Takes note of an event at a time in seconds.
  mutating func record(_ next: ProgressEvent, at now: Double) {
    guard let event, event.step == next.step else {
      event = next
      start = now
      observed = (now, next.fraction)
      rate = nil
      return
    }
    // Several threads report: the furthest is right.
    guard next.fraction >= event.fraction else { return }
    self.event = next
    let elapsed = now - observed.time
    guard elapsed >= ProgressMeter.observation, next.fraction > observed.fraction else { return }
    let present = (next.fraction - observed.fraction) / elapsed
    let weight = 1 - exp(-elapsed / ProgressMeter.smoothing)
    rate = rate.map { $0 + weight * (present - $0) } ?? present
    observed = (now, next.fraction)
  }

  /// The line at a time, which fits a terminal of this many columns; nil before the first event.
  ///
  /// Where the terminal is narrow, the rate is left out first, then the bytes, the bar, the time.
  func line(at now: Double, width: Int) -> String? {
    guard let event else { return nil }
    // The last column stays free: some terminals wrap when it is written.
    let room = max(0, width - 1)
    let name = String(event.step.prefix(room))
    guard event.fraction > 0 else {
      let line = "\(event.step)  \(ProgressMeter.time(now - start))"
      return line.count <= room ? line : name
    }
    let share = min(1, event.fraction)
    let digits = String(Int(share * 100))
    let percent = String(repeating: " ", count: 3 - digits.count) + digits + " %"
    let left = remaining(at: now).map { ProgressMeter.time($0) + " left" }
    let choices: [[String?]] = [
      [event.step, ProgressMeter.bar(share, 20), percent, bytes(event), speed(event), left],
      [event.step, ProgressMeter.bar(share, 20), percent, bytes(event), left],
      [event.step, ProgressMeter.bar(share, 20), percent, left],
      [event.step, ProgressMeter.bar(share, 10), percent, left],
      [event.step, percent, left],
      [event.step, percent],
    ]
    let lines = choices.map { $0.compactMap { $0 }.joined(separator: "  ") }
    return lines.first { $0.count <= room } ?? name
  }

  /// Seconds that the present step still takes at its smoothed rate; nil while that is not known.
  private func remaining(at now: Double) -> Double? {
    guard let rate, rate > 0, now - start >= ProgressMeter.patience, observed.fraction < 1
    else { return nil }
    let seconds = (1 - observed.fraction) / rate - (now - observed.time)
    return seconds >= 0 ? seconds : nil
  }

  // MARK: Words

  private static func bar(_ share: Double, _ width: Int) -> String {
    let filled = Int(share * Double(width))
    return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
  }

  /// “0:42”, “1:02:03”.
  private static func time(_ seconds: Double) -> String {
    let whole = Int(min(max(0, seconds), 1e7).rounded())
    let (hours, minutes) = (whole / 3_600, whole / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60)
      : String(format: "%d:%02d", minutes, whole % 60)
  }

  /// “1.2 of 3.4 GB”.
  private func bytes(_ event: ProgressEvent) -> String? {
    guard let done = event.bytesDone, let total = event.bytesTotal else { return nil }
    let unit = ProgressMeter.unit(Double(total))
    let whole = ProgressMeter.size(Double(total), unit)
    let part = ProgressMeter.size(Double(done), unit)
    // As wide from the beginning as at the end.
    return String(repeating: " ", count: max(0, whole.count - part.count))
      + "\(part) of \(whole) \(unit.name)"
  }

  /// “210 MB/s”.
  private func speed(_ event: ProgressEvent) -> String? {
    guard let rate, let total = event.bytesTotal else { return nil }
    let speed = rate * Double(total)
    let unit = ProgressMeter.unit(speed)
    return "\(ProgressMeter.size(speed, unit)) \(unit.name)/s"
  }

  private static func unit(_ bytes: Double) -> (name: String, size: Double) {
    bytes >= 1e9 ? ("GB", 1e9) : bytes >= 1e6 ? ("MB", 1e6) : ("KB", 1e3)
  }

  /// Gigabytes with a decimal, for they are many bytes; the others whole.
  private static func size(_ bytes: Double, _ unit: (name: String, size: Double)) -> String {
    String(format: unit.size == 1e9 ? "%.1f" : "%.0f", bytes / unit.size)
  }
}
