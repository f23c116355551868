public import FathomData
internal import FathomNumerics
public import FathomSummaries

/// The whole pipeline: Source → batches → Partials → Summary → Evidence → Findings → Verdict.
public struct Survey: Sendable {
  /// The seed of every random stream.
  public var seed: UInt64
  /// How many times a test resamples.
  public var permutations: Int
  /// Changes the time, never the result.
  public var threads: Int

  /// About how many bytes of memory may be used.
  public var memoryLimit: Int
  /// What is done about missing values where all features of a row are needed.
  public var missingPolicy = MissingPolicy.completeCases
  /// The analyses that are asked, and may be named in ``only``.
  public let catalog: Catalog
  /// Thresholds that differ from their defaults.
  public var thresholds: ThresholdChanges
  /// Where to say how long the analyses took; nil for no log.
  public var timings: TimingLog?
  /// Whether evidence may hold cell values.
  public var includesSamples = false
  /// A second source that the first one is compared with; nil for none.
  public var second: Summary?
  /// What is wanted, by the ids of ``parts``; empty for everything.
  ///
  /// Without everything there is no verdict, and what is not wanted costs no time.
  public var only: Set<String> = []

  /// The id of the distributions of columns: quartiles, histograms, exact counts of distinct values.
  public static let columns = "columns"

  /// The id of what is said of images one by one: short for ``ImageHealth``.
  public static let images = "images"

  /// All that may be wanted: ``columns``, ``images`` and the analyses.
  public var parts: [String] { Survey.parts(catalog) }

  /// All that may be wanted of a catalog.
  public static func parts(_ catalog: Catalog = .standard) -> [String] {
    [columns, images] + catalog.entries.map(\.info.id)
  }

  /// Whether a part is wanted.
  public func wants(_ part: String) -> Bool {
    only.isEmpty || only.contains(part)
      || part == ImageHealth.info.id && only.contains(Survey.images)
  }

  /// 512 MB.
  public static let standardMemory = TableOptions.standardMemory
  /// Less than this is not enough for a table of ordinary width.
  public static let leastMemory = 64_000_000

  /// A survey; nothing needs to be said.
  public init(
    seed: UInt64 = 1, permutations: Int = 9_999, threads: Int = 1,
    memoryLimit: Int = Survey.standardMemory, catalog: Catalog = .standard
  ) {
    LinearAlgebra.prepare()
    self.catalog = catalog
    thresholds = ThresholdChanges(catalog)
    self.memoryLimit = memoryLimit
    self.seed = seed
    self.permutations = permutations
    self.threads = threads
  }

  /// Reads a source, asks every question of the catalog, and says what the answers mean together.
  public func run(
    _ source: some Source, progress: ProgressHandler = .silent
  ) throws(DataError) -> SurveyResult {
    // Batches of rows flow into mergeable partials, which finish into a bounded summary.
    run(try summarizer(progress).summarize(source), progress)
  }

  /// Does the same with a source whose schema is found out in the same pass.
  public func run(
    _ source: some UnreadSource, progress: ProgressHandler = .silent
  ) throws(DataError) -> SurveyResult {
    run(try summarizer(progress).summarize(source), progress)
  }

  /// Reads a second source, to be compared with the first.
  public func summary(
    of source: some Source, _ progress: ProgressHandler = .silent
  ) throws(DataError) -> Summary {
    try summarizer(progress).summarize(source)
  }

  /// Does the same with a source whose schema is found out in the same pass.
  public func summary(
    of source: some UnreadSource, _ progress: ProgressHandler = .silent
  ) throws(DataError) -> Summary {
    try summarizer(progress).summarize(source)
  }

  private func summarizer(_ progress: ProgressHandler) -> Summarizer {
    Summarizer(
      seed: seed, threads: threads, progress: progress,
      limits: SummaryLimits(memory: memoryLimit), needs: needs, missingPolicy: missingPolicy)
  }

  /// What the summary is to hold for all that is wanted.
  private var needs: SummaryNeeds {
    catalog.entries.filter { wants($0.info.id) || prepares($0.info.id) }.reduce(
      into: wants(Survey.columns) ? .distributions : []
    ) { $0.formUnion($1.needs) }
  }

