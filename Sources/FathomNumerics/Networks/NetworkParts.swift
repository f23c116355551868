internal import CKernels

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Weights that are learned, with what Adam keeps of them.
final class NetworkWeights {
  let values: FloatBuffer
  let gradient: FloatBuffer
  private let first: FloatBuffer
  private let second: FloatBuffer
  /// Whether they are drawn towards 0; shifts and scales are not.
  private let decays: Bool

  init(_ count: Int, decays: Bool) {
    values = FloatBuffer(count)
    gradient = FloatBuffer(count)
    first = FloatBuffer(count)
    second = FloatBuffer(count)
    self.decays = decays
  }

  /// Draws normal weights with a variance of the gain over the fan-in.
  ///
  /// A gain of 2 keeps the variance through rectifiers (He et al. 2015, *ICCV*).
  func draw(fanIn: Int, gain: Double, _ stream: inout RandomStream) {
    let deviation = (gain / Double(max(1, fanIn))).squareRoot()
    for index in 0..<values.count { values.base[index] = Float(stream.normal() * deviation) }
  }

  func step(_ step: Int, rate: Float, decay: Float) {
    let firstCorrection = 1 / (1 - pow(0.9, Float(step)))
    let secondCorrection = 1 / (1 - pow(0.999, Float(step)))
    fathom_adam(
      values.base, gradient.base, first.base, second.base, values.count, rate * firstCorrection,
      secondCorrection, decays ? rate * decay : 0)
  }
}

/// One layer with its memory for a batch.
///
/// A part reads what the part before it wrote, whose memory outlives the step; every buffer holds
/// `capacity` samples of its extent, so that no index of a batch of at most as many leaves it.
protocol NetworkPart: AnyObject {
  var weights: [NetworkWeights] { get }
  /// The values behind this layer.
  func forward(_ input: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  /// Sets the gradients of the weights, and gives that of the input; nil where nobody wants it.
  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
}

/// A convolution as a product of windows with weights.
final class ConvolutionPart: NetworkPart {
  /// About so many values of windows are in memory: they stay in the processor's cache.
  private static let windowValues = 48_000

  private let input: NetworkShape.Extent
  private let window: (height: Int, width: Int)
  private let channels: Int
  private let kernel: NetworkWeights
  private let windows: FloatBuffer
  private let output: FloatBuffer
  private let inputGradient: FloatBuffer
  private let group: Int
  private var source: UnsafePointer<Float>?

  init(
    _ input: NetworkShape.Extent, window: (height: Int, width: Int), channels: Int, capacity: Int,
    isFirst: Bool, _ stream: inout RandomStream
  ) {
    self.input = input
    self.window = window
    self.channels = channels
    let size = window.height * window.width * input.channels
    kernel = NetworkWeights(size * channels, decays: true)
    kernel.draw(fanIn: size, gain: 2, &stream)
    group = max(1, min(capacity, ConvolutionPart.windowValues / (input.places * size)))
    windows = FloatBuffer(group * input.places * size)
    output = FloatBuffer(capacity * input.places * channels)
    inputGradient = FloatBuffer(isFirst ? 0 : capacity * input.count)
  }

  var weights: [NetworkWeights] { [kernel] }
  private var windowSize: Int { window.height * window.width * input.channels }

  private func fillWindows(_ first: Int, _ count: Int, _ values: UnsafePointer<Float>) {
    for sample in 0..<count {
      fathom_windows(
        values + (first + sample) * input.count, input.height, input.width, input.channels,
        window.height, window.width, windows.base + sample * input.places * windowSize)
    }
  }

