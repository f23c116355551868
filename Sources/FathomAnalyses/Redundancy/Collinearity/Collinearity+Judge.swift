internal import FathomData
internal import FathomSummaries

extension Collinearity {
  /// This many predictors are named one by one; the rest are counted.
  static let namedPredictors = 20
  /// This many positions of a sequence or grid are shown as examples.
  static let namedPositions = 5

  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let id = Collinearity.info.id
    if let penalty = evidence.ridgePenalty {
      return [
        Finding(
          id: "\(id).rank", grade: .bad, subject: "features",
          message: wideMessage(evidence, penalty))
      ] + missingFindings(evidence)
    }
    let isTable = evidence.layout == .table
    var findings = [Finding]()
    // A pixel that never varies is nothing to worry about one by one.
    let constants = isTable ? 0 : evidence.dependencies.count { $0.kind == .constant }
    if constants > 0 {
      findings.append(
        Finding(
          id: "\(id).exact", grade: .caution, subject: "features",
          message: "\(NumberText.plural(constants, "position")) of "
            + "\(NumberText.count(evidence.predictors.count)) never "
            + (constants == 1 ? "varies." : "vary.")))
    }
    // Of a category that another determines, one indicator stands for all.
    var seen = Set<[String]>()
    let dependencies = evidence.dependencies.filter { dependency in
      guard isTable || dependency.kind != .constant else { return false }
      return dependency.kind != .nested
        || seen.insert([dependency.predictor] + dependency.predictors).inserted
    }
    for dependency in dependencies.prefix(Collinearity.namedPredictors) {
      findings.append(
        Finding(
          id: "\(id).exact", grade: isTable ? .bad : .caution,
          subject: dependency.kind == .nested ? dependency.predictor : dependency.column,
          message: Collinearity.sentence(dependency)))
    }
    if dependencies.count > Collinearity.namedPredictors {
      findings.append(
        Finding(
          id: "\(id).exact", grade: isTable ? .bad : .caution, subject: "features",
          message: "\(dependencies.count) columns in all are exact combinations of others."))
    }
    findings += aliasedFindings(evidence) + structuralFindings(evidence)
    findings += isTable ? tableFindings(evidence) : [arrangedFinding(evidence)]
    findings.append(conditionFinding(evidence))
    return findings + missingFindings(evidence)
  }

  private func wideMessage(_ evidence: Evidence, _ penalty: Double) -> String {
    let columns = NumberText.count(evidence.columns - 1)
    if let sampled = evidence.sampledRows {
      return "\(columns) columns are too many to be factored in the memory there is: a sample of "
        + "\(NumberText.count(sampled)) rows gives regularised VIFs at k = \(NumberText.exact(penalty)), no plain ones "
        + "(--memory-limit allows more)."
    }
    return
      "\(columns) columns but only \(NumberText.plural(evidence.rows, "complete row")): a plain VIF is "
      + "undefined, any regression needs a penalty (regularised VIFs at k = \(NumberText.exact(penalty)))."
  }

  private func structuralFindings(_ evidence: Evidence) -> [Finding] {
    guard let first = evidence.structural.first else { return [] }
    let count = evidence.structural.count
    let examples = evidence.structural.prefix(3).map { made in
      let parts = made.of.map { NumberText.quoted($0) }
      return "\(NumberText.quoted(made.column)) is "
        + (made.power > 1
          ? "\(parts[0]) to the power of \(made.power)" : parts.joined(separator: " times "))
    }
    return [
      Finding(
        id: "\(Collinearity.info.id).structural", grade: .caution,
        subject: count == 1 ? first.column : "features",
        message: examples.joined(separator: ", ")
          + (count > examples.count ? " and \(count - examples.count) more of the kind" : "")
          + ": a part of the collinearity comes from how \(count == 1 ? "it was" : "they were") made. "
          + "Centre columns before they are multiplied, or use orthogonal polynomials.")
    ]
  }

  private func missingFindings(_ evidence: Evidence) -> [Finding] {
    let id = "\(Collinearity.info.id).missing"
    let columns = evidence.missing.columns
    switch evidence.missing.method {
    case .completeCases:
      guard evidence.incompleteRows > 0 else { return [] }
      let all = evidence.rows + evidence.incompleteRows
      let isMuch = Double(evidence.incompleteRows) / Double(all) > missingShare
      return [
        Finding(
          id: id, grade: isMuch ? .caution : .good, subject: "rows",
          message:
            "\(NumberText.count(evidence.incompleteRows)) of \(NumberText.plural(all, "row")) "
            + "\(evidence.incompleteRows == 1 ? "lacks" : "lack") some feature and could not be "
            + "used here (complete cases)" + (isMuch ? Collinearity.remedy(evidence.missing) : "")
            + ".")
      ]
    case .dropColumns:
      let dropped = evidence.leftOut.filter { left in columns.contains { $0.name == left.name } }
      guard !dropped.isEmpty else { return [] }
      return [
        Finding(
          id: id, grade: .caution, subject: "features",
          message: "\(NumberText.plural(dropped.count, "column")) with missing values "
            + "\(dropped.count == 1 ? "was" : "were") left out here, to use every row "
            + "(--missing drop-columns): "
            + dropped.prefix(5).map { NumberText.quoted($0.name) }.joined(separator: ", ")
            + (dropped.count > 5 ? " and \(dropped.count - 5) more" : "") + ".")
      ]
    case .mean:
      let cells = columns.reduce(0) { $0 + $1.missing }
      guard cells > 0 else { return [] }
      return [
        Finding(
          id: id, grade: .caution, subject: "rows",
          message:
            "\(NumberText.plural(cells, "missing value")) in \(NumberText.plural(columns.count, "column")) "
            + "\(cells == 1 ? "was" : "were") replaced by the mean of the column (--missing mean), which "
            + "makes columns look less collinear than they are.")
      ]
    }
  }

  /// What R's `lm` would leave out, beside the finite numbers.
  private func aliasedFindings(_ evidence: Evidence) -> [Finding] {
    guard !evidence.aliased.isEmpty else { return [] }
    let names = evidence.aliased.prefix(5).map { NumberText.quoted($0) }.joined(separator: ", ")
    let isOne = evidence.aliased.count == 1
    return [
      Finding(
        id: "\(Collinearity.info.id).aliased", grade: evidence.layout == .table ? .bad : .caution,
        subject: isOne ? evidence.aliased[0] : "features",
        message: names
          + (evidence.aliased.count > 5 ? " and \(evidence.aliased.count - 5) more" : "")
          + " \(isOne ? "is" : "are") no exact combination of other columns, but so nearly that R’s lm "
          + "would leave \(isOne ? "it" : "them") out (tolerance 1e-7).")
    ]
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
        message: "VIF \(NumberText.number(vif))"
          + (predictor.interval.map { " (95\u{202F}%: \(NumberText.range($0)))" } ?? "")
          + ": the other features explain \(Collinearity.share(1 - 1 / vif)) of it.")
    }
    if inflated.count > findings.count {
      findings.append(
        Finding(
          id: id, grade: .bad, subject: "features",
          message:
            "\(inflated.count) features in all have a VIF above \(NumberText.number(vifCaution))."
        ))
    }
    if inflated.isEmpty, evidence.predictors.contains(where: { $0.vif != nil }) {
      findings.append(
        Finding(
          id: id, grade: .good, subject: "features",
          message: evidence.dependencies.isEmpty
            ? "No VIF is above \(NumberText.number(vifCaution)): no feature repeats the others."
            : "Of the other features none has a VIF above \(NumberText.number(vifCaution))."))
    }
    return findings
  }

  /// Among neighbours collinearity is what one expects; it is a reason to share weights, not to drop.
  private func arrangedFinding(_ evidence: Evidence) -> Finding {
    let repeats = repeats(evidence)
    return Finding(
      id: "\(Collinearity.info.id).vif",
      grade: repeats.inflated == repeats.exact ? .good : .caution, subject: "features",
      message: repeats.inflated == 0
        ? "No position has a VIF above \(NumberText.number(vifBad))."
        : repeats.inflated == repeats.exact
          ? "\(NumberText.count(repeats.exact)) of \(NumberText.plural(repeats.all, "position")) "
            + "\(repeats.exact == 1 ? "is" : "are") \(words(repeats)); of the rest none has a VIF above "
            + "\(NumberText.number(vifBad))."
          : "\(NumberText.count(repeats.inflated)) of \(NumberText.plural(repeats.all, "position")) "
            + "\(repeats.inflated == 1 ? "repeats" : "repeat") others (\(words(repeats))), as neighbours in a "
            + "\(noun(evidence)) do: regularise rather than drop.")
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
          + "\(NumberText.count(evidence.rank)) of \(NumberText.count(evidence.columns)).")
    }
    let sharing = strongestSharing(evidence)
    let grade: Grade
    if number > conditionBad, sharing.count >= 2 {
      grade = evidence.layout == .table ? .bad : .caution
    } else {
      grade = number > conditionCaution ? .caution : .good
    }
    var message = "The largest condition index is \(NumberText.number(number))"
    if number > conditionSevere { message += ", which is severe" }
    if number > conditionBad, sharing.count >= 2 {
      let names = sharing.prefix(4).map { NumberText.quoted($0) }.joined(separator: ", ")
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
    let intercept = dependency.combination[Collinearity.intercept]
    let others = dependency.combination.filter { $0.key != Collinearity.intercept }.sorted {
      // x2 before x10.
      ($0.key.count, $0.key) < ($1.key.count, $1.key)
    }
    if others.isEmpty {
      return
        "\(NumberText.quoted(dependency.column)) is constant (\(NumberText.exact(intercept ?? 0)))."
    }
    if dependency.kind == .nested, let other = dependency.predictors.first {
      return
        "\(NumberText.quoted(other)) determines \(NumberText.quoted(dependency.predictor)), wholly or in part: one "
        + "category is nested in the other."
    }
    if dependency.kind == .dummyTrap {
      let names = others.prefix(4).map { NumberText.quoted($0.key) }.joined(separator: ", ")
      return "\(NumberText.quoted(dependency.column)) is 1 minus \(names)"
        + (others.count > 4 ? " and \(others.count - 4) more" : "")
        + ": the dummy variable trap. Leave one of the indicators out."
    }
    if dependency.kind == .copy {
      return
        "\(NumberText.quoted(dependency.column)) is a copy of \(NumberText.quoted(others[0].key))."
    }
    return "\(NumberText.quoted(dependency.column)) ="
      + Collinearity.terms(dependency.combination, number: NumberText.exact) + " exactly."
  }

  /// The right side of a relation, such as “ 1·x1 + 2·x2 − 3”; at most eight terms.
  static func terms(
    _ combination: [String: Double], number: (Double) -> String
  ) -> String {
    let others = combination.filter { $0.key != Collinearity.intercept }.sorted {
      // x2 before x10.
      ($0.key.count, $0.key) < ($1.key.count, $1.key)
    }
    var text = ""
    for (index, other) in others.prefix(8).enumerated() {
      text += sign(other.value, isFirst: index == 0)
      text += "\(number(abs(other.value)))·\(NumberText.quoted(other.key))"
    }
    if others.count > 8 { text += " + \(others.count - 8) more terms" }
    if let intercept = combination[Collinearity.intercept] {
      text += sign(intercept, isFirst: false) + number(abs(intercept))
    }
    return text
  }

  private static func sign(_ value: Double, isFirst: Bool) -> String {
    if isFirst { return value < 0 ? " \u{2212}" : " " }
    return value < 0 ? " \u{2212} " : " + "
  }

  /// A share near 1 with as many nines as it has.
  static func share(_ value: Double) -> String {
    value > 0.9995
      ? "more than 99.9\u{202F}%" : NumberText.percent(value, decimals: value > 0.985 ? 1 : 0)
  }
}
