public import FathomNumerics
internal import CKernels

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// What a network learns to answer.
public enum NetworkTarget: Sendable {
  /// The class of each sample, in `0..<count`: softmax outputs, cross-entropy.
  case classes([Int32], count: Int)
  /// A number for each sample: one linear output, squared error.
  case values([Float])

  /// How many samples.
  public var count: Int {
    switch self {
    case .classes(let classes, _): classes.count
    case .values(let values): values.count
    }
  }

  /// How many outputs.
  public var outputs: Int {
    switch self {
    case .classes(_, let count): count
    case .values: 1
    }
  }
}

/// How a network is taught.
public struct NetworkTraining: Sendable, Equatable {
  /// How often every sample is seen.
  public var epochs: Int
  /// Samples a step.
  public var batchSize: Int
  /// The largest rate of Adam; it rises over the first tenth and falls as a cosine (Loshchilov & Hutter 2017).
  public var learningRate: Double
  /// Decoupled weight decay (Loshchilov & Hutter 2019).
  public var weightDecay: Double
  /// By up to this many places a sample is shifted, either way, edges repeated; 0 for none.
  public var largestShift: Int

  /// A training from its parts.
  public init(
    epochs: Int, batchSize: Int, learningRate: Double = 3e-3, weightDecay: Double = 0.01,
    largestShift: Int = 0
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.largestShift = largestShift
  }
}

/// A small feed-forward network that is trained by backpropagation on the calling thread.
///
/// The same shape, samples, training and seed give the same weights.
///
/// Source: Rumelhart, Hinton & Williams 1986, *Nature* 323:533; Goodfellow, Bengio & Courville 2016, ch. 6–9.
public final class Network {
  private let shape: NetworkShape
  private let outputs: Int
  private let capacity: Int
  private let parts: [any NetworkPart]
  private let batch: FloatBuffer
  private let outputGradient: FloatBuffer
  private var stream: RandomStream
  private var steps = 0

  /// A network with fresh weights.
  ///
  /// - Parameters:
  ///   - outputs: classes, or 1 for a number.
  ///   - batchSize: the largest batch.
  public init(_ shape: NetworkShape, outputs: Int, batchSize: Int, stream: RandomStream) {
    LinearAlgebra.prepare()
    var stream = stream
    self.shape = shape
    self.outputs = outputs
    let capacity = max(2, batchSize)
    self.capacity = capacity
    var parts = [any NetworkPart]()
    var extent = shape.input
    for (layer, next) in zip(shape.layers, shape.extents) {
      precondition(next.count > 0, "a layer leaves something")
      switch layer {
      case .convolution(let height, let width, let channels):
        parts.append(
          ConvolutionPart(
            extent, window: (height, width), channels: channels, capacity: capacity,
            isFirst: parts.isEmpty, &stream))
      case .maxPooling(let height, let width):
        parts.append(PoolingPart(extent, next, block: (height, width), capacity: capacity))
      case .normalisation: parts.append(NormalisationPart(extent, capacity: capacity))
      case .rectifier: parts.append(RectifierPart(extent, capacity: capacity))
      case .averagePooling: parts.append(AveragePart(extent, capacity: capacity))
      case .dropout(let share):
        parts.append(DropoutPart(extent, share: share, capacity: capacity, &stream))
      case .dense(let units):
        parts.append(
          DensePart(
            extent, units: units, gain: 2, capacity: capacity, isFirst: parts.isEmpty, &stream))
      }
      extent = next
    }
    parts.append(
      DensePart(
        extent, units: outputs, gain: 1, capacity: capacity, isFirst: parts.isEmpty, &stream))
    self.parts = parts
    batch = FloatBuffer(capacity * shape.input.count)
    outputGradient = FloatBuffer(capacity * outputs)
    self.stream = stream
  }

  // MARK: Training

  /// Teaches the network.
  ///
  /// - Parameters:
  ///   - samples: `n × (values a sample)`.
  ///   - target: of each sample.
  ///   - afterEpoch: is called with the number of epochs that are done.
  public func train(
    _ samples: SampleRows, _ target: NetworkTarget, _ training: NetworkTraining,
    afterEpoch: (Int) -> Void = { _ in }
  ) {
    precondition(samples.width == shape.input.count && samples.count == target.count)
    precondition(target.outputs == outputs && samples.count >= 2)
    let n = samples.count
    let size = min(capacity, max(2, min(training.batchSize, n)))
    let batches = (n + size - 1) / size
    var order = (0..<Int32(n)).map { $0 }
    for epoch in 0..<training.epochs {
      stream.shuffle(&order)
      for index in 0..<batches {
        // Batches of nearly one size: none is left with a single sample.
        let rows = order[index * n / batches..<(index + 1) * n / batches]
        let progress = (Double(epoch) + Double(index) / Double(batches)) / Double(training.epochs)
        load(samples, rows, training.largestShift)
        step(target, rows, rate: Network.rate(progress) * training.learningRate, training)
      }
      afterEpoch(epoch + 1)
    }
  }

  /// The share of the largest rate at a share of the training.
  private static func rate(_ progress: Double) -> Double {
    progress < 0.1
      ? 0.1 + 9 * progress : 0.5 * (1 + cos(Double.pi * (progress - 0.1) / 0.9)) + 1e-3
  }

