private import Foundation

/// What a whole cell must look like: a regular expression.
///
/// What the learned patterns are made of (characters, classes, `{n}`, `{n,m}`, `?`, `+`, `*` and alternatives without groups)
/// is matched byte by byte, in time that grows with the length of the cell only; anything else by ICU.
struct CellPattern: Sendable, Equatable {
  /// As it is written.
  let text: String
  private let alternatives: [[Item]]?

  /// Bytes of a set, so many times.
  private struct Item: Sendable, Equatable {
    var set: ByteSet
    var least: Int
    var most: Int
  }

  /// A set of bytes.
  private struct ByteSet: Sendable, Equatable {
    private var words = SIMD4<UInt64>(repeating: 0)

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

    mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

    mutating func insert(_ bytes: some Sequence<UInt8>) { for byte in bytes { insert(byte) } }

    mutating func formUnion(_ other: ByteSet) { words |= other.words }

    mutating func invert() { words = ~words }
  }

  /// A pattern; nil where it is no regular expression.
  init?(_ text: String) {
    self.text = text
    alternatives = CellPattern.parse(text)
    if alternatives == nil, CellPattern.expression(text) == nil { return nil }
  }

  /// Whether a whole cell fits.
  func matches(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    if let alternatives { return alternatives.contains { CellPattern.matches($0, 0, cell, 0) } }
    guard let expression = CellPattern.expression(text) else { return false }
    let string = String(decoding: cell, as: UTF8.self)
    let whole = NSRange(location: 0, length: string.utf16.count)
    return expression.firstMatch(in: string, range: whole) != nil
  }

  private static func expression(_ text: String) -> NSRegularExpression? {
    try? NSRegularExpression(pattern: "\\A(?:\(text))\\z")
  }

  // MARK: Matching

  /// Takes as many bytes as it can and gives them back one by one; as few items have sets in common, it rarely has to.
  private static func matches(
    _ items: [Item], _ first: Int, _ cell: UnsafeBufferPointer<UInt8>, _ from: Int
  ) -> Bool {
    var start = from
    for place in first..<items.count {
      let item = items[place]
      var end = start
      while end < cell.count, end - start < item.most, item.set.contains(cell[end]) { end += 1 }
      guard end - start >= item.least else { return false }
      if item.least < item.most, end - start > item.least {
        while end - start >= item.least {
          if matches(items, place + 1, cell, end) { return true }
          end -= 1
        }
        return false
      }
      start = end
    }
    return start == cell.count
  }

  // MARK: Parsing

  private static func parse(_ text: String) -> [[Item]]? {
    var text = Array(text.utf8)
    if text.first == UInt8(ascii: "^") { text.removeFirst() }
    if text.last == UInt8(ascii: "$"), text.dropLast().last != UInt8(ascii: "\\") {
      text.removeLast()
    }
    var alternatives = [[Item]]()
    var items = [Item]()
    var place = 0
    while place < text.count {
      let byte = text[place]
      var set = ByteSet()
      switch byte {
      case UInt8(ascii: "|"):
        alternatives.append(items)
        items = []
        place += 1
        continue
      case UInt8(ascii: "["):
        guard let found = bracket(text, &place) else { return nil }
        set = found
      case UInt8(ascii: "\\"):
        guard place + 1 < text.count, let found = escaped(text[place + 1]) else { return nil }
        set = found
        place += 2
      case UInt8(ascii: "."):
        set.insert(UInt8(ascii: "\n"))
        set.invert()
        place += 1
      case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "^"), UInt8(ascii: "$"),
        UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"), 0x80...:
        return nil
      default:
        set.insert(byte)
        place += 1
      }
      guard let (least, most) = times(text, &place) else { return nil }
      items.append(Item(set: set, least: least, most: most))
    }
    return alternatives + [items]
  }

  private static func escaped(_ byte: UInt8) -> ByteSet? {
    var set = ByteSet()
    switch byte {
    case UInt8(ascii: "d"): set.insert(0x30...0x39)
    case UInt8(ascii: "w"):
      for range in [0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F...0x5F] as [ClosedRange<UInt8>] {
        set.insert(range)
      }
    case UInt8(ascii: "s"): set.insert([0x20, 0x09, 0x0A, 0x0D, 0x0B, 0x0C])
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: return nil
    default: set.insert(byte)
    }
    return set
  }

  private static func bracket(_ text: [UInt8], _ place: inout Int) -> ByteSet? {
    var set = ByteSet()
    place += 1
    let isInverted = place < text.count && text[place] == UInt8(ascii: "^")
    if isInverted { place += 1 }
    var isFirst = true
    while place < text.count, isFirst || text[place] != UInt8(ascii: "]") {
      isFirst = false
      var byte = text[place]
      guard byte < 0x80, byte != UInt8(ascii: "[") else { return nil }
      if byte == UInt8(ascii: "\\") {
        guard place + 1 < text.count, let found = escaped(text[place + 1]) else { return nil }
        byte = text[place + 1]
        place += 1
        if byte | 0x20 &- 97 < 26 {
          set.formUnion(found)
          place += 1
          continue
        }
      }
      if place + 2 < text.count, text[place + 1] == UInt8(ascii: "-"),
        text[place + 2] != UInt8(ascii: "]")
      {
        let last = text[place + 2]
        guard last >= byte, last < 0x80, last != UInt8(ascii: "\\") else { return nil }
        set.insert(byte...last)
        place += 3
      } else {
        set.insert(byte)
        place += 1
      }
    }
    guard place < text.count else { return nil }
    place += 1
    if isInverted { set.invert() }
    return set
  }

  private static func times(_ text: [UInt8], _ place: inout Int) -> (least: Int, most: Int)? {
    guard place < text.count else { return (1, 1) }
    switch text[place] {
    case UInt8(ascii: "?"):
      place += 1
      return (0, 1)
    case UInt8(ascii: "+"):
      place += 1
      return isGreedy(text, place) ? (1, .max) : nil
    case UInt8(ascii: "*"):
      place += 1
      return isGreedy(text, place) ? (0, .max) : nil
    case UInt8(ascii: "{"):
      guard let end = text[place...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
      let parts = String(decoding: text[place + 1..<end], as: UTF8.self).split(
        separator: ",", omittingEmptySubsequences: false)
      place = end + 1
      guard let least = parts.first.flatMap({ Int($0) }), least >= 0, parts.count <= 2,
        isGreedy(text, place)
      else { return nil }
      guard parts.count == 2 else { return (least, least) }
      if parts[1].isEmpty { return (least, .max) }
      guard let most = Int(parts[1]), most >= least else { return nil }
      return (least, most)
    default: return (1, 1)
    }
  }

  /// Whether no further sign changes how often something is taken.
  private static func isGreedy(_ text: [UInt8], _ place: Int) -> Bool {
    place >= text.count || text[place] != UInt8(ascii: "?") && text[place] != UInt8(ascii: "+")
  }
}
