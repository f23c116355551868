public import FathomSummaries

/// How many rows a study needs, before there are data.
public struct StudyPlan: Codable, Sendable, Equatable {
  /// `continuous`, `binary`, `multinomial` or `survival`.
  public var outcome: String
  /// Coefficients of the model, without its intercept.
  public var parameters: Int
  /// What the plan rests on.
  public var assumptions: [Assumption]
  /// The criteria of Riley et al., each with what it asks for by itself.
  public var criteria: [Criterion]
  /// The fewest rows that meet all criteria that count.
  public var rows: Int
  /// Events (of the rarest class) among this many rows; null for a number.
  @NullCodable public var events: Double?
  /// Events a parameter, or rows a parameter for a number.
  public var perParameter: Double
  /// The shrinkage that this many rows let expect.
  public var shrinkage: Double
  /// Rules of thumb for other kinds of models.
  public var rules: [Rule]

  /// Something that was said or assumed.
  public struct Assumption: Codable, Sendable, Equatable {
    /// Stable name.
    public var id: String
    /// What it is.
    public var title: String
    /// Its value.
    public var value: Double
    /// Where it comes from.
    public var origin: String
  }

  /// A criterion and what it asks for.
  public struct Criterion: Codable, Sendable, Equatable {
    /// Stable name.
    public var id: String
    /// What it makes sure of.
    public var title: String
    /// Who says so.
    public var source: String
    /// The fewest rows that meet it; null where it could not be computed.
    @NullCodable public var rows: Int?
    /// The shrinkage that this many rows let expect; null where it is not defined.
    @NullCodable public var shrinkage: Double?
    /// Whether ``StudyPlan/rows`` counts it.
    public var counts: Bool
    /// Why it could not be computed, or what else is to be known.
    @NullCodable public var note: String?
  }

  /// A rule of thumb.
  public struct Rule: Codable, Sendable, Equatable {
    /// Stable name.
    public var id: String
    /// What it asks for.
    public var title: String
    /// Who says so.
    public var source: String
    /// Rows, at the shares of the classes that are expected.
    public var rows: Int
  }
}

extension StudyPlan {
  /// A plan for a design, or what is wrong with it.
  public init(_ design: StudyDesign) throws(StudyDesignError) {
    try design.check()
    self.init(checked: design, origin: "given", fitOrigin: "given")
  }

  /// - Parameters:
  ///   - origin: where what is known of the outcome comes from.
  ///   - fitOrigin: where the expected fit comes from.
  init(checked design: StudyDesign, origin: String, fitOrigin: String) {
    let riley = RileyCriteria(design)
    parameters = design.parameters
    criteria = riley.criteria()
    rows = criteria.filter(\.counts).compactMap(\.rows).max() ?? 0
    assumptions = riley.assumptions(origin: origin, fitOrigin: fitOrigin)
    shrinkage = riley.shrinkage(rows: rows) ?? design.shrinkage
    // The share of events, and that of the rarer class, which rules of thumb count.
    let share: Double
    var rarer: Double?
    switch design.outcome {
    case .continuous:
      outcome = "continuous"
      share = 1
    case .binary(let prevalence, _):
      outcome = "binary"
      share = prevalence
      rarer = min(prevalence, 1 - prevalence)
    case .multinomial(let shares, _):
      outcome = "multinomial"
      share = shares.min() ?? 1
    case .survival(let rate, _, let meanFollowUp, _):
      outcome = "survival"
      share = rate * meanFollowUp
    }
    events = outcome == "continuous" ? nil : Double(rows) * share
    perParameter = Double(rows) * share / Double(design.parameters)
    rules = RuleOfThumb.all.compactMap { [outcome, rarer] rule in
      let events = rule.events(parameters: design.parameters)
      // Of a number or a time there are no classes to label.
      guard !rule.isPerClass || outcome == "binary" || outcome == "multinomial" else { return nil }
      return Rule(
        id: rule.id, title: rule.title, source: rule.source,
        rows: RuleOfThumb.rows(events: events, share: rarer ?? share))
    }
  }
}
