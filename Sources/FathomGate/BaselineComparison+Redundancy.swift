internal import FathomAnalyses
internal import FathomData
internal import FathomReports

/// Whether columns still depend on one another as they did.
extension BaselineComparison {
  func collinearity() -> [GateResult.Check] {
    let title = "VIFs since the baseline"
    guard let before = past.dependencies else { return [] }
    guard let after = present.dependencies else {
      return all(
        "collinearity", title, expected: "measured", found: "not measured",
        [
          check(
            "collinearity", title, .notRun, expected: "measured", found: "not measured",
            "No VIF was measured; there were some for the baseline.")
        ])
    }
    let known = Set(before.map(\.column))
    // Of few rows the levels of a column depend on others by chance.
    let ofWords = Set(present.columns.filter { $0.kind == .words }.map(\.name))
    let told = after.filter {
      !known.contains($0.column) && ($0.kind == "copy" || !ofWords.contains($0.column))
        // Of few rows none may have what is rare; cells that are stuck are told by their values.
        && ($0.kind != "constant" || drifts == nil)
    }
    var failing = told.map { dependency in
      check(
        "collinearity", title, .failed, subject: dependency.column, expected: "no new dependency",
        found: dependency.kind,
        "\(NumberText.quoted(dependency.column)) now depends on others exactly: "
          + "\(words(of: dependency)).")
    }
    let exact = Set(after.flatMap { [$0.column] + $0.others })
    let larger = pairs.compactMap { was, now -> GateResult.Check? in
      guard let from = was.vif, let to = now.vif, !exact.contains(was.name) else { return nil }
      let allowed = from + allowances["collinearity"].change(from: from)
      guard to > allowed else { return nil }
      var found = check(
        "collinearity", title, .failed, subject: was.name,
        expected: "at most \(NumberText.number(allowed))", found: NumberText.number(to), value: to,
        "The VIF of \(NumberText.quoted(was.name)) is \(NumberText.number(to)); it was \(NumberText.number(from)), "
          + "allowed are \(NumberText.number(allowed)).")
      // Where the cells were compared, correlations tell more: a few far values make a VIF.
      if drifts != nil, found.severity == .error { found.severity = .warning }
      return found
    }
    failing += larger.sorted { ($0.value ?? 0) > ($1.value ?? 0) }
    return all(
      "collinearity", title, expected: "no new dependency, no VIF much larger", found: "none",
      failing)
  }

  func words(of dependency: Baseline.Dependency) -> String {
    let others =
      dependency.others.prefix(3).map { NumberText.quoted($0) }.joined(separator: ", ")
      + (dependency.others.count > 3 ? " and \(dependency.others.count - 3) more" : "")
    return switch dependency.kind {
    case "copy": "\(NumberText.quoted(dependency.column)) is a copy of \(others)"
    case "rescaled": "\(NumberText.quoted(dependency.column)) is \(others) in another unit"
    case "constant": "\(NumberText.quoted(dependency.column)) is constant"
    default:
      "\(NumberText.quoted(dependency.column)) is a combination of \(others)"
    }
  }

  /// Whether columns still tell one another as they did: a column whose rows were shuffled changes in nothing else.
  func correlation() -> [GateResult.Check] {
    // Where the cells were compared, these tell more.
    guard drifts == nil, past.dependencies != nil, present.dependencies != nil,
      past.layout == .table
    else { return [] }
    let title = "Correlations since the baseline"
    func explained(_ column: Baseline.Column, _ baseline: Baseline) -> Double? {
      let predictors = baseline.columns.filter { $0.vif != nil }.count
      guard let vif = column.vif, baseline.rows > predictors + 1 else { return nil }
      let adjustment = Double(baseline.rows - 1) / Double(baseline.rows - predictors)
      return max(0, 1 - adjustment / vif)
    }
    let failing = pairs.compactMap { was, now -> GateResult.Check? in
      guard let from = explained(was, past), let to = explained(now, present) else { return nil }
      let allowed = allowances["correlation"].change(from: from)
      guard from - to > allowed else { return nil }
      return check(
        "correlation", title, .failed, subject: was.name,
        expected: "at least \(NumberText.percent(from - allowed))", found: NumberText.percent(to),
        value: to,
        "The other columns explain \(NumberText.percent(to)) of \(NumberText.quoted(was.name)); it was "
          + "\(NumberText.percent(from)). Were its rows shuffled?")
    }
    return all(
      "correlation", title, expected: "about as strong", found: "about as strong",
      failing.sorted { ($0.value ?? 0) < ($1.value ?? 0) })
  }
}
