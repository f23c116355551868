internal import FathomData
internal import FathomSummaries

extension Collinearity {
  /// This many steps of the suggested drops are shown.
  private static let shownDrops = 15
  /// This many clusters are shown.
  private static let shownClusters = 10
  /// This many columns of the correlations are drawn.
  private static let drawnColumns = 40

  /// Lays the evidence out in words, tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    guard evidence.ridgePenalty == nil else {
      return [
        .note(wideWords(evidence)), predictorTable(evidence, isRegularised: true),
        cures(evidence),
      ].compactMap { $0 }
    }
    var exhibits = [
      Exhibit.note(plainWords(evidence)), predictorTable(evidence, isRegularised: false),
    ]
    .compactMap { $0 }
    // Which pixel depends on which, and what to drop, is no question.
    if evidence.layout == .table {
      exhibits += [
        clusterTable(evidence), dropTable(evidence), heatMap(evidence),
        decompositionTable(evidence),
      ].compactMap { $0 }
    }
    if let cures = cures(evidence) { exhibits.append(cures) }
    return exhibits
  }

  // MARK: Words

  private func plainWords(_ evidence: Evidence) -> String {
    guard evidence.layout == .table else {
      let noun = evidence.layout == .sequence ? "steps" : "pixels"
      return
        "Neighbouring \(noun) are alike, so high VIFs are expected here and no reason to drop any of "
        + "them. They say that a regression on single \(noun) needs a penalty; layers that share weights "
        + "make use of the likeness instead."
    }
    let inflated = evidence.predictors.filter { ($0.vif ?? .infinity) > vifBad }
    guard !inflated.isEmpty else {
      let largest = evidence.predictors.compactMap(\.vif).max() ?? 1
      let look = evidence.predictors.count { ($0.vif ?? 0) > vifCaution }
      return look == 0
        ? "No feature repeats the others (largest VIF \(NumberText.number(largest))): the coefficients of a linear "
          + "model can be read one by one."
        : "No feature repeats the others so much that its coefficient is unstable (largest VIF "
          + "\(NumberText.number(largest)), below \(NumberText.number(vifBad))); \(NumberText.plural(look, "feature")) "
          + "above \(NumberText.number(vifCaution)) \(look == 1 ? "deserves" : "deserve") a look."
    }
    let all = evidence.predictors.count
    var text =
      inflated.count == 1
      ? "One of \(NumberText.count(all)) features repeats others strongly (VIF above \(NumberText.number(vifBad)))"
      : "\(NumberText.count(inflated.count)) of \(NumberText.count(all)) features repeat others strongly (VIF above "
        + "\(NumberText.number(vifBad)))"
    let clusters = evidence.clusters.filter { cluster in
      inflated.contains { cluster.columns.contains($0.name) }
    }
    if let first = clusters.first {
      text +=
        clusters.count == 1
        ? ", in one group: " : ", in \(NumberText.count(clusters.count)) groups, the first: "
      text += names(first.columns, limit: 4)
    }
    text += ". Their coefficients in a regression cannot be told apart: "
    if let largest = inflated.compactMap(\.vif).max(), !inflated.contains(where: { $0.vif == nil })
    {
      text +=
        "standard errors are up to \(NumberText.number(largest.squareRoot())) times as wide as without the "
        + "others. "
    } else {
      text += "those of exact dependents have no single value at all. "
    }
    text +=
      "That harms coefficients and conditioning, not necessarily predictions on rows like these; "
      + "trees and penalised models hardly mind."
    if !evidence.suggestedDrops.isEmpty {
      text +=
        " To make the coefficients stable, drop \(names(evidence.suggestedDrops, limit: 4)), or keep all "
        + "and add a ridge penalty."
    }
    return text
  }

  private func wideWords(_ evidence: Evidence) -> String {
    "With no more rows than columns every column is a combination of the others, so a plain VIF would say "
      + "nothing. The regularised VIF tells which columns repeat others even under a penalty; the rank is "
      + "\(NumberText.count(evidence.rank)) of \(NumberText.count(evidence.columns)) with the intercept"
      + (evidence.dualConditionNumber.map {
        ", and the condition number within it \(NumberText.number($0))"
      } ?? "") + "."
  }

  private func names(_ all: [String], limit: Int) -> String {
    all.prefix(limit).map { NumberText.quoted($0) }.joined(separator: ", ")
      + (all.count > limit ? " and \(NumberText.count(all.count - limit)) more" : "")
  }

  /// A penalty, or principal components, in place of dropping.
  private func cures(_ evidence: Evidence) -> Exhibit? {
    var sentences = [String]()
    if let ridge = evidence.ridge, ridge.penalty > 0 {
      sentences.append(
        "To keep all columns: a ridge penalty of k = \(NumberText.number(ridge.penalty)) on the correlations "
          + "(alpha = \(NumberText.number(ridge.alpha)) on standardised columns in scikit-learn) brings the condition "
          + "number down to \(NumberText.number(ridge.bound))"
          + (ridge.largestVif.map { ", the largest VIF to \(NumberText.number($0))" } ?? "") + ".")
    }
    if let principal = evidence.principal {
      sentences.append(
        "Of \(NumberText.plural(evidence.columns - 1, "column")), "
          + "\(NumberText.plural(principal.for95, "principal direction")) "
          + "\(principal.for95 == 1 ? "carries" : "carry") 95\u{202F}% of the variance"
          + (principal.for99 == principal.for95
            ? ", and 99\u{202F}% as well."
            : ", \(NumberText.count(principal.for99)) carry 99\u{202F}%.")
      )
    }
    if !evidence.leftOut.isEmpty {
      sentences.append(
        "Not looked at: "
          + evidence.leftOut.prefix(5).map { "\(NumberText.quoted($0.name)) (\($0.reason))" }
          .joined(separator: ", ")
          + (evidence.leftOut.count > 5 ? " and \(evidence.leftOut.count - 5) more" : "") + ".")
    }
    return sentences.isEmpty ? nil : .note(sentences.joined(separator: " "))
  }

  // MARK: Tables

  private func predictorTable(_ evidence: Evidence, isRegularised: Bool) -> Exhibit {
    func value(_ predictor: Evidence.Predictor) -> Double? {
      isRegularised ? predictor.ridgeVif : predictor.vif
    }
    let isTable = evidence.layout == .table
    // Among positions a few examples do, and those that never vary are none.
    let listed = isTable ? evidence.predictors : evidence.predictors.filter { value($0) != nil }
    let sorted = listed.enumerated().sorted {
      (value($1.element) ?? .infinity, $0.offset) < (value($0.element) ?? .infinity, $1.offset)
    }.map(\.element)
    let shown = sorted.prefix(
      isTable ? Collinearity.namedPredictors : Collinearity.namedPositions)
    let hasCategories = evidence.predictors.contains { $0.degreesOfFreedom > 1 }
    let hasTarget = !isRegularised && evidence.predictors.contains { $0.targetRSquared != nil }
    let noValue = isRegularised ? "never varies" : "exact dependence"
    var columns = ["Feature", isRegularised ? "Regularised VIF" : "VIF"]
    if !isRegularised { columns += ["95\u{202F}% interval", "Tolerance"] }
    if hasCategories { columns += isRegularised ? ["Df"] : ["GVIF", "Df"] }
    if hasTarget { columns.append("Explains of target") }
    let rows = shown.map { predictor in
      var cells: [ExhibitCell] = [
        .text(predictor.name + (predictor.state == .aliased ? " (aliased in R)" : "")),
        value(predictor).map { .number($0) } ?? .none(noValue),
      ]
      if !isRegularised {
        cells.append(
          predictor.interval.map { .text(NumberText.range($0)) }
            ?? .none(predictor.vif == nil ? noValue : "one row alone decides"))
        cells.append(predictor.tolerance.map { .number($0) } ?? .none(noValue))
      }
      if hasCategories, !isRegularised {
        cells.append(predictor.gvif.map { .number($0) } ?? .none(noValue))
      }
      if hasCategories { cells.append(.count(predictor.degreesOfFreedom)) }
      if hasTarget {
        cells.append(
          predictor.targetRSquared.map { .text(NumberText.percent($0)) }
            ?? .none("no target in memory"))
      }
      return cells
    }
    let inflated = listed.count { (value($0) ?? .infinity) > (isTable ? vifCaution : vifBad) }
    var footnote =
      "\(NumberText.count(evidence.sampledRows ?? evidence.rows)) "
      + (evidence.missing.method == .completeCases ? "complete rows" : "rows")
    if evidence.sampledRows != nil { footnote += ", sampled" }
    if sorted.count > shown.count {
      footnote +=
        "; the \(NumberText.count(sorted.count - shown.count)) smallest are in the JSON report"
    }
    if !isRegularised, isTable {
      footnote +=
        ". A VIF of \(NumberText.number(vifCaution)) or \(NumberText.number(vifBad)) is called the limit by different "
        + "authors, and O’Brien (2007) warns against either where standard errors are small anyway"
    }
    return .table(
      ExhibitTable(
        title: isRegularised
          ? evidence.sampledRows == nil
            ? "Too few complete rows for plain VIFs: regularised ones"
            : "Too many columns for plain VIFs: regularised ones"
          : inflated == 0
            ? "No feature repeats the others"
            : "\(NumberText.count(inflated)) of \(NumberText.count(listed.count)) "
              + "\(isTable ? "features" : "positions that vary") \(inflated == 1 ? "has" : "have") a "
              + "\(isRegularised ? "regularised " : "")VIF above \(NumberText.number(isTable ? vifCaution : vifBad))",
        columns: columns, rows: Array(rows), footnote: footnote + "."))
  }

  private func clusterTable(_ evidence: Evidence) -> Exhibit? {
    guard !evidence.clusters.isEmpty else { return nil }
    let shown = evidence.clusters.prefix(Collinearity.shownClusters)
    let count = evidence.clusters.count
    return .table(
      ExhibitTable(
        title: count == 1
          ? "One group of features belongs together"
          : "\(NumberText.count(count)) groups of features belong together",
        columns: ["Features", "Relation", "Condition index", "Keep", "Drop"],
        rows: shown.map { cluster in
          [
            .text(list(cluster.columns, limit: 6)),
            relation(cluster, evidence).map { .text($0) } ?? .none("many columns alike"),
            cluster.conditionIndex.map { .number($0) } ?? .none("none is shared"),
            cluster.keep.isEmpty ? .none("none") : .text(list(cluster.keep, limit: 4)),
            cluster.drop.isEmpty ? .none("none") : .text(list(cluster.drop, limit: 4)),
          ]
        },
        footnote: (count > shown.count
          ? "The first \(shown.count); the others are in the JSON report. " : "")
          + "Features belong together that correlate, or of which each is needed to explain the others."
      ))
  }

  private func list(_ names: [String], limit: Int) -> String {
    names.prefix(limit).joined(separator: ", ")
      + (names.count > limit ? " and \(names.count - limit) more" : "")
  }

  private func relation(_ cluster: Evidence.Cluster, _ evidence: Evidence) -> String? {
    if let relation = cluster.relation {
      return "\(relation.column) ≈"
        + Collinearity.terms(relation.combination, number: NumberText.number)
        + " (\(Collinearity.share(relation.rSquared)))"
    }
    let exact = evidence.dependencies.first { dependency in
      cluster.columns.contains(dependency.column) && dependency.kind != .constant
    }
    return exact.map {
      "\($0.column) =" + Collinearity.terms($0.combination, number: NumberText.exact)
    }
  }

  private func dropTable(_ evidence: Evidence) -> Exhibit? {
    guard !evidence.drops.isEmpty else { return nil }
    let shown = evidence.drops.prefix(Collinearity.shownDrops)
    let hasTarget = evidence.target != nil
    var columns = ["Drop", "VIF", "Kept ones explain", "Largest VIF then", "Of"]
    if hasTarget { columns.append("Target explained") }
    let rows = shown.map { drop in
      var cells: [ExhibitCell] = [
        .text(drop.column), drop.vif.map { .number($0) } ?? .none("exact dependence"),
        .text(drop.rSquared >= 1 - 1e-12 ? "all of it" : Collinearity.share(drop.rSquared)),
        drop.largestVif.map { .number($0) } ?? .none("an exact dependence is left"),
        drop.largestColumn.map { .text($0) } ?? .none("an exact dependence is left"),
      ]
      if hasTarget {
        cells.append(
          drop.targetRSquared.map { .text(NumberText.percent($0, decimals: 1)) } ?? .none("unknown")
        )
      }
      return cells
    }
    var footnote = ""
    if let target = evidence.target {
      footnote =
        "Of features that belong together the one goes that the target misses least. A linear model of all "
        + "features explains \(NumberText.percent(target.rSquared, decimals: 1)) of the target, of those kept "
        + "\(NumberText.percent(target.rSquaredAfterDrops, decimals: 1)) "
        + "(corrected for their number: \(NumberText.percent(target.adjusted[0], decimals: 1)) and "
        + "\(NumberText.percent(target.adjusted[1], decimals: 1)))."
    }
    if evidence.drops.count > shown.count {
      footnote +=
        (footnote.isEmpty ? "" : " ")
        + "The first \(shown.count) of \(evidence.drops.count); the others are in the JSON report."
    }
    let count = evidence.drops.count
    return .table(
      ExhibitTable(
        title:
          "Without \(count == 1 ? "one feature" : "\(NumberText.count(count)) features") no VIF is above "
          + NumberText.number(vifBad),
        columns: columns, rows: Array(rows), footnote: footnote.isEmpty ? nil : footnote))
  }

  private func decompositionTable(_ evidence: Evidence) -> Exhibit? {
    let strong = zip(evidence.varianceDecompositionRows, evidence.varianceDecomposition).filter {
      evidence.conditionIndices[$0.0] > conditionBad
    }
    guard !strong.isEmpty else { return nil }
    let rows: [[ExhibitCell]] = strong.suffix(10).reversed().map { index, shares in
      let names = zip(evidence.designColumns, shares).filter { $0.1 >= proportion }
      return [
        .number(evidence.conditionIndices[index]),
        names.isEmpty
          ? .none("no column has half of its variance here")
          : .text(
            names.prefix(6).map { "\($0.0) (\(NumberText.coefficient($0.1)))" }
              .joined(separator: ", ") + (names.count > 6 ? " …" : "")),
      ]
    }
    return .table(
      ExhibitTable(
        title: "Which columns share a near dependency", columns: ["Condition index", "Columns"],
        rows: rows,
        footnote:
          "Share of a column’s variance that belongs to the index, in brackets. Belsley, Kuh & Welsch "
          + "(1980) call 5 to 10 weak and 30 to 100 strong."))
  }

  // MARK: Figure

  private func heatMap(_ evidence: Evidence) -> Exhibit? {
    guard let correlations = evidence.correlations else { return nil }
    let count = correlations.columns.count
    let shown = min(count, Collinearity.drawnColumns)
    var largest: (a: Int, b: Int, r: Double)?
    for a in 0..<count {
      for b in 0..<a {
        guard let r = correlations.values[a][b], abs(r) > abs(largest?.r ?? 0) else { continue }
        largest = (a, b, r)
      }
    }
    guard let largest else { return nil }
    let names = [largest.b, largest.a].map { NumberText.quoted(correlations.columns[$0]) }
    return .heatMap(
      ExhibitHeatMap(
        title: "The strongest correlation of two columns is \(NumberText.coefficient(largest.r))",
        values: correlations.values.prefix(shown).map { Array($0.prefix(shown)) },
        labels: Array(correlations.columns.prefix(shown)),
        howToRead:
          "Pearson’s correlations of the features, similar ones side by side: a block along the "
          + "diagonal is a group that belongs together. The strongest is that of \(names[0]) and \(names[1])."
          + (count > shown ? " The first \(shown) of \(count) columns." : "")))
  }
}

