internal import FathomData
internal import FathomNumerics
public import FathomSummaries

extension LocalCorrelation.Evidence {
  /// What was measured of one property of a convolution.
  public struct Property: Codable, Sendable, Equatable {
    /// `locality`, `sharing`, `pooling` or `depth`.
    public var id: String
    /// Its statistic on the positions as they are.
    public var statistic: Double
    /// Its mean over the permutations drawn.
    public var expected: Double
    /// Its standard deviation over the permutations drawn.
    public var standardDeviation: Double
    /// (statistic − expected) / standard deviation.
    public var zScore: Double
    /// The p-value, alternative "greater"; never 0.
    public var pValue: Double
    /// The p-value corrected for the four properties by max-T.
    public var adjustedPValue: Double
    /// 0 at chance, 1 at best; null where nothing could be better.
    ///
    /// The locality index of the positions and of their averages, for sharing (statistic − expected) /
    /// (reliable share − expected), for pooling (statistic − expected) / (1 − expected).
    @NullCodable public var effectSize: Double?
    /// Its 95 % interval by a delete-a-tenth jackknife over the rows; null where not computed.
    @NullCodable public var effectSizeInterval: [Double]?
  }

  /// Local correlation after neighbours were averaged.
  public struct Scale: Codable, Sendable, Equatable {
    /// How many positions a block is wide, and high in a grid.
    public var factor: Int
    /// Blocks that vary.
    public var positions: Int
    /// T over neighbouring blocks.
    public var statistic: Double
    /// E T over all permutations of the blocks, exact.
    public var expected: Double
    /// Standard deviation of T over all permutations of the blocks, exact.
    public var standardDeviation: Double
    /// (T − E T) / standard deviation; null where T does not vary.
    @NullCodable public var zScore: Double?
    /// The p-value over permutations of the blocks; never 0.
    public var pValue: Double
    /// The locality index; null where nothing could be better.
    @NullCodable public var effectSize: Double?
  }

  /// Surrogate entanglement at one level of cuts.
  public struct EntanglementLevel: Codable, Sendable, Equatable {
    /// How often each axis is halved.
    public var level: Int
    /// How many blocks there are.
    public var blocks: Int
    /// Σ |r| across the cut of a block, mean over the blocks.
    public var statistic: Double
    /// Its mean over all permutations, exact.
    public var expected: Double
    /// Its standard deviation over all permutations, exact.
    public var standardDeviation: Double
    /// (statistic − expected) / standard deviation; below 0 for local structure.
    @NullCodable public var zScore: Double?
  }

  /// The four properties of a convolution, and what goes with them.
  public struct Properties: Codable, Sendable, Equatable {
    /// How many positions were averaged in each direction before anything was measured; 1 for none.
    public var averaged: Int
    /// Patches of the arrangement on which the four were measured, averaged; null for the whole.
    @NullCodable public var patches: Int?
    /// How many permutations the four share.
    public var permutations: Int
    /// Those that can be measured.
    public var tests: [Property]
    /// The share of the variance that is left when 2 × 2 neighbours (two, in a sequence) are averaged.
    @NullCodable public var pooledVariance: Double?
    /// The same for arbitrary positions.
    @NullCodable public var pooledVarianceExpected: Double?
    /// Local correlation at several scales, the finest first.
    public var scales: [Scale]
    /// Surrogate entanglement, the coarsest cut first.
    public var entanglement: [EntanglementLevel]

    /// A property by its id.
    public func test(_ id: String) -> Property? { tests.first { $0.id == id } }
  }
}

extension LocalCorrelation {
  static let coarsest = 16
  /// A scale with fewer blocks has too few arrangements.
  static let fewestBlocks = 6

  /// Measures the properties of a convolution; nil for a table, whose columns have no distance.
  ///
  /// - Parameters:
  ///   - averagedBefore: how many positions were averaged in each direction to make the input.
  ///   - patches: where the four are measured instead, positions as they are.
  /// - Returns: also what measured them, if that was the positions of the input as they are.
  func properties(
    _ input: Input, _ context: AnalysisContext, averagedBefore: Int = 1,
    patches: [ConvolutionProperties]? = nil
  ) throws(AnalysisError) -> (properties: Evidence.Properties?, measures: ConvolutionProperties?) {
    guard input.neighbours.layout != .table else { return (nil, nil) }
    let isGrid = input.neighbours.layout.isGrid
    var correlations = input.correlations
    var neighbours = input.neighbours
    var averaged = 1
    while correlations.columns > ConvolutionProperties.positionLimit {
      averaged += 1
      guard
        let coarse = PooledPositions(input.correlations, input.neighbours, factor: averaged)
      else { return (nil, nil) }
      correlations = coarse.correlations
      neighbours = coarse.neighbours
    }
    let halved = PooledPositions(correlations, neighbours, factor: 2)
    guard
      let measures = ConvolutionProperties(
        correlations, neighbours, rows: input.rows, absolute: !isGrid, halved: halved,
        threads: context.threads)
    else { return (nil, nil) }
    let (tests, permutations) = ConvolutionProperties.measure(patches ?? [measures], context)
    var scales = [Evidence.Scale]()
    var factor = 1
    while factor <= LocalCorrelation.coarsest,
      let coarse = PooledPositions(correlations, neighbours, factor: factor),
      coarse.blocks.count >= LocalCorrelation.fewestBlocks
    {
      scales.append(
        try scale(coarse, averaged: averaged * averagedBefore, absolute: !isGrid, context))
      factor *= 2
    }
    let properties = Evidence.Properties(
      averaged: patches == nil ? averaged * averagedBefore : 1, patches: patches?.count,
      permutations: permutations, tests: tests,
      pooledVariance: halved?.keptVariance, pooledVarianceExpected: halved?.expectedVariance,
      scales: scales,
      entanglement: SurrogateEntanglement.levels(
        correlations, neighbours, threads: context.threads))
    return (properties, patches == nil && averaged == 1 ? measures : nil)
  }

  private func scale(
    _ coarse: PooledPositions, averaged: Int, absolute: Bool, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence.Scale {
    let graph = coarse.neighbours.graph
    let test = try ArrangementTest(
      coarse.correlations, over: graph, absolute: absolute,
      permutations: min(context.permutations, ConvolutionProperties.permutationLimit),
      domain: "localCorrelation.scale\(coarse.factor)", context)
    return Evidence.Scale(
      factor: averaged * coarse.factor, positions: graph.nodes,
      statistic: test.result.statistic, expected: test.moments.mean,
      standardDeviation: test.moments.standardDeviation, zScore: test.zScore,
      pValue: test.result.pValue, effectSize: test.effectSize)
  }
}
