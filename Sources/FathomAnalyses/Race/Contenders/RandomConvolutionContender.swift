internal import FathomLearners
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// Convolutions with random weights, with a linear model of their pooled answers.
struct RandomConvolutionContender: Contender {
  let info = ContenderInfo(
    id: "randomConvolutions", name: "random convolutions with a linear model", side: .other,
    option: .init(title: "random convolutional features with a linear model", complexity: 5))

  func concerns(_ rows: LabelledRows) -> Bool { rows.layout != .table && rows.extent.places >= 8 }

  private func kernels(_ size: FoldSize) -> Int { size.extent.height > 1 ? 96 : 400 }

  private func features(_ size: FoldSize) -> Double {
    Double(kernels(size) * (size.extent.height > 1 ? 9 : 2))
  }

  func seconds(_ size: FoldSize) -> Double {
    let window = Double(size.extent.height > 1 ? 25 * size.extent.channels : 9)
    let all = Double(size.training + size.test)
    let d = features(size)
    let n = Double(size.training)
    return 2 * all * Double(size.extent.height * size.extent.width) * Double(kernels(size))
      * (window + 4)
      / 8e9 + 4 * n * d * min(n, d) / 1.5e10 + 0.1
  }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    let (known, asked) = fold.features(.common)
    let convolutions = RandomConvolutions(
      known, fold.rows.extent, count: kernels(fold.size), stream: fold.stream(info.id))
    // The features of a row depend on that row alone, so the settings are chosen on a part of the same ones.
    let features = Fold.standardised(convolutions(known), convolutions(asked))
    let inner = fold.inner()
    let place = Dictionary(
      uniqueKeysWithValues: fold.training.enumerated().map { ($1, $0) })
    func part(_ rows: [Int]) -> Matrix {
      features.training.selecting(rows: rows.compactMap { place[$0] })
    }
    let best = try RidgeChoice.best(part(inner.training), part(inner.test), inner)
    return try RidgeChoice.predict(
      features.training, features.test, fold, penalty: best.penalty)
  }
}

extension Fold {
  /// Columns with mean 0 and deviation 1 by the rows to learn from.
  static func standardised(
    _ training: SampleRows, _ test: SampleRows
  ) -> (training: Matrix, test: Matrix) {
    var known = training.matrix
    var asked = test.matrix
    let scaling = Scaling(Moments.ofColumns(known, threads: 1))
    scaling.standardise(&known, threads: 1)
    scaling.standardise(&asked, threads: 1)
    return (known, asked)
  }
}
