/// Something in the input that no analysis could look at, or only in part.
///
/// Whoever passes over something declares it: a source in ``Schema/blindSpots``, the survey from the summary, an
/// analysis by its evidence. The kinds are declared in ``BlindSpotInfo``.
public struct BlindSpot: Codable, Sendable, Equatable {
  /// Stable name of the kind, such as `rows.rejected`.
  public var id: String
  /// What was not seen: a column, a kind of file, or `data` for the data as a whole.
  public var subject: String
  /// The share that was not seen, from 0 to 1, of what ``BlindSpotInfo/share`` names; nil where it is not known.
  public var share: Double?
  /// One sentence: what was not seen, and how much of it.
  public var message: String
  /// One sentence: the option or the change that cures it.
  public var remedy: String
  /// Whether it is large enough to make a verdict inconclusive, by ``BlindSpotInfo/largeFrom``.
  public var isLarge: Bool

  /// A blind spot of a kind.
  ///
  /// - Parameters:
  ///   - share: from 0 to 1; nil where it is not known, and then never large by itself.
  ///   - isLarge: what a measurement says; nil for what the share says.
  public init(
    _ info: BlindSpotInfo, subject: String = "data", share: Double?, message: String,
    remedy: String, isLarge: Bool? = nil
  ) {
    id = info.id
    self.subject = subject
    self.share = share
    self.message = message
    self.remedy = remedy
    self.isLarge = isLarge ?? info.isLarge(share)
  }

  /// Writes `null` for a share that is not known.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(subject, forKey: .subject)
    try container.encode(share, forKey: .share)
    try container.encode(message, forKey: .message)
    try container.encode(remedy, forKey: .remedy)
    try container.encode(isLarge, forKey: .isLarge)
  }
}

/// A kind of blind spot: its name, what it means, and from which share on it is large.
public struct BlindSpotInfo: Sendable, Equatable {
  /// Stable name.
  public let id: String
  /// What it means, in one sentence.
  public let meaning: String
  /// What the share is a share of.
  public let share: String
  /// The share from which on a verdict is inconclusive; nil where the share alone never makes it so.
  public let largeFrom: Double?
  /// Who says so, or what was measured; for one that is never large, why.
  public let source: String

  /// A kind from its parts.
  public init(id: String, meaning: String, share: String, largeFrom: Double?, source: String) {
    self.id = id
    self.meaning = meaning
    self.share = share
    self.largeFrom = largeFrom
    self.source = source
  }

  /// Whether a share is large.
  public func isLarge(_ share: Double?) -> Bool {
    guard let share, let largeFrom else { return false }
    return share >= largeFrom
  }
}

extension BlindSpot {
  /// An input of which a part is lost.
  static func damaged(_ message: String, isLarge: Bool) -> BlindSpot {
    BlindSpot(
      .damagedInput, subject: "file", share: nil,
      message: message + (isLarge ? " How many rows are lost is not known." : ""),
      remedy: "Get the file again.", isLarge: isLarge)
  }

  /// A text whose encoding is not certain.
  static func unsureEncoding(_ title: String) -> BlindSpot {
    BlindSpot(
      .unsureEncoding, subject: "text", share: nil,
      message:
        "The text was read as \(title), which is not certain: some characters stand where no language has them, or "
        + "another encoding fits as well.",
      remedy:
        "Name the encoding with --encoding, such as cp850, cp437, macintosh or iso-8859-15.")
  }
}

// MARK: - What sources pass over

extension BlindSpotInfo {
  /// All kinds that a source may declare.
  public static let ofSources: [BlindSpotInfo] =
    [
      unreadCells, otherUnits, partlyNumericColumn, damagedInput, unsureEncoding,
    ] + ofImages

  private static let measured =
    "Cohen 1988: from a medium effect on, f² 0.15, what the column adds to the features; where that was not measured, half "
    + "of the candidates"
  package static let bennett =
    "Bennett 2001, How can I deal with missing data in my study?: analyses are likely biased when more than "
    + "10 % is missing"

  /// Rows that could not be read.
  public static let rejectedRows = BlindSpotInfo(
    id: "rows.rejected", meaning: "Lines of a table that could not be read as rows.",
    share: "of the rows", largeFrom: 0.1, source: bennett)

  /// Rows that could not be read and that differ from the others.
  public static let rowsRejectedByPattern = BlindSpotInfo(
    id: "rows.rejectedByPattern",
    meaning:
      "Lines of a table that could not be read as rows, and that differ from the rest in a column or in their "
      + "place in the file.",
    share: "of the rows", largeFrom: 0.05,
    source: "Schafer 1999, Multiple imputation: a primer: a share below 5 % is inconsequential")

  /// Cells of a column of numbers that are no numbers.
  public static let unreadCells = BlindSpotInfo(
    id: "cells.notNumbers",
    meaning: "Cells of a column of numbers that are no numbers and count as missing.",
    share: "of the column's cells", largeFrom: nil,
    source: "they count as missing values, which the analyses handle and state")

  /// Cells of a column of numbers whose unit is not that of the others.
  public static let otherUnits = BlindSpotInfo(
    id: "cells.otherUnit",
    meaning:
      "Cells of a column of numbers that have another unit than the others, or one where they have none.",
    share: "of the column's cells", largeFrom: 0.1, source: bennett)

  /// An input that ends early or is damaged.
  public static let damagedInput = BlindSpotInfo(
    id: "input.damaged",
    meaning: "Data that end early or are damaged, so that an unknown part of them is lost.",
    share: "of the input, which is not known", largeFrom: nil,
    source: "nobody can say how much is lost, nor what: it is always large where rows may be")

  /// A text whose encoding is not certain.
  public static let unsureEncoding = BlindSpotInfo(
    id: "text.encoding",
    meaning: "Words that may be read wrongly, because the encoding of the text is not certain.",
    share: "of the text, which is not known", largeFrom: nil,
    source: "numbers and the ways in which words differ are the same in every encoding of this kind"
  )

  /// A column that is numeric in part.
  public static let partlyNumericColumn = BlindSpotInfo(
    id: "columns.partlyNumeric",
    meaning:
      "A column of numbers and other cells, which was left out because nobody can say what it is.",
    share: "of the columns that could be features", largeFrom: 0.5,
    source: "with half of the candidates unread the rest cannot stand for the table")

  /// A column of free text.
  public static let textColumn = BlindSpotInfo(
    id: "columns.text", meaning: "A column of free text, which no analysis reads.",
    share: "of the columns that could be features", largeFrom: 0.5,
    source: measured)

  /// What looks like an identifier and says something.
  public static let codeColumn = BlindSpotInfo(
    id: "columns.codes",
    meaning: "A column of codes, all different, that says something about the target.",
    share: "of the columns that could be features", largeFrom: 0.5,
    source: measured)

  /// A column of more levels than are encoded.
  public static let manyLevels = BlindSpotInfo(
    id: "columns.manyLevels",
    meaning: "A categorical column with more levels than are spread into indicators.",
    share: "of the columns that could be features", largeFrom: 0.5,
    source: measured)

  /// A column of dates.
  public static let dateColumn = BlindSpotInfo(
    id: "columns.date", meaning: "A column of dates or times, which no model reads.",
    share: "of the columns that could be features", largeFrom: 0.5,
    source: measured)
}
