public import FathomData
internal import FathomNumerics

/// What is known after a round over the rows, and what the next one has to look for.
///
/// | round | known before it | finds |
/// |---|---|---|
/// | 1 | the schema: a ``SummaryPlan`` | a ``SummaryPass``: moments, counts, the sample, mostly all |
/// | 2 | the moments of all rows | the sums of products, where those of round 1 do not serve |
/// | 3 … | between which numbers a quartile lies | quartiles of columns in an unusual order |
///
/// Whoever drives it reads rows as long as ``next`` asks for it and hands back what came of them;
/// ``finish(threads:progress:)`` takes partials and the plan, never a source.
public struct SummaryRounds: Sendable {
  /// What the next round fills.
  public enum Next: Sendable {
    /// Sums over no row, for all batches.
    case correlations(DesignSums)
    /// A search over no row, for the batches that it needs.
    case quartiles(QuartileSearch)
  }

  let plan: SummaryPlan
  let profile: ProfilePartial
  let sample: RowSample
  /// The numeric columns beside the design of the sampled rows.
  let others: Matrix
  /// The codes of levels that may name groups, of the sampled rows.
  let levels: Matrix
  private var sums: DesignSums?
  private var search: QuartileSearch?
  /// What the first round knows of each column; nil where nothing is tracked.
  private var columns: TrackedColumns?
  /// The quartiles of columns that another round had to find.
  private var foundQuartiles: [Int: [Double]] = [:]
  /// The round over the sums; nil for none, or when it is over.
  private var openSums: DesignSums?

  /// What is known after the first round.
  public init(_ pass: consuming SummaryPass) {
    plan = pass.plan
    var profile = pass.takeProfile()
    (sample, others, levels) = profile.takeSample(columns: plan.design.columnCount)
    self.profile = profile
    columns = pass.columns.flatMap { $0.isActive ? $0 : nil }
    let formed = pass.sums
    if wantsSums {
      if let formed, serves(formed) {
        sums = formed
      } else if !sample.isComplete {
        openSums = emptySums
      }
    }
    search = firstSearch
  }

  /// What has to be read again; nil when nothing is missing.
  public var next: Next? {
    if let openSums { return .correlations(openSums) }
    return search.map { .quartiles($0) }
  }

  /// Takes the sums over all rows.
  public mutating func take(_ sums: DesignSums) {
    var sums = sums
    sums.flush()
    self.sums = sums
    openSums = nil
  }

  /// Takes what a search over all the batches that it needs has found.
  ///
  /// - Throws: where the rows are others than those of the first round.
  public mutating func take(_ search: QuartileSearch) throws(DataError) {
    var open = [Int: BracketCounter]()
    for (column, outcome) in search.outcomes() {
      switch outcome {
      case .quantiles(let quartiles): foundQuartiles[column] = quartiles
      case .again(let next): open[column] = next
      case .contradiction:
        throw .unreadable(
          path: plan.schema.path, reason: "it changed while it was read; run again")
      }
    }
    self.search = open.isEmpty ? nil : QuartileSearch(open, zones: zones(open.keys))
  }

  // MARK: Sums of products

  private var wantsSums: Bool {
    plan.needs.contains(.features)
      && plan.design.columnCount <= plan.limits.correlatedColumns
  }

  /// The design columns that the factor is to have.
  private var factorColumns: [Int] {
    let moments = profile.designMoments
    return plan.missingPolicy == .dropColumns
      ? moments.indices.filter { moments[$0].count == profile.rows.used } : Array(moments.indices)
  }

  private var wantsFactor: Bool {
    let columns = factorColumns.count
    let rows =
      plan.missingPolicy == .completeCases ? profile.completeRows : profile.rows.used
    return plan.needs.contains(.factor) && (1...plan.limits.factoredColumns).contains(columns)
      && rows > columns
  }

