internal import FathomLearners
internal import FathomNumerics

/// How the networks of the race are trained: one protocol for dense and convolutional ones.
///
/// Candidates are compared on a part of the rows to learn from; the best one is fitted anew to all of
/// them, for as many epochs as served it best. Several networks may answer together. Where the probabilities on the part
/// that was held back were too sure, those of the answer are softened as much (temperature scaling; Guo, Pleiss, Sun &
/// Weinberger 2017, ICML), which changes no order of classes.
struct NetworkFitting: Sendable {
  /// A network and how it sees the rows.
  struct Candidate: Sendable {
    var shape: NetworkShape
    var scale: Fold.FeatureScale
    var training: NetworkTraining
    /// What it takes to learn from one sample once, in operations.
    var operations: Double
    /// This many networks answer together.
    var networks: Int
  }

  /// Candidates are compared on at most this many rows, unless there is little time for each.
  static let choosingRows = 2_000
  /// With fewer rows to learn from than this two networks answer together.
  private static let few = 1_200

  /// Two networks answer together where rows are few.
  static func networks(_ size: FoldSize) -> Int { size.training < few ? 2 : 1 }

  /// How candidates are compared.
  enum Choosing: Sendable {
    /// Each is trained as long as the best one will be, which ends where the loss was smallest.
    case withEpochs
    /// Each is trained for a share of the epochs, on so many rows at most; the best one for all of them.
    case inShort(Double, rows: Int)

    var share: Double {
      switch self {
      case .withEpochs: 1
      case .inShort(let share, _): share
      }
    }

    /// Candidates are compared on at most this many rows.
    var rows: Int {
      switch self {
      case .withEpochs: choosingRows
      case .inShort(_, let rows): rows
      }
    }
  }

  /// How many samples one epoch of all networks of a fit passes.
  private static func visits(
    _ size: FoldSize, candidates: Int, _ choosing: Choosing, networks: Int
  ) -> Double {
    let choice =
      candidates > 1 ? Double(candidates * min(size.training, choosing.rows) * 4 / 5) : 0
    return choosing.share * choice + Double(networks * size.training)
  }

  /// As many epochs as fill a time, within bounds.
  ///
  /// - Parameters:
  ///   - networks: that answer together.
  ///   - operations: to learn from one sample once.
  ///   - rate: operations a second on one core of the reference machine.
  static func epochs(
    _ size: FoldSize, candidates: Int, _ choosing: Choosing, networks: Int, seconds: Double,
    operations: Double, rate: Double, within bounds: ClosedRange<Int>
  ) -> Int {
    let visits = visits(size, candidates: candidates, choosing, networks: networks)
    let epochs = seconds * rate / (operations * visits)
    return min(bounds.upperBound, max(bounds.lowerBound, Int(min(1e6, epochs))))
  }

  /// Seconds of one fit on one core of the reference machine.
  static func seconds(
    _ candidates: [Candidate], _ choosing: Choosing, _ size: FoldSize, rate: Double
  ) -> Double {
    let dearest = candidates.map { $0.operations * Double($0.training.epochs) }.max() ?? 0
    let networks = candidates.map(\.networks).max() ?? 1
    return dearest * visits(size, candidates: candidates.count, choosing, networks: networks) / rate
  }

  /// The answers to the test rows.
  static func predict(
    _ candidates: [Candidate], _ choosing: Choosing, _ fold: Fold, domain: String
  ) throws(NumericsError) -> Matrix {
    let best = chosen(candidates, choosing, fold, domain)
    let (known, asked) = fold.features(best.candidate.scale)
    var training = best.candidate.training
    training.epochs = best.epochs
    let (candidate, settings) = (best.candidate, training)
    let answers = fold.spare.map(candidate.networks) { index in
      let network = Network(
        candidate.shape, outputs: fold.rows.outputs, batchSize: settings.batchSize,
        stream: fold.stream(domain, index))
      network.train(known, fold.target, settings)
      return network.predict(asked, asProbabilities: fold.rows.classes != nil)
    }
    guard var mean = answers.first else { throw .tooSmall("no network") }
    for other in answers.dropFirst() {
      for place in mean.values.indices { mean.values[place] += other.values[place] }
    }
    for place in mean.values.indices { mean.values[place] /= Float(answers.count) }
    let predictions = fold.onTargetScale(mean)
    guard predictions.isFinite else { throw .notFinite(routine: "the training of a network") }
    return fold.rows.classes == nil
      ? predictions : ClassProbabilities.scaled(predictions, logPower: best.logPower)
  }

