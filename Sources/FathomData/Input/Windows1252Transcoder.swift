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
