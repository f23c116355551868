public import FathomData
public import FathomSummaries

extension Collinearity {
  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// Rows used.
    public var rows: Int
    /// Rows that lack some feature and were left out.
    public var incompleteRows: Int
    /// What was done about missing values, and what they cost.
    public var missing: MissingValues
    /// Columns that are no predictors here although they are no target, and why.
    public var leftOut: [LeftOut]
    /// The layout of the features.
    public var layout: Layout
    /// The predictors in the order of the columns.
    public var predictors: [Predictor]
    /// Largest condition index of [1, X]; null where a dependency is exact.
    @NullCodable public var conditionNumber: Double?
    /// Condition number of the centred, standardised columns; null where a dependency is exact.
    @NullCodable public var centredConditionNumber: Double?
    /// With no more rows than columns: the largest singular value of the centred, standardised columns
    /// by the smallest that is not 0; null otherwise.
    @NullCodable public var dualConditionNumber: Double?
    /// Condition indices of the columns without exact dependence, ascending.
    public var conditionIndices: [Double]
    /// For the indices in `varianceDecompositionRows`: the share of each column's variance.
    public var varianceDecomposition: [[Double]]
    /// Which condition index each row belongs to; all of them up to 200 columns.
    public var varianceDecompositionRows: [Int]
    /// The columns of the decomposition: the intercept, then the columns kept.
    public var designColumns: [String]
    /// Exact dependencies.
    public var dependencies: [Dependency]
    /// Columns that R's `lm` would leave out although no dependency is exact.
    public var aliased: [String]
    /// Columns that were made from others.
    public var structural: [Structural]
    /// Predictors that repeat one another.
    public var clusters: [Cluster]
    /// Predictors to drop, in this order.
    public var suggestedDrops: [String]
    /// What each of these drops does.
    public var drops: [Drop]
    /// VIFs of the predictors that are left after all drops.
    public var vifsAfterDrops: [String: Double]
    /// What the predictors say of the target; null without a target or with too few rows in memory.
    @NullCodable public var target: TargetView?
    /// The penalty that brings the condition under a bound.
    @NullCodable public var ridge: Ridge?
    /// The directions in which the standardised columns vary; null where they were not formed.
    @NullCodable public var principal: Principal?
    /// Correlations in an order that puts similar columns side by side; null where nothing repeats.
    @NullCodable public var correlations: OrderedCorrelations?
    /// Rank of [1, X].
    public var rank: Int
    /// Columns of [1, X].
    public var columns: Int
    /// Penalty of the regularised VIFs; null where plain VIFs are defined.
    @NullCodable public var ridgePenalty: Double?
    /// Rows of a sample that stands for all, where there are too many columns for all rows; null
    /// otherwise.
    @NullCodable public var sampledRows: Int?

    /// What a VIF is worth.
    public enum State: String, Codable, Sendable {
      /// The predictor takes part in an exact dependency: its VIF is infinite.
      case exact
      /// Its VIF is finite, but R's `lm` would leave the column out.
      case aliased
      /// Its VIF is finite.
      case finite
      /// There are no more rows than columns.
      case undefined
    }

    /// A predictor: a column of the data.
    public struct Predictor: Codable, Sendable, Equatable {
      /// The column's name.
      public var name: String
      /// What its VIF is worth.
      public var state: State
      /// VIF; for a category of several indicators GVIF^(1/Df), on the same scale.
      ///
      /// Null where the predictor takes part in an exact dependency, or where there are too few
      /// rows.
      @NullCodable public var vif: Double?
      /// A 95 % interval for the VIF of the population; null where it was not formed.
      @NullCodable public var interval: [Double]?
      /// 1 / VIF.
      @NullCodable public var tolerance: Double?
      /// 1 − 1 / VIF: the share of the predictor that the others explain.
      @NullCodable public var rSquared: Double?
      /// Fox & Monette's generalised VIF.
      @NullCodable public var gvif: Double?
      /// Design columns of the predictor.
      public var degreesOfFreedom: Int
      /// GVIF^(1/(2·Df)), the scale on which Fox & Monette compare predictors.
      @NullCodable public var gvifScaled: Double?
      /// The regularised VIF, where plain ones are undefined.
      @NullCodable public var ridgeVif: Double?
      /// The share of the target that this predictor explains alone, in a linear model; null without
      /// a target.
      @NullCodable public var targetRSquared: Double?
    }

    /// How a column depends on others exactly.
    public enum Kind: String, Codable, Sendable {
      /// It is a constant.
      case constant
      /// It is another column.
      case copy
      /// It is another column in another unit.
      case rescaled
      /// It is the last of a set of indicators that add up to 1 in every row.
      case dummyTrap
      /// It is an indicator of a category that another category determines.
      case nested
      /// It is some other linear combination.
      case combination
    }

