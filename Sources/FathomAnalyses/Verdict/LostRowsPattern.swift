internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// The rows of a table that could not be read, and whether they differ from the others.
///
/// Rows lost at random cost precision; rows lost by a pattern bias whatever depends on it. Rows lost and rows used are
/// compared column by column: by ranks where a column holds numbers, by counts where it holds few levels, and by the
/// place in the file, with Bonferroni's correction.
struct LostRowsPattern {
  /// Fewer rows show no pattern.
  static let fewestRows = 8
  /// The level of the test, over all columns together.
  static let level = 0.01

  /// The names of the columns in which the rows lost differ, the clearest first.
  let columns: [String]
  /// Whether they come from certain parts of the file.
  let areTogether: Bool

  init(_ rows: LostRows, _ schema: Schema) {
    guard min(rows.lost.count, rows.used.count) >= LostRowsPattern.fewestRows else {
      columns = []
      areTogether = false
      return
    }
    let candidates = schema.columns.indices.filter {
      schema.columns[$0].type.isNumeric || schema.columns[$0].type == .categorical
    }
    let limit = LostRowsPattern.level / Double(candidates.count + 1)
    columns = candidates.map { index in
      (
        name: schema.columns[index].name,
        p: LostRowsPattern.probability(
          schema.columns[index], rows.lost.cells(index), rows.used.cells(index))
      )
    }.filter { $0.p < limit }.sorted { $0.p < $1.p }.map(\.name)
    areTogether =
      SampleComparison.rankProbability(
        rows.lost.map { Double($0.line) }, rows.used.map { Double($0.line) }) < limit
  }

  private static func probability(
    _ column: Column, _ lost: [LostRows.Cell], _ used: [LostRows.Cell]
  ) -> Double {
    guard min(lost.count, used.count) >= fewestRows else { return 1 }
    if column.type == .categorical {
      return SampleComparison.countProbability(lost.map(\.key), used.map(\.key))
    }
    let mine = lost.compactMap(\.number)
    // Where cells were shifted, they are those of another column.
    guard mine.count * 10 >= lost.count * 9 else { return 1 }
    return SampleComparison.rankProbability(mine, used.compactMap(\.number))
  }
}

extension BlindSpot {
  /// The rows of a table that could not be read; nil where all could.
  init?(rejectedRowsOf summary: Summary) {
    let rows = summary.rows
    guard summary.schema.images == nil, rows.used < rows.read else { return nil }
    let reasons = rows.rejected.map { reason, count in
      (reason, count, rows.examples.filter { $0.reason == reason }.compactMap(\.line).min() ?? 0)
    }.sorted { $0.2 < $1.2 }
    let phrases = reasons.map { reason, count, line in
      (reasons.count > 1 ? "\(NumberText.count(count)) with " : "") + reason.phrase
        + ", \(count > 1 ? "the first in " : "in ")line \(NumberText.count(line))"
    }
    let pattern = summary.schema.lostRows.map { LostRowsPattern($0, summary.schema) }
    var places = pattern?.columns.prefix(3).map { "in \(NumberText.quoted($0))" } ?? []
    if pattern?.areTogether == true { places.append("in their place in the file") }
    self.init(
      places.isEmpty ? .rejectedRows : .rowsRejectedByPattern,
      share: Double(rows.read - rows.used) / Double(rows.read),
      message:
        "\(NumberText.count(rows.read - rows.used)) of \(NumberText.plural(rows.read, "row")) could not be read: "
        + phrases.joined(separator: "; ")
        + (places.isEmpty
          ? "." : "; the rows lost differ from the rest \(places.joined(separator: " and "))."),
      remedy: BlindSpot.repair(Set(rows.rejected.keys)))
  }

  private static func repair(_ reasons: Set<Rejection.Reason>) -> String {
    let repair =
      reasons.isSubset(of: [.tooFewFields, .tooManyFields])
      ? "Give every row the cells of the header, and quote cells that hold the delimiter"
      : reasons == [.unclosedQuote]
        ? "Close the quotes, double those inside of cells, or say --quote none"
        : "Repair these lines"
    return repair + "; --strict refuses a file with such lines."
  }
}

extension LostRows.Cell {
  fileprivate var number: Double? { if case .number(let value) = self { value } else { nil } }

  fileprivate var key: UInt64 {
    switch self {
    case .number(let value): value.bitPattern
    case .word(let hash): hash
    }
  }
}

extension [LostRows.Row] {
  /// What the cells of a column hold, where they are readable and hold anything.
  fileprivate func cells(_ column: Int) -> [LostRows.Cell] {
    compactMap { column < $0.cells.count ? $0.cells[column] : nil }
  }
}
