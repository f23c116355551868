public import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Convolutions with random weights, whose pooled answers a linear model can use.
///
/// On sequences: random kernels of random dilation; of each the share of places where it answers more than
/// a bias, and its largest answer. On grids: windows of training samples as kernels; of each the mean
/// rectified answer in each cell of a 3 × 3 partition.
///
/// Source: Dempster, Petitjean & Webb 2020, *Data Min. Knowl. Discov.* 34:1454 (ROCKET); Coates & Ng 2011,
/// *ICML*, 921 (windows as filters).
public struct RandomConvolutions: Sendable {
  private struct Kernels: Sendable {
    /// Places from one element of a kernel to the next.
    var dilation: Int
    /// `(size of a window) × count`, row-major.
    var weights: [Float]
    var biases: [Float]
  }

  private let extent: NetworkShape.Extent
  private let window: (height: Int, width: Int)
  private var groups: [Kernels]

  private static let cells = 3

  /// Kernels for samples of an extent, made from some of these samples.
  ///
  /// - Parameters:
  ///   - count: how many kernels, about.
  public init(
    _ samples: SampleRows, _ extent: NetworkShape.Extent, count: Int, stream: RandomStream
  ) {
    LinearAlgebra.prepare()
    precondition(samples.width == extent.count && samples.count > 0)
    var stream = stream
    self.extent = extent
    let side = min(extent.height, extent.width) >= 12 ? 5 : 3
    window = extent.height > 1 ? (side, side) : (1, min(9, extent.width))
    groups = []
    var dilations = [1]
    if extent.height == 1 {
      while (window.width - 1) * (dilations.last ?? 1) * 2 < extent.width {
        dilations.append((dilations.last ?? 1) * 2)
      }
    }
    let each = max(1, count / dilations.count)
    for dilation in dilations {
      var group = Kernels(dilation: dilation, weights: [], biases: [])
      group.weights = kernels(each, dilation, samples, &stream)
      group.biases = biases(group, each, samples, &stream)
      groups.append(group)
    }
  }

  private var windowSize: Int { window.height * window.width * extent.channels }

  /// Kernels with mean 0 and length 1, one a column.
  private func kernels(
    _ count: Int, _ dilation: Int, _ samples: SampleRows, _ stream: inout RandomStream
  ) -> [Float] {
    var weights = [Float](repeating: 0, count: windowSize * count)
    for kernel in 0..<count {
      var values: [Float]
      if extent.height > 1 {
        let all = windows(samples, Int(stream.uniform(below: UInt32(samples.count))), dilation)
        let place = Int(stream.uniform(below: UInt32(extent.places)))
        values = Array(all[place * windowSize..<(place + 1) * windowSize])
        if values.allSatisfy({ $0 == values[0] }) {
          values = values.map { _ in Float(stream.normal()) }
        }
      } else {
        values = (0..<windowSize).map { _ in Float(stream.normal()) }
      }
      let mean = values.reduce(0, +) / Float(values.count)
      values = values.map { $0 - mean }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in 0..<windowSize {
        weights[index * count + kernel] = values[index] / max(1e-12, length)
      }
    }
    return weights
  }