  func forward(_ values: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  {
    source = values
    for first in stride(from: 0, to: samples, by: group) {
      let count = min(group, samples - first)
      fillWindows(first, count, values)
      SingleProducts.multiply(
        windows.base, kernel.values.base, into: output.base + first * input.places * channels,
        m: count * input.places, n: channels, k: windowSize)
    }
    return UnsafePointer(output.base)
  }

  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
  {
    guard let source else { return nil }
    kernel.gradient.clear()
    if wantsInput { inputGradient.base.update(repeating: 0, count: samples * input.count) }
    for first in stride(from: 0, to: samples, by: group) {
      let count = min(group, samples - first)
      let places = count * input.places
      let part = gradient + first * input.places * channels
      fillWindows(first, count, source)
      SingleProducts.multiply(
        windows.base, transposingFirst: true, part, into: kernel.gradient.base, m: windowSize,
        n: channels, k: places, adding: true)
      guard wantsInput else { continue }
      SingleProducts.multiply(
        part, kernel.values.base, transposingSecond: true, into: windows.base, m: places,
        n: windowSize,
        k: channels)
      for sample in 0..<count {
        fathom_add_windows(
          windows.base + sample * input.places * windowSize, input.height, input.width,
          input.channels, window.height, window.width,
          inputGradient.base + (first + sample) * input.count)
      }
    }
    return wantsInput ? UnsafePointer(inputGradient.base) : nil
  }
}

/// The largest value of each block.
final class PoolingPart: NetworkPart {
  private let input: NetworkShape.Extent
  private let pooled: NetworkShape.Extent
  private let block: (height: Int, width: Int)
  private let output: FloatBuffer
  private let inputGradient: FloatBuffer
  private let which: FloatBuffer

  init(
    _ input: NetworkShape.Extent, _ pooled: NetworkShape.Extent, block: (height: Int, width: Int),
    capacity: Int
  ) {
    self.input = input
    self.pooled = pooled
    self.block = block
    output = FloatBuffer(capacity * pooled.count)
    inputGradient = FloatBuffer(capacity * input.count)
    which = FloatBuffer(capacity * pooled.count)
  }

  let weights = [NetworkWeights]()

  func forward(_ values: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  {
    for sample in 0..<samples {
      fathom_max_pool(
        values + sample * input.count, input.height, input.width, input.channels, block.height,
        block.width, output.base + sample * pooled.count, which.base + sample * pooled.count)
    }
    return UnsafePointer(output.base)
  }

  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
  {
    for sample in 0..<samples {
      fathom_max_pool_gradient(
        gradient + sample * pooled.count, which.base + sample * pooled.count, input.height,
        input.width, input.channels, block.height, block.width,
        inputGradient.base + sample * input.count)
    }
    return UnsafePointer(inputGradient.base)
  }
}

/// Batch normalisation.
final class NormalisationPart: NetworkPart {
  /// How much one batch moves the mean and variance that predictions use.
  private static let momentum: Float = 0.1
  private static let epsilon: Float = 1e-5

  private let input: NetworkShape.Extent
  private let scale: NetworkWeights
  private let shift: NetworkWeights
  private let output: FloatBuffer
  private let inputGradient: FloatBuffer
  private var mean: [Float]
  private var inverse: [Float]
  private var runningMean: [Float]
  private var runningVariance: [Float]
  private var batches = 0
  private var source: UnsafePointer<Float>?

  init(_ input: NetworkShape.Extent, capacity: Int) {
    self.input = input
    scale = NetworkWeights(input.channels, decays: false)
    scale.values.base.update(repeating: 1, count: input.channels)
    shift = NetworkWeights(input.channels, decays: false)
    output = FloatBuffer(capacity * input.count)
    inputGradient = FloatBuffer(capacity * input.count)
    mean = [Float](repeating: 0, count: input.channels)
    inverse = mean
    runningMean = mean
    runningVariance = [Float](repeating: 1, count: input.channels)
  }

  var weights: [NetworkWeights] { [scale, shift] }

