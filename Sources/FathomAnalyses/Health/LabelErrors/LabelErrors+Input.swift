internal import FathomData
internal import FathomNumerics
public import FathomSummaries

extension LabelErrors {
  /// Fewer rows say too little.
  static let fewestRows = 100
  /// More rows are not looked at.
  static let mostRows = 20_000
  /// More suspects are not listed.
  static let mostListed = 10_000

  /// What tells where a row of the sample is in the data.
  struct Places: Sendable {
    /// The number of each row that is looked at, as in the batches.
    var numbers: [Int]
    /// Where a row stands below the header; nil where its number says so.
    var ofRows: RowPlaces? = nil
    /// Whether the numbers are lines of a text.
    var areLines = false
    /// What images are called.
    var names: RowNames? = nil
  }

  /// What tells how much each column says alone.
  struct Columns: Sendable {
    var leakage: Leakage.Input
    /// The column of the dataset behind each feature.
    var sources: [Int]
    /// The names of all columns of the dataset.
    var names: [String]
  }

  /// The columns of a table; nil where features are positions.
  private static func columns(_ summary: Summary) -> Columns? {
    guard summary.schema.layout == .table,
      case .applicable(let leakage) = Leakage().input(from: summary)
    else { return nil }
    return Columns(
      leakage: leakage, sources: LabelledInput.sources(summary),
      names: summary.schema.columns.map(\.name))
  }

  /// Takes as many rows as the budget allows, or says why the question does not arise.
  public func input(from summary: Summary) -> Applicability<Input> {
    guard let target = summary.schema.target, summary.schema.task != nil else {
      return .notApplicable("there is no target")
    }
    guard !Cells.hasVariants(summary) else {
      return .notApplicable(
        "levels of \(NumberText.quoted(target.name)) are one class written in several ways: "
          + "write each class in one way first (“\(Cells.info.title)”)")
    }
    var most = LabelErrors.mostRows
    // What gives the target away says of a label what no other column does: without it, rare cases look like errors.
    var whole = summary
    whole.leaks = []
    while true {
      switch LabelledInput.from(whole, most: most) {
      case .notApplicable(let reason): return .notApplicable(reason)
      case .applicable(let labelled):
        guard labelled.rows.count >= LabelErrors.fewestRows else {
          return .notApplicable(
            "\(NumberText.plural(labelled.rows.count, "row")) are too few; it takes \(LabelErrors.fewestRows)"
          )
        }
        // Of the rows that take too long half are looked at, by the same hashes.
        let half = labelled.rows.count / 2
        if half >= HeldOutPredictions.fewestRows,
          !HeldOutPredictions.isAffordable(
            labelled.rows, isSample: labelled.available > LabelErrors.mostRows)
        {
          most = half
          continue
        }
        return .applicable(
          Input(
            labelled: labelled,
            places: Places(
              numbers: labelled.rowNumbers, ofRows: summary.schema.rowPlaces,
              areLines: summary.schema.format == DataFormat.csv.id,
              names: summary.schema.rowNames),
            target: target.name, columns: LabelErrors.columns(whole)))
      }
    }
  }
}

extension LabelErrors.Places {
  /// What is said of some rows that are looked at, in their order.
  ///
  /// - Throws: `unsuitable` where the data have changed since they were read.
  func locate(
    _ rows: [Int]
  ) throws(AnalysisError) -> [(row: Int, line: Int?, name: String?)] {
    let own = rows.map { numbers[$0] }
    let places = try RowPlaces.places(of: own, by: ofRows)
    return zip(own, places).map { number, place in
      (place, areLines ? number + 1 : nil, names?.name(ofRow: number))
    }
  }
}
