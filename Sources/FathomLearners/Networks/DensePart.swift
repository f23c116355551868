internal import FathomNumerics
internal import CKernels

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
