public import FathomData
internal import FathomNumerics

/// What the first round over the rows does: all that is known once the schema is.
///
/// Parts that are summarised apart, by several workers or in several sources, need one plan, made for all
/// of their rows: it says which rows are sampled and how columns are standardised.
public struct SummaryPlan: Sendable {
  /// The schema of all rows.
  public private(set) var schema: Schema
  /// How columns become numbers.
  public let design: Design
  /// The seed of all samples.
  public let seed: UInt64
  /// What the summary is to hold.
  public let needs: SummaryNeeds
  /// What may be kept in memory.
  public let limits: SummaryLimits
  /// What is done about missing values where all features of a row are needed.
  public let missingPolicy: MissingPolicy
  /// Sums over no row that the first round fills; nil where they are formed later, or not at all.
  private(set) var sums: DesignSums?

  /// A plan whose sums of products are formed once the means of all columns are known.
  public init(
    _ schema: Schema, seed: UInt64 = 1, needs: SummaryNeeds = .all,
    limits: SummaryLimits = SummaryLimits(), missingPolicy: MissingPolicy = .completeCases
  ) {
    self.schema = schema
    design = Design(schema)
    self.seed = seed
    self.needs = needs
    self.limits = limits
    self.missingPolicy = missingPolicy
  }

  /// The plan with sums that are formed in the first round already, of columns that are standardised by
  /// the means of some batches; unchanged where sums are not wanted, or of too many columns.
  ///
  /// Where these means turn out to be far from those of all rows, the sums are formed again.
  public func standardising(
    by batches: [Int], of source: some Source
  ) throws(DataError) -> SummaryPlan {
    guard needs.contains(.features), design.columnCount <= limits.correlatedColumns else {
      return self
    }
    var moments = [Moments](repeating: Moments(), count: design.columnCount)
    var target = Moments()
    for index in batches {
      let rows = encode(try source.batch(index))
      target.merge(Moments(rows.targets))
      for column in moments.indices { moments[column].absorb(rows.features.column(column)) }
    }
    // The factor comes from the Gram matrix where that tells enough, which costs half a QR.
    let mayFactor = needs.contains(.factor) && (1...limits.factoredColumns).contains(moments.count)
    var plan = self
    plan.sums = DesignSums(
      scaling: Scaling(moments), factor: mayFactor ? .gram : .none,
      target: TargetSums(schema, columns: moments.count, shift: target.mean))
    return plan
  }

  /// Whether features are read, beside what is known of each image: columns of tables are described in
  /// any case, positions of images are not.
  var readsFeatures: Bool { needs.contains(.features) || schema.images == nil }

  /// Whether all rows will be in memory.
  var keepsAllRows: Bool { ProfilePartial(self).keepsAllRows }

  /// Whether exact quartiles have to be found without all rows in memory.
  var tracksColumns: Bool { needs.contains(.distributions) && !keepsAllRows }

  /// The plan with what is known of the columns once all rows were read; they are read in the same way.
  func knowing(_ schema: Schema) -> SummaryPlan {
    var plan = self
    plan.schema = schema
    return plan
  }

  /// As many accumulators side by side as there is memory for, at least one.
  func lanes(of sums: DesignSums?) -> Int {
    guard let sums else { return SourceReader.lanes }
    let p = design.columnCount
    return max(
      1, min(SourceReader.lanes, limits.sumBytes / max(1, 8 * p * p * sums.matrices)))
  }

  /// A batch as the partials need it.
  func encode(_ batch: Batch) -> EncodedBatch {
    EncodedBatch(
      batch: batch,
      features: readsFeatures
        ? design.encode(batch) : Matrix(rows: 0, columns: design.columnCount),
      targets: batch.targetValues(schema))
  }
}

/// A batch, its features as numbers, and its targets.
struct EncodedBatch: Sendable {
  var batch: Batch
  /// `b × p`, NaN where a cell is missing; without a row where features are not wanted.
  var features: Matrix
  /// The target of each row, NaN where it is missing; empty without a target.
  var targets: [Double]
}

extension SummaryPlan {
  /// Tells plans apart: passes can be merged when the hashes of their plans are the same.
  ///
  /// It covers all that decides what a pass holds: the columns as they are declared, the layout, the
  /// target, how many rows there may be, the seed, the needs and limits, and how columns are standardised.
  /// What was observed, such as the number of missing cells, is no part of it.
  public var hash: UInt64 {
    // FNV-1a (Fowler, Noll & Vo).
    PartialWriter.bytes(of: Form(self)).reduce(0xCBF2_9CE4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
  }

  private struct Form: Encodable {
    struct Column: Encodable {
      var name: String
      var type: ColumnType
      var role: ColumnRole
      var roleReason: String?
      var levels: [String]
      var holdsNumbers: Bool
    }

    var columns: [Column]
    var designColumns: [String]
    var layout: String
    var target: Int?
    var task: Task?
    var group: String?
    var rowBound: Int
    var holdsImages: Bool
    var seed: UInt64
    var needs: UInt32
    var limits: SummaryLimits
    var missingPolicy: MissingPolicy
    var scaling: Scaling?
    var hasFactor: Bool

    init(_ plan: SummaryPlan) {
      let schema = plan.schema
      columns = schema.columns.map {
        Column(
          name: $0.name, type: $0.type, role: $0.role, roleReason: $0.roleReason,
          levels: $0.levels, holdsNumbers: $0.holdsNumbers)
      }
      designColumns = plan.design.columnNames
      layout = schema.layout.description
      target = schema.targetIndex
      task = schema.task
      group = schema.groupName
      rowBound = schema.rowBound
      holdsImages = schema.images != nil
      seed = plan.seed
      needs = plan.needs.rawValue
      limits = plan.limits
      missingPolicy = plan.missingPolicy
      scaling = plan.sums?.scaling
      hasFactor = plan.sums?.mayHaveFactor ?? false
    }
  }
}
