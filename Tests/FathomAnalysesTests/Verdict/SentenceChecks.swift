import Foundation

@testable import FathomAnalyses

/// Reads sentences about differences of scores against the numbers that they come from.
struct SentenceChecks {
  /// A difference with the least difference that counts.
  struct Known {
    var difference: ScoreDifference
    var least: Double

    var value: Double { difference.difference }
    var lower: Double { difference.interval.first ?? -.infinity }
    var upper: Double { difference.interval.last ?? .infinity }
    var isAhead: Bool { lower > 0 }
    var isBehind: Bool { upper < 0 }
    var isEqual: Bool { lower <= 0 && upper >= 0 && lower >= -least && upper <= least }
    var isOpen: Bool { !isAhead && !isBehind && !isEqual }
  }

  /// All differences that sentences may be about.
  var known: [Known] = []
  /// What shuffling costs; nil where it was not measured.
  var locality: Known?

  /// Adds the differences of a contest: those it holds and those of each contender from the best.
  mutating func add(
    _ contest: some CrossValidatedEvidence, _ differences: [ScoreDifference?], gain: Double
  ) {
    func known(_ difference: ScoreDifference) -> Known {
      Known(
        difference: difference,
        least: gain * abs(contest.contender(difference.second)?.score ?? 0))
    }
    self.known += differences.compactMap { $0.map(known) }
    if let best = contest.best {
      self.known += contest.contenders.map { known($0.difference(from: best)) }
    }
    guard let race = contest as? Race.Evidence else { return }
    locality = race.localityGain.map(known)
    // What reflected rows cost nearest neighbours.
    self.known += race.reflections.compactMap { reflection in
      guard let error = reflection.standardError else { return nil }
      let value = reflection.reflected - reflection.given
      return Known(
        difference: ScoreDifference(
          first: reflection.axis, second: "given", difference: value, standardError: error,
          interval: [value - 1.96 * error, value + 1.96 * error]),
        least: gain * abs(reflection.given))
    }
  }

  /// The contradictions in a text; none where it agrees with the numbers.
  func contradictions(_ text: String) -> [String] {
    text.replacing(/([.;])\s+/) { "\($0.output.1)\n" }.split(separator: "\n").flatMap { part in
      let sentence = String(part)
      return (signs(sentence) + comparisons(sentence) + shuffling(sentence)).map {
        "\($0): “\(sentence)”"
      }
    }
  }

  /// Nobody is ahead or behind by a negative number.
  private func signs(_ text: String) -> [String] {
    text.contains(/(?:ahead|behind|beats|leads?|costs|better|gains?)\b[^:]*? by −/)
      ? ["a negative lead"] : []
  }

  private func comparisons(_ text: String) -> [String] {
    var found = [String]()
    func expect(_ word: String, _ number: Substring?, _ isTrue: (Known) -> Bool) {
      if !known.contains(where: { isTrue($0) && (number.map(matches($0.value)) ?? true) }) {
        found.append("no difference is \(word) \(number ?? "")")
      }
    }
    for match in text.matches(of: /(?:ahead of|beats|leads) .*?by (less than 0\.001|[\d.]+)/) {
      let isSmall = text.contains("that counts")
      expect("ahead", match.output.1) { $0.isAhead && (!isSmall || $0.value <= $0.least) }
    }
    for match in text.matches(of: /behind .*?by (less than 0\.001|[\d.]+)/) {
      let isSmall = text.contains("that counts")
      expect("behind", match.output.1) { $0.isBehind && (!isSmall || -$0.value <= $0.least) }
    }
    for match in text.matches(of: /equal to .*? to within .*?: ([+−]?[\d.]+)/) {
      expect("equal", match.output.1) { $0.isEqual }
    }
    for match in text.matches(of: /told apart from .*?: ([+−]?\d[\d.]*)/) {
      expect("open", match.output.1) { $0.isOpen }
    }
    if text.contains(/no difference/) { expect("none", nil) { $0.isEqual } }
    if text.contains(/does not come up to|no network comes/) {
      expect("behind", nil) { $0.isBehind }
    }
    return found
  }

  /// What is said of shuffled positions.
  private func shuffling(_ text: String) -> [String] {
    var found = [String]()
    func expect(_ word: String, _ isTrue: (Known) -> Bool) {
      if locality.map(isTrue) != true { found.append("shuffling does not \(word)") }
    }
    if let match = text.firstMatch(
      of: /[Ss]huffling the positions costs .*?network (less than 0\.001|[\d.]+)/)
    {
      expect("cost \(match.output.1)") { $0.isAhead && matches($0.value)(match.output.1) }
    }
    if text.contains(/costs .*nothing|changes the score of .* by less than/) {
      expect("leave the score equal") { $0.isEqual }
    }
    if text.contains(/costs .*anything cannot be told/) { expect("stay open") { $0.isOpen } }
    if text.contains(/loses its gain|it uses their order/) { expect("cost") { $0.isAhead } }
    if text.contains(/[Oo]n shuffled positions .* better/) { expect("help") { $0.isBehind } }
    return found
  }

