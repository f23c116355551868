internal import FathomLearners
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension SupervisedLocality {
  /// Measures; the same input and seed give the same evidence.
  ///
  /// - Complexity: O(rearrangements · rows · positions · filters).
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    guard input.features.storage.allSatisfy({ !$0.isInfinite }),
      input.target.storage.allSatisfy(\.isFinite)
    else { throw .numerics("features or target are not finite") }
    let learner = ArrangementLearner(input, seed: context.seed)
    let nodes = input.neighbours.graph.nodes
    let own: [Double]
    do { own = try learner.errors(Permutation(count: nodes)) } catch {
      throw .numerics("\(error)")
    }
    let observed = own.reduce(0, +) / Double(own.count)
    let (errors, others) = rearranged(learner, nodes, observed, context)
    guard errors.allSatisfy(\.isFinite) else { throw .numerics("ridge regression did not succeed") }
    let reached = errors.count { $0 <= observed }
    let isStopped = reached == SupervisedLocality.sufficient
    let count = Double(errors.count)
    let mean = errors.reduce(0, +) / count
    let deviation =
      (errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)).squareRoot()
    return Evidence(
      layout: input.neighbours.layout, rows: input.features.rows, positions: nodes,
      averaged: input.averaged, filters: learner.filterCount, statistic: observed, expected: mean,
      standardDeviation: deviation,
      zScore: deviation > 1e-12 ? (observed - mean) / deviation : nil,
      pValue: isStopped ? Double(reached) / count : Double(reached + 1) / (count + 1),
      permutations: errors.count, isStopped: isStopped,
      effectSize: mean > 0 ? (mean - observed) / mean : nil,
      effectSizeInterval: ErrorShare.interval(own, of: others),
      moran: try moran(input, context))
  }

  /// The errors after rearranging, in the order of the replicates, until enough are no larger than the
  /// observed one (Besag & Clifford 1991, *Biometrika* 78:301).
  private func rearranged(
    _ learner: ArrangementLearner, _ nodes: Int, _ observed: Double, _ context: AnalysisContext
  ) -> (errors: [Double], ofRows: [Double]) {
    let limit = min(context.permutations, SupervisedLocality.permutationLimit)
    let key = RandomStream.Key(seed: context.seed, domain: "supervisedLocality")
    let atOnce = 32
    var errors = [Double]()
    var sums = [Double](repeating: 0, count: learner.rowCount)
    var reached = 0
    while errors.count < limit, reached < SupervisedLocality.sufficient {
      let first = errors.count
      let batch = Parallel.map(min(atOnce, limit - first), threads: context.threads) { offset in
        let permutation = Permutation(count: nodes)
        permutation.draw(RandomStream(key, index: UInt64(first + offset)))
        return (try? learner.errors(permutation))
          ?? [Double](repeating: .nan, count: learner.rowCount)
      }
      for ofRows in batch where reached < SupervisedLocality.sufficient {
        let error = ofRows.reduce(0, +) / Double(ofRows.count)
        errors.append(error)
        for row in sums.indices { sums[row] += ofRows[row] }
        reached += error <= observed ? 1 : 0
      }
      context.progress("Rearranging features", Double(errors.count) / Double(limit))
    }
    return (errors, sums.map { $0 / Double(errors.count) })
  }

  /// Moran's I as a permutation test: with z the centred values, I is the mean of z z′ over the edges
  /// by the variance of z, so it is T of the matrix z zᵀ.
  private func moran(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence.Moran? {
    let shares = explainedShares(input)
    let mean = shares.reduce(0, +) / Double(shares.count)
    let centred = shares.map { $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 } / Double(shares.count)
    guard variance > 1e-18 else { return nil }
    var products = Matrix(rows: shares.count, columns: shares.count)
    for j in shares.indices {
      for i in shares.indices { products[i, j] = centred[i] * centred[j] / variance }
    }
    let graph = input.neighbours.graph
    let test: PermutationTest
    do { test = try PermutationTest(products, over: graph) } catch { throw .numerics("\(error)") }
    let result = test.run(
      permutations: context.permutations, seed: context.seed, domain: "supervisedLocality.moran",
      threads: context.threads)
    let moments = PermutationMoments(products, over: graph, withSkewness: false)
    guard moments.standardDeviation > 1e-12 else { return nil }
    return Evidence.Moran(
      statistic: result.statistic, expected: moments.mean,
      standardDeviation: moments.standardDeviation,
      zScore: (result.statistic - moments.mean) / moments.standardDeviation,
      pValue: result.pValue, permutations: result.permutations)
  }

  /// For each position the share of its variance that the target explains: η² of the classes, or r².
  private func explainedShares(_ input: Input) -> [Double] {
    let target = input.target
    let rows = 0..<target.rows
    return input.features.columnIndices.map { column in
      let present = rows.filter { !input.features[$0, column].isNaN }
      let values = present.map { input.features[$0, column] }
      let moments = Moments(values[...])
      guard moments.varies else { return 0 }
      guard target.columns > 1 else {
        let other = Moments(present.map { target[$0, 0] }[...])
        guard other.varies else { return 0 }
        let product = zip(present, values).reduce(0.0) {
          $0 + ($1.1 - moments.mean) * (target[$1.0, 0] - other.mean)
        }
        return product * product / (moments.squaredDeviations * other.squaredDeviations)
      }
      let between = target.columnIndices.reduce(0.0) { sum, label in
        var count = 0.0
        var deviation = 0.0
        for (row, value) in zip(present, values) where target[row, label] == 1 {
          count += 1
          deviation += value - moments.mean
        }
        return count > 0 ? sum + deviation * deviation / count : sum
      }
      return between / moments.squaredDeviations
    }
  }
}

