internal import FathomLearners
internal import FathomNumerics

/// A generalised linear model with the link that the target calls for, and a ridge penalty.
///
/// Identity for numbers; logarithm for counts where that predicts better; logit or softmax for classes.
/// Penalties are tried from the largest on, each fit beginning where the last one ended.
struct LinearContender: Contender {
  let info = ContenderInfo(
    id: "linearModel", name: "linear model", side: .classical,
    option: .init(title: "a linear model", complexity: 1))

  private static let penalties = [10, 1, 0.1, 0.01, 1e-3, 1e-4]
  /// Penalties are chosen by at most this many rows.
  private static let choosingRows = 4_000
  private let search = LimitedMemoryBFGS(tolerance: 1e-4, mostSteps: 100)

  func seconds(_ size: FoldSize) -> Double {
    let n = Double(size.training)
    let p = Double(size.width)
    // Two products a step for classes; one Gram matrix for numbers.
    return size.outputs > 1
      ? 4 * n * p * Double(size.outputs) * 150 / 5e9
      : 2 * n * p * min(n, p) * 2 / 1e10
  }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    let families: [GeneralisedLinearModel.Family] =
      if let classes = fold.rows.classes {
        [.multinomial(classes: classes)]
      } else {
        fold.rows.mayBeCount ? [.gaussian, .poisson] : [.gaussian]
      }
    let inner = fold.inner(most: LinearContender.choosingRows)
    let (known, held) = inner.features(.columns)
    let x = known.matrix
    let z = held.matrix
    let y = inner.training.map { fold.rows.target[$0] }
    var best = (family: families[0], penalty: 1.0, loss: Double.infinity)
    for family in families {
      var last: GeneralisedLinearModel?
      var worse = 0
      for penalty in LinearContender.penalties {
        let model = try GeneralisedLinearModel(
          family, x, y, penalty: scaled(penalty, family, fold), start: last, search: search)
        last = model
        let loss = Choice.loss(model.predict(z), inner)
        if loss < best.loss {
          best = (family, penalty, loss)
          worse = 0
        } else {
          worse += 1
          // From here on every fit takes longer and predicts worse.
          if worse == 2, best.family == family { break }
        }
      }
    }
    let (all, asked) = fold.features(.columns)
    return try GeneralisedLinearModel(
      best.family, all.matrix, fold.training.map { fold.rows.target[$0] },
      penalty: scaled(best.penalty, best.family, fold), search: search
    ).predict(asked.matrix)
  }

  /// A penalty on the scale of the family's second derivatives.
  private func scaled(
    _ penalty: Double, _ family: GeneralisedLinearModel.Family, _ fold: Fold
  ) -> Double {
    family == .poisson ? penalty * max(1e-9, fold.targetScale.mean) : penalty
  }
}
