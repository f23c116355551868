internal import FathomData
internal import FathomNumerics
public import FathomSummaries

extension Repeats {
  /// Takes the hashes of all rows, and the rows in memory, from the summary.
  public func input(from summary: Summary) -> Applicability<Input> {
    let schema = summary.schema
    guard schema.images == nil else {
      return .notApplicable("repeats of images are found by their pixels")
    }
    guard let repeated = summary.repeatedRows else {
      return .notApplicable("rows were not compared")
    }
    let features = summary.design.terms.filter {
      schema.columns[$0.column].role == .feature
        && $0.range.contains { summary.moments[$0].varies }
    }
    guard !features.isEmpty else { return .notApplicable("there is no feature that varies") }
    let sample = summary.sample
    let targets =
      sample.target.count == sample.rowNumbers.count && !repeated.groups.isEmpty
      ? Dictionary(
        zip(sample.rowNumbers, sample.target).filter { !$1.isNaN },
        uniquingKeysWith: { first, _ in first }) : [:]
    return .applicable(
      Input(
        repeated: repeated, rows: summary.rows.used - summary.missingTargets,
        identifiers: schema.columns.filter { $0.type == .identifier && $0.role == .excluded }.map(
          \.name),
        classes: schema.task == .classification ? summary.classes : [], targets: targets,
        isClassification: schema.task == .classification, rowPlaces: schema.rowPlaces,
        near: NearRepeats.Input(summary, features, repeated)))
  }
}
