internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension Collinearity {
  /// The name of the constant term.
  static let intercept = "(Intercept)"

  /// Measures; the same input, seed and permutations give the same evidence.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    do {
      if let factor = input.factor { return try measure(input, factor, context) }
      if let wide = input.wide { return try measure(input, wide: wide, context.threads) }
    } catch {
      throw .numerics("\(error)")
    }
    throw .unsuitable("neither a factor nor rows were given")
  }

  // MARK: More rows than columns

  private func measure(
    _ input: Input, _ standardised: StandardisedFactor, _ context: AnalysisContext
  ) throws(NumericsError) -> Evidence {
    let exact = try ExactDependencies(standardised)
    let collinear = try CollinearTerms(input, exact)
    let parts = try CollinearParts(input, standardised, exact, collinear, threads: context.threads)
    let (belsley, directions, intervals) = (parts.belsley, parts.directions, parts.intervals)
    let relations = collinear.relations
    let isExact = !relations.isEmpty
    let view = try LinearTarget(input, collinear)
    let aliased = Set(exact.aliased)
    let indicators = Indicators(input.sample)

    var evidence = Evidence(
      input,
      predictors: input.terms.indices.map { term in
        var predictor = collinear.predictor(term, aliased: aliased)
        predictor.interval = intervals?.interval(
          term, predictor.vif, freedom: predictor.degreesOfFreedom)
        predictor.targetRSquared = view?.alone[term]
        return predictor
      }, rank: exact.kept.count + 1)
    evidence.conditionIndices = belsley.indices
    evidence.varianceDecomposition = belsley.proportions
    evidence.varianceDecompositionRows = belsley.rows
    evidence.designColumns = [Collinearity.intercept] + exact.kept.map { input.columnNames[$0] }
    evidence.conditionNumber = isExact ? nil : belsley.indices.last?.finite
    evidence.dependencies = relations.map { $0.named(input, indicators) }
    evidence.aliased = exact.aliased.map { input.columnNames[$0] }
    evidence.structural = StructuralColumns(input).found
    evidence.centredConditionNumber = isExact ? nil : directions.conditionNumber
    evidence.principal = directions.evidence(input)
    evidence.ridge = directions.ridge(bound: conditionCaution, rows: standardised.rows)
    // Among pixels nothing is dropped but copies: neighbours are alike.
    guard input.layout == .table else {
      var names = [String]()
      for relation in relations {
        let name = input.terms[collinear.termOfColumn[relation.column]].name
        if !names.contains(name) { names.append(name) }
      }
      evidence.suggestedDrops = names
      return evidence
    }
    let sequence = try DropSequence(
      input, collinear, view, threshold: vifBad, similarity: clusterSimilarity)
    evidence.suggestedDrops = sequence.drops.map(\.column)
    evidence.drops = sequence.drops
    evidence.vifsAfterDrops = sequence.finalVifs
    evidence.target = sequence.target
    let clusters = CollinearClusters(
      input, collinear, similarity: clusterSimilarity, inflated: vifCaution)
    evidence.clusters = try clusters.evidence(
      belsley, proportion: proportion, caution: conditionCaution, drops: evidence.suggestedDrops)
    evidence.correlations = clusters.correlations()
    return evidence
  }

  // MARK: No more rows than columns

  /// Rank from the eigenvalues of the outer Gram matrix, and the regularised VIF by the dual form
  /// (R + kI)⁻¹ = (I − Zᵀ(ZZᵀ + (n − 1)kI)⁻¹Z) / k, which costs n³ + n²p rather than p³.
  private func measure(
    _ input: Input, wide rows: Matrix, _ threads: Int
  ) throws(NumericsError) -> Evidence {
    // Standardised over the complete rows alone.
    let z = Scaling(Moments.ofColumns(rows, threads: threads)).apply(to: rows, threads: threads)
    let gram = LinearAlgebra.outerGram(of: z, threads: threads)
    var penalised = gram
    let scale = Double(z.rows - 1)
    for i in 0..<gram.rows { penalised[i, i] += scale * ridgePenalty }
    let factor = try LinearAlgebra.cholesky(ofPositiveDefinite: penalised)
    // The eigenvalues are one long piece of work; the quadratic forms beside it are many short ones.
    let blockSize = 256
    let blocks = (z.columns + blockSize - 1) / blockSize
    let parts = Parallel.map(blocks + 1, threads: threads) {
      part -> Result<[Double], NumericsError> in
      guard part > 0 else {
        return Result { () throws(NumericsError) in
          try LinearAlgebra.eigenvalues(ofSymmetric: gram)
        }
      }
      let first = (part - 1) * blockSize
      return .success(
        LinearAlgebra.quadraticForms(
          choleskyFactor: factor, columns: first..<min(z.columns, first + blockSize), of: z))
    }
    let eigenvalues = try parts[0].get().map { $0 / scale }
    let directions = PrincipalDirections(eigenvaluesOfRows: eigenvalues, columns: z.columns)
    var explained = [Double]()
    for part in parts.dropFirst() { explained += try part.get() }
    let ridge = explained.map { explained in
      // A constant column has no correlation with anything, so no VIF of any kind.
      explained > 0 ? (1 - explained) / ridgePenalty * (1 + ridgePenalty) : Double.nan
    }
    var evidence = Evidence(
      input,
      predictors: input.terms.map { term in
        var predictor = Evidence.Predictor(term, state: .undefined)
        predictor.ridgeVif = term.range.map { ridge[$0] }.filter(\.isFinite).max()
        return predictor
      }, rank: directions.rank + 1)
    evidence.dualConditionNumber = directions.conditionNumber
    evidence.principal = directions.evidence(input)
    evidence.ridge = directions.ridge(bound: conditionCaution, rows: z.rows)
    evidence.ridgePenalty = ridgePenalty
    return evidence
  }
}

