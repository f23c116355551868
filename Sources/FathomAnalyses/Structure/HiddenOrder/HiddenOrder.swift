public import FathomData
public import FathomNumerics
public import FathomSummaries

/// Asks whether there is an arrangement of the features that would make them local.
///
/// **Question.** The columns of a table, or the pixels of an image that was taken apart, may have lost an
/// order that they once had. Can it be found again?
///
/// **Method.** Half of the rows is searched: spectral seriation and recursive bisection on |r|, improved by
/// exchanges. The arrangement found is judged on the other half, which the search never saw, so that
/// searching is not finding: locality index, p over permutations, and how often the nearer of two
/// positions is the more alike one. The last tells an order from mere groups of related features.
///
/// **Assumptions.** Rows are exchangeable.
///
/// **Units.** As in ``LocalCorrelation``.
///
/// **Failure.** Not applicable below ten positions that vary in both halves, below 40 rows, or above
/// 2,048 positions.
///
/// **References.** See ``info``.
public struct HiddenOrder: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "hiddenOrder", title: "Hidden order",
    question: "Is there an arrangement that would make the features local?",
    references: [
      "Atkins, Boman & Hendrickson 1998, SIAM J. Comput. 28:297 (spectral seriation)",
      "Alexander, De La Vega, Razin & Cohen 2023, NeurIPS (rearranging by recursive bisection)",
      "Croes 1958, Oper. Res. 6:791 (2-opt)",
      "Kirkpatrick, Gelatt & Vecchi 1983, Science 220:671 (simulated annealing)",
      "Cox 1975, Biometrika 62:441 (search on one half, test on the other)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<HiddenOrder>] = [
    Threshold(
      "significance", \.significance,
      meaning: "p above it: what was found does not hold for rows that were not searched",
      source: "Fisher 1925, Statistical Methods for Research Workers: the conventional 5 %"),
    Threshold(
      "orderIndex", \.orderIndex,
      meaning: "the locality index that an order of columns must reach",
      source: "Calibrated on shuffled series, tables and simulated groups, on this page"),
    Threshold(
      "gridIndex", \.gridIndex,
      meaning: "the locality index that an arrangement on a grid must reach",
      source: "Calibrated on shuffled images, on this page"),
    Threshold(
      "decay", \.decay,
      meaning: "how often, at least, the nearer of two positions is the more alike one",
      source: "Calibrated on shuffled series and simulated groups, on this page"),
  ]

  /// Level of the test.
  public var significance = 0.05
  /// The locality index of an order.
  public var orderIndex = 0.85
  /// The locality index of an arrangement on a grid.
  public var gridIndex = 0.5
  /// The share of triples that decay.
  public var decay = 0.75

  /// The analysis with its defaults.
  public init() {}

  static let fewestPositions = 10
  static let fewestRows = 40
  static let rowLimit = 8_000
  static let positionLimit = 2_048
  /// An arrangement that is as local as this already is not improved on.
  static let alreadyLocal = 0.8

  /// The correlations in either half of the rows.
  public struct Input: Sendable {
    /// Correlations over the rows that are searched, `p × p`, finite.
    public var searched: Matrix
    /// Correlations over the rows that judge, `p × p`, finite.
    public var held: Matrix
    /// Rows that are searched.
    public var searchedRows: Int
    /// Rows that judge.
    public var heldRows: Int
    /// The layout.
    public var layout: Layout
    /// The index of each position in the layout, ascending; of each pixel, in a grid.
    public var positions: [Int]
    /// The rows that judge, for the jackknife; nil where they are not at hand.
    var jackknife: JackknifeRows?

    /// An input from its parts.
    public init(
      searched: Matrix, held: Matrix, searchedRows: Int, heldRows: Int, layout: Layout,
      positions: [Int]
    ) {
      self.searched = searched
      self.held = held
      self.searchedRows = searchedRows
      self.heldRows = heldRows
      self.layout = layout
      self.positions = positions
    }
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The layout of the features.
    public var layout: Layout
    /// Positions that were arranged: columns, or pixels with all their channels.
    public var positions: Int
    /// Rows that were searched.
    public var searchedRows: Int
    /// Rows that judged.
    public var heldRows: Int
    /// The arrangement as the data came.
    public var given: Arrangement
    /// The arrangement that was found; null where the given one is local already.
    @NullCodable public var found: Arrangement?
    /// How it was found; null where nothing was searched.
    @NullCodable public var method: String?
    /// For each place of the arrangement found, row-major, the position whose feature is put there.
    ///
    /// Positions are numbers of the layout, of pixels in a grid; null for a place that stays empty.
    /// Empty where nothing was searched.
    public var order: [Int?]

    /// How local an arrangement is, by the rows that were not searched.
    public struct Arrangement: Codable, Sendable, Equatable {
      /// T: the mean of |r|, on a grid of r, over neighbours.
      public var statistic: Double
      /// E T over all permutations, exact.
      public var expected: Double
      /// Standard deviation of T over all permutations, exact.
      public var standardDeviation: Double
      /// (T − E T) / standard deviation; null where T does not vary.
      @NullCodable public var zScore: Double?
      /// The p-value; never 0.
      public var pValue: Double
      /// How many permutations.
      public var permutations: Int
      /// The locality index; null where nothing could be better.
      @NullCodable public var effectSize: Double?
      /// Its 95 % interval by a delete-a-tenth jackknife over the rows that judge; null where not
      /// computed.
      @NullCodable public var effectSizeInterval: [Double]?
      /// P(|r| of neighbours > |r| of others); null where all are neighbours.
      @NullCodable public var auc: Double?
      /// The share of the variance of r that displacement explains.
      @NullCodable public var toeplitzR2: Double?
      /// How often r one step away is above r two steps away.
      @NullCodable public var decay: Double?
    }
  }

  // MARK: Input

  /// Correlates either half of the rows in memory, or says why the question does not arise.
  public func input(from summary: Summary) -> Applicability<Input> {
    let features = ArrangedFeatures(summary)
    let pixels = Pixels(features)
    guard pixels.count <= HiddenOrder.positionLimit else {
      return .notApplicable(
        "\(NumberText.count(pixels.count)) positions: more than "
          + "\(NumberText.count(HiddenOrder.positionLimit)) take long to arrange")
    }
    let rows = summary.sample.features.rows
    guard rows >= HiddenOrder.fewestRows else {
      return .notApplicable(
        "\(NumberText.plural(rows, "row")): fewer than \(HiddenOrder.fewestRows) to search and to judge"
      )
    }
    let taken = min(rows, HiddenOrder.rowLimit)
    // Every second row of those that are taken, which lie evenly over the source.
    let chosen = (0..<taken).map { $0 * rows / taken }
    let halves = [0, 1].map { half in
      pixels.correlations(
        summary, rows: chosen.indices.filter { $0 % 2 == half }.map { chosen[$0] })
    }
    let kept = (0..<pixels.count).filter { pixel in
      halves.allSatisfy { half in half[pixel, pixel].isFinite && half[pixel, pixel] > 0 }
    }
    guard kept.count >= HiddenOrder.fewestPositions else {
      return .notApplicable(
        "fewer than \(HiddenOrder.fewestPositions) positions vary in both halves of the rows "
          + "(\(kept.count))")
    }
    let (searched, held) = (halves[0], halves[1])
    var input = Input(
      searched: searched.selecting(rows: kept, columns: kept),
      held: held.selecting(rows: kept, columns: kept),
      searchedRows: (taken + 1) / 2, heldRows: taken / 2, layout: features.layout,
      positions: kept.map { pixels.positions[$0] })
    if let columns = pixels.columns(kept) {
      input.jackknife = JackknifeRows(
        summary, columns, rows: chosen.indices.filter { $0 % 2 == 1 }.map { chosen[$0] })
    }
    return .applicable(input)
  }

  /// Features by pixel: the channels of one pixel stay together.
  private struct Pixels {
    let positions: [Int]
    /// The design columns of each pixel, one a channel; nil where a channel does not vary.
    private let columns: [[Int?]]

    var count: Int { positions.count }

    /// The design columns of some pixels; nil where a pixel has several channels.
    func columns(_ pixels: [Int]) -> [Int]? {
      let columns = pixels.compactMap { self.columns[$0].count == 1 ? self.columns[$0][0] : nil }
      return columns.count == pixels.count ? columns : nil
    }

    init(_ features: ArrangedFeatures) {
      var channels = 1
      if case .grid(_, _, let count) = features.layout { channels = count }
      var columnsOf = [Int: [Int?]]()
      for (position, column) in zip(features.positions, features.columns) {
        columnsOf[position / channels, default: [Int?](repeating: nil, count: channels)][
          position % channels] = column
      }
      positions = columnsOf.keys.sorted()
      columns = positions.map { columnsOf[$0] ?? [] }
    }

    /// The mean over the channels of the correlation between two pixels; 0 on the diagonal for one that
    /// does not vary in these rows.
    func correlations(_ summary: Summary, rows: [Int]) -> Matrix {
      let channels = columns.first?.count ?? 0
      var sums = Matrix(rows: count, columns: count)
      var counts = Matrix(rows: count, columns: count)
      for channel in 0..<channels {
        let pixels = columns.indices.filter { columns[$0][channel] != nil }
        let design = pixels.compactMap { columns[$0][channel] }
        let block = summary.sample.features.selecting(rows: rows, columns: design)
        let moments = block.columnIndices.map { Moments(block.column($0)) }
        var partial = CorrelationPartial(columns: design.count)
        partial.absorb(Scaling(moments).apply(to: block))
        let r = partial.takeCorrelations()
        for (j, column) in pixels.enumerated() where moments[j].varies {
          for (i, row) in pixels.enumerated() where moments[i].varies {
            let value = i == j ? 1 : r[i, j]
            // A pair without rows in common agrees about nothing.
            sums[row, column] += value.isFinite ? value : 0
            counts[row, column] += 1
          }
        }
      }
      for place in sums.storage.indices where counts.storage[place] > 1 {
        sums.storage[place] /= counts.storage[place]
      }
      return sums
    }
  }
}
