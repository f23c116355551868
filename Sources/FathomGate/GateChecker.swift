internal import FathomReports
internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries
private import Foundation

/// What becomes of one request: a check for each part that does not hold, or one that says that all do.
struct GateChecker {
  private let request: CheckRequest
  private let report: Report

  init(_ request: CheckRequest, _ report: Report) {
    self.request = request
    self.report = report
  }

  var checks: [GateResult.Check] {
    switch request.kind {
    case .bound(let measure, let isMaximum, let bound): bounded(measure, isMaximum, bound)
    case .verdict(let allowed): [verdict(allowed)]
    case .grade(let finding, let worst): graded(finding, worst)
    case .measured(let analysis): [measured(analysis)]
    case .requiredColumns(let names): required(names)
    case .types(let types): typed(types)
    }
  }

  private func check(
    _ title: String, _ status: GateResult.Status, of subject: String? = nil, expected: String,
    found: String, value: Double? = nil, id: String? = nil, message: String? = nil
  ) -> GateResult.Check {
    let whom = subject.map { " of \(NumberText.quoted($0))" } ?? ""
    return GateResult.Check(
      id: id ?? request.id, title: title, subject: subject, severity: request.severity,
      status: status, expected: expected, found: found,
      message: message ?? "\(title)\(whom): \(found), expected \(expected).",
      value: value?.isFinite == true ? value : nil, line: request.line)
  }

  // MARK: Bounds

  private func bounded(
    _ measure: Measure, _ isMaximum: Bool, _ bound: Double
  ) -> [GateResult.Check] {
    let title = GateChecker.title(measure)
    let expected = "\(isMaximum ? "at most" : "at least") \(GateChecker.words(bound))"
    guard let values = MeasuredValue.find(measure, in: report), !values.isEmpty else {
      return [
        check(
          title, .notRun, expected: expected, found: "not measured",
          message: "\(title): not measured, because \(absence(of: measure)); expected \(expected).")
      ]
    }
    let failing = values.filter { value in
      value.value.map { isMaximum ? $0 > bound : $0 < bound } ?? false
    }
    if !failing.isEmpty {
      return failing.sorted {
        // The worst first; those alike unchanged in the data.
        let (a, b) = ($0.value ?? 0, $1.value ?? 0)
        return isMaximum ? a > b : a < b
      }.map { found in
        check(
          title, .failed, of: found.subject, expected: expected,
          found: found.value.map(GateChecker.words) ?? "–", value: found.value,
          message: unseen(measure, found.subject).map { "\(title): \($0)" })
      }
    }
    let known = values.filter { $0.value != nil }
    guard known.count == values.count,
      let tightest = known.max(by: {
        ($0.value ?? 0) * (isMaximum ? 1 : -1) < ($1.value ?? 0) * (isMaximum ? 1 : -1)
      }), let value = tightest.value
    else {
      let unknown = values.first { $0.value == nil }
      return [
        check(
          title, .inconclusive, of: unknown?.subject, expected: expected, found: "no value",
          message: "\(title)"
            + (unknown?.subject.map { " of \(NumberText.quoted($0))" } ?? "")
            + ": not defined for these data, expected \(expected).")
      ]
    }
    let words = GateChecker.words(value)
    return [
      check(
        title, .passed, expected: expected,
        found: values.count == 1
          ? words
          : "\(isMaximum ? "largest" : "smallest") \(words)"
            + (tightest.subject.map { " (\(PlainText.shortened($0, width: 60)))" } ?? ""),
        value: value)
    ]
  }

  /// What the blind spots say that a measure counts; nil for other measures.
  private func unseen(_ measure: Measure, _ subject: String?) -> String? {
    let spots =
      switch measure.place {
      case .blindSpot(let id):
        report.verdict.blindSpots.filter { $0.id == id && $0.subject == subject }
      case .input(.blindSpots): report.verdict.blindSpots
      case .input(.blindSpotsLarge): report.verdict.blindSpots.filter(\.isLarge)
      case .input, .evidence: [BlindSpot]()
      }
    guard !spots.isEmpty else { return nil }
    return spots.map { "\($0.message) \($0.remedy)" }.joined(separator: " ")
  }

  /// Why a measure has no value.
  private func absence(of measure: Measure) -> String {
    let id: String
    switch measure.place {
    case .evidence(let analysis, _): id = analysis
    case .blindSpot: return "the report has none"
    case .input(let fact):
      guard let analysis = fact.analysis else { return "the data have none" }
      id = analysis
    }
    guard let outcome = report.analyses.first(where: { $0.outcome.info.id == id })?.outcome else {
      return "\(id) was not asked for, or is not for such data"
    }
    return outcome.reason ?? "the data have none"
  }

  /// The meaning up to the first formula or remark.
  private static func title(_ measure: Measure) -> String {
    var title = measure.meaning.isEmpty ? measure.name : measure.meaning
    for mark in [";", ", (", ": 0 at"] {
      if let range = title.range(of: mark) { title = String(title[..<range.lowerBound]) }
    }
    if title.hasSuffix(".") { title.removeLast() }
    return title
  }

