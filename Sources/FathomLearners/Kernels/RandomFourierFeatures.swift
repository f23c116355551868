public import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Random cosines whose products are nearly those of a Gaussian kernel.
///
/// A linear model of them is a kernel machine, and a network with one layer of fixed random weights.
///
/// Source: Rahimi & Recht 2007, *NIPS* 20, 1177.
public struct RandomFourierFeatures: Sendable {
  private let directions: SampleRows
  private let phases: [Float]

  /// Features of a Gaussian kernel exp(−‖x − y‖² / 2σ²).
  ///
  /// - Parameters:
  ///   - count: how many cosines.
  ///   - width: values a sample.
  ///   - bandwidth: σ, > 0.
  public init(count: Int, width: Int, bandwidth: Double, stream: RandomStream) {
    precondition(bandwidth > 0)
    var stream = stream
    directions = SampleRows(
      count: width, width: count,
      values: (0..<count * width).map { _ in Float(stream.normal() / bandwidth) })
    phases = (0..<count).map { _ in Float(2 * Double.pi * stream.uniform()) }
  }

  /// The features of some samples, `n × count`, column-major.
  public func callAsFunction(_ samples: SampleRows) -> Matrix {
    LinearAlgebra.prepare()
    precondition(samples.width == directions.count)
    let count = phases.count
    var angles = [Float](repeating: 0, count: samples.count * count)
    SingleProducts.multiply(
      samples.values, directions.values, into: &angles, m: samples.count, n: count,
      k: samples.width)
    let scale = (2 / Double(count)).squareRoot()
    var result = Matrix(rows: samples.count, columns: count)
    result.storage.withUnsafeMutableBufferPointer { values in
      // In bounds: n × count angles and values.
      for row in 0..<samples.count {
        for column in 0..<count {
          values[column * samples.count + row] =
            scale * Double(cos(angles[row * count + column] + phases[column]))
        }
      }
    }
    return result
  }

  /// The median distance between pairs of samples, of at most a few thousand random pairs; nil where all are
  /// alike.
  public static func medianDistance(_ samples: SampleRows, stream: RandomStream) -> Double? {
    guard samples.count >= 2 else { return nil }
    var stream = stream
    let width = samples.width
    let distances = (0..<min(2_000, 10 * samples.count)).map { _ -> Double in
      let a = Int(stream.uniform(below: UInt32(samples.count)))
      let b = Int(stream.uniform(below: UInt32(samples.count)))
      var sum: Float = 0
      for k in 0..<width {
        let difference = samples.values[a * width + k] - samples.values[b * width + k]
        sum += difference * difference
      }
      return Double(sum).squareRoot()
    }.filter { $0 > 0 }.sorted()
    return distances.isEmpty ? nil : distances[distances.count / 2]
  }
}
