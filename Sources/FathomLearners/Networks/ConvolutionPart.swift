internal import FathomNumerics
internal import CKernels

/// A convolution with shared weights, and 0 beyond the edges.
///
/// A sample with a margin of zeros is read where it lies: the windows of neighbouring places overlap in
/// memory as they do in the sample.
final class ConvolutionPart: NetworkPart {
  private let input: NetworkShape.Extent
  private let window: (height: Int, width: Int)
  private let channels: Int
  private let kernel: NetworkWeights
  /// The kernel as it is read, or that which carries gradients back.
  private let packed: FloatBuffer
  private let turned: FloatBuffer
  private let padded: FloatBuffer
  private let output: FloatBuffer
  private let inputGradient: FloatBuffer
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
    packed = FloatBuffer(size * channels)
    turned = FloatBuffer(isFirst ? 0 : size * channels)
    let places = (input.height + window.height - 1) * (input.width + window.width - 1)
    padded = FloatBuffer(places * max(channels, input.channels))
    output = FloatBuffer(capacity * input.places * channels)
    inputGradient = FloatBuffer(isFirst ? 0 : capacity * input.count)
  }

  var weights: [NetworkWeights] { [kernel] }
  private var windowSize: Int { window.height * window.width * input.channels }
  private var paddedHeight: Int { input.height + window.height - 1 }
  private var paddedWidth: Int { input.width + window.width - 1 }
  /// Rows and places of a window before the one in its middle.
  private var before: (rows: Int, places: Int) { ((window.height - 1) / 2, (window.width - 1) / 2) }

  private func pad(_ sample: UnsafePointer<Float>) {
    fathom_pad(
      sample, input.height, input.width, input.channels, before.rows, before.places, paddedHeight,
      paddedWidth, padded.base)
  }

  func forward(_ values: UnsafePointer<Float>, samples: Int, isTraining: Bool)
    -> UnsafePointer<Float>
  {
    source = values
    fathom_pack(kernel.values.base, windowSize, channels, packed.base)
    for sample in 0..<samples {
      pad(values + sample * input.count)
      fathom_convolve(
        padded.base, input.height, input.width, input.channels, packed.base, window.height,
        window.width, channels, output.base + sample * input.places * channels)
    }
    return UnsafePointer(output.base)
  }

  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
  {
    guard let source else { return nil }
    kernel.gradient.clear()
    if wantsInput { packTurned() }
    for sample in 0..<samples {
      let part = gradient + sample * input.places * channels
      pad(source + sample * input.count)
      fathom_convolve_gradient(
        padded.base, part, input.height, input.width, input.channels, window.height, window.width,
        channels, kernel.gradient.base)
      guard wantsInput else { continue }
      // What a window has before its middle, the turned one has behind it.
      fathom_pad(
        part, input.height, input.width, channels, window.height - 1 - before.rows,
        window.width - 1 - before.places, paddedHeight, paddedWidth, padded.base)
      fathom_convolve(
        padded.base, input.height, input.width, channels, packed.base, window.height, window.width,
        input.channels, inputGradient.base + sample * input.count)
    }
    return wantsInput ? UnsafePointer(inputGradient.base) : nil
  }

  /// The kernel turned by half a circle, from outputs to inputs.
  private func packTurned() {
    let places = window.height * window.width
    for place in 0..<places {
      let from = kernel.values.base + (places - 1 - place) * input.channels * channels
      let to = turned.base + place * input.channels * channels
      for c in 0..<input.channels {
        for k in 0..<channels { to[k * input.channels + c] = from[c * channels + k] }
      }
    }
    fathom_pack(
      turned.base, window.height * window.width * channels, input.channels, packed.base)
  }
}
