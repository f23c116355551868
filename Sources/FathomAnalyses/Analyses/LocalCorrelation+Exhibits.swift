internal import FathomData

extension LocalCorrelation {
  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    let noun = evidence.isAbsolute ? "mean |r|" : "mean correlation"
    var rows: [[ExhibitCell]] = [
      [.text("\(noun.capitalizedFirst) of neighbours (T)"), .coefficient(evidence.statistic)],
      [.text("Expected when shuffled"), .coefficient(evidence.expected)],
      [.text("Standard deviation when shuffled"), .number(evidence.standardDeviation)],
      [.text("z"), evidence.zScore.map { .number($0) } ?? .none("T does not vary")],
      [
        .text("p (greater; B = \(Words.count(evidence.permutations)))"),
        .text(Words.pValue(evidence.pValue, evidence.permutations)),
      ],
      [
        .text("Locality index (0 chance, 1 best possible)"),
        evidence.effectSize.map { .coefficient($0) } ?? .none("no arrangement could be better"),
      ],
    ]
    if let interval = evidence.effectSizeInterval {
      rows.append([.text("95 % interval of the index"), .text(Words.interval(interval))])
    }
    rows.append([
      .text("AUC: neighbours outrank other pairs"),
      evidence.auc.map { .coefficient($0) } ?? .none("all pairs are neighbours"),
    ])
    rows.append([
      .text("Toeplitz R²: explained by displacement alone"),
      evidence.toeplitzR2.map { .coefficient($0) } ?? .none("all pairs are correlated alike"),
    ])
    if let expected = evidence.toeplitzR2Expected {
      rows.append([.text("Toeplitz R² when shuffled, mean"), .coefficient(expected)])
    }
    if let tail = evidence.pValuePearsonIII,
      evidence.pValue <= 1.000_001 * evidence.smallestPValue, !evidence.isExhaustive
    {
      rows.insert(
        [.text("p by a Pearson III tail (approximation)"), .text("≈ \(Words.number(tail))")], at: 5)
    }
    if let horizontal = evidence.horizontal {
      rows.append([.text("T, horizontal neighbours"), .coefficient(horizontal)])
    }
    if let vertical = evidence.vertical {
      rows.append([.text("T, vertical neighbours"), .coefficient(vertical)])
    }
    if let channels = evidence.channels {
      rows.append([.text("Mean r between the channels of a pixel"), .coefficient(channels)])
    }
    if let cautious = evidence.cautious {
      rows.append([
        .text("Locality index without \(cautious.words)"),
        cautious.effectSize.map { .coefficient($0) } ?? .none("no arrangement could be better"),
      ])
      rows.append([
        .text("p without them"), .text(Words.pValue(cautious.pValue, cautious.permutations)),
      ])
    }
    var exhibits: [Exhibit] = [
      .table(
        ExhibitTable(
          title: tableTitle(evidence), columns: ["Measure", "Value"], rows: rows,
          footnote: footnote(evidence))),
      .histogram(
        ExhibitHistogram(
          title: evidence.pValue <= significance
            ? "The observed value lies beyond what shuffling produces"
            : "Shuffling produces values like the observed one",
          lower: evidence.nullDistribution.lower, upper: evidence.nullDistribution.upper,
          counts: evidence.nullDistribution.counts, observed: evidence.statistic,
          howToRead: "Bars: T after shuffling the positions. Marked: T as the data came.")),
    ]
    if evidence.correlogram.count > 1 {
      exhibits.append(
        .curve(
          ExhibitCurve(
            title: correlogramTitle(evidence), xLabel: "steps apart", yLabel: noun,
            points: evidence.correlogram.map { (Double($0.distance), $0.correlation) },
            howToRead: "Where the curve is above the shuffled mean of "
              + "\(Words.coefficient(evidence.expected)), the arrangement matters.")))
    }
    if let map = heatMap(evidence) { exhibits.append(.heatMap(map)) }
    if !evidence.displacementMap.isEmpty {
      exhibits.append(
        .heatMap(
          ExhibitHeatMap(
            title: "How correlation falls with the displacement", values: evidence.displacementMap,
            howToRead:
              "The middle is a pixel; each cell: the mean correlation with the pixel so many "
              + "steps down and to the right of it, wherever it stands.")))
    }
    return exhibits + propertyExhibits(evidence)
  }

  private func tableTitle(_ evidence: Evidence) -> String {
    switch strength(of: evidence) {
    case .strong: "Neighbours share far more than shuffled positions do"
    case .weak: "Neighbours share a little more than shuffled positions do"
    case .none: "Neighbours share no more than shuffled positions do"
    }
  }

  private func footnote(_ evidence: Evidence) -> String {
    "\(Words.count(evidence.positions)) positions, \(Words.count(evidence.edges)) edges of the "
      + "\(evidence.graph) graph, \(Words.count(evidence.rows)) rows"
      + (evidence.droppedPositions > 0
        ? "; \(Words.count(evidence.droppedPositions)) positions that do not vary or are not "
          + "numeric left out" : "") + "."
      + (evidence.windows.map {
        " Measured on \(Words.plural($0, "window")) of neighbouring columns, shuffled within."
      } ?? "")
      + (evidence.sampledPairs.map {
        " Index and AUC are estimated with \(Words.count($0)) random pairs."
      } ?? "")
      + (evidence.isStopped ? " Shuffling ended early: p is known well enough." : "")
  }

  /// The first distance at which the mean is back within the noise of the far distances.
  private func correlogramTitle(_ evidence: Evidence) -> String {
    let half = (evidence.statistic + evidence.expected) / 2
    guard strength(of: evidence) == .strong,
      let reach = evidence.correlogram.first(where: { $0.correlation < half })
    else { return "Correlation by distance" }
    return "Half of the agreement is gone after \(reach.distance) "
      + (reach.distance == 1 ? "step" : "steps")
  }

  private func heatMap(_ evidence: Evidence) -> ExhibitHeatMap? {
    guard !evidence.neighbourMap.isEmpty,
      case .grid(let height, let width, 1) = evidence.layout
    else { return nil }
    return ExhibitHeatMap(
      title: "Where neighbours agree",
      values: (0..<height).map { row in
        Array(evidence.neighbourMap[row * width..<(row + 1) * width])
      },
      howToRead: "Each cell: the mean correlation of a position with its neighbours.")
  }

  private func propertyExhibits(_ evidence: Evidence) -> [Exhibit] {
    guard let properties = evidence.properties, !properties.tests.isEmpty else { return [] }
    let questions = [
      "locality": "Locality: do neighbours agree?",
      "sharing": "Sharing: is the pattern the same everywhere?",
      "pooling": "Pooling: does a small shift change little?",
      "depth": "Depth: do averaged neighbours agree again?",
    ]
    var exhibits: [Exhibit] = [
      .table(
        ExhibitTable(
          title: "What a convolution needs, and what was found",
          columns: ["Question", "Statistic", "When shuffled", "Effect (0 to 1)", "p, corrected"],
          rows: properties.tests.map { test in
            [
              .text(questions[test.id] ?? test.id), .coefficient(test.statistic),
              .coefficient(test.expected),
              test.effectSize.map { .coefficient($0) } ?? .none("nothing could be better"),
              .text(Words.pValue(test.adjustedPValue, properties.permutations)),
            ]
          }, footnote: propertyFootnote(properties)))
    ]
    if properties.scales.count > 1 {
      exhibits.append(
        .table(
          ExhibitTable(
            title: "Local correlation from scale to scale",
            columns: ["Averaged over", "Positions", "T", "When shuffled", "Locality index", "p"],
            rows: properties.scales.map { scale in
              [
                .text("\(scale.factor)×"), .count(scale.positions), .coefficient(scale.statistic),
                .coefficient(scale.expected),
                scale.effectSize.map { .coefficient($0) } ?? .none("nothing could be better"),
                .text(Words.pValue(scale.pValue, properties.permutations)),
              ]
            })))
    }
    if !properties.entanglement.isEmpty {
      exhibits.append(
        .table(
          ExhibitTable(
            title: "Surrogate entanglement: how much correlation crosses a cut",
            columns: ["Blocks", "Σ |r| across a cut", "When shuffled", "z"],
            rows: properties.entanglement.map { level in
              [
                .count(level.blocks), .number(level.statistic), .number(level.expected),
                level.zScore.map { .number($0) } ?? .none("it does not vary"),
              ]
            }, footnote: "Below what shuffling gives: near positions carry the correlation.")))
    }
    return exhibits
  }

  private func propertyFootnote(_ properties: Evidence.Properties) -> String {
    var parts = [
      "\(Words.count(properties.permutations)) relabellings, the same for all; corrected by max-T."
    ]
    if let patches = properties.patches {
      parts.append("Measured on \(Words.plural(patches, "patch", "patches")) of the arrangement.")
    }
    if properties.averaged > 1 {
      parts.append("Positions were averaged \(properties.averaged)× before.")
    }
    if let kept = properties.pooledVariance, let expected = properties.pooledVarianceExpected {
      parts.append(
        "Averaging neighbours once keeps \(Words.percent(kept)) of the variance; of arbitrary "
          + "positions \(Words.percent(expected)).")
    }
    return parts.joined(separator: " ")
  }
}
