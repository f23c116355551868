internal import FathomData

extension LocalCorrelation {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let id = LocalCorrelation.info.id
    let subject = evidence.layout == .table ? "column order" : "\(evidence.layout) positions"
    guard evidence.zScore != nil, evidence.pValue.isFinite else {
      return [
        Finding(
          id: "\(id).locality", grade: .indeterminate, subject: subject,
          message: "All pairs are correlated alike, so no arrangement differs from another.")
      ]
    }
    let smallest = evidence.isExhaustive ? 2 / Double(evidence.permutations) : 0
    let numbers =
      "locality index \(Words.coefficient(evidence.effectSize)), "
      + "AUC \(Words.coefficient(evidence.auc)), "
      + "p \(Words.pValue(evidence.pValue, evidence.permutations))"
    let grade: Grade
    let message: String
    switch strength(of: evidence) {
    case .strong:
      grade = .good
      message =
        "Neighbours belong together: shuffling the positions destroys structure (\(numbers))."
    case .weak:
      grade = .caution
      message =
        "Neighbours are more alike than chance, but weakly: too little for a convolution "
        + "(\(numbers))."
    case .none where smallest > significance:
      grade = .indeterminate
      message =
        "With \(evidence.positions) positions no arrangement could reach "
        + "p ≤ \(Words.exact(significance)) (\(numbers))."
    case .none:
      grade = .bad
      message = "The positions may as well be shuffled: no local structure was found (\(numbers))."
    }
    return [Finding(id: "\(id).locality", grade: grade, subject: subject, message: message)]
  }

  /// How much local structure the evidence shows.
  enum Strength: Sendable {
    case none, weak, strong
  }

  /// Effect sizes decide, the p-value only guards.
  func strength(of evidence: Evidence) -> Strength {
    guard evidence.pValue <= significance, let index = evidence.effectSize else { return .none }
    // Without pairs that are no neighbours there is nothing to outrank.
    return index >= strongIndex && (evidence.auc ?? 0) >= strongAUC ? .strong : .weak
  }

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
      rows.append([.text("Toeplitz R² of arbitrary groups"), .coefficient(expected)])
    }
    if let horizontal = evidence.horizontal {
      rows.append([.text("T, horizontal neighbours"), .coefficient(horizontal)])
    }
    if let vertical = evidence.vertical {
      rows.append([.text("T, vertical neighbours"), .coefficient(vertical)])
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
    return exhibits
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
}
