internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension SecondFile {
  /// Measures; the same input gives the same evidence.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let columns = Parallel.map(input.columns.count, threads: context.threads) { place in
      change(input.columns[place], input)
    }
    let overlap = input.overlap
    let near = NearOverlap(
      input.isTable ? input.columns.filter { $0.isFeature && !$0.isTarget } : [],
      apartFrom: overlap.places, context)
    func rowNumbers(_ places: [Int]) throws(AnalysisError) -> [Int] {
      try RowPlaces.places(
        of: places.prefix(SecondFile.mostRows).map { input.numbers[$0] }, by: input.rowPlaces)
    }
    let rows = overlap.places.count
    let compared = input.columns.first?.second.count ?? 0
    let share = compared > 0 ? Double(rows) / Double(compared) : 0
    return Evidence(
      target: input.target, firstRows: input.rows.first, secondRows: input.rows.second,
      secondRejected: input.rejected,
      onlyFirst: input.onlyFirst, onlySecond: input.onlySecond,
      overlap: Evidence.Overlap(
        rows: rows, share: share, oneColumnPairs: overlap.oneColumnPairs,
        isNatural: overlap.isNatural, isComplete: overlap.isComplete && near.isComplete,
        secondRows: try rowNumbers(overlap.places), near: near.places.count,
        nearShare: compared > 0 ? Double(near.places.count) / Double(compared) : 0,
        nearRows: try rowNumbers(near.places),
        groups: input.groups.map { Evidence.Group(column: $0.column, share: $0.share) }),
      columns: columns)
  }

  private func change(_ column: PairedColumn, _ input: Input) -> Evidence.ColumnChange {
    let comparison = ColumnComparison(column)
    let index = comparison.index
    let concept =
      column.isTarget
      ? nil : input.targets.flatMap { comparison.concept($0, classes: input.classes) }
    return Evidence.ColumnChange(
      name: column.name, isTarget: column.isTarget, psiLessChance: index?.value.finite,
      z: index?.chance.finite, missing: comparison.missing, newLevels: comparison.newLevels,
      unitFactor: index.flatMap { index in
        isShifted(index) ? comparison.unitFactor(index) : nil
      },
      conceptShare: concept?.share.finite, conceptZ: concept?.z.finite)
  }

  /// Whether a shift is large and no chance.
  func isShifted(_ index: StabilityIndex) -> Bool {
    index.value >= shift && index.chance > SecondFile.shiftZ
  }

  /// A shift within so many standard deviations of chance is none, of many columns too.
  static let shiftZ = 4.0
  /// The same of the target given a column.
  static let conceptZ = 5.0
}