    /// A column that is an exact combination of others.
    public struct Dependency: Codable, Sendable, Equatable {
      /// The column of the design.
      public var column: String
      /// The predictor that it belongs to.
      public var predictor: String
      /// The predictors of the combination, in the order of the columns.
      public var predictors: [String]
      /// What kind of combination it is.
      public var kind: Kind
      /// Coefficients by column; the constant term is `(Intercept)`.
      public var combination: [String: Double]
    }

    /// A column that is a power of another, or the product of two, in every row that was looked at.
    public struct Structural: Codable, Sendable, Equatable {
      /// The column.
      public var column: String
      /// What it was made from: one column for a power, two for a product.
      public var of: [String]
      /// The power; 1 for a product.
      public var power: Int
    }

    /// Predictors that repeat one another.
    public struct Cluster: Codable, Sendable, Equatable {
      /// The predictors, the most inflated first.
      public var columns: [String]
      /// The largest condition index that two of them share; null where none does.
      @NullCodable public var conditionIndex: Double?
      /// The columns that have at least half of their variance on it, the intercept among them.
      public var sharing: [String]
      /// The most inflated of them as a combination of the others; null for an exact dependency and
      /// for larger clusters.
      @NullCodable public var relation: Relation?
      /// Which of them to keep.
      public var keep: [String]
      /// Which of them to drop.
      public var drop: [String]
    }

    /// A column that is nearly a combination of others.
    public struct Relation: Codable, Sendable, Equatable {
      /// The column.
      public var column: String
      /// Coefficients by column, in the units of the data.
      public var combination: [String: Double]
      /// The share of the column that the combination explains.
      public var rSquared: Double
    }

    /// A step of the suggested drops.
    public struct Drop: Codable, Sendable, Equatable {
      /// The predictor.
      public var column: String
      /// Its VIF before the step; null where it depends on others exactly.
      @NullCodable public var vif: Double?
      /// The share of it that the predictors left after all drops explain: what is not lost.
      public var rSquared: Double
      /// The largest VIF after the step; null where an exact dependency is left.
      @NullCodable public var largestVif: Double?
      /// Whose it is.
      @NullCodable public var largestColumn: String?
      /// All VIFs after the step, for no more than 50 predictors; null where an exact dependency is
      /// left.
      @NullCodable public var vifs: [String: Double]?
      /// The share of the target that a linear model of the predictors left explains; null without a
      /// target.
      @NullCodable public var targetRSquared: Double?
    }

    /// What the predictors say of the target, in a linear model.
    public struct TargetView: Codable, Sendable, Equatable {
      /// Rows with a target.
      public var rows: Int
      /// The share of the target that all predictors explain.
      public var rSquared: Double
      /// The share that those left after all drops explain.
      public var rSquaredAfterDrops: Double
      /// The same two shares corrected for the number of columns (Wherry's adjusted R²).
      public var adjusted: [Double]
    }

    /// The penalty that brings the condition under a bound.
    public struct Ridge: Codable, Sendable, Equatable {
      /// The bound on the condition number of the penalised, standardised columns.
      public var bound: Double
      /// The penalty k of R + kI, R the correlations; 0 where the bound holds without.
      public var penalty: Double
      /// The same for a sum of squares over standardised rows: n·k, the `alpha` of scikit-learn.
      public var alpha: Double
      /// The largest VIF with that penalty; null where it was not formed.
      @NullCodable public var largestVif: Double?
    }

    /// The directions in which the standardised columns vary.
    public struct Principal: Codable, Sendable, Equatable {
      /// The share of the variance on each direction, descending; at most 100.
      public var shares: [Double]
      /// How many directions carry 95 % of it.
      public var for95: Int
      /// How many directions carry 99 % of it.
      public var for99: Int
      /// The strongest directions: weights of the columns that count most; at most 5.
      public var strongest: [Direction]

      /// A direction.
      public struct Direction: Codable, Sendable, Equatable {
        /// Its share of the variance.
        public var share: Double
        /// The weights of the columns that count most, at most 8.
        public var weights: [String: Double]
      }
    }

    /// Correlations of some columns.
    public struct OrderedCorrelations: Codable, Sendable, Equatable {
      /// The columns, similar ones side by side.
      public var columns: [String]
      /// Pearson's r of each pair; null where it is undefined.
      public var values: [[Double?]]
    }

    /// What was done about missing values.
    public struct MissingValues: Codable, Sendable, Equatable {
      /// The method.
      public var method: MissingPolicy
      /// The predictors with missing values, the most missing first.
      public var columns: [Column]

      /// A column and how many of its values are missing.
      public struct Column: Codable, Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Missing values.
        public var missing: Int
      }
    }

    /// A column that is no predictor.
    public struct LeftOut: Codable, Sendable, Equatable {
      /// Its name.
      public var name: String
      /// Why.
      public var reason: String
    }
  }
}
