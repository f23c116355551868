internal import FathomLearners
internal import FathomData
internal import FathomNumerics

/// A convolutional network: local connection, shared weights, pooling and depth.
///
/// On grids blocks of convolution, pooling and normalisation as long as there is something to pool, with a
/// flat head, trained on rows that are shifted by up to a pixel. On sequences three layers, with a flat head
/// or the mean over all places.
struct ConvolutionContender: Contender {
  /// On rows as they are, or on shuffled positions: then locality is gone, and what is lost was gained by it.
  ///
  /// Or in an order that was found to be local, where the given one is not.
  enum Positions: Sendable { case asGiven, shuffled, found }

  let positions: Positions

  var info: ContenderInfo {
    switch positions {
    case .asGiven:
      ContenderInfo(
        id: "convolution", name: "convolutional network", side: .deep,
        option: .init(title: "a convolutional network from scratch", complexity: 7))
    case .shuffled:
      ContenderInfo(
        id: "convolutionShuffled", name: "convolutional network, positions shuffled", side: .other)
    case .found:
      ContenderInfo(
        id: "convolutionFound", name: "convolutional network, in the order that was found",
        side: .other)
    }
  }

  /// Operations a second on one core of the reference machine.
  private static let rate = 3.8e10
  /// A step of Adam reads and writes every parameter from memory: the time of this many operations.
  private static let passOverParameters = 100.0
  /// What a fit may take, on a grid and on a sequence.
  private static let fit = (grid: 6.0, sequence: 2.8)
  /// On a sequence a network takes this many steps, if need be in up to three times the time: few rows of many places would
  /// leave it half trained.
  private static let fewestSteps = 500
  private static let mostFits = 3.0
  /// No layer but the first sees more places of a sequence, as long as it pools no more than eight.
  private static let mostPlaces = 300
  /// With as many rows a fit takes less, for there are fewer networks and epochs.
  private static let many = 1_500
  private static let choosing = NetworkFitting.Choosing.inShort(
    0.4, rows: NetworkFitting.choosingRows)

  var hasCurve: Bool { positions == .asGiven }

  func concerns(_ rows: LabelledRows) -> Bool {
    guard positions != .found else { return (rows.foundExtent?.places ?? 0) >= 8 }
    return rows.layout != .table && rows.extent.places >= 8
  }

