package import FathomAnalyses

/// Lines of a terminal report.
package struct TerminalPage {
  package private(set) var text = ""
  package let usesColour: Bool
  /// Columns for sentences, which are hard to read in long lines.
  package let width: Int
  /// Columns for tables.
  package let tableWidth: Int

  package init(usesColour: Bool, width: Int) {
    self.usesColour = usesColour
    self.width = max(40, min(120, width))
    tableWidth = max(40, width)
  }

  // MARK: Colour

  private func styled(_ text: String, _ code: String) -> String {
    usesColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  package func bold(_ text: String) -> String { styled(text, "1") }
  package func faint(_ text: String) -> String { styled(text, "2") }
  package func accent(_ text: String) -> String { styled(text, "36") }

  func badge(_ label: String, _ recommendation: Verdict.Recommendation) -> String {
    switch recommendation {
    case .deep: styled(label, "1;34")
    case .classical: styled(label, "1;33")
    case .inconclusive: styled(label, "1;35")
    }
  }

  package func graded(_ grade: Grade) -> String {
    let sign = ReportPhrases.sign(grade)
    switch grade {
    case .good: return styled(sign, "32")
    case .caution: return styled(sign, "33")
    case .bad: return styled(sign, "31")
    case .indeterminate: return sign
    }
  }

  func mark(_ direction: EvidenceRow.Direction) -> String {
    let mark = ReportPhrases.mark(direction)
    switch direction {
    case .speaksFor: return styled(mark, "34")
    case .speaksAgainst: return styled(mark, "33")
    case .neither: return mark
    }
  }

  // MARK: Lines

  package mutating func line(_ line: String) {
    let end = line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex
    text += line[..<end] + "\n"
  }

  /// A bold word, then text that goes on under itself where it is too long for a line.
  package mutating func title(_ word: String, _ rest: String) {
    let indent = PlainText.width(word) + 2
    let parts = PlainText.wrap(PlainText.visible(rest, limit: 400), width: width - indent)
    line(bold(word) + "  " + (parts.first ?? ""))
    for part in parts.dropFirst() { line(String(repeating: " ", count: indent) + part) }
  }

  package mutating func faintParagraph(_ paragraph: String) {
    for part in PlainText.wrap(PlainText.visible(paragraph), width: width) { line(faint(part)) }
  }

  package mutating func heading(_ title: String) {
    if !text.hasSuffix("\n\n") { line("") }
    line(accent(bold(title)))
  }

  package mutating func paragraph(_ paragraph: String, indent: Int) {
    let blanks = String(repeating: " ", count: indent)
    for part in PlainText.wrap(PlainText.visible(paragraph, limit: 4_000), width: width - indent) {
      line(blanks + part)
    }
  }

  /// The title of a part of a section.
  package mutating func caption(_ title: String) {
    for part in PlainText.wrap(PlainText.visible(title), width: width - 2) {
      line("  " + bold(part))
    }
  }

  package mutating func note(_ note: String) {
    for part in PlainText.wrap(PlainText.visible(note, limit: 2_000), width: width - 2) {
      line("  " + faint(part))
    }
  }

  package mutating func bullet(_ item: String, mark: String, indent: Int = 2) {
    let blanks = String(repeating: " ", count: indent)
    let parts = PlainText.wrap(PlainText.visible(item, limit: 2_000), width: width - indent - 2)
    for (index, part) in parts.enumerated() {
      line(blanks + (index == 0 ? mark + " " : "  ") + part)
    }
  }

  /// A table without lines; numbers stand right, long words are wrapped in the widest columns.
  package mutating func table(_ heads: [String], _ rows: [[(text: String, isNumeric: Bool)]]) {
    let cells = rows.map { $0.map { PlainText.visible($0.text, limit: 300) } }
    let isRight = heads.indices.map { column in rows.contains { $0[column].isNumeric } }
    let widths = columnWidths(heads, cells, isNumeric: isRight)
    for row in [heads] + cells {
      let wrapped = row.enumerated().map { column, cell in
        PlainText.width(cell) <= widths[column]
          ? [cell] : PlainText.wrap(cell, width: widths[column])
      }
      for part in 0..<(wrapped.map(\.count).max() ?? 1) {
        var line = " "
        for (column, lines) in wrapped.enumerated() {
          let text = part < lines.count ? lines[part] : ""
          let blanks = String(repeating: " ", count: max(0, widths[column] - PlainText.width(text)))
          line += " " + (isRight[column] ? blanks + text : text + blanks) + " "
        }
        self.line(line)
      }
    }
  }

  /// The columns of the data, as wide as the terminal is.
  package mutating func columns(_ selection: ColumnSelection, rows: Int) {
    let first = Array(selection.first)
    let table = ColumnTable(
      first + selection.notable, rows: rows, width: min(tableWidth, ColumnTable.widest)
    ).lines()
    line(table.head.text)
    for lines in table.columns.prefix(first.count) { add(lines) }
    if !selection.notable.isEmpty {
      note("Of the others, the most notable:")
    }
    for lines in table.columns.dropFirst(first.count) { add(lines) }
    if selection.leftOut > 0 { note(ReportPhrases.columnsLeftOut(selection.leftOut)) }
  }

  private mutating func add(_ lines: [ColumnTable.Line]) {
    for part in lines { line(part.text + (part.faint.isEmpty ? "" : faint(part.faint))) }
  }

  /// As wide as the widest cell; where that is too much, the widest columns are narrowed.
  private func columnWidths(
    _ heads: [String], _ rows: [[String]], isNumeric: [Bool]
  ) -> [Int] {
    var widths = heads.map(PlainText.width)
    for row in rows {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], PlainText.width(cell))
      }
    }
    let room = width - 2 - 2 * (heads.count - 1)
    // Down to what can be read, and on a narrow terminal further: words break then, numbers do not.
    let numbers = widths.indices.map { column in
      isNumeric[column] ? rows.map { PlainText.width($0[column]) }.max() ?? 0 : 0
    }
    for limits in [widths.map { _ in 8 }, numbers.map { max(4, $0) }] {
      while widths.reduce(0, +) > room,
        let widest = widths.indices.filter({ widths[$0] > limits[$0] })
          .max(by: { widths[$0] < widths[$1] })
      {
        widths[widest] -= 1
      }
    }
    return widths
  }

}