/// The learner that is held fixed while positions are rearranged.
private struct ArrangementLearner: Sendable {
  private let filters: SharedFilters
  /// Where each node lies in an image.
  private let places: [Int]
  /// The values of each row, standardised, one after the other.
  private let rows: [[Float]]
  /// Centred, and divided so that their mean square is 1.
  private let target: Matrix

  var filterCount: Int { filters.count }
  var rowCount: Int { rows.count }

  init(_ input: SupervisedLocality.Input, seed: UInt64) {
    let nodes = input.neighbours.graph.nodes
    let n = input.features.rows
    // No more features than half of the rows: beyond, any learner fits anything.
    let count = max(2, min(SupervisedLocality.filters, n / 8))
    let key = RandomStream.Key(seed: seed, domain: "supervisedLocality.filters")
    if case .grid(let height, let width, let channels) = input.neighbours.layout {
      filters = SharedFilters(
        height: height, width: width, channels: channels, count: count, taps: (3, 3),
        regions: (min(2, height), min(2, width)), key: key)
    } else {
      filters = SharedFilters(
        height: 1, width: nodes, channels: 1, count: count, taps: (1, 9),
        regions: (1, min(4, nodes)), key: key)
    }
    let filters = filters
    places = (0..<nodes).map { node in
      let place = input.neighbours.place(node)
      return filters.place(row: place.row, column: place.column, channel: place.channel)
    }
    rows = ArrangementLearner.standardised(input)
    var target = input.target
    var squares = 0.0
    target.forEachColumn(threads: 1) { column in
      let mean = column.reduce(0, +) / Double(column.count)
      for row in column.indices { column[row] -= mean }
    }
    for value in target.storage { squares += value * value }
    let scale = 1 / (squares / Double(target.storage.count)).squareRoot()
    target.replaceElements { $0 * scale }
    self.target = target
  }

  /// Pixels have one unit and keep their differences; columns have their own and are standardised one
  /// by one.
  ///
  /// What is missing becomes the mean.
  private static func standardised(_ input: SupervisedLocality.Input) -> [[Float]] {
    var values = input.features
    let moments = values.columnIndices.map { Moments(values.column($0)) }
    let isGrid = input.neighbours.layout.isGrid
    let whole = moments.reduce(into: Moments()) { $0.merge($1) }
    for (column, own) in moments.enumerated() {
      let unit = isGrid ? whole : own
      let deviation = unit.standardDeviation
      let scale = deviation > 0 ? 1 / deviation : 0
      for row in 0..<values.rows {
        let value = values[row, column]
        values[row, column] = ((value.isNaN ? own.mean : value) - unit.mean) * scale
      }
    }
    return (0..<values.rows).map { row in values.columnIndices.map { Float(values[row, $0]) } }
  }

  /// Leave-one-out squared error of each row, by the variance of the target.
  func errors(_ permutation: Permutation) throws(NumericsError) -> [Double] {
    var features = Matrix(rows: rows.count, columns: filters.featureCount)
    var image = [Float](repeating: 0, count: filters.imageSize)
    for (row, values) in rows.enumerated() {
      for node in places.indices { image[places[node]] = values[permutation[node]] }
      for (column, feature) in filters.features(of: image).enumerated() {
        features[row, column] = feature
      }
    }
    return try LeaveOneOutRidge.squaredErrors(
      features, target, penalty: SupervisedLocality.penalty)
  }
}
