internal import FathomNumerics

/// T on one arrangement, what shuffled positions give, and what could be at best.
struct ArrangementTest {
  /// The permutations.
  let result: PermutationTest.Result
  /// The exact moments of T over all of them.
  let moments: PermutationMoments
  /// The mean of the largest X, as many as there are edges.
  let best: Double

  /// - Parameters:
  ///   - x: correlations, `p × p`.
  ///   - graph: who is whose neighbour.
  ///   - absolute: whether X is |r|.
  ///   - permutations: how many random permutations.
  ///   - domain: the name of their random stream.
  ///   - withSkewness: the third moment needs a matrix product.
  /// - Throws: `.numerics` for correlations that are not finite.
  init(
    _ x: Matrix, over graph: Graph, absolute: Bool, permutations: Int, domain: String,
    withSkewness: Bool = false, _ context: AnalysisContext,
    progress: @Sendable (Int) -> Void = { _ in }
  ) throws(AnalysisError) {
    do {
      result = try PermutationTest(x, absolute: absolute, over: graph).run(
        permutations: permutations, seed: context.seed, domain: domain, threads: context.threads,
        progress: progress)
    } catch {
      throw .numerics("\(error)")
    }
    moments = PermutationMoments(
      x, absolute: absolute, over: graph, withSkewness: withSkewness, threads: context.threads)
    best = LocalityMeasures.bestPossible(
      x, absolute: absolute, edges: graph.edgeCount, threads: context.threads)
  }

  /// (T − E T) / standard deviation; nil where the best arrangement is no better than the mean, and
  /// what spread there is is rounding.
  var zScore: Double? {
    moments.standardDeviation > 0 && best - moments.mean > 1e-12
      ? (result.statistic - moments.mean) / moments.standardDeviation : nil
  }

  /// The locality index; nil where nothing could be better.
  var effectSize: Double? { LocalityMeasures.index(result.statistic, moments.mean, best) }

  /// The locality index alone, without any permutation; NaN where nothing could be better.
  static func effectSize(_ x: Matrix, over graph: Graph, absolute: Bool) -> Double {
    LocalityMeasures.index(
      LocalityMeasures.mean(x, absolute: absolute, graph, 0..<graph.edgeCount),
      LocalityMeasures.meanOfPairs(x, absolute: absolute),
      LocalityMeasures.bestPossible(x, absolute: absolute, edges: graph.edgeCount)) ?? .nan
  }
}
