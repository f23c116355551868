internal import FathomAnalyses

/// A size in bytes, as people write it: `512MB`, `1.5GiB`, `300000000`.
enum MemorySize {
  private static let units: [(name: String, bytes: Double)] = [
    ("kib", 1_024), ("mib", 1_048_576), ("gib", 1_073_741_824), ("tib", 1_099_511_627_776),
    ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("k", 1e3), ("m", 1e6), ("g", 1e9),
    ("b", 1),
  ]

  /// The bytes of `--memory-limit`; the standard without it.
  static func bytes(_ written: String?) throws(CommandFailure) -> Int {
    guard let written else { return Survey.standardMemory }
    let text = written.lowercased()
    let unit = units.first { text.hasSuffix($0.name) }
    let number = Double(text.dropLast(unit?.name.count ?? 0)) ?? .nan
    let bytes = number * (unit?.bytes ?? 1)
    guard bytes >= Double(Survey.leastMemory), bytes < 0x1p60 else {
      throw CommandFailure(
        message: "--memory-limit \(written): expected \(Survey.leastMemory / 1_000_000)MB or more, "
          + "such as 512MB or 2GB")
    }
    return Int(bytes)
  }
}
