internal import FathomData
internal import FathomNumerics

/// The first pass over the rows: moments, class counts, the row sample, the account of rows.
struct ProfilePartial: Sendable, Codable {
  private(set) var rows = RowAccount()
  /// Numeric columns of the dataset that are no part of the design: excluded ones, and the target.
  let otherColumns: [Int]
  /// Their moments.
  private(set) var otherMoments: [Moments]
  /// Moments of each design column.
  private(set) var designMoments: [Moments]
  private(set) var target: TargetCounts?
  private(set) var sample: RowSamplePartial
  private(set) var completeRows = 0
  private(set) var images: ImageInventory?
  private(set) var texts: TextSample
  /// How many rows differ; nil for images, whose repeats are known from their pixels.
  private(set) var rowHashes: RowHashes?
  /// How alike consecutive rows are; nil for images, which have no order, and without a target.
  private(set) var order: OrderSums?
  /// The groups that rows come in; nil where none were named.
  private(set) var groups: GroupSums?
  private let hashedColumns: [Int]
  /// Whether the features are wanted, beside what is known of each image.
  private let wantsFeatures: Bool

  init(
    _ schema: Schema, _ design: Design, seed: UInt64, limits: SummaryLimits = SummaryLimits(),
    wantsFeatures: Bool = true, wantsRepeats: Bool = true
  ) {
    self.wantsFeatures = wantsFeatures
    let used = Set(design.terms.map(\.column))
    otherColumns = schema.columns.indices.filter {
      schema.columns[$0].holdsNumbers && !used.contains($0)
    }
    otherMoments = Array(repeating: Moments(), count: otherColumns.count)
    designMoments = Array(repeating: Moments(), count: design.columnCount)
    target =
      schema.task == .classification
      ? TargetCounts(classes: schema.target?.levels.count ?? 0) : nil
    let isWide = design.columnCount > limits.correlatedColumns
    let sampled =
      schema.layout == .table ? limits.sampledCells : limits.sampledGridCells
    sample = RowSamplePartial(
      rows: schema.rowBound,
      width: design.columnCount + otherColumns.count + (schema.targetIndex == nil ? 0 : 1),
      seed: seed, cells: isWide ? limits.wideCells : limits.cells,
      sampledCells: isWide ? limits.wideCells : sampled)
    texts = TextSample(schema, seed: seed)
    let isTable = schema.images == nil
    hashedColumns = schema.columns.indices.filter { schema.columns[$0].role != .excluded }
    rowHashes = isTable && wantsRepeats ? RowHashes() : nil
    order =
      !schema.layout.isGrid && schema.task != nil
      ? OrderSums(isClassification: schema.task == .classification) : nil
    groups =
      schema.groupName == nil
      ? nil
      : GroupSums(
        classes: schema.task == .classification ? schema.target?.levels.count ?? 0 : 0)
    images =
      schema.images == nil
      ? nil : ImageInventory(labels: schema.task == .classification ? schema.targetIndex : nil)
  }

  /// Takes in a batch; returns its rows as the design has them.
  @discardableResult
  mutating func absorb(_ batch: Batch, _ schema: Schema, _ design: Design) -> Matrix {
    rows.absorb(batch)
    images?.absorb(batch)
    texts.absorb(batch.texts)
    guard wantsFeatures else {
      _ = absorbTarget(batch, schema)
      return Matrix(rows: 0, columns: design.columnCount)
    }
    let features = design.encode(batch)
    var incomplete = [Int]()
    for column in 0..<features.columns {
      let moments = Moments(features.column(column))
      if moments.count < features.rows { incomplete.append(column) }
      designMoments[column].merge(moments)
    }
    completeRows += CompleteRows.count(features, lacking: incomplete)
    let targets = absorbTarget(batch, schema)
    rowHashes?.absorb(batch, columns: hashedColumns)
    order?.absorb(targets)
    groups?.absorb(batch.groups, targets: targets)
    sample.absorb(
      features: absorbOthers(batch, beside: features), target: targets,
      rowNumbers: batch.rowNumbers, groups: batch.groups)
    return features
  }

  /// Whether all rows will be in memory.
  var keepsAllRows: Bool { sample.takesAll }

  /// The features with the other numeric columns behind them.
  private mutating func absorbOthers(_ batch: Batch, beside features: Matrix) -> Matrix {
    guard !otherColumns.isEmpty else { return features }
    var storage = features.storage
    for (place, column) in otherColumns.enumerated() {
      guard let numbers = batch.columns[column].numbers else {
        storage.append(contentsOf: repeatElement(.nan, count: batch.rowCount))
        continue
      }
      otherMoments[place].merge(Moments(numbers))
      storage.append(contentsOf: numbers)
    }
    return Matrix(
      rows: features.rows, columns: features.columns + otherColumns.count, storage: storage)
  }

  /// Hands the sampled rows over, so that they are not in memory twice: the features, and the other
  /// numeric columns.
  mutating func takeSample(columns: Int) -> (sample: RowSample, others: Matrix) {
    var taken = RowSamplePartial(rows: 0, width: 1, seed: 0, cells: 0, sampledCells: 0)
    swap(&taken, &sample)
    var whole = taken.finish(columns: columns + otherColumns.count)
    guard !otherColumns.isEmpty else { return (whole, Matrix(rows: 0, columns: 0)) }
    let others = whole.features.selecting(
      columns: Array(columns..<columns + otherColumns.count))
    whole.features = whole.features.selecting(columns: Array(0..<columns))
    return (whole, others)
  }

  private mutating func absorbTarget(_ batch: Batch, _ schema: Schema) -> [Double] {
    if let index = schema.targetIndex, case .codes(let codes) = batch.columns[index] {
      target?.absorb(codes)
    }
    return batch.targetValues(schema)
  }

  mutating func merge(_ other: ProfilePartial) {
    rows.merge(other.rows)
    for index in otherMoments.indices { otherMoments[index].merge(other.otherMoments[index]) }
    for index in designMoments.indices { designMoments[index].merge(other.designMoments[index]) }
    if let theirs = other.target { target?.merge(theirs) }
    sample.merge(other.sample)
    completeRows += other.completeRows
    if let theirs = other.images { images?.merge(theirs) }
    texts.merge(other.texts)
    if let theirs = other.rowHashes { rowHashes?.merge(theirs) }
    if let theirs = other.order { order?.merge(theirs) }
    if let theirs = other.groups { groups?.merge(theirs) }
  }
}
