/// How a piece of evidence compares with its threshold.
public enum Grade: String, Codable, Sendable, CaseIterable {
  case good, caution, bad, indeterminate
}

/// A grade on a piece of evidence against a declared threshold.
public struct Finding: Codable, Sendable, Equatable {
  /// Stable name: the analysis, a point, what was graded; for instance `collinearity.vif`.
  public var id: String
  /// The grade.
  public var grade: Grade
  /// What is graded: a column, or the data as a whole.
  public var subject: String
  /// One sentence that states what was found.
  public var message: String

  /// A finding from its parts.
  public init(id: String, grade: Grade, subject: String, message: String) {
    self.id = id
    self.grade = grade
    self.subject = subject
    self.message = message
  }
}
