internal import FathomNumerics
internal import CKernels

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
