public import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Partial least squares: a regression on the few directions of the features that vary most with the targets.
///
/// Component by component (NIPALS): the weights w point where the covariance of features and targets is largest, the
/// scores are t = X w, and what they explain is taken off the features, X − t pᵀ with p = Xᵀ t / tᵀ t. The targets are
/// predicted as Σ t cᵀ with c = Yᵀ t / tᵀ t. Features and targets are centred here; scaling is the caller's.
///
/// Sources: Wold, Sjöström & Eriksson 2001, *Chemometrics and Intelligent Laboratory Systems* 58:109; of classes
/// Barker & Rayens 2003, *Journal of Chemometrics* 17:166.
public struct PartialLeastSquares: Sendable {
  private struct Component: Sendable {
    /// w, `p × 1`.
    var weights: Matrix
    /// p.
    var loadings: [Double]
    /// c.
    var targetLoadings: [Double]
  }

  private let means: [Double]
  private let targetMeans: [Double]
  private let parts: [Component]

  /// A covariance is nothing below this share of the first one.
  private static let nothing = 1e-12
  private static let mostSteps = 1_000

  /// How many components there are: fewer than asked for where nothing is left to explain.
  public var components: Int { parts.count }

  /// Fits `n × p` features and `n × q` targets.
  ///
  /// - Parameter most: how many components at most; never more than n − 1 or p.
  /// - Complexity: O(n p q · most).
  public init(_ features: Matrix, _ targets: Matrix, components most: Int) {
    precondition(features.rows == targets.rows)
    means = PartialLeastSquares.means(features)
    targetMeans = PartialLeastSquares.means(targets)
    var x = PartialLeastSquares.centred(features, means)
    let y = PartialLeastSquares.centred(targets, targetMeans)
    var parts = [Component]()
    var first = 0.0
    while parts.count < min(most, features.rows - 1, features.columns) {
      let covariance = LinearAlgebra.product(x, transposingFirst: true, y)
      let size = PartialLeastSquares.norm(covariance.storage)
      if parts.isEmpty { first = size }
      guard size > PartialLeastSquares.nothing * first,
        let weights = PartialLeastSquares.direction(covariance)
      else { break }
      let scores = LinearAlgebra.product(x, weights)
      let square = scores.storage.reduce(0) { $0 + $1 * $1 }
      guard square > 0 else { break }
      let loadings = LinearAlgebra.product(x, transposingFirst: true, scores).storage.map {
        $0 / square
      }
      let targetLoadings = LinearAlgebra.product(y, transposingFirst: true, scores).storage.map {
        $0 / square
      }
      PartialLeastSquares.subtract(scores.storage, loadings, from: &x)
      parts.append(
        Component(weights: weights, loadings: loadings, targetLoadings: targetLoadings))
    }
    self.parts = parts
  }

  /// What the first 1, 2, … components say of rows: `m × q` each.
  ///
  /// - Complexity: O(m p · components).
  public func predictions(_ features: Matrix) -> [Matrix] {
    precondition(features.columns == means.count)
    var x = PartialLeastSquares.centred(features, means)
    var answer = Matrix(columns: targetMeans.map { Array(repeating: $0, count: features.rows) })
    return parts.map { part in
      let scores = LinearAlgebra.product(x, part.weights).storage
      PartialLeastSquares.subtract(scores, part.loadings, from: &x)
      PartialLeastSquares.subtract(scores, part.targetLoadings.map { -$0 }, from: &answer)
      return answer
    }
  }

  /// What so many components say of rows, `m × q`; without any the means of the targets.
  public func predict(_ features: Matrix, components: Int) -> Matrix {
    let all = predictions(features)
    guard components > 0, let last = all.indices.last else {
      return Matrix(columns: targetMeans.map { Array(repeating: $0, count: features.rows) })
    }
    return all[min(components - 1, last)]
  }

  // MARK: Parts

  /// The direction of the features that varies most with the targets, `p × 1`: S itself for one target, else its
  /// dominating left singular vector, by the power method on Sᵀ S.
  private static func direction(_ covariance: Matrix) -> Matrix? {
    guard covariance.columns > 1 else { return normalised(covariance) }
    let square = LinearAlgebra.product(covariance, transposingFirst: true, covariance)
    let largest = square.columnIndices.max { square[$0, $0] < square[$1, $1] } ?? 0
    var vector = Matrix(columns: [Array(square.column(largest))])
    for _ in 0..<mostSteps {
      guard let next = normalised(LinearAlgebra.product(square, vector)) else { return nil }
      let moved = norm(zip(next.storage, vector.storage).map { $0 - $1 })
      vector = next
      if moved < nothing { break }
    }
    return normalised(LinearAlgebra.product(covariance, vector))
  }

  private static func normalised(_ vector: Matrix) -> Matrix? {
    let length = norm(vector.storage)
    guard length > 0, length.isFinite else { return nil }
    return Matrix(columns: [vector.storage.map { $0 / length }])
  }

  private static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func means(_ a: Matrix) -> [Double] {
    a.columnIndices.map { a.column($0).reduce(0, +) / Double(max(1, a.rows)) }
  }

  private static func centred(_ a: Matrix, _ means: [Double]) -> Matrix {
    var result = a
    subtract([Double](repeating: 1, count: a.rows), means, from: &result)
    return result
  }

  /// Takes the products of a column and a row off a matrix.
  private static func subtract(_ column: [Double], _ row: [Double], from a: inout Matrix) {
    let rows = a.rows
    precondition(column.count == rows && row.count == a.columns)
    a.storage.withUnsafeMutableBufferPointer { values in
      column.withUnsafeBufferPointer { column in
        // In bounds: as many values a column as there are rows, by the precondition.
        for (place, factor) in row.enumerated() where factor != 0 {
          let start = place * rows
          for index in 0..<rows { values[start + index] -= column[index] * factor }
        }
      }
    }
  }
}
