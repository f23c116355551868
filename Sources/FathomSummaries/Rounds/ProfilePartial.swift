public import FathomData
public import FathomNumerics

/// The first round without its sums: moments, class counts, the row sample, the account of rows.
struct ProfilePartial: Partial {
  private(set) var rows = RowAccount()
  /// Numeric columns of the dataset that are no part of the design: excluded ones, and the target.
  let otherColumns: [Int]
  /// Columns of levels that may name groups of rows, with the codes of their levels.
  let levelColumns: [Int]
  private let levelCodes: [[String: Double]]
  /// The moments of the other columns.
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
  private let targetIndex: Int?
  /// Whether the features are wanted, beside what is known of each image.
  private let readsFeatures: Bool

  init(_ plan: SummaryPlan) {
    let (schema, design, limits) = (plan.schema, plan.design, plan.limits)
    readsFeatures = plan.readsFeatures
    targetIndex = schema.targetIndex
    let used = Set(design.terms.map(\.column))
    otherColumns = schema.columns.indices.filter {
      schema.columns[$0].holdsNumbers && !used.contains($0)
    }
    levelColumns = schema.columns.indices.filter { schema.columns[$0].mayNameGroups }
    levelCodes = levelColumns.map { column in
      Dictionary(
        uniqueKeysWithValues: schema.columns[column].levels.enumerated().map { ($1, Double($0)) })
    }
    otherMoments = Array(repeating: Moments(), count: otherColumns.count)
    designMoments = Array(repeating: Moments(), count: design.columnCount)
    let isClassification = schema.task == .classification
    let classes = isClassification ? schema.target?.levels.count ?? 0 : 0
    target = isClassification ? TargetCounts(classes: classes) : nil
    sample = RowSamplePartial(
      rows: schema.rowBound,
      width: design.columnCount + otherColumns.count + levelColumns.count
        + (schema.targetIndex == nil ? 0 : 1),
      seed: plan.seed, limits: limits, isWide: design.columnCount > limits.correlatedColumns,
      isGrid: schema.layout != .table)
    texts = TextSample(schema, seed: plan.seed)
    rowHashes =
      schema.images == nil && plan.needs.contains(.repeats)
      ? RowHashes(
        columns: schema.columns.indices.filter { schema.columns[$0].role == .feature },
        target: schema.targetIndex, rows: schema.rowBound, printed: limits.printedRows)
      : nil
    order =
      !schema.layout.isGrid && schema.task != nil
      ? OrderSums(isClassification: isClassification) : nil
    groups = schema.groupName == nil ? nil : GroupSums(classes: classes)
    images =
      schema.images == nil
      ? nil
      : ImageInventory(
        labels: isClassification ? schema.targetIndex : nil, bound: schema.rowBound)
  }

  var byteCount: Int {
    let moments = MemoryLayout<Moments>.stride * (otherMoments.count + designMoments.count)
    return parts.reduce(moments) { $0 + $1.byteCount }
  }

  var byteLimit: Int {
    let moments = MemoryLayout<Moments>.stride * (otherMoments.count + designMoments.count)
    return parts.reduce(moments) { sum, part in
      let (bytes, isTooMany) = sum.addingReportingOverflow(part.byteLimit)
      return isTooMany ? .max : bytes
    }
  }

  private var parts: [any Partial] {
    let optional: [(any Partial)?] = [target, images, rowHashes, order, groups]
    return [rows, sample, texts] + optional.compactMap(\.self)
  }

  /// Takes in a batch.
  mutating func absorb(_ input: EncodedBatch) {
    let batch = input.batch
    rows.absorb(batch)
    images?.absorb(batch)
    texts.absorb(batch.texts)
    if let targetIndex, case .codes(let codes) = batch.columns[targetIndex] {
      target?.absorb(codes)
    }
    guard readsFeatures else { return }
    let features = input.features
    var incomplete = [Int]()
    for column in 0..<features.columns {
      let moments = Moments(features.column(column))
      if moments.count < features.rows { incomplete.append(column) }
      designMoments[column].merge(moments)
    }
    completeRows += CompleteRows.count(features, lacking: incomplete)
    rowHashes?.absorb(batch)
    order?.absorb(input.targets)
    groups?.absorb(GroupSums.Rows(groups: batch.groups, targets: input.targets))
    sample.absorb(
      RowSamplePartial.Rows(
        features: absorbOthers(batch, beside: features), targets: input.targets,
        rowNumbers: batch.rowNumbers, groups: batch.groups))
  }

  /// Whether all rows will be in memory.
  var keepsAllRows: Bool { sample.takesAll }