  func seconds(_ size: FoldSize) -> Double {
    var size = size
    if positions == .found, let extent = size.foundExtent { size.extent = extent }
    return NetworkFitting.seconds(candidates(size), Self.choosing, size, rate: Self.rate)
  }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    if positions == .found, fold.rows.foundOrder != nil {
      let arranged = Fold(
        rows: fold.rows.inFoundOrder, training: fold.training, test: fold.test, seed: fold.seed)
      return try NetworkFitting.predict(
        candidates(arranged.size), Self.choosing, arranged, domain: "convolution")
    }
    guard positions == .shuffled else {
      return try NetworkFitting.predict(
        candidates(fold.size), Self.choosing, fold, domain: "convolution")
    }
    var stream = RandomStream(seed: 0, domain: "shuffledPositions", index: 0)
    let extent = fold.rows.extent
    // The channels of a place stay together.
    let order = stream.arrangement(of: extent.places).flatMap { place in
      (0..<extent.channels).map { place * extent.channels + $0 }
    }
    let shuffled = Fold(
      rows: fold.rows.rearranged(order),
      training: fold.training, test: fold.test, seed: fold.seed)
    return try NetworkFitting.predict(
      candidates(fold.size), Self.choosing, shuffled, domain: "convolution")
  }

  private func candidates(_ size: FoldSize) -> [NetworkFitting.Candidate] {
    size.extent.height > 1 ? onGrid(size) : onSequence(size)
  }

  private func candidate(
    _ size: FoldSize, _ layers: [NetworkShape.Layer], among count: Int, seconds: Double,
    shift: Int = 0
  ) -> NetworkFitting.Candidate {
    let shape = NetworkShape(input: size.extent, layers: layers)
    let parameters = Double(shape.parameterCount(outputs: size.outputs))
    let operations =
      shape.operationsPerSample(outputs: size.outputs)
      + Self.passOverParameters * parameters / Double(batchSize(size))
    func epochs(_ seconds: Double) -> Int {
      NetworkFitting.epochs(
        size, candidates: count, Self.choosing, networks: NetworkFitting.networks(size),
        seconds: size.training < Self.many ? seconds : 0.7 * seconds, operations: operations,
        rate: Self.rate, within: 10...50)
    }
    let fewest = Self.fewestSteps * batchSize(size) / max(1, size.training)
    let isSequence = size.extent.height == 1
    let enough = isSequence ? min(fewest, epochs(Self.mostFits * seconds)) : 0
    return NetworkFitting.Candidate(
      shape: shape, scale: .common,
      training: NetworkTraining(
        epochs: max(epochs(seconds), enough), batchSize: batchSize(size), learningRate: 4e-3,
        largestShift: shift),
      operations: operations,
      // On shuffled positions one network answers; nobody asks for its best score.
      networks: positions == .shuffled ? 1 : NetworkFitting.networks(size))
  }

  /// Blocks as long as there is something to pool; shifted by up to a pixel, which only makes sense where
  /// neighbours are neighbours.
  private func onGrid(_ size: FoldSize) -> [NetworkFitting.Candidate] {
    var layers = [NetworkShape.Layer]()
    var side = min(size.extent.height, size.extent.width)
    var block = 0
    while block < 4, side >= 4 || block == 0 {
      layers.append(.convolution(height: 3, width: 3, channels: 16 << min(block, 2)))
      if side >= 4 {
        layers.append(.maxPooling(height: 2, width: 2))
        side /= 2
      }
      layers += [.normalisation, .rectifier]
      block += 1
    }
    layers.append(.dropout(0.3))
    return [
      candidate(
        size, layers, among: 1, seconds: Self.fit.grid, shift: positions == .shuffled ? 0 : 1)
    ]
  }

  /// A flat head, to which places matter, or the mean over them, to which they do not; on shuffled positions
  /// the first alone.
  private func onSequence(_ size: FoldSize) -> [NetworkFitting.Candidate] {
    let width = size.extent.width
    var body: [NetworkShape.Layer] = [.convolution(height: 1, width: min(7, width), channels: 24)]
    let pools = Self.pools(width)
    if pools[0] > 1 { body.append(.maxPooling(height: 1, width: pools[0])) }
    body += [.normalisation, .rectifier, .convolution(height: 1, width: 5, channels: 48)]
    if pools[1] > 1 { body.append(.maxPooling(height: 1, width: pools[1])) }
    body += [
      .normalisation, .rectifier, .convolution(height: 1, width: 3, channels: 48),
      .normalisation, .rectifier,
    ]
    let heads: [[NetworkShape.Layer]] =
      positions == .shuffled ? [[.dropout(0.3)]] : [[.dropout(0.3)], [.averagePooling]]
    return heads.map {
      candidate(size, body + $0, among: 2, seconds: Self.fit.sequence)
    }
  }

  /// What two layers pool: pairs where there are 16 and 32 places, more where else too many places would be left for the
  /// layers behind.
  private static func pools(_ width: Int) -> [Int] {
    func pool(_ width: Int) -> Int {
      var pool = 2
      while width / pool > mostPlaces, pool < 8 { pool *= 2 }
      return pool
    }
    let first = width >= 16 ? pool(width) : 1
    return [first, width >= 32 ? pool(width / first) : 1]
  }

  private func batchSize(_ size: FoldSize) -> Int {
    size.training < 300 ? 16 : size.training < 1_500 ? 32 : 64
  }
}
