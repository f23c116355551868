internal import FathomData

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The rule from evidence to verdict: a sum of log-odds, each with its reason.
///
/// It is a first, transparent rule. The base rate is that of the 67 public datasets on which the
/// winner was measured (26 of 67 won by a small network); the weights are round numbers chosen so
/// that the obvious cases come out right, not fitted. The probability is therefore a ranking of the
/// evidence rather than a calibrated frequency, and the report says so.
struct VerdictRule {
  /// 39 % of the datasets with a measured winner were won by a network.
  static let baseRate = 0.39
  /// Between these probabilities the verdict is inconclusive.
  static let classicalBelow = 0.35
  static let deepAbove = 0.65
  /// Below so many rows nothing is said; the smallest set with a measured winner has 100.
  static let fewestRows = 20

  /// The analyses whose evidence counts here, or would if there were any.
  static let consulted: Set<String> = [
    LocalCorrelation.info.id, Collinearity.info.id, SampleSize.info.id, ImageHealth.info.id,
  ]

  let summary: Summary
  let outcomes: [AnalysisOutcome]
  /// Whether not all analyses were asked for.
  var isPartial = false
  /// Thresholds that differ from their defaults.
  var thresholds = ThresholdChanges()

  private struct Argument {
    var logOdds: Double
    var text: String
  }

  func verdict() -> Verdict {
    let local = evidence(LocalCorrelation.self)
    let size = evidence(SampleSize.self)
    let collinear = evidence(Collinearity.self)
    guard !isPartial else {
      return Verdict(
        recommendation: .inconclusive, deepProbability: VerdictRule.baseRate,
        summary: "No verdict: only a part of the analyses was asked for.", reasons: notMeasured(),
        wouldChange: ["All analyses: run again without --only."],
        tryFirst: "Run again without --only for a verdict.")
    }
    if let void = voidReason(local, size) {
      return Verdict(
        recommendation: .inconclusive, deepProbability: VerdictRule.baseRate,
        summary: "No verdict: \(void)",
        reasons: ["Neither: \(void.capitalizedFirst)"] + notMeasured(),
        wouldChange: ["Data that can be judged: \(void)"],
        tryFirst: "Mend the data first, then ask again.")
    }
    var arguments = [Argument]()
    arguments.append(localityArgument(local))
    if let argument = sizeArgument(size, local) { arguments.append(argument) }
    if let argument = collinearityArgument(collinear) { arguments.append(argument) }
    if let argument = textArgument(evidence(TokenOrder.self)) { arguments.append(argument) }
    let logit =
      log(VerdictRule.baseRate / (1 - VerdictRule.baseRate))
      + arguments.reduce(0) { $0 + $1.logOdds }
    let probability = (1 / (1 + exp(-logit)) * 100).rounded() / 100
    let recommendation: Verdict.Recommendation =
      probability >= VerdictRule.deepAbove
      ? .deep : probability <= VerdictRule.classicalBelow ? .classical : .inconclusive
    return Verdict(
      recommendation: recommendation, deepProbability: probability,
      summary: sentence(recommendation, local, size),
      reasons: arguments.sorted { abs($0.logOdds) > abs($1.logOdds) }.map {
        ($0.logOdds > 0 ? "For: " : $0.logOdds < 0 ? "Against: " : "Neither: ") + $0.text
      } + notMeasured(),
      wouldChange: wouldChange(recommendation, local, size),
      tryFirst: tryFirst(recommendation, local, size))
  }

  // MARK: Evidence

  private func evidence<A: Analysis>(_ type: A.Type) -> A.Evidence? {
    outcomes.first { $0.info.id == A.info.id }?.evidence as? A.Evidence
  }

  private func strength(_ local: LocalCorrelation.Evidence?) -> LocalCorrelation.Strength {
    local.map { LocalCorrelation(thresholds).strength(of: $0) } ?? .none
  }

  private var isGrid: Bool { summary.dataset.layout.isGrid }

  private func voidReason(
    _ local: LocalCorrelation.Evidence?, _ size: SampleSize.Evidence?
  ) -> String? {
    if size == nil { return "there is no feature that varies." }
    if let rows = size?.rows, rows < VerdictRule.fewestRows {
      return "\(Words.plural(rows, "row")) are too few."
    }
    if summary.dataset.task == .classification, summary.classes.count(where: { $0.count > 0 }) < 2 {
      return "the target has a single class."
    }
    if summary.dataset.task == .regression, summary.dataset.target?.type == .constant {
      return "the target is constant."
    }
    if summary.dataset.layout != .table, local == nil {
      return "the test of local correlation could not run."
    }
    return nil
  }

  private func notMeasured() -> [String] {
    outcomes.filter { $0.status != .measured && VerdictRule.consulted.contains($0.info.id) }.map {
      "Not measured: \($0.info.title.lowercased()): \($0.reason ?? "no reason given")."
    }
  }

  // MARK: Arguments

