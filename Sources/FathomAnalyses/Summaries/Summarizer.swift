internal import FathomData
internal import FathomNumerics

/// Reads a source into a summary, in one pass over the rows, or two where they do not fit in memory.
struct Summarizer {
  let seed: UInt64
  let threads: Int
  let progress: ProgressHandler
  /// How many values the row sample may hold; above it the source is read twice.
  var cellLimit = RowSample.cellLimit

  /// More design columns than this are not factored: the factor alone would exceed 128 MB.
  static let factorLimit = 4_000
  /// More design columns than this are not correlated: all pairs alone would exceed 288 MB.
  static let correlationLimit = 6_000
  private static let blockRows = 4_096

  func summarize(_ source: some Source) throws(DataError) -> Summary {
    let dataset = source.dataset
    let design = Design(dataset)
    let batches = Double(max(1, source.batchCount))
    var pass = try SourceReader.reduce(
      source, threads: threads, lanes: SourceReader.lanes,
      initial: { ProfilePartial(dataset, design, seed: seed, cellLimit: cellLimit) },
      absorb: { $0.absorb($1, dataset, design) }, merge: { $0.merge($1) },
      progress: { progress("Reading rows", Double($0) / batches) })
    let (sample, others) = pass.takeSample(columns: design.columnCount)
    let sums =
      design.columnCount <= Summarizer.correlationLimit
      ? try designSums(source, design, pass, sample) : nil
    let quartiles = quartiles(dataset, design, sample, others, pass.otherColumns)
    let moments = columnMoments(dataset, design, pass)
    return Summary(
      dataset: dataset, rows: pass.rows,
      profiles: dataset.columns.indices.map {
        profile(dataset.columns[$0], moments[$0], quartiles[$0])
      },
      classes: zip(dataset.target?.levels ?? [], pass.target?.counts ?? []).map {
        ClassCount(label: $0, count: $1)
      },
      missingTargets: missingTargets(dataset, pass, moments), design: design,
      moments: pass.designMoments, sample: sample,
      correlations: sums?.correlation.correlations() ?? Matrix(rows: 0, columns: 0),
      factor: sums.flatMap { factor($0, design, pass) }, completeRows: pass.completeRows,
      images: pass.images)
  }

  /// Rows without a class, or in a regression without a number.
  private func missingTargets(
    _ dataset: Dataset, _ pass: ProfilePartial, _ moments: [Moments]
  ) -> Int {
    guard let index = dataset.targetIndex else { return 0 }
    return pass.target?.missing ?? pass.rows.used - moments[index].count
  }

  // MARK: Design sums

  /// The sums over all rows: from memory where all rows are there, else from the source again.
  private func designSums(
    _ source: some Source, _ design: Design, _ pass: ProfilePartial, _ sample: RowSample
  ) throws(DataError) -> DesignSums {
    let scaling = Scaling(pass.designMoments)
    let p = design.columnCount
    let isPairwise = pass.designMoments.contains { $0.count < pass.rows.used }
    let withFactor = p > 0 && p <= Summarizer.factorLimit && pass.completeRows > p
    let initial: @Sendable () -> DesignSums = {
      DesignSums(scaling: scaling, isPairwise: isPairwise, withFactor: withFactor)
    }
    // Sums, factor, and up to twice as many rows as columns that wait to be factored.
    let lanes = lanes(bytesPerLane: 8 * p * p * ((isPairwise ? 4 : 1) + (withFactor ? 4 : 0)))
    var sums: DesignSums
    if sample.isComplete {
      let rows = sample.features.rows
      // At least as many rows as columns, or the factor so far is factored again and again.
      let blockRows = max(Summarizer.blockRows, 2 * p)
      let blocks = (rows + blockRows - 1) / blockRows
      sums = try SourceReader.reduce(
        count: blocks, threads: threads, lanes: lanes,
        make: { index throws(DataError) in
          sample.features.selecting(
            rows: Array(index * blockRows..<min(rows, (index + 1) * blockRows)))
        },
        initial: initial, absorb: { $0.absorb($1) }, merge: { $0.merge($1) },
        progress: { progress("Correlating columns", Double($0) / Double(max(1, blocks))) })
    } else {
      let batches = Double(max(1, source.batchCount))
      sums = try SourceReader.reduce(
        source, threads: threads, lanes: lanes, initial: initial,
        absorb: { $0.absorb(design.encode($1)) }, merge: { $0.merge($1) },
        progress: { progress("Correlating columns", Double($0) / batches) })
    }
    sums.flush()
    return sums
  }

