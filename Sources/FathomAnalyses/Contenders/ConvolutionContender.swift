internal import FathomData
internal import FathomNumerics

/// A convolutional network: local connection, shared weights, pooling and depth.
///
/// On grids blocks of convolution, pooling and normalisation as long as there is something to pool, with a
/// flat head, trained on the rows as they are or shifted by a little. On sequences three layers, with a
/// flat head or the mean over all places.
struct ConvolutionContender: Contender {
  /// On rows as they are, or on shuffled positions: then locality is gone, and what is lost was gained by it.
  enum Positions: Sendable { case asGiven, shuffled }

  let positions: Positions

  var info: ContenderInfo {
    switch positions {
    case .asGiven:
      ContenderInfo(id: "convolution", name: "convolutional network", side: .deep)
    case .shuffled:
      ContenderInfo(
        id: "convolutionShuffled", name: "convolutional network, positions shuffled", side: .other)
    }
  }

  /// Operations a second on one core of the reference machine.
  private static let rate = 1.3e10
  /// What a lesson may take.
  private static let lesson = 13.0
  /// With as many rows there are fewer channels and less time for each epoch.
  private static let many = 1_500
  private static let choosing = NetworkLessons.Choosing.inShort(0.4)

  var hasCurve: Bool { positions == .asGiven }

  func concerns(_ rows: RaceRows) -> Bool {
    rows.layout != .table && rows.extent.places >= 8
  }

  func seconds(_ size: RaceSize) -> Double {
    NetworkLessons.seconds(candidates(size), Self.choosing, size, rate: Self.rate)
  }

  func answers(_ task: RaceTask) throws(NumericsError) -> Matrix {
    guard positions == .shuffled else {
      return try NetworkLessons.answers(
        candidates(task.size), Self.choosing, task, domain: "convolution")
    }
    var stream = RandomStream(seed: 0, domain: "shuffledPositions", index: 0)
    let extent = task.rows.extent
    // The channels of a place stay together.
    let order = stream.arrangement(of: extent.places).flatMap { place in
      (0..<extent.channels).map { place * extent.channels + $0 }
    }
    let shuffled = RaceTask(
      rows: task.rows.rearranged(order),
      training: task.training, test: task.test, seed: task.seed)
    return try NetworkLessons.answers(
      candidates(task.size), Self.choosing, shuffled, domain: "convolution")
  }

  /// What is tried; on shuffled positions nothing but the first, which nobody chose.
  private func candidates(_ size: RaceSize) -> [NetworkLessons.Candidate] {
    let all = size.extent.height > 1 ? onGrid(size) : onSequence(size)
    return positions == .shuffled ? Array(all.prefix(1)) : all
  }

  private func epochs(_ size: RaceSize, _ shape: NetworkShape) -> Int {
    NetworkLessons.epochs(
      size, candidates: 2, Self.choosing,
      seconds: size.training < Self.many ? Self.lesson : 0.6 * Self.lesson,
      operations: shape.operationsPerSample(outputs: size.outputs), rate: Self.rate,
      within: 10...60)
  }

  private func onGrid(_ size: RaceSize) -> [NetworkLessons.Candidate] {
    let channels = size.training < Self.many ? 12 : 8
    var layers = [NetworkShape.Layer]()
    var side = min(size.extent.height, size.extent.width)
    var block = 0
    while block < 4, side >= 4 || block == 0 {
      layers.append(.convolution(height: 3, width: 3, channels: channels << min(block, 2)))
      if side >= 4 {
        layers.append(.maxPooling(height: 2, width: 2))
        side /= 2
      }
      layers += [.normalisation, .rectifier]
      block += 1
    }
    layers.append(.dropout(0.3))
    let shape = NetworkShape(input: size.extent, layers: layers)
    return [0, max(1, min(size.extent.height, size.extent.width) / 14)].map { shift in
      NetworkLessons.Candidate(
        shape: shape, scale: .common,
        training: NetworkTraining(
          epochs: epochs(size, shape), batchSize: batchSize(size), learningRate: 4e-3,
          largestShift: shift))
    }
  }

  private func onSequence(_ size: RaceSize) -> [NetworkLessons.Candidate] {
    let width = size.extent.width
    var body: [NetworkShape.Layer] = [.convolution(height: 1, width: min(7, width), channels: 24)]
    if width >= 16 { body.append(.maxPooling(height: 1, width: 2)) }
    body += [.normalisation, .rectifier, .convolution(height: 1, width: 5, channels: 48)]
    if width >= 32 { body.append(.maxPooling(height: 1, width: 2)) }
    body += [
      .normalisation, .rectifier, .convolution(height: 1, width: 3, channels: 48),
      .normalisation, .rectifier,
    ]
    return [[.dropout(0.3)], [.averagePooling]].map { (head: [NetworkShape.Layer]) in
      let shape = NetworkShape(input: size.extent, layers: body + head)
      return NetworkLessons.Candidate(
        shape: shape, scale: .common,
        training: NetworkTraining(
          epochs: epochs(size, shape), batchSize: batchSize(size), learningRate: 3e-3))
    }
  }

  private func batchSize(_ size: RaceSize) -> Int {
    size.training < 300 ? 16 : size.training < 1_500 ? 32 : 64
  }
}