  private func load(_ samples: SampleRows, _ rows: ArraySlice<Int32>, _ largestShift: Int) {
    let input = shape.input
    samples.values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      for (place, row) in rows.enumerated() {
        // In bounds: a row of the samples, a place of the batch.
        let source = first + Int(row) * input.count
        let target = batch.base + place * input.count
        guard largestShift > 0 else {
          target.update(from: source, count: input.count)
          continue
        }
        let span = UInt32(2 * largestShift + 1)
        let dy = input.height > 1 ? Int(stream.uniform(below: span)) - largestShift : 0
        let dx = input.width > 1 ? Int(stream.uniform(below: span)) - largestShift : 0
        for y in 0..<input.height {
          let sourceY = min(input.height - 1, max(0, y + dy))
          for x in 0..<input.width {
            let sourceX = min(input.width - 1, max(0, x + dx))
            (target + (y * input.width + x) * input.channels).update(
              from: source + (sourceY * input.width + sourceX) * input.channels,
              count: input.channels)
          }
        }
      }
    }
  }

  private func step(
    _ target: NetworkTarget, _ rows: ArraySlice<Int32>, rate: Double, _ training: NetworkTraining
  ) {
    let count = rows.count
    setOutputGradient(forward(batch.base, samples: count, isTraining: true), target, rows)
    backward(samples: count)
    steps += 1
    for part in parts {
      for weights in part.weights {
        weights.step(steps, rate: Float(rate), decay: Float(training.weightDecay))
      }
    }
  }

  private func forward(
    _ values: UnsafePointer<Float>, samples: Int, isTraining: Bool
  ) -> UnsafePointer<Float> {
    parts.reduce(values) { $1.forward($0, samples: samples, isTraining: isTraining) }
  }

  private func backward(samples: Int) {
    var gradient: UnsafePointer<Float>? = UnsafePointer(outputGradient.base)
    for (index, part) in parts.enumerated().reversed() {
      guard let behind = gradient else { return }
      gradient = part.backward(behind, samples: samples, wantsInput: index > 0)
    }
  }

  /// The gradient of the mean loss: softmax − indicator, or prediction − truth.
  private func setOutputGradient(
    _ answers: UnsafePointer<Float>, _ target: NetworkTarget, _ rows: ArraySlice<Int32>
  ) {
    let share = 1 / Float(rows.count)
    for (place, row) in rows.enumerated() {
      let answer = answers + place * outputs
      let gradient = outputGradient.base + place * outputs
      switch target {
      case .values(let values): gradient[0] = (answer[0] - values[Int(row)]) * share
      case .classes(let classes, _):
        Network.softmax(answer, outputs, into: gradient)
        gradient[Int(classes[Int(row)])] -= 1
        for k in 0..<outputs { gradient[k] *= share }
      }
    }
  }

  private static func softmax(
    _ answer: UnsafePointer<Float>, _ count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    var largest = answer[0]
    for k in 1..<max(1, count) { largest = max(largest, answer[k]) }
    var sum: Float = 0
    for k in 0..<count {
      result[k] = exp(answer[k] - largest)
      sum += result[k]
    }
    for k in 0..<count { result[k] /= sum }
  }

  // MARK: Answers

  /// The answers, `n × outputs`: the probability of each class, or the number.
  public func predict(_ samples: SampleRows, asProbabilities: Bool) -> SampleRows {
    precondition(samples.width == shape.input.count)
    var result = SampleRows(count: samples.count, width: outputs)
    samples.values.withUnsafeBufferPointer { values in
      result.values.withUnsafeMutableBufferPointer { target in
        guard let first = values.baseAddress, let slot = target.baseAddress else { return }
        for start in stride(from: 0, to: samples.count, by: capacity) {
          let count = min(capacity, samples.count - start)
          let answers = forward(
            first + start * samples.width, samples: count, isTraining: false)
          for place in 0..<count {
            // In bounds: a row of the result.
            let row = slot + (start + place) * outputs
            if asProbabilities {
              Network.softmax(answers + place * outputs, outputs, into: row)
            } else {
              row.update(from: answers + place * outputs, count: outputs)
            }
          }
        }
      }
    }
    return result
  }

  // MARK: For tests

  /// The mean loss over some samples, and its gradient with respect to all weights.
  func lossAndGradient(_ samples: SampleRows, _ target: NetworkTarget) -> (Double, [Float]) {
    let rows = ArraySlice((0..<Int32(samples.count)).map { $0 })
    load(samples, rows, 0)
    let answers = forward(batch.base, samples: samples.count, isTraining: true)
    let loss = rows.indices.reduce(0.0) { sum, row in
      let answer = answers + row * outputs
      switch target {
      case .values(let values):
        let error = Double(answer[0]) - Double(values[row])
        return sum + error * error / 2
      case .classes(let classes, _):
        let largest = (0..<outputs).map { Double(answer[$0]) }.max() ?? 0
        let total = (0..<outputs).reduce(0.0) { $0 + exp(Double(answer[$1]) - largest) }
        return sum + largest + log(total) - Double(answer[Int(classes[row])])
      }
    }
    setOutputGradient(answers, target, rows)
    backward(samples: samples.count)
    let gradient = parts.flatMap(\.weights).flatMap { weights in
      (0..<weights.values.count).map { weights.gradient.base[$0] }
    }
    return (loss / Double(samples.count), gradient)
  }

  /// Changes one weight, counted through all parts.
  func shiftWeight(_ index: Int, by amount: Float) {
    var rest = index
    for weights in parts.flatMap(\.weights) {
      if rest < weights.values.count {
        weights.values.base[rest] += amount
        return
      }
      rest -= weights.values.count
    }
  }
}
