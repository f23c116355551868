internal import FathomLearners
internal import FathomNumerics

/// Who runs, on how many rows and over how many parts, so that the race fits its budget.
///
/// The budget is counted in work, at the speed of a reference machine, rather than by the clock: the
/// result must not depend on what else the machine is doing. Rows are halved first, since every contender
/// gains from that; then the dearest of those that are there for comparison stay out; then fewer parts are
/// held out at once; only then does the dearest of the others stay out.
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
    /// Whether it ends when its question is decided, and contenders that cannot win drop out.
    var isSequential: Bool
    /// The least gain of a network that counts, as a share of the score.
    var gain = 0.01
    /// Whether all rows and contenders stay, whatever they take: the budget is for further rounds alone.
    var keepsRows = false

    static let race = Rules(
      name: "race", fewestRows: 2_000, hasCurve: true, sidesComeFirst: true, isSequential: true)
    static let trial = Rules(
      name: "trial", fewestRows: 500, hasCurve: false, sidesComeFirst: false, isSequential: false)
  }

  /// The parts that rows are split into, of which one is held out.
  static let folds = 3
  /// Fewer rows than this are too few to compare anything.
  static let fewestRows = 40
  /// More rows than this are not looked at.
  static let mostRows = 40_000
  /// More values than this are not looked at.
  static let mostValues = 8_000_000
  /// More classes than this are not told apart.
  static let mostClasses = 200
  /// With as many rows two of the parts are enough for a trial.
  private static let many = 1_800
  /// With fewer rows all parts are held out before anything is decided: one of them says little.
  private static let few = 450
  /// How often all parts are held out at most, as far as the budget goes: four times below ``few``, twice below
  /// ``many``, else once.
  ///
  /// Of a few hundred rows a part holds a hundred: another split or start moves the difference of two contenders by as
  /// much as its standard error, and the mean of several by less.
  private static func mostRepetitions(_ rows: Int) -> Int { rows < few ? 4 : rows < many ? 2 : 1 }
  /// How often more all parts are held out where it is still close then, as far as the budget goes.
  ///
  /// On 54 datasets with four seeds the lead of those that were close moved by half to nearly all of its standard error.
  private static func closeRepetitions(_ rows: Int) -> Int { rows < many ? 2 : 1 }
  /// Up to as many rows a trial repeats its parts.
  private static let trialRepeats = 1_000
  /// Cores of the reference machine.
  static let cores = 2.0
  /// With fewer rows to learn from than this there is no learning curve.
  static let curveRows = 120

  /// What it is a plan for.
  let rules: Rules
  /// Seconds of work on the reference machine that are allowed.
  let budget: Double
  /// Rows that are looked at.
  private(set) var rows: Int
  /// Whether there are more rows than are looked at.
  let isSample: Bool
  /// How often every part is held out at most.
  private(set) var repetitions: Int
  /// The parts that are held out one after the other.
  private(set) var rounds: [Range<Int>]
  /// Those that are held out after them where it is still close.
  private(set) var closeRounds = [Range<Int>]()
  /// Who runs.
  private(set) var contenders: [any Contender]
  /// Who does not, and why.
  private(set) var leftOut: [(info: ContenderInfo, reason: String)]
  /// Seconds that it takes at least on the reference machine: a round, and learning curves.
  private(set) var seconds: Double

  /// The contenders' learning curves: shares of the rows to learn from, on the first part.
  ///
  /// At least four sizes with all of them where the curves have to tell what becomes of more rows; of many rows small
  /// shares, which take less time, are enough to tell whether the order is about to change.
  var shares: [Double] { RacePlan.shares(rows, isSample: isSample) }

  private static func shares(_ rows: Int, isSample: Bool) -> [Double] {
    isSample ? [0.125, 0.25, 0.5] : rows < many ? [0.25, 0.5] : [0.125, 0.25]
  }

  /// Parts that are held out at most.
  var foldCount: Int { (rounds + closeRounds).last?.upperBound ?? 0 }

  /// - Parameter available: rows that there are; nil for those that are given.
  init(
    _ all: [any Contender], _ rows: LabelledRows, budget: Double, available: Int? = nil,
    rules: Rules = .race
  ) {
    self.rules = rules
    self.budget = budget
    var leftOut = [(info: ContenderInfo, reason: String)]()
    var running = all.filter { $0.concerns(rows) }
    var count = rows.count
    let most = max(rows.count, available ?? 0)
    func time(_ parts: Int) -> Double {
      RacePlan.seconds(
        running, RacePlan.size(rows, count), parts: parts, hasCurve: rules.hasCurve,
        isSample: count < most)
    }
    func parts(_ count: Int) -> Int {
      rules.isSequential
        ? count >= RacePlan.few ? 1 : RacePlan.folds
        : count >= RacePlan.many ? 2 : RacePlan.folds
    }
    let allowed = rules.keepsRows ? Double.infinity : budget
    while time(parts(count)) > allowed, count / 2 >= rules.fewestRows { count /= 2 }
    let size = RacePlan.size(rows, count)
    var first = parts(count)
    while time(first) > allowed {
      // Who is there for comparison goes before the two sides of the question, and parts before these.
      let extras = running.indices.filter {
        rules.sidesComeFirst && running[$0].info.side == .other
      }
      if extras.isEmpty, first > 1 {
        first -= 1
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
    self.rows = count
    isSample = count < most
    contenders = running
    self.leftOut = leftOut
    seconds = time(first)
    repetitions = 1
    rounds = [0..<first]
    if rules.isSequential {
      repetitions = RacePlan.mostRepetitions(count)
      rounds += stride(from: first, to: repetitions * RacePlan.folds, by: first).map {
        $0..<min($0 + first, repetitions * RacePlan.folds)
      }
      closeRounds = (repetitions..<repetitions + RacePlan.closeRepetitions(count)).map {
        $0 * RacePlan.folds..<($0 + 1) * RacePlan.folds
      }
      repetitions += closeRounds.count
    } else if count <= RacePlan.trialRepeats, first == RacePlan.folds {
      while repetitions < 4,
        time((repetitions + 1) * RacePlan.folds) <= budget
      {
        repetitions += 1
      }
      rounds = [0..<repetitions * RacePlan.folds]
      seconds = time(repetitions * RacePlan.folds)
    }
  }

  private static func size(_ rows: LabelledRows, _ count: Int) -> FoldSize {
    FoldSize(
      training: count * (folds - 1) / folds, test: count / folds, width: rows.features.width,
      outputs: rows.outputs, numbers: rows.numbers, extent: rows.extent,
      foundExtent: rows.foundExtent)
  }

  /// Everybody on some parts, and on less of one the dearest of each side, or all of both sides of a sample.
  private static func seconds(
    _ contenders: [any Contender], _ whole: FoldSize, parts: Int, hasCurve: Bool, isSample: Bool
  ) -> Double {
    func curve(_ side: ContenderInfo.Side) -> Double {
      let costs = contenders.filter { $0.info.side == side && $0.hasCurve }.map { contender in
        shares(whole.training + whole.test, isSample: isSample).reduce(0.0) { sum, share in
          var size = whole
          size.training = Int(Double(whole.training) * share)
          return sum + contender.seconds(size)
        }
      }
      return isSample ? costs.reduce(0, +) : costs.max() ?? 0
    }
    let curves =
      hasCurve && whole.training >= curveRows ? curve(.classical) + curve(.deep) : 0
    return
      (contenders.reduce(0) { $0 + Double(parts) * $1.seconds(whole) } + curves) / cores
  }
}
