internal import FathomLearners
internal import FathomNumerics

/// Gradient boosted trees that stop early, of the depth that predicts held-back rows best.
struct TreeContender: Contender {
  let info = ContenderInfo(
    id: "boostedTrees", name: "boosted trees", side: .classical,
    option: .init(title: "boosted trees", complexity: 3))

  /// What a fit may take on one core of the reference machine, unless the quickest plan takes longer.
  private let fit: Double

  /// Whether a few steps must do.
  let isQuick: Bool

  /// - Parameter seconds: what a fit may take; nil for 1 in a hurry and 6 otherwise.
  init(isQuick: Bool = false, seconds: Double? = nil) {
    self.isQuick = isQuick
    fit = seconds ?? (isQuick ? 1 : 6)
  }

  private struct Plan {
    var settings: [BoostedTrees.Settings]
    var mostRounds: Int
    var patience: Int
    /// Trees that are grown in all, about, for one output.
    var trees: Double

    /// The seconds that a fit takes on one core of the reference machine.
    ///
    /// A tree's histograms are filled by every row and looked through at every node; of many classes each has
    /// trees of its own, which grow as far as the class has rows. The factors were fitted to times of XGBoost
    /// 1.7.4 on random numbers (300 to 6,500 rows, 10 to 784 columns); those of a node are lower, because
    /// trees of real data have fewer of them.
    func seconds(_ size: FoldSize) -> Double {
      let n = Double(size.training)
      let p = Double(size.width)
      let one = settings.reduce(0.0) { sum, setting in
        let nodes = 2 * min(Double(1 << setting.depth), n / Double(max(8, 2 * size.outputs)))
        let looks = nodes * p * setting.columnShare * (5e-9 * Double(setting.bins) + 6e-8)
        return sum + (1e-4 + 2.75e-9 * n * p + looks) / Double(settings.count)
      }
      return trees * Double(size.outputs > 2 ? size.outputs : 1) * one
    }
  }

  /// From the most careful one to the quickest.
  private func plans(_ size: FoldSize) -> [Plan] {
    let share = min(0.8, max(0.1, 100 / Double(size.width)))
    // A row of one of many classes weighs little in the trees of the others: leaves of few rows need less.
    let weight = size.outputs > 2 ? 0.3 : 1
    return [
      Plan(
        settings: [8, 5, 3].map {
          BoostedTrees.Settings(depth: $0, bins: 128, leastWeight: weight)
        }, mostRounds: 600,
        patience: 20, trees: 700),
      Plan(
        settings: [
          BoostedTrees.Settings(depth: 6, columnShare: share, bins: 64, leastWeight: weight)
        ],
        mostRounds: 400, patience: 20, trees: 400),
      Plan(
        settings: [
          BoostedTrees.Settings(
            depth: 6, learningRate: 0.2, columnShare: share, bins: 32, leastWeight: weight)
        ], mostRounds: 200, patience: 10, trees: 180),
      Plan(
        settings: [
          BoostedTrees.Settings(
            depth: 6, learningRate: 0.3, columnShare: share, bins: 32, leastWeight: weight)
        ], mostRounds: 120, patience: 8, trees: 110),
    ]
      + (isQuick
        ? [
          Plan(
            settings: [
              BoostedTrees.Settings(
                depth: 5, learningRate: 0.3, columnShare: share / 2, bins: 16, leastWeight: weight)
            ], mostRounds: 50, patience: 5, trees: 50)
        ] : [])
  }

  private func plan(_ size: FoldSize) -> Plan {
    let plans = plans(size)
    return plans.first { $0.seconds(size) <= fit } ?? plans[plans.count - 1]
  }

  func seconds(_ size: FoldSize) -> Double { plan(size).seconds(size) }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    let inner = fold.inner()
    let (known, held) = inner.features(.none)
    var best: (setting: BoostedTrees.Settings, rounds: Int, loss: Double)?
    let plan = plan(fold.size)
    for setting in plan.settings {
      let found = try BoostedTrees(setting, seed: fold.seed).bestRounds(
        known, inner.target, validation: held, inner.truth,
        mostRounds: plan.mostRounds, patience: plan.patience)
      if found.loss < best?.loss ?? .infinity { best = (setting, found.rounds, found.loss) }
    }
    guard let best else { throw .library(name: "XGBoost", message: "no finite loss") }
    let (all, asked) = fold.features(.none)
    return fold.onTargetScale(
      try BoostedTrees(best.setting, seed: fold.seed).predict(
        all, fold.target, rounds: best.rounds, for: asked))
  }
}