  /// A random quantile of a kernel's answers to a random sample.
  private func biases(
    _ group: Kernels, _ count: Int, _ samples: SampleRows, _ stream: inout RandomStream
  ) -> [Float] {
    let chosen = (0..<min(8, samples.count)).map { _ in
      Int(stream.uniform(below: UInt32(samples.count)))
    }
    let answers = chosen.map { self.answers(samples, $0, group, count) }
    return (0..<count).map { kernel in
      let one = answers[kernel % answers.count]
      let sorted = (0..<extent.places).map { one[$0 * count + kernel] }.sorted()
      // Of grids the upper half, so that most answers are 0.
      let share = extent.height > 1 ? 0.5 + stream.uniform() / 2 : stream.uniform()
      return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
  }

  /// The windows of one sample, `places × windowSize`, row-major; dilated along the rows, 0 beyond the edges.
  private func windows(_ samples: SampleRows, _ row: Int, _ dilation: Int) -> [Float] {
    let channels = extent.channels
    return [Float](unsafeUninitializedCapacity: extent.places * windowSize) { result, count in
      samples.values.withUnsafeBufferPointer { values in
        // In bounds: a place of a window inside of the sample is one of the sample.
        for y in 0..<extent.height {
          for x in 0..<extent.width {
            for step in 0..<window.height * window.width {
              let line = y + step / window.width - (window.height - 1) / 2
              let place = x + (step % window.width - (window.width - 1) / 2) * dilation
              let isInside =
                line >= 0 && line < extent.height && place >= 0 && place < extent.width
              let source = row * extent.count + (line * extent.width + place) * channels
              for c in 0..<channels {
                result[count] = isInside ? values[source + c] : 0
                count += 1
              }
            }
          }
        }
      }
    }
  }

  /// The answer of each kernel at each place, `places × count`, row-major.
  private func answers(
    _ samples: SampleRows, _ row: Int, _ group: Kernels, _ count: Int
  ) -> [Float] {
    let windows = windows(samples, row, group.dilation)
    var answers = [Float](repeating: 0, count: extent.places * count)
    SingleProducts.multiply(
      windows, group.weights, into: &answers, m: extent.places, n: count, k: windowSize)
    return answers
  }

  /// Features a sample.
  public var featureCount: Int {
    groups.reduce(0) { $0 + $1.biases.count }
      * (extent.height > 1 ? RandomConvolutions.cells * RandomConvolutions.cells : 2)
  }

  /// The features of some samples, `n × featureCount`.
  public func callAsFunction(_ samples: SampleRows) -> SampleRows {
    var result = SampleRows(count: samples.count, width: featureCount)
    for row in 0..<samples.count {
      var place = row * featureCount
      for group in groups {
        let count = group.biases.count
        let answers = answers(samples, row, group, count)
        let pooled =
          extent.height > 1
          ? cellMeans(answers, group.biases) : sharesAndMaxima(answers, group.biases)
        result.values.replaceSubrange(place..<place + pooled.count, with: pooled)
        place += pooled.count
      }
    }
    return result
  }

  private func sharesAndMaxima(_ answers: [Float], _ biases: [Float]) -> [Float] {
    let count = biases.count
    var positive = [Float](repeating: 0, count: count)
    var largest = [Float](repeating: -.infinity, count: count)
    answers.withUnsafeBufferPointer { answers in
      // In bounds: places × count answers.
      for place in 0..<extent.places {
        for kernel in 0..<count {
          let answer = answers[place * count + kernel]
          positive[kernel] += answer > biases[kernel] ? 1 : 0
          largest[kernel] = max(largest[kernel], answer)
        }
      }
    }
    return positive.map { $0 / Float(extent.places) } + largest
  }

  private func cellMeans(_ answers: [Float], _ biases: [Float]) -> [Float] {
    let count = biases.count
    let cells = RandomConvolutions.cells
    var sums = [Float](repeating: 0, count: cells * cells * count)
    var sizes = [Float](repeating: 0, count: cells * cells)
    answers.withUnsafeBufferPointer { answers in
      // In bounds: places × count answers, cells × cells × count sums.
      for y in 0..<extent.height {
        for x in 0..<extent.width {
          let cell = y * cells / extent.height * cells + x * cells / extent.width
          sizes[cell] += 1
          let place = (y * extent.width + x) * count
          for kernel in 0..<count {
            sums[cell * count + kernel] += max(0, answers[place + kernel] - biases[kernel])
          }
        }
      }
    }
    for cell in sizes.indices {
      for kernel in 0..<count { sums[cell * count + kernel] /= max(1, sizes[cell]) }
    }
    return sums
  }
}
