/// How a cell is written: runs of digits and letters between other characters.
///
/// `INV-2024-017` is three capitals, a dash, four digits, a dash and three digits.
package struct CellShape: Hashable, Sendable {
  /// What the characters of a run have in common.
  ///
  /// A character of ASCII that is no letter and no digit stands for itself.
  package enum Kind: Hashable, Sendable, Codable {
    case digits, capitals, smallLetters, otherLetters
    case mark(UInt8)
  }

  /// A run of characters.
  package struct Run: Hashable, Sendable {
    package var kind: Kind
    /// How many bytes it has.
    package var count: Int
    /// Where it begins.
    var start: Int
  }

  /// The runs, from the left to the right.
  package private(set) var runs: [Run] = []

  /// Cells of more runs are texts rather than codes.
  static let mostRuns = 24
  /// Longer cells likewise.
  static let longest = 64

  /// The shape of a cell; nil where it is too long, or of too many parts, to be a code.
  init?(_ cell: UnsafeBufferPointer<UInt8>) {
    guard cell.count <= CellShape.longest else { return nil }
    for (place, byte) in cell.enumerated() {
      let kind = CellShape.kind(byte)
      // Equal marks in a row are a run too: `--` differs from `-`.
      if let last = runs.last, last.kind == kind {
        runs[runs.count - 1].count += 1
        continue
      }
      guard runs.count < CellShape.mostRuns else { return nil }
      runs.append(Run(kind: kind, count: 1, start: place))
    }
  }

  static func kind(_ byte: UInt8) -> Kind {
    switch byte {
    case 0x30...0x39: .digits
    case 0x41...0x5A: .capitals
    case 0x61...0x7A: .smallLetters
    case 0x80...: .otherLetters
    default: .mark(byte)
    }
  }

  /// The kinds of the runs.
  var kinds: [Kind] { runs.map(\.kind) }
}

/// The shapes of the cells of a column, those with the same kinds of runs together.
package struct ShapeCounts: Sendable {
  /// Cells whose runs are of the same kinds, in the same order.
  package struct Group: Sendable, Equatable {
    /// How many there are in each third of the rows.
    package var cells: [Int]
    /// The shortest and the longest length of each run.
    package var lengths: [ClosedRange<Int>]
    /// The text of each run where it is always the same; nil where it is not.
    package var constants: [[UInt8]?]
    /// Whether the letters and digits of each run are hexadecimal ones.
    package var isHexadecimal: [Bool]
    /// The first line that has it.
    package var firstLine: Int
  }

  /// The groups by the kinds of their runs.
  package private(set) var groups: [[CellShape.Kind]: Group] = [:]
  /// Cells that are no code, or of yet another shape when there were many.
  package private(set) var others = [0, 0, 0]
  /// Whether cells of yet another shape were counted among the others.
  package private(set) var isFull = false

  /// With more groups a column has no shape of its own.
  static let mostGroups = 48

  mutating func add(_ cell: UnsafeBufferPointer<UInt8>, third: Int, line: Int, times: Int) {
    guard let shape = CellShape(cell) else {
      others[third] += times
      return
    }
    let kinds = shape.kinds
    let texts = shape.runs.map { Array(cell[$0.start..<$0.start + $0.count]) }
    let isHexadecimal = texts.map { $0.allSatisfy(ShapeCounts.isHexadecimal) }
    guard var group = groups.removeValue(forKey: kinds) else {
      guard groups.count < ShapeCounts.mostGroups else {
        isFull = true
        others[third] += times
        return
      }
      var cells = [0, 0, 0]
      cells[third] = times
      groups[kinds] = Group(
        cells: cells, lengths: shape.runs.map { $0.count...$0.count }, constants: texts,
        isHexadecimal: isHexadecimal, firstLine: line)
      return
    }
    group.cells[third] += times
    for (place, run) in shape.runs.enumerated() {
      let known = group.lengths[place]
      if !known.contains(run.count) {
        group.lengths[place] =
          min(known.lowerBound, run.count)...max(known.upperBound, run.count)
      }
      if let constant = group.constants[place], constant != texts[place] {
        group.constants[place] = nil
      }
      group.isHexadecimal[place] = group.isHexadecimal[place] && isHexadecimal[place]
    }
    groups[kinds] = group
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
  }

  mutating func merge(_ other: ShapeCounts) {
    for third in 0..<3 { others[third] += other.others[third] }
    isFull = isFull || other.isFull
    // Where not all have a place, those that come first in the rows have one.
    for (kinds, theirs) in other.groups.sorted(by: { $0.value.firstLine < $1.value.firstLine }) {
      guard var mine = groups.removeValue(forKey: kinds) else {
        if groups.count < ShapeCounts.mostGroups {
          groups[kinds] = theirs
        } else {
          isFull = true
          for third in 0..<3 { others[third] += theirs.cells[third] }
        }
        continue
      }
      for third in 0..<3 { mine.cells[third] += theirs.cells[third] }
      for place in mine.lengths.indices {
        let (a, b) = (mine.lengths[place], theirs.lengths[place])
        mine.lengths[place] =
          min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
        if mine.constants[place] != theirs.constants[place] { mine.constants[place] = nil }
        mine.isHexadecimal[place] = mine.isHexadecimal[place] && theirs.isHexadecimal[place]
      }
      groups[kinds] = mine
    }
  }

  /// How many cells were looked at.
  package var cells: Int {
    groups.values.reduce(others.reduce(0, +)) { $0 + $1.cells.reduce(0, +) }
  }

  /// About how many bytes it holds.
  var byteCount: Int { groups.count * 1_500 }
}
