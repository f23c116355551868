internal import FathomLearners
internal import FathomNumerics
internal import FathomSummaries

/// Whether rows may be reflected: what nearest neighbours make of mirrored ones.
///
/// Where mirror images of rows are as likely as rows, their nearest neighbours tell the target as well; then
/// mirroring makes new rows to learn from. No network is trained for it.
enum Reflections {
  /// Neighbours that vote.
  private static let neighbours = 5
  /// At most this many rows are reflected.
  private static let mostRows = 1_000

  /// How the places of a row are reflected.
  enum Axis: String, CaseIterable {
    /// Left is right; of a sequence the end is the beginning.
    case mirrored
    /// Upside down.
    case flipped

    func concerns(_ extent: NetworkShape.Extent) -> Bool { self == .mirrored || extent.height > 1 }

    /// The position from which each position of a reflected row has its value.
    func sources(_ extent: NetworkShape.Extent) -> [Int] {
      (0..<extent.height).flatMap { y in
        (0..<extent.width).flatMap { x in
          let line = self == .flipped ? extent.height - 1 - y : y
          let place = self == .mirrored ? extent.width - 1 - x : x
          return (0..<extent.channels).map {
            (line * extent.width + place) * extent.channels + $0
          }
        }
      }
    }
  }

  /// What each reflection of the rows to predict costs; nothing for a table.
  static func measure(_ fold: Fold) -> [ReflectionScore] {
    let extent = fold.rows.extent
    guard extent.places > 1, fold.training.count > neighbours else { return [] }
    let step = max(1, (fold.test.count + mostRows - 1) / mostRows)
    let some = Fold(
      rows: fold.rows, training: fold.training,
      test: stride(from: 0, to: fold.test.count, by: step).map { fold.test[$0] }, seed: fold.seed)
    let (known, asked) = some.features(.common)
    func scores(_ rows: SampleRows) -> RaceScores {
      let predictions = NeighbourContender.predict(rows, among: known, neighbours, some)
      return RaceScores([FoldLosses(predictions, some)], [some], fold.rows)
    }
    let given = scores(asked)
    return Axis.allCases.filter { $0.concerns(extent) }.map { axis in
      let reflected = scores(asked.rearranged(axis.sources(extent)))
      let lost = given.difference(from: reflected)
      return ReflectionScore(
        axis: axis.rawValue, given: given.score, reflected: reflected.score,
        standardError: lost.standardError.finite)
    }
  }
}
