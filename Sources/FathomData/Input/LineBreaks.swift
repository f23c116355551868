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
