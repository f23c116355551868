internal import FathomNumerics

/// How the networks of the race are taught: one protocol for dense and convolutional ones.
///
/// Candidates are compared on a part of the rows to learn from; the best one is taught anew with all of
/// them, for as many epochs as served it best. Where rows are few, several networks answer together.
struct NetworkLessons: Sendable {
  /// A network and how it sees the rows.
  struct Candidate: Sendable {
    var shape: NetworkShape
    var scale: RaceTask.FeatureScale
    var training: NetworkTraining
  }

  /// Candidates are compared on at most so many rows.
  static let choosingRows = 2_000
  /// With fewer rows to learn from than this two networks answer together.
  private static let few = 400

  /// Networks whose answers are averaged.
  private static func networks(_ training: Int) -> Int { training < few ? 2 : 1 }

  /// How many samples one epoch of all networks of a lesson passes.
  private static func visits(_ size: RaceSize, candidates: Int) -> Double {
    let choosing = candidates > 1 ? candidates * min(size.training, choosingRows) * 4 / 5 : 0
    return Double(choosing + networks(size.training) * size.training)
  }

  /// As many epochs as fill a time, within bounds.
  ///
  /// - Parameters:
  ///   - operations: to learn from one sample once.
  ///   - rate: operations a second on one core of the reference machine.
  static func epochs(
    _ size: RaceSize, candidates: Int, seconds: Double, operations: Double, rate: Double,
    within bounds: ClosedRange<Int>
  ) -> Int {
    let epochs = seconds * rate / (operations * visits(size, candidates: candidates))
    return min(bounds.upperBound, max(bounds.lowerBound, Int(min(1e6, epochs))))
  }

  /// Seconds of one lesson on one core of the reference machine.
  static func seconds(_ candidates: [Candidate], _ size: RaceSize, rate: Double) -> Double {
    let dearest = candidates.map {
      $0.shape.operationsPerSample(outputs: size.outputs) * Double($0.training.epochs)
    }.max() ?? 0
    return dearest * visits(size, candidates: candidates.count) / rate
  }

  /// The answers to the test rows.
  static func answers(
    _ candidates: [Candidate], _ task: RaceTask, domain: String
  ) throws(NumericsError) -> Matrix {
    let inner = task.inner(most: choosingRows)
    var best = (candidate: candidates[0], epochs: candidates[0].training.epochs, loss: Double.infinity)
    for (index, candidate) in candidates.enumerated() where candidates.count > 1 {
      let (known, held) = inner.features(candidate.scale)
      let network = Network(
        candidate.shape, outputs: task.rows.outputs, batchSize: candidate.training.batchSize,
        stream: task.stream(domain + "Choice", index))
      let all = candidate.training.epochs
      network.train(known, inner.target, candidate.training) { epoch in
        // Not after every epoch: predicting takes time too.
        guard epoch == all || epoch % max(1, all / 8) == 0 else { return }
        let answers = network.predict(held, asProbabilities: task.rows.classes != nil)
        let loss = Choice.loss(inner.answers(answers), inner)
        if loss < best.loss { best = (candidate, epoch, loss) }
      }
    }
    let (known, asked) = task.features(best.candidate.scale)
    var training = best.candidate.training
    training.epochs = max(2, best.epochs)
    var sum: SampleRows?
    let count = networks(task.training.count)
    for index in 0..<count {
      let network = Network(
        best.candidate.shape, outputs: task.rows.outputs, batchSize: training.batchSize,
        stream: task.stream(domain, index))
      network.train(known, task.target, training)
      let answers = network.predict(asked, asProbabilities: task.rows.classes != nil)
      guard var total = sum else {
        sum = answers
        continue
      }
      for place in total.values.indices { total.values[place] += answers.values[place] }
      sum = total
    }
    guard var mean = sum else { throw .tooSmall("no network") }
    for place in mean.values.indices { mean.values[place] /= Float(count) }
    let answers = task.answers(mean)
    guard answers.isFinite else { throw .notFinite(routine: "the training of a network") }
    return answers
  }
}

extension RaceTask {
  /// What the time of this lesson depends on.
  var size: RaceSize {
    RaceSize(
      training: training.count, test: test.count, width: rows.features.width,
      outputs: rows.outputs, extent: rows.extent)
  }
}
