internal import FathomLearners
internal import FathomData
internal import FathomNumerics

/// The rows that contenders are fitted to and judged by.
struct LabelledRows: Sendable {
  /// The values, `n × p`; in a sequence or grid one a position.
  ///
  /// NaN where a value is missing.
  var features: SampleRows
  /// Of each column, whether it holds more than two values, so that its distribution has a shape.
  var isNumber: [Bool]
  /// The target of each row: a number, or the code of a class.
  var target: [Double]
  /// How many classes; nil for a regression.
  var classes: Int?
  /// The labels of the classes; empty where they have none.
  var labels: [String] = []
  /// Whether the target may be a count: whole numbers from 0 on.
  var mayBeCount = false
  /// How the features lie.
  var layout: Layout
  /// The positions in an order that was found to be more local than the given one; nil where none was found.
  var foundOrder: [Int]?
  /// The group of each row; nil where rows are independent.
  var groups: [Int]?
  /// For each row a number that it shares with its copies; nil where there are none.
  var copies: [Int]?

  var count: Int { target.count }

  /// Takes over which rows are copies of one another: a number that they share, nil for a row without copies.
  ///
  /// Groups that share copies become one.
  mutating func takeCopies(_ shared: [Int?]) {
    var firsts = [Int: Int]()
    var union = UnionFind()
    for (row, number) in shared.enumerated() {
      guard let number else { continue }
      let first = firsts[number, default: row]
      firsts[number] = first
      if first < row { union.join(groups?[first] ?? first, groups?[row] ?? row) }
    }
    let leaders = union.leaders
    guard !leaders.isEmpty else { return }
    if let groups {
      self.groups = groups.map { leaders[$0] ?? $0 }
    } else {
      copies = (0..<count).map { leaders[$0] ?? $0 }
    }
  }

  /// How a network sees one row.
  var extent: NetworkShape.Extent {
    switch layout {
    case .table: .init(channels: features.width)
    case .sequence: .init(width: features.width, channels: 1)
    case .grid(let height, let width, let channels):
      .init(height: height, width: width, channels: channels)
    }
  }

  /// What a class is called.
  func label(_ name: Int) -> String { labels.indices.contains(name) ? labels[name] : "\(name)" }

  /// Columns that hold more than two values.
  var numbers: Int { isNumber.count { $0 } }

  /// Outputs of a learner.
  var outputs: Int { classes ?? 1 }

  /// The classes of some rows, for an even split; empty for a regression.
  func classes(of rows: [Int]) -> [Int] { classes == nil ? [] : rows.map { Int(target[$0]) } }

  /// How a network sees one row in the order that was found: columns of a table become steps.
  var foundExtent: NetworkShape.Extent? {
    guard foundOrder != nil else { return nil }
    return layout == .table ? .init(width: features.width, channels: 1) : extent
  }

  /// The same rows in the order that was found.
  var inFoundOrder: LabelledRows {
    guard let foundOrder else { return self }
    var rows = rearranged(foundOrder)
    rows.foundOrder = nil
    if layout == .table { rows.layout = .sequence }
    return rows
  }

  /// The same rows with some of their columns.
  func keeping(_ columns: [Int]) -> LabelledRows {
    var rows = self
    rows.features = features.selecting(columns: columns)
    rows.isNumber = columns.map { isNumber[$0] }
    rows.foundOrder = nil
    return rows
  }

  /// The same rows with their positions in another order.
  func rearranged(_ order: [Int]) -> LabelledRows {
    var rows = self
    rows.features = features.rearranged(order)
    rows.isNumber = order.map { isNumber[$0] }
    return rows
  }
}

/// A fold: rows to learn from and rows to predict.
struct Fold: Sendable {
  let rows: LabelledRows
  /// Rows to learn from, in random order.
  let training: [Int]
  /// Rows to predict.
  let test: [Int]
  /// The seed of all that is random in the fold.
  let seed: UInt64
  /// Threads that whoever learns from it may use beside its own.
  var spare = SpareThreads.none

  /// A part of the rows to learn from is held back, to choose settings by; of more than `most` rows
  /// only this many are looked at.
  ///
  /// A fifth is held back, classes spread evenly, groups whole unless there is only one.
  func inner(most: Int = .max) -> Fold {
    let some = Array(training.prefix(most))
    var groups = rows.groups.map { groups in some.map { groups[$0] } }
    if let names = groups, Set(names).count < 2 { groups = nil }
    let split = CrossValidationSplit.all(
      rows: some.count, classes: rows.classes(of: some), groups: groups,
      copies: rows.copies.map { copies in some.map { copies[$0] } }, repetitions: 1, folds: 5,
      seed: seed &+ 1)[0]
    return Fold(
      rows: rows, training: split.training.map { some[$0] }, test: split.test.map { some[$0] },
      seed: seed)
  }

