internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// What makes rows count for less than one each: repeats, groups, order.
struct RowDependence: Sendable {
  /// Distinct rows; nil where they were not counted.
  var distinctRows: Int?
  var distinctIsExact = true
  /// Whether a repeated row counts once.
  var countsRepeatsOnce = false
  var groups: SampleSize.Evidence.Dependence.Groups?
  var order: SampleSize.Evidence.Dependence.Order?

  /// How many rows there are when a repeated one counts once.
  func differentRows(_ rows: Int) -> Int {
    countsRepeatsOnce ? min(rows, distinctRows ?? rows) : rows
  }

  /// How many independent rows this many rows are worth.
  func effectiveRows(_ rows: Int) -> Double {
    var effective = Double(differentRows(rows))
    if let effect = groups?.designEffect { effective /= max(1, effect) }
    if let inflation = order?.inflation { effective /= max(1, inflation) }
    return effective
  }

  var evidence: SampleSize.Evidence.Dependence {
    SampleSize.Evidence.Dependence(
      distinctRows: distinctRows, distinctIsExact: distinctIsExact,
      countsRepeatsOnce: countsRepeatsOnce, groups: groups, order: order)
  }
}

extension RowDependence {
  /// What the summary knows of repeats, groups and order.
  init(_ summary: Summary) {
    let schema = summary.schema
    if schema.images != nil {
      distinctRows = summary.rows.used - summary.duplicateImages.exact
      countsRepeatsOnce = true
    } else if let counter = summary.distinctRows {
      distinctIsExact = counter.isExact
      // An estimate is off by chance: as many as there are rows are meant.
      distinctRows =
        counter.isExact || Double(counter.count) < 0.97 * Double(summary.rows.used)
        ? min(counter.count, summary.rows.used) : summary.rows.used
      countsRepeatsOnce = !(summary.repeatedRows?.areNatural ?? true)
    }
    if let name = schema.groupName, let found = summary.groups {
      groups = SampleSize.Evidence.Dependence.Groups(column: name, found)
      if groups?.intraclassCorrelation == nil, schema.task == nil {
        takeFeatureGroups(summary)
      }
    }
    order = RowDependence.order(summary)
  }

  /// Without a target, the median of the features says how alike the rows of a group are.
  private mutating func takeFeatureGroups(_ summary: Summary) {
    let sample = summary.sample
    guard !sample.groups.isEmpty, let size = groups?.size else { return }
    let members = Dictionary(grouping: sample.groups.indices) { sample.groups[$0] }
    let order = members.keys.sorted()
    let correlations = RowDependence.numericColumns(summary).compactMap { column -> Double? in
      let values = sample.features.column(column)
      var whole = Moments()
      var within = 0.0
      var sizes = [Double]()
      for name in order {
        let moments = Moments((members[name] ?? []).map { values[values.startIndex + $0] })
        whole.merge(moments)
        within += moments.squaredDeviations
        sizes.append(Double(moments.count))
      }
      return GroupStatistics.intraclassCorrelation(
        sizes: sizes, within: within, total: whole.squaredDeviations)
    }.sorted()
    guard !correlations.isEmpty else { return }
    let median = correlations[correlations.count / 2]
    groups?.intraclassCorrelation = median
    groups?.designEffect = DesignEffect.of(size: size, correlation: median)
  }

  private static func numericColumns(_ summary: Summary) -> [Int] {
    summary.design.terms.filter {
      $0.isNumeric && summary.schema.columns[$0.column].role == .feature
        && summary.moments[$0.range.lowerBound].varies
    }.map(\.range.lowerBound)
  }

  private static func order(_ summary: Summary) -> SampleSize.Evidence.Dependence.Order? {
    let schema = summary.schema
    // Images have no order, be they files or rows of pixels.
    guard !schema.layout.isGrid else { return nil }
    let isSorted = summary.order?.isSorted(classes: summary.classes.count) ?? false
    // Features follow a number that the rows are sorted by: that says nothing of the rows.
    let features =
      isSorted && schema.task == .regression ? nil : featureCorrelation(summary)
    let target = summary.order?.correlation(
      variance: targetVariance(summary),
      mean: schema.task == .regression
        ? schema.targetIndex.flatMap { summary.profiles[$0].mean } : nil)
    guard features != nil || target != nil else { return nil }
    let found = isSorted ? features : target ?? features
    return SampleSize.Evidence.Dependence.Order(
      pairs: summary.order?.pairs ?? max(0, summary.sample.features.rows - 1), target: target,
      features: features, isSorted: isSorted, isDeclared: schema.isOrdered,
      date: chronologicalColumn(summary),
      // As of a mean of a first-order autoregression (Bayley & Hammersley 1946, J. R. Stat. Soc. Suppl. 8:184).
      inflation: schema.isOrdered
        ? found.map { (1 + min(0.999, max(0, $0))) / (1 - min(0.999, max(0, $0))) } : nil)
  }

