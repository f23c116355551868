internal import FathomNumerics
internal import FathomSummaries

extension UnreadColumns {
  /// Measures; the same input and seed give the same evidence.
  ///
  /// - Complexity: O(n³) a column, n at most 600.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    var columns = [Evidence.UnreadColumn]()
    for (place, column) in input.columns.enumerated() {
      context.progress("Looking at unread columns", Double(place) / Double(input.columns.count))
      columns.append(try measure(column, place, input.classes, context))
    }
    return Evidence(columns: columns, share: input.share)
  }

  private func measure(
    _ column: InputColumn, _ place: Int, _ classes: Int?, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence.UnreadColumn {
    var result = Evidence.UnreadColumn(
      name: column.name, kind: column.kind, rows: column.cells.count, alone: nil, features: nil,
      together: nil, added: nil, zScore: nil)
    guard let classes, column.cells.count >= UnreadColumns.fewestRows,
      place < UnreadColumns.mostColumns, Set(column.target).count > 1
    else { return result }
    let targets = UnreadColumns.indicators(column.target, classes: classes)
    let splits = CrossValidationSplit.all(
      rows: column.cells.count, classes: classes > 0 ? column.target.map { Int($0) } : [],
      groups: nil, repetitions: 1, folds: 5, seed: context.seed)
    let kernels = RowKernel.ofCells(column)
    let features = RowKernel.ofFeatures(column.features)
    do throws(NumericsError) {
      // Each with a kernel of its own; those of both add up.
      let guessed = try RowKernel.squaredErrors(nil, targets, splits)
      let whole = guessed.reduce(0, +)
      guard whole > 0 else { return result }
      func explained(_ kernel: Matrix?) throws(NumericsError) -> (share: Double, errors: [Double]) {
        guard let kernel else { return (0, guessed) }
        let errors = try RowKernel.squaredErrors(kernel, targets, splits)
        return (1 - errors.reduce(0, +) / whole, errors)
      }
      // Of two kernels the one that explains more; the test knows that there were two.
      var (alone, own) = (try explained(kernels[0]), kernels[0])
      for kernel in kernels.dropFirst() {
        let other = try explained(kernel)
        if other.share > alone.share { (alone, own) = (other, kernel) }
      }
      let read = try explained(features)
      var sum = own
      if let features { sum.add(features) }
      let both = try explained(sum)
      // A model may leave out what does not help.
      let together = both.share >= read.share ? both : read
      let base = read.share >= 0 ? read : (share: 0, errors: guessed)
      result.alone = alone.share
      result.features = read.share
      result.together = together.share
      result.added = (together.share - base.share) / max(1e-9, 1 - together.share)
      let gains = zip(base.errors, together.errors).map { $0 - $1 }
      let moments = Moments(gains)
      let error = moments.standardDeviation / Double(gains.count).squareRoot()
      result.zScore = error > 0 ? moments.mean / error : 0
    } catch {
      throw .numerics("\(error)")
    }
    return result
  }

  /// `n × k`: the numbers in units of their deviation, or an indicator a class.
  private static func indicators(_ target: [Double], classes: Int) -> Matrix {
    var matrix = Matrix(rows: target.count, columns: max(1, classes))
    let moments = Moments(target)
    for (row, value) in target.enumerated() {
      if classes == 0 {
        matrix[row, 0] =
          moments.varies ? (value - moments.mean) / moments.standardDeviation : 0
      } else if let code = Int(exactly: value), (0..<classes).contains(code) {
        matrix[row, code] = 1
      }
    }
    return matrix
  }
}
