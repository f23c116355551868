/// What an analysis reads of a summary, beside what is always there: the schema, the account of rows,
/// the profiles, some cells of free text and what is known of each image.
///
/// What nothing needs is not computed. A survey asks for the union of the needs of its analyses.
public struct SummaryNeeds: OptionSet, Codable, Sendable, Hashable {
  /// The needs as bits: part of the binary form of a pass, so a bit keeps its meaning.
  public let rawValue: UInt32

  /// Needs from their bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Quartiles and histograms of columns.
  public static let distributions = SummaryNeeds(rawValue: 1 << 0)
  /// The features of rows: moments, the sample, and the correlations of all pairs of columns.
  ///
  /// Tables have moments and a sample in any case; of images the pixels are not read without it.
  public static let features = SummaryNeeds(rawValue: 1 << 1)
  /// The triangular factor of all features and their products with the target, which cost as much
  /// again as the correlations.
  public static let factor = SummaryNeeds(rawValue: 1 << 2)
  /// How many rows differ from one another.
  public static let repeats = SummaryNeeds(rawValue: 1 << 3)

  /// Everything.
  public static let all: SummaryNeeds = [.distributions, .features, .factor, .repeats]
}

/// What is done about missing values where all features of a row are needed.
public enum MissingPolicy: String, Codable, Sendable, CaseIterable {
  /// Rows with a missing feature are left out.
  case completeCases = "complete-cases"
  /// Columns with a missing value are left out.
  case dropColumns = "drop-columns"
  /// A missing value becomes the mean of its column.
  case mean
}
