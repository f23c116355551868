internal import FathomLearners
internal import FathomNumerics

/// A network whose layers see everything at once.
struct DenseNetworkContender: Contender {
  let info = ContenderInfo(
    id: "denseNetwork", name: "dense network", side: .deep,
    option: .init(title: "a dense network from scratch", complexity: 6))

  /// No more inputs are made by bins, unless each number has but two.
  private static let mostBinned = 512
  /// Operations a second on one core of the reference machine.
  private static let rate = 6e10
  /// What a fit may take: on a table this is the only network; of few rows less does.
  private static func fit(_ size: FoldSize, isTable: Bool) -> Double {
    isTable ? 3 * min(1, max(0.6, Double(size.training) / many)) : 3
  }
  private static let many = 2_500.0

  func seconds(_ size: FoldSize) -> Double {
    NetworkFitting.seconds(candidates(size), Self.choosing(size), size, rate: Self.rate)
  }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    try NetworkFitting.predict(
      candidates(fold.size), Self.choosing(fold.size), fold, domain: info.id)
  }

  /// On a table of many rows all of them, in short: on a part a small network wins that is behind on the whole.
  private static func choosing(_ size: FoldSize) -> NetworkFitting.Choosing {
    size.extent.places == 1 && size.training > NetworkFitting.choosingRows
      ? .inShort(0.4, rows: size.training) : .withEpochs
  }

  private func candidates(_ size: FoldSize) -> [NetworkFitting.Candidate] {
    let isTable = size.extent.places == 1
    func candidate(
      _ layers: [NetworkShape.Layer], _ scale: Fold.FeatureScale, rate: Double, decay: Double
    ) -> NetworkFitting.Candidate {
      let width = size.extent.count + (scale.bins ?? 0) * size.numbers
      let shape = NetworkShape(input: .init(channels: width), layers: layers)
      let operations = operations(shape, size)
      // On a table two networks answer together: one alone has as much of chance as of the rows.
      let networks = isTable ? 2 : NetworkFitting.networks(size)
      let epochs = NetworkFitting.epochs(
        size, candidates: isTable ? 3 : 2, Self.choosing(size), networks: networks,
        seconds: Self.fit(size, isTable: isTable), operations: operations, rate: Self.rate,
        within: 13...100)
      return NetworkFitting.Candidate(
        shape: shape, scale: scale,
        training: NetworkTraining(
          epochs: epochs, batchSize: batchSize(size), learningRate: rate, weightDecay: decay),
        operations: operations, networks: networks)
    }
    func hidden(_ units: [Int], dropout: Double) -> [NetworkShape.Layer] {
      units.flatMap { units in
        [.dense(units), .rectifier] + (dropout > 0 ? [.dropout(dropout)] : [])
      }
    }
    guard isTable else {
      let scale = Fold.FeatureScale.common
      return [
        candidate(hidden([256], dropout: 0), scale, rate: 3e-3, decay: 0.01),
        candidate(hidden([256], dropout: 0.5), scale, rate: 3e-3, decay: 0.01),
      ]
    }
    return [
      candidate(hidden([256, 256, 256], dropout: 0.1), .columns, rate: 4e-3, decay: 0.01),
      candidate(
        hidden([256, 256, 256], dropout: 0.1), .bins(bins(size)), rate: 4e-3, decay: 0.01),
      candidate(hidden([64, 64], dropout: 0.2), .columns, rate: 5e-3, decay: 0.5),
    ]
  }

  /// Bins of a number: more where there are rows to fill them, and few enough inputs for a fit in time.
  private func bins(_ size: FoldSize) -> Int {
    let most = Self.mostBinned / max(1, size.numbers)
    return min(16, max(2, min(most, size.training / 100)))
  }

  /// What it takes to learn from one sample once: products, which are slower in small batches; the passes of Adam over
  /// all parameters, shared by a batch; and a few over the units.
  ///
  /// The factors follow, roughly, times of fits on a dozen datasets (8 to 784 columns, 180 to 10,000 rows).
  private func operations(_ shape: NetworkShape, _ size: FoldSize) -> Double {
    let batch = Double(batchSize(size))
    let units = shape.extents.last?.count ?? 0
    return shape.operationsPerSample(outputs: size.outputs) * (1 + 24 / batch)
      + 30 * Double(shape.parameterCount(outputs: size.outputs)) / batch + 600 * Double(units)
  }

  private func batchSize(_ size: FoldSize) -> Int {
    size.training < 150 ? 16 : size.training < 1_000 ? 32 : size.training < 5_000 ? 64 : 128
  }
}
