internal import FathomData

/// Which characters and words some cells of a column are made of.
package struct TextTally: Sendable {
  /// Small letters, capitals, digits, blanks, other characters of ASCII, and all others, counted in bytes.
  package private(set) var bytes = [Int](repeating: 0, count: 6)
  /// Cells with characters that tell of a wrong encoding: U+FFFD, `Ã©`, `â€™`.
  package private(set) var garbled = 0
  /// How many cells there are.
  package private(set) var cells = 0
  /// How many words there are.
  package private(set) var wordCount = 0
  /// The words by their hashes, in small letters.
  package private(set) var words: ValueSample

  /// How many words are kept.
  static let mostWords = 1_024

  init() { words = ValueSample(capacity: TextTally.mostWords) }

  mutating func add(_ cell: UnsafeBufferPointer<UInt8>, third: Int, line: Int) {
    cells += 1
    var word = [UInt8]()
    var isGarbled = false
    for (place, byte) in cell.enumerated() {
      let kind = TextTally.kind(byte)
      bytes[kind] += 1
      isGarbled = isGarbled || byte >= 0x80 && TextTally.isGarbled(cell, at: place)
      if kind < 2 || kind == 5 {
        word.append(kind == 1 ? byte | 0x20 : byte)
      } else {
        close(&word, third, line)
      }
    }
    close(&word, third, line)
    if isGarbled { garbled += 1 }
  }

  private mutating func close(_ word: inout [UInt8], _ third: Int, _ line: Int) {
    guard word.count > 1 else { return word.removeAll(keepingCapacity: true) }
    wordCount += 1
    words.add(word.withUnsafeBytes { StableHash.hash($0) }, third: third, line: line)
    word.removeAll(keepingCapacity: true)
  }

  private static func kind(_ byte: UInt8) -> Int {
    switch byte {
    case 0x61...0x7A: 0
    case 0x41...0x5A: 1
    case 0x30...0x39: 2
    case 0x20, 0x09: 3
    case 0x80...: 5
    default: 4
    }
  }

  /// UTF-8 that was read as Latin-1 or Windows-1252, and what stands for a character that cannot be read.
  private static func isGarbled(_ cell: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    let next = place + 1 < cell.count ? cell[place + 1] : 0
    let third = place + 2 < cell.count ? cell[place + 2] : 0
    let fourth = place + 3 < cell.count ? cell[place + 3] : 0
    switch (cell[place], next) {
    // U+FFFD
    case (0xEF, 0xBF): return third == 0xBD
    // `Ã` or `Â` and another character of the upper half of Latin-1
    case (0xC3, 0x82...0x83):
      return third == 0xC2 || third == 0xC5 || third == 0xE2 && fourth == 0x80
    // `â` and `€` or U+0080
    case (0xC3, 0xA2): return third == 0xE2 && fourth == 0x82 || third == 0xC2 && fourth == 0x80
    default: return false
    }
  }

  mutating func merge(_ other: TextTally) {
    for kind in bytes.indices { bytes[kind] += other.bytes[kind] }
    garbled += other.garbled
    cells += other.cells
    wordCount += other.wordCount
    words.merge(other.words)
  }

  /// About how many bytes it holds.
  var byteCount: Int { words.byteCount }
}