extension Collinearity {
  /// Whether the features repeat one another.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let units = LocalCorrelation.units(evidence.layout)
    let noun = evidence.layout == .table ? "feature" : String(units.dropLast())
    if evidence.layout.isGrid {
      // What a regression on single pixels asks for is no advice on pictures.
      return Highlights(headline: "Pixels repeat each other, as in any picture")
    }
    if evidence.ridgePenalty != nil {
      return Highlights(
        headline: "There are too few rows for a regression on all \(units)",
        rows: [
          EvidenceRow(
            question: "Do the \(units) repeat each other?", direction: .neither,
            found: "\(NumberText.plural(evidence.columns - 1, "column")), "
              + NumberText.plural(evidence.sampledRows ?? evidence.rows, "row"),
            effect: EvidenceRow.Effect(
              label: "rank", value: NumberText.count(evidence.rank),
              unit: "of \(NumberText.count(evidence.columns))", interval: "a plain VIF is undefined"
            ),
            threshold: "more rows than columns")
        ])
    }
    let repeats = repeats(evidence)
    return Highlights(
      headline: repeats.inflated == 0
        ? "No \(noun) repeats the others"
        : "\(NumberText.count(repeats.inflated)) of \(NumberText.plural(repeats.all, noun)) "
          + (repeats.inflated == 1 ? "repeats others" : "repeat others"),
      rows: [
        EvidenceRow(
          question: "Do the \(units) repeat each other?", direction: .neither,
          found:
            "\(NumberText.count(repeats.inflated)) of \(NumberText.count(repeats.all)): \(words(repeats))",
          effect: EvidenceRow.Effect(
            label: "condition index",
            value: evidence.conditionNumber.map { NumberText.number($0) } ?? "infinite",
            interval: highest(repeats)),
          threshold: "VIF \(NumberText.number(vifBad)), index \(NumberText.number(conditionBad))")
      ])
  }
}
