public import FathomAnalyses
internal import FathomData

/// What a gate may ask of the data and of the analyses of a catalog, by name.
public struct CheckNames: Sendable {
  /// The names of the analyses of this library.
  public static let standard = CheckNames(.standard)

  /// The numbers that may be bounded, those of the data first.
  public let measures: [Measure]
  /// The findings that may be asked to be no worse than a grade.
  public let findings: [String]
  let analyses: [AnalysisInfo]

  /// The names of a catalog.
  public init(_ catalog: Catalog) {
    analyses = catalog.entries.map(\.info)
    findings = catalog.entries.flatMap(\.findings).map(\.id)
    measures =
      Measure.ofInput + Measure.ofBlindSpots(catalog)
      + catalog.entries.flatMap { Measure.ofEvidence($0) }
  }

  /// All names that a check may have, with what each means.
  public var all: [(name: String, meaning: String)] {
    [
      ("verdict", "The verdict is this one, or one of these."),
      ("findings.grade", "No finding is graded worse."),
      ("columns.required", "These columns are there."),
      ("columns.types", "These columns hold such cells."),
    ]
      + measures.flatMap { measure in
        [
          ("\(measure.name).min", "At least: \(measure.meaning)"),
          ("\(measure.name).max", "At most: \(measure.meaning)"),
        ]
      }
      + analyses.map { ("\($0.id).status", "Was it measured: \($0.question)") }
      + findings.map { ("\($0).grade", "No finding \($0) is graded worse.") }
  }

  /// The measure of a name.
  ///
  /// A name without its middle stands for the outermost, first measure that ends so: `collinearity.vif` for
  /// `collinearity.predictors.vif`.
  public func measure(_ name: String) -> Measure? {
    if let exact = measures.first(where: { $0.name == name }) { return exact }
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count >= 2, let analysis = parts.first else { return nil }
    let end = Array(parts.dropFirst())
    return measures.filter {
      guard case .evidence(analysis, let path) = $0.place else { return false }
      return path.suffix(end.count) == end[...]
    }.enumerated().min {
      ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset)
    }?.element
  }

  /// The nearest name that there is, without or with its middle.
  func nearest(_ id: String) -> String? {
    let short = measures.compactMap { measure -> String? in
      let parts = measure.name.split(separator: ".")
      guard parts.count > 2, let first = parts.first, let last = parts.last else { return nil }
      return "\(first).\(last)"
    }
    return NearestName.find(
      id, among: all.map(\.name) + short.flatMap { ["\($0).min", "\($0).max"] })
  }
}