  func forward(_ values: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  {
    source = values
    let channels = input.channels
    let count = samples * input.places
    if isTraining {
      var sums = [Float](repeating: 0, count: channels)
      fathom_channel_sums(values, count, channels, &sums)
      mean = sums.map { $0 / Float(count) }
      // Σ (x − m)² = Σ (x − m) x − m Σ (x − m), and the last sum is 0.
      sums = [Float](repeating: 0, count: channels)
      fathom_channel_products(values, mean, values, count, channels, &sums)
      let variance = sums.map { max(0, $0 / Float(count)) }
      inverse = variance.map { 1 / ($0 + Self.epsilon).squareRoot() }
      batches += 1
      // At first the mean over the batches so far.
      let weight = max(Self.momentum, 1 / Float(batches))
      for c in 0..<channels {
        runningMean[c] += weight * (mean[c] - runningMean[c])
        runningVariance[c] += weight * (variance[c] - runningVariance[c])
      }
    }
    var factor = [Float](repeating: 0, count: channels)
    var offset = factor
    for c in 0..<channels {
      let centre = isTraining ? mean[c] : runningMean[c]
      let width = isTraining ? inverse[c] : 1 / (runningVariance[c] + Self.epsilon).squareRoot()
      factor[c] = scale.values.base[c] * width
      offset[c] = shift.values.base[c] - centre * factor[c]
    }
    fathom_channel_affine(values, factor, offset, count, channels, output.base)
    return UnsafePointer(output.base)
  }

  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
  {
    guard let source else { return nil }
    let channels = input.channels
    let count = samples * input.places
    shift.gradient.clear()
    fathom_channel_sums(gradient, count, channels, shift.gradient.base)
    var products = [Float](repeating: 0, count: channels)
    fathom_channel_products(source, mean, gradient, count, channels, &products)
    var a = [Float](repeating: 0, count: channels)
    var b = a
    var c = a
    for k in 0..<channels {
      // x̂ = (x − m) · w; the gradient of x is γ w (g − mean g − x̂ · mean(g x̂)).
      scale.gradient.base[k] = products[k] * inverse[k]
      let outer = scale.values.base[k] * inverse[k]
      a[k] = outer
      b[k] = -outer * inverse[k] * scale.gradient.base[k] / Float(count)
      c[k] = -outer * shift.gradient.base[k] / Float(count)
    }
    guard wantsInput else { return nil }
    fathom_normalised_gradient(
      gradient, source, mean, a, b, c, count, channels, inputGradient.base)
    return UnsafePointer(inputGradient.base)
  }
}

/// max(0, x).
final class RectifierPart: NetworkPart {
  private let count: Int
  private let output: FloatBuffer
  private let inputGradient: FloatBuffer

  init(_ input: NetworkShape.Extent, capacity: Int) {
    count = input.count
    output = FloatBuffer(capacity * count)
    inputGradient = FloatBuffer(capacity * count)
  }

  let weights = [NetworkWeights]()

  func forward(_ values: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  {
    fathom_rectify(values, samples * count, output.base)
    return UnsafePointer(output.base)
  }

  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
  {
    fathom_rectified_gradient(output.base, gradient, samples * count, inputGradient.base)
    return UnsafePointer(inputGradient.base)
  }
}

/// The mean over all places.
final class AveragePart: NetworkPart {
  private let input: NetworkShape.Extent
  private let output: FloatBuffer
  private let inputGradient: FloatBuffer
  private let share: [Float]
  private let zero: [Float]

  init(_ input: NetworkShape.Extent, capacity: Int) {
    self.input = input
    output = FloatBuffer(capacity * input.channels)
    inputGradient = FloatBuffer(capacity * input.count)
    share = [Float](repeating: 1 / Float(input.places), count: input.channels)
    zero = [Float](repeating: 0, count: input.channels)
  }

  let weights = [NetworkWeights]()

