internal import FathomNumerics

/// Samples near to others.
public struct Neighbours: Sendable {
  /// Places of samples, `queries × k`, row after row.
  public var rows: [Int32]
  /// How far each is from its query, `queries × k`.
  public var distances: [Float]
}

/// The nearest of some samples to others, by products in single precision.
public enum NearestNeighbours {
  private static let block = 256

  /// The `k` nearest of `samples` to each query, the nearest first; ties in the order of the samples.
  ///
  /// - Parameters:
  ///   - excludingSelf: the queries are the samples themselves, and none is its own neighbour.
  /// - Returns: `queries × k` places of samples, row after row, with their Euclidean distances.
  /// - Complexity: O(n m p) for n samples, m queries and p values.
  public static func find(
    _ k: Int, of queries: SampleRows, among samples: SampleRows, excludingSelf: Bool = false
  ) -> Neighbours {
    LinearAlgebra.prepare()
    precondition(queries.width == samples.width && k >= 1)
    precondition(samples.count - (excludingSelf ? 1 : 0) >= k, "as many samples as are asked for")
    precondition(!excludingSelf || queries.count == samples.count)
    let n = samples.count
    let width = samples.width
    let norms = (0..<n).map { row -> Float in
      var sum: Float = 0
      for index in row * width..<(row + 1) * width {
        sum += samples.values[index] * samples.values[index]
      }
      return sum
    }
    var products = [Float](repeating: 0, count: block * n)
    var result = [Int32](repeating: 0, count: queries.count * k)
    for first in stride(from: 0, to: queries.count, by: block) {
      let count = min(block, queries.count - first)
      queries.values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        SingleProducts.multiply(
          base + first * width, samples.values, transposingSecond: true, into: &products,
          m: count, n: n, k: width)
      }
      for query in 0..<count {
        let own = excludingSelf ? first + query : -1
        select(k, products, query * n, norms, own, into: &result, at: (first + query) * k)
      }
    }
    return Neighbours(rows: result, distances: distances(k, result, queries, samples))
  }

  /// Distances from differences: those of copies are 0, which products would not give.
  private static func distances(
    _ k: Int, _ rows: [Int32], _ queries: SampleRows, _ samples: SampleRows
  ) -> [Float] {
    let width = samples.width
    return queries.values.withUnsafeBufferPointer { queries in
      samples.values.withUnsafeBufferPointer { samples in
        // In bounds: places are those of queries and samples, of as many values each.
        rows.indices.map { slot in
          let query = slot / k * width
          let sample = Int(rows[slot]) * width
          var sum: Float = 0
          for index in 0..<width {
            let difference = queries[query + index] - samples[sample + index]
            sum += difference * difference
          }
          return sum.squareRoot()
        }
      }
    }
  }

  /// Keeps the `k` smallest of ‖s‖² − 2 q · s, which differs from the squared distance by a constant.
  private static func select(
    _ k: Int, _ products: [Float], _ start: Int, _ norms: [Float], _ own: Int,
    into result: inout [Int32], at slot: Int
  ) {
    var nearest = [(distance: Float, row: Int32)]()
    nearest.reserveCapacity(k + 1)
    products.withUnsafeBufferPointer { products in
      norms.withUnsafeBufferPointer { norms in
        // In bounds: a product and a norm each sample.
        for row in 0..<norms.count where row != own {
          let distance = norms[row] - 2 * products[start + row]
          if nearest.count == k, distance >= nearest[k - 1].distance { continue }
          if nearest.count == k { nearest.removeLast() }
          var place = nearest.count
          while place > 0, nearest[place - 1].distance > distance { place -= 1 }
          nearest.insert((distance, Int32(row)), at: place)
        }
      }
    }
    for (place, neighbour) in nearest.enumerated() { result[slot + place] = neighbour.row }
  }
}
