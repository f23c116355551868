internal import FathomNumerics
internal import FathomSummaries

extension TokenOrder {
  /// Measures; the same input and seed give the same evidence.
  ///
  /// - Complexity: O(shuffles · tokens).
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    guard input.columns.allSatisfy({ $0.tokens.count >= 2 }) else {
      throw .unsuitable("a column of text has no text of two tokens")
    }
    var columns = input.columns.enumerated().map { index, column in
      measure(column.name, column.tokens, index, context)
    }
    // Holm: the k-th smallest of q p-values is multiplied by q − k + 1, and none falls below the one
    // before.
    var largest = 0.0
    let order = columns.indices.sorted { columns[$0].pValue < columns[$1].pValue }
    for (place, index) in order.enumerated() {
      largest = max(largest, min(1, columns[index].pValue * Double(columns.count - place)))
      columns[index].adjustedPValue = largest
    }
    return Evidence(columns: columns)
  }

  private func measure(
    _ name: String, _ tokens: Tokens, _ column: Int, _ context: AnalysisContext
  ) -> Evidence.TextColumn {
    let count = min(context.permutations, TokenOrder.permutationLimit)
    let key = RandomStream.Key(seed: context.seed, domain: "tokenOrder.\(column)")
    var information = MutualInformation(bound: tokens.bound)
    let reach = TokenOrder.reach(tokens)
    let observed = (1...reach).map { information.between(tokens.texts, distance: $0) }
    let blockSize = 8
    let blocks = (count + blockSize - 1) / blockSize
    let draws = Parallel.map(blocks, threads: context.threads) { block in
      var information = MutualInformation(bound: tokens.bound)
      let draws = (block * blockSize..<min(count, (block + 1) * blockSize)).map { replicate in
        let shuffled = TokenOrder.shuffled(
          tokens.texts, RandomStream(key, index: UInt64(replicate)))
        // The first few shuffles tell what to expect farther apart.
        return (1...(block == 0 ? reach : 1)).map {
          information.between(shuffled, distance: $0)
        }
      }
      context.progress("Shuffling words", Double(block + 1) / Double(blocks))
      return draws
    }.flatMap(\.self)
    let values = draws.map { $0[0] }
    let mean = values.reduce(0, +) / Double(values.count)
    let deviation =
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count - 1)))
      .squareRoot()
    let entropy = MutualInformation.entropy(tokens.texts, bound: tokens.bound)
    let reached = values.count { $0 >= observed[0] - 1e-12 }
    let far = draws.filter { $0.count == reach }
    let p = Double(reached + 1) / Double(values.count + 1)
    let effect = entropy - mean > 1e-9 ? (observed[0] - mean) / (entropy - mean) : nil
    return Evidence.TextColumn(
      name: name, texts: tokens.texts.count, unit: tokens.unit.rawValue, tokens: tokens.count,
      vocabulary: tokens.vocabulary, entropy: entropy, statistic: observed[0], expected: mean,
      standardDeviation: deviation,
      zScore: deviation > 1e-12 ? (observed[0] - mean) / deviation : nil, pValue: p,
      adjustedPValue: p, permutations: values.count,
      effectSize: effect,
      effectSizeInterval: effect.flatMap { interval($0, tokens, column, context) },
      distances: observed.indices.map { place in
        let expected =
          place == 0 ? mean : far.reduce(0) { $0 + $1[place] } / Double(max(1, far.count))
        return Evidence.Distance(distance: place + 1, information: observed[place] - expected)
      })
  }

  /// A 95 % interval of the effect over the texts.
  private func interval(
    _ effect: Double, _ tokens: Tokens, _ column: Int, _ context: AnalysisContext
  ) -> [Double]? {
    let groups = JackknifeRows.groupCount
    guard tokens.texts.count >= 2 * groups else { return nil }
    let key = RandomStream.Key(seed: context.seed, domain: "tokenOrder.jackknife.\(column)")
    let replicates = Parallel.map(groups, threads: context.threads) { left -> [Double] in
      let texts = tokens.texts.indices.filter { $0 % groups != left }.map { tokens.texts[$0] }
      var information = MutualInformation(bound: tokens.bound)
      let shuffles = 8
      // The same shuffles for each group, so that they differ by the texts alone.
      let expected =
        (0..<shuffles).reduce(0.0) {
          $0
            + information.between(
              TokenOrder.shuffled(texts, RandomStream(key, index: UInt64($1))), distance: 1)
        } / Double(shuffles)
      let entropy = MutualInformation.entropy(texts, bound: tokens.bound)
      guard entropy - expected > 1e-9 else { return [.nan] }
      return [(information.between(texts, distance: 1) - expected) / (entropy - expected)]
    }
    return JackknifeRows.margins(replicates)[0].map { [effect - $0, min(1, effect + $0)] }
  }

  /// How far apart tokens are compared: where most tokens still have a partner.
  ///
  /// In pairs farther apart the beginnings and the ends of the texts alone would meet.
  private static func reach(_ tokens: Tokens) -> Int {
    (1...TokenOrder.distances).last { distance in
      2 * tokens.texts.reduce(0) { $0 + max(0, $1.count - distance) } >= tokens.count
    } ?? 1
  }

  /// The tokens of each text in a random order.
  private static func shuffled(_ texts: [[Int32]], _ stream: RandomStream) -> [[Int32]] {
    var stream = stream
    return texts.map { text in
      var text = text
      stream.shuffle(&text)
      return text
    }
  }
}
