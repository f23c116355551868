internal import FathomData
internal import FathomNumerics

extension SampleSize {
  /// Takes what is measured from the summary, or says why nothing can be.
  public func input(from summary: Summary) -> Applicability<Input> {
    let terms = summary.design.terms.filter {
      summary.dataset.columns[$0.column].role == .feature
        && $0.range.contains { summary.moments[$0].varies }
    }
    guard !terms.isEmpty else { return .notApplicable("there is no feature that varies") }
    let numeric = terms.filter(\.isNumeric).map(\.range.lowerBound)
    let spreads = Scaling(numeric.map { summary.moments[$0] }).deviations
    // Pixels and samples of a signal share a unit. Columns of a table do so only if they look alike.
    let isStandardised =
      summary.dataset.layout == .table && (spreads.max() ?? 0) > 10 * (spreads.min() ?? 0)
    let scales = isStandardised ? spreads : spreads.map { _ in 1 }
    let dependence = RowDependence(summary)
    let training = SampleSize.training(summary, terms, dependence)
    var input = Input(
      rows: summary.rows.used - summary.missingTargets,
      features: terms.count, parameters: terms.reduce(0) { $0 + $1.range.count },
      classes: summary.classes, task: summary.dataset.task, layout: summary.dataset.layout,
      points: SampleSize.points(summary, numeric), scales: scales,
      isStandardised: isStandardised,
      training: training.features, target: training.target)
    input.trainingGroups = training.groups
    input.replacesMissing = training.replacesMissing
    input.targetMoments = targetMoments(summary)
    input.dependence = dependence
    if numeric.count >= 2, summary.correlations.columns == summary.design.columnCount {
      input.covariances = Covariances(
        correlations: summary.correlations.selecting(rows: numeric, columns: numeric),
        deviations: zip(numeric, scales).map { summary.moments[$0].standardDeviation / $1 })
    }
    return .applicable(input)
  }

  /// Rows for the learning curve.
  private struct Training {
    var features = Matrix(rows: 0, columns: 0)
    var target: [Double] = []
    var groups: [Int] = []
    var replacesMissing = false
  }

  /// Rows with a target, at most as many as the learning curve looks at.
  ///
  /// Complete ones, unless these are less than half: then any, with the mean of a column in the place of
  /// what is missing.
  private static func training(
    _ summary: Summary, _ terms: [Design.Term], _ dependence: RowDependence
  ) -> Training {
    var training = Training()
    let columns = terms.flatMap { Array($0.range) }
    let sample = summary.sample
    guard summary.dataset.task != nil else { return training }
    let limit = LearningCurve.rowLimit(columns: columns.count)
    func hasTarget(_ row: Int) -> Bool { !sample.target[row].isNaN }
    var rows = completeRows(sample, columns, limit, where: hasTarget)
    let possible = min(limit, sample.target.count(where: { !$0.isNaN }))
    if 2 * rows.count < possible {
      training.replacesMissing = true
      rows = completeRows(sample, [], limit, where: hasTarget)
    }
    if dependence.countsRepeatsOnce, sample.groups.isEmpty, !summary.dataset.isOrdered {
      rows = distinct(rows, sample, columns)
    }
    training.features = sample.features.selecting(rows: rows, columns: columns)
    if training.replacesMissing {
      for (place, column) in columns.enumerated() {
        let mean = summary.moments[column].mean
        for row in rows.indices where training.features[row, place].isNaN {
          training.features[row, place] = mean
        }
      }
    }
    training.target = rows.map { sample.target[$0] }
    training.groups = groups(summary, rows)
    return training
  }

  /// The first of rows that repeat one another: none is to be predicted from itself.
  private static func distinct(
    _ rows: [Int], _ sample: RowSample, _ columns: [Int]
  ) -> [Int] {
    var hashes = rows.map { RowHashes.step(1, (sample.target[$0] + 0).bitPattern) }
    for column in columns {
      let values = sample.features.column(column)
      for (place, row) in rows.enumerated() {
        hashes[place] = RowHashes.step(
          hashes[place], (values[values.startIndex + row] + 0).bitPattern)
      }
    }
    var seen = Set<UInt64>(minimumCapacity: rows.count)
    return zip(rows, hashes).filter { seen.insert($0.1).inserted }.map(\.0)
  }

  /// Rows that follow one another in time are held out in so many blocks.
  private static let blocks = 20

  /// A number for the group of each row; of rows in time, for their block; empty where they are
  /// independent.
  private static func groups(_ summary: Summary, _ rows: [Int]) -> [Int] {
    if !summary.sample.groups.isEmpty {
      var numbers = [UInt64: Int]()
      return rows.map { row in
        let hash = summary.sample.groups[row]
        let number = numbers[hash] ?? numbers.count
        numbers[hash] = number
        return number
      }
    }
    guard summary.dataset.isOrdered else { return [] }
    return rows.indices.map { $0 * blocks / rows.count }
  }

  /// Mean and standard deviation of a number that is to be predicted.
  private func targetMoments(_ summary: Summary) -> (mean: Double, deviation: Double)? {
    guard summary.dataset.task == .regression, let index = summary.dataset.targetIndex,
      let mean = summary.profiles[index].mean,
      let deviation = summary.profiles[index].standardDeviation
    else { return nil }
    return (mean, deviation)
  }

  /// Rows without a missing value, chosen by a hash of their number where there are too many.
  ///
  /// Those of the smallest hashes are looked at, more and more of them until there are enough.
  private static func completeRows(
    _ sample: RowSample, _ columns: [Int], _ limit: Int, where condition: (Int) -> Bool
  ) -> [Int] {
    let rows = sample.features.rows
    guard rows > limit else {
      return complete(Array(0..<rows).filter(condition), sample.features, columns)
    }
    let hashes = sample.rowNumbers.map { RandomStream.rowHash(seed: 0, row: $0) }
    var wanted = 2 * limit
    while true {
      let highest =
        wanted < rows ? UInt64(Double(wanted) / Double(rows) * 0x1p64) : UInt64.max
      let chosen = complete(
        (0..<rows).filter { hashes[$0] <= highest && condition($0) }, sample.features, columns)
      if chosen.count >= limit || highest == .max {
        return chosen.sorted { hashes[$0] < hashes[$1] }.prefix(limit).sorted()
      }
      wanted *= 4
    }
  }

  private static func complete(_ rows: [Int], _ features: Matrix, _ columns: [Int]) -> [Int] {
    var isComplete = [Bool](repeating: true, count: rows.count)
    for column in columns {
      let values = features.column(column)
      for (place, row) in rows.enumerated() where values[values.startIndex + row].isNaN {
        isComplete[place] = false
      }
    }
    return zip(rows, isComplete).filter(\.1).map(\.0)
  }

  /// Complete rows of the sample, as many as the pairs of distances allow, evenly over the rows.
  private static func points(_ summary: Summary, _ columns: [Int]) -> Matrix {
    let rows = completeRows(
      summary.sample, columns, IntrinsicDimension.rowLimit(columns: columns.count)
    ) { _ in true }
    return summary.sample.features.selecting(rows: rows, columns: columns)
  }
}