  /// Text is another kind of data: what is said here is of the other columns.
  private func textArgument(_ texts: TokenOrder.Evidence?) -> Argument? {
    guard let name = texts.flatMap({ TokenOrder(thresholds).ordered($0).first?.name }) else {
      return nil
    }
    return Argument(
      logOdds: 0,
      text:
        "The order of the words in \(Words.quoted(name)) carries information, which a pretrained "
        + "language model can use; this verdict weighs the other columns alone.")
  }

  private func localityArgument(_ local: LocalCorrelation.Evidence?) -> Argument {
    guard let local else {
      // What was not measured is no evidence; that this is a table is.
      return Argument(
        logOdds: -1.2,
        text: "It is a table, where the order of the columns is arbitrary as a rule; whether "
          + "neighbours belong together was not measured.")
    }
    let index = Words.coefficient(local.effectSize)
    switch (summary.dataset.layout, strength(local)) {
    case (.grid, .strong):
      return Argument(
        logOdds: 1.8,
        text:
          "Neighbouring pixels belong together (locality index \(index)): a convolution can use it."
      )
    case (.grid, .weak):
      return Argument(
        logOdds: -0.8,
        text: "Neighbouring pixels are only slightly more alike than chance (index \(index)).")
    case (.grid, .none):
      return Argument(
        logOdds: -1.6,
        text: "Shuffling the pixels destroys nothing: a convolution has nothing to hold on to.")
    case (.sequence, .strong):
      return Argument(
        logOdds: 0.6,
        text: "Neighbouring steps belong together (locality index \(index)); smooth curves such as "
          + "spectra often gain nothing from it.")
    case (.sequence, .weak):
      return Argument(
        logOdds: -0.6, text: "Neighbouring steps are only slightly more alike than chance.")
    case (.sequence, .none):
      return Argument(logOdds: -1.4, text: "Shuffling the steps destroys nothing.")
    case (.table, .strong):
      return Argument(
        logOdds: -0.5,
        text: "Neighbouring columns are alike (locality index \(index)). If they are samples of a "
          + "signal, say so with --layout; in a table it only means that related columns stand "
          + "together.")
    case (.table, .weak):
      return Argument(
        logOdds: -1.4,
        text: "Neighbouring columns are slightly more alike than chance (index \(index)), as "
          + "related columns of a table are: too little for a convolution.")
    case (.table, .none):
      return Argument(
        logOdds: -1.5,
        text: "The columns have no local structure: shuffling them loses nothing, so a convolution "
          + "has nothing to gain.")
    }
  }

  private func sizeArgument(
    _ size: SampleSize.Evidence?, _ local: LocalCorrelation.Evidence?
  ) -> Argument? {
    guard let size else { return nil }
    // Rows count by what they are worth.
    let isWorthLess = size.worth < 0.99
    if let all = size.smallestClass, let classes = size.classes, classes >= 2 {
      let smallest = Int((Double(all) * size.worth).rounded())
      let text =
        "The smallest of \(classes) classes has \(Words.plural(all, "row"))"
        + (isWorthLess ? ", worth \(Words.count(smallest)) independent ones" : "")
        + "; a network from "
        + "scratch is said to want about \(Words.number(rules.labelsPerClass)) a class"
      if smallest >= Int(rules.labelsPerClass) {
        return Argument(logOdds: 0.6, text: "\(Words.count(all)) rows or more in every class.")
      }
      if strength(local) == .strong, isGrid {
        // With strong locality small networks won from 100 images on.
        return Argument(
          logOdds: smallest >= 20 ? -0.1 : -0.4,
          text: text + ", a pretrained one with a new head "
            + "\(Words.number(rules.labelsPerClassPretrained)) to "
            + "\(Words.number(rules.labelsPerClassPretrainedSafe)); augmentation makes up for a part."
        )
      }
      return Argument(logOdds: smallest >= 500 ? -0.2 : -0.5, text: text + ".")
    }
    let rows = Int(size.effectiveRows.rounded())
    return Argument(
      logOdds: rows >= 50_000 ? 0.4 : rows >= 5_000 ? 0 : -0.4,
      text: "\(Words.plural(size.rows, "row"))"
        + (isWorthLess ? ", worth \(Words.count(rows)) independent ones," : "")
        + " for \(Words.plural(size.features, "feature"))"
        + (rows >= 5_000 ? "." : ": few for a network."))
  }

  private func collinearityArgument(_ collinear: Collinearity.Evidence?) -> Argument? {
    guard let collinear, collinear.ridgePenalty == nil, summary.dataset.layout == .table else {
      return nil
    }
    let limit = Collinearity(thresholds).vifBad
    let inflated = collinear.predictors.count { ($0.vif ?? .infinity) > limit }
    guard inflated > 0 else { return nil }
    return Argument(
      logOdds: -0.1,
      text: "\(Words.count(inflated)) of \(Words.plural(collinear.predictors.count, "feature")) "
        + (inflated == 1 ? "repeats" : "repeat")
        + " others (VIF above \(Words.number(limit))): redundancy invites overfitting; drop or regularise."
    )
  }

  // MARK: Sentences