  /// A column of dates that never go back from one row in memory to the next; nil for none.
  private static func chronologicalColumn(_ summary: Summary) -> String? {
    let columns = summary.schema.columns
    return columns.indices.first { index in
      guard columns[index].type == .date, columns[index].isSampled else { return false }
      let cells = summary.texts.cells(index).sorted { $0.row < $1.row }.map(\.text)
      let dates = DateText(sample: cells)
      let days = cells.compactMap { dates.days($0) }
      guard days.count >= fewestDates, Set(days).count > 2 else { return false }
      return zip(days, days.dropFirst()).allSatisfy(<=)
    }.map { columns[$0].name }
  }

  /// Fewer dates stand in order by chance.
  private static let fewestDates = 20

  private static func targetVariance(_ summary: Summary) -> Double {
    guard let index = summary.schema.targetIndex else { return 0 }
    if summary.schema.task == .regression {
      let deviation = summary.profiles[index].standardDeviation ?? 0
      return deviation * deviation
    }
    let sum = Double(summary.classes.reduce(0) { $0 + $1.count })
    guard sum > 0 else { return 0 }
    return 1
      - summary.classes.reduce(0) { $0 + (Double($1.count) / sum) * (Double($1.count) / sum) }
  }

  /// The median over the numeric features of their correlation with the row before; nil where the rows
  /// are not all in memory.
  ///
  /// With classes, of rows of one class and around its mean: a file that is sorted by class is no series.
  private static func featureCorrelation(_ summary: Summary) -> Double? {
    let sample = summary.sample
    let rows = sample.features.rows
    guard sample.isComplete, rows >= 2 else { return nil }
    let isClassification = summary.schema.task == .classification
    let classes = isClassification ? sample.target.map { $0.isNaN ? -1 : Int($0) } : []
    // The rows of each class, or all of them.
    let members =
      isClassification
      ? summary.classes.indices.map { name in classes.indices.filter { classes[$0] == name } }
      : [Array(0..<rows)]
    let correlations = numericColumns(summary).compactMap { column -> Double? in
      let values = Array(sample.features.column(column))
      let within = members.map { rows in Moments(rows.map { values[$0] }) }
      var squares = 0.0
      var deviations = 0.0
      var pairs = 0
      for row in 1..<rows
      where !isClassification || classes[row] == classes[row - 1] && classes[row] >= 0 {
        let difference = values[row] - values[row - 1]
        if difference.isNaN { continue }
        squares += difference * difference
        let mean = within[isClassification ? classes[row] : 0].mean
        deviations +=
          (values[row] - mean) * (values[row] - mean)
          + (values[row - 1] - mean) * (values[row - 1] - mean)
        pairs += 1
      }
      let present = within.reduce(0) { $0 + $1.count }
      let variance =
        within.reduce(0) { $0 + $1.squaredDeviations } / Double(max(1, present - members.count))
      return OrderSums.correlation(
        squares: squares, pairs: pairs, variance: variance, deviations: deviations)
    }.sorted()
    return correlations.isEmpty ? nil : correlations[correlations.count / 2]
  }
}

/// How much rows in groups are worth.
enum DesignEffect {
  /// Kish 1965, *Survey Sampling*: 1 + (m − 1) ρ, with the mean group of a row for m, and never below 1.
  static func of(size: Double, correlation: Double) -> Double {
    1 + max(0, size - 1) * correlation
  }
}

extension SampleSize.Evidence.Dependence.Groups {
  /// What groups are worth that a column names.
  init(column: String, _ found: GroupStatistics) {
    self.init(
      column: column, count: found.count, isExact: found.isExact, size: found.size,
      intraclassCorrelation: found.intraclassCorrelation,
      designEffect: found.intraclassCorrelation.map {
        DesignEffect.of(size: found.size, correlation: $0)
      })
  }
}
