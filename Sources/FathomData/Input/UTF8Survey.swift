/// What a few bytes hold, counted eight at a time.
struct UTF8Survey {
  /// How many bytes one survey may have: the counts of eight lanes must fit a byte each.
  static let largest = 8 * 255

  let isASCII: Bool
  let nuls: Int
  let breaks: LineBreaks

  /// Looks at no more than ``largest`` bytes.
  init(_ bytes: UnsafeRawBufferPointer) {
    var high: UInt64 = 0
    var nuls: UInt64 = 0
    var lineFeeds: UInt64 = 0
    var carriageReturns: UInt64 = 0
    let whole = bytes.count & ~7
    var offset = 0
    while offset < whole {
      // In bounds: offset + 8 ≤ whole ≤ count.
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      high |= word
      nuls &+= UTF8Survey.zeros(word)
      lineFeeds &+= UTF8Survey.zeros(word ^ 0x0A0A_0A0A_0A0A_0A0A)
      carriageReturns &+= UTF8Survey.zeros(word ^ 0x0D0D_0D0D_0D0D_0D0D)
      offset &+= 8
    }
    var counts = (
      nuls: UTF8Survey.sum(nuls),
      breaks: LineBreaks(
        lineFeeds: UTF8Survey.sum(lineFeeds), carriageReturns: UTF8Survey.sum(carriageReturns))
    )
    for byte in bytes[whole...] {
      high |= UInt64(byte)
      if byte == 0 { counts.nuls += 1 }
      counts.breaks.count(byte)
    }
    isASCII = high & 0x8080_8080_8080_8080 == 0
    self.nuls = counts.nuls
    breaks = counts.breaks
  }

  /// 1 in each lane of eight bits that is zero, exactly: the addition sets the top bit of a lane
  /// when one of its seven lower bits is set, and never carries into the next.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return (~(((word & low) &+ low) | word | low)) >> 7
  }

  /// The sum of eight lanes.
  private static func sum(_ lanes: UInt64) -> Int {
    (0..<8).reduce(0) { $0 + Int(lanes >> UInt64(8 * $1) & 0xFF) }
  }
}

/// How many line breaks a stretch of text holds.
struct LineBreaks: Sendable, Equatable {
  var lineFeeds = 0
  var carriageReturns = 0

  static func + (left: LineBreaks, right: LineBreaks) -> LineBreaks {
    LineBreaks(
      lineFeeds: left.lineFeeds + right.lineFeeds,
      carriageReturns: left.carriageReturns + right.carriageReturns)
  }

  @inline(__always)
  mutating func count(_ character: UInt8) {
    if character == 0x0A { lineFeeds += 1 }
    if character == 0x0D { carriageReturns += 1 }
  }

  /// The line, from 1, behind these breaks in a text that holds the given ones.
  ///
  /// Lines end with LF, or with CR in a text that has no LF.
  func line(in text: LineBreaks) -> Int {
    1 + (text.lineFeeds > 0 ? lineFeeds : carriageReturns)
  }
}
