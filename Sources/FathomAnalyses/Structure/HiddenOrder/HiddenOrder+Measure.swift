internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension HiddenOrder {
  /// Measures; the same input and seed give the same evidence.
  ///
  /// - Complexity: O(positions³).
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    guard input.searched.isFinite, input.held.isFinite else {
      throw .numerics("correlations are not finite")
    }
    let count = input.positions.count
    let asGiven = NeighbourGraph(layout: input.shape, positions: input.positions)
    guard asGiven.graph.edgeCount > 0 else {
      throw .unsuitable("no two features that vary are neighbours in the layout \(input.layout)")
    }
    let given = try arrangement(input, asGiven, Array(0..<count), context)
    var evidence = Evidence(
      layout: input.layout, positions: count, searchedRows: input.searchedRows,
      heldRows: input.heldRows, given: given, found: nil, method: nil, order: [])
    guard (given.effectSize ?? 0) < HiddenOrder.alreadyLocal else { return evidence }
    let places = input.places
    let neighbours = NeighbourGraph(layout: input.shape, positions: places)
    let (items, method) = try search(input, neighbours, context)
    evidence.found = try arrangement(input, neighbours, items, context)
    evidence.method = method.rawValue
    var order = [Int?](repeating: nil, count: input.shape.positions ?? count)
    for (place, item) in zip(places, items) { order[place] = input.positions[item] }
    evidence.order = order
    return evidence
  }

  /// The best arrangement of the rows that are searched.
  private func search(
    _ input: Input, _ neighbours: NeighbourGraph, _ context: AnalysisContext
  ) throws(AnalysisError) -> (items: [Int], start: Seriation.Start) {
    context.progress("Searching for an order", 0)
    var similarities = input.searched
    similarities.replaceElements { abs($0) }
    let seriation = Seriation(similarities)
    let cells = (0..<input.positions.count).map { node in
      let place = neighbours.place(node)
      return (row: place.row, column: place.column)
    }
    let starts = Seriation.Start.allCases
    let found = Parallel.map(starts.count, threads: context.threads) { index in
      Result {
        input.layout.isGrid
          ? try seriation.grid(
            starts[index], cells: cells, values: input.searched,
            stream: RandomStream(
              seed: context.seed, domain: "hiddenOrder.grid", index: UInt64(index)))
          : try seriation.path(starts[index])
      }
    }
    var best: (items: [Int], start: Seriation.Start, value: Double)?
    for (start, result) in zip(starts, found) {
      let items: [Int]
      do { items = try result.get() } catch { throw .numerics("\(error)") }
      let value = LocalityMeasures.mean(
        input.searched.selecting(rows: items, columns: items), absolute: !input.layout.isGrid,
        neighbours.graph, 0..<neighbours.graph.edgeCount)
      if value > (best?.value ?? -.infinity) { best = (items, start, value) }
    }
    guard let best else { throw .numerics("no arrangement was found") }
    return (best.items, best.start)
  }

  /// How local an arrangement is by the rows that were not searched.
  private func arrangement(
    _ input: Input, _ neighbours: NeighbourGraph, _ items: [Int], _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence.Arrangement {
    let x = input.held.selecting(rows: items, columns: items)
    let graph = neighbours.graph
    let absolute = !input.layout.isGrid
    let test = try ArrangementTest(
      x, over: graph, absolute: absolute, permutations: context.permutations,
      domain: "hiddenOrder", context)
    let measures = LocalityMeasures(
      correlations: x, neighbours: neighbours, threads: context.threads)
    return Evidence.Arrangement(
      statistic: test.result.statistic, expected: test.moments.mean,
      standardDeviation: test.moments.standardDeviation, zScore: test.zScore,
      pValue: test.result.pValue, permutations: test.result.permutations,
      effectSize: test.effectSize,
      effectSizeInterval: interval(test.effectSize, input, graph, items, context.threads),
      auc: measures.auc().finite, toeplitzR2: measures.displacements().toeplitzShare().finite,
      decay: HiddenOrder.decay(x, neighbours, absolute: absolute).finite)
  }

  /// A 95 % interval of the locality index over the rows that judge.
  private func interval(
    _ index: Double?, _ input: Input, _ graph: Graph, _ items: [Int], _ threads: Int
  ) -> [Double]? {
    let absolute = !input.layout.isGrid
    guard let index,
      let margin = input.jackknife?.margins(
        threads: threads,
        { held in
          [
            ArrangementTest.effectSize(
              held.selecting(rows: items, columns: items), over: graph, absolute: absolute)
          ]
        })[0]
    else { return nil }
    return [index - margin, min(1, index + margin)]
  }

  /// The share of positions and directions in which one step away agrees more than two; NaN for none.
  private static func decay(_ x: Matrix, _ neighbours: NeighbourGraph, absolute: Bool) -> Double {
    var nodeAt = [Int: Int]()
    func key(_ row: Int, _ column: Int) -> Int { row << 32 | column }
    for node in 0..<neighbours.graph.nodes {
      let place = neighbours.place(node)
      nodeAt[key(place.row, place.column)] = node
    }
    func value(_ a: Int, _ b: Int) -> Double { absolute ? abs(x[a, b]) : x[a, b] }
    var triples = 0
    var decaying = 0.0
    for node in 0..<neighbours.graph.nodes {
      let place = neighbours.place(node)
      for (row, column) in [(0, 1), (0, -1), (1, 0), (-1, 0)] {
        guard place.row + 2 * row >= 0, place.column + 2 * column >= 0,
          let near = nodeAt[key(place.row + row, place.column + column)],
          let far = nodeAt[key(place.row + 2 * row, place.column + 2 * column)]
        else { continue }
        let (one, two) = (value(node, near), value(node, far))
        triples += 1
        decaying += one > two ? 1 : one == two ? 0.5 : 0
      }
    }
    return triples > 0 ? decaying / Double(triples) : .nan
  }
}

extension HiddenOrder.Input {
  /// The layout of what is arranged: pixels without channels.
  var shape: Layout {
    guard case .grid(let height, let width, _) = layout else { return .sequence }
    return .grid(height: height, width: width, channels: 1)
  }

  /// The places that are filled: in a grid those around the middle, in a row all of them.
  var places: [Int] {
    guard case .grid(let height, let width, _) = layout else { return Array(positions.indices) }
    func distance(_ place: Int) -> Double {
      let row = (Double(place / width) - Double(height - 1) / 2) / Double(height)
      let column = (Double(place % width) - Double(width - 1) / 2) / Double(width)
      return row * row + column * column
    }
    return (0..<height * width).sorted { (distance($0), $0) < (distance($1), $1) }
      .prefix(positions.count).sorted()
  }
}
