import Foundation
import Testing

@testable import FathomLearners
@testable import FathomNumerics

@Suite struct RandomFeaturesTests {
  private func stream(_ domain: String) -> RandomStream {
    RandomStream(seed: 2, domain: domain, index: 0)
  }

  private func samples(_ count: Int, _ width: Int) -> SampleRows {
    var stream = stream("samples")
    return SampleRows(
      count: count, width: width, values: (0..<count * width).map { _ in Float(stream.normal()) })
  }

  /// Products of D random cosines estimate the kernel with a standard deviation below 1 / √D.
  @Test func `products of random Fourier features are those of the Gaussian kernel`() {
    let rows = samples(12, 3)
    let bandwidth = 1.7
    let features = RandomFourierFeatures(
      count: 20_000, width: 3, bandwidth: bandwidth, stream: stream("features"))(rows)
    for i in 0..<12 {
      for j in 0..<12 {
        let distance = (0..<3).reduce(0.0) { $0 + pow(Double(rows[i, $1] - rows[j, $1]), 2) }
        let product = (0..<20_000).reduce(0.0) { $0 + features[i, $1] * features[j, $1] }
        #expect(
          abs(product - exp(-distance / (2 * bandwidth * bandwidth))) < 5 / 20_000.0.squareRoot())
      }
    }
  }

  @Test func `the median distance is that of pairs, and nil where all are alike`() {
    let line = SampleRows(count: 3, width: 1, values: [0, 1, 2])
    #expect(RandomFourierFeatures.medianDistance(line, stream: stream("pairs")) == 1)
    let same = SampleRows(count: 5, width: 2, values: [Float](repeating: 3, count: 10))
    #expect(RandomFourierFeatures.medianDistance(same, stream: stream("pairs")) == nil)
  }

  @Test func `random convolutions of a sequence do not care where a pattern is`() {
    var rows = SampleRows(count: 3, width: 40)
    for (row, place) in [12, 20].enumerated() {
      for (step, value) in [Float(1), -2, 1].enumerated() { rows[row, place + step] = value }
    }
    for step in 0..<40 { rows[2, step] = Float(step % 2) }
    let convolutions = RandomConvolutions(
      samples(10, 40), .init(width: 40, channels: 1), count: 60, stream: stream("kernels"))
    let features = convolutions(rows)
    #expect(features.width == convolutions.featureCount && features.width > 60)
    // Windows of the widest dilation reach over an edge in one of the two, the others see the same.
    let alike = (0..<features.width).count { abs(features[0, $0] - features[1, $0]) < 1e-5 }
    #expect(Double(alike) > 0.6 * Double(features.width))
    let different = (0..<features.width).count { abs(features[0, $0] - features[2, $0]) > 1e-3 }
    #expect(Double(different) > 0.6 * Double(features.width))
  }

  @Test func `random convolutions of a grid know in which cell a pattern is`() {
    let training = samples(20, 144)
    let extent = NetworkShape.Extent(height: 12, width: 12, channels: 1)
    let convolutions = RandomConvolutions(training, extent, count: 16, stream: stream("kernels"))
    #expect(convolutions.featureCount == 16 * 9)
    var rows = SampleRows(count: 2, width: 144)
    rows[0, 2 * 12 + 2] = 50
    rows[1, 9 * 12 + 9] = 50
    let features = convolutions(rows)
    let first = (0..<16).reduce(Float(0)) { $0 + features[0, $1] }
    let last = (0..<16).reduce(Float(0)) { $0 + features[0, 8 * 16 + $1] }
    #expect(first > 5 * max(last, 0.01))
    #expect(
      (0..<16).reduce(Float(0)) { $0 + features[1, 8 * 16 + $1] } > 5 * max(last, 0.01))
  }

  @Test func `nearest neighbours are those of all distances`() {
    let rows = samples(300, 5)
    let queries = SampleRows(
      count: 7, width: 5, values: Array(rows.values[35..<70].map { $0 + 0.1 }))
    func nearest(_ query: [Float], without own: Int?) -> [Int32] {
      let distances = (0..<300).map { row in
        (0..<5).reduce(Float(0)) { $0 + pow(rows[row, $1] - query[$1], 2) }
      }
      return (0..<300).filter { $0 != own }.sorted { (distances[$0], $0) < (distances[$1], $1) }
        .prefix(4).map { Int32($0) }
    }
    let found = NearestNeighbours.find(4, of: queries, among: rows)
    for query in 0..<7 {
      let own = Array(queries.values[query * 5..<query * 5 + 5])
      #expect(Array(found.rows[query * 4..<query * 4 + 4]) == nearest(own, without: nil))
    }
    let others = NearestNeighbours.find(4, of: rows, among: rows, excludingSelf: true)
    for row in [0, 17, 299] {
      let own = Array(rows.values[row * 5..<row * 5 + 5])
      #expect(Array(others.rows[row * 4..<row * 4 + 4]) == nearest(own, without: row))
    }
  }
  @Test func `a copy has the distance 0, and others that of their difference`() {
    var rows = samples(40, 30)
    for column in 0..<30 { rows[7, column] = rows[3, column] }
    let found = NearestNeighbours.find(39, of: rows, among: rows, excludingSelf: true)
    #expect(found.rows[3 * 39] == 7)
    #expect(found.distances[3 * 39] == 0)
    for slot in 0..<39 {
      let other = Int(found.rows[12 * 39 + slot])
      let square = (0..<30).reduce(Float(0)) { $0 + pow(rows[12, $1] - rows[other, $1], 2) }
      #expect(abs(found.distances[12 * 39 + slot] - square.squareRoot()) < 1e-5)
    }
  }
}
