public import FathomAnalyses
private import Foundation

/// One analysis in a report.
///
/// Exhibits are not stored: they follow from the evidence, and are made again when a report is read.
public struct AnalysisReport: Codable, Sendable {
  /// What became of the analysis.
  public var outcome: AnalysisOutcome

  /// The report of an outcome.
  public init(_ outcome: AnalysisOutcome) { self.outcome = outcome }

  private enum CodingKeys: String, CodingKey {
    case id, status, reason, evidence, findings, thresholds
  }

  /// Writes id, status, reason, evidence, findings and thresholds; what has no value is `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(outcome.info.id, forKey: .id)
    try container.encode(outcome.status, forKey: .status)
    if let reason = outcome.reason {
      try container.encode(reason, forKey: .reason)
    } else {
      try container.encodeNil(forKey: .reason)
    }
    if let evidence = outcome.evidence {
      try evidence.encode(to: container.superEncoder(forKey: .evidence))
    } else {
      try container.encodeNil(forKey: .evidence)
    }
    try container.encode(outcome.findings, forKey: .findings)
    try container.encode(outcome.thresholds, forKey: .thresholds)
  }

  /// Where a decoder finds the catalog whose analyses it reads.
  static let catalogKey = CodingUserInfoKey(rawValue: "catalog")

  /// Reads what was written; the findings stay those of the report.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let id = try container.decode(String.self, forKey: .id)
    let catalog = AnalysisReport.catalogKey.flatMap { decoder.userInfo[$0] as? Catalog }
    guard let entry = (catalog ?? .standard)[id] else {
      throw DecodingError.dataCorruptedError(
        forKey: .id, in: container, debugDescription: "unknown analysis “\(id)”")
    }
    let status = try container.decode(AnalysisOutcome.Status.self, forKey: .status)
    let thresholds =
      try container.decodeIfPresent([String: Double].self, forKey: .thresholds) ?? [:]
    if status == .measured {
      let evidence = try container.decode(JSONValue.self, forKey: .evidence)
      outcome = try entry.judgeAgain(JSONEncoder().encode(evidence), thresholds)
      outcome.findings = try container.decode([Finding].self, forKey: .findings)
    } else {
      outcome = AnalysisOutcome(
        info: entry.info, status: status,
        reason: try container.decodeIfPresent(String.self, forKey: .reason),
        thresholds: thresholds, declaredThresholds: entry.thresholds)
    }
  }
}
