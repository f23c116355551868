/// Turns text of another encoding into UTF-8, a block at a time.
protocol Transcoder {
  /// The bytes that the output needs for a number of input bytes.
  static func outputSize(for input: Int) -> Int

  /// What became U+FFFD so far.
  var replacements: Replacements { get }
  /// Whether the text ended with half a unit, which was dropped; known once it is finished.
  var endsInsideUnit: Bool { get }

  /// Writes the text of a block; returns how many bytes that is.
  ///
  /// - Parameter output: at least ``outputSize(for:)`` bytes.
  mutating func absorb(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int

  /// Writes what the end of the text leaves open.
  ///
  /// - Parameter output: at least `outputSize(for: 0)` bytes.
  mutating func finish(into output: UnsafeMutableRawBufferPointer) -> Int
}

/// What a transcoder could not read, and where that was.
struct Replacements {
  private(set) var count = 0
  private(set) var breaks = LineBreaks()
  private var first = LineBreaks()

  /// The line of the first, from 1.
  var firstLine: Int { first.line(in: breaks) }

  @inline(__always)
  mutating func pass(_ character: UInt8) { breaks.count(character) }

  mutating func replace() {
    if count == 0 { first = breaks }
    count += 1
  }
}

/// Writes characters as UTF-8.
struct UTF8Writer {
  private let bytes: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(_ bytes: UnsafeMutableRawBufferPointer) { self.bytes = bytes }

  /// Writes a scalar value; there must be room for it.
  @inline(__always)
  mutating func append(_ scalar: UInt32) {
    if scalar < 0x80 { return put(UInt8(truncatingIfNeeded: scalar)) }
    if scalar < 0x800 {
      put(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
    } else {
      if scalar < 0x10000 {
        put(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
      } else {
        put(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
        put(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
      }
      put(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
    }
    put(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) {
    // In bounds: the caller gives as much room as the transcoder says it needs.
    bytes[count] = byte
    count &+= 1
  }
}
