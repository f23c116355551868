internal import CUchardet

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Reads text of any encoding that the C library's iconv knows; what is not valid becomes U+FFFD.
///
/// It belongs to one thread.
final class IconvDecoder: Transcoder {
  private(set) var replacements = Replacements()
  private(set) var endsInsideUnit = false
  /// The name, in capital letters.
  let name: String
  private let descriptor: iconv_t
  /// The bytes of a character whose end is in the next block.
  private var rest = [UInt8]()

  /// Nil for a name that iconv does not know.
  init?(_ name: String) {
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2F }) else {
      return nil
    }
    self.name = name.uppercased()
    descriptor = iconv_open("UTF-8", self.name)
    // `(iconv_t) -1`, which Swift does not import.
    if Int(bitPattern: descriptor) == -1 { return nil }
  }

  deinit {
    if Int(bitPattern: descriptor) != -1 { iconv_close(descriptor) }
  }

  /// A byte makes three at most, a pair of bytes two characters; some more wait from the block before.
  static func outputSize(for input: Int) -> Int { 4 * (input + 64) }

  func absorb(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int {
    if rest.isEmpty { return convert(input, output) }
    // What waits is completed byte by byte.
    var written = 0
    var taken = 0
    while !rest.isEmpty, taken < input.count {
      let bytes = rest + [input[taken]]
      taken += 1
      rest = []
      // In bounds: the room is that of the whole input and more.
      written += bytes.withUnsafeBytes {
        convert($0, UnsafeMutableRawBufferPointer(rebasing: output[written...]))
      }
    }
    return written
      + convert(
        UnsafeRawBufferPointer(rebasing: input[taken...]),
        UnsafeMutableRawBufferPointer(rebasing: output[written...]))
  }

  func finish(into output: UnsafeMutableRawBufferPointer) -> Int {
    endsInsideUnit = !rest.isEmpty
    rest = []
    return 0
  }

  /// Converts all but the beginning of a character at the end, which it keeps.
  private func convert(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> Int {
    var source = UnsafeMutablePointer<CChar>(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    var target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    var left = input.count
    var room = output.count
    var counted = 0
    while left > 0 {
      // In bounds: iconv stays within both sizes; it reads the input only.
      let result = iconv(descriptor, &source, &left, &target, &room)
      let written = output.count - room
      for byte in output[counted..<written] { replacements.pass(byte) }
      counted = written
      guard result == -1 else { break }
      if errno == EINVAL {
        rest = Array(input[(input.count - left)...])
        break
      }
      guard errno == EILSEQ, room >= 3 else { break }
      replacements.replace()
      for byte in [0xEF, 0xBF, 0xBD] as [UInt8] {
        target?.pointee = CChar(bitPattern: byte)
        target = target?.advanced(by: 1)
      }
      room -= 3
      counted += 3
      source = source?.advanced(by: 1)
      left -= 1
    }
    return output.count - room
  }
}