  private func sentence(
    _ recommendation: Verdict.Recommendation, _ local: LocalCorrelation.Evidence?,
    _ size: SampleSize.Evidence?
  ) -> String {
    let unit = isGrid ? "pixels" : summary.dataset.layout == .sequence ? "steps" : "columns"
    switch recommendation {
    case .deep where isGrid && isSmall(size):
      return
        "Deep learning is likely to pay off: neighbouring \(unit) belong together. With so few rows, "
        + "start from a pretrained network or with augmentation."
    case .deep:
      return "Deep learning is likely to pay off: neighbouring \(unit) belong together."
    case .classical where local == nil:
      return "Deep learning is unlikely to pay off on a table like this one."
    case .classical:
      switch strength(local) {
      case .strong:
        return
          "Deep learning is unlikely to pay off: the arrangement is local, and the rest speaks "
          + "against a network."
      case .weak:
        return
          "Deep learning is unlikely to pay off: the \(unit) have too little local structure to "
          + "learn from."
      case .none:
        return "Deep learning is unlikely to pay off: the \(unit) have no local structure to learn "
          + "from."
      }
    case .inconclusive:
      return strength(local) == .strong
        ? "It could go either way: neighbouring \(unit) belong together, which a network may or may "
          + "not turn into a gain."
        : "It could go either way: the evidence does not point in one direction."
    }
  }

  private func wouldChange(
    _ recommendation: Verdict.Recommendation, _ local: LocalCorrelation.Evidence?,
    _ size: SampleSize.Evidence?
  ) -> [String] {
    var changes = [String]()
    if summary.dataset.task == nil {
      changes.append(
        summary.dataset.images == nil
          ? "A target: name it with --target, so that rows can be weighed against it."
          : "Labels: sort the images into one folder a class, so that rows can be weighed.")
    }
    switch summary.dataset.layout {
    case .table:
      changes.append(
        "If the columns are samples of a signal or pixels: --layout sequence or --layout HxW.")
      changes.append(
        "A smooth, many-way interaction of few columns, which a dense network can learn.")
    case .sequence, .grid:
      if strength(local) == .strong {
        changes.append(
          "A classical method that is already near its ceiling would leave nothing to win.")
      } else {
        changes.append("The positions in their true order, if they were rearranged.")
      }
    }
    if let size { changes += moreRows(recommendation, size) }
    return changes
  }

  /// Whether there are too few rows for a network from scratch without further ado.
  private func isSmall(_ size: SampleSize.Evidence?) -> Bool {
    size?.smallestClass.map {
      Double($0) * (size?.worth ?? 1) < rules.labelsPerClassPretrainedSafe
    }
      ?? ((size?.rows ?? 0) < 5_000)
  }

  private var rules: SampleSize { SampleSize(thresholds) }

  /// How many more rows would change the answer.
  private func moreRows(
    _ recommendation: Verdict.Recommendation, _ size: SampleSize.Evidence
  ) -> [String] {
    var changes = [String]()
    if let missing = size.requirements.first(where: { $0.id == "deepFromScratch" })?.missing,
      missing > 0, recommendation != .deep
    {
      let pretrained = size.requirements.first { $0.id == "deepPretrained" }?.missing ?? 0
      changes.append(
        "About \(Words.about(missing)) more rows for a network from scratch"
          + (isGrid
            ? pretrained > 0
              ? ", or \(Words.about(pretrained)) for a pretrained one."
              : "; for a pretrained one there are enough." : "."))
    }
    if let curve = size.learningCurve {
      switch CurveOutlook(curve, gain: rules.gain) {
      case .falling, .flattened: changes.append(rules.outlook(curve))
      case .undecided: break
      }
    }
    return changes
  }

  private func tryFirst(
    _ recommendation: Verdict.Recommendation, _ local: LocalCorrelation.Evidence?,
    _ size: SampleSize.Evidence?
  ) -> String {
    let isSmall = isSmall(size)
    switch (summary.dataset.layout, recommendation) {
    case (.grid, .deep):
      return isSmall
        ? "A pretrained network with a new head, or a small convolutional one with augmentation; "
          + "a linear model on the pixels as the baseline."
        : "A convolutional network; a linear model on the pixels as the baseline."
    case (.grid, .classical):
      return "Boosted trees or k-nearest neighbours on the pixels; check that the pixels are in "
        + "their true order."
    case (.grid, .inconclusive) where isSmall && strength(local) == .strong:
      return
        "A pretrained network with a new head, or a small convolutional one with augmentation, and "
        + "k-nearest neighbours, side by side."
    case (.grid, .inconclusive):
      return "k-nearest neighbours and a small convolutional network, side by side."
    case (.sequence, _) where strength(local) == .strong:
      return
        "Ridge or partial least squares, and random convolutional features with a linear model, "
        + "side by side."
    default:
      return isSmall
        ? "A regularised linear model and boosted trees; for small tables a pretrained tabular model "
          + "is worth a try."
        : "Boosted trees, with a regularised linear model as the baseline."
    }
  }
}
