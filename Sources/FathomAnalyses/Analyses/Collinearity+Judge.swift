internal import FathomData

extension Collinearity {
  /// So many predictors are named one by one; the rest are counted.
  static let namedPredictors = 20
  /// So many positions of a sequence or grid are shown as examples.
  static let namedPositions = 5

  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let id = Collinearity.info.id
    if let penalty = evidence.ridgePenalty {
      return [
        Finding(
          id: "\(id).rank", grade: .bad, subject: "features",
          message: "\(Words.count(evidence.columns - 1)) columns but only "
            + "\(Words.plural(evidence.rows, "complete row")): a plain VIF is undefined, any "
            + "regression needs a penalty (regularised VIFs at k = \(Words.exact(penalty))).")
      ]
    }
    let isTable = evidence.layout == .table
    var findings = [Finding]()
    // A pixel that never varies is nothing to worry about one by one.
    let constants = isTable ? 0 : evidence.dependencies.count(where: \.isConstant)
    if constants > 0 {
      findings.append(
        Finding(
          id: "\(id).exact", grade: .caution, subject: "features",
          message: "\(Words.plural(constants, "position")) of "
            + "\(Words.count(evidence.predictors.count)) never "
            + (constants == 1 ? "varies." : "vary.")))
    }
    let dependencies = evidence.dependencies.filter { isTable || !$0.isConstant }
    for dependency in dependencies.prefix(Collinearity.namedPredictors) {
      findings.append(
        Finding(
          id: "\(id).exact", grade: isTable ? .bad : .caution, subject: dependency.column,
          message: Collinearity.sentence(dependency)))
    }
    if dependencies.count > Collinearity.namedPredictors {
      findings.append(
        Finding(
          id: "\(id).exact", grade: isTable ? .bad : .caution, subject: "features",
          message: "\(dependencies.count) columns in all are exact combinations of others."
        ))
    }
    findings += isTable ? tableFindings(evidence) : [arrangedFinding(evidence)]
    findings.append(conditionFinding(evidence))
    if evidence.incompleteRows > 0 {
      let all = evidence.rows + evidence.incompleteRows
      let share = Double(evidence.incompleteRows) / Double(all)
      findings.append(
        Finding(
          id: "\(id).missing", grade: share > missingShare ? .caution : .good, subject: "rows",
          message: "\(Words.count(evidence.incompleteRows)) of \(Words.plural(all, "row")) "
            + "\(evidence.incompleteRows == 1 ? "lacks" : "lack") some feature and could not be "
            + "used here (complete cases)."))
    }
    return findings
  }

  private func tableFindings(_ evidence: Evidence) -> [Finding] {
    let id = "\(Collinearity.info.id).vif"
    let inflated = evidence.predictors.filter { ($0.vif ?? 0) > vifCaution }.sorted {
      ($0.vif ?? 0, $1.name) > ($1.vif ?? 0, $0.name)
    }
    var findings = inflated.prefix(Collinearity.namedPredictors).map { predictor in
      let vif = predictor.vif ?? 0
      return Finding(
        id: id, grade: vif > vifBad ? .bad : .caution, subject: predictor.name,
        message: "VIF \(Words.number(vif)): the other features explain "
          + "\(Collinearity.share(1 - 1 / vif)) of it.")
    }
    if inflated.count > findings.count {
      findings.append(
        Finding(
          id: id, grade: .bad, subject: "features",
          message: "\(inflated.count) features in all have a VIF above \(Words.number(vifCaution))."
        ))
    }
    if inflated.isEmpty, evidence.predictors.contains(where: { $0.vif != nil }) {
      findings.append(
        Finding(
          id: id, grade: .good, subject: "features",
          message: evidence.dependencies.isEmpty
            ? "No VIF is above \(Words.number(vifCaution)): no feature repeats the others."
            : "Of the other features none has a VIF above \(Words.number(vifCaution))."))
    }
    return findings
  }

  /// Among neighbours collinearity is what one expects; it is a reason to share weights, not to drop.
  private func arrangedFinding(_ evidence: Evidence) -> Finding {
    let inflated = evidence.predictors.count { ($0.vif ?? 0) > vifBad }
    let all = evidence.predictors.count
    return Finding(
      id: "\(Collinearity.info.id).vif", grade: inflated == 0 ? .good : .caution,
      subject: "features",
      message: inflated == 0
        ? "No position has a VIF above \(Words.number(vifBad))."
        : "\(Words.count(inflated)) of \(Words.count(all)) positions repeat others "
          + "(VIF above \(Words.number(vifBad))), as neighbours in a \(noun(evidence)) do: "
          + "regularise rather than drop.")
  }

  private func noun(_ evidence: Evidence) -> String {
    evidence.layout == .sequence ? "sequence" : "grid"
  }

  private func conditionFinding(_ evidence: Evidence) -> Finding {
    let id = "\(Collinearity.info.id).condition"
    guard let number = evidence.conditionNumber else {
      return Finding(
        id: id, grade: evidence.layout == .table ? .bad : .caution, subject: "features",
        message: "The condition number is infinite: with the intercept the columns have rank "
          + "\(Words.count(evidence.rank)) of \(Words.count(evidence.columns)).")
    }
    let sharing = strongestSharing(evidence)
    let grade: Grade
    if number > conditionBad, sharing.count >= 2 {
      grade = evidence.layout == .table ? .bad : .caution
    } else {
      grade = number > conditionCaution ? .caution : .good
    }
    var message = "The largest condition index is \(Words.number(number))"
    if number > conditionBad, sharing.count >= 2 {
      let names = sharing.prefix(4).map { Words.quoted($0) }.joined(separator: ", ")
      message += "; it joins \(names)" + (sharing.count > 4 ? " and \(sharing.count - 4) more" : "")
    }
    return Finding(id: id, grade: grade, subject: "features", message: message + ".")
  }

  /// The columns that share the largest index, the intercept among them.
  private func strongestSharing(_ evidence: Evidence) -> [String] {
    guard let row = evidence.varianceDecomposition.last else { return [] }
    return zip(evidence.designColumns, row).filter { $0.1 >= proportion }.map(\.0)
  }

  /// A relation in words, such as “x3 = 1·x1 + 2·x2 exactly”.
  static func sentence(_ dependency: Evidence.Dependency) -> String {
    let intercept = dependency.combination["(Intercept)"]
    let others = dependency.combination.filter { $0.key != "(Intercept)" }.sorted {
      // x2 before x10.
      ($0.key.count, $0.key) < ($1.key.count, $1.key)
    }
    if others.isEmpty {
      return "\(Words.quoted(dependency.column)) is constant (\(Words.exact(intercept ?? 0)))."
    }
    if others.count == 1, others[0].value == 1, intercept == nil {
      return "\(Words.quoted(dependency.column)) is a copy of \(Words.quoted(others[0].key))."
    }
    var text = "\(Words.quoted(dependency.column)) ="
    for (index, other) in others.prefix(8).enumerated() {
      text += sign(other.value, isFirst: index == 0)
      text += "\(Words.exact(abs(other.value)))·\(Words.quoted(other.key))"
    }
    if others.count > 8 { text += " + \(others.count - 8) more terms" }
    if let intercept { text += sign(intercept, isFirst: false) + Words.exact(abs(intercept)) }
    return text + " exactly."
  }

  private static func sign(_ value: Double, isFirst: Bool) -> String {
    if isFirst { return value < 0 ? " \u{2212}" : " " }
    return value < 0 ? " \u{2212} " : " + "
  }

  /// A share near 1 with as many nines as it has.
  private static func share(_ value: Double) -> String {
    value > 0.9995
      ? "more than 99.9\u{202F}%" : Words.percent(value, decimals: value > 0.985 ? 1 : 0)
  }

  // MARK: Exhibits

  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    if evidence.ridgePenalty != nil { return [predictorTable(evidence, isRegularised: true)] }
    var exhibits = [predictorTable(evidence, isRegularised: false)]
    // Which pixel depends on which, and what to drop, is no question.
    guard evidence.layout == .table else { return exhibits }
    let strong = zip(evidence.varianceDecompositionRows, evidence.varianceDecomposition).filter {
      evidence.conditionIndices[$0.0] > conditionBad
    }
    if !strong.isEmpty {
      let rows: [[ExhibitCell]] = strong.suffix(10).reversed().map { index, shares in
        let names = zip(evidence.designColumns, shares).filter { $0.1 >= proportion }
        return [
          .number(evidence.conditionIndices[index]),
          names.isEmpty
            ? .none("no column has half of its variance here")
            : .text(
              names.prefix(6).map { "\($0.0) (\(Words.coefficient($0.1)))" }
                .joined(separator: ", ") + (names.count > 6 ? " …" : "")),
        ]
      }
      exhibits.append(
        .table(
          ExhibitTable(
            title: "Which columns share a near dependency", rows: rows,
            footnote: "Share of a column's variance that belongs to the index, in brackets.")))
    }
    if !evidence.suggestedDrops.isEmpty {
      let names = evidence.suggestedDrops.prefix(12).map { Words.quoted($0) }.joined(
        separator: ", ")
      exhibits.append(
        .note(
          "To make the coefficients stable, drop in this order: \(names)"
            + (evidence.suggestedDrops.count > 12
              ? " and \(evidence.suggestedDrops.count - 12) more" : "")
            + "; or keep them all and add a ridge penalty. Collinearity harms coefficients, not "
            + "necessarily predictions."))
    }
    return exhibits
  }

  private func predictorTable(_ evidence: Evidence, isRegularised: Bool) -> Exhibit {
    func value(_ predictor: Evidence.Predictor) -> Double? {
      isRegularised ? predictor.ridgeVif : predictor.vif
    }
    let isTable = evidence.layout == .table
    // Among positions a few examples do, and those that never vary are none.
    let listed = isTable ? evidence.predictors : evidence.predictors.filter { value($0) != nil }
    let sorted = listed.sorted {
      (value($0) ?? .infinity, $1.name) > (value($1) ?? .infinity, $0.name)
    }
    let shown = sorted.prefix(
      isTable ? Collinearity.namedPredictors : Collinearity.namedPositions)
    let hasCategories = evidence.predictors.contains { $0.degreesOfFreedom > 1 }
    var columns = ["Feature", isRegularised ? "Regularised VIF" : "VIF"]
    if !isRegularised { columns.append("Tolerance") }
    if hasCategories { columns += isRegularised ? ["Df"] : ["GVIF", "Df"] }
    let rows = shown.map { predictor in
      var cells: [ExhibitCell] = [
        .text(predictor.name), value(predictor).map { .number($0) } ?? .none("exact dependence"),
      ]
      if !isRegularised {
        cells.append(predictor.tolerance.map { .number($0) } ?? .none("exact dependence"))
      }
      if hasCategories, !isRegularised {
        cells.append(predictor.gvif.map { .number($0) } ?? .none("exact dependence"))
      }
      if hasCategories { cells.append(.count(predictor.degreesOfFreedom)) }
      return cells
    }
    let inflated = listed.count {
      (value($0) ?? .infinity) > (isTable ? vifCaution : vifBad)
    }
    return .table(
      ExhibitTable(
        title: isRegularised
          ? "Too few complete rows for plain VIFs: regularised ones"
          : inflated == 0
            ? "No feature repeats the others"
            : "\(Words.count(inflated)) of \(Words.count(listed.count)) "
              + "\(isTable ? "features" : "positions that vary") "
              + (inflated == 1 ? "repeats" : "repeat") + " others",
        columns: columns, rows: Array(rows),
        footnote: "\(Words.count(evidence.rows)) complete rows"
          + (sorted.count > shown.count
            ? "; the \(Words.count(sorted.count - shown.count)) smallest are in the JSON report"
            : "") + "."))
  }
}

extension Collinearity.Evidence.Dependency {
  /// Whether the column is a constant rather than a combination of other columns.
  var isConstant: Bool { combination.keys.allSatisfy { $0 == "(Intercept)" } }
}

extension ExhibitTable {
  /// A table of condition indices.
  fileprivate init(title: String, rows: [[ExhibitCell]], footnote: String) {
    self.init(
      title: title, columns: ["Condition index", "Columns"], rows: rows, footnote: footnote)
  }
}