  func forward(_ values: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  {
    output.clear()
    for sample in 0..<samples {
      let sums = output.base + sample * input.channels
      fathom_channel_sums(values + sample * input.count, input.places, input.channels, sums)
      fathom_channel_affine(sums, share, zero, 1, input.channels, sums)
    }
    return UnsafePointer(output.base)
  }

  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
  {
    for sample in 0..<samples {
      for place in 0..<input.places {
        fathom_channel_affine(
          gradient + sample * input.channels, share, zero, 1, input.channels,
          inputGradient.base + sample * input.count + place * input.channels)
      }
    }
    return UnsafePointer(inputGradient.base)
  }
}

/// A share of the values is 0 in training, and the others are that much larger.
final class DropoutPart: NetworkPart {
  private let count: Int
  private let share: Double
  private let mask: FloatBuffer
  private let output: FloatBuffer
  private let inputGradient: FloatBuffer
  private var stream: RandomStream
  private var isMasked = false

  init(_ input: NetworkShape.Extent, share: Double, capacity: Int, _ stream: inout RandomStream) {
    count = input.count
    self.share = share
    mask = FloatBuffer(capacity * count)
    output = FloatBuffer(capacity * count)
    inputGradient = FloatBuffer(capacity * count)
    self.stream = RandomStream(seed: stream.next(), domain: "dropout", index: 0)
  }

  let weights = [NetworkWeights]()

  func forward(_ values: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  {
    isMasked = isTraining
    guard isTraining else { return values }
    let kept = Float(1 / (1 - share))
    let limit = UInt64(share * 65_536)
    var bits: UInt64 = 0
    for index in 0..<samples * count {
      if index % 4 == 0 { bits = stream.nextBits() }
      // 16 bits a value.
      mask.base[index] = bits & 0xFFFF < limit ? 0 : kept
      bits >>= 16
      output.base[index] = values[index] * mask.base[index]
    }
    return UnsafePointer(output.base)
  }

  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
  {
    guard isMasked else { return gradient }
    for index in 0..<samples * count {
      inputGradient.base[index] = gradient[index] * mask.base[index]
    }
    return UnsafePointer(inputGradient.base)
  }
}

/// Every output sees every value.
final class DensePart: NetworkPart {
  private let inputs: Int
  private let units: Int
  private let kernel: NetworkWeights
  private let bias: NetworkWeights
  private let output: FloatBuffer
  private let inputGradient: FloatBuffer
  private let ones: [Float]
  private var source: UnsafePointer<Float>?

  /// - Parameter gain: the variance of a weight times its fan-in: 2 before a rectifier (He et al. 2015), 1
  ///   before outputs (LeCun et al. 1998).
  init(
    _ input: NetworkShape.Extent, units: Int, gain: Double, capacity: Int, isFirst: Bool,
    _ stream: inout RandomStream
  ) {
    inputs = input.count
    self.units = units
    kernel = NetworkWeights(inputs * units, decays: true)
    kernel.draw(fanIn: inputs, gain: gain, &stream)
    bias = NetworkWeights(units, decays: false)
    output = FloatBuffer(capacity * units)
    inputGradient = FloatBuffer(isFirst ? 0 : capacity * inputs)
    ones = [Float](repeating: 1, count: units)
  }

  var weights: [NetworkWeights] { [kernel, bias] }

  func forward(_ values: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  {
    source = values
    SingleProducts.multiply(
      values, kernel.values.base, into: output.base, m: samples, n: units, k: inputs)
    fathom_channel_affine(output.base, ones, bias.values.base, samples, units, output.base)
    return UnsafePointer(output.base)
  }

  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
  {
    guard let source else { return nil }
    SingleProducts.multiply(
      source, transposingFirst: true, gradient, into: kernel.gradient.base, m: inputs, n: units,
      k: samples)
    bias.gradient.clear()
    fathom_channel_sums(gradient, samples, units, bias.gradient.base)
    guard wantsInput else { return nil }
    SingleProducts.multiply(
      gradient, kernel.values.base, transposingSecond: true, into: inputGradient.base, m: samples,
      n: inputs, k: units)
    return UnsafePointer(inputGradient.base)
  }
}
