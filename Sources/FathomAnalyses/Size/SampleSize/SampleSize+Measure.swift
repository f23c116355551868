internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

extension SampleSize {
  /// Measures; the same input, seed and permutations give the same evidence.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let counts = input.classes.map(\.count)
    let isClassification = input.task == .classification
    let smallest = isClassification ? counts.min() : nil
    let effectiveRows = input.dependence.effectiveRows(input.rows)
    let dimension = IntrinsicDimension(
      input.points, scales: input.scales, threads: context.threads
    ) { context.progress("Measuring the intrinsic dimension", $0) }
    let curves = learningCurves(input, context)
    var dependence = input.dependence.evidence
    dependence.suggestedGroups = try suggestions(input, context)
    let plan = plan(input, curves)
    let requirements = SampleRequirements(
      rows: input.rows, parameters: input.parameters, smallestClass: smallest ?? 0,
      isClassification: isClassification, isImages: input.layout.isGrid,
      worth: input.rows > 0 ? effectiveRows / Double(input.rows) : 1)
    let events = input.task == nil ? nil : Double(smallest ?? input.rows)
    let effectiveFeatures = input.covariances?.participationRatio(threads: context.threads)
    return Evidence(
      layout: input.layout, rows: input.rows, effectiveRows: effectiveRows,
      features: input.features, parameters: input.parameters,
      effectiveFeatures: effectiveFeatures,
      componentsFor95Percent: components(input, context.threads),
      isStandardised: input.isStandardised,
      rowsPerFeature: (Double(input.rows) / Double(input.features)).finite,
      classes: isClassification ? counts.count : nil, smallestClass: smallest,
      imbalanceRatio: smallest.flatMap { Double(counts.max() ?? 0) / Double($0) }?.finite,
      effectiveClasses: isClassification ? SampleSize.effectiveClasses(counts) : nil,
      eventsPerFeature: events.flatMap { ($0 / Double(input.features)).finite },
      eventsPerEffectiveFeature: events.flatMap { events in
        effectiveFeatures.flatMap { (events / $0).finite }
      },
      dependence: dependence,
      models: ModelSizes(
        parameters: input.parameters, layout: input.layout,
        classes: isClassification ? counts.count : nil, rows: effectiveRows
      ).all(),
      assumptions: plan?.assumptions ?? [],
      requirements: input.task == nil
        ? [] : requirements.all(self) + (plan.map { requirements.criteria($0) } ?? []),
      intrinsicDimension: SampleSize.evidence(dimension),
      learningCurve: curves?.curves.first, learningCurves: curves?.curves ?? [])
  }

  private static func evidence(_ dimension: IntrinsicDimension) -> Evidence.Dimension {
    func interval(_ estimate: Double, _ error: Double) -> [Double] {
      guard estimate.isFinite, error.isFinite else { return [] }
      let reach = Distributions.normalQuantile(0.975) * error
      return [max(0, estimate - reach), estimate + reach]
    }
    return Evidence.Dimension(
      twoNN: dimension.twoNN.finite,
      twoNNInterval: interval(dimension.twoNN, dimension.twoNNError),
      mle: dimension.maximumLikelihood.finite,
      mleInterval: interval(dimension.maximumLikelihood, dimension.maximumLikelihoodError),
      byNeighbours: zip(IntrinsicDimension.scales, dimension.byNeighbours).map {
        Evidence.Dimension.ByNeighbours(neighbours: $0, mle: $1.finite)
      },
      rows: dimension.rows)
  }

  /// exp of the entropy: as many classes of one size would be as diverse (Hill 1973, *Ecology* 54:427).
  private static func effectiveClasses(_ counts: [Int]) -> Double? {
    let sum = Double(counts.reduce(0, +))
    guard sum > 0 else { return nil }
    let entropy = counts.reduce(0.0) { total, count in
      let share = Double(count) / sum
      return share > 0 ? total - share * log(share) : total
    }
    return exp(entropy)
  }

  /// Up to this many columns all covariances are decomposed; of more, this many rows.
  private static let decomposed = 1_000

  /// How many principal components hold 95 % of the variance.
  private func components(_ input: Input, _ threads: Int) -> Int? {
    let p = input.points.columns
    guard p >= 1, input.points.rows >= 2 else { return nil }
    let system: Matrix
    if let covariances = input.covariances, p <= SampleSize.decomposed {
      system = covariances.matrix
    } else {
      let step = max(1, input.points.rows / SampleSize.decomposed)
      let some = input.points.selecting(
        rows: Array(stride(from: 0, to: input.points.rows, by: step).prefix(SampleSize.decomposed)))
      let moments = Moments.ofColumns(some, threads: threads)
      var scaling = Scaling(moments)
      scaling.deviations = input.scales
      let scaled = scaling.apply(to: some)
      system =
        p <= scaled.rows
        ? LinearAlgebra.gram(of: scaled, threads: threads)
        : LinearAlgebra.outerGram(of: scaled, threads: threads)
    }
    guard system.isFinite, let values = try? LinearAlgebra.eigenvalues(ofSymmetric: system) else {
      return nil
    }
    let descending = values.map { max(0, $0) }.sorted(by: >)
    let sum = descending.reduce(0, +)
    guard sum > 0 else { return nil }
    var held = 0.0
    for (place, value) in descending.enumerated() {
      held += value
      // A rounding error is not a component.
      if held >= 0.95 * sum * (1 - 1e-12) { return place + 1 }
    }
    return descending.count
  }

  // MARK: Learning curve

  private func learningCurves(
    _ input: Input, _ context: AnalysisContext
  ) -> LearningCurve.Measurement? {
    let isClassification = input.task == .classification
    guard input.task != nil, input.training.rows > 0,
      !isClassification || input.classes.count(where: { $0.count > 0 }) >= 2
    else { return nil }
    guard let target = isClassification ? input.target : SampleSize.standardised(input.target)
    else {
      return nil
    }
    context.progress("Measuring the learning curve", 0)
    let rows = CurveRows(
      features: input.training, target: target,
      classes: isClassification ? input.classes.count : nil,
      hasCommonUnit: !input.isStandardised)
    var measured = LearningCurve(
      rows, groups: input.trainingGroups.isEmpty ? nil : input.trainingGroups, seed: context.seed
    ).measure(today: input.dependence.differentRows(input.rows), threads: context.threads) {
      context.progress("Measuring the learning curve", $0)
    }
    for place in measured?.curves.indices ?? 0..<0 {
      measured?.curves[place].replacesMissing = input.replacesMissing
    }
    return measured
  }

  /// A target in units of its spread, so that no square over- or underflows.
  ///
  /// - Returns: nil where it does not vary.
  private static func standardised(_ target: [Double]) -> [Double]? {
    let moments = Moments(target)
    guard moments.varies else { return nil }
    let scaling = Scaling([moments])
    return scaling.apply(to: Matrix(columns: [target])).storage
  }

  // MARK: Criteria

  /// A mean nearer to 0 than this share of the deviation has no relative margin.
  private static let meanShare = 0.01

  /// Riley's criteria for what the data themselves let expect; nil without a target.
  private func plan(_ input: Input, _ curves: LearningCurve.Measurement?) -> StudyPlan? {
    let counts = input.classes.map(\.count).filter { $0 > 0 }
    let outcome: StudyDesign.Outcome
    switch input.task {
    case .regression:
      guard let explained = curves?.rSquared, explained > 1e-4 else { return nil }
      let moments = input.targetMoments.flatMap {
        abs($0.mean) > SampleSize.meanShare * $0.deviation && $0.deviation > 0 ? $0 : nil
      }
      outcome = .continuous(
        rSquared: min(0.9999, explained), mean: moments?.mean, deviation: moments?.deviation)
    case .classification where counts.count >= 2:
      let sum = Double(counts.reduce(0, +))
      var fit = ExpectedFit.unknown
      if let concordance = curves?.cStatistic {
        guard concordance > 0.505 else { return nil }
        fit = .cStatistic(min(0.9999, concordance))
      }
      outcome =
        counts.count == 2
        ? .binary(prevalence: Double(counts.min() ?? 0) / sum, fit: fit)
        : .multinomial(shares: counts.map { Double($0) / sum }, fit: fit)
    default: return nil
    }
    return StudyPlan(
      checked: StudyDesign(outcome, parameters: input.parameters),
      origin: "the target", fitOrigin: "rows held out of a linear model")
  }
}
