public import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A generalised linear model with a ridge penalty, fitted by maximum penalised likelihood.
///
/// The mean of the negative log-likelihood plus half the penalty times the sum of squares of the
/// coefficients; the intercepts are not penalised. Columns should be standardised, so that the penalty
/// means the same for each.
///
/// Source: McCullagh & Nelder 1989, *Generalized Linear Models*, 2nd ed.; Hoerl & Kennard 1970,
/// *Technometrics* 12:55; Friedman, Hastie & Tibshirani 2010, *J. Stat. Softw.* 33:1 (warm starts).
public struct GeneralisedLinearModel: Sendable {
  /// The distribution of the target and its canonical link.
  public enum Family: Sendable, Equatable {
    /// A number; identity.
    case gaussian
    /// A class of this many; logit of two, softmax of more.
    case multinomial(classes: Int)
    /// A count; logarithm.
    case poisson

    /// Linear predictors a row.
    var outputs: Int {
      switch self {
      case .gaussian, .poisson: 1
      case .multinomial(let classes): classes == 2 ? 1 : classes
      }
    }
  }

  /// Distribution and link.
  public let family: Family
  /// Intercept first, then a coefficient a column; `(1 + p) × (linear predictors)`.
  ///
  /// Of two classes the one predictor is the log-odds of the second.
  public let coefficients: Matrix

  /// Fits the model.
  ///
  /// - Parameters:
  ///   - features: `n × p`, standardised, finite.
  ///   - target: of each row: a number, a count, or the code of a class.
  ///   - penalty: ≥ 0; of a model without one that has no finite solution (separable classes) the fit
  ///     ends after the most steps.
  ///   - start: a fit to begin with, of a neighbouring penalty.
  /// - Throws: `.notFinite` for features or targets that are not finite.
  /// - Complexity: O(n p q) a step, with q linear predictors; O(n p² + p³) for the gaussian family.
  public init(
    _ family: Family, _ features: Matrix, _ target: [Double], penalty: Double,
    start: GeneralisedLinearModel? = nil, search: LimitedMemoryBFGS = LimitedMemoryBFGS()
  ) throws(NumericsError) {
    precondition(features.rows == target.count && penalty >= 0)
    try LinearAlgebra.requireFinite(features, "GeneralisedLinearModel")
    guard target.allSatisfy(\.isFinite) else {
      throw .notFinite(routine: "GeneralisedLinearModel")
    }
    self.family = family
    let p = features.columns
    guard family != .gaussian else {
      let targets = Matrix(rows: target.count, columns: 1, storage: target)
      // Without any penalty collinear columns have no solution.
      coefficients = try RidgeSystem(features, targets).coefficients(penalty: max(penalty, 1e-12))
      return
    }
    let q = family.outputs
    let likelihood = Likelihood(family, features, target, penalty)
    let place = search.minimum(
      from: start?.coefficients.storage ?? likelihood.start, likelihood.value)
    coefficients = Matrix(rows: 1 + p, columns: q, storage: place)
  }

  /// The expected target of other rows: the probability of each class, `n × classes`, or a number, `n × 1`.
  public func predict(_ features: Matrix) -> Matrix {
    precondition(features.columns + 1 == coefficients.rows)
    var eta = RidgeSystem.predict(features, coefficients)
    switch family {
    case .gaussian: return eta
    case .poisson:
      eta.replaceElements { exp(min(700, $0)) }
      return eta
    case .multinomial(let classes):
      var probabilities = Matrix(rows: features.rows, columns: classes)
      for row in 0..<features.rows {
        guard classes > 2 else {
          let second = 1 / (1 + exp(-eta[row, 0]))
          probabilities[row, 0] = 1 - second
          probabilities[row, 1] = second
          continue
        }
        let largest = (0..<classes).reduce(-Double.infinity) { max($0, eta[row, $1]) }
        var sum = 0.0
        for k in 0..<classes {
          probabilities[row, k] = exp(eta[row, k] - largest)
          sum += probabilities[row, k]
        }
        for k in 0..<classes { probabilities[row, k] /= sum }
      }
      return probabilities
    }
  }
}

/// The penalised negative log-likelihood and its gradient.
private struct Likelihood {
  let family: GeneralisedLinearModel.Family
  let features: Matrix
  let target: [Double]
  let penalty: Double

  init(
    _ family: GeneralisedLinearModel.Family, _ features: Matrix, _ target: [Double],
    _ penalty: Double
  ) {
    self.family = family
    self.features = features
    self.target = target
    self.penalty = penalty
  }

  /// Zero slopes, and the intercepts that fit the mean.
  var start: [Double] {
    let q = family.outputs
    var place = [Double](repeating: 0, count: (1 + features.columns) * q)
    let n = Double(target.count)
    switch family {
    case .gaussian: break
    case .poisson: place[0] = log(max(1e-9, target.reduce(0, +) / n))
    case .multinomial(let classes):
      // Half a row more in each class, so that an empty one has a finite logarithm.
      let shares = (0..<classes).map { name in
        (Double(target.count { $0 == Double(name) }) + 0.5) / (n + 0.5 * Double(classes))
      }
      if classes == 2 {
        place[0] = log(shares[1] / shares[0])
      } else {
        for k in 0..<classes { place[k * (1 + features.columns)] = log(shares[k]) }
      }
    }
    return place
  }

  func value(_ place: [Double], _ gradient: inout [Double]) -> Double {
    let p = features.columns
    let n = features.rows
    let q = family.outputs
    let coefficients = Matrix(rows: 1 + p, columns: q, storage: place)
    // Becomes fitted − observed.
    var residuals = RidgeSystem.predict(features, coefficients)
    var loss = 0.0
    residuals.storage.withUnsafeMutableBufferPointer { eta in
      // In bounds: `eta` is n × q, column after column.
      switch family {
      case .gaussian: break
      case .poisson:
        for row in 0..<n {
          let mean = exp(min(700, eta[row]))
          loss += mean - target[row] * eta[row]
          eta[row] = mean - target[row]
        }
      case .multinomial(let classes) where classes == 2:
        for row in 0..<n {
          let value = eta[row]
          // log(1 + eˣ) without overflow.
          loss += max(value, 0) + log1p(exp(-abs(value))) - target[row] * value
          eta[row] = 1 / (1 + exp(-value)) - target[row]
        }
      case .multinomial(let classes):
        for row in 0..<n {
          var largest = -Double.infinity
          for k in 0..<classes { largest = max(largest, eta[k * n + row]) }
          var sum = 0.0
          let own = Int(target[row])
          let observed = eta[own * n + row]
          for k in 0..<classes {
            let share = exp(eta[k * n + row] - largest)
            eta[k * n + row] = share
            sum += share
          }
          for k in 0..<classes { eta[k * n + row] /= sum }
          eta[own * n + row] -= 1
          loss += largest + log(sum) - observed
        }
      }
    }
    loss /= Double(n)
    let slopes = LinearAlgebra.product(features, transposingFirst: true, residuals)
    for k in 0..<q {
      gradient[k * (1 + p)] = residuals.column(k).reduce(0, +) / Double(n)
      for j in 0..<p {
        let index = k * (1 + p) + 1 + j
        gradient[index] = slopes[j, k] / Double(n) + penalty * place[index]
        loss += penalty / 2 * place[index] * place[index]
      }
    }
    return loss
  }
}