  /// Whether the sums of the first round tell enough.
  private func serves(_ formed: DesignSums) -> Bool {
    // They know complete cases only.
    let isComplete = profile.completeRows == profile.rows.used
    return formed.scaling.suits(profile.designMoments)
      && (plan.missingPolicy == .completeCases || isComplete)
      && (!wantsFactor || formed.hasFactor || plan.schema.images != nil)
  }

  /// Sums over no row that are standardised by the moments of all rows.
  private var emptySums: DesignSums {
    let columns = factorColumns
    return DesignSums(
      scaling: Scaling(profile.designMoments), factor: wantsFactor ? .rows : .none,
      factorColumns: columns, replacesMissing: plan.missingPolicy == .mean,
      target: TargetSums(plan.schema, columns: columns.count, shift: targetMean))
  }

  /// The mean of a number that is to be predicted; 0 for classes.
  private var targetMean: Double {
    guard plan.schema.task == .regression, let index = plan.schema.targetIndex,
      let place = profile.otherColumns.firstIndex(of: index)
    else { return 0 }
    return profile.otherMoments[place].mean
  }

  // MARK: Quartiles

  private var firstSearch: QuartileSearch? {
    guard let columns else { return nil }
    let moments = columnMoments
    var open = [Int: BracketCounter]()
    for (column, state) in columns.states.enumerated() where moments[column].count > 0 {
      open[column] = state?.search(moments[column])
    }
    return open.isEmpty ? nil : QuartileSearch(open, zones: zones(open.keys))
  }

  private func zones(_ columns: some Sequence<Int>) -> [Int: BatchZones] {
    columns.reduce(into: [:]) { $0[$1] = self.columns?.states[$1]?.zones }
  }

  /// The quartiles and histograms of tracked columns; nil where nothing was tracked.
  var trackedQuartiles: [Int: ColumnQuartiles]? {
    guard let columns else { return nil }
    let moments = columnMoments
    var result = [Int: ColumnQuartiles]()
    for (column, state) in columns.states.enumerated() {
      guard let state, moments[column].count > 0 else { continue }
      let quartiles =
        foundQuartiles[column] ?? state.quantiles.finish().compactMap(\.quantile)
      result[column] = ColumnQuartiles(
        q1: quartiles[0], median: quartiles[1], q3: quartiles[2], areExact: true,
        histogram: ColumnHistogram(state.histogram))
    }
    return result
  }

  // MARK: Finishing

  /// The summary.
  ///
  /// - Parameters:
  ///   - observations: what whoever read the cells observed of each column of the schema.
  ///   - threads: changes the time, never the result.
  /// - Precondition: ``next`` is nil.
  public consuming func finish(
    observations: [ColumnObservation], threads: Int = 1, progress: ProgressHandler = .silent
  ) -> Summary {
    precondition(next == nil, "all rounds are over")
    let finisher = SummaryFinisher(threads: threads, progress: progress)
    if wantsSums, sums == nil {
      // All rows are in memory.
      let empty = emptySums
      sums = finisher.sums(
        of: sample, empty, withFactor: wantsFactor, lanes: plan.lanes(of: empty))
    }
    let schema = plan.schema
    let moments = columnMoments
    let quartiles = self.quartiles(threads: threads)
    let levelCounts = self.levelCounts
    let own = sums.flatMap { SummaryRounds.factor($0) }
    let sampled = own == nil ? sampleSums(threads: threads) : nil
    let factor = own ?? sampled.flatMap { SummaryRounds.factor($0) }
    let missingTargets =
      schema.targetIndex.map { profile.target?.missing ?? profile.rows.used - moments[$0].count }
    return Summary(
      schema: schema, rows: profile.rows,
      profiles: schema.columns.indices.map {
        ColumnProfile(
          schema.columns[$0], observations[$0], moments[$0], quartiles[$0], levelCounts[$0])
      },
      classes: zip(schema.target?.levels ?? [], profile.target?.counts ?? []).map {
        ClassCount(label: $0, count: $1)
      },
      missingTargets: missingTargets ?? 0, design: plan.design,
      moments: profile.designMoments, sample: sample,
      correlations: sums?.takeCorrelations(threads: threads) ?? Matrix(rows: 0, columns: 0),
      factor: factor, targetCorrelations: (sampled ?? sums)?.target?.correlations,
      missingPolicy: plan.missingPolicy, factorColumns: factorColumns,
      completeRows: profile.completeRows,
      images: profile.images,
      imageDuplicates: profile.images.map { ImageDuplicates($0.inOrder, threads: threads) },
      distinctRows: profile.rowHashes?.counter,
      repeatedRows: repeatedRows(
        known: profile.rows.used - (missingTargets ?? 0), threads: threads),
      order: profile.order,
      groups: profile.groups?.statistics(), texts: profile.texts, observations: observations,
      levelCounts: levelCounts, otherColumns: profile.otherColumns, others: others,
      levelColumns: profile.levelColumns, levels: levels,
      limits: plan.limits)
  }

