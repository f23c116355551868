internal import FathomData
internal import FathomNumerics

/// Reads a source into a summary, in one pass over the rows wherever one is enough.
struct Summarizer {
  let seed: UInt64
  let threads: Int
  let progress: ProgressHandler
  /// What is kept in memory.
  var limits = SummaryLimits()
  /// Whether quartiles and histograms of columns are wanted.
  var wantsDistributions = true
  /// Whether anything is wanted that reads pairs of columns: any analysis.
  var wantsPairs = true
  /// Whether the triangular factor is wanted, which costs as much again.
  var wantsFactor = true
  /// Whether it is wanted which rows repeat others.
  var wantsRepeats = true
  /// What is done about missing values where all features of a row are needed.
  var missingPolicy = MissingPolicy.completeCases

  /// From so many columns on, sums are split by columns rather than by rows.
  static let wideColumns = 512
  private static let blockRows = 4_096
  /// How many batches are looked at in order to standardise images.
  private static let sampledBatches = 8

  /// What one pass makes of the rows.
  private struct Pass: Sendable {
    var profile: ProfilePartial
    var sums: DesignSums?

    mutating func absorb(_ batch: Batch, _ schema: Schema, _ design: Design) {
      let block = profile.absorb(batch, schema, design)
      sums?.absorb(block, targets: batch.targetValues(schema))
    }

    mutating func merge(_ other: Pass) {
      profile.merge(other.profile)
      if let theirs = other.sums { sums?.merge(theirs) }
    }
  }

  /// Summarizes a source whose schema is known.
  func summarize(_ source: some Source) throws(DataError) -> Summary {
    let schema = source.schema
    let design = Design(schema)
    let trackers = trackers(schema, design)
    let sums = try knownSums(source, design)
    let lanes = sums.map { self.lanes(of: $0, design.columnCount) } ?? SourceReader.lanes
    let pass = try SourceReader.reduce(
      source, threads: threads, lanes: lanes,
      initial: { Pass(profile: self.profile(schema, design), sums: sums) },
      observe: { trackers?.absorb($1, $0) },
      absorb: { $0.absorb($1, schema, design) },
      merge: { $0.merge($1) }, progress: reading("Reading rows", source))
    return try finish(source, design, pass, trackers)
  }

  /// Sums for the first pass over images that do not fit in memory, which are costly to decode again;
  /// nil for others.
  private func knownSums(_ source: some Source, _ design: Design) throws(DataError) -> DesignSums? {
    let schema = source.schema
    guard schema.images != nil, !isComplete(schema, design) else { return nil }
    let last = source.batchCount - 1
    let places = min(Summarizer.sampledBatches, source.batchCount)
    let batches = places < 2 ? [0] : (0..<places).map { $0 * last / (places - 1) }
    return try sampledSums(source, batches, design)
  }

  /// Summarizes a source whose schema is found out in the same pass.
  ///
  /// The pass takes the source for what a sample of its rows implies: types, levels, and the means
  /// and deviations by which columns are standardised. Where the rows turn out otherwise, they are
  /// read again, so that the summary never depends on the sample beyond rounding.
  func summarize(_ unread: some UnreadSource) throws(DataError) -> Summary {
    let bytes = unread.byteCount
    let inferring: @Sendable (Double) -> Void = { progress("Reading rows", $0, ofBytes: bytes) }
    guard let provisional = unread.provisional else {
      return try summarize(unread.read(threads: threads, progress: inferring))
    }
    let schema = provisional.schema
    let design = Design(schema)
    let trackers = trackers(schema, design)
    let sums =
      try isComplete(schema, design)
      ? nil : self.sampledSums(provisional, unread.sampledBatches, design)
    let lanes = sums.map { self.lanes(of: $0, design.columnCount) } ?? SourceReader.lanes
    let (source, pass) = try unread.read(
      threads: threads, lanes: lanes,
      initial: { Pass(profile: self.profile(schema, design), sums: sums) },
      observe: { trackers?.absorb($1, $0) },
      absorb: { $0.absorb($1, schema, design) }, merge: { $0.merge($1) },
      progress: inferring)
    guard let pass else { return try summarize(source) }
    return try finish(source, design, pass, trackers)
  }

  private func reading(_ step: String, _ source: some Source) -> @Sendable (Int) -> Void {
    let batches = Double(max(1, source.batchCount))
    let bytes = source.byteCount
    return { progress(step, Double($0) / batches, ofBytes: bytes) }
  }

  // MARK: The parts of a pass

