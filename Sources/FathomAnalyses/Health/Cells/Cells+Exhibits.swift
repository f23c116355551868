extension Cells {
  /// How many rows a table has at most.
  private static let mostRows = 12

  /// What each kind of remark names.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    var exhibits = [Exhibit]()
    if !evidence.variants.isEmpty {
      exhibits.append(
        table(
          "Levels that are written in more than one way",
          ["Column", "Levels", "In one way", "Typing errors"],
          evidence.variants.map {
            [
              .text($0.column), .count($0.levels), .count($0.distinctLevels),
              .count($0.typingErrors),
            ]
          }))
    }
    if !evidence.specialValues.isEmpty {
      exhibits.append(
        table(
          "Values that stand for missing ones", ["Column", "Value", "Cells", "Gap in IQR"],
          evidence.specialValues.map {
            [
              .text($0.column), .text($0.value), .count($0.count),
              $0.gap.map { .number($0) } ?? .none("half of the others are one value"),
            ]
          },
          "--missing-values takes the place of the usual words: name those that the table has too, such as "
            + "--missing-values=NA,-999."))
    }
    let missing = evidence.missingness.filter { ($0.cramersV ?? 0) > 0 || !$0.together.isEmpty }
    if !missing.isEmpty {
      exhibits.append(
        table(
          "Columns with missing cells", ["Column", "Missing", "V", "Together with"],
          missing.map {
            [
              .text($0.column), .text(NumberText.percent($0.share, decimals: 1)),
              $0.cramersV.map { .coefficient($0) } ?? .none("too few, or no target"),
              .count($0.together.count),
            ]
          }))
    }
    if let note = note("in nearly all rows one value", evidence.nearlyConstant) {
      exhibits.append(note)
    }
    if let note = note("names of rows, or of what they belong to", evidence.identifiers) {
      exhibits.append(note)
    }
    exhibits.append(.note("\(NumberText.plural(evidence.rows, "row")) were looked at."))
    return exhibits
  }

  private func table(
    _ title: String, _ columns: [String], _ rows: [[ExhibitCell]], _ footnote: String? = nil
  ) -> Exhibit {
    let more = rows.count - Cells.mostRows
    let notes = [
      more > 0 ? "\(NumberText.count(more)) more are in the JSON report." : nil, footnote,
    ]
    .compactMap(\.self)
    return .table(
      ExhibitTable(
        title: title, columns: columns, rows: Array(rows.prefix(Cells.mostRows)),
        footnote: notes.isEmpty ? nil : notes.joined(separator: " ")))
  }

  private func note(_ what: String, _ columns: [String]) -> Exhibit? {
    guard !columns.isEmpty else { return nil }
    let named = columns.prefix(8).map { NumberText.quoted($0) }
    let more = columns.count - named.count
    return .note(
      "\(named.joined(separator: ", "))\(more > 0 ? " and \(NumberText.plural(more, "more column"))" : "") "
        + "\(columns.count == 1 ? "holds" : "hold") \(what).")
  }

  /// One sentence, whatever was found.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let columns = Set(judge(evidence).filter { $0.grade != .good }.map(\.subject)).count
    return Highlights(
      headline: columns == 0
        ? "Nothing wrong was found in the cells"
        : "\(NumberText.plural(columns, "column")) \(columns == 1 ? "needs" : "need") a look before anything is learned"
    )
  }
}
