public import FathomData
public import FathomNumerics

/// What the analyses read.
///
/// Its size does not grow with the number of rows.
public struct Summary: Sendable {
  /// The schema.
  public var schema: Schema
  /// Every row accounted for.
  public var rows: RowAccount
  /// One profile a column of the dataset.
  public var profiles: [ColumnProfile]
  /// The classes with their counts, in the order of the target's levels; empty without classes.
  public var classes: [ClassCount]
  /// Rows whose target is missing.
  public var missingTargets: Int
  /// How the columns became numbers.
  public var design: Design
  /// Moments of the design columns.
  public var moments: [Moments]
  /// Rows in memory.
  public var sample: RowSample
  /// Correlations of the design columns, `p × p`, over pairwise complete rows; NaN where undefined.
  ///
  /// Without any column where there are too many to hold all pairs in memory.
  public var correlations: Matrix
  /// The triangular factor of the complete rows; nil where there are fewer of them than columns.
  public var factor: StandardisedFactor?
  /// What the columns behind the factor and the target have in common; nil without a target.
  public var targetCorrelations: TargetCorrelations?
  /// What is done about missing values where all features of a row are needed.
  public var missingPolicy = MissingPolicy.completeCases
  /// The design columns behind the factor, ascending: all but those that are left out for their
  /// missing values.
  package var factorColumns: [Int]
  /// Rows without a missing design value.
  public var completeRows: Int
  /// What is known of each image; nil for tables.
  public var images: ImageInventory?
  /// Which images repeat others; nil for tables.
  package var imageDuplicates: ImageDuplicates?
  /// How many rows differ; nil where that was not counted.
  package var distinctRows: DistinctCounter?
  /// Which rows agree in all features; nil where that was not asked.
  package var repeatedRows: RepeatedRows?
  /// How alike the targets of consecutive rows are; nil where that makes no sense.
  package var order: OrderSums?
  /// The groups that rows come in; nil where none were named.
  package var groups: GroupStatistics?
  /// Some cells of free text.
  public var texts: TextSample
  /// For each place the position whose feature is put there, nil for none: an arrangement that an analysis found to be more
  /// local than the given one; nil where none was found.
  package var foundOrder: [Int?]?
  /// Columns of the dataset that give the target away, as an analysis found: no family of models is given them.
  package var leaks: Set<Int> = []
  /// For rows that are copies of one another, by their numbers in the source, which they are copies of: they are held
  /// out together.
  package var copies: [Int: Int] = [:]
  /// A second source that is to be compared with this one; empty for none, never more than one.
  package var secondFiles: [Summary] = []
  /// What was observed of each column of the dataset.
  package var observations: [ColumnObservation]
  /// How many rows have each level of a column; nil where that was not counted.
  package var levelCounts: [[Int]?]
  /// The numeric columns of the dataset that are no part of the design.
  package var otherColumns: [Int]
  /// Their numbers in the sampled rows, a column each; NaN where a cell is missing.
  package var others: Matrix
  /// The columns of levels that may name groups of rows.
  package var levelColumns: [Int] = []
  /// The codes of their levels in the sampled rows, a column each; NaN where a cell is missing.
  package var levels = Matrix(rows: 0, columns: 0)
  /// What was kept in memory at most.
  package var limits = SummaryLimits()
}

extension Summary {
  /// The second source; nil for none.
  package var secondFile: Summary? { secondFiles.first }

  /// How many images repeat the pixels of an earlier one, and how many more look like one.
  public var duplicateImages: (exact: Int, near: Int) {
    (imageDuplicates?.exactCount ?? 0, imageDuplicates?.near.count ?? 0)
  }
}

/// The triangular factor of [1, Z] and how Z came from the columns.
public struct StandardisedFactor: Sendable, Equatable {
  /// Complete rows behind the factor.
  public var rows: Int
  /// R of the QR of [1, Z], `(p + 1) × (p + 1)`.
  public var factor: Matrix
  /// Z = (x − mean) / deviation.
  public var scaling: Scaling

  /// A factor from its parts.
  public init(rows: Int, factor: Matrix, scaling: Scaling) {
    self.rows = rows
    self.factor = factor
    self.scaling = scaling
  }
}

/// The numbers of one column that a report shows.
public struct ColumnProfile: Codable, Sendable, Equatable {
  /// The column's name.
  public var name: String
  /// What its cells are.
  public var type: ColumnType
  /// What it is used for.
  public var role: ColumnRole
  /// Why it is excluded; null otherwise.
  @NullCodable public var roleReason: String?
  /// Missing cells.
  public var missing: Int
  /// Distinct values; null where they were not counted.
  @NullCodable public var distinct: Int?
  /// Whether ``distinct`` was counted rather than estimated.
  public var distinctIsExact: Bool
  /// Mean; null where the cells are not numbers.
  ///
  /// So are the following.
  @NullCodable public var mean: Double?
  /// Standard deviation, divisor n − 1.
  @NullCodable public var standardDeviation: Double?
  /// Smallest value.
  @NullCodable public var min: Double?
  /// Lower quartile, type 7.
  @NullCodable public var q1: Double?
  /// Median.
  @NullCodable public var median: Double?
  /// Upper quartile, type 7.
  @NullCodable public var q3: Double?
  /// Largest value.
  @NullCodable public var max: Double?
  /// Whether the quartiles are those of all rows rather than of a sample.
  public var quantilesAreExact: Bool
  /// How the numbers are distributed.
  @NullCodable public var histogram: ColumnHistogram? = nil
  /// The most frequent levels, the most frequent first; null where the column has no levels.
  ///
  /// These are raw cell values: a report drops them unless it was asked for them.
  @NullCodable public var topValues: [TopValue]? = nil
}

/// A class and how many rows it has.
public struct ClassCount: Codable, Sendable, Equatable {
  /// The label.
  public var label: String
  /// How many rows carry it.
  public var count: Int

  /// A count.
  public init(label: String, count: Int) {
    self.label = label
    self.count = count
  }
}
