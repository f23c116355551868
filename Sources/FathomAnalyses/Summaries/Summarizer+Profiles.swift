internal import FathomData
internal import FathomNumerics

/// What a report shows of each column.
extension Summarizer {
  struct Quartiles {
    var q1: Double?
    var median: Double?
    var q3: Double?
    var areExact = true
    var histogram: ColumnHistogram?
  }

  /// The quartiles of each column from all rows, with few of them in memory.
  ///
  /// - Throws: what reading the source again throws, which rows in an unusual order make necessary.
  func quartiles(
    _ source: some Source, _ moments: [Moments], _ pass: ProfilePartial,
    _ trackers: ColumnTrackers
  ) throws(DataError) -> [Quartiles] {
    let schema = source.schema
    var result = [Quartiles](repeating: Quartiles(), count: schema.columns.count)
    let tracked = try trackers.finish(source, moments, threads: threads) { done in
      progress("Finding quartiles", done, ofBytes: source.byteCount)
    }
    for (column, found) in tracked {
      result[column] = Quartiles(
        q1: found.quartiles[0], median: found.quartiles[1], q3: found.quartiles[2],
        areExact: true, histogram: found.histogram)
    }
    if let target = schema.targetIndex {
      result[target] = classQuartiles(schema, pass) ?? result[target]
    }
    return result
  }

  /// The quartiles of numeric classes, whose codes stand for their labels.
  private func classQuartiles(_ schema: Schema, _ pass: ProfilePartial) -> Quartiles? {
    guard let target = schema.target, schema.task == .classification, target.holdsNumbers,
      let counts = pass.target?.counts
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
    return Quartiles(
      q1: quartiles[0], median: quartiles[1], q3: quartiles[2], areExact: true,
      histogram: histogram)
  }

  /// The quartiles of each column of the dataset that is in the sample.
  func quartiles(
    _ schema: Schema, _ design: Design, _ sample: RowSample, _ others: Matrix,
    _ pass: ProfilePartial
  ) -> [Quartiles] {
    var result = [Quartiles](repeating: Quartiles(), count: schema.columns.count)
    // Positions of images are no columns that anybody would look at one by one.
    guard schema.images == nil else { return result }
    let numeric = design.terms.filter(\.isNumeric)
    result.withUnsafeMutableBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      let shared = SharedSlots(base: base)
      Parallel.forEach(numeric.count, threads: threads) { index in
        let values = sample.features.column(numeric[index].range.lowerBound)
        // In bounds: a term's column is one of the dataset's; no two terms share it.
        shared.base[numeric[index].column] = quartiles(
          values.filter { !$0.isNaN }, sample.isComplete)
      }
    }
    for (place, column) in pass.otherColumns.enumerated() {
      result[column] = quartiles(others.column(place).filter { !$0.isNaN }, sample.isComplete)
    }
    if let target = schema.targetIndex {
      result[target] = classQuartiles(schema, pass) ?? result[target]
    }
    return result
  }

  private func quartiles(_ values: [Double], _ areExact: Bool) -> Quartiles {
    guard !values.isEmpty else { return Quartiles() }
    let quartiles = Quantiles.typeSeven(of: values, at: [0.25, 0.5, 0.75])
    return Quartiles(
      q1: quartiles[0], median: quartiles[1], q3: quartiles[2], areExact: areExact,
      histogram: ColumnHistogram(of: values, isExact: areExact))
  }

  /// How many rows have each level of a column; nil where that was not counted.
  func levelCounts(
    _ schema: Schema, _ design: Design, _ pass: ProfilePartial
  ) -> [[Int]?] {
    var counts = [[Int]?](repeating: nil, count: schema.columns.count)
    for term in design.terms where schema.columns[term.column].levels.count == term.range.count + 1
    {
      // The mean of an indicator is the share of its level; the first level has the rest.
      let moments = pass.designMoments[term.range]
      let others = moments.map { Int((Double($0.count) * $0.mean).rounded()) }
      counts[term.column] = [(moments.first?.count ?? 0) - others.reduce(0, +)] + others
    }
    if let index = schema.targetIndex, let target = pass.target { counts[index] = target.counts }
    return counts
  }

  /// The moments of each column of the dataset; those of numeric class labels follow from the counts.
  func columnMoments(
    _ schema: Schema, _ design: Design, _ pass: ProfilePartial
  ) -> [Moments] {
    var moments = [Moments](repeating: Moments(), count: schema.columns.count)
    for term in design.terms where term.isNumeric {
      moments[term.column] = pass.designMoments[term.range.lowerBound]
    }
    for (place, column) in pass.otherColumns.enumerated() {
      moments[column] = pass.otherMoments[place]
    }
    if let index = schema.targetIndex, let target = pass.target {
      for (level, count) in zip(schema.columns[index].levels, target.counts) {
        guard let value = Double(level) else { continue }
        moments[index].merge(Moments(repeating: value, count: count))
      }
    }
    return moments
  }

  func profile(
    _ column: Column, _ seen: ColumnObservation, _ moments: Moments, _ quartiles: Quartiles,
    _ levelCounts: [Int]?
  ) -> ColumnProfile {
    let isNumeric = column.holdsNumbers && moments.count > 0
    return ColumnProfile(
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