  /// The candidate that predicts held-back rows best, for how many epochs it is trained, and how its probabilities are
  /// softened.
  private static func chosen(
    _ candidates: [Candidate], _ choosing: Choosing, _ fold: Fold, _ domain: String
  ) -> (candidate: Candidate, epochs: Int, logPower: Double) {
    guard candidates.count > 1 else { return (candidates[0], candidates[0].training.epochs, 0) }
    let inner = fold.inner(most: choosing.rows)
    // Those that take longest first, so that no thread waits for a last one.
    let order = candidates.indices.sorted {
      (candidates[$0].operations, $1) > (candidates[$1].operations, $0)
    }
    let losses = fold.spare.map(order.count) { place in
      let index = order[place]
      return smallestLoss(
        candidates[index], choosing, inner, fold.stream(domain + "Choice", index))
    }
    let found = zip(order, losses).sorted { $0.0 < $1.0 }.map(\.1)
    // Of equals the first.
    let best = found.indices.min { (found[$0].loss, $0) < (found[$1].loss, $1) } ?? 0
    return (candidates[best], found[best].epochs, found[best].logPower)
  }

  /// The smallest loss of a candidate on rows held back, for how many epochs it is trained if it is chosen, and how much
  /// too sure it was then.
  private static func smallestLoss(
    _ candidate: Candidate, _ choosing: Choosing, _ inner: Fold, _ stream: RandomStream
  ) -> (loss: Double, epochs: Int, logPower: Double) {
    let (known, held) = inner.features(candidate.scale)
    let network = Network(
      candidate.shape, outputs: inner.rows.outputs, batchSize: candidate.training.batchSize,
      stream: stream)
    var training = candidate.training
    training.epochs = max(2, Int(Double(training.epochs) * choosing.share))
    // Predicting takes time too, so not after every epoch.
    let step = max(1, training.epochs / 8)
    // Where probabilities are scored, one that has become too sure on the way would do so even more in the long run.
    let stopsEarly = inner.rows.metric == .d2LogLoss
    var best = (loss: Double.infinity, epochs: candidate.training.epochs, logPower: 0.0)
    let labels = inner.rows.classes == nil ? [] : inner.test.map { Int(inner.rows.target[$0]) }
    network.train(known, inner.target, training) { epoch in
      let isLast = epoch == training.epochs
      if case .inShort = choosing, !isLast, !stopsEarly { return }
      guard isLast || epoch % step == 0 else { return }
      let predictions = inner.onTargetScale(
        network.predict(held, asProbabilities: inner.rows.classes != nil))
      let loss = Choice.loss(predictions, inner)
      guard loss < best.loss else { return }
      best.loss = loss
      if !labels.isEmpty, predictions.isFinite {
        best.logPower = ClassProbabilities.softening(predictions, labels)
      }
      switch choosing {
      case .withEpochs: best.epochs = max(2, epoch)
      case .inShort: best.epochs = isLast ? candidate.training.epochs : max(2, epoch)
      }
    }
    return best
  }
}

extension Fold {
  /// What the time of this fit depends on.
  var size: FoldSize {
    FoldSize(
      training: training.count, test: test.count, width: rows.features.width,
      outputs: rows.outputs, numbers: rows.numbers, extent: rows.extent)
  }
}
