internal import FathomData
internal import FathomNumerics

/// Convolutions that nobody trained, with a linear model of their pooled answers.
struct RandomConvolutionContender: Contender {
  let info = ContenderInfo(
    id: "randomConvolutions", name: "random convolutions with a linear model", side: .other)

  func concerns(_ rows: RaceRows) -> Bool { rows.layout != .table && rows.extent.places >= 8 }

  private func kernels(_ size: RaceSize) -> Int { size.extent.height > 1 ? 96 : 400 }

  private func features(_ size: RaceSize) -> Double {
    Double(kernels(size) * (size.extent.height > 1 ? 9 : 2))
  }

  func seconds(_ size: RaceSize) -> Double {
    let window = Double(size.extent.height > 1 ? 25 * size.extent.channels : 9)
    let all = Double(size.training + size.test)
    let d = features(size)
    let n = Double(size.training)
    return 2 * all * Double(size.extent.height * size.extent.width) * Double(kernels(size))
      * (window + 4)
      / 8e9 + 4 * n * d * min(n, d) / 1.5e10 + 0.1
  }

  func answers(_ task: RaceTask) throws(NumericsError) -> Matrix {
    let (known, asked) = task.features(.common)
    let convolutions = RandomConvolutions(
      known, task.rows.extent, count: kernels(task.size), stream: task.stream(info.id))
    // The features of a row depend on that row alone, so the settings are chosen on a part of the same ones.
    let features = RaceTask.standardised(convolutions(known), convolutions(asked))
    let inner = task.inner()
    let place = Dictionary(
      uniqueKeysWithValues: task.training.enumerated().map { ($1, $0) })
    func part(_ rows: [Int]) -> Matrix {
      features.training.selecting(rows: rows.compactMap { place[$0] })
    }
    let best = try RidgeChoice.best(part(inner.training), part(inner.test), inner)
    return try RidgeChoice.answers(
      features.training, features.test, task, penalty: best.penalty)
  }
}

extension RaceTask {
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
