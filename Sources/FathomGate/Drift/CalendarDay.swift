private import Foundation

/// Days since the start of 1970 as people write them.
package enum CalendarDay {
  /// `2024-05-17`.
  package static func text(_ days: Double) -> String {
    guard days.isFinite, abs(days) < 3_000_000 else { return "no day" }
    let date = Date(timeIntervalSince1970: days.rounded(.down) * 86_400)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
  }
}
