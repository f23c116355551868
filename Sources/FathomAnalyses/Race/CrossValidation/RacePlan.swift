internal import FathomLearners
internal import FathomNumerics

/// Who runs, on how many rows and over how many parts, so that the race fits its budget.
///
/// The budget is counted in work, at the speed of a reference machine, rather than by the clock: the
/// result must not depend on what else the machine is doing. Rows are halved first, since every contender
/// gains from that; then the dearest of those that are there for comparison stay out; then fewer parts are
/// held out; only then does the dearest of the others stay out.
struct RacePlan: Sendable {
  /// What a race and a shorter contest do differently.
  struct Rules: Sendable {
    /// What it is called.
    var name: String
    /// Rows are not halved below this.
    var fewestRows: Int
    /// Whether the contenders also learn from fewer rows.
    var hasCurve: Bool
    /// Whether those on neither side of the verdict's question are there for comparison, and stay out first.
    var sidesComeFirst: Bool

    static let race = Rules(name: "race", fewestRows: 2_000, hasCurve: true, sidesComeFirst: true)
    static let trial = Rules(
      name: "trial", fewestRows: 500, hasCurve: false, sidesComeFirst: false)
  }

  /// The parts that rows are split into, of which one is held out.
  static let folds = 3
  /// Fewer rows than this are too few to compare anything.
  static let fewestRows = 40
  /// More rows than this are not looked at.
  static let mostRows = 10_000
  /// More values than this are not looked at.
  static let mostValues = 8_000_000
  /// More classes than this are not told apart.
  static let mostClasses = 200
  /// With as many rows two of the parts are enough.
  private static let many = 1_800
  /// With this few rows all parts are held out up to four times, as far as the budget goes.
  ///
  /// Of several hundred rows a part holds a hundred or two: another split or seed moves the difference of two
  /// contenders by as much as its standard error, and the mean of several by less.
  private static let some = 1_000
  private static let mostRepetitions = 4
  /// Cores of the reference machine.
  private static let cores = 2.0
  /// The contenders' learning curves: a quarter and half of the rows to learn from, on the first part.
  static let shares = [0.25, 0.5]
  /// With fewer rows to learn from than this there is no learning curve.
  static let curveRows = 120

  /// What it is a plan for.
  let rules: Rules
  /// Rows that are looked at.
  var rows: Int
  /// How often every part is held out.
  var repetitions: Int
  /// Parts that are held out, of those of all repetitions.
  var foldCount: Int
  /// Who runs.
  var contenders: [any Contender]
  /// Who does not, and why.
  var leftOut: [(info: ContenderInfo, reason: String)]
  /// Seconds that it takes on the reference machine.
  var seconds: Double

  init(_ all: [any Contender], _ rows: LabelledRows, budget: Double, rules: Rules = .race) {
    self.rules = rules
    var leftOut = [(info: ContenderInfo, reason: String)]()
    var running = all.filter { $0.concerns(rows) }
    var count = rows.count
    func time(_ foldCount: Int) -> Double {
      RacePlan.seconds(running, rows, count, foldCount: foldCount, hasCurve: rules.hasCurve)
    }
    while time(RacePlan.foldCount(count)) > budget, count / 2 >= rules.fewestRows { count /= 2 }
    let size = RacePlan.size(rows, count)
    var foldCount = RacePlan.foldCount(count)
    while time(foldCount) > budget {
      // Who is there for comparison goes before the two sides of the question, and parts before these.
      let extras = running.indices.filter {
        rules.sidesComeFirst && running[$0].info.side == .other
      }
      if extras.isEmpty, foldCount > 1 {
        foldCount -= 1
        continue
      }
      guard running.count > 1 else { break }
      let candidates = extras.isEmpty ? Array(running.indices) : extras
      let dearest =
        candidates.max { running[$0].seconds(size) < running[$1].seconds(size) } ?? 0
      let contender = running.remove(at: dearest)
      leftOut.append(
        (
          contender.info,
          "it would take more than the \(NumberText.exact(budget)) s of the \(rules.name)'s budget"
        ))
    }
    var repetitions = 1
    if count <= RacePlan.some, foldCount == RacePlan.folds {
      while repetitions < RacePlan.mostRepetitions {
        let more = (repetitions + 1) * RacePlan.folds
        guard time(more) <= budget else { break }
        (repetitions, foldCount) = (repetitions + 1, more)
      }
    }
    self.rows = count
    self.repetitions = repetitions
    self.foldCount = foldCount
    contenders = running
    self.leftOut = leftOut
    seconds = time(foldCount)
  }

  /// Two of three parts where rows are many, or each once.
  private static func foldCount(_ rows: Int) -> Int { rows >= many ? 2 : folds }

  private static func size(_ rows: LabelledRows, _ count: Int) -> FoldSize {
    FoldSize(
      training: count * (folds - 1) / folds, test: count / folds, width: rows.features.width,
      outputs: rows.outputs, extent: rows.extent, foundExtent: rows.foundExtent)
  }

  private static func seconds(
    _ contenders: [any Contender], _ rows: LabelledRows, _ count: Int, foldCount: Int,
    hasCurve: Bool
  ) -> Double {
    let whole = size(rows, count)
    return contenders.reduce(0) { sum, contender in
      let parts = shares.reduce(0.0) { sum, share in
        var size = whole
        size.training = Int(Double(whole.training) * share)
        let isRun = hasCurve && whole.training >= curveRows && contender.hasCurve
        return sum + (isRun ? contender.seconds(size) : 0)
      }
      return sum + Double(foldCount) * contender.seconds(whole) + parts
    } / cores
  }
}