  private func profile(_ schema: Schema, _ design: Design) -> ProfilePartial {
    ProfilePartial(
      schema, design, seed: seed, limits: limits,
      // Columns of tables are described, positions of images are not.
      wantsFeatures: wantsPairs || schema.images == nil, wantsRepeats: wantsRepeats)
  }

  /// Whether all rows will be in memory.
  private func isComplete(_ schema: Schema, _ design: Design) -> Bool {
    profile(schema, design).keepsAllRows
  }

  /// What finds exact quartiles without all rows in memory; nil where these are.
  private func trackers(_ schema: Schema, _ design: Design) -> ColumnTrackers? {
    !wantsDistributions || isComplete(schema, design) ? nil : ColumnTrackers(schema)
  }

  /// Sums over no row that are standardised by sampled rows; nil for too many columns.
  private func sampledSums(
    _ source: some Source, _ batches: [Int], _ design: Design
  ) throws(DataError) -> DesignSums? {
    guard wantsPairs, design.columnCount <= limits.correlatedColumns else { return nil }
    var moments = [Moments](repeating: Moments(), count: design.columnCount)
    var target = Moments()
    for index in batches {
      let batch = try source.batch(index)
      let block = design.encode(batch)
      target.merge(Moments(batch.targetValues(source.schema)))
      for column in moments.indices { moments[column].merge(Moments(block.column(column))) }
    }
    // The factor comes from the Gram matrix where that tells enough, which costs half a QR.
    let mayFactor = wantsFactor && (1...limits.factoredColumns).contains(moments.count)
    return DesignSums(
      scaling: Scaling(moments), factor: mayFactor ? .gram : .none,
      target: TargetSums(source.schema, columns: moments.count, shift: target.mean))
  }

  /// As many accumulators as there is memory for, at least one.
  private func lanes(of sums: DesignSums, _ p: Int) -> Int {
    max(1, min(SourceReader.lanes, limits.sumBytes / max(1, 8 * p * p * sums.matrices)))
  }

  // MARK: Finishing

  private func finish(
    _ source: some Source, _ design: Design, _ pass: Pass, _ trackers: ColumnTrackers?
  ) throws(DataError) -> Summary {
    let schema = source.schema
    var profile = pass.profile
    let (sample, others) = profile.takeSample(columns: design.columnCount)
    var sums = try designSums(source, design, profile, pass.sums, sample)
    let moments = columnMoments(schema, design, profile)
    let quartiles: [Quartiles]
    if !wantsDistributions {
      quartiles = schema.columns.map { _ in Quartiles(areExact: false) }
    } else if let trackers, trackers.isActive {
      quartiles = try self.quartiles(source, moments, profile, trackers)
    } else {
      quartiles = self.quartiles(schema, design, sample, others, profile)
    }
    let levelCounts = self.levelCounts(schema, design, profile)
    let own = sums.flatMap { self.factor($0) }
    let sampled = own == nil ? sampleSums(source, design, profile, sample) : nil
    let factor = own ?? sampled.flatMap { self.factor($0) }
    return Summary(
      schema: schema, rows: profile.rows,
      profiles: zip(schema.columns, source.observations).enumerated().map { index, column in
        self.profile(column.0, column.1, moments[index], quartiles[index], levelCounts[index])
      },
      classes: zip(schema.target?.levels ?? [], profile.target?.counts ?? []).map {
        ClassCount(label: $0, count: $1)
      },
      missingTargets: missingTargets(schema, profile, moments), design: design,
      moments: profile.designMoments, sample: sample,
      correlations: sums?.takeCorrelations(threads: threads) ?? Matrix(rows: 0, columns: 0),
      factor: factor, targetCorrelations: (sampled ?? sums)?.target?.correlations,
      missingPolicy: missingPolicy, factorColumns: factorColumns(profile),
      completeRows: profile.completeRows,
      images: profile.images,
      imageDuplicates: profile.images.map { ImageDuplicates($0.inOrder, threads: threads) },
      distinctRows: profile.rowHashes?.counter, order: profile.order, groups: profile.groups,
      texts: profile.texts, limits: limits)
  }

  /// Rows without a class, or in a regression without a number.
  private func missingTargets(
    _ schema: Schema, _ pass: ProfilePartial, _ moments: [Moments]
  ) -> Int {
    guard let index = schema.targetIndex else { return 0 }
    return pass.target?.missing ?? pass.rows.used - moments[index].count
  }

  // MARK: Design sums

