import Testing

@testable import FathomLearners
@testable import FathomNumerics

/// A convolution and its gradients against sums written out.
@Suite struct ConvolutionPartTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var extent: NetworkShape.Extent
    var window: (height: Int, width: Int)
    var outputs: Int

    var testDescription: String {
      "\(extent.height)×\(extent.width)×\(extent.channels), "
        + "\(window.height)×\(window.width) to \(outputs)"
    }

    var windowSize: Int { window.height * window.width * extent.channels }
    var places: Int { extent.places }

    /// Every product of a value, a weight and an answer: their places.
    func forEachProduct(_ body: (_ value: Int, _ weight: Int, _ answer: Int) -> Void) {
      for y in 0..<extent.height {
        for x in 0..<extent.width {
          for wy in 0..<window.height {
            for wx in 0..<window.width {
              let line = y + wy - (window.height - 1) / 2
              let place = x + wx - (window.width - 1) / 2
              guard (0..<extent.height).contains(line), (0..<extent.width).contains(place) else {
                continue
              }
              for c in 0..<extent.channels {
                for k in 0..<outputs {
                  body(
                    (line * extent.width + place) * extent.channels + c,
                    ((wy * window.width + wx) * extent.channels + c) * outputs + k,
                    (y * extent.width + x) * outputs + k)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Tiles of six places and sixteen outputs, with all that can be left over of both.
  static let cases = [
    Case(extent: .init(height: 5, width: 7, channels: 1), window: (3, 3), outputs: 8),
    Case(extent: .init(height: 6, width: 6, channels: 8), window: (3, 3), outputs: 16),
    Case(extent: .init(height: 4, width: 13, channels: 16), window: (3, 3), outputs: 40),
    Case(extent: .init(height: 1, width: 23, channels: 24), window: (1, 5), outputs: 48),
    Case(extent: .init(height: 3, width: 10, channels: 5), window: (2, 4), outputs: 27),
    Case(extent: .init(height: 1, width: 2, channels: 3), window: (3, 7), outputs: 1),
  ]

  private func numbers(_ count: Int, _ domain: String) -> [Float] {
    var stream = RandomStream(seed: 1, domain: domain, index: 0)
    return (0..<count).map { _ in Float(stream.normal()) }
  }

  private func largestDifference(_ found: UnsafePointer<Float>, _ expected: [Float]) -> Float {
    expected.indices.map { abs(found[$0] - expected[$0]) }.max() ?? 0
  }

  @Test(arguments: cases) func `answers and gradients are sums of products`(_ entry: Case) throws {
    let samples = 3
    var stream = RandomStream(seed: 2, domain: "weights", index: 0)
    let part = ConvolutionPart(
      entry.extent, window: entry.window, channels: entry.outputs, capacity: samples,
      isFirst: false, &stream)
    let kernel = try #require(part.weights.first)
    let values = numbers(samples * entry.extent.count, "values")
    let gradient = numbers(samples * entry.places * entry.outputs, "gradient")
    var answers = [Float](repeating: 0, count: gradient.count)
    var ofKernel = [Float](repeating: 0, count: entry.windowSize * entry.outputs)
    var ofInput = [Float](repeating: 0, count: values.count)
    for sample in 0..<samples {
      let first = sample * entry.extent.count
      let second = sample * entry.places * entry.outputs
      entry.forEachProduct { value, weight, answer in
        answers[second + answer] += values[first + value] * kernel.values.base[weight]
        ofKernel[weight] += values[first + value] * gradient[second + answer]
        ofInput[first + value] += kernel.values.base[weight] * gradient[second + answer]
      }
    }
    try values.withUnsafeBufferPointer { values in
      let input = try #require(values.baseAddress)
      let found = part.forward(input, samples: samples, isTraining: true)
      #expect(largestDifference(found, answers) < 1e-4)
      let back = try #require(part.backward(gradient, samples: samples, wantsInput: true))
      #expect(largestDifference(back, ofInput) < 1e-4)
      #expect(largestDifference(kernel.gradient.base, ofKernel) < 1e-3)
    }
  }
}
