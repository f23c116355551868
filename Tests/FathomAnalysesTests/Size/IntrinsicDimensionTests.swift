import FathomLearners
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct IntrinsicDimensionTests {
  /// Uniform points of a cube, placed in more coordinates by a fixed linear map.
  private func cube(_ dimension: Int, in coordinates: Int, rows: Int) -> Matrix {
    var stream = RandomStream(seed: 3, domain: "cube", index: UInt64(dimension))
    let points = Matrix(
      rows: rows, columns: dimension,
      storage: (0..<rows * dimension).map { _ in stream.uniform() })
    var map = Matrix(rows: dimension, columns: coordinates)
    for j in 0..<coordinates {
      for i in 0..<dimension { map[i, j] = i == j ? 1 : 0.1 * Double((i * 7 + j * 3) % 5) }
    }
    return LinearAlgebra.product(points, map)
  }

  @Test(arguments: [1, 2, 3])
  func `points of a cube have its dimension, whatever the coordinates`(_ dimension: Int) {
    let found = IntrinsicDimension(cube(dimension, in: 6, rows: 400))
    // Both estimates have a standard error of about d / √400 and a bias at the border.
    #expect(relativeError(found.twoNN, Double(dimension)) < 0.2)
    #expect(relativeError(found.maximumLikelihood, Double(dimension)) < 0.2)
    #expect(found.rows == 400)
  }

  @Test func `repeated rows count once`() {
    let points = cube(2, in: 3, rows: 60)
    let repeated = points.selecting(rows: Array(0..<60) + Array(0..<60) + [5])
    let one = IntrinsicDimension(points)
    let other = IntrinsicDimension(repeated)
    #expect(other.rows == 60)
    #expect(relativeError(other.twoNN, one.twoNN) < 1e-12)
    #expect(relativeError(other.maximumLikelihood, one.maximumLikelihood) < 1e-12)
  }

  @Test func `estimates equal the definitions on brute-force distances`() {
    // Far from the origin, where products of coordinates cancel.
    var points = cube(2, in: 3, rows: 50)
    for index in points.storage.indices { points.storage[index] += 100 }
    let distances = (0..<50).map { i in
      (0..<50).filter { $0 != i }.map { j in
        (0..<3).reduce(0.0) { sum, c in
          sum + (points[i, c] - points[j, c]) * (points[i, c] - points[j, c])
        }.squareRoot()
      }.sorted()
    }
    let k = IntrinsicDimension.neighbours
    let inverse = distances.reduce(0.0) { sum, near in
      sum + (0..<k - 1).reduce(0.0) { $0 + log(near[k - 1] / near[$1]) } / Double(k - 1)
    }
    let ratios = distances.map { log($0[1] / $0[0]) }.sorted().prefix(45)
    let products = ratios.enumerated().reduce(0.0) {
      $0 - $1.element * log(1 - Double($1.offset + 1) / 50)
    }
    let squares = ratios.reduce(0) { $0 + $1 * $1 }
    let found = IntrinsicDimension(points)
    #expect(relativeError(found.maximumLikelihood, 50 / inverse) < 1e-12)
    #expect(relativeError(found.twoNN, products / squares) < 1e-12)
  }

  @Test func `fewer than twenty distinct rows have no estimate`() {
    let found = IntrinsicDimension(cube(2, in: 3, rows: 19))
    #expect(found.twoNN.isNaN && found.maximumLikelihood.isNaN && found.rows == 19)
    let same = IntrinsicDimension(Matrix(rows: 100, columns: 2, repeating: 1))
    #expect(same.twoNN.isNaN && same.rows == 1)
    #expect(IntrinsicDimension(Matrix(rows: 0, columns: 0)).twoNN.isNaN)
  }

  @Test(arguments: [3, 300])
  func `short and long points, any threads: the same as brute force in tight clusters`(
    _ coordinates: Int
  ) {
    // Two clusters so far apart that products of coordinates cannot tell neighbours within them.
    var points = cube(2, in: coordinates, rows: 60)
    for row in 0..<60 {
      for c in 0..<coordinates { points[row, c] = points[row, c] * 1e-9 + (row < 30 ? 1 : 3) }
    }
    let found = IntrinsicDimension(points)
    let inverse = (0..<60).reduce(0.0) { sum, i in
      let near = (0..<60).filter { $0 != i }.map { j in
        (0..<coordinates).reduce(0.0) {
          $0 + (points[i, $1] - points[j, $1]) * (points[i, $1] - points[j, $1])
        }.squareRoot()
      }.sorted()
      return sum + (0..<9).reduce(0.0) { $0 + log(near[9] / near[$1]) } / 9
    }
    // Coordinates of size 2 resolve differences of 1e-9 to 2e-7.
    #expect(relativeError(found.maximumLikelihood, 60 / inverse) < 1e-5)
    let threaded = IntrinsicDimension(points, threads: 3)
    #expect(threaded.maximumLikelihood == found.maximumLikelihood)
    #expect(threaded.twoNN == found.twoNN)
  }

  @Test func `scales divide the columns`() {
    let points = cube(2, in: 3, rows: 80)
    var divided = points
    let scales = [4.0, 0.5, 2]
    for c in 0..<3 { for row in 0..<80 { divided[row, c] /= scales[c] } }
    let found = IntrinsicDimension(points, scales: scales)
    #expect(relativeError(found.twoNN, IntrinsicDimension(divided).twoNN) < 1e-12)
    #expect(found.twoNN != IntrinsicDimension(points).twoNN)
  }

  @Test func `intervals hold the mean of many samples as often as they say`() {
    // Neighbours share distances: without that, intervals hold it in 85 to 88 % of the samples only.
    var found = [IntrinsicDimension]()
    for index in 0..<200 {
      var stream = RandomStream(seed: 11, domain: "coverage", index: UInt64(index))
      found.append(
        IntrinsicDimension(
          Matrix(rows: 250, columns: 3, storage: (0..<750).map { _ in stream.uniform() })))
    }
    for (estimate, error) in [
      (\IntrinsicDimension.twoNN, \IntrinsicDimension.twoNNError),
      (\.maximumLikelihood, \.maximumLikelihoodError),
    ] {
      let mean = found.reduce(0) { $0 + $1[keyPath: estimate] } / 200
      let held = found.count {
        abs($0[keyPath: estimate] - mean) <= 1.96 * $0[keyPath: error]
      }
      // 95 % of 200 is 190, with a standard error of 3.
      #expect((181...199).contains(held), "\(held)")
    }
  }
}
