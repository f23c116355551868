internal import FathomSummaries

/// The pattern that the cells of a column follow, learned from how they are written.
struct LearnedPattern: Equatable {
  /// A regular expression for the whole cell.
  var text: String
  /// How many of the cells fit.
  var cells: Int
  /// How many do not.
  var others: Int

  /// Fewer cells show no pattern.
  static let fewestCells = 50
  /// More alternatives are no pattern that anybody would read.
  private static let mostAlternatives = 4
  /// An alternative is one of at least so many cells.
  private static let leastShare = 0.02
  /// Nearly all cells follow a pattern, or it is none.
  private static let coverage = 0.995

  /// The pattern of a column; nil where there is none, or where it holds for the first two thirds and not for the last.
  init?(_ column: ColumnSketch) {
    // Where nearly all values differ, those that were kept stand for the others.
    let all = column.shapes.cells
    guard column.kind != .numbers, all >= LearnedPattern.fewestCells else { return nil }
    if let format = column.formats.first(where: { Double($0.cells) >= 0.995 * Double(all) }) {
      text = format.format.pattern
      (cells, others) = (format.cells, all - format.cells)
      return
    }
    // Few words that recur are levels, whatever they look like.
    guard
      column.kind == .dates
        || column.values.distinct >= min(200, max(20, 0.2 * Double(all)))
    else { return nil }
    let groups = column.shapes.groups.map { ($0.key, $0.value) }.filter {
      Double($0.1.cells.reduce(0, +)) >= LearnedPattern.leastShare * Double(all)
    }.sorted { $0.1.firstLine < $1.1.firstLine }
    cells = groups.reduce(0) { $0 + $1.1.cells.reduce(0, +) }
    others = all - cells
    guard !groups.isEmpty, groups.count <= LearnedPattern.mostAlternatives,
      Double(cells) >= LearnedPattern.coverage * Double(all),
      groups.allSatisfy({ LearnedPattern.isCode($0.0, isDate: column.kind == .dates) }),
      // What shows in the last third only would not have been known.
      groups.allSatisfy({ $0.1.cells[2] == 0 || $0.1.cells[0] + $0.1.cells[1] > 0 })
    else { return nil }
    text = groups.map { LearnedPattern.text($0.0, $0.1) }.joined(separator: "|")
  }

  /// Whether cells of such runs are codes: words alone, or a number alone, follow no pattern.
  private static func isCode(_ kinds: [CellShape.Kind], isDate: Bool) -> Bool {
    guard !isDate else { return true }
    guard !kinds.contains(.otherLetters), !kinds.contains(.mark(0x20)) else { return false }
    return kinds.contains(.digits) && kinds.count > 1
  }

  private static func text(_ kinds: [CellShape.Kind], _ group: ShapeCounts.Group) -> String {
    kinds.indices.map { place in
      if let constant = group.constants[place], constant.count <= 12, kinds[place] != .digits {
        return constant.map(escaped).joined()
      }
      let lengths = group.lengths[place]
      switch kinds[place] {
      case .digits: return "\\d" + digitTimes(lengths)
      case .capitals: return (group.isHexadecimal[place] ? "[A-F]" : "[A-Z]") + times(lengths)
      case .smallLetters: return "[a-z]" + times(lengths)
      case .otherLetters: return "[^\\s]" + times(lengths)
      case .mark(let byte): return escaped(byte) + times(lengths)
      }
    }.joined()
  }

  /// Numbers that count on have a digit more one day; those of one width are padded, or dates.
  private static func digitTimes(_ lengths: ClosedRange<Int>) -> String {
    lengths.lowerBound == lengths.upperBound
      ? times(lengths) : "{\(lengths.lowerBound),\(lengths.upperBound + 1)}"
  }

  private static func times(_ lengths: ClosedRange<Int>) -> String {
    guard lengths.lowerBound == lengths.upperBound else { return "+" }
    return lengths.lowerBound == 1 ? "" : "{\(lengths.lowerBound)}"
  }

  private static func escaped(_ byte: UInt8) -> String {
    let text = String(UnicodeScalar(byte))
    return "\\.[](){}|^$*+?/".contains(text) && text != "/" ? "\\" + text : text
  }
}
