/// How many rows published rules ask for, of the data at hand.
struct SampleRequirements {
  /// A rule, its source, and what it asks of this dataset.
  typealias Requirement = SampleSize.Evidence.Requirement

  /// Rows that can be learned from.
  let rows: Int
  /// Columns of the design: the coefficients of a linear model without its intercept.
  let parameters: Int
  let smallestClass: Int
  let isClassification: Bool
  /// Whether the rows are images.
  var isImages = false
  /// How many independent rows a row is worth.
  var worth = 1.0

  /// Rules of thumb: events a parameter, labels in every class.
  func all(_ thresholds: SampleSize) -> [Requirement] {
    RuleOfThumb.rules(thresholds.ruleCounts).filter { rule in
      // Pretrained networks are those of images.
      (isClassification || !rule.isPerClass) && (isImages || !rule.isOfImages)
    }.map { rule in
      // The share of the smallest class is taken to stay what it is.
      let have = Double(isClassification ? smallestClass : rows)
      let share = rows > 0 ? have / Double(rows) : 0
      let needed = rule.events(parameters: parameters)
      return requirement(
        rule.id, rule.title, rule.source,
        share > 0 ? RuleOfThumb.rows(events: needed, share: share) : nil,
        isMet: have * worth >= needed, reason: "a class is empty")
    }
  }

  /// The criteria of Riley et al., each a line of its own.
  func criteria(_ plan: StudyPlan) -> [Requirement] {
    plan.criteria.map { criterion in
      requirement(
        "riley" + criterion.id.capitalizedFirst,
        "regression: " + criterion.title, criterion.source,
        criterion.rows, isMet: criterion.rows.map { Double(rows) * worth >= Double($0) } ?? false,
        reason: criterion.note ?? "it cannot be computed")
    }
  }

  /// Whole rows; rounding takes none away.
  static func whole(_ rows: Double) -> Int { Int((rows * (1 + 1e-12)).rounded(.down)) }

  private func requirement(
    _ id: String, _ title: String, _ source: String, _ wanted: Int?, isMet: Bool, reason: String
  ) -> Requirement {
    Requirement(
      id: id, title: title, source: source, rows: wanted, met: isMet,
      // What is needed less what is there, both in independent rows; a part of a row is none.
      missing: wanted.map {
        isMet ? 0 : max(0, $0 - SampleRequirements.whole(Double(rows) * worth))
      },
      reason: wanted == nil ? reason : nil)
  }
}
