internal import FathomLearners
internal import FathomData
internal import FathomNumerics

/// A kernel machine: ridge regression on random Fourier features, a network with one fixed layer.
///
/// It is on neither side of the verdict's question: no classical method of those by which the winners were
/// measured, and no network that is trained as a whole.
struct KernelContender: Contender {
  let info = ContenderInfo(
    id: "kernelMachine", name: "kernel machine (random features)", side: .other,
    option: .init(title: "a kernel machine", complexity: 4))

  private let features: Int
  private let widths: [Double]

  /// - Parameter isQuick: whether fewer features of one width must do.
  init(isQuick: Bool = false) {
    features = isQuick ? 300 : 1_000
    widths = isQuick ? [0.5] : [0.25, 0.5, 1]
  }

  func seconds(_ size: FoldSize) -> Double {
    let n = Double(size.training)
    let d = Double(features)
    return Double(widths.count + 1)
      * (n * (2 * d * min(n, d) / 3e10 + d * Double(size.width) / 2e10 + d * 2e-8) + 0.05)
  }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    let scale: Fold.FeatureScale = fold.rows.layout == .table ? .columns : .common
    let inner = fold.inner(most: 3_000)
    let (known, held) = inner.features(scale)
    let distance =
      RandomFourierFeatures.medianDistance(known, stream: fold.stream("kernelDistance")) ?? 1
    func map(_ width: Double) -> RandomFourierFeatures {
      RandomFourierFeatures(
        count: features, width: known.width, bandwidth: width * distance,
        stream: fold.stream("kernelFeatures"))
    }
    var best = (width: 1.0, penalty: 1.0, loss: Double.infinity)
    for width in widths {
      let made = map(width)
      let found = try RidgeChoice.best(made(known), made(held), inner)
      if found.loss < best.loss { best = (width, found.penalty, found.loss) }
    }
    let chosen = map(best.width)
    let (all, asked) = fold.features(scale)
    return try RidgeChoice.predict(
      chosen(all), chosen(asked), fold, penalty: best.penalty)
  }
}

/// Ridge regression on made features: of numbers, or of indicators of the classes.
enum RidgeChoice {
  /// Shares of the features' mean square: from hardly any penalty, for a smooth function without noise, to one that
  /// leaves only the few directions in which most features agree.
  private static let penalties = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100]
  /// Where the search begins.
  private static let middle = 4

  /// The penalty, as a share of the features' mean square, that predicts the test rows best.
  ///
  /// The loss falls and rises again as the penalty grows: from the middle it is followed both ways until it rises.
  static func best(
    _ known: Matrix, _ held: Matrix, _ fold: Fold
  ) throws(NumericsError) -> (penalty: Double, loss: Double) {
    let system = RidgeSystem(known, responses(fold))
    let scale = meanSquare(known)
    func loss(_ place: Int) -> Double {
      // A system that is singular in spite of a small penalty needs a larger one.
      guard let coefficients = try? system.coefficients(penalty: penalties[place] * scale) else {
        return .infinity
      }
      return squaredError(RidgeSystem.predict(held, coefficients), fold)
    }
    var best = (place: middle, loss: loss(middle))
    for step in [1, -1] {
      var place = middle + step
      while penalties.indices.contains(place) {
        let loss = loss(place)
        guard loss < best.loss else { break }
        best = (place, loss)
        place += step
      }
    }
    return (penalties[best.place], best.loss)
  }

  static func predict(
    _ known: Matrix, _ asked: Matrix, _ fold: Fold, penalty: Double
  ) throws(NumericsError) -> Matrix {
    let system = RidgeSystem(known, responses(fold))
    let predicted = RidgeSystem.predict(
      asked, try system.coefficients(penalty: penalty * meanSquare(known)))
    return fold.rows.classes == nil ? predicted : shares(predicted)
  }

  /// Predicted indicators as shares that are cut to [0.001, 1] and add up to 1: no likelihood stands behind them.
  static func shares(_ predicted: Matrix) -> Matrix {
    var shares = predicted
    shares.replaceElements { min(1, max(1e-3, $0)) }
    for row in 0..<shares.rows {
      let sum = shares.columnIndices.reduce(0) { $0 + shares[row, $1] }
      for column in shares.columnIndices { shares[row, column] /= sum }
    }
    return shares
  }

  private static func meanSquare(_ features: Matrix) -> Double {
    let moments = features.columnIndices.map { Moments(Array(features.column($0))) }
    let sum = moments.reduce(0) { $0 + $1.squaredDeviations }
    return max(1e-12, sum / Double(max(1, features.rows * features.columns)))
  }

  /// The numbers to learn from, `n × 1`, or indicators of their classes.
  static func responses(_ fold: Fold) -> Matrix {
    var y = Matrix(rows: fold.training.count, columns: fold.rows.outputs)
    for (place, row) in fold.training.enumerated() {
      if fold.rows.classes == nil {
        y[place, 0] = fold.rows.target[row]
      } else {
        y[place, Int(fold.rows.target[row])] = 1
      }
    }
    return y
  }

  /// The squared error of predicted numbers or indicators of the rows to predict.
  static func squaredError(_ predicted: Matrix, _ fold: Fold) -> Double {
    var sum = 0.0
    for (place, row) in fold.test.enumerated() {
      for output in predicted.columnIndices {
        let truth =
          fold.rows.classes == nil
          ? fold.rows.target[row] : fold.rows.target[row] == Double(output) ? 1 : 0
        let error = predicted[place, output] - truth
        sum += error * error
      }
    }
    return sum
  }
}
