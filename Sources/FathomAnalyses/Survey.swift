public import FathomData

/// The whole pipeline: Source → batches → Partials → Summary → Evidence → Findings → Verdict.
public struct Survey: Sendable {
  /// The seed of every random stream.
  public var seed: UInt64
  /// How many times a test resamples.
  public var permutations: Int
  /// Changes the time, never the result.
  public var threads: Int

  /// A survey; nothing needs to be said.
  public init(seed: UInt64 = 1, permutations: Int = 9_999, threads: Int = 1) {
    self.seed = seed
    self.permutations = permutations
    self.threads = threads
  }

  /// Reads a source, asks every question of the catalog, and says what the answers mean together.
  public func run(
    _ source: some Source, progress: ProgressHandler = .silent
  ) throws(DataError) -> SurveyResult {
    // Batches of rows flow into mergeable partials, which finish into a bounded summary.
    let summary = try Summarizer(seed: seed, threads: threads, progress: progress)
      .summarize(source)

    // Each analysis measures evidence from the summary and judges it against its thresholds.
    let context = AnalysisContext(
      seed: seed, permutations: permutations, threads: threads, progress: progress)
    let outcomes = Catalog.entries.map { $0.run(summary, context) }

    // The findings together make the verdict.
    let verdict = VerdictRule(summary: summary, outcomes: outcomes).verdict()
    return SurveyResult(
      summary: summary, outcomes: outcomes, verdict: verdict, seed: seed,
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
  /// The seed of every random stream.
  public var seed: UInt64
  /// How many times tests resampled.
  public var permutations: Int
}
