internal import FathomNumerics

/// What of an analysis belongs on the first page of a report.
public struct Highlights: Sendable, Equatable {
  /// The finding as a sentence without an end; nil where the question is all there is to say.
  public var headline: String?
  /// Its rows of the evidence strip.
  public var rows: [EvidenceRow]
  /// A difference that the verdict rests on; nil for most analyses.
  public var margin: ExhibitMargin?
  /// What to run next because of what was found.
  public var nextSteps: [NextStep]

  /// Highlights from their parts.
  public init(
    headline: String? = nil, rows: [EvidenceRow] = [], margin: ExhibitMargin? = nil,
    nextSteps: [NextStep] = []
  ) {
    self.headline = headline
    self.rows = rows
    self.margin = margin
    self.nextSteps = nextSteps
  }
}

/// One answer of the evidence strip: what was found beside what was asked for.
public struct EvidenceRow: Sendable, Equatable {
  /// What an answer says of deep learning.
  public enum Direction: String, Sendable, CaseIterable {
    case speaksFor, speaksAgainst, neither
  }

  /// How large it is.
  public struct Effect: Sendable, Equatable {
    /// What is measured, before its value; empty where the unit behind it says so.
    public var label: String
    /// The value.
    public var value: String
    /// Its unit; empty without one.
    public var unit: String
    /// Its 95 % interval, or why there is none.
    public var interval: String

    /// An effect from its parts.
    public init(label: String = "", value: String, unit: String = "", interval: String) {
      self.label = label
      self.value = value
      self.unit = unit
      self.interval = interval
    }
  }

  /// How likely chance alone would show as much.
  public struct Chance: Sendable, Equatable {
    /// “0.012”, or “≤ 0.0001” at the resolution of B; never 0.
    public var pValue: String
    /// “B 9,999”, the number of permutations; “paired”, from a standard error over the same rows; or the name of an
    /// inequality.
    public var basis: String

    /// By this many permutations.
    public init(_ pValue: Double, permutations: Int) {
      self.pValue = NumberText.pValue(pValue, permutations)
      basis = "B \(NumberText.count(permutations))"
    }

    /// By an inequality with the exact mean and variance: p is at most this.
    public init(bound: Double) {
      pValue = "≤ " + NumberText.smallP(max(0.0001, bound))
      basis = "Cantelli's bound"
    }

    /// By a difference and its standard error, paired by rows, two-sided; nil without an error.
    public init?(difference: Double, standardError: Double?) {
      guard let standardError, standardError > 0, difference.isFinite else { return nil }
      pValue = NumberText.smallP(Distributions.normalTails(difference / standardError))
      basis = "paired"
    }
  }

  /// The question in plain words.
  public var question: String
  /// What the answer says of deep learning.
  public var direction: Direction
  /// What was found, beside what chance or the other side gives.
  public var found: String
  /// How large it is; nil where it has no value.
  public var effect: Effect?
  /// How likely by chance; nil for what is a count or a rule.
  public var chance: Chance?
  /// What it is held against, in words.
  public var threshold: String

  /// A row from its parts.
  public init(
    question: String, direction: Direction, found: String, effect: Effect? = nil,
    chance: Chance? = nil, threshold: String
  ) {
    self.question = question
    self.direction = direction
    self.found = found
    self.effect = effect
    self.chance = chance
    self.threshold = threshold
  }
}

/// The evidence of all analyses, what speaks for deep learning first.
public struct EvidenceStrip: Sendable {
  /// A row and the analysis that it comes from.
  public struct Entry: Sendable, Equatable {
    /// The row.
    public var row: EvidenceRow
    /// The id of its analysis.
    public var analysis: String
  }

  /// For, against, neither; within each in the order of the catalog.
  public let entries: [Entry]

  /// The strip of what was measured.
  public init(_ outcomes: [AnalysisOutcome]) {
    let all = outcomes.flatMap { outcome in
      outcome.highlights.rows.map { Entry(row: $0, analysis: outcome.info.id) }
    }
    entries = EvidenceRow.Direction.allCases.flatMap { direction in
      all.filter { $0.row.direction == direction }
    }
  }

  /// How many answers speak for it, against it, and neither, in a sentence without an end.
  public var headline: String {
    guard !entries.isEmpty else { return "Nothing was measured that could speak for or against" }
    func count(_ direction: EvidenceRow.Direction) -> Int {
      entries.count { $0.row.direction == direction }
    }
    let (pro, con) = (count(.speaksFor), count(.speaksAgainst))
    let neither = count(.neither)
    func answers(_ count: Int) -> String {
      "\(EvidenceStrip.number(count)) \(count == 1 ? "answer speaks" : "answers speak")"
    }
    guard pro + con > 0 else { return "No answer speaks for deep learning, and none against it" }
    let first =
      pro > 0
      ? answers(pro).capitalizedFirst + " for deep learning"
        + (con > 0 ? ", \(EvidenceStrip.number(con)) against it" : ", none against it")
      : answers(con).capitalizedFirst + " against deep learning, none for it"
    return first + (neither > 0 ? "; \(EvidenceStrip.number(neither)) neither" : "")
  }

  private static func number(_ count: Int) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words.indices.contains(count) ? words[count] : NumberText.count(count)
  }
}

/// A command that the findings suggest.
public struct NextStep: Sendable, Equatable {
  /// What it is for, as a sentence without an end.
  public var purpose: String
  /// What the command is told beyond what it was told; an option and its value are two words.
  public var options: [String]

  /// A step from its parts.
  public init(purpose: String, options: [String]) {
    self.purpose = purpose
    self.options = options
  }
}

/// A difference with its interval, beside what is too small to matter.
public struct ExhibitMargin: Sendable, Equatable {
  /// The question that it answers.
  public var title: String
  /// The finding in words.
  public var finding: String
  /// What is measured.
  public var unit: String
  /// The difference.
  public var value: Double
  /// Its 95 % interval.
  public var interval: [Double]
  /// Differences of either sign up to this are too small to matter.
  public var tooSmall: Double
  /// The largest difference that there could be; nil where that is not known.
  public var ceiling: Double?

  /// A margin from its parts.
  public init(
    title: String, finding: String, unit: String, value: Double, interval: [Double],
    tooSmall: Double, ceiling: Double?
  ) {
    self.title = title
    self.finding = finding
    self.unit = unit
    self.value = value
    self.interval = interval
    self.tooSmall = tooSmall
    self.ceiling = ceiling
  }
}
