internal import FathomData
internal import FathomSummaries

/// Networks that have seen other pictures before.
enum Pretrained {
  static let source =
    "Kornblith, Shlens & Le 2019, CVPR (Do better ImageNet models transfer better?); Yosinski et al. 2014, NIPS"
  /// Smaller pictures are not of the kind that pretrained networks have seen.
  ///
  /// Source: the smallest of the twelve sets of Kornblith et al. (CIFAR) have 32 × 32 pixels.
  static let smallestSide = 32

  /// What to try first where there are few pictures a class: the source beside it, and no score.
  static let first =
    "Fine-tune a pretrained network: below some thousand pictures a class that is ahead of training from scratch as a "
    + "rule (Kornblith, Shlens & Le 2019, CVPR)"
}

extension VerdictEvidence {
  /// Whether the rows are pictures of some size, with fewer of a class than a network from scratch is said to want.
  var asksForPretrained: Bool {
    guard let images = summary.schema.images, summary.schema.task == .classification,
      min(images.height, images.width) >= Pretrained.smallestSide,
      let size = self[SampleSize.self], let smallest = size.smallestClass
    else { return false }
    return Double(smallest) * size.worth < rules(SampleSize.self).labelsPerClass
  }

  /// Whether the rows are smooth curves with more positions than a fifth of the rows, as spectra are.
  var isSpectral: Bool {
    guard layout == .sequence, summary.schema.task != nil, strength == .strong,
      let local = self[LocalCorrelation.self], let size = self[SampleSize.self]
    else { return false }
    return local.statistic >= VerdictEvidence.smooth && 5 * local.positions > size.rows
  }

  /// The mean |r| of neighbours from which on a curve is smooth: they share four fifths of their variance.
  private static let smooth = 0.9
}

/// What nobody ran here, placed by what the data have of what it needs.
extension VerdictOptions {
  /// Beyond these a pretrained model of tables was not made to go.
  ///
  /// Source: Hollmann et al. 2025, *Nature* 637:319.
  private static let tabular = (rows: 10_000, columns: 500, classes: 10)

  func insertUnmeasured(into options: inout [Option], _ contest: any CrossValidatedEvidence) {
    let pretrained = pretrained(contest)
    if let pretrained, pretrained.stance == .first {
      options.insert(pretrained, at: 0)
    } else {
      insert(pretrained, into: &options)
    }
    insert(tabularModel(), into: &options)
    let isMeasured = contest.contender(PartialLeastSquaresContender().info.id) != nil
    for option in spectral(isMeasured: isMeasured) { insert(option, into: &options) }
  }

  // MARK: Pictures

  /// A network that has seen other pictures; none for tables and sequences.
  func pretrained(_ contest: (any CrossValidatedEvidence)?) -> Option? {
    let asks = evidence.asksForPretrained
    guard evidence.isGrid, evidence.strength == .strong || asks else { return nil }
    let rules = evidence.rules(SampleSize.self)
    let smallest = evidence[SampleSize.self]?.smallestClass.map {
      Double($0) * (evidence[SampleSize.self]?.worth ?? 1)
    }
    let there =
      smallest.map { "; there are \(NumberText.number($0.rounded())) in the smallest" } ?? ""
    let title =
      (asks ? "a pretrained network, fine-tuned" : "a pretrained network with a new head")
      + (evidence.isSmall ? ", and augmentation" : "")
    if asks {
      return Option(
        id: "pretrained", title: title, stance: isSolved(contest) ? .worthTrying : .first,
        expectedScore: nil, standardError: nil,
        why:
          "Not run here. Below some thousand pictures a class a network that has seen other pictures is ahead of "
          + "training from scratch as a rule (\(Pretrained.source))\(there). It helps most where these pictures are "
          + "of the kind that it has seen.")
    }
    let isEnough = (smallest ?? 0) >= rules.labelsPerClassPretrained
    let limits =
      "\(NumberText.number(rules.labelsPerClassPretrained)) to "
      + "\(NumberText.number(rules.labelsPerClassPretrainedSafe)) labels a class"
    return Option(
      id: "pretrained", title: title,
      stance: evidence[Race.self] == nil && evidence.isSmall ? .first : .worthTrying,
      expectedScore: nil, standardError: nil,
      why: "Not run here. Neighbouring pixels belong together, as in the pictures that it was "
        + "trained on; it is said to want \(limits)\(there)" + (isEnough ? "." : ", so augment.")
        + " It helps where these pictures are of the kind that it has seen.")
  }

  /// Whether what ran leaves no more to be won than the least gain.
  private func isSolved(_ contest: (any CrossValidatedEvidence)?) -> Bool {
    guard let best = contest?.best?.score else { return false }
    return 1 - best <= evidence.rules(Race.self).gain * abs(best)
  }

  // MARK: Spectra

  /// What chemists try on smooth curves with many positions for the rows.
  func spectral(isMeasured: Bool) -> [Option] {
    guard evidence.isSpectral else { return [] }
    let info = PartialLeastSquaresContender().info
    let squares = Option(
      id: info.id, title: info.option?.title ?? info.name, stance: .worthTrying,
      expectedScore: nil, standardError: nil,
      why:
        "Not run here; the race would tell. Smooth curves with more positions than a fifth of the rows are what it "
        + "was made for (Wold, Sjöström & Eriksson 2001, Chemom. Intell. Lab. Syst. 58:109).")
    let preparation = Option(
      id: "spectralPreparation",
      title: "first and second derivatives, or standard normal variates (SNV), before any model",
      stance: .worthTrying, expectedScore: nil, standardError: nil,
      why:
        "Not run here. They take away what shifts and scales a whole curve, such as scattered light "
        + "(Savitzky & Golay 1964, Anal. Chem. 36:1627; Barnes, Dhanoa & Lister 1989, Appl. Spectrosc. 43:772)."
    )
    return (isMeasured ? [] : [squares]) + [preparation]
  }

  // MARK: Tables

  /// A model that was pretrained on made-up tables.
  func tabularModel() -> Option? {
    guard evidence.layout == .table, let size = evidence[SampleSize.self],
      evidence.summary.schema.task != nil, size.rows <= VerdictOptions.tabular.rows,
      size.parameters <= VerdictOptions.tabular.columns,
      (size.classes ?? 0) <= VerdictOptions.tabular.classes
    else { return nil }
    return Option(
      id: "tabularFoundationModel", title: "a pretrained model of tables (such as TabPFN)",
      stance: .worthTrying, expectedScore: nil, standardError: nil,
      why:
        "Not run here. It was made for up to \(NumberText.count(VerdictOptions.tabular.rows)) rows and "
        + "\(VerdictOptions.tabular.columns) columns, and is ahead on many small tables (Hollmann et "
        + "al. 2025, Nature 637:319).")
  }
}
