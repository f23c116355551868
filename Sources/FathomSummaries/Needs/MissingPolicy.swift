/// What is done about missing values where all features of a row are needed.
public enum MissingPolicy: String, Codable, Sendable, CaseIterable {
  /// Rows with a missing feature are left out.
  case completeCases = "complete-cases"
  /// Columns with a missing value are left out.
  case dropColumns = "drop-columns"
  /// A missing value becomes the mean of its column.
  case mean
}
