internal import FathomData
internal import FathomNumerics
internal import FathomSummaries
private import Foundation

/// Whether a table is a signal, a long list of time steps, or lies on its side: then its rows and columns are not what
/// they are taken for.
///
/// Names alone prove nothing, and neither do numbers: each shape is claimed where both agree.
struct TableShape {
  private let summary: Summary
  private let isLocal: Bool

  /// - Parameter isLocal: whether neighbouring columns belong together.
  init(_ summary: Summary, isLocal: Bool) {
    self.summary = summary
    self.isLocal = isLocal
  }

  /// What the shape hides; empty for an ordinary table.
  var blindSpots: [BlindSpot] {
    guard summary.schema.images == nil else { return [] }
    return [channels, longRows, sideways].compactMap(\.self)
  }

  // MARK: Numbered columns

  /// Fewer steps are no signal.
  private static let fewestSteps = 8
  /// From this many numbered columns on that are local a table is hardly one: the smallest series of the verdict's benchmark
  /// have 24 steps.
  private static let manySteps = 20
  /// Columns at the ends that are no steps, at most.
  private static let mostOthers = 3
  /// More channels than this are none.
  private static let mostChannels = 16
  /// Mean |r| of neighbouring steps of a channel from here on, and by how much it is above that of distant ones, for the
  /// steps to belong together: of unrelated columns both are near 0, of columns with a factor in common the second is.
  private static let neighbours = 0.5
  private static let decay = 0.2

  /// Columns that are numbered as the steps of one or more channels.
  struct NumberedColumns: Equatable {
    var channels: [String]
    var steps: Int
    /// Whether the channels take turns, rather than follow one another.
    var takeTurns: Bool

    /// What the names say; nil where they are not numbered in this way.
    init?(_ names: [String]) {
      let parts = names.compactMap(NumberedColumns.part)
      guard parts.count == names.count, names.count >= TableShape.fewestSteps else { return nil }
      var stems = [String]()
      for part in parts where !stems.contains(part.stem) {
        stems.append(part.stem)
        guard stems.count <= TableShape.mostChannels else { return nil }
      }
      let steps = names.count / stems.count
      guard steps * stems.count == names.count, steps >= TableShape.fewestSteps else { return nil }
      func holds(_ place: (_ channel: Int, _ step: Int) -> Int) -> Bool {
        let stride = parts[place(0, 1)].number - parts[place(0, 0)].number
        guard stride > 0 else { return false }
        return stems.indices.allSatisfy { channel in
          (0..<steps).allSatisfy { step in
            let part = parts[place(channel, step)]
            return part.stem == stems[channel]
              && part.number == parts[place(0, 0)].number + step * stride
          }
        }
      }
      let count = stems.count
      if holds({ $1 * count + $0 }) {
        takeTurns = count > 1
      } else if holds({ $0 * steps + $1 }) {
        takeTurns = false
      } else {
        return nil
      }
      channels = stems
      self.steps = steps
    }

    /// The place of a step of a channel among the columns.
    func place(_ channel: Int, _ step: Int) -> Int {
      takeTurns ? step * channels.count + channel : channel * steps + step
    }

