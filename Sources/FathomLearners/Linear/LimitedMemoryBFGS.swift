internal import FathomNumerics

/// Finds the minimum of a smooth function of many variables from its values and gradients.
///
/// A quasi-Newton method that remembers the last few steps, with a line search by backtracking and
/// quadratic interpolation under Armijo's condition; a pair of steps with too little curvature is not
/// remembered. For convex functions, as penalised likelihoods are, it finds the one minimum.
///
/// Source: Nocedal & Wright 2006, *Numerical Optimization*, 2nd ed., algorithms 7.4 and 7.5.
public struct LimitedMemoryBFGS: Sendable {
  /// Steps that are remembered.
  private static let memory = 10
  private static let armijo = 1e-4

  /// Ends when the largest element of the gradient is no larger than this times that of the start, or than
  /// the tolerance itself.
  public var tolerance: Double
  /// Ends after this many steps.
  public var mostSteps: Int

  /// A search with a tolerance.
  public init(tolerance: Double = 1e-5, mostSteps: Int = 200) {
    self.tolerance = tolerance
    self.mostSteps = mostSteps
  }

  private struct Pair {
    var step: [Double]
    var change: [Double]
    var curvature: Double
  }

  /// The place of the minimum.
  ///
  /// - Parameters:
  ///   - start: where the search begins.
  ///   - function: the value and the gradient, which it writes, at a place.
  public func minimum(
    from start: [Double], _ function: (_ place: [Double], _ gradient: inout [Double]) -> Double
  ) -> [Double] {
    var place = start
    var gradient = [Double](repeating: 0, count: start.count)
    var value = function(place, &gradient)
    let goal = tolerance * max(1, LimitedMemoryBFGS.largest(gradient))
    var pairs = [Pair]()
    for _ in 0..<mostSteps {
      guard value.isFinite, LimitedMemoryBFGS.largest(gradient) > goal else { break }
      var direction = self.direction(gradient, pairs)
      var slope = LimitedMemoryBFGS.product(direction, gradient)
      if slope >= 0 {
        pairs = []
        direction = gradient.map { -$0 }
        slope = -LimitedMemoryBFGS.product(gradient, gradient)
      }
      // The first step has no scale yet.
      var length = pairs.isEmpty ? min(1, 1 / max(1e-300, LimitedMemoryBFGS.norm(gradient))) : 1
      var next = place
      var nextGradient = gradient
      var nextValue = Double.infinity
      var tries = 0
      while tries < 30 {
        for index in place.indices { next[index] = place[index] + length * direction[index] }
        nextValue = function(next, &nextGradient)
        if nextValue <= value + LimitedMemoryBFGS.armijo * length * slope { break }
        // The minimum of the parabola through value, slope and the new value, kept within bounds.
        let parabola = -slope * length * length / (2 * (nextValue - value - slope * length))
        length =
          parabola.isFinite ? min(0.5 * length, max(0.1 * length, parabola)) : 0.1 * length
        tries += 1
      }
      guard tries < 30 else { break }
      let step = zip(next, place).map { $0 - $1 }
      let change = zip(nextGradient, gradient).map { $0 - $1 }
      let curvature = LimitedMemoryBFGS.product(step, change)
      if curvature > 1e-10 * LimitedMemoryBFGS.product(change, change).squareRoot()
        * LimitedMemoryBFGS.product(step, step).squareRoot()
      {
        pairs.append(Pair(step: step, change: change, curvature: curvature))
        if pairs.count > LimitedMemoryBFGS.memory { pairs.removeFirst() }
      }
      place = next
      gradient = nextGradient
      value = nextValue
    }
    return place
  }

  /// Minus the approximate inverse of the second derivatives, times the gradient (two-loop recursion).
  private func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var q = gradient
    var weights = [Double](repeating: 0, count: pairs.count)
    for index in pairs.indices.reversed() {
      let pair = pairs[index]
      weights[index] = LimitedMemoryBFGS.product(pair.step, q) / pair.curvature
      for k in q.indices { q[k] -= weights[index] * pair.change[k] }
    }
    if let last = pairs.last {
      let scale = last.curvature / LimitedMemoryBFGS.product(last.change, last.change)
      for k in q.indices { q[k] *= scale }
    }
    for (index, pair) in pairs.enumerated() {
      let weight = weights[index] - LimitedMemoryBFGS.product(pair.change, q) / pair.curvature
      for k in q.indices { q[k] += weight * pair.step[k] }
    }
    return q.map { -$0 }
  }

  private static func largest(_ values: [Double]) -> Double {
    values.reduce(0) { max($0, abs($1)) }
  }

  private static func norm(_ values: [Double]) -> Double { product(values, values).squareRoot() }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}
