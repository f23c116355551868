public import FathomNumerics
internal import CXGBoost

/// Gradient boosted trees, by the library XGBoost, on the calling thread.
///
/// A missing value is NaN, and goes where it helps most at each split. The same rows and seed give the same
/// trees.
///
/// Source: Chen & Guestrin 2016, *KDD*, 785.
public struct BoostedTrees: Sendable {
  /// How trees are grown.
  public struct Settings: Sendable, Equatable {
    /// Splits from the root to a leaf, at most.
    public var depth: Int
    /// The share of each tree's answer that is believed.
    public var learningRate: Double
    /// The share of the rows that a tree sees.
    public var rowShare: Double
    /// The share of the columns that a tree sees.
    public var columnShare: Double
    /// Bins that a column's values are sorted into.
    public var bins: Int
    /// The least sum of second derivatives in a leaf: of numbers, its rows.
    public var leastWeight: Double

    /// Settings from their parts.
    public init(
      depth: Int = 6, learningRate: Double = 0.1, rowShare: Double = 0.8,
      columnShare: Double = 0.8, bins: Int = 256, leastWeight: Double = 1
    ) {
      self.depth = depth
      self.learningRate = learningRate
      self.rowShare = rowShare
      self.columnShare = columnShare
      self.bins = bins
      self.leastWeight = leastWeight
    }
  }

  private let settings: Settings
  private let seed: UInt64

  /// Trees of some settings.
  public init(_ settings: Settings, seed: UInt64) {
    LinearAlgebra.prepare()
    self.settings = settings
    self.seed = seed
  }

  /// After how many rounds other samples are predicted best.
  ///
  /// - Parameters:
  ///   - patience: stops after this many rounds without any gain.
  /// - Returns: the rounds, and the mean log loss or the root of the mean squared error then.
  /// - Throws: `.library` where XGBoost gives up.
  public func bestRounds(
    _ samples: SampleRows, _ target: NetworkTarget, validation: SampleRows,
    _ truth: NetworkTarget, mostRounds: Int, patience: Int
  ) throws(NumericsError) -> (rounds: Int, loss: Double) {
    let training = try TreeRows(samples, target)
    let held = try TreeRows(validation, truth)
    let booster = try Booster([training, held], settings, target, seed)
    var best = (rounds: 1, loss: Double.infinity)
    for round in 0..<mostRounds {
      try booster.update(round, training)
      let loss = try booster.loss(round, held)
      if loss < best.loss { best = (round + 1, loss) }
      if round + 1 - best.rounds >= patience { break }
    }
    return best
  }

  /// The answers to other samples after this many rounds: the probability of each class, or a number.
  ///
  /// - Throws: `.library` where XGBoost gives up.
  public func predict(
    _ samples: SampleRows, _ target: NetworkTarget, rounds: Int, for test: SampleRows
  ) throws(NumericsError) -> SampleRows {
    let training = try TreeRows(samples, target)
    let rows = try TreeRows(test, nil)
    let booster = try Booster([training], settings, target, seed)
    for round in 0..<rounds { try booster.update(round, training) }
    let answers = try booster.predict(rows)
    switch target {
    case .values: return SampleRows(count: test.count, width: 1, values: answers)
    case .classes(_, let count) where count > 2:
      return SampleRows(count: test.count, width: count, values: answers)
    case .classes:
      return SampleRows(
        count: test.count, width: 2, values: answers.flatMap { [1 - $0, $0] })
    }
  }
}

/// What XGBoost said when it gave up.
private func check(_ result: Int32) throws(NumericsError) {
  guard result != 0 else { return }
  throw .library(
    name: "XGBoost",
    message: String(cString: XGBGetLastError()).split(separator: "\n").first.map(String.init) ?? "")
}

/// Rows as XGBoost keeps them.
private final class TreeRows {
  let handle: DMatrixHandle
  let count: Int

  init(_ samples: SampleRows, _ target: NetworkTarget?) throws(NumericsError) {
    var matrix: DMatrixHandle?
    try check(
      XGDMatrixCreateFromMat_omp(
        samples.values, bst_ulong(samples.count), bst_ulong(samples.width), .nan, &matrix, 1))
    guard let matrix else { throw .library(name: "XGBoost", message: "no rows") }
    handle = matrix
    count = samples.count
    guard let target else { return }
    precondition(target.count == samples.count, "a target each")
    let labels: [Float] =
      switch target {
      case .values(let values): values
      case .classes(let classes, _): classes.map { Float($0) }
      }
    try check(XGDMatrixSetFloatInfo(handle, "label", labels, bst_ulong(labels.count)))
  }

  deinit { XGDMatrixFree(handle) }
}

private final class Booster {
  private let handle: BoosterHandle

  init(
    _ rows: [TreeRows], _ settings: BoostedTrees.Settings, _ target: NetworkTarget, _ seed: UInt64
  ) throws(NumericsError) {
    var booster: BoosterHandle?
    let matrices: [DMatrixHandle?] = rows.map(\.handle)
    try check(XGBoosterCreate(matrices, bst_ulong(matrices.count), &booster))
    guard let booster else { throw .library(name: "XGBoost", message: "no booster") }
    handle = booster
    var parameters = [
      "nthread": "1", "verbosity": "0", "tree_method": "hist", "seed": "\(seed % 2_147_483_647)",
      "max_depth": "\(settings.depth)", "eta": "\(settings.learningRate)",
      "subsample": "\(settings.rowShare)", "colsample_bytree": "\(settings.columnShare)",
      "max_bin": "\(settings.bins)", "min_child_weight": "\(settings.leastWeight)",
    ]
    switch target {
    case .values(let values):
      parameters["objective"] = "reg:squarederror"
      let mean = values.reduce(0.0) { $0 + Double($1) } / Double(max(1, values.count))
      parameters["base_score"] = "\(mean)"
    case .classes(_, let count) where count > 2:
      parameters["objective"] = "multi:softprob"
      parameters["num_class"] = "\(count)"
      parameters["eval_metric"] = "mlogloss"
    case .classes:
      parameters["objective"] = "binary:logistic"
      parameters["eval_metric"] = "logloss"
    }
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      try check(XGBoosterSetParam(handle, name, value))
    }
  }

  deinit { XGBoosterFree(handle) }

  func update(_ round: Int, _ rows: TreeRows) throws(NumericsError) {
    try check(XGBoosterUpdateOneIter(handle, Int32(round), rows.handle))
  }

  func loss(_ round: Int, _ rows: TreeRows) throws(NumericsError) -> Double {
    var matrices: [DMatrixHandle?] = [rows.handle]
    var text: UnsafePointer<CChar>?
    let name = "held"
    let result = name.withCString { name in
      var names: [UnsafePointer<CChar>?] = [name]
      return XGBoosterEvalOneIter(handle, Int32(round), &matrices, &names, 1, &text)
    }
    try check(result)
    // As in "[3]\theld-mlogloss:0.42".
    guard let text, let number = String(cString: text).split(separator: ":").last,
      let loss = Double(number)
    else { throw .library(name: "XGBoost", message: "no loss") }
    return loss
  }

  func predict(_ rows: TreeRows) throws(NumericsError) -> [Float] {
    var count: bst_ulong = 0
    var values: UnsafePointer<Float>?
    try check(XGBoosterPredict(handle, rows.handle, 0, 0, 0, &count, &values))
    return Array(UnsafeBufferPointer(start: values, count: Int(count)))
  }
}