  /// Whether a number in a sentence is this one, but for its sign where it is written without.
  private func matches(_ value: Double) -> (Substring) -> Bool {
    { text in
      if text == "less than 0.001" { return abs(value) > 0 && abs(value) < 0.000_5 }
      let isSigned = text.contains { "+−".contains($0) }
      let written = Double(text.replacing("−", with: "-").replacing("+", with: ""))
      return written.map { abs($0 - (isSigned ? value : abs(value))) <= 0.000_500_1 } ?? false
    }
  }
}

// MARK: - Other evidence

extension SentenceChecks {
  /// What is said of local structure, against the index.
  static func locality(_ text: String, _ evidence: LocalCorrelation.Evidence) -> [String] {
    let index = evidence.effectSize ?? 0
    let isFound = evidence.pValue <= 0.05 && index >= 0.5 && (evidence.auc ?? 0) >= 0.75
    var found = [String]()
    if text.contains(
      /no local structure|no more (alike )?than shuffled|destroys nothing|loses nothing|may as well be shuffled|no more alike/
    ), index >= 0.5 {
      found.append("index \(index) is no local structure: “\(text)”")
    }
    if text.replacing("not shown to belong together", with: "").contains(
      /[Nn]eighbour\w*( \w+)? belong together/), !isFound
    {
      found.append("index \(index), p \(evidence.pValue) is local structure: “\(text)”")
    }
    return found
  }

  /// What is said of rearranged features, against the share of the error that the arrangement saves.
  static func arrangement(_ text: String, _ evidence: SupervisedLocality.Evidence) -> [String] {
    let saved = evidence.effectSize ?? 0
    let isFound = evidence.pValue <= 0.05 && saved > 0
    func percent(_ text: Substring) -> Bool {
      Double(text).map { abs($0 - 100 * saved) <= 0.5 } ?? false
    }
    var found = [String]()
    if text.contains(/Rearranging the features is not shown to cost/), isFound {
      found.append("\(saved) saved, p \(evidence.pValue): “\(text)”")
    }
    if let match = text.firstMatch(of: /Rearranging the features costs ([\d.]+)/),
      !isFound || saved >= 0.05 || !percent(match.output.1)
    {
      found.append("\(saved) saved, p \(evidence.pValue), is no little: “\(text)”")
    }
    if let match = text.firstMatch(of: /carries information about the target: it saves ([\d.]+)/),
      !isFound || saved < 0.05 || !percent(match.output.1)
    {
      found.append("\(saved) saved, p \(evidence.pValue), is no gain: “\(text)”")
    }
    return found
  }

  /// How many features are said to repeat others, against the highest VIF beside it.
  static func repeats(_ row: EvidenceRow, limit: Double) -> [String] {
    // With no more rows than columns there is no VIF to count.
    if row.found.contains(/^[\d,]+ columns?, [\d,]+ rows?$/) { return [] }
    guard let count = row.found.firstMatch(of: /^(\d+) of (\d+)/), let effect = row.effect else {
      return ["no count: “\(row.found)”"]
    }
    let isHigh =
      effect.interval.contains("infinite")
      || (effect.interval.firstMatch(of: /highest VIF ([\d.,]+(?:e[+−-]?\d+)?)/).flatMap {
        Double($0.output.1.replacing(",", with: "").replacing("−", with: "-"))
      } ?? 0) >= limit
    return (count.output.1 == "0") == isHigh
      ? ["“\(row.found)” beside “\(effect.interval)”"] : []
  }

  /// What is needed, there and missing.
  static func requirements(_ evidence: SampleSize.Evidence) -> [String] {
    evidence.requirements.compactMap { requirement in
      guard let rows = requirement.rows, let missing = requirement.missing else { return nil }
      let isRight =
        requirement.met
        ? missing == 0 : missing > 0 && missing == rows - evidence.wholeEffectiveRows
      return isRight
        ? nil
        : "\(requirement.id): \(rows) needed, \(evidence.wholeEffectiveRows) there, \(missing) missing"
    }
  }

  /// A p-value from the same rows, against the words beside it.
  static func chance(_ row: EvidenceRow, _ difference: ScoreDifference) -> [String] {
    guard row.chance?.basis == "paired", difference.interval.count == 2 else { return [] }
    let isClear = difference.interval[0] > 0 || difference.interval[1] < 0
    let saysClear =
      row.found.hasSuffix("ahead") || row.found.hasSuffix("behind")
      || row.found.contains(/(ahead|behind) by less than/)
    return isClear == saysClear ? [] : ["“\(row.found)” beside p \(row.chance?.pValue ?? "")"]
  }
}