    /// A name without its number at the end, or at its beginning: `x_12`, `12_x`.
    private static func part(_ name: String) -> (stem: String, number: Int)? {
      let scalars = Array(name.unicodeScalars)
      func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
      let end = scalars.reversed().prefix(while: isDigit).count
      let start = scalars.prefix(while: isDigit).count
      func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
      }
      if end > 0, end <= 9, let number = Int(text(scalars.suffix(end))) {
        return (text(scalars.dropLast(end)), number)
      }
      guard start > 0, start <= 9, let number = Int(text(scalars.prefix(start))) else { return nil }
      return (text(scalars.dropFirst(start)), number)
    }
  }

  private var channels: BlindSpot? {
    let schema = summary.schema
    guard !schema.layout.isGrid else { return nil }
    let positions = numberedPositions
    guard let names = NumberedColumns(positions.map { schema.columns[$0].name }) else { return nil }
    let count = names.channels.count
    if count == 1 {
      guard schema.layout == .table, isLocal else { return nil }
      return spot(
        "The \(NumberText.count(names.steps)) columns \(range(names)) are numbered and neighbours belong together, as the "
          + "steps of a signal do; read as a table, their order was not used.",
        "Read them as a signal with --layout sequence, or as pixels with --layout HxW"
          + (schema.targetIndex == nil ? ", and name the target with --target." : "."),
        isLarge: names.steps >= TableShape.manySteps)
    }
    guard stepsBelongTogether(names, positions) else { return nil }
    let layout = "--layout 1x\(names.steps)x\(count)"
    let list = names.channels.prefix(4).map { NumberText.quoted($0) }.joined(separator: ", ")
    return spot(
      "The columns are \(count) channels (\(list)) of \(NumberText.count(names.steps)) steps each, which "
        + (names.takeTurns ? "take turns" : "follow one another")
        + "; read as a \(schema.layout), a step's neighbours are not side by side.",
      names.takeTurns
        ? "Read them with \(layout)."
        : "Put the columns in the order of their steps, the channels of a step side by side, and read them with \(layout)."
    )
  }

  private func spot(_ message: String, _ remedy: String, isLarge: Bool = true) -> BlindSpot {
    BlindSpot(
      .layout, subject: "columns", share: nil, message: message, remedy: remedy, isLarge: isLarge)
  }

  private func range(_ names: NumberedColumns) -> String {
    let columns = numberedPositions.map { summary.schema.columns[$0].name }
    return "\(NumberText.quoted(columns.first ?? "")) to \(NumberText.quoted(columns.last ?? ""))"
  }

  /// The positions without a few other columns at either end, such as a label that nobody named as the target.
  private var numberedPositions: [Int] {
    let columns = summary.schema.columns
    func isOther(_ index: Int) -> Bool {
      !columns[index].name.unicodeScalars.contains { ("0"..."9").contains($0) }
    }
    let positions = summary.schema.positions
    let start = positions.prefix(while: isOther).count
    let end = positions.dropFirst(start).reversed().prefix(while: isOther).count
    guard start + end <= TableShape.mostOthers else { return positions }
    return Array(positions.dropFirst(start).dropLast(end))
  }

  /// Whether neighbouring steps of a channel are alike, and more so than distant ones.
  private func stepsBelongTogether(_ names: NumberedColumns, _ positions: [Int]) -> Bool {
    func mean(_ distance: Int) -> Double? {
      let pairs = names.channels.indices.flatMap { channel in
        (0..<(names.steps - distance)).compactMap { step in
          correlation(
            positions[names.place(channel, step)],
            positions[names.place(channel, step + distance)])
        }
      }
      return pairs.isEmpty ? nil : pairs.reduce(0) { $0 + abs($1) } / Double(pairs.count)
    }
    guard let near = mean(1), let far = mean(names.steps / 2) else { return false }
    return near >= TableShape.neighbours && near - far >= TableShape.decay
  }

  private func correlation(_ a: Int, _ b: Int) -> Double? {
    guard let x = values(a), let y = values(b) else { return nil }
    var sums = (n: 0.0, x: 0.0, y: 0.0, xx: 0.0, yy: 0.0, xy: 0.0)
    let (p, q) = (x.first { !$0.isNaN } ?? 0, y.first { !$0.isNaN } ?? 0)
    for (u, v) in zip(x, y) where !u.isNaN && !v.isNaN {
      let (u, v) = (u - p, v - q)
      sums = (sums.n + 1, sums.x + u, sums.y + v, sums.xx + u * u, sums.yy + v * v, sums.xy + u * v)
    }
    guard sums.n > 2 else { return nil }
    let covariance = sums.xy - sums.x * sums.y / sums.n
    let size = (sums.xx - sums.x * sums.x / sums.n) * (sums.yy - sums.y * sums.y / sums.n)
    return size > 0 ? covariance / size.squareRoot() : nil
  }

  /// The sampled values of a column of numbers.
  private func values(_ column: Int) -> ArraySlice<Double>? {
    guard let term = summary.design.terms.first(where: { $0.column == column && $0.isNumeric })
    else { return nil }
    return summary.sample.features.column(term.range.lowerBound)
  }

  // MARK: One time step a row

  /// A counter that starts again this often.
  private static let fewestRuns = 4
  /// Lag-one correlation within runs from here on: the rows of a run follow one another.
  private static let withinRuns = 0.5

  private var longRows: BlindSpot? {
    let schema = summary.schema
    let sample = summary.sample
    guard schema.layout == .table, sample.isComplete, schema.groupName == nil,
      !schema.isOrdered
    else { return nil }
    let terms = summary.design.terms.filter {
      $0.isNumeric && schema.columns[$0.column].role == .feature
    }
    for term in terms {
      let steps = Array(sample.features.column(term.range.lowerBound))
      guard let starts = TableShape.runs(steps) else { continue }
      // Another column must go on from row to row within the runs.
      let goesOn = terms.contains { other in
        guard other.column != term.column else { return false }
        return TableShape.lagOne(Array(sample.features.column(other.range.lowerBound)), starts)
          >= TableShape.withinRuns
      }
      guard goesOn else { continue }
      let isOneLabel =
        !sample.target.isEmpty
        && sample.target.indices.allSatisfy { row in
          starts.contains(row) || sample.target[row] == sample.target[row - 1]
        }
      return BlindSpot(
        .longRows, subject: schema.columns[term.column].name, share: nil,
        message:
          "\(NumberText.quoted(schema.columns[term.column].name)) counts upwards and starts again "
          + "\(NumberText.plural(starts.count - 1, "time")): each row is one time step of a series, and rows of one series are not independent"
          + (isOneLabel ? "; the target is one a series." : "."),
        remedy:
          "Put each series into one row and read it with --layout sequence, or name the series with --group.",
        isLarge: isOneLabel)
    }
    return nil
  }

  /// Where the runs of a counter begin that goes up by one step from row to row and starts again at its first value; nil for no
  /// such counter.
  static func runs(_ values: [Double]) -> Set<Int>? {
    guard let first = values.first, values.count >= fewestRuns * fewestSteps, values[1] > first
    else { return nil }
    let step = values[1] - first
    var starts: Set<Int> = [0]
    for row in values.indices.dropFirst() {
      if values[row] == first {
        starts.insert(row)
      } else if abs(values[row] - values[row - 1] - step) > 1e-9 * max(1, abs(values[row])) {
        return nil
      }
    }
    let isLong = values.count >= starts.count * fewestSteps
    return starts.count >= fewestRuns && isLong ? starts : nil
  }

  /// The lag-one correlation within runs, around the mean of all rows.
  private static func lagOne(_ values: [Double], _ starts: Set<Int>) -> Double {
    let moments = Moments(values)
    guard moments.varies else { return 0 }
    var squares = 0.0
    var pairs = 0.0
    for row in values.indices where !starts.contains(row) {
      let difference = values[row] - values[row - 1]
      guard !difference.isNaN else { continue }
      squares += difference * difference
      pairs += 1
    }
    let variance = moments.squaredDeviations / Double(max(1, moments.count - 1))
    return pairs > 0 ? 1 - squares / (2 * pairs * variance) : 0
  }

  // MARK: On its side

  /// Columns of one kind that a table on its side has at least.
  private static let fewestSamples = 6
  /// The share of the variance that lies between rows, from which on rows are what is measured: features as rows differ by
  /// orders of magnitude, people as rows do not.
  private static let betweenRows = 0.8
  private static let betweenColumns = 0.05

  private var sideways: BlindSpot? {
    let schema = summary.schema
    guard schema.layout == .table, schema.targetIndex == nil,
      let names = schema.columns.first, !names.holdsNumbers,
      [.identifier, .text].contains(names.type)
    else { return nil }
    let others = schema.columns.indices.dropFirst()
    guard others.count >= TableShape.fewestSamples,
      others.allSatisfy({ schema.columns[$0].role == .feature && schema.columns[$0].type.isNumeric }
      )
    else { return nil }
    let columns = others.compactMap { values($0) }.map { Array($0) }
    guard columns.count == others.count, let rows = columns.first?.count, rows > columns.count
    else {
      return nil
    }
    // On a common scale: the logarithm where all is positive.
    let isPositive = columns.allSatisfy { $0.allSatisfy { $0.isNaN || $0 >= 0 } }
    let cells = columns.map { $0.map { isPositive ? log1p($0) : $0 } }
    let all = Moments(cells.flatMap(\.self))
    guard all.varies else { return nil }
    func between(_ groups: [[Double]]) -> Double {
      groups.reduce(0) { sum, group in
        let own = Moments(group)
        return sum + Double(own.count) * (own.mean - all.mean) * (own.mean - all.mean)
      } / all.squaredDeviations
    }
    let rowsShare = between((0..<rows).map { row in cells.map { $0[row] } })
    guard rowsShare >= TableShape.betweenRows, between(cells) <= TableShape.betweenColumns else {
      return nil
    }
    return BlindSpot(
      .sideways, subject: "rows", share: nil,
      message:
        "The table seems to lie on its side: its \(NumberText.count(rows)) rows differ as features do "
        + "(\(NumberText.percent(rowsShare)) of the variance lies between rows) and its \(NumberText.count(columns.count)) columns are alike, as "
        + "samples are.",
      remedy: "Transpose it, so that each sample is a row, and add the target as a column.",
      isLarge: true)
  }
}

// MARK: - Kinds

extension BlindSpotInfo {
  private static let measured =
    "names and numbers agree on it: neighbours from 0.5 on and 0.2 above distant ones, runs from 0.5 on, 80 % of the variance "
    + "between rows; none of the clean tables of the corpus does"

  static let layout = BlindSpotInfo(
    id: "shape.layout",
    meaning: "Columns that are the steps of a signal and were read in another layout.",
    share: "of the columns", largeFrom: nil, source: measured)

  static let longRows = BlindSpotInfo(
    id: "shape.longRows", meaning: "Rows that are the time steps of series, one after the other.",
    share: "of the rows", largeFrom: nil, source: measured)

  static let sideways = BlindSpotInfo(
    id: "shape.sideways", meaning: "A table whose rows are features and whose columns are samples.",
    share: "of the rows", largeFrom: nil, source: measured)
}
