/// A published rule on the number of rows, for a kind of model.
struct RuleOfThumb: Sendable {
  /// Stable name.
  let id: String
  /// What it asks for.
  let title: String
  /// Who says so.
  let source: String
  /// Events (rows of the smallest class, or rows) a parameter, or labels in every class.
  let count: Double
  /// Whether it counts labels in every class rather than events a parameter.
  let isPerClass: Bool
  /// Whether it is of images only.
  var isOfImages = false

  /// How many events it asks for.
  func events(parameters: Int) -> Double { isPerClass ? count : count * Double(max(1, parameters)) }

  /// Rows that hold this many events when their share stays what it is; as many as can be counted.
  static func rows(events: Double, share: Double) -> Int {
    Int(min(1e15, (events / share).rounded(.up)))
  }

  private static let vanDerPloeg =
    "van der Ploeg, Austin & Steyerberg 2014, BMC Med. Res. Methodol. 14:137"

  private static let shahinfar =
    "Shahinfar, Meek & Falzon 2020, Ecological Informatics 57:101085: the gain of further images "
    + "flattens at 150 to 500 a class; 100 to 1,000 is the usual range"

  /// All rules, from the least to the most demanding kind of model.
  static var all: [RuleOfThumb] { rules(.standard) }

  /// The numbers that the rules ask for.
  struct Counts: Sendable {
    /// Those of the publications.
    static let standard = Counts()

    var eventsPerVariable = 10.0
    var eventsPerVariableSafe = 20.0
    var eventsPerVariableLogistic = 50.0
    var eventsPerVariableFlexible = 200.0
    var labelsPerClassPretrained = 100.0
    var labelsPerClassPretrainedSafe = 1_000.0
    var labelsPerClass = 5_000.0
  }

  /// All rules with some numbers.
  static func rules(_ thresholds: Counts) -> [RuleOfThumb] {
    [
      RuleOfThumb(
        id: "eventsPerVariable10",
        title: "regression: \(NumberText.number(thresholds.eventsPerVariable)) events a parameter",
        source:
          "Peduzzi et al. 1996, J. Clin. Epidemiol. 49:1373; van Smeden et al. 2016 (BMC Med. "
          + "Res. Methodol. 16:163) find no basis for a fixed number",
        count: thresholds.eventsPerVariable, isPerClass: false),
      RuleOfThumb(
        id: "eventsPerVariable20",
        title:
          "stable regression: \(NumberText.number(thresholds.eventsPerVariableSafe)) events a parameter",
        source: "Harrell 2015, Regression Modeling Strategies, 4.4: 15 to 20",
        count: thresholds.eventsPerVariableSafe, isPerClass: false),
      RuleOfThumb(
        id: "eventsPerVariable50",
        title:
          "logistic regression: \(NumberText.number(thresholds.eventsPerVariableLogistic)) events a "
          + "parameter",
        source: vanDerPloeg + ": 20 to 50 for predictions without optimism",
        count: thresholds.eventsPerVariableLogistic,
        isPerClass: false),
      RuleOfThumb(
        id: "eventsPerVariable200",
        title: "forests, SVM, dense networks: "
          + "\(NumberText.number(thresholds.eventsPerVariableFlexible)) events a parameter",
        source: vanDerPloeg
          + ": more than 200 for random forests, support vector machines and networks",
        count: thresholds.eventsPerVariableFlexible, isPerClass: false),
      RuleOfThumb(
        id: "deepPretrained",
        title: "pretrained network (images): at least "
          + "\(NumberText.number(thresholds.labelsPerClassPretrained)) labels a class",
        source: shahinfar, count: thresholds.labelsPerClassPretrained, isPerClass: true,
        isOfImages: true),
      RuleOfThumb(
        id: "deepPretrainedSafe",
        title: "pretrained network (images): safely "
          + "\(NumberText.number(thresholds.labelsPerClassPretrainedSafe)) labels a class",
        source: shahinfar, count: thresholds.labelsPerClassPretrainedSafe, isPerClass: true,
        isOfImages: true),
      RuleOfThumb(
        id: "deepFromScratch",
        title:
          "network from scratch: \(NumberText.number(thresholds.labelsPerClass)) labels a class",
        source: "Goodfellow, Bengio & Courville 2016, Deep Learning, 1.2.2: about 5,000 labelled "
          + "examples a category for acceptable performance",
        count: thresholds.labelsPerClass, isPerClass: true),
    ]
  }
}