  /// Which rows agree; nil where that was not asked.
  private func repeatedRows(known: Int, threads: Int) -> RepeatedRows? {
    let features = plan.design.terms.filter { plan.schema.columns[$0.column].role == .feature }
    return profile.rowHashes.map {
      RepeatedRows($0.prints, known: known, sample, features.map(\.range), threads: threads)
    }
  }

  /// The sums over the sampled rows of images, where those over all do not tell enough for a factor:
  /// images are not decoded again for it.
  private func sampleSums(threads: Int) -> DesignSums? {
    let p = plan.design.columnCount
    guard plan.needs.contains(.features), plan.needs.contains(.factor),
      plan.schema.images != nil, !sample.isComplete,
      (1...plan.limits.factoredColumns).contains(p), sample.features.rows > p
    else { return nil }
    var sums = DesignSums(
      scaling: Scaling(profile.designMoments), factor: .rows,
      target: TargetSums(plan.schema, columns: p, shift: targetMean))
    sums.absorb(
      DesignSums.Rows(features: sample.features, targets: sample.target, threads: threads))
    sums.flush()
    return sums
  }

  private static func factor(_ sums: DesignSums) -> StandardisedFactor? {
    guard let factor = sums.factor, factor.rowCount >= factor.columns else { return nil }
    return StandardisedFactor(
      rows: factor.rowCount, factor: factor.factor, scaling: sums.factorScaling)
  }
}

/// Forms sums from rows in memory.
struct SummaryFinisher {
  let threads: Int
  let progress: ProgressHandler

  /// From this many columns on, sums are split by columns rather than by rows.
  private static let wideColumns = 512
  private static let blockRows = 4_096

  /// The sums over the rows of a complete sample.
  func sums(
    of sample: RowSample, _ empty: DesignSums, withFactor: Bool, lanes: Int
  ) -> DesignSums {
    let p = sample.features.columns
    var sums = empty
    if !withFactor, p >= SummaryFinisher.wideColumns {
      // Sums of this many columns are split over threads by columns, and there is one of them.
      sums.absorb(
        DesignSums.Rows(features: sample.features, targets: sample.target, threads: threads))
    } else {
      let rows = sample.features.rows
      // At least as many rows as columns, or the factor so far is factored again and again.
      let blockRows = max(SummaryFinisher.blockRows, 2 * p)
      let blocks = (rows + blockRows - 1) / blockRows
      do throws(DataError) {
        sums = try SourceReader.reduce(
          count: blocks, threads: threads, lanes: lanes,
          make: { index in
            let block = index * blockRows..<min(rows, (index + 1) * blockRows)
            return DesignSums.Rows(
              features: sample.features.selecting(rows: Array(block)),
              targets: sample.target.isEmpty ? [] : Array(sample.target[block]))
          },
          initial: { empty }, absorb: { $0.absorb($1) }, merge: { $0.merge($1) },
          progress: { progress("Correlating columns", Double($0) / Double(max(1, blocks))) })
      } catch {
        preconditionFailure("rows in memory can be read: \(error)")
      }
    }
    sums.flush()
    return sums
  }
}
