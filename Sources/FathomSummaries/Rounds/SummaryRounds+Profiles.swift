internal import FathomData
internal import FathomNumerics

/// The quartiles of one column, and how it is distributed.
struct ColumnQuartiles {
  var q1: Double?
  var median: Double?
  var q3: Double?
  var areExact = true
  var histogram: ColumnHistogram?
}

/// What a report shows of each column.
extension SummaryRounds {
  /// The quartiles of each column: of all rows where they were tracked or kept, else of the sample.
  func quartiles(threads: Int) -> [ColumnQuartiles] {
    let columns = plan.schema.columns
    guard plan.needs.contains(.distributions) else {
      return columns.map { _ in ColumnQuartiles(areExact: false) }
    }
    guard let tracked = trackedQuartiles else { return sampledQuartiles(threads: threads) }
    var result = columns.indices.map { tracked[$0] ?? ColumnQuartiles() }
    if let target = plan.schema.targetIndex { result[target] = classQuartiles ?? result[target] }
    return result
  }

  /// The quartiles of numeric classes, whose codes stand for their labels.
  private var classQuartiles: ColumnQuartiles? {
    let schema = plan.schema
    guard let target = schema.target, schema.task == .classification, target.holdsNumbers,
      let counts = profile.target?.counts
    else { return nil }
    let levels = zip(target.levels, counts).compactMap { level, count in
      Double(level).map { (value: $0, count: count) }
    }
    let quartiles = Quantiles.typeSeven(ofCounted: levels, at: [0.25, 0.5, 0.75])
    guard quartiles.count == 3 else { return nil }
    var histogram = ColumnHistogram(
      of: levels.filter { $0.count > 0 }.map(\.value), isExact: true)
    if let bins = histogram {
      var counts = bins.counts.map { _ in 0 }
      for level in levels where level.count > 0 {
        // In bounds: the bins cover all levels that occur.
        counts[Int(((level.value - bins.lowerEdge) / bins.binWidth).rounded(.down))] += level.count
      }
      histogram?.counts = counts
    }
    return ColumnQuartiles(
      q1: quartiles[0], median: quartiles[1], q3: quartiles[2], areExact: true,
      histogram: histogram)
  }

  /// The quartiles of each column of the dataset that is in the sample.
  private func sampledQuartiles(threads: Int) -> [ColumnQuartiles] {
    let schema = plan.schema
    var result = [ColumnQuartiles](repeating: ColumnQuartiles(), count: schema.columns.count)
    // Positions of images are no columns that anybody would look at one by one.
    guard schema.images == nil else { return result }
    let numeric = plan.design.terms.filter(\.isNumeric)
    result.withUnsafeMutableBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      let shared = SharedSlots(base: base)
      Parallel.forEach(numeric.count, threads: threads) { index in
        let values = sample.features.column(numeric[index].range.lowerBound)
        // In bounds: a term's column is one of the dataset's; no two terms share it.
        shared.base[numeric[index].column] = ColumnQuartiles(
          of: values.filter { !$0.isNaN }, areExact: sample.isComplete)
      }
    }
    for (place, column) in profile.otherColumns.enumerated() {
      result[column] = ColumnQuartiles(
        of: others.column(place).filter { !$0.isNaN }, areExact: sample.isComplete)
    }
    if let target = schema.targetIndex {
      result[target] = classQuartiles ?? result[target]
    }
    return result
  }

  /// How many rows have each level of a column; nil where that was not counted.
  var levelCounts: [[Int]?] {
    let schema = plan.schema
    var counts = [[Int]?](repeating: nil, count: schema.columns.count)
    for term in plan.design.terms
    where schema.columns[term.column].levels.count == term.range.count + 1 {
      // The mean of an indicator is the share of its level; the first level has the rest.
      let moments = profile.designMoments[term.range]
      let others = moments.map { Int((Double($0.count) * $0.mean).rounded()) }
      counts[term.column] = [(moments.first?.count ?? 0) - others.reduce(0, +)] + others
    }
    if let index = schema.targetIndex, let target = profile.target { counts[index] = target.counts }
    return counts
  }

  /// The moments of each column of the dataset; those of numeric class labels follow from the counts.
  var columnMoments: [Moments] {
    let schema = plan.schema
    var moments = [Moments](repeating: Moments(), count: schema.columns.count)
    for term in plan.design.terms where term.isNumeric {
      moments[term.column] = profile.designMoments[term.range.lowerBound]
    }
    for (place, column) in profile.otherColumns.enumerated() {
      moments[column] = profile.otherMoments[place]
    }
    if let index = schema.targetIndex, let target = profile.target {
      for (level, count) in zip(schema.columns[index].levels, target.counts) {
        guard let value = Double(level) else { continue }
        moments[index].merge(Moments(repeating: value, count: count))
      }
    }
    return moments
  }
}

extension ColumnQuartiles {
  /// The quartiles and the histogram of values in memory, none of which is NaN.
  init(of values: [Double], areExact: Bool) {
    guard !values.isEmpty else {
      self.init()
      return
    }
    let quartiles = Quantiles.typeSeven(of: values, at: [0.25, 0.5, 0.75])
    self.init(
      q1: quartiles[0], median: quartiles[1], q3: quartiles[2], areExact: areExact,
      histogram: ColumnHistogram(of: values, isExact: areExact))
  }
}

extension ColumnProfile {
  init(
    _ column: Column, _ seen: ColumnObservation, _ moments: Moments, _ quartiles: ColumnQuartiles,
    _ levelCounts: [Int]?
  ) {
    let isNumeric = column.holdsNumbers && moments.count > 0
    self.init(
      name: column.name, type: column.type, role: column.role, roleReason: column.roleReason,
      missing: seen.missing, distinct: seen.distinct, distinctIsExact: seen.distinctIsExact,
      mean: isNumeric ? moments.mean : nil,
      standardDeviation: isNumeric ? moments.standardDeviation.finite : nil,
      min: isNumeric ? moments.minimum : nil,
      q1: isNumeric ? quartiles.q1 : nil, median: isNumeric ? quartiles.median : nil,
      q3: isNumeric ? quartiles.q3 : nil, max: isNumeric ? moments.maximum : nil,
      quantilesAreExact: quartiles.areExact,
      histogram: isNumeric ? quartiles.histogram : nil,
      topValues: levelCounts.map { TopValue.top(levels: column.levels, levelCounts: $0) })
  }
}
