internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries
internal import Mustache

extension HTMLTable {
  /// Columns that are listed; the rest is in the JSON report.
  private static let listedColumns = 150
  private static let notableColumns = 25
  /// Classes that are listed.
  private static let listedClasses = 30

  /// The classes and the columns of the data.
  static func data(of input: Report.Input) -> [HTMLTable] {
    [classes(input.classes), columns(of: input)].compactMap(\.self)
  }

  private static func classes(_ classes: [ClassCount]) -> HTMLTable? {
    guard let most = classes.map(\.count).max(), most > 0 else { return nil }
    let shown = classes.prefix(listedClasses)
    let leftOut = classes.count - shown.count
    return HTMLTable(
      ReportPhrases.classTitle(classes), kind: "facts", ["Class", "Rows", "Of the largest"],
      shown.map { entry in
        [
          Content(entry.label, limit: 80), Content(NumberText.count(entry.count), isNumeric: true),
          Content(
            markup: "<span class=\"meter\"><i style=\"width:"
              + "\(Int((100 * Double(entry.count) / Double(most)).rounded()))%\"></i></span>"),
        ]
      },
      foot: leftOut > 0
        ? "\(NumberText.plural(leftOut, "more class", "more classes")): in the JSON report." : nil)
  }

  private static func columns(of input: Report.Input) -> HTMLTable? {
    guard !input.columns.isEmpty else { return nil }
    let selection = ColumnSelection(
      input.columns, limit: listedColumns, firstCount: listedColumns - 2 * notableColumns,
      notableCount: notableColumns)
    let shown = Array(selection.first) + selection.notable
    let hasValues = shown.contains { $0.topValues != nil }
    var foot = [String]()
    if !selection.notable.isEmpty {
      foot.append(
        "The first \(NumberText.count(selection.first.count)), then those that stand out: the target, the "
          + "emptiest, and those that do not vary.")
    }
    if selection.leftOut > 0 { foot.append(ReportPhrases.columnsLeftOut(selection.leftOut) + ".") }
    return HTMLTable(
      ReportPhrases.columnTitle(input), kind: "cards cols",
      [
        "Column", "Type", "Role", "Missing", "Distinct", "Min", "Q1", "Median", "Q3", "Max", "Mean",
        "SD", "Histogram",
      ] + (hasValues ? ["Values"] : []),
      shown.map { row($0, of: input.rows.used, hasValues: hasValues) },
      foot: foot.isEmpty ? nil : foot.joined(separator: " "))
  }

  private static func row(
    _ column: ColumnProfile, of rows: Int, hasValues: Bool
  ) -> [Content] {
    func number(_ text: String) -> Content { Content(text, isNumeric: true) }
    return [
      Content(PlainText.shortened(PlainText.visible(column.name), width: 60)),
      Content(column.type.rawValue), Content(ReportPhrases.role(column) ?? "feature"),
      number(ReportPhrases.missing(column, of: rows)), number(ReportPhrases.distinct(column)),
      number(ReportPhrases.number(column.min)),
      number(ReportPhrases.quantile(column.q1, of: column)),
      number(ReportPhrases.quantile(column.median, of: column)),
      number(ReportPhrases.quantile(column.q3, of: column)),
      number(ReportPhrases.number(column.max)), number(ReportPhrases.number(column.mean)),
      number(ReportPhrases.number(column.standardDeviation)),
      column.histogram.map { Content(markup: drawing(of: $0)) } ?? Content("–"),
    ] + (hasValues ? [Content(ReportPhrases.topValues(column) ?? "–", limit: 600)] : [])
  }

  /// A small histogram: one path, a bin as wide as the others.
  private static func drawing(of histogram: ColumnHistogram) -> String {
    let counts = ReportPhrases.merged(histogram.counts, atMost: 24)
    guard let most = counts.max(), most > 0 else { return "–" }
    let width = 4
    let path = counts.enumerated().filter { $0.element > 0 }.map { place, count in
      // Every count shows.
      let height = max(1, Int((Double(count) / Double(most) * 20).rounded()))
      return "M\(place * width) 20v-\(height)h\(width - 1)v\(height)z"
    }.joined()
    let last = max(1, counts.count * width - 1)
    return
      "<svg class=\"hist\" viewBox=\"0 0 \(last) 20\" preserveAspectRatio=\"none\" role=\"img\">"
      + "<title>Histogram</title><desc>\(counts.count) bins from the least to the largest value; the "
      + "fullest holds \(NumberText.count(most))</desc><path d=\"\(path)\"/></svg>"
  }
}

/// Pictures of images of one class.
struct HTMLGallery {
  let galleryTitle: HTMLText
  let pictures: [Picture]

  struct Picture {
    let png: HTMLText
    let alt: HTMLText
  }

  /// Characters of pictures at most.
  private static let pictureLength = 400_000

  /// A gallery a class, and what is to be said of the rest.
  static func all(of images: Report.Images?) -> (galleries: [HTMLGallery], note: HTMLText?) {
    guard let all = images?.thumbnails, !all.isEmpty else { return ([], nil) }
    var groups = [(label: String?, pictures: [Picture])]()
    var length = 0
    var shown = 0
    for thumbnail in all where thumbnail.isPlain {
      length += thumbnail.png.utf8.count
      guard length <= pictureLength else { break }
      if groups.last?.label != thumbnail.heading || groups.isEmpty {
        groups.append((thumbnail.heading, []))
      }
      groups[groups.count - 1].pictures.append(
        Picture(
          png: HTMLText(markup: thumbnail.png), alt: HTMLText(thumbnail.name, limit: 120)))
      shown += 1
    }
    let galleries = groups.map { group in
      HTMLGallery(
        galleryTitle: HTMLText(group.label ?? "Some of the images", limit: 120),
        pictures: group.pictures)
    }
    let rest = all.count - shown
    return (
      galleries, rest > 0 ? HTMLText("\(NumberText.count(rest)) more are in the JSON report.") : nil
    )
  }
}

/// Text that can stand in a page as it is: escaped, or markup of our own.
///
/// Templates take nothing else, and take it raw: so escaping is a matter of types, and of scalars
/// rather than of characters. A quotation mark with a combining accent is one character, which no
/// list of characters to escape has, and yet ends an attribute.
struct HTMLText: MustacheCustomRenderable, Sendable {
  let renderText: String
  var isNull: Bool { false }

  /// Untrusted text, made visible and escaped; of a longer one than the limit the middle is left out.
  init(_ text: String, limit: Int = 2_000) {
    renderText = XMLText.visible(text, limit: limit)
  }

  /// Lines of untrusted code; within a line there is no break.
  init(code: [String]) {
    renderText = code.map { XMLText.visible($0, limit: 20_000) }
      .joined(separator: "\n")
  }

  /// Markup of our own.
  init(markup: String) { renderText = markup }
}

extension SVGFigure {
  /// The figure for a page.
  func html(id: String) -> HTMLText { HTMLText(markup: inline(id: id)) }
}
