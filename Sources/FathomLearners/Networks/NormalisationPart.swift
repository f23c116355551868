internal import FathomNumerics
internal import CKernels

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
