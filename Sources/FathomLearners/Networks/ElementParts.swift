internal import FathomNumerics
internal import CKernels

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
