public import FathomAnalyses

/// A plan as JSON, with the program that made it.
public struct PlanFile: Codable, Sendable, Equatable {
  /// Grows when a name changes its meaning; names may be added without.
  public var schemaVersion: Int
  /// The program that made the plan.
  public var tool: Report.Tool
  /// The plan.
  public var plan: StudyPlan

  /// A file of a plan.
  public init(_ plan: StudyPlan) {
    schemaVersion = 1
    tool = Report.Tool(name: "fathom", version: Report.currentVersion)
    self.plan = plan
  }

  /// The file, ending with a line break; names are sorted.
  public func json() throws(ReportError) -> String { try JSONRenderer.text(of: self) }
}
