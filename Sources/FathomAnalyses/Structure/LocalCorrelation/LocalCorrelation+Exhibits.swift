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
        .text("p (greater; B = \(NumberText.count(evidence.permutations)))"),
        .text(NumberText.pValue(evidence.pValue, evidence.permutations)),
      ],
      [
        .text("Locality index (0 chance, 1 best possible)"),
        evidence.effectSize.map { .coefficient($0) } ?? .none("no arrangement could be better"),
      ],
    ]
    if let interval = evidence.effectSizeInterval {
      rows.append([.text("95 % interval of the index"), .text(NumberText.interval(interval))])
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
        [.text("p by a Pearson III tail (approximation)"), .text("≈ \(NumberText.number(tail))")],
        at: 5)
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
        .text("p without them"), .text(NumberText.pValue(cautious.pValue, cautious.permutations)),
      ])
    }
    var exhibits: [Exhibit] = [
      .table(
        ExhibitTable(
          title: tableTitle(evidence), columns: ["Measure", "Value"], rows: rows,
          footnote: footnote(evidence))),
      .histogram(
        ExhibitHistogram(
          title: histogramTitle(evidence), lower: evidence.nullDistribution.lower,
          upper: evidence.nullDistribution.upper, counts: evidence.nullDistribution.counts,
          observed: evidence.statistic, xLabel: "\(noun) of neighbours",
          best: evidence.bestPossible,
          howToRead:
            "Bars: T after shuffling the positions. Marked: T as the data came. The further it "
            + "stands from the bars, the more the arrangement matters; at the ceiling, no arrangement "
            + "could be better.")),
    ]
    if evidence.correlogram.count > 1 {
      let points = evidence.correlogram
      exhibits.append(
        .curve(
          ExhibitCurve(
            title: correlogramTitle(evidence), xLabel: "steps apart", yLabel: noun,
            points: points.map { (Double($0.distance), $0.correlation) },
            band: points.contains { $0.standardDeviation == nil }
              ? []
              : points.map {
                let margin = 1.96 * ($0.standardDeviation ?? 0)
                return (evidence.expected - margin, evidence.expected + margin)
              },
            howToRead:
              "Each point: the mean over all pairs so far apart. Where the curve is above what "
              + "shuffled positions give, \(NumberText.coefficient(evidence.expected)) on average, the "
              + "arrangement matters.")))
    }
    if let map = heatMap(evidence) { exhibits.append(.heatMap(map)) }
    if !evidence.displacementMap.isEmpty {
      let steps = evidence.displacementMap.count / 2
      exhibits.append(
        .heatMap(
          ExhibitHeatMap(
            title: displacementTitle(evidence), values: evidence.displacementMap,
            origin: (-steps, -steps),
            howToRead:
              "The middle is a pixel; each cell: the mean correlation with the pixel so many "
              + "steps down and to the right of it, wherever it stands.")))
    }
    return exhibits + propertyExhibits(evidence)
  }

  private func tableTitle(_ evidence: Evidence) -> String {
    if let spacing = spacing(of: evidence) {
      return "Steps \(spacing.distance) apart share far more than shuffled ones do"
    }
    return switch locality(of: evidence) {
    case .strong: "Neighbours share far more than shuffled positions do"
    case .weak: "Neighbours share a little more than shuffled positions do"
    case .redundant:
      "Neighbours share more than shuffled positions do because they repeat one another"
    case .undecided: "Neighbours share much, but shuffled positions often do as well"
    case .none: "Neighbours share no more than shuffled positions do"
    }
  }

  private func footnote(_ evidence: Evidence) -> String {
    "\(NumberText.count(evidence.positions)) positions, \(NumberText.count(evidence.edges)) edges of the "
      + "\(evidence.graph) graph, \(NumberText.count(evidence.rows)) rows"
      + (evidence.droppedPositions > 0
        ? "; \(NumberText.count(evidence.droppedPositions)) positions that do not vary or are not "
          + "numeric left out" : "") + "."
      + (evidence.windows.map {
        " Measured on \(NumberText.plural($0, "window")) of neighbouring columns, shuffled within."
      } ?? "")
      + (evidence.sampledPairs.map {
        " Index and AUC are estimated with \(NumberText.count($0)) random pairs."
      } ?? "")
      + (evidence.isStopped ? " Shuffling ended early: p is known well enough." : "")
  }

  private func histogramTitle(_ evidence: Evidence) -> String {
    guard evidence.pValue <= significance else {
      return "Shuffling produces values like the observed one"
    }
    return evidence.statistic > evidence.nullDistribution.upper
      ? "None of \(NumberText.count(evidence.permutations)) shuffles comes near the observed "
        + "\(NumberText.coefficient(evidence.statistic))"
      : "Few shuffles reach the observed \(NumberText.coefficient(evidence.statistic))"
  }

  /// The first distance at which half of the agreement is gone.
  private func correlogramTitle(_ evidence: Evidence) -> String {
    if let spacing = spacing(of: evidence) {
      return "The agreement comes back every \(spacing.distance) steps"
    }
    guard strength(of: evidence) == .strong else {
      return "How agreement changes with distance"
    }
    guard let length = evidence.correlationLength else {
      return "The agreement reaches as far as was measured"
    }
    return "Half of the agreement is gone after "
      + (length < 1.05 ? "one step" : "\(NumberText.number(length)) steps")
  }

  private func displacementTitle(_ evidence: Evidence) -> String {
    guard let across = evidence.horizontal, let down = evidence.vertical,
      strength(of: evidence) == .strong
    else { return "No direction stands out" }
    guard abs(across - down) >= 0.1 else { return "Steps across and down agree alike" }
    return down > across
      ? "Steps down agree more than steps across" : "Steps across agree more than steps down"
  }

  private func heatMap(_ evidence: Evidence) -> ExhibitHeatMap? {
    guard !evidence.neighbourMap.isEmpty,
      case .grid(let height, let width, let channels) = evidence.layout
    else { return nil }
    // Of several channels the mean.
    let pixels = (0..<height * width).map { pixel -> Double? in
      let values = evidence.neighbourMap[pixel * channels..<(pixel + 1) * channels].compactMap {
        $0
      }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    let means = pixels.compactMap { $0 }
    guard !means.isEmpty else { return nil }
    let above = means.count { $0 > evidence.expected }
    return ExhibitHeatMap(
      title: above == means.count
        ? "Every position that varies agrees with its neighbours more than when shuffled"
        : "\(NumberText.percent(Double(above) / Double(means.count))) of the positions agree with their "
          + "neighbours more than when shuffled",
      values: (0..<height).map { row in
        Array(pixels[row * width..<(row + 1) * width])
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
          columns: [
            "Question", "Statistic", "When shuffled", "Effect (0 to 1)", "95 % interval",
            "p, corrected",
          ],
          rows: properties.tests.map { test in
            [
              .text(questions[test.id] ?? test.id), .coefficient(test.statistic),
              .coefficient(test.expected),
              test.effectSize.map { .coefficient($0) } ?? .none("nothing could be better"),
              test.effectSizeInterval.map { .text(NumberText.interval($0)) }
                ?? .none("it was not computed"),
              .text(NumberText.pValue(test.adjustedPValue, properties.permutations)),
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
                .text(NumberText.pValue(scale.pValue, properties.permutations)),
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
      "\(NumberText.count(properties.permutations)) relabellings, the same for all; corrected by max-T."
    ]
    if let patches = properties.patches {
      parts.append(
        "Measured on \(NumberText.plural(patches, "patch", "patches")) of the arrangement.")
    }
    if properties.averaged > 1 {
      parts.append("Positions were averaged \(properties.averaged)× before.")
    }
    if let kept = properties.pooledVariance, let expected = properties.pooledVarianceExpected {
      parts.append(
        "Averaging neighbours once keeps \(NumberText.percent(kept)) of the variance; of arbitrary "
          + "positions \(NumberText.percent(expected)).")
    }
    return parts.joined(separator: " ")
  }
}
