internal import FathomData
internal import FathomSummaries

/// One column is never above another: the end is never before the start.
struct ColumnOrder: Codable, Sendable, Equatable {
  /// The smaller one.
  var low: String
  /// The larger one.
  var high: String

  /// Fewer rows show no order.
  private static let fewestRows = 100
  /// Columns of so different numbers that so few pairs of rows would break it say nothing by keeping it.
  ///
  /// Numbers that measure different things may keep an order for long.
  private static func leastBroken(_ kind: ColumnSketch.Kind) -> Double {
    kind == .dates ? 0.02 : 0.2
  }
  /// More columns than this are not compared pair by pair, and more orders are not kept.
  private static let (mostColumns, mostOrders) = (120, 20)

  /// The orders of a table: of dates, and of numbers of one kind, that hold in every row and would not by chance.
  static func learn(_ sketch: TableSketch) -> [ColumnOrder] {
    let columns = sketch.columns.indices.filter { sketch.columns[$0].kind != .words }
    guard columns.count <= mostColumns else { return [] }
    var found = [(order: ColumnOrder, broken: Double)]()
    for low in columns {
      for high in columns where low != high {
        let (a, b) = (sketch.columns[low], sketch.columns[high])
        guard a.kind == b.kind, let broken = brokenByChance(low, high, sketch) else { continue }
        found.append((ColumnOrder(low: a.name, high: b.name), broken))
      }
    }
    // Of many, those that chance would break most.
    found = Array(
      found.enumerated().sorted {
        ($1.element.broken, $0.offset) < ($0.element.broken, $1.offset)
      }.map(\.element).prefix(10 * mostOrders))
    // Where a is below b and b below c, that a is below c adds nothing.
    let all = Set(found.map { [$0.order.low, $0.order.high] })
    let kept = found.filter { item in
      !found.contains { middle in
        middle.order.low == item.order.low && middle.order.high != item.order.high
          && all.contains([middle.order.high, item.order.high])
      }
    }
    return kept.prefix(mostOrders).map(\.order)
  }

  /// The share of pairs of rows that would break an order which no row breaks; nil where it says nothing.
  private static func brokenByChance(_ low: Int, _ high: Int, _ sketch: TableSketch) -> Double? {
    let (a, b) = (sketch.sample.values[low], sketch.sample.values[high])
    var rows = 0
    var (isStrict, differs) = (0, false)
    for row in a.indices where !a[row].isNaN && !b[row].isNaN {
      guard a[row] <= b[row] else { return nil }
      rows += 1
      isStrict += a[row] < b[row] ? 1 : 0
      differs = differs || a[row] != b[row]
    }
    guard rows >= fewestRows, differs, isStrict * 20 >= rows else { return nil }
    // Every value of one with those of other rows of the other.
    var (broken, pairs) = (0, 0)
    for step in [1, 7, 31, 101, 499] {
      for row in a.indices {
        let other = (row + step) % a.count
        guard !a[row].isNaN, !b[other].isNaN, other != row else { continue }
        pairs += 1
        broken += a[row] > b[other] ? 1 : 0
      }
    }
    let share = pairs > 0 ? Double(broken) / Double(pairs) : 0
    return share >= leastBroken(sketch.columns[low].kind) ? share : nil
  }

  /// How many of the sampled rows break it, and of how many.
  func broken(in sketch: TableSketch) -> (broken: Int, rows: Int)? {
    guard let low = sketch.columns.firstIndex(where: { $0.name == self.low }),
      let high = sketch.columns.firstIndex(where: { $0.name == self.high }),
      sketch.columns[low].kind == sketch.columns[high].kind
    else { return nil }
    var (broken, rows) = (0, 0)
    for (a, b) in zip(sketch.sample.values[low], sketch.sample.values[high])
    where !a.isNaN && !b.isNaN {
      rows += 1
      broken += a > b ? 1 : 0
    }
    return (broken, rows)
  }
}
