internal import FathomData
internal import FathomSummaries

/// The ways to go, ranked, each with its evidence.
///
/// What ran in the race, or in the trial where no race decides, is ranked by its score; of those within a
/// standard error of the best the simplest comes first. What did not run here (a pretrained network, a
/// pretrained model of tables) is placed by what the data have of what it needs.
struct VerdictOptions {
  typealias Option = Verdict.Option

  static let linear = "linearModel"
  /// How each contender is offered.
  private static let offers: [String: ContenderInfo.Option] = Dictionary(
    (Race.contenders + Trial.contenders).map(\.info).compactMap { info in
      info.option.map { (info.id, $0) }
    }, uniquingKeysWith: { first, _ in first })
  let evidence: VerdictEvidence
  private let recommendation: Verdict.Recommendation

  init(_ evidence: VerdictEvidence, _ recommendation: Verdict.Recommendation) {
    self.evidence = evidence
    self.recommendation = recommendation
  }

  func ranked() -> [Option] {
    guard let contest = evidence.contest, let best = contest.best else { return withoutRace() }
    let measured = contest.ranked.filter { VerdictOptions.offers[$0.id] != nil }
    func isAsGood(_ contender: ContenderScore) -> Bool {
      contender.behind <= evidence.rules(Race.self).standardErrors
        * (contender.behindStandardError ?? 0)
    }
    func place(_ id: String) -> Int { VerdictOptions.offers[id]?.complexity ?? .max }
    let asGood = measured.filter(isAsGood).sorted { place($0.id) < place($1.id) }
    let rest = measured.filter { !isAsGood($0) }
    var options = (asGood + rest).map { contender -> Option in
      let isGood = isAsGood(contender)
      // What chance explains twice as easily as not is not written off.
      let margin = max(
        evidence.rules(Race.self).gain * abs(best.score), 2 * (contender.behindStandardError ?? 0))
      return Option(
        id: contender.id, title: title(contender.id),
        stance: isGood ? .first : contender.behind <= margin ? .worthTrying : .unlikely,
        expectedScore: contender.score, standardError: contender.standardError,
        why: why(contender, best, contest, isGood: isGood))
    }
    if !contest.contenders.contains(where: { $0.side == ContenderInfo.Side.deep.rawValue }) {
      insertNetwork(into: &options)
    }
    insertUnmeasured(into: &options, contest)
    return options
  }

  /// Puts what was not measured behind what is as good as anything.
  func insert(_ option: Option?, into options: inout [Option]) {
    guard let option else { return }
    let place =
      option.stance == .unlikely
      ? options.count : options.firstIndex { $0.stance != .first } ?? options.count
    options.insert(option, at: place)
  }

  private func why(
    _ contender: ContenderScore, _ best: ContenderScore,
    _ contest: any CrossValidatedEvidence, isGood: Bool
  ) -> String {
    let score =
      contest.score(of: contender).capitalizedFirst + " on rows held out"
      + (contest.rows < contest.availableRows ? " of \(NumberText.count(contest.rows))" : "")
    if contender.id == best.id { return "\(score), the first of all." }
    let comparison = evidence.rules(Race.self).comparison(contender, with: best, contest)
    if isGood { return "\(score), \(comparison.standing(to: "the best, \(best.name)"))." }
    return "\(score), \(comparison.standing(to: best.name))."
      + (contender.id == "convolution" && evidence.strength != .strong
        ? " Its neighbourhoods mean little here." : "")
  }

  private func title(_ id: String) -> String {
    guard id == "convolution" else { return VerdictOptions.offers[id]?.title ?? id }
    return convolutionTitle
  }

  /// Shared weights where the same pattern holds everywhere, else locally connected layers.
  private var convolutionTitle: String {
    scratchTitle + (evidence.isGrid && evidence.isSmall ? ", with augmentation" : "")
  }

  private var scratchTitle: String {
    guard let properties = evidence[LocalCorrelation.self]?.properties,
      let sharing = properties.test("sharing"), evidence.strength == .strong
    else { return "a convolutional network from scratch" }
    let rules = evidence.rules(LocalCorrelation.self)
    let isShared =
      rules.has("sharing", properties) || (sharing.effectSize ?? 0) >= rules.sharingInPart
    return isShared
      ? "a convolutional network from scratch"
      : "a network of locally connected layers, or a convolutional one, from scratch"
  }

  // MARK: Without a race

  /// A network, which no trial trains: first where it is recommended, else behind what was tried.
  private func insertNetwork(into options: inout [Option]) {
    let isTable = evidence.layout == .table
    let isLocal = evidence.strength == .strong
    let comparison = evidence.trialComparison?.comparison
    let isAhead = comparison?.outcome == .better
    let network = Option(
      id: isTable ? "denseNetwork" : "convolution",
      title: title(isTable ? "denseNetwork" : "convolution"),
      stance: recommendation == .deep
        ? .first : isAhead || !isTable && isLocal ? .worthTrying : .unlikely,
      expectedScore: nil, standardError: nil,
      why: "Not run here; the race would tell."
        + (isTable
          ? " It pays for smooth interactions of few columns."
          : isLocal
            ? " \(evidence.relatives.capitalizedFirst) belong together."
            : " Neighbouring \(evidence.unit) mean little.")
        + (comparison?.isAhead == true ? " Random features are ahead already." : ""))
    guard network.stance == .first else { return insert(network, into: &options) }
    options.insert(network, at: 0)
  }

  private func withoutRace() -> [Option] {
    func option(_ id: String, _ stance: Option.Stance, _ why: String) -> Option {
      Option(
        id: id, title: title(id), stance: stance, expectedScore: nil, standardError: nil, why: why)
    }
    let baseline = option(
      VerdictOptions.linear, .first, "The baseline that everything else has to beat.")
    let trees = option(
      "boostedTrees", .first, "On tables nothing wins more often (Grinsztajn et al. 2022).")
    let isLocal = evidence.strength == .strong
    let relatives = evidence.relatives.capitalizedFirst
    var options: [Option]
    switch evidence.layout {
    case .table:
      options = evidence.isSmall ? [baseline, trees] : [trees, baseline]
      options.append(
        option(
          "denseNetwork", .unlikely,
          "Worth it only for smooth interactions of few columns; the race would tell."))
    case .sequence:
      let convolutional = option(
        "randomConvolutions", isLocal ? .first : .unlikely,
        isLocal
          ? "\(relatives) belong together, and nothing is trained but the last layer."
          : "Neighbouring steps are not shown to belong together.")
      let network = option(
        "convolution", recommendation == .deep ? .first : isLocal ? .worthTrying : .unlikely,
        isLocal
          ? "\(relatives) belong together." : "Neighbouring steps are not shown to belong together."
      )
      options =
        isLocal ? [convolutional, network, baseline, trees] : [trees, baseline, network]
      if recommendation == .deep { options.swapAt(0, 1) }
    case .grid:
      let network = option(
        "convolution", isLocal ? .first : .unlikely,
        isLocal
          ? "Neighbouring pixels belong together."
          : "Neighbouring pixels are not shown to belong together.")
      options = isLocal ? [network, baseline, trees] : [trees, baseline, network]
    }
    if let pretrained = pretrained(nil) {
      options.insert(pretrained, at: pretrained.stance == .first ? 0 : min(1, options.count))
    }
    if let model = tabularModel() { options.insert(model, at: min(2, options.count)) }
    for option in spectral(isMeasured: false) { insert(option, into: &options) }
    return options
  }
}
