import Testing

@testable import FathomLearners
@testable import FathomNumerics

@Suite struct NetworkTests {
  private func stream(_ domain: String) -> RandomStream {
    RandomStream(seed: 1, domain: domain, index: 0)
  }

  private func samples(_ count: Int, _ width: Int) -> SampleRows {
    var stream = stream("samples")
    return SampleRows(
      count: count, width: width,
      values: (0..<count * width).map { _ in Float(stream.normal()) })
  }

  /// Every weight's gradient against the difference of the loss over a small change of it.
  ///
  /// Central differences of single-precision losses are good to about 1e-3 of the largest gradient.
  private func largestError(
    _ shape: NetworkShape, _ target: NetworkTarget
  ) -> (error: Double, largest: Double) {
    let samples = samples(target.count, shape.input.count)
    let network = Network(
      shape, outputs: target.outputs, batchSize: target.count, stream: stream("weights"))
    let gradient = network.lossAndGradient(samples, target).1
    #expect(gradient.count == shape.parameterCount(outputs: target.outputs))
    let change: Float = 2e-3
    var error = 0.0
    for index in gradient.indices {
      network.shiftWeight(index, by: change)
      let above = network.lossAndGradient(samples, target).0
      network.shiftWeight(index, by: -2 * change)
      let below = network.lossAndGradient(samples, target).0
      network.shiftWeight(index, by: change)
      error = max(error, abs((above - below) / Double(2 * change) - Double(gradient[index])))
    }
    return (error, Double(gradient.map(abs).max() ?? 0))
  }

  @Test func `gradients of a dense network are those of its loss`() {
    let shape = NetworkShape(input: .init(channels: 5), layers: [.dense(7), .normalisation])
    let (error, largest) = largestError(shape, .values([0.3, -1, 2, 0.5, 1.5, -0.4]))
    #expect(largest > 0.1)
    #expect(error < 5e-3 * largest)
  }

  @Test func `gradients of a convolutional network are those of its loss`() {
    let shape = NetworkShape(
      input: .init(height: 6, width: 5, channels: 2),
      layers: [
        .convolution(height: 3, width: 3, channels: 4), .normalisation,
        .convolution(height: 3, width: 3, channels: 3), .averagePooling,
      ])
    let (error, largest) = largestError(shape, .classes([0, 1, 2, 2, 1, 0, 1], count: 3))
    #expect(largest > 0.1)
    #expect(error < 5e-3 * largest)
  }

  /// Small changes of a weight rarely move a maximum or a sign, so the differences stay smooth.
  @Test func `gradients pass through pooling and rectifiers`() {
    let shape = NetworkShape(
      input: .init(height: 4, width: 4, channels: 1),
      layers: [
        .convolution(height: 3, width: 3, channels: 2), .maxPooling(height: 2, width: 2),
        .rectifier, .dense(4), .rectifier,
      ])
    let (error, largest) = largestError(shape, .classes([0, 1, 1, 0, 1], count: 2))
    #expect(largest > 0.05)
    #expect(error < 2e-2 * largest)
  }

  @Test func `a window sees its neighbours and nothing beyond the edge`() {
    let shape = NetworkShape(
      input: .init(height: 1, width: 3, channels: 1),
      layers: [.convolution(height: 1, width: 3, channels: 1)])
    let network = Network(shape, outputs: 1, batchSize: 2, stream: stream("weights"))
    // An impulse in the middle is answered as the mirrored kernel: the answers to impulses at each place
    // add up to the answer to all ones, because a network without rectifiers is affine.
    let impulses = SampleRows(
      count: 5, width: 3, values: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1])
    let answers = network.predict(impulses, asProbabilities: false).values
    let sum = answers[1] + answers[2] + answers[3] - 2 * answers[0]
    #expect(abs(sum - answers[4]) < 1e-5)
    #expect(Set(answers[1...3]).count == 3)
  }

  @Test func `a dense network learns exclusive or`() {
    let inputs: [Float] = [0, 0, 0, 1, 1, 0, 1, 1]
    let all = SampleRows(count: 40, width: 2, values: (0..<10).flatMap { _ in inputs })
    let classes: [Int32] = (0..<40).map { [0, 1, 1, 0][$0 % 4] }
    let network = Network(
      NetworkShape(input: .init(channels: 2), layers: [.dense(16), .rectifier]), outputs: 2,
      batchSize: 8, stream: stream("weights"))
    network.train(
      all, .classes(classes, count: 2),
      NetworkTraining(epochs: 80, batchSize: 8, learningRate: 0.02, weightDecay: 0))
    let answers = network.predict(all, asProbabilities: true)
    for row in 0..<4 {
      #expect(abs(answers[row, 0] + answers[row, 1] - 1) < 1e-5)
      #expect(answers[row, Int(classes[row])] > 0.9)
    }
  }

  @Test func `a convolution finds a pattern wherever it is, and a dense network does not`() {
    // A rising or a falling pair of steps, somewhere; tested at places where it was never seen.
    func set(_ places: [Int]) -> (SampleRows, [Int32]) {
      var rows = SampleRows(count: 2 * places.count, width: 24)
      for (index, place) in places.enumerated() {
        rows[2 * index, place] = 1
        rows[2 * index, place + 1] = -1
        rows[2 * index + 1, place] = -1
        rows[2 * index + 1, place + 1] = 1
      }
      return (rows, (0..<2 * places.count).map { Int32($0 % 2) })
    }
    let (known, classes) = set([2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
    let (unknown, truth) = set([3, 5, 7, 9, 11, 13, 15, 17, 19])
    func accuracy(_ layers: [NetworkShape.Layer], _ input: NetworkShape.Extent) -> Double {
      let network = Network(
        NetworkShape(input: input, layers: layers), outputs: 2, batchSize: 10,
        stream: stream("weights"))
      network.train(
        known, .classes(classes, count: 2),
        NetworkTraining(epochs: 200, batchSize: 10, learningRate: 0.05))
      let answers = network.predict(unknown, asProbabilities: true)
      let right = truth.indices.count { answers[$0, Int(truth[$0])] > 0.5 }
      return Double(right) / Double(truth.count)
    }
    let sequence = NetworkShape.Extent(width: 24, channels: 1)
    // Without the shift of a normalisation rectified answers to a pattern and to its negative have one sum.
    let local: [NetworkShape.Layer] = [
      .convolution(height: 1, width: 3, channels: 8), .normalisation, .rectifier, .averagePooling,
    ]
    #expect(accuracy(local, sequence) == 1)
    #expect(accuracy([.dense(32), .rectifier], .init(channels: 24)) < 0.8)
  }

  @Test func `the same seed gives the same answers, and another one others`() {
    let data = samples(30, 12)
    func answers(_ index: UInt64) -> [Float] {
      let network = Network(
        NetworkShape(
          input: .init(height: 3, width: 4, channels: 1),
          layers: [
            .convolution(height: 3, width: 3, channels: 3), .normalisation, .rectifier,
            .dropout(0.3), .dense(5), .rectifier,
          ]), outputs: 1, batchSize: 7,
        stream: RandomStream(seed: 1, domain: "weights", index: index))
      network.train(
        data, .values((0..<30).map { data[$0, 0] }),
        NetworkTraining(epochs: 3, batchSize: 7, largestShift: 1))
      return network.predict(data, asProbabilities: false).values
    }
    #expect(answers(0) == answers(0))
    #expect(answers(0) != answers(1))
    #expect(answers(0).allSatisfy { $0.isFinite })
  }
}
