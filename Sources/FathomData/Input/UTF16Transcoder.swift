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
