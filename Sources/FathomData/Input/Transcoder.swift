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

/// Reads UTF-16; a surrogate without its partner becomes U+FFFD.
struct UTF16Transcoder: Transcoder {
  private(set) var replacements = Replacements()
  private(set) var endsInsideUnit = false
  private let highFirst: Bool
  /// The first byte of a unit whose second is in the next block.
  private var half: UInt8?
  /// A high surrogate that waits for its partner.
  private var high: UInt32?

  init(highByteFirst: Bool) { highFirst = highByteFirst }

  /// A unit makes three bytes at most; a waiting surrogate and half a unit add one each.
  static func outputSize(for input: Int) -> Int { 3 * (input / 2 + 2) }

  mutating func absorb(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int {
    var writer = UTF8Writer(output)
    var index = 0
    if let first = half, let second = input.first {
      append(first, second, &writer)
      half = nil
      index = 1
    }
    while index + 1 < input.count {
      append(input[index], input[index + 1], &writer)
      index += 2
    }
    if index < input.count { half = input[index] }
    return writer.count
  }

  mutating func finish(into output: UnsafeMutableRawBufferPointer) -> Int {
    var writer = UTF8Writer(output)
    if high != nil { replace(&writer) }
    high = nil
    endsInsideUnit = half != nil
    return writer.count
  }

  @inline(__always)
  private mutating func append(_ first: UInt8, _ second: UInt8, _ writer: inout UTF8Writer) {
    let unit =
      highFirst ? UInt32(first) << 8 | UInt32(second) : UInt32(second) << 8 | UInt32(first)
    let isLow = 0xDC00...0xDFFF ~= unit
    if let before = high {
      high = nil
      if isLow { return writer.append(0x10000 + (before - 0xD800) << 10 + (unit - 0xDC00)) }
      replace(&writer)
    }
    if isLow { return replace(&writer) }
    if 0xD800...0xDBFF ~= unit {
      high = unit
      return
    }
    if unit < 0x80 { replacements.pass(UInt8(unit)) }
    writer.append(unit)
  }

  private mutating func replace(_ writer: inout UTF8Writer) {
    replacements.replace()
    writer.append(0xFFFD)
  }
}

/// Reads Windows-1252.
struct Windows1252Transcoder: Transcoder {
  private(set) var replacements = Replacements()
  /// A unit is one byte.
  var endsInsideUnit: Bool { false }

  static func outputSize(for input: Int) -> Int { 3 * input }

  /// The characters of 0x80 to 0x9F, from Unicode's mapping table CP1252.TXT; five are undefined.
  private static let upperControls: [UInt32] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]

  mutating func absorb(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int {
    var writer = UTF8Writer(output)
    for byte in input {
      guard byte >= 0x80 else {
        replacements.pass(byte)
        writer.append(UInt32(byte))
        continue
      }
      let scalar =
        byte < 0xA0 ? Windows1252Transcoder.upperControls[Int(byte) - 0x80] : UInt32(byte)
      if scalar == 0xFFFD { replacements.replace() }
      writer.append(scalar)
    }
    return writer.count
  }

  mutating func finish(into output: UnsafeMutableRawBufferPointer) -> Int { 0 }
}
