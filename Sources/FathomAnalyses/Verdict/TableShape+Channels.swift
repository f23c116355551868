internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension TableShape {
  /// Fewer steps are no signal.
  static let fewestSteps = 8
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
      guard names.count >= TableShape.fewestSteps else { return nil }
      for isLast in [true, false] {
        let parts = names.compactMap { NumberedColumns.part($0, isLast: isLast) }
        guard parts.count == names.count else { return nil }
        if let found = NumberedColumns(parts) {
          self = found
          return
        }
      }
      return nil
    }

    private init?(_ parts: [(stem: String, number: Int)]) {
      var stems = [String]()
      for part in parts where !stems.contains(part.stem) {
        stems.append(part.stem)
        guard stems.count <= TableShape.mostChannels else { return nil }
      }
      let steps = parts.count / stems.count
      guard steps * stems.count == parts.count, steps >= TableShape.fewestSteps else { return nil }
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

    /// A name without its last or its first number: `x_12`, `12_x`, `x[12]`, `t12_x`.
    private static func part(_ name: String, isLast: Bool) -> (stem: String, number: Int)? {
      let scalars = Array(name.unicodeScalars)
      func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
      func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
      }
      guard
        let place = isLast ? scalars.lastIndex(where: isDigit) : scalars.firstIndex(where: isDigit)
      else { return nil }
      let before = isLast ? scalars[...place].reversed().prefix(while: isDigit).count - 1 : 0
      let after = isLast ? 0 : scalars[place...].prefix(while: isDigit).count - 1
      let digits = (place - before)...(place + after)
      guard digits.count <= 9, let number = Int(text(scalars[digits])) else { return nil }
      return (
        text(scalars[..<digits.lowerBound] + scalars[digits.upperBound...].dropFirst()), number
      )
    }
  }

  var channels: BlindSpot? {
    let schema = summary.schema
    guard !schema.layout.isGrid else { return nil }
    let positions = numberedPositions
    guard let names = NumberedColumns(positions.map { schema.columns[$0].name }) else { return nil }
    let count = names.channels.count
    if count == 1 {
      guard schema.layout == .table, isLocal, !isInBlocks(names, positions) else { return nil }
      return spot(
        "The \(NumberText.count(names.steps)) columns \(range(names)) are numbered and neighbours belong together, as the "
          + "steps of a signal do; read as a table, their order was not used.",
        "Read them as a signal with --layout sequence, or as pixels with --layout HxW"
          + (schema.targetIndex == nil ? ", and name the target with --target." : "."),
        isLarge: names.steps >= TableShape.manySteps)
    }
    guard stepsBelongTogether(names, positions), !isInBlocks(names, positions) else { return nil }
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

  // MARK: Blocks

  /// Of more steps the first ones are looked at, of more channels and rows some.
  private static let mostOfBlocks = (steps: 64, channels: 4, rows: 2_000)
  /// The share of the columns that stand alone, at most, for the rest to be blocks.
  private static let alone = 0.1
  /// Mean |r| within blocks below it: no two questions are alike as much as the samples of a smooth signal.
  private static let alike = 0.85

  /// Whether columns fall into blocks of neighbours, as the questions of a questionnaire do that ask for one thing.
  ///
  /// In a signal |r| depends on how far two steps are apart; in blocks it is the same for all pairs of one block and jumps at
  /// its edge. The columns are in blocks where one mean within and one between blocks leave less of |r| unexplained (by the
  /// sum of squares) than a mean for each distance. Blocks are cut where neighbours correlate least, at the threshold that
  /// explains most. In simulations the ratio of the two sums is below 0.9 for questionnaires, and from 1.3 on for signals.
  private func isInBlocks(_ names: NumberedColumns, _ positions: [Int]) -> Bool {
    let steps = min(names.steps, TableShape.mostOfBlocks.steps)
    var (blocks, distances) = (0.0, 0.0)
    for channel in 0..<min(names.channels.count, TableShape.mostOfBlocks.channels) {
      let columns = (0..<steps).map { positions[names.place(channel, $0)] }
      guard let found = TableShape.unexplained(pairs(columns)) else { return false }
      blocks += found.blocks
      distances += found.distances
    }
    return blocks < distances
  }

  /// |r| of all pairs; 0 where one of a pair is constant.
  private func pairs(_ columns: [Int]) -> [[Double]] {
    let thinned = columns.map { column -> [Double] in
      guard let all = values(column) else { return [] }
      let stride = max(1, all.count / TableShape.mostOfBlocks.rows)
      return Swift.stride(from: all.startIndex, to: all.endIndex, by: stride).map { all[$0] }
    }
    return columns.indices.map { a in
      columns.indices.map { b in
        a < b ? abs(TableShape.correlation(thinned[a], thinned[b]) ?? 0) : 0
      }
    }
  }

  /// What the means within and between the best blocks leave of |r|, and what the means for each distance do; nil without
  /// blocks.
  static func unexplained(_ r: [[Double]]) -> (blocks: Double, distances: Double)? {
    let count = r.count
    func squares(_ groups: [[Double]]) -> Double {
      groups.reduce(0) { $0 + Moments($1).squaredDeviations }
    }
    let neighbours = (0..<max(0, count - 1)).map { r[$0][$0 + 1] }
    var best: Double?
    for threshold in Set(neighbours).sorted() {
      var block = [0]
      for value in neighbours {
        block.append(block[block.count - 1] + (value <= threshold ? 1 : 0))
      }
      let sizes = Dictionary(grouping: block) { $0 }.values.map(\.count)
      guard sizes.count > 1,
        Double(sizes.count { $0 == 1 }) <= alone * Double(count)
      else { continue }
      var (within, between) = ([Double](), [Double]())
      for a in 0..<count {
        for b in (a + 1)..<max(a + 1, count) {
          if block[a] == block[b] { within.append(r[a][b]) } else { between.append(r[a][b]) }
        }
      }
      let (inside, outside) = (Moments(within).mean, Moments(between).mean)
      guard inside > outside, inside < alike else { continue }
      best = min(best ?? .infinity, squares([within, between]))
    }
    guard let best else { return nil }
    let distances = (1..<count).map { distance in
      (0..<(count - distance)).map { r[$0][$0 + distance] }
    }
    return (best, squares(distances))
  }
}