  /// The features with the other numeric columns behind them.
  private mutating func absorbOthers(_ batch: Batch, beside features: Matrix) -> Matrix {
    guard !otherColumns.isEmpty || !levelColumns.isEmpty else { return features }
    var storage = features.storage
    for (place, column) in otherColumns.enumerated() {
      guard let numbers = batch.columns[column].numbers else {
        storage.append(contentsOf: repeatElement(.nan, count: batch.rowCount))
        continue
      }
      otherMoments[place].merge(Moments(numbers))
      storage.append(contentsOf: numbers)
    }
    for (place, column) in levelColumns.enumerated() {
      storage.append(contentsOf: codes(batch.columns[column], batch.rowCount, place))
    }
    return Matrix(
      rows: features.rows,
      columns: features.columns + otherColumns.count + levelColumns.count, storage: storage)
  }

  /// The code of the level of each row; NaN where it is missing, or not known.
  private func codes(_ values: ColumnValues, _ rows: Int, _ place: Int) -> [Double] {
    switch values {
    case .codes(let codes): codes.map { $0 < 0 ? .nan : Double($0) }
    case .strings(let codes, let dictionary, let validity):
      codes.indices.map { row in
        validity?[row] == false ? .nan : levelCodes[place][dictionary[Int(codes[row])]] ?? .nan
      }
    default: Array(repeating: .nan, count: rows)
    }
  }

  /// Hands the sampled rows over, so that they are not in memory twice: the features, the other
  /// numeric columns, and the codes of levels.
  mutating func takeSample(columns: Int) -> (sample: RowSample, others: Matrix, levels: Matrix) {
    let levels = columns + otherColumns.count
    var whole = sample.take(columns: levels + levelColumns.count)
    let none = Matrix(rows: 0, columns: 0)
    guard whole.features.columns > columns else { return (whole, none, none) }
    let others =
      otherColumns.isEmpty ? none : whole.features.selecting(columns: Array(columns..<levels))
    let codes =
      levelColumns.isEmpty
      ? none
      : whole.features.selecting(columns: Array(levels..<levels + levelColumns.count))
    var features = Matrix(rows: 0, columns: 0)
    swap(&features, &whole.features)
    whole.features = features.keeping(firstColumns: columns)
    return (whole, others, codes)
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

extension Moments: Partial {
  /// Nothing beside itself.
  public var byteCount: Int { MemoryLayout<Moments>.size }

  /// Nothing beside itself.
  public var byteLimit: Int { byteCount }

  /// Takes in numbers; NaN is missing.
  public mutating func absorb(_ values: ArraySlice<Double>) { merge(Moments(values)) }
}

// MARK: - The sections of the binary form

extension ProfilePartial {
  private struct ColumnMoments: Codable {
    var others: [Moments]
    var design: [Moments]
    var completeRows: Int
  }

  /// One section a partial, in a fixed order.
  var sections: [PassFile.Section] {
    var sections = [
      PassFile.Section("ROWS", rows),
      PassFile.Section(
        "MOMS",
        ColumnMoments(others: otherMoments, design: designMoments, completeRows: completeRows)),
      PassFile.Section("SAMP", sample),
      PassFile.Section("TEXT", texts),
    ]
    if let target { sections.append(PassFile.Section("CLAS", target)) }
    if let images { sections.append(PassFile.Section("IMGS", images)) }
    if let rowHashes { sections.append(PassFile.Section("HASH", rowHashes)) }
    if let order { sections.append(PassFile.Section("ORDR", order)) }
    if let groups { sections.append(PassFile.Section("GRPS", groups)) }
    return sections
  }

  /// Takes the value of a section in the place of its own.
  mutating func take(_ section: PassFile.Section) throws {
    switch section.tag {
    case "ROWS": rows = try section.value()
    case "MOMS":
      let moments: ColumnMoments = try section.value()
      otherMoments = moments.others
      designMoments = moments.design
      completeRows = moments.completeRows
    case "SAMP": sample = try section.value()
    case "TEXT": texts = try section.value()
    case "CLAS": target = try section.value() as TargetCounts
    case "IMGS": images = try section.value() as ImageInventory
    case "HASH": rowHashes = try section.value() as RowHashes
    case "ORDR": order = try section.value() as OrderSums
    case "GRPS": groups = try section.value() as GroupSums
    default: throw PassError.malformed(section: "value")
    }
  }

  /// The sizes that the plan fixes.
  var shape: [Int] {
    [
      otherMoments.count, designMoments.count, target?.counts.count ?? -1,
      rowHashes?.counter.capacity ?? -1,
    ] + sample.shape + texts.columns
  }
}
