internal import FathomData
internal import FathomNumerics
public import FathomSummaries

extension SampleSize {
  /// Takes what is measured from the summary, or says why nothing can be.
  public func input(from summary: Summary) -> Applicability<Input> {
    let terms = summary.design.terms.filter {
      summary.schema.columns[$0.column].role == .feature
        && $0.range.contains { summary.moments[$0].varies }
    }
    guard !terms.isEmpty else { return .notApplicable("there is no feature that varies") }
    let numeric = terms.filter(\.isNumeric).map(\.range.lowerBound)
    let spreads = Scaling(numeric.map { summary.moments[$0] }).deviations
    // Pixels and samples of a signal share a unit. Columns of a table do so only if they look alike.
    let isStandardised =
      summary.schema.layout == .table && (spreads.max() ?? 0) > 10 * (spreads.min() ?? 0)
    let scales = isStandardised ? spreads : spreads.map { _ in 1 }
    let dependence = RowDependence(summary)
    let training = SampleSize.training(summary, terms, dependence)
    var input = Input(
      rows: summary.rows.used - summary.missingTargets,
      features: terms.count, parameters: terms.reduce(0) { $0 + $1.range.count },
      classes: summary.classes, task: summary.schema.task, layout: summary.schema.layout,
      points: SampleSize.points(summary, numeric), scales: scales,
      isStandardised: isStandardised,
      training: training.features, target: training.target)
    input.trainingGroups = training.groups
    input.replacesMissing = training.replacesMissing
    input.targetMoments = targetMoments(summary)
    input.dependence = dependence
    input.proposals = proposals(summary)
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
    guard summary.schema.task != nil else { return training }
    let limit = LearningCurve.rowLimit(columns: columns.count)
    func hasTarget(_ row: Int) -> Bool { !sample.target[row].isNaN }
    var rows = ChosenRows.completeRows(sample, columns, limit, where: hasTarget)
    let possible = min(limit, sample.target.count(where: { !$0.isNaN }))
    if 2 * rows.count < possible {
      training.replacesMissing = true
      rows = ChosenRows.completeRows(sample, [], limit, where: hasTarget)
    }
    if sample.groups.isEmpty, !summary.schema.isOrdered {
      if dependence.countsRepeatsOnce { rows = ChosenRows.distinct(rows, sample, columns) }
      // Nor is a row to be predicted from a copy.
      var seen = Set<Int>()
      rows = rows.filter { row in
        summary.copies[sample.rowNumbers[row]].map { seen.insert($0).inserted } ?? true
      }
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
    training.groups = ChosenRows.groups(summary, rows)
    return training
  }

  /// Mean and standard deviation of a number that is to be predicted.
  private func targetMoments(_ summary: Summary) -> (mean: Double, deviation: Double)? {
    guard summary.schema.task == .regression, let index = summary.schema.targetIndex,
      let mean = summary.profiles[index].mean,
      let deviation = summary.profiles[index].standardDeviation
    else { return nil }
    return (mean, deviation)
  }

  /// Complete rows of the sample, as many as the pairs of distances allow, evenly over the rows.
  private static func points(_ summary: Summary, _ columns: [Int]) -> Matrix {
    let sample = summary.sample
    // The dimension between a row and its copy is that of the noise.
    let rows = ChosenRows.completeRows(
      sample, columns, IntrinsicDimension.rowLimit(columns: columns.count)
    ) { row in summary.copies[sample.rowNumbers[row]].map { $0 == sample.rowNumbers[row] } ?? true }
    return summary.sample.features.selecting(rows: rows, columns: columns)
  }
}

/// Covariances as correlations and deviations, so that the correlations need not be copied.
struct Covariances: Sendable {
  /// `p × p`.
  let correlations: Matrix
  /// One for each column.
  let deviations: [Double]

  /// The covariances themselves, `p × p`.
  var matrix: Matrix {
    var matrix = correlations
    for column in matrix.columnIndices {
      for row in 0..<matrix.rows { matrix[row, column] *= deviations[row] * deviations[column] }
    }
    return matrix
  }

  /// (Σλ)² / Σλ²: the squared trace over the sum of the squares; nil where not defined.
  func participationRatio(threads: Int) -> Double? {
    let sums = UpperTriangle(correlations, absolute: false, threads: threads).map { columns in
      columns.reduce(0.0) { total, column in
        let sum = zip(column, deviations).reduce(0.0) { sum, pair in
          let weighted = pair.0 * pair.1
          return sum + weighted * weighted
        }
        return total + sum * deviations[column.index] * deviations[column.index]
      }
    }
    let variances = deviations.map { $0 * $0 }
    let trace = variances.reduce(0, +)
    let squares = 2 * sums.reduce(0, +) + variances.reduce(0) { $0 + $1 * $1 }
    let ratio = trace * trace / squares
    return squares > 0 && ratio.isFinite ? ratio : nil
  }
}