  /// A bound or value, as exact as it was given where that is short.
  static func words(_ value: Double) -> String {
    guard value.isFinite else { return "infinite: it depends on others exactly" }
    let exact = NumberText.exact(value)
    return abs(value) < 1e6 && exact.count <= 6 ? exact : NumberText.number(value)
  }

  // MARK: The verdict and findings

  private func verdict(_ allowed: [Verdict.Recommendation]) -> GateResult.Check {
    let verdict = report.verdict
    let expected = allowed.map(\.rawValue).joined(separator: " or ")
    let found =
      "\(verdict.recommendation.rawValue) (\(NumberText.percent(verdict.deepProbability)) for deep learning)"
    let isAllowed = allowed.contains(verdict.recommendation)
    let status: GateResult.Status =
      isAllowed
      ? .passed : verdict.recommendation == .inconclusive ? .inconclusive : .failed
    return check("Verdict", status, expected: expected, found: found)
  }

  private func graded(_ name: String?, _ worst: Grade) -> [GateResult.Check] {
    let findings = report.analyses.flatMap(\.outcome.findings).filter {
      name == nil || $0.id == name
    }
    let expected = worst == .good ? "good" : "good or caution"
    let title = name.map { "Grade of \($0)" } ?? "Grades of all findings"
    guard !findings.isEmpty else {
      if wasLookedFor(name) {
        return [check(title, .passed, expected: expected, found: "nothing wrong")]
      }
      let isKnown = report.analyses.contains { $0.outcome.notAsked.contains(name ?? "") }
      return [
        check(
          title, .notRun, expected: expected, found: isKnown ? "not looked for" : "no such finding",
          message: isKnown
            ? "\(title): it could not be looked for in these data, expected \(expected)."
            : "\(title): there is no such finding, expected \(expected).")
      ]
    }
    let wrong = findings.filter { $0.grade == .bad || (worst == .good && $0.grade == .caution) }
    let unknown = findings.filter { $0.grade == .indeterminate }
    func one(_ finding: Finding, _ status: GateResult.Status) -> GateResult.Check {
      check(
        "Grade of \(finding.id)", status, of: finding.subject, expected: expected,
        found: finding.grade.rawValue, id: "\(finding.id).grade",
        message: finding.message(withSubject: finding.needsSubject))
    }
    let told = wrong.map { one($0, .failed) }
    // Of all findings some may be indeterminate without anybody asking for them.
    if name != nil, told.isEmpty, !unknown.isEmpty { return unknown.map { one($0, .inconclusive) } }
    guard told.isEmpty else { return told }
    return [
      check(
        title, .passed, expected: expected,
        found: NumberText.plural(findings.count, "finding") + ", none worse")
    ]
  }

  private func wasLookedFor(_ name: String?) -> Bool {
    report.troublesLookedFor.contains { $0.id == name }
  }

  private func measured(_ analysis: String) -> GateResult.Check {
    let outcome = report.analyses.first { $0.outcome.info.id == analysis }?.outcome
    let title = outcome?.info.title ?? analysis
    guard let outcome, outcome.status != .notApplicable else {
      return check(
        title, .notRun, expected: "measured", found: "not run",
        message: "\(title): not run, because \(outcome?.reason ?? "it was not asked for"); "
          + "expected measured.")
    }
    return check(
      title, outcome.status == .measured ? .passed : .failed, expected: "measured",
      found: outcome.status.rawValue)
  }

  // MARK: Columns

  private func required(_ names: [String]) -> [GateResult.Check] {
    let title = "Required columns"
    guard report.input.images == nil else {
      return [
        check(
          title, .notRun, expected: NumberText.plural(names.count, "column"), found: "images")
      ]
    }
    let there = report.input.columns.map(\.name)
    let missing = names.filter { !there.contains($0) }
    guard !missing.isEmpty else {
      return [
        check(
          title, .passed, expected: NumberText.plural(names.count, "column"), found: "all there")
      ]
    }
    return missing.map { name in
      let nearest = NearestName.find(name, among: there)
      return check(
        title, .failed, of: name, expected: "a column of this name", found: "none",
        message: "There is no column \(NumberText.quoted(name))"
          + (nearest.map { "; the nearest is \(NumberText.quoted($0))." } ?? "."))
    }
  }

  private func typed(_ types: [String: ColumnType]) -> [GateResult.Check] {
    let title = "Type"
    let columns = Dictionary(
      report.input.columns.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
    let wrong = types.keys.sorted().compactMap { name -> GateResult.Check? in
      guard let expected = types[name] else { return nil }
      guard let found = columns[name] else {
        return check(
          title, .failed, of: name, expected: expected.rawValue, found: "no such column")
      }
      guard found != expected else { return nil }
      return check(
        title, .failed, of: name, expected: expected.rawValue, found: found.rawValue)
    }
    return wrong.isEmpty
      ? [
        check(
          "Types", .passed, expected: NumberText.plural(types.count, "column"),
          found: "all as expected")
      ] : wrong
  }
}