  /// As many accumulators as 96 MB hold, at least one.
  private func lanes(bytesPerLane: Int) -> Int {
    max(1, min(SourceReader.lanes, 96_000_000 / max(1, bytesPerLane)))
  }

  private func factor(
    _ sums: DesignSums, _ design: Design, _ pass: ProfilePartial
  ) -> StandardisedFactor? {
    guard let factor = sums.factor, sums.failure == nil, factor.rowCount > design.columnCount
    else { return nil }
    return StandardisedFactor(
      rows: factor.rowCount, factor: factor.factor, scaling: Scaling(pass.designMoments))
  }

  // MARK: Profiles

  private struct Quartiles {
    var q1: Double?
    var median: Double?
    var q3: Double?
    var areExact = true
  }

  /// The quartiles of each column of the dataset that is in the sample.
  private func quartiles(
    _ dataset: Dataset, _ design: Design, _ sample: RowSample, _ others: Matrix,
    _ otherColumns: [Int]
  ) -> [Quartiles] {
    var result = [Quartiles](repeating: Quartiles(), count: dataset.columns.count)
    // Positions of images are no columns that anybody would look at one by one.
    guard dataset.images == nil else { return result }
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
    for (place, column) in otherColumns.enumerated() {
      result[column] = quartiles(others.column(place).filter { !$0.isNaN }, sample.isComplete)
    }
    if let target = dataset.targetIndex, dataset.task == .classification,
      dataset.columns[target].holdsNumbers
    {
      // The codes of numeric classes stand for their labels.
      let levels = dataset.columns[target].levels.map { Double($0) ?? .nan }
      result[target] = quartiles(
        sample.target.filter { !$0.isNaN }.map { levels[Int($0)] }, sample.isComplete)
    }
    return result
  }

  private func quartiles(_ values: [Double], _ areExact: Bool) -> Quartiles {
    guard !values.isEmpty else { return Quartiles() }
    let quartiles = Quantiles.typeSeven(of: values, at: [0.25, 0.5, 0.75])
    return Quartiles(
      q1: quartiles[0], median: quartiles[1], q3: quartiles[2], areExact: areExact)
  }

  /// The moments of each column of the dataset; those of numeric class labels follow from the counts.
  private func columnMoments(
    _ dataset: Dataset, _ design: Design, _ pass: ProfilePartial
  ) -> [Moments] {
    var moments = [Moments](repeating: Moments(), count: dataset.columns.count)
    for term in design.terms where term.isNumeric {
      moments[term.column] = pass.designMoments[term.range.lowerBound]
    }
    for (place, column) in pass.otherColumns.enumerated() {
      moments[column] = pass.otherMoments[place]
    }
    if let index = dataset.targetIndex, let target = pass.target {
      for (level, count) in zip(dataset.columns[index].levels, target.counts) {
        guard let value = Double(level) else { continue }
        moments[index].merge(Moments(repeating: value, count: count))
      }
    }
    return moments
  }

  private func profile(
    _ column: Column, _ moments: Moments, _ quartiles: Quartiles
  ) -> ColumnProfile {
    let isNumeric = column.holdsNumbers && moments.count > 0
    return ColumnProfile(
      name: column.name, type: column.type, role: column.role, roleReason: column.roleReason,
      missing: column.missing, distinct: column.distinct, distinctIsExact: column.distinctIsExact,
      mean: isNumeric ? moments.mean : nil,
      standardDeviation: isNumeric ? moments.standardDeviation.finite : nil,
      min: isNumeric ? moments.minimum : nil,
      q1: isNumeric ? quartiles.q1 : nil, median: isNumeric ? quartiles.median : nil,
      q3: isNumeric ? quartiles.q3 : nil, max: isNumeric ? moments.maximum : nil,
      quantilesAreExact: quartiles.areExact)
  }
}
