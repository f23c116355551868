internal import FathomNumerics
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
  /// Sets the gradients of the weights, and gives that of the input; nil where that is not known.
  func backward(_ gradient: UnsafePointer<Float>, samples: Int, wantsInput: Bool)
    -> UnsafePointer<Float>?
}
