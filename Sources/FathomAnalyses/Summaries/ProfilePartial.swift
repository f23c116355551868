internal import FathomData
internal import FathomNumerics

/// The first pass over the rows: moments, class counts, the row sample, the account of rows.
struct ProfilePartial: Sendable, Codable {
  private(set) var rows = RowAccount()
  /// Moments of each column of the dataset that holds numbers.
  private(set) var columnMoments: [Moments]
  /// Moments of each design column.
  private(set) var designMoments: [Moments]
  private(set) var target: TargetCounts?
  private(set) var sample: RowSamplePartial
  private(set) var completeRows = 0
  private(set) var images: ImageInventory?

  init(
    _ dataset: Dataset, _ design: Design, seed: UInt64, cellLimit: Int = RowSample.cellLimit
  ) {
    columnMoments = Array(repeating: Moments(), count: dataset.columns.count)
    designMoments = Array(repeating: Moments(), count: design.columnCount)
    target =
      dataset.task == .classification
      ? TargetCounts(classes: dataset.target?.levels.count ?? 0) : nil
    sample = RowSamplePartial(
      rows: dataset.rows, width: design.columnCount + (dataset.targetIndex == nil ? 0 : 1),
      seed: seed, cellLimit: cellLimit)
    images = dataset.images == nil ? nil : ImageInventory()
  }

  mutating func absorb(_ batch: Batch, _ dataset: Dataset, _ design: Design) {
    rows.absorb(batch)
    images?.absorb(batch)
    for (index, values) in batch.columns.enumerated() {
      switch values {
      case .numbers(let numbers):
        columnMoments[index].merge(Moments(numbers))
      case .codes, .skipped:
        break
      }
    }
    let features = design.encode(batch)
    for column in 0..<features.columns {
      designMoments[column].merge(Moments(features.column(column)))
    }
    completeRows += ProfilePartial.completeRows(features)
    sample.absorb(
      features: features, target: absorbTarget(batch, dataset), rowNumbers: batch.rowNumbers)
  }

  private mutating func absorbTarget(_ batch: Batch, _ dataset: Dataset) -> [Double] {
    guard let index = dataset.targetIndex else { return [] }
    switch batch.columns[index] {
    case .numbers(let values): return values
    case .codes(let codes):
      target?.absorb(codes)
      return codes.map { $0 < 0 ? .nan : Double($0) }
    case .skipped: return Array(repeating: .nan, count: batch.rowCount)
    }
  }

  private static func completeRows(_ features: Matrix) -> Int {
    var isComplete = [Bool](repeating: true, count: features.rows)
    for column in 0..<features.columns {
      for (row, value) in features.column(column).enumerated() where value.isNaN {
        isComplete[row] = false
      }
    }
    return isComplete.count { $0 }
  }

  mutating func merge(_ other: ProfilePartial) {
    rows.merge(other.rows)
    for index in columnMoments.indices { columnMoments[index].merge(other.columnMoments[index]) }
    for index in designMoments.indices { designMoments[index].merge(other.designMoments[index]) }
    if let theirs = other.target { target?.merge(theirs) }
    sample.merge(other.sample)
    completeRows += other.completeRows
    if let theirs = other.images { images?.merge(theirs) }
  }
}
