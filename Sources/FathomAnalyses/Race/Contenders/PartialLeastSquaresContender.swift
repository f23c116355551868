internal import FathomLearners
internal import FathomData
internal import FathomNumerics

/// Partial least squares of a sequence: what chemists fit to spectra first.
///
/// Of numbers, or of indicators of the classes. How many components, up to 20, and whether every step is brought to
/// the same deviation, is chosen on the rows that are held back.
struct PartialLeastSquaresContender: Contender {
  let info = ContenderInfo(
    id: "partialLeastSquares", name: "partial least squares", side: .other,
    option: .init(title: "partial least squares", complexity: 2))

  private static let mostComponents = 20
  /// Components are chosen by at most this many rows.
  private static let choosingRows = 4_000

  func concerns(_ rows: LabelledRows) -> Bool {
    rows.layout == .sequence && rows.extent.places >= 8
  }

  func seconds(_ size: FoldSize) -> Double {
    let n = Double(size.training)
    let p = Double(size.width)
    // Two fits that choose and one that answers; four looks at all values a component, and one a class.
    return 3 * Double(Self.mostComponents) * n * p * (4 + Double(size.outputs)) * 2e-9 + 0.01
  }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    let inner = fold.inner(most: Self.choosingRows)
    let responses = RidgeChoice.responses(inner)
    var best = (scale: Fold.FeatureScale.common, components: 0, loss: Double.infinity)
    for scale in [Fold.FeatureScale.common, .columns] {
      let (known, held) = inner.features(scale)
      let model = PartialLeastSquares(
        known.matrix, responses, components: Self.mostComponents)
      for (place, predicted) in model.predictions(held.matrix).enumerated() {
        let loss = RidgeChoice.squaredError(predicted, inner)
        if loss < best.loss { best = (scale, place + 1, loss) }
      }
    }
    let (all, asked) = fold.features(best.scale)
    let predicted = PartialLeastSquares(
      all.matrix, RidgeChoice.responses(fold), components: best.components
    ).predict(asked.matrix, components: best.components)
    return fold.rows.classes == nil ? predicted : RidgeChoice.shares(predicted)
  }
}
