public import FathomData
internal import FathomNumerics
public import FathomSummaries

/// Asks whether the order of words carries information.
///
/// **Question.** In a column of text: shuffle the words of each text, and is anything lost?
///
/// **Method.** The mutual information between neighbouring tokens, compared with that after shuffling
/// the tokens within each text, which keeps what words there are and in which text. The excess by
/// distance tells how far the order reaches.
///
/// **Assumptions.** Rows are exchangeable. Under the null hypothesis the tokens of a text are
/// exchangeable.
///
/// **Units.** Bits; the effect is the share of what is uncertain about a token that its neighbour tells.
///
/// **Failure.** Not applicable without a column of text, or below 500 tokens.
///
/// **References.** See ``info``.
public struct TokenOrder: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "tokenOrder", title: "Order of words",
    question: "Does the order of the words in a text carry information?",
    references: [
      "Shannon 1948, Bell Syst. Tech. J. 27:379 (mutual information)",
      "Church & Hanks 1990, Computational Linguistics 16:22 (association of neighbouring words)",
      "Ebeling & Pöschel 1994, Europhys. Lett. 26:241 (information by distance in texts)",
      "Holm 1979, Scand. J. Stat. 6:65 (several columns)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<TokenOrder>] = [
    Threshold(
      "significance", \.significance,
      meaning: "p above it: the words may as well be shuffled",
      source: "Fisher 1925, Statistical Methods for Research Workers: the conventional 5 %"),
    Threshold(
      "orderedShare", \.orderedShare,
      meaning: "a neighbour must tell at least this share of what is uncertain about a token",
      source: "Calibrated on prose, code, DNA and random strings, on this page"),
  ]

  /// Level of the test.
  public var significance = 0.05
  /// The share of a token's uncertainty that a neighbour must tell.
  public var orderedShare = 0.05

  /// The analysis with its defaults.
  public init() {}

  /// Single cells are read, not the features.
  public static let needs: SummaryNeeds = []

  /// Data with a column of text.
  public static func concerns(_ schema: Schema) -> Bool {
    schema.columns.contains { $0.type == .text && $0.isFreeText }
  }

  static let fewestTokens = 500
  static let permutationLimit = 199
  static let distances = 8
  /// Identifiers are strings of their own only where they are longer than any usual key.
  static let shortestString = 40.0

  /// The texts of some columns.
  public struct Input: Sendable {
    var columns: [(name: String, tokens: Tokens)]

    /// An input from the texts of one column.
    public init(name: String, texts: [String]) { columns = [(name, Tokens(texts))] }

    init(columns: [(name: String, tokens: Tokens)]) { self.columns = columns }
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// One entry a column.
    public var columns: [TextColumn]

    /// What was measured of one column.
    public struct TextColumn: Codable, Sendable, Equatable {
      /// The column's name.
      public var name: String
      /// Texts that were looked at.
      public var texts: Int
      /// `word` or `character`.
      public var unit: String
      /// Tokens in them.
      public var tokens: Int
      /// Different tokens that are told apart; rare ones count as one.
      public var vocabulary: Int
      /// The entropy of single tokens, in bits.
      public var entropy: Double
      /// The mutual information between neighbours, in bits.
      public var statistic: Double
      /// Its mean after shuffling tokens within texts.
      public var expected: Double
      /// Its standard deviation after shuffling.
      public var standardDeviation: Double
      /// (statistic − expected) / standard deviation; null where it does not vary.
      @NullCodable public var zScore: Double?
      /// The p-value, alternative "greater"; never 0.
      public var pValue: Double
      /// The p-value corrected for several columns by Holm's method.
      public var adjustedPValue: Double
      /// How many times the tokens were shuffled.
      public var permutations: Int
      /// (statistic − expected) / (entropy − expected); null where nothing is uncertain.
      @NullCodable public var effectSize: Double?
      /// Its 95 % interval by a delete-a-tenth jackknife over the texts; null below twenty texts.
      @NullCodable public var effectSizeInterval: [Double]?
      /// Information above that of shuffled tokens, by distance.
      public var distances: [Distance]
    }

    /// The information between tokens some places apart.
    public struct Distance: Codable, Sendable, Equatable {
      /// How many places.
      public var distance: Int
      /// Bits above what shuffled tokens have.
      public var information: Double
    }
  }

  // MARK: Input

  /// Splits the sampled texts into tokens, or says why the question does not arise.
  public func input(from summary: Summary) -> Applicability<Input> {
    let schema = summary.schema
    let columns = summary.texts.columns.compactMap { index -> (name: String, tokens: Tokens)? in
      let texts = summary.texts.texts(index)
      let column = schema.columns[index]
      guard column.isFreeText, !texts.isEmpty, Tokens.areWords(texts) else { return nil }
      let length = texts.reduce(0) { $0 + $1.utf8.count }
      guard
        column.type == .text || Double(length) >= TokenOrder.shortestString * Double(texts.count)
      else { return nil }
      return (column.name, Tokens(texts))
    }
    guard !columns.isEmpty else { return .notApplicable("there is no column of text") }
    let long = columns.filter { $0.tokens.count >= TokenOrder.fewestTokens }
    guard !long.isEmpty else {
      let most = columns.map(\.tokens.count).max() ?? 0
      return .notApplicable(
        "\(NumberText.plural(most, "token")) in texts of two or more: fewer than "
          + "\(TokenOrder.fewestTokens)")
    }
    return .applicable(Input(columns: long))
  }
}
