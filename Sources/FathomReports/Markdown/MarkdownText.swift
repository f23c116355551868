internal import FathomAnalyses

/// Untrusted text, tables and code as GitHub-flavoured Markdown.
package enum MarkdownText {
  /// A cell of a table.
  package struct Cell {
    var text: String
    /// Whether its column stands right.
    var isNumeric = false
    /// Whether it is a drawing of ours, whose characters are all as wide.
    var isFigure = false

    init(_ text: String) { self.text = text }

    init(number text: String) {
      self.text = text
      isNumeric = true
    }

    init(figure text: String) {
      self.text = text
      isFigure = !text.isEmpty
    }

    init(_ cell: ExhibitCell) {
      text = ReportPhrases.cell(cell)
      isNumeric = ReportPhrases.isNumeric(cell)
    }
  }

  package static func grid(_ heads: [String], _ rows: [[Cell]]) -> [String] {
    let isRight = heads.indices.map { column in rows.contains { $0[column].isNumeric } }
    return [
      "| " + heads.map { escape($0) }.joined(separator: " | ") + " |",
      "| " + isRight.map { $0 ? "---:" : "---" }.joined(separator: " | ") + " |",
    ]
      + rows.map { row in
        "| "
          + row.map { $0.isFigure ? "`\($0.text)`" : escape($0.text, limit: 400) }
          .joined(separator: " | ") + " |"
      }
  }

  /// Text that cannot become markup: HTML, tables, emphasis, links and code are taken apart.
  package static func escape(_ text: String, limit: Int = 2_000) -> String {
    var result = ""
    // By scalars: a bar with an accent over it is one character, and still ends a cell.
    for scalar in PlainText.visible(text, limit: limit).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "|", "`", "*", "_", "[", "]", "#", "~", "$", "!", "@":
        result += "\\" + String(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A code block whose fence is longer than any run of backticks inside.
  package static func fenced(_ lines: [String]) -> String {
    let code = lines.map { PlainText.visible($0, limit: 2_000) }.joined(separator: "\n")
    var longest = 0
    var run = 0
    for character in code {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)sh\n\(code)\n\(fence)"
  }
}

/// What the gate made of a report, as Markdown.
enum GateMarkdown {
  /// The lines, with at most this many checks.
  static func lines(_ gate: GateResult, limit: Int) -> [String] {
    let told = gate.worstFirst.map { gate.checks[$0] }
    var lines = [
      "**\(MarkdownText.escape(GateText.outcome(gate)))** "
        + MarkdownText.escape(GateText.counts(gate)), "",
    ]
    guard !told.isEmpty else { return lines }
    lines += ["| Check | Status | What was found |", "| --- | --- | --- |"]
    lines += told.prefix(limit).map { check in
      "| \(MarkdownText.escape(check.name, limit: 120)) | \(check.sign) | "
        + "\(MarkdownText.escape(check.message, limit: 400)) |"
    }
    if told.count > limit {
      lines += ["", "\(NumberText.count(told.count - limit)) more in the JSON report."]
    }
    return lines + [""]
  }
}