  /// Whether an analysis that was not asked for is needed by one that was: copies are held out together, and what gives the
  /// target away leaves the race, whatever is reported.
  private func prepares(_ analysis: String) -> Bool {
    let learners = [Race.info.id, Trial.info.id]
    switch analysis {
    case Repeats.info.id:
      return (learners + [LabelErrors.info.id, SampleSize.info.id, Leakage.info.id])
        .contains(where: wants)
    case Leakage.info.id: return learners.contains(where: wants)
    default: return false
    }
  }

  /// Whether a question arises: one about images does not for a table, unless it was asked for.
  private func arises(
    _ entry: Catalog.Entry, _ schema: Schema, after outcomes: [AnalysisOutcome]
  ) -> Bool {
    if entry.info.id == SecondFile.info.id, second != nil { return true }
    guard only.isEmpty else { return entry.concerns(schema) || wants(entry.info.id) }
    return entry.concerns(schema)
      && (entry.info.id != Trial.info.id || needsTrial(after: outcomes))
  }

  /// Whether no race decides, by choice or for want of time: one that does measures more than a trial.
  private func needsTrial(after outcomes: [AnalysisOutcome]) -> Bool {
    guard Trial(thresholds).budget > 0 else { return false }
    guard let race = outcomes.first(where: { $0.info.id == Race.info.id }) else { return true }
    guard let evidence = race.evidence as? Race.Evidence else {
      return Race(thresholds).budget <= 0
    }
    return !evidence.isDecisive
  }

  private func run(_ measured: Summary, _ progress: ProgressHandler) -> SurveyResult {
    var summary = measured
    summary.secondFiles = second.map { [$0] } ?? []
    summary.copies = Repeats.copies(ofImages: measured)
    // Each analysis measures evidence from the summary and judges it against its thresholds.
    let context = AnalysisContext(
      seed: seed, permutations: permutations, threads: threads, progress: progress,
      timings: timings, includesSamples: includesSamples)
    var outcomes = [AnalysisOutcome]()
    for entry in catalog.entries where arises(entry, summary.schema, after: outcomes) {
      let start = ContinuousClock.now
      let isWanted = wants(entry.info.id)
      let outcome =
        isWanted || prepares(entry.info.id)
        ? entry.run(summary, context, thresholds)
        : entry.passOver("it was not asked for", thresholds)
      outcomes.append(
        isWanted ? outcome : entry.passOver("it was not asked for", thresholds))
      timings?.add(entry.info.id, ContinuousClock.now - start)
      // What is local only in an order that was found is raced in that order too.
      if let order = outcome.evidence as? HiddenOrder.Evidence,
        HiddenOrder(thresholds).outcome(of: order) == .found
      {
        summary.foundOrder = order.order
      }
      // Copies are held out together.
      if let repeats = outcome.evidence as? Repeats.Evidence {
        summary.copies = Repeats(thresholds).copies(repeats, summary)
      }
      // What gives the target away is kept from all families of models.
      if let leakage = outcome.evidence as? Leakage.Evidence {
        let names = Set(Leakage(thresholds).leaks(leakage))
        summary.leaks = Set(
          summary.schema.columns.indices.filter { names.contains(summary.schema.columns[$0].name) })
      }
    }

    // The findings together make the verdict.
    let verdict = VerdictRule(
      summary: summary, outcomes: outcomes, isPartial: !only.isEmpty, thresholds: thresholds
    ).verdict()
    return SurveyResult(
      summary: summary, outcomes: outcomes, verdict: verdict, catalog: catalog, seed: seed,
      permutations: permutations)
  }
}

/// What a survey found.
public struct SurveyResult: Sendable {
  /// What the analyses read.
  public var summary: Summary
  /// What each analysis found, in the order of the catalog.
  public var outcomes: [AnalysisOutcome]
  /// What the findings say together.
  public var verdict: Verdict
  /// The analyses that could be asked.
  public var catalog: Catalog
  /// The seed of every random stream.
  public var seed: UInt64
  /// How many times tests resampled.
  public var permutations: Int
}
