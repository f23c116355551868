public import FathomData
public import FathomSummaries

extension SampleSize {
  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The layout of the features.
    public var layout: Layout
    /// Rows that can be learned from.
    public var rows: Int
    /// How many independent rows they are worth.
    public var effectiveRows: Double
    /// Feature columns.
    public var features: Int
    /// Columns after encoding: the coefficients of a linear model without its intercept.
    public var parameters: Int
    /// Participation ratio of the variances, (Σλ)² / Σλ²; null where not defined.
    @NullCodable public var effectiveFeatures: Double?
    /// Principal components that hold 95 % of the variance; null where not computed.
    @NullCodable public var componentsFor95Percent: Int?
    /// Whether the features were standardised for these and for the intrinsic dimension.
    public var isStandardised: Bool
    /// Rows a feature.
    @NullCodable public var rowsPerFeature: Double?
    /// How many classes; null without classes.
    @NullCodable public var classes: Int?
    /// Rows of the smallest class; null without classes.
    @NullCodable public var smallestClass: Int?
    /// Rows of the largest class over those of the smallest; null without classes, or with an empty one.
    @NullCodable public var imbalanceRatio: Double?
    /// The exponential of the entropy of the classes: as many classes of one size would be as diverse.
    @NullCodable public var effectiveClasses: Double?
    /// Rows of the smallest class (in a regression: rows) a feature; null without a target.
    @NullCodable public var eventsPerFeature: Double?
    /// The same a feature that counts: over ``effectiveFeatures``.
    @NullCodable public var eventsPerEffectiveFeature: Double?
    /// What makes rows count for less than one each.
    public var dependence: Dependence
    /// The models in question and how many parameters they have.
    public var models: [Model]
    /// What Riley's criteria rest on; empty where they do not apply.
    public var assumptions: [StudyPlan.Assumption]
    /// What published rules ask for.
    public var requirements: [Requirement]
    /// How many directions the rows vary in.
    public var intrinsicDimension: Dimension
    /// The learning curve of the learner that errs least with the most rows; null where none was measured.
    @NullCodable public var learningCurve: FittedLearningCurve?
    /// The learning curves of all learners, the best first.
    public var learningCurves: [FittedLearningCurve]

    /// How many independent rows a row is worth.
    var worth: Double { rows > 0 ? effectiveRows / Double(rows) : 1 }

    /// The rules that concern the data: those for regressions, of rows a coefficient, do not concern pictures.
    var concerningRequirements: [Requirement] {
      let perClass = Set(RuleOfThumb.all.filter(\.isPerClass).map(\.id))
      return layout.isGrid ? requirements.filter { perClass.contains($0.id) } : requirements
    }

    /// Whole independent rows that the rows are worth.
    var wholeEffectiveRows: Int { SampleRequirements.whole(effectiveRows) }

    /// Repeated rows, groups and order.
    public struct Dependence: Codable, Sendable, Equatable {
      /// Rows that differ from one another in their features or target; null where not counted.
      @NullCodable public var distinctRows: Int?
      /// Whether ``distinctRows`` was counted rather than estimated from a sample of hashes.
      public var distinctIsExact: Bool
      /// Whether a repeated row counts once: not where this few different rows are possible that chance
      /// repeats them.
      public var countsRepeatsOnce: Bool
      /// The groups that rows come in; null where none were named.
      @NullCodable public var groups: Groups?
      /// How alike consecutive rows are; null where that was not measured.
      @NullCodable public var order: Order?
      /// Columns that may name groups that nobody named: their rows are alike.
      public var suggestedGroups: [SuggestedGroup] = []

      /// A column whose rows may belong together.
      public struct SuggestedGroup: Codable, Sendable, Equatable {
        /// The column.
        public var column: String
        /// How many levels it has.
        public var levels: Int
        /// Rows a level in the mean.
        public var rowsEach: Double
        /// How alike the targets of a level are, by a one-way analysis of variance.
        public var targetICC: Double
        /// The same of the features: the median.
        public var featureICC: Double
        /// What the quick races score; null where none was held.
        @NullCodable public var metric: String?
        /// The best quick learner's score with rows of a level on both sides; null where none was held.
        @NullCodable public var scoreMixed: Double?
        /// The same with whole levels held out.
        @NullCodable public var scoreWhole: Double?
        /// The score of guessing.
        @NullCodable public var guessing: Double?
        /// The standard error of the fall from one to the other.
        @NullCodable public var fallError: Double?
      }

      /// Rows in groups.
      public struct Groups: Codable, Sendable, Equatable {
        /// The column that names them.
        public var column: String
        /// How many there are.
        public var count: Int
        /// Whether all of them were looked at rather than a sample.
        public var isExact: Bool
        /// Rows of the mean group, weighted by its rows: Σ m² / Σ m.
        public var size: Double
        /// How alike the targets of a group are, by a one-way analysis of variance; without a target, the
        /// median over the features.
        @NullCodable public var intraclassCorrelation: Double?
        /// By how much groups inflate the variance of a mean: 1 + (size − 1) · correlation.
        @NullCodable public var designEffect: Double?
      }

      /// Rows one after the other.
      public struct Order: Codable, Sendable, Equatable {
        /// Pairs of consecutive rows.
        public var pairs: Int
        /// Correlation of the target with that of the row before; null without a target.
        @NullCodable public var target: Double?
        /// The median over the features of their correlation with the row before; null where not measured.
        @NullCodable public var features: Double?
        /// Whether the rows are sorted by the target.
        public var isSorted: Bool
        /// Whether the user said that rows follow one another in time.
        public var isDeclared: Bool
        /// A column of dates that never go back from row to row; null for none.
        @NullCodable public var date: String?
        /// Rows over the independent rows that they are worth, (1 + r) / (1 − r); null where it is not
        /// applied.
        @NullCodable public var inflation: Double?
      }
    }

    /// A model and its size.
    public struct Model: Codable, Sendable, Equatable {
      /// Stable name.
      public var id: String
      /// What it is.
      public var title: String
      /// Parameters that are fitted.
      public var parameters: Int
      /// Rows a parameter.
      public var rowsPerParameter: Double
    }

    /// A rule and what it asks for.
    public struct Requirement: Codable, Sendable, Equatable {
      /// Stable name.
      public var id: String
      /// What it makes sure of, and for which models.
      public var title: String
      /// Who says so.
      public var source: String
      /// Independent rows that it asks for; null where that is not known.
      @NullCodable public var rows: Int?
      /// Whether they are there.
      public var met: Bool
      /// Independent rows that are missing: those that it asks for less those that there are.
      @NullCodable public var missing: Int?
      /// Why the rows are not known; null where they are.
      @NullCodable public var reason: String?
    }

    /// Estimates of the intrinsic dimension.
    public struct Dimension: Codable, Sendable, Equatable {
      /// TwoNN; null where not estimable.
      @NullCodable public var twoNN: Double?
      /// Its 95 % interval; empty where not estimable.
      public var twoNNInterval: [Double] = []
      /// Maximum likelihood, k = 10; null where not estimable.
      @NullCodable public var mle: Double?
      /// Its 95 % interval; empty where not estimable.
      public var mleInterval: [Double] = []
      /// Maximum likelihood with 5, 10 and 20 neighbours: how it changes with the distance.
      public var byNeighbours: [ByNeighbours] = []
      /// Rows behind the estimates.
      public var rows: Int

      /// The estimate with a number of neighbours.
      public struct ByNeighbours: Codable, Sendable, Equatable {
        /// How many.
        public var neighbours: Int
        /// The estimate; null where not estimable.
        @NullCodable public var mle: Double?
      }
    }
  }
}
