import Foundation

@testable import FathomAnalyses

/// A report as it was written, with the evidence that its sentences are about.
struct WrittenReport {
  /// All sentences of the verdict and of the findings.
  let texts: [String]
  let race: Race.Evidence?
  let trial: Trial.Evidence?
  let local: LocalCorrelation.Evidence?
  let arrangement: SupervisedLocality.Evidence?
  let size: SampleSize.Evidence?
  let collinear: Collinearity.Evidence?

  /// Decodes the JSON of a report; throws where it is none.
  init(_ data: Data) throws {
    guard let report = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let analyses = report["analyses"] as? [[String: Any]]
    else { throw CocoaError(.fileReadCorruptFile) }
    func evidence<A: Analysis>(_ type: A.Type) throws -> A.Evidence? {
      guard let one = analyses.first(where: { $0["id"] as? String == A.info.id }),
        let evidence = one["evidence"] as? [String: Any]
      else { return nil }
      return try JSONDecoder().decode(
        A.Evidence.self, from: try JSONSerialization.data(withJSONObject: evidence))
    }
    texts =
      WrittenReport.texts(report["verdict"])
      + analyses.flatMap { WrittenReport.texts($0["findings"]) }
    race = try evidence(Race.self)
    trial = try evidence(Trial.self)
    local = try evidence(LocalCorrelation.self)
    arrangement = try evidence(SupervisedLocality.self)
    size = try evidence(SampleSize.self)
    collinear = try evidence(Collinearity.self)
  }

  /// What its sentences say against its numbers.
  func contradictions() -> [String] {
    var checks = SentenceChecks()
    if let race {
      let all = race.atAllRows.map {
        ScoreDifference(
          first: $0.first, second: $0.second, difference: $0.difference,
          standardError: $0.standardError, interval: $0.interval)
      }
      checks.add(
        race, [race.deepMinusClassical, race.localityGain, race.foundMinusClassical, all],
        gain: Race().gain)
    }
    if let trial { checks.add(trial, [trial.randomFeaturesMinusClassical], gain: Trial().gain) }
    var found = texts.flatMap(checks.contradictions)
    if let local { found += texts.flatMap { SentenceChecks.locality($0, local) } }
    if let arrangement { found += texts.flatMap { SentenceChecks.arrangement($0, arrangement) } }
    if let size { found += SentenceChecks.requirements(size) }
    if let collinear {
      let rule = Collinearity()
      found += rule.highlights(collinear).rows.flatMap {
        SentenceChecks.repeats($0, limit: rule.vifBad)
      }
    }
    return found
  }

  /// All texts within a JSON value.
  private static func texts(_ value: Any?) -> [String] {
    switch value {
    case let text as String: [text]
    case let list as [Any]: list.flatMap { texts($0) }
    case let object as [String: Any]: object.values.flatMap { texts($0) }
    default: []
    }
  }
}