  /// Only the first rows to learn from.
  func limited(to count: Int) -> Fold {
    Fold(rows: rows, training: Array(training.prefix(count)), test: test, seed: seed)
  }

  func stream(_ domain: String, _ index: Int = 0) -> RandomStream {
    RandomStream(seed: seed, domain: domain, index: UInt64(index))
  }

  // MARK: Targets

  /// What the network layer learns: classes, or numbers with mean 0 and deviation 1.
  var target: NetworkTarget { target(of: training) }

  /// The same of the rows to predict.
  var truth: NetworkTarget { target(of: test) }

  private func target(of some: [Int]) -> NetworkTarget {
    if let classes = rows.classes {
      return .classes(some.map { Int32(rows.target[$0]) }, count: classes)
    }
    let (mean, deviation) = targetScale
    return .values(some.map { Float((rows.target[$0] - mean) / deviation) })
  }

  /// Mean and standard deviation of the numbers to learn from.
  var targetScale: (mean: Double, deviation: Double) {
    let moments = Moments(training.map { rows.target[$0] })
    return (moments.mean, moments.varies ? moments.standardDeviation : 1)
  }

  /// The smallest and the largest target to learn from.
  var targetRange: ClosedRange<Double> {
    let targets = training.map { rows.target[$0] }
    return (targets.min() ?? 0)...(targets.max() ?? 0)
  }

  /// Answers of a learner of ``target`` in the units of the rows.
  func onTargetScale(_ predicted: SampleRows) -> Matrix {
    var matrix = predicted.matrix
    guard rows.classes == nil else { return matrix }
    let (mean, deviation) = targetScale
    matrix.replaceElements { mean + deviation * $0 }
    return matrix
  }

  // MARK: Features

  /// How features are brought to a common scale, by the rows to learn from alone.
  enum FeatureScale: Sendable {
    /// As they are, missing values NaN.
    case none
    /// Each column with mean 0 and deviation 1; missing values are 0.
    case columns
    /// All columns by one mean and deviation, as pixels are.
    case common
    /// As ``columns``, and each number once more by how much of each of so many bins lies below it.
    case bins(Int)

    /// How many bins; nil where there are none.
    var bins: Int? { if case .bins(let count) = self { count } else { nil } }
  }

  /// The features to learn from and those to predict by.
  func features(_ scale: FeatureScale) -> (training: SampleRows, test: SampleRows) {
    var known = rows.features.selecting(training)
    var asked = rows.features.selecting(test)
    switch scale {
    case .none: break
    case .common:
      let moments = Moments(known.values.filter { !$0.isNaN }.map { Double($0) })
      let mean = Float(moments.mean)
      let factor = Float(moments.varies ? 1 / moments.standardDeviation : 1)
      func scaled(_ value: Float) -> Float { value.isNaN ? 0 : (value - mean) * factor }
      known.values = known.values.map(scaled)
      asked.values = asked.values.map(scaled)
    case .bins(let bins): return binned(bins)
    case .columns:
      for column in 0..<known.width {
        let values = (0..<known.count).map { known[$0, column] }.filter { !$0.isNaN }
        let transform = Fold.standardiser(values)
        for row in 0..<known.count {
          known[row, column] = known[row, column].isNaN ? 0 : transform(known[row, column])
        }
        for row in 0..<asked.count {
          asked[row, column] = asked[row, column].isNaN ? 0 : transform(asked[row, column])
        }
      }
    }
    return (known, asked)
  }

  private static func standardiser(_ values: [Float]) -> (Float) -> Float {
    let moments = Moments(values.map { Double($0) })
    // A column that does not vary says nothing, whatever it says in the rows to predict.
    guard moments.varies else { return { _ in 0 } }
    let mean = moments.mean
    let factor = 1 / moments.standardDeviation
    // Nothing is known of what lies outside of what was learned from.
    let range = (values.min() ?? 0)...(values.max() ?? 0)
    return { value in
      Float((Double(min(range.upperBound, max(range.lowerBound, value))) - mean) * factor)
    }
  }
}