  /// The sums over all rows; nil for too many columns.
  ///
  /// Those of the pass where they serve, else from memory where all rows are there, else from the
  /// source again.
  private func designSums(
    _ source: some Source, _ design: Design, _ profile: ProfilePartial, _ formed: DesignSums?,
    _ sample: RowSample
  ) throws(DataError) -> DesignSums? {
    let p = design.columnCount
    guard wantsPairs, p <= limits.correlatedColumns else { return nil }
    let columns = factorColumns(profile)
    let rows = missingPolicy == .completeCases ? profile.completeRows : profile.rows.used
    let withFactor =
      wantsFactor && (1...limits.factoredColumns).contains(columns.count) && rows > columns.count
    // Those of the pass know complete cases only.
    let isComplete = profile.completeRows == profile.rows.used
    if let formed, formed.scaling.suits(profile.designMoments),
      missingPolicy == .completeCases || isComplete,
      !withFactor || formed.hasFactor || source.schema.images != nil
    {
      return formed
    }
    let empty = DesignSums(
      scaling: Scaling(profile.designMoments), factor: withFactor ? .rows : .none,
      factorColumns: columns, replacesMissing: missingPolicy == .mean,
      target: TargetSums(
        source.schema, columns: columns.count, shift: targetMean(source.schema, profile)))
    let initial: @Sendable () -> DesignSums = { empty }
    let lanes = self.lanes(of: empty, p)
    var sums: DesignSums
    if sample.isComplete, !withFactor, p >= Summarizer.wideColumns {
      // Sums of so many columns are split over threads by columns, and there is one of them.
      sums = initial()
      sums.absorb(sample.features, targets: sample.target, threads: threads)
    } else if sample.isComplete {
      let rows = sample.features.rows
      // At least as many rows as columns, or the factor so far is factored again and again.
      let blockRows = max(Summarizer.blockRows, 2 * p)
      let blocks = (rows + blockRows - 1) / blockRows
      sums = try SourceReader.reduce(
        count: blocks, threads: threads, lanes: lanes,
        make: { index throws(DataError) in
          let block = index * blockRows..<min(rows, (index + 1) * blockRows)
          return (
            sample.features.selecting(rows: Array(block)),
            sample.target.isEmpty ? [] : Array(sample.target[block])
          )
        },
        initial: initial, absorb: { $0.absorb($1.0, targets: $1.1) }, merge: { $0.merge($1) },
        progress: { progress("Correlating columns", Double($0) / Double(max(1, blocks))) })
    } else {
      sums = try SourceReader.reduce(
        source, threads: threads, lanes: lanes, initial: initial,
        absorb: { $0.absorb(design.encode($1), targets: $1.targetValues(source.schema)) },
        merge: { $0.merge($1) },
        progress: reading("Correlating columns", source))
    }
    sums.flush()
    return sums
  }

  /// The sums over the sampled rows of images, where those over all do not tell enough for a factor:
  /// images are not decoded again for it.
  private func sampleSums(
    _ source: some Source, _ design: Design, _ profile: ProfilePartial, _ sample: RowSample
  ) -> DesignSums? {
    let p = design.columnCount
    guard wantsPairs, wantsFactor, source.schema.images != nil, !sample.isComplete,
      (1...limits.factoredColumns).contains(p), sample.features.rows > p
    else { return nil }
    var sums = DesignSums(
      scaling: Scaling(profile.designMoments), factor: .rows,
      target: TargetSums(source.schema, columns: p, shift: targetMean(source.schema, profile)))
    sums.absorb(sample.features, targets: sample.target, threads: threads)
    sums.flush()
    return sums
  }

  /// The mean of a number that is to be predicted; 0 for classes.
  private func targetMean(_ schema: Schema, _ profile: ProfilePartial) -> Double {
    guard schema.task == .regression, let index = schema.targetIndex,
      let place = profile.otherColumns.firstIndex(of: index)
    else { return 0 }
    return profile.otherMoments[place].mean
  }

  private func factor(_ sums: DesignSums) -> StandardisedFactor? {
    guard let factor = sums.factor, factor.rowCount >= factor.columns else { return nil }
    return StandardisedFactor(
      rows: factor.rowCount, factor: factor.factor, scaling: sums.factorScaling)
  }

  /// The design columns that the factor is to have.
  private func factorColumns(_ profile: ProfilePartial) -> [Int] {
    let moments = profile.designMoments
    return missingPolicy == .dropColumns
      ? moments.indices.filter { moments[$0].count == profile.rows.used } : Array(moments.indices)
  }
}
