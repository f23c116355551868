internal import FathomLearners
internal import FathomNumerics
internal import FathomSummaries

/// What quick learners say of every row, each time from rows of other parts: complete cross-validation.
///
/// The budget is counted in work on the reference machine, as in ``RacePlan``: the result does not depend on the clock.
struct HeldOutPredictions: Sendable {
  /// Rows are not halved below this.
  static let fewestRows = 2_000
  /// Seconds of work on the two cores of the reference machine.
  private static let budget = 2.0
  /// Those where most rows are not looked at anyway: half as many tell the share of wrong labels as well.
  private static let sampleBudget = 1.0
  /// All rows are predicted again without those whose label is unlikely.
  private static let passes = 2.0
  /// Up to as many rows more parts are held out: each says little, and they take little time.
  private static let few = 1_500

  /// A linear model, boosted trees and a kernel machine, in a hurry.
  private static let all: [any Contender] = [
    LinearContender(), TreeContender(isQuick: true, seconds: 0.3), KernelContender(isQuick: true),
  ]

  /// Who predicts.
  let contenders: [any Contender]
  private let rows: LabelledRows
  private let splits: [CrossValidationSplit]
  private let context: AnalysisContext

  /// Chooses who predicts and deals the rows to parts, groups whole.
  ///
  /// - Throws: `unsuitable` where the groups are too few or too uneven.
  init(_ rows: LabelledRows, _ context: AnalysisContext) throws(AnalysisError) {
    self.rows = rows
    self.context = context
    var contenders = HeldOutPredictions.all.filter { $0.concerns(rows) }
    while contenders.count > 1, HeldOutPredictions.seconds(contenders, rows) > Self.budget {
      let size = HeldOutPredictions.size(rows)
      let dearest = contenders.indices.max {
        contenders[$0].seconds(size) < contenders[$1].seconds(size)
      }
      contenders.remove(at: dearest ?? 0)
    }
    self.contenders = contenders
    splits = CrossValidationSplit.all(
      rows: rows.count, classes: rows.classes(of: Array(0..<rows.count)), groups: rows.groups,
      copies: rows.groups == nil ? rows.copies ?? HeldOutPredictions.firstCopies(of: rows) : nil,
      repetitions: 1, folds: HeldOutPredictions.folds(rows.count), seed: context.seed)
    guard splits.allSatisfy({ $0.training.count >= 20 && !$0.test.isEmpty }) else {
      throw .unsuitable("the groups are too few or too uneven to hold a part of the rows out")
    }
  }

  /// Whether the budget allows all learners on all of the rows.
  ///
  /// - Parameter isSample: whether most rows are not looked at anyway.
  static func isAffordable(_ rows: LabelledRows, isSample: Bool) -> Bool {
    seconds(all.filter { $0.concerns(rows) }, rows) <= (isSample ? sampleBudget : budget)
  }

  private static func folds(_ rows: Int) -> Int { rows <= few ? 5 : RacePlan.folds }

  private static func size(_ rows: LabelledRows) -> FoldSize {
    let folds = folds(rows.count)
    return FoldSize(
      training: rows.count * (folds - 1) / folds, test: rows.count / folds,
      width: rows.features.width, outputs: rows.outputs, numbers: rows.numbers,
      extent: rows.extent)
  }

  private static func seconds(_ contenders: [any Contender], _ rows: LabelledRows) -> Double {
    let size = size(rows)
    let once = contenders.reduce(0) { $0 + $1.seconds(size) }
    return once * passes * Double(folds(rows.count)) / RacePlan.cores
  }

  // MARK: Copies

  /// Where fewer rows differ, they repeat because few values are possible: none is a copy.
  private static let distinctShare = 0.8

  /// The first row with the same features as each row: a copy that is learned from would vouch for the label.
  ///
  /// Where many rows repeat others, each is the first of its own.
  static func firstCopies(of rows: LabelledRows) -> [Int] {
    let (values, width) = (rows.features.values, rows.features.width)
    var firstOfHash = [UInt64: Int](minimumCapacity: rows.count)
    let first = (0..<rows.count).map { row -> Int in
      let hash = values[row * width..<(row + 1) * width].reduce(1) {
        // 0 and −0 are equal.
        RowHashes.step($0, UInt64(($1 + 0).bitPattern))
      }
      let place = firstOfHash[hash] ?? row
      firstOfHash[hash] = place
      return place
    }
    return Double(firstOfHash.count) >= distinctShare * Double(rows.count)
      ? first : Array(0..<rows.count)
  }

  // MARK: Predicting

  /// The held-out predictions of each contender, `n × outputs`, learned from the rows that are kept; nil of one that failed.
  func predict(keeping isKept: [Bool]) -> [Matrix?] {
    let (rows, splits, contenders, context) = (rows, splits, contenders, context)
    let parts = Parallel.map(contenders.count * splits.count, threads: context.threads) {
      index -> Matrix? in
      let split = splits[index % splits.count]
      var stream = RandomStream(
        seed: context.seed, domain: "labelErrors", index: UInt64(index % splits.count))
      let fold = Fold(
        rows: rows, training: split.training.filter { isKept[$0] }, test: split.test,
        seed: stream.next())
      let contender = contenders[index / splits.count]
      context.progress(
        "Wrong labels: \(contender.info.name)",
        Double(index) / Double(contenders.count * splits.count))
      return try? contender.predict(fold)
    }
    return contenders.indices.map { contender in
      var whole = Matrix(rows: rows.count, columns: rows.outputs)
      for (place, split) in splits.enumerated() {
        guard let part = parts[contender * splits.count + place],
          part.storage.allSatisfy(\.isFinite)
        else { return nil }
        for (row, target) in split.test.enumerated() {
          for output in 0..<rows.outputs { whole[target, output] = part[row, output] }
        }
      }
      return whole
    }
  }
}
