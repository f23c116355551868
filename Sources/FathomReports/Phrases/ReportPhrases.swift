internal import FathomAnalyses
internal import FathomData

/// The phrases that the text and the Markdown of a report share.
package enum ReportPhrases {
  /// “1,797 images, 8 × 8 grey · 10 classes”.
  package static func inputLine(_ input: Report.Input) -> String {
    inputParts(input).joined(separator: " · ")
  }

  /// The same in parts.
  static func inputParts(_ input: Report.Input) -> [String] {
    var parts = [String]()
    if let images = input.images {
      parts.append(
        "\(NumberText.plural(images.read, "image")), \(images.height) × \(images.width) "
          + (images.channels == 1 ? "grey" : "colour"))
    } else {
      parts.append(
        "\(NumberText.plural(input.rows.read, "row")) × \(NumberText.plural(input.columns.count, "column"))"
      )
    }
    if input.layout != .table { parts.append("layout \(input.layout)") }
    if let target = input.target {
      parts.append("target “\(target)”" + (input.task.map { " (\($0.rawValue))" } ?? ""))
    }
    if !input.classes.isEmpty {
      parts.append(NumberText.plural(input.classes.count, "class", "classes"))
    }
    return parts
  }

  /// How an option stands beside the others.
  static func stance(_ option: Verdict.Option) -> String {
    switch option.stance {
    case .first: "try first"
    case .worthTrying: "worth a try"
    case .unlikely: "unlikely to pay off"
    }
  }

  static func grade(_ option: Verdict.Option) -> Grade {
    switch option.stance {
    case .first: .good
    case .worthTrying: .caution
    case .unlikely: .bad
    }
  }

  /// One line on an option.
  static func option(_ option: Verdict.Option, place: Int) -> String {
    "\(place). \(capitalized(option.title)), \(stance(option)): \(option.why)"
  }

  /// What was rejected, one sentence a reason with the first lines or names.
  static func rejections(_ rows: Report.Rows) -> [String] {
    rows.rejected.sorted { $0.key < $1.key }.map { name, count in
      let reason = Rejection.Reason(rawValue: name)
      let examples = rows.rejectedExamples.filter { $0.reason.rawValue == name }
      let lines = examples.compactMap(\.line)
      let names = examples.compactMap(\.detail)
      var sentence =
        "\(NumberText.plural(count, reason == .unreadableImage ? "image" : "row")) left out: \(reason?.phrase ?? name)"
      if !lines.isEmpty {
        sentence +=
          " (line" + (lines.count == 1 ? " " : "s ")
          + lines.prefix(5).map { NumberText.count($0) }.joined(separator: ", ")
          + (count > min(5, lines.count) ? ", …" : "") + ")"
      } else if !names.isEmpty {
        sentence +=
          " (" + names.prefix(3).joined(separator: "; ") + (count > 3 ? "; …" : "") + ")"
      }
      return sentence + "."
    }
  }

  /// Where the pictures of images are, for reports that cannot show them.
  static func pictures(_ images: Report.Images?) -> String? {
    guard let count = images?.thumbnails?.count, count > 0 else { return nil }
    return
      "\(NumberText.plural(count, "picture")) of images are in the HTML, Markdown and JSON reports."
  }

  /// Duplicates among images, where there are any.
  static func duplicates(_ images: Report.Images?) -> String? {
    guard let images else { return nil }
    let exact = images.exactDuplicates
    let near = images.nearDuplicates
    guard exact + (near ?? 0) > 0 || near == nil else { return nil }
    let sentence =
      exact == 0
      ? "No image repeats the pixels of another"
      : "\(NumberText.plural(exact, "image")) "
        + (exact == 1 ? "repeats" : "repeat") + " the pixels of an earlier one"
    guard let near else { return sentence + "; too small to look for near duplicates." }
    return sentence + "; \(NumberText.count(near)) more "
      + (near == 1 ? "looks" : "look") + " like an earlier one."
  }

  /// The text with its first letter in upper case.
  package static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// The sign of a grade.
  static func sign(_ grade: Grade) -> String {
    switch grade {
    case .good: "✓"
    case .caution: "!"
    case .bad: "✗"
    case .indeterminate: "?"
    }
  }

  /// A number, or a dash for none.
  package static func number(_ value: Double?) -> String {
    value.map { NumberText.number($0) } ?? "–"
  }

  /// The words of a cell.
  static func cell(_ cell: ExhibitCell) -> String {
    switch cell {
    case .text(let text): text
    case .count(let count): NumberText.count(count)
    case .coefficient(let value): NumberText.coefficient(value)
    case .number(let value): NumberText.number(value)
    case .exact(let value): NumberText.exact(value)
    case .none: "–"
    }
  }

  /// Whether a cell holds a number, so that its column stands right.
  static func isNumeric(_ cell: ExhibitCell) -> Bool {
    switch cell {
    case .text, .none: false
    case .count, .coefficient, .number, .exact: true
    }
  }

  /// A line under a histogram that points at the observed value, or in its direction.
  ///
  /// - Parameter width: where the words would go beyond it, they stand before the mark.
  static func marker(_ histogram: ExhibitHistogram, width: Int = .max) -> String {
    let label = "\(histogram.observedLabel) \(NumberText.number(histogram.observed))"
    let bins = histogram.counts.count
    let span = histogram.upper - histogram.lower
    if histogram.observed < histogram.lower { return "← " + label }
    let isBeyond = histogram.observed > histogram.upper
    let place =
      isBeyond
      ? bins
      : span > 0
        ? min(bins - 1, Int((histogram.observed - histogram.lower) / span * Double(bins))) : 0
    let mark = isBeyond ? "→" : "▲"
    let size = PlainText.width(label)
    guard place + 2 + size > width, place > size else {
      return String(repeating: " ", count: place) + mark + " " + label
    }
    return PlainText.padded("", to: place - size - 1) + label + " " + mark
  }

  /// Bars of one line each would take too much room: eight heights in one line.
  static func sparkline(_ values: [Double]) -> String {
    let bars = Array("▁▂▃▄▅▆▇█")
    guard let low = values.min(), let high = values.max(), high > low else {
      return String(repeating: bars[0], count: values.count)
    }
    return String(
      values.map { bars[min(7, Int(($0 - low) / (high - low) * 7.999))] })
  }

  /// A count that is written out as long as that is short; from a million on in millions.
  static func rounded(_ value: Double) -> String {
    guard abs(value) < 1e12, value == value.rounded() else { return NumberText.number(value) }
    return abs(value) < 1e6
      ? NumberText.count(Int(value)) : NumberText.number((value / 1e5).rounded() / 10) + " million"
  }

  /// From where to where measured points lead.
  static func span(_ trend: ExhibitTrend) -> String {
    guard let first = trend.points.first, let last = trend.points.last else { return "No points." }
    return
      "\(capitalized(trend.yLabel)) at \(NumberText.number(first.x)) to \(NumberText.number(last.x)) "
      + "\(trend.xLabel): \(NumberText.number(first.y)) to \(NumberText.number(last.y))."
  }

  /// The command that makes the same report again.
  ///
  /// - Parameter further: options beyond those, each and its value two words; they take the place of
  ///   what was said before.
  static func command(_ report: Report, adding further: [String] = []) -> String {
    let replaced = Set(further.filter { $0.hasPrefix("--") && $0 != "--output" })
    let path = report.input.path
    var words = ["fathom", "analyze"]
    // A word that begins with a dash would be taken for an option.
    words.append(
      path == "standard input" ? "-" : shellQuoted(path.hasPrefix("-") ? "./" + path : path))
    if report.input.format == DataFormat.csv.id {
      if let target = report.input.target {
        words +=
          target.hasPrefix("-")
          ? ["--target=" + shellQuoted(target)] : ["--target", shellQuoted(target)]
      }
      if report.input.layout != .table, !replaced.contains("--layout") {
        words += ["--layout", report.input.layout.description]
      }
    }
    let kept = report.options.filter { option in
      !replaced.contains(String(option.prefix { $0 != "=" }))
    }
    words += (kept + further).map { shellQuoted($0) }
    words += ["--seed", String(report.seed), "--permutations", String(report.permutations)]
    return words.joined(separator: " ")
  }

  private static func shellQuoted(_ text: String) -> String {
    let safe = text.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "._-/".unicodeScalars.contains($0)
    }
    guard !safe || text.isEmpty else { return text }
    // By scalars: an apostrophe with an accent over it is another character, and a shell's all the same.
    return text.unicodeScalars.reduce(into: "'") { quoted, scalar in
      if scalar == "'" { quoted += "'\\''" } else { quoted.unicodeScalars.append(scalar) }
    } + "'"
  }
}
