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
    var page = Page(usesColour: usesColour, width: width)
    page.title(
      "fathom plan", "\(plan.outcome) outcome, \(Words.plural(plan.parameters, "parameter"))")
    page.line("")
    let events = plan.events.map { ", with \(Words.number($0)) \(noun(plan))" } ?? ""
    page.line("  " + page.bold("\(Words.plural(plan.rows, "row")) at least\(events)"))
    page.paragraph(
      "\(Words.number(plan.perParameter)) \(plan.events == nil ? "rows" : "events") a parameter; "
        + "coefficients are then expected to shrink by \(Words.percent(1 - plan.shrinkage, decimals: 1)). "
        + "This is for a regression; flexible learners and networks need more, so take it as a lower "
        + "guide for them.", indent: 2)
    page.heading("What it rests on")
    page.table(
      ["Assumption", "Value", "From"],
      plan.assumptions.map {
        [($0.title, false), (Words.number($0.value), true), ($0.origin, false)]
      })
    page.heading("Criteria")
    page.table(
      ["So that the", "Rows", "Source"],
      plan.criteria.map {
        [($0.title, false), ($0.rows.map(Words.count) ?? "–", true), ($0.source, false)]
      })
    for criterion in plan.criteria {
      if let note = criterion.note {
        page.note("\(ReportWords.capitalized(criterion.title)): \(note).")
      }
    }
    page.heading("Rules of thumb for other models")
    page.table(
      ["Model", "Rows", "Source"],
      plan.rules.map { [($0.title, false), (Words.count($0.rows), true), ($0.source, false)] })
    page.note(
      "They disagree with one another."
        + (plan.events == nil ? "" : " At the expected share of events."))
    return page.text
  }

  private func noun(_ plan: StudyPlan) -> String {
    plan.outcome == "multinomial" ? "in the smallest class" : "events"
  }
}
