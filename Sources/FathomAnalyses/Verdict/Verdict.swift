public import FathomData
public import FathomSummaries

/// What the findings say together.
public struct Verdict: Codable, Sendable, Equatable {
  /// What to do.
  public enum Recommendation: String, Codable, Sendable {
    case deep, classical, inconclusive
  }

  /// A way to go, with what speaks for it.
  public struct Option: Codable, Sendable, Equatable {
    /// How it stands beside the others.
    public enum Stance: String, Codable, Sendable {
      /// Nothing that was measured is better by more than chance.
      case first
      /// Worth a try: nobody measured it here, or it is a little behind.
      case worthTrying
      /// Something else is better, or the data do not have what it needs.
      case unlikely
    }

    /// Stable name.
    public var id: String
    /// What to do.
    public var title: String
    /// How it stands.
    public var stance: Stance
    /// Accuracy or R² on rows held out; null where it did not run here.
    @NullCodable public var expectedScore: Double?
    /// Its standard error.
    @NullCodable public var standardError: Double?
    /// The evidence, in plain words.
    public var why: String
  }

  /// A reason: what it speaks for, and a sentence.
  ///
  /// In JSON it is one text, such as `For: rows are many.`
  public struct Reason: Codable, Sendable, Equatable {
    /// What it says of deep learning; nil where it says that something was not measured.
    public var direction: EvidenceRow.Direction?
    /// The sentence.
    public var text: String

    /// A reason from its parts.
    public init(_ direction: EvidenceRow.Direction?, _ text: String) {
      self.direction = direction
      self.text = text
    }

    /// The direction in words, such as `For:`; nil where there is none.
    public var label: String? {
      switch direction {
      case .speaksFor: "For:"
      case .speaksAgainst: "Against:"
      case .neither: "Neither:"
      case nil: nil
      }
    }

    /// Both, as one line.
    public var line: String { label.map { "\($0) \(text)" } ?? text }

    /// Reads a line.
    public init(from decoder: any Decoder) throws {
      let line = try decoder.singleValueContainer().decode(String.self)
      self.init(nil, line)
      for direction in EvidenceRow.Direction.allCases {
        let label = "\(Reason(direction, "").label ?? "") "
        if line.hasPrefix(label) { self.init(direction, String(line.dropFirst(label.count))) }
      }
    }

    /// Writes a line.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(line)
    }
  }

  /// A piece of advice for whoever goes deep.
  public struct Advice: Codable, Sendable, Equatable {
    /// What it is about.
    public var topic: String
    /// What to do and why.
    public var advice: String
    /// Who says so.
    public var source: String
  }

  /// What to do.
  public var recommendation: Recommendation
  /// The probability that a small network trained from scratch beats the best of linear models, nearest
  /// neighbours and boosted trees by more than 1 % and more than a standard error.
  public var deepProbability: Double
  /// One sentence.
  public var summary: String
  /// Reasons for and against, in plain words, the weightiest first.
  public var reasons: [Reason]
  /// What would change the answer.
  public var wouldChange: [String]
  /// What to try first.
  public var tryFirst: String
  /// The ways to go, the most promising first; empty without a verdict.
  public var options: [Option] = []
  /// A start for whoever goes deep; empty without a verdict.
  public var ifDeep: [Advice] = []
  /// What voids or weakens the verdict, to be fixed before anything else.
  public var beforeAnything: [String] = []
  /// What the verdict has not seen, the largest first.
  public var blindSpots: [BlindSpot] = []
}

extension Verdict {
  /// At this probability and below the recommendation is classical.
  public static let classicalUpTo = 0.35
  /// At this probability and above the recommendation is deep.
  public static let deepFrom = 0.65
  /// The share of the datasets with a measured winner that a network won: 39 %.
  public static let baseRate = 0.39

  /// Whether there is none: what is said stands for no judgement of the data.
  public var isVoid: Bool {
    recommendation == .inconclusive && options.isEmpty && deepProbability == Verdict.baseRate
  }

  /// Reads a verdict; one of an early report has no options.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    recommendation = try container.decode(Recommendation.self, forKey: .recommendation)
    deepProbability = try container.decode(Double.self, forKey: .deepProbability)
    summary = try container.decode(String.self, forKey: .summary)
    reasons = try container.decode([Reason].self, forKey: .reasons)
    wouldChange = try container.decode([String].self, forKey: .wouldChange)
    tryFirst = try container.decode(String.self, forKey: .tryFirst)
    options = try container.decodeIfPresent([Option].self, forKey: .options) ?? []
    ifDeep = try container.decodeIfPresent([Advice].self, forKey: .ifDeep) ?? []
    beforeAnything = try container.decodeIfPresent([String].self, forKey: .beforeAnything) ?? []
    blindSpots = try container.decodeIfPresent([BlindSpot].self, forKey: .blindSpots) ?? []
  }
}
