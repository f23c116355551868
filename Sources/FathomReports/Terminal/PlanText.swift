public import FathomAnalyses

/// A plan for a terminal.
public struct PlanText: Sendable {
  private let usesColour: Bool
  private let width: Int

  /// A renderer; colour only for a terminal.
  public init(usesColour: Bool = false, width: Int = 100) {
    self.usesColour = usesColour
    self.width = width
  }

  /// The plan, ending with a line break.
  public func render(_ plan: StudyPlan) -> String {
    var page = TerminalPage(usesColour: usesColour, width: width)
    page.title(
      "fathom plan", "\(plan.outcome) outcome, \(NumberText.plural(plan.parameters, "parameter"))")
    page.line("")
    let events = plan.events.map { ", with \(NumberText.number($0)) \(noun(plan))" } ?? ""
    page.line("  " + page.bold("\(NumberText.plural(plan.rows, "row")) at least\(events)"))
    page.paragraph(
      "\(NumberText.number(plan.perParameter)) \(plan.events == nil ? "rows" : "events") a parameter; "
        + "coefficients are then expected to shrink by \(NumberText.percent(1 - plan.shrinkage, decimals: 1)). "
        + "This is for a regression; flexible learners and networks need more, so take it as a lower "
        + "guide for them.", indent: 2)
    page.heading("What it rests on")
    page.table(
      ["Assumption", "Value", "From"],
      plan.assumptions.map {
        [($0.title, false), (NumberText.number($0.value), true), ($0.origin, false)]
      })
    page.heading("Criteria")
    page.table(
      ["So that the", "Rows", "Source"],
      plan.criteria.map {
        [($0.title, false), ($0.rows.map(NumberText.count) ?? "–", true), ($0.source, false)]
      })
    for criterion in plan.criteria {
      if let note = criterion.note {
        page.note("\(ReportPhrases.capitalized(criterion.title)): \(note).")
      }
    }
    page.heading("Rules of thumb for other models")
    page.table(
      ["Model", "Rows", "Source"],
      plan.rules.map { [($0.title, false), (NumberText.count($0.rows), true), ($0.source, false)] })
    page.note(
      "They disagree with one another."
        + (plan.events == nil ? "" : " At the expected share of events."))
    return page.text
  }

  private func noun(_ plan: StudyPlan) -> String {
    plan.outcome == "multinomial" ? "in the smallest class" : "events"
  }
}

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
