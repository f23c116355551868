internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension TableShape {
  /// A clock that starts again this often.
  static let fewestRuns = 4
  /// Lag-one correlation within runs from here on: the rows of a run follow one another.
  private static let withinRuns = 0.5
  /// The step of a clock is the median of this many.
  private static let firstPairs = 63

  /// A column that may tell the time: its name, and its value in the rows in which that is known, as numbers or days.
  private struct Clock {
    var column: Int
    var cells: [(row: Int, value: Double)]
  }

  var longRows: BlindSpot? {
    let schema = summary.schema
    guard schema.layout == .table, summary.sample.isComplete, schema.groupName == nil,
      !schema.isOrdered
    else { return nil }
    for (column, values) in numbers {
      let clock = Clock(column: column, cells: TableShape.known(values))
      if let spot = oneBelowAnother(clock) ?? inTurn(clock) { return spot }
    }
    for clock in dateClocks {
      if let spot = oneBelowAnother(clock) ?? inTurn(clock) { return spot }
    }
    return nil
  }

  /// The columns of numbers that are features, each copied when it is looked at.
  private var numbers: some Sequence<(column: Int, values: [Double])> {
    let features = summary.sample.features
    return summary.design.terms.filter {
      $0.isNumeric && summary.schema.columns[$0.column].role == .feature
    }.lazy.map { ($0.column, Array(features.column($0.range.lowerBound))) }
  }

  /// The cells of a column of numbers that are known.
  private static func known(_ values: [Double]) -> [(row: Int, value: Double)] {
    values.enumerated().filter { !$0.element.isNaN }.map { ($0.offset, $0.element) }
  }

  /// Dates and times of day, of which a sample of the cells is known.
  private var dateClocks: [Clock] {
    let schema = summary.schema
    let columns = summary.texts.columns.filter { schema.columns[$0].type == .date }
    guard !columns.isEmpty else { return [] }
    let places = Dictionary(
      uniqueKeysWithValues: summary.sample.rowNumbers.enumerated().map { ($1, $0) })
    return columns.map { column in
      let cells = summary.texts.cells(column)
      let dates = DateText(sample: cells.map(\.text))
      return Clock(
        column: column,
        cells: cells.compactMap { cell in
          guard let row = places[cell.row], let days = dates.days(cell.text) else { return nil }
          return (row, days)
        })
    }
  }

  // MARK: One series below another

  private func oneBelowAnother(_ clock: Clock) -> BlindSpot? {
    let schema = summary.schema
    let sample = summary.sample
    guard let runs = Runs(clock.cells, count: sample.features.rows) else { return nil }
    let isOneLabel =
      !sample.target.isEmpty && Set(sample.target).count > 1
      && sample.target.indices.allSatisfy { row in
        runs.starts.contains(row) || sample.target[row] == sample.target[row - 1]
      }
    // Where time never goes back, the gaps of a single series look the same.
    guard runs.goesBack || isOneLabel else { return nil }
    // Another column must go on from row to row within the runs.
    let goesOn = numbers.contains { column, values in
      column != clock.column && TableShape.goesOn(values, runs.starts, isOneLabel: isOneLabel)
    }
    guard goesOn else { return nil }
    let name = schema.columns[clock.column].name
    return longRows(
      name,
      "\(NumberText.quoted(name)) counts \(runs.step > 0 ? "upwards" : "downwards") and starts again "
        + (runs.isExact ? "" : "at least ")
        + "\(NumberText.plural(runs.restarts, "time")): each row is one time step of a series, and rows of one series are not independent",
      isOneLabel: isOneLabel)
  }

  private func longRows(_ name: String, _ message: String, isOneLabel: Bool) -> BlindSpot {
    BlindSpot(
      .longRows, subject: name, share: nil,
      message: message + (isOneLabel ? "; the target is one a series." : "."),
      remedy:
        "Put each series into one row and read it with --layout sequence, or name the series with --group.",
      isLarge: isOneLabel)
  }

  /// Where a clock goes by one step from row to row, and where it does not.
  struct Runs {
    /// The rows that are not known to be the next step of the row before them.
    var starts: Set<Int> = [0]
    /// How often the clock starts again.
    var restarts = 0
    /// What it goes by; below 0 where it counts down.
    var step: Double
    /// Whether it starts again where it was before, as the clock of one series does not.
    var goesBack: Bool
    /// Whether the clock of every row is known.
    var isExact: Bool

    /// Nil for what does not go by equal steps in runs of eight rows and more.
    init?(_ cells: [(row: Int, value: Double)], count: Int) {
      guard count >= TableShape.fewestRuns * TableShape.fewestSteps,
        cells.count >= TableShape.fewestRuns * TableShape.fewestSteps
      else { return nil }
      let pairs = zip(cells, cells.dropFirst())
      let slopes = pairs.prefix(TableShape.firstPairs)
        .map { ($1.value - $0.value) / Double($1.row - $0.row) }.sorted()
      step = slopes[slopes.count / 2]
      isExact = cells.count == count
      guard step != 0, step.isFinite else { return nil }
      // Of a sample of the cells a part lies on both sides of a start.
      let most = isExact ? count / TableShape.fewestSteps - 1 : (cells.count - 2) / 2
      var back = 0
      var known = cells[0].row
      starts.formUnion(0...known)
      for (a, b) in pairs {
        let rows = Double(b.row - a.row)
        let slack =
          1e-6 * abs(step) * rows + 1e-12 * max(abs(a.value), abs(b.value))
        known = b.row
        guard abs(b.value - a.value - step * rows) > slack else { continue }
        starts.formUnion((a.row + 1)...b.row)
        restarts += 1
        guard restarts <= most else { return nil }
        if (b.value - a.value) * step <= 0 { back += 1 }
      }
      if known + 1 < count { starts.formUnion((known + 1)..<count) }
      goesBack = 2 * back > restarts
      guard restarts + 1 >= TableShape.fewestRuns else { return nil }
    }

    /// The same of a column that is known in every row.
    init?(_ values: [Double]) {
      self.init(TableShape.known(values), count: values.count)
    }
  }

  /// Whether a column goes on from row to row within runs.
  ///
  /// A column that is constant in each run, or another clock, says nothing; and of one that differs between runs only what it
  /// does within them counts, unless the target is one a run as well.
  static func goesOn(_ values: [Double], _ starts: Set<Int>, isOneLabel: Bool) -> Bool {
    var (changes, squares, pairs) = (Set<Double>(), 0.0, 0.0)
    var (deviations, degrees) = (0.0, 0.0)
    var run = [Double]()
    func close() {
      let own = Moments(run)
      guard own.count > 1 else { return }
      deviations += own.squaredDeviations
      degrees += Double(own.count - 1)
    }
    for row in values.indices {
      if starts.contains(row) {
        close()
        run = []
      } else {
        let change = values[row] - values[row - 1]
        if !change.isNaN {
          // Rounded, for a clock may have decimals.
          if changes.count < 3 { changes.insert(Double(Float(change))) }
          squares += change * change
          pairs += 1
        }
      }
      if !values[row].isNaN { run.append(values[row]) }
    }
    close()
    guard pairs > 0, degrees > 0, deviations > 0, changes.count > 1 else { return false }
    let within = 1 - squares / pairs / (2 * deviations / degrees)
    guard within < withinRuns, isOneLabel else { return within >= withinRuns }
    let all = Moments(values)
    return 1 - squares / pairs / (2 * all.squaredDeviations / Double(max(1, all.count - 1)))
      >= withinRuns
  }

  // MARK: Series in turn

  /// All series at one time, then all of them at the next; only where the target is one a series, for a table of places and
  /// years is as likely in that order.
  private func inTurn(_ clock: Clock) -> BlindSpot? {
    let sample = summary.sample
    let rows = sample.features.rows
    guard clock.cells.count == rows, !sample.target.isEmpty, Set(sample.target).count > 1 else {
      return nil
    }
    let values = clock.cells.map(\.value)
    let series = values.prefix { $0 == values.first }.count
    guard series >= TableShape.fewestRuns, rows >= TableShape.fewestSteps * series,
      rows % series == 0
    else { return nil }
    let later = series..<rows
    let step = values[series] - values[0]
    let slack = 1e-6 * abs(step) + 1e-12 * abs(values[rows - 1])
    guard step != 0,
      later.allSatisfy({ abs(values[$0] - values[$0 - series] - step) <= slack }),
      later.allSatisfy({ sample.target[$0] == sample.target[$0 - series] })
    else { return nil }
    // In the order of their series, so that the rows of one follow one another.
    let order = (0..<series).flatMap { stride(from: $0, to: rows, by: series) }
    let starts = Set(stride(from: 0, to: rows, by: rows / series))
    let goesOn = numbers.contains { column, values in
      column != clock.column
        && TableShape.goesOn(order.map { values[$0] }, starts, isOneLabel: true)
    }
    guard goesOn else { return nil }
    let name = summary.schema.columns[clock.column].name
    return longRows(
      name,
      "\(NumberText.quoted(name)) goes by one step every \(NumberText.count(series)) rows: each row is one time step of a "
        + "series, the series take turns, and rows of one series are not independent",
      isOneLabel: true)
  }
}
