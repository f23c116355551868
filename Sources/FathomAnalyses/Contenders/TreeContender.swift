internal import FathomNumerics

/// Gradient boosted trees that stop early, of the depth that predicts held-back rows better.
struct TreeContender: Contender {
  let info = ContenderInfo(id: "boostedTrees", name: "boosted trees", side: .classical)

  /// With more columns or classes than these one depth is tried, and trees are believed more, so that fewer are
  /// needed.
  private static let wide = (columns: 100, outputs: 5)

  private struct Plan {
    var settings: [BoostedTrees.Settings]
    var mostRounds: Int
    var patience: Int
    /// Trees that are grown in all, about, for one output.
    var trees: Double
  }

  private func plan(_ size: RaceSize) -> Plan {
    guard size.width > Self.wide.columns || size.outputs > Self.wide.outputs else {
      return Plan(
        settings: [6, 3].map { BoostedTrees.Settings(depth: $0) }, mostRounds: 400, patience: 20,
        trees: 580)
    }
    let share = min(0.8, max(0.1, 100 / Double(size.width)))
    return Plan(
      settings: [
        BoostedTrees.Settings(depth: 6, learningRate: 0.2, columnShare: share, bins: 32)
      ], mostRounds: 200, patience: 10, trees: 195)
  }

  func seconds(_ size: RaceSize) -> Double {
    let n = Double(size.training)
    let p = Double(size.width)
    let tree = 1e-4 + 2.5e-7 * n + 2.5e-9 * n * p + 2e-6 * p
    return plan(size).trees * Double(size.outputs > 2 ? size.outputs : 1) * tree
  }

  func answers(_ task: RaceTask) throws(NumericsError) -> Matrix {
    let inner = task.inner()
    let (known, held) = inner.features(.none)
    var best: (setting: BoostedTrees.Settings, rounds: Int, loss: Double)?
    let plan = plan(task.size)
    for setting in plan.settings {
      let found = try BoostedTrees(setting, seed: task.seed).bestRounds(
        known, inner.target, validation: held, inner.truth,
        mostRounds: plan.mostRounds, patience: plan.patience)
      if found.loss < best?.loss ?? .infinity { best = (setting, found.rounds, found.loss) }
    }
    guard let best else { throw .library(name: "XGBoost", message: "no finite loss") }
    let (all, asked) = task.features(.none)
    return task.answers(
      try BoostedTrees(best.setting, seed: task.seed).predict(
        all, task.target, rounds: best.rounds, for: asked))
  }
}