extension Collinearity.Evidence {
  /// Evidence of which only what the input says is known.
  fileprivate init(_ input: Collinearity.Input, predictors: [Predictor], rank: Int) {
    rows = input.rows
    incompleteRows = input.incompleteRows
    missing = input.missing
    leftOut = input.leftOut
    layout = input.layout
    self.predictors = predictors
    conditionIndices = []
    varianceDecomposition = []
    varianceDecompositionRows = []
    designColumns = []
    dependencies = []
    aliased = []
    structural = []
    clusters = []
    suggestedDrops = []
    drops = []
    vifsAfterDrops = [:]
    self.rank = rank
    columns = input.columnNames.count + 1
    sampledRows = input.sampledRows
  }
}

extension Collinearity.Evidence.Predictor {
  /// A predictor without a VIF.
  init(_ term: Design.Term, state: Collinearity.Evidence.State) {
    name = term.name
    self.state = state
    degreesOfFreedom = term.range.count
  }
}

/// The parts that take long with many columns, formed side by side.
private struct CollinearParts {
  let belsley: Belsley
  let directions: PrincipalDirections
  let intervals: VIFIntervals?

  private enum Part: Sendable {
    case decomposition(Belsley.Decomposition)
    case directions(PrincipalDirections)
    case largest(Belsley.Largest?)
    case intervals(VIFIntervals?)
  }

  init(
    _ input: Collinearity.Input, _ standardised: StandardisedFactor, _ exact: ExactDependencies,
    _ collinear: CollinearTerms, threads: Int
  ) throws(NumericsError) {
    let unit = Belsley.unitColumns(standardised, exact.kept)
    let parts = Parallel.map(4, threads: threads) { part -> Result<Part, NumericsError> in
      do throws(NumericsError) {
        switch part {
        case 0: return .success(.decomposition(try Belsley.decompose(unit)))
        case 1: return .success(.directions(try PrincipalDirections(collinear)))
        case 2:
          return .success(
            .largest(unit.columns <= Belsley.fullLimit ? nil : try Belsley.Largest(unit)))
        default:
          return .success(
            .intervals(
              VIFIntervals(input, rows: standardised.rows, collinear, threads: threads)))
        }
      } catch {
        return .failure(error)
      }
    }
    guard case .decomposition(let decomposition) = try parts[0].get(),
      case .directions(let directions) = try parts[1].get(),
      case .largest(let largest) = try parts[2].get(),
      case .intervals(let intervals) = try parts[3].get()
    else { preconditionFailure("parts come in their order") }
    belsley = Belsley(decomposition, largest: largest)
    self.directions = directions
    self.intervals = intervals
  }
}
