package import FathomData

/// Drives the rounds over a source, in one pass over the rows wherever one is enough.
package struct Summarizer {
  let seed: UInt64
  let threads: Int
  let progress: ProgressHandler
  /// What is kept in memory.
  let limits: SummaryLimits
  /// What the summary is to hold.
  let needs: SummaryNeeds
  /// What is done about missing values where all features of a row are needed.
  let missingPolicy: MissingPolicy

  /// A summarizer.
  ///
  /// - Parameter threads: changes the time, never the result.
  package init(
    seed: UInt64, threads: Int, progress: ProgressHandler = .silent,
    limits: SummaryLimits = SummaryLimits(), needs: SummaryNeeds = .all,
    missingPolicy: MissingPolicy = .completeCases
  ) {
    self.seed = seed
    self.threads = threads
    self.progress = progress
    self.limits = limits
    self.needs = needs
    self.missingPolicy = missingPolicy
  }

  /// How many batches are looked at in order to standardise images.
  private static let sampledBatches = 8

  /// Summarizes a source whose schema is known.
  package func summarize(_ source: some Source) throws(DataError) -> Summary {
    var plan = plan(source.schema)
    // Images that do not fit in memory are costly to decode again: their sums are formed at once.
    if source.schema.images != nil, !plan.keepsAllRows {
      plan = try plan.standardising(by: Summarizer.spread(over: source), of: source)
    }
    let columns = SharedColumns(plan)
    let pass = try SourceReader.reduce(
      source, threads: threads, lanes: plan.lanes(of: plan.sums),
      initial: { [plan] in SummaryPass(plan, tracksColumns: false) },
      observe: { columns?.absorb($1, $0) },
      // Nothing but the tracked columns asks for the index.
      absorb: { $0.absorb(NumberedBatch($1, index: 0)) },
      merge: { $0.merge($1) }, progress: reading("Reading rows", source))
    return try finish(source, consume pass, columns)
  }

  /// A few batches from the first to the last.
  private static func spread(over source: some Source) -> [Int] {
    let last = source.batchCount - 1
    let places = min(sampledBatches, source.batchCount)
    return places < 2 ? [0] : (0..<places).map { $0 * last / (places - 1) }
  }

  /// Summarizes a source whose schema is found out in the same pass.
  ///
  /// The pass takes the source for what a sample of its rows implies: types, levels, and the means
  /// and deviations by which columns are standardised. Where the rows turn out otherwise, they are
  /// read again, so that the summary never depends on the sample beyond rounding.
  package func summarize(_ unread: some UnreadSource) throws(DataError) -> Summary {
    let bytes = unread.byteCount
    let inferring: @Sendable (Double) -> Void = { progress("Reading rows", $0, ofBytes: bytes) }
    guard let provisional = unread.provisional else {
      return try summarize(unread.read(threads: threads, progress: inferring))
    }
    var plan = plan(provisional.schema)
    if !plan.keepsAllRows {
      plan = try plan.standardising(by: unread.sampledBatches, of: provisional)
    }
    let columns = SharedColumns(plan)
    let (source, pass) = try unread.read(
      threads: threads, lanes: plan.lanes(of: plan.sums),
      initial: { [plan] in SummaryPass(plan, tracksColumns: false) },
      observe: { columns?.absorb($1, $0) },
      absorb: { $0.absorb(NumberedBatch($1, index: 0)) }, merge: { $0.merge($1) },
      progress: inferring)
    guard var pass else { return try summarize(source) }
    // The columns are read as was thought; what else is known of them shows only now.
    pass.plan = pass.plan.knowing(source.schema)
    return try finish(source, pass, columns)
  }

  private func plan(_ schema: Schema) -> SummaryPlan {
    SummaryPlan(
      schema, seed: seed, needs: needs, limits: limits, missingPolicy: missingPolicy)
  }

  /// Runs the rounds that are still to come.
  private func finish(
    _ source: some Source, _ pass: consuming SummaryPass, _ columns: SharedColumns?
  ) throws(DataError) -> Summary {
    pass.columns = columns?.finish()
    var rounds = SummaryRounds(consume pass)
    while let next = rounds.next {
      switch next {
      case .correlations(let empty): rounds.take(try correlations(source, rounds.plan, empty))
      case .quartiles(let search): try rounds.take(try quartiles(source, search))
      }
    }
    return rounds.finish(
      observations: source.observations, threads: threads, progress: progress)
  }

  private func correlations(
    _ source: some Source, _ plan: SummaryPlan, _ empty: DesignSums
  ) throws(DataError) -> DesignSums {
    try SourceReader.reduce(
      source, threads: threads, lanes: plan.lanes(of: empty), initial: { empty },
      absorb: { sums, batch in
        let rows = plan.encode(batch)
        sums.absorb(DesignSums.Rows(features: rows.features, targets: rows.targets))
      },
      merge: { $0.merge($1) }, progress: reading("Correlating columns", source))
  }

  private func quartiles(
    _ source: some Source, _ search: QuartileSearch
  ) throws(DataError) -> QuartileSearch {
    let batches = (0..<source.batchCount).filter { search.needs(batch: $0) }
    let shared = SharedSearch(search)
    let total = Double(max(1, batches.count))
    _ = try SourceReader.reduce(
      count: batches.count, threads: threads, lanes: 1,
      make: { place throws(DataError) in
        shared.absorb(try source.batch(batches[place]))
        return place
      },
      initial: { 0 }, absorb: { _, _ in }, merge: { _, _ in },
      progress: {
        progress("Finding quartiles", Double($0) / total, ofBytes: source.byteCount)
      })
    return shared.finish()
  }

  private func reading(_ step: String, _ source: some Source) -> @Sendable (Int) -> Void {
    let batches = Double(max(1, source.batchCount))
    let bytes = source.byteCount
    return { progress(step, Double($0) / batches, ofBytes: bytes) }
  }
}

extension SharedColumns {
  /// The columns that a plan tracks; nil for none.
  fileprivate convenience init?(_ plan: SummaryPlan) {
    guard plan.tracksColumns else { return nil }
    let columns = TrackedColumns(plan.schema, limits: plan.limits)
    guard columns.isActive else { return nil }
    self.init(columns)
  }
}
