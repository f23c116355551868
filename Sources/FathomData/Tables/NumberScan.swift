/// The bytes of a number in dress, from the left to the right.
struct NumberScan {
  let cell: UnsafePointer<UInt8>
  var position: Int
  let end: Int

  var byte: UInt8? { position < end ? cell[position] : nil }

  func isDigit(at place: Int) -> Bool { place < end && cell[place] &- 48 < 10 }

  mutating func take(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= end,
      (0..<count).allSatisfy({ cell[position + $0] == text.utf8Start[$0] })
    else { return false }
    position += count
    return true
  }

  /// How many bytes a blank has here: space, tab, no-break, figure, thin and narrow no-break blank.
  var blank: Int {
    guard let byte else { return 0 }
    if byte == 0x20 || byte == 0x09 { return 1 }
    if byte == 0xC2, position + 1 < end, cell[position + 1] == 0xA0 { return 2 }
    guard byte == 0xE2, position + 2 < end, cell[position + 1] == 0x80 else { return 0 }
    return [0x87, 0x88, 0x89, 0x8A, 0xAF].contains(cell[position + 2]) ? 3 : 0
  }

  mutating func skipBlanks() { while blank > 0 { position += blank } }

  /// A minus sign or a dash.
  mutating func dash() -> Bool { minus() > 0 || take("\u{2014}") }

  /// A minus sign: 1 for that of keyboards, 2 for others, 0 for none.
  mutating func minus() -> Int {
    if take("-") { return 1 }
    return take("\u{2212}") || take("\u{2013}") || take("\u{FE63}") || take("\u{FF0D}") ? 2 : 0
  }

  /// The digits of what a number is out of, at the end of a cell: `/5`, `/ 10 points`, `out of 5 stars`, `von 10`.
  mutating func whole() -> ArraySlice<UInt8>? {
    var ahead = self
    ahead.skipBlanks()
    let isWord =
      ahead.position > position && NumberScan.outOf.contains { ahead.take($0) }
    guard isWord ? ahead.blank > 0 : ahead.take("/") else { return nil }
    ahead.skipBlanks()
    let start = ahead.position
    while ahead.isDigit(at: ahead.position) { ahead.position += 1 }
    // In bounds: start ≤ position ≤ end.
    let whole = (start..<ahead.position).map { cell[$0] }
    guard (1...4).contains(whole.count), whole[0] != 48, whole != [49] else { return nil }
    // One word at most, as in `4/5 stars`.
    ahead.skipBlanks()
    while let byte = ahead.byte,
      byte | 0x20 &- 97 < 26 || byte >= 0x80 || byte == UInt8(ascii: ".")
    {
      ahead.position += 1
    }
    guard ahead.position == end else { return nil }
    position = end
    return whole[...]
  }

  private static let outOf: [StaticString] = [
    "out of", "of", "von", "sur", "de", "su", "van", "av", "af", "из", "z",
  ]
}
