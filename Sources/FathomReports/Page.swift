internal import FathomAnalyses

/// Lines of a terminal report.
struct Page {
  private(set) var text = ""
  let usesColour: Bool
  let width: Int

  init(usesColour: Bool, width: Int) {
    self.usesColour = usesColour
    self.width = width
  }

  // MARK: Colour

  private func styled(_ text: String, _ code: String) -> String {
    usesColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  func bold(_ text: String) -> String { styled(text, "1") }
  func faint(_ text: String) -> String { styled(text, "2") }
  func accent(_ text: String) -> String { styled(text, "36") }

  func badge(_ label: String, _ recommendation: Verdict.Recommendation) -> String {
    switch recommendation {
    case .deep: styled(label, "1;34")
    case .classical: styled(label, "1;33")
    case .inconclusive: styled(label, "1;35")
    }
  }

  func graded(_ grade: Grade) -> String {
    let sign = ReportWords.sign(grade)
    switch grade {
    case .good: return styled(sign, "32")
    case .caution: return styled(sign, "33")
    case .bad: return styled(sign, "31")
    case .indeterminate: return sign
    }
  }

  func mark(of reason: String) -> String {
    reason.hasPrefix("For:")
      ? styled("▲", "34") : reason.hasPrefix("Against:") ? styled("▼", "33") : "●"
  }

  // MARK: Lines

  mutating func line(_ line: String) { text += line + "\n" }

  mutating func heading(_ title: String) {
    if !text.hasSuffix("\n\n") { line("") }
    line(accent(bold(title)))
  }

  mutating func paragraph(_ paragraph: String, indent: Int) {
    let blanks = String(repeating: " ", count: indent)
    for part in PlainText.wrap(PlainText.visible(paragraph, limit: 4_000), width: width - indent) {
      line(blanks + part)
    }
  }

  mutating func note(_ note: String) {
    for part in PlainText.wrap(PlainText.visible(note, limit: 2_000), width: width - 2) {
      line("  " + faint(part))
    }
  }

  mutating func bullet(_ item: String, mark: String, indent: Int = 2) {
    let blanks = String(repeating: " ", count: indent)
    let parts = PlainText.wrap(PlainText.visible(item, limit: 2_000), width: width - indent - 2)
    for (index, part) in parts.enumerated() {
      line(blanks + (index == 0 ? mark + " " : "  ") + part)
    }
  }

  /// A table without lines; numbers stand right, long words are wrapped in the widest column.
  mutating func table(_ heads: [String], _ rows: [[(text: String, isNumeric: Bool)]]) {
    let cells = rows.map { $0.map { (PlainText.visible($0.text, limit: 300), $0.isNumeric) } }
    var widths = heads.map(PlainText.width)
    for row in cells {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], PlainText.width(cell.0))
      }
    }
    let room = width - 2 - 2 * (heads.count - 1)
    if widths.reduce(0, +) > room, let widest = widths.indices.max(by: { widths[$0] < widths[$1] })
    {
      widths[widest] = max(16, room - (widths.reduce(0, +) - widths[widest]))
    }
    func pad(_ text: String, _ column: Int, right: Bool) -> String {
      let blanks = String(repeating: " ", count: max(0, widths[column] - PlainText.width(text)))
      return right ? blanks + text : text + blanks
    }
    let isRight = heads.indices.map { column in
      !cells.isEmpty && cells.contains { $0[column].1 }
    }
    func trimmed(_ line: String) -> String {
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }
    line(
      trimmed(
        "  " + heads.indices.map { pad(heads[$0], $0, right: isRight[$0]) }.joined(separator: "  "))
    )
    for row in cells {
      let wrapped = row.enumerated().map { column, cell in
        PlainText.width(cell.0) <= widths[column]
          ? [cell.0] : PlainText.wrap(cell.0, width: widths[column])
      }
      for part in 0..<(wrapped.map(\.count).max() ?? 1) {
        line(
          trimmed(
            "  "
              + row.indices.map { column in
                pad(
                  part < wrapped[column].count ? wrapped[column][part] : "", column,
                  right: isRight[column])
              }.joined(separator: "  ")))
      }
    }
  }
}
