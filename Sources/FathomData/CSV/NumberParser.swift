#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// What a cell's bytes are, seen as a number.
struct ParsedNumber {
  enum Kind {
    case integer, decimal, infinite, none
  }

  var kind: Kind
  var value: Double

  static let none = ParsedNumber(kind: .none, value: .nan)
}

/// Correctly rounded decimal numbers from bytes.
///
/// Up to 19 digits are gathered in an integer. When it is below 2⁵³ and the power of ten at most 22,
/// one division or multiplication of two exact doubles rounds once and is therefore correct
/// (Clinger 1990, *PLDI*); everything else goes to `strtod`, which is correct and slow.
struct NumberParser {
  /// The byte between the whole and the fractional digits.
  let decimalMark: UInt8

  private static let powersOfTen: [Double] = (0...22).reduce(into: []) { powers, _ in
    powers.append((powers.last ?? 0.1) * 10)
  }

  /// Reads `bytes[start..<end]`, which has no blanks around it.
  ///
  /// Accepted: an optional sign, digits with at most one decimal mark, an optional exponent; and the
  /// words `inf` and `infinity` with an optional sign. Everything else is not a number.
  func parse(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> ParsedNumber {
    var i = start
    guard i < end else { return .none }
    let negative = bytes[i] == UInt8(ascii: "-")
    if negative || bytes[i] == UInt8(ascii: "+") { i += 1 }
    var mantissa: UInt64 = 0
    var digits = 0
    var significant = 0
    var exponent = 0
    while i < end {
      let digit = bytes[i] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      if significant < 19 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 { significant += 1 }
      } else {
        significant += 1
        exponent += 1
      }
      digits += 1
      i += 1
    }
    var isInteger = true
    if i < end, bytes[i] == decimalMark {
      isInteger = false
      i += 1
      while i < end {
        let digit = bytes[i] &- UInt8(ascii: "0")
        guard digit < 10 else { break }
        if significant < 19 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          exponent -= 1
          if mantissa != 0 { significant += 1 }
        } else {
          significant += 1
        }
        digits += 1
        i += 1
      }
    }
    guard digits > 0 else { return infinity(bytes, start, end) }
    if i < end {
      guard bytes[i] | 0x20 == UInt8(ascii: "e") else { return .none }
      isInteger = false
      i += 1
      guard i < end else { return .none }
      let negativeExponent = bytes[i] == UInt8(ascii: "-")
      if negativeExponent || bytes[i] == UInt8(ascii: "+") { i += 1 }
      guard i < end else { return .none }
      var written = 0
      while i < end {
        let digit = bytes[i] &- UInt8(ascii: "0")
        guard digit < 10 else { return .none }
        written = min(written * 10 + Int(digit), 100_000)
        i += 1
      }
      exponent += negativeExponent ? -written : written
    }
    let value: Double
    if significant <= 19, mantissa <= 1 << 53, abs(exponent) <= 22 {
      let power = NumberParser.powersOfTen[abs(exponent)]
      let magnitude =
        exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
      value = negative ? -magnitude : magnitude
    } else {
      value = exact(bytes, start, end)
    }
    // 1e999 overflows to infinity: a number, yet no analysis can use it.
    if value.isInfinite { return ParsedNumber(kind: .infinite, value: value) }
    return ParsedNumber(kind: isInteger ? .integer : .decimal, value: value)
  }

  /// `strtod` on a terminated copy; the C locale of a Swift program always has a decimal point.
  private func exact(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Double {
    let count = end - start
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { copy in
      // In bounds: the copy holds the cell and one more byte.
      for i in 0..<count {
        let byte = bytes[start + i]
        copy[i] = CChar(bitPattern: byte == decimalMark ? UInt8(ascii: ".") : byte)
      }
      copy[count] = 0
      return copy.baseAddress.map { strtod($0, nil) } ?? .nan
    }
  }

  private func infinity(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> ParsedNumber {
    guard end - start <= 9 else { return .none }
    var word = String(
      decoding: UnsafeBufferPointer(start: bytes + start, count: end - start), as: UTF8.self
    ).lowercased()
    let negative = word.hasPrefix("-")
    if negative || word.hasPrefix("+") { word.removeFirst() }
    guard word == "inf" || word == "infinity" else { return .none }
    return ParsedNumber(kind: .infinite, value: negative ? -.infinity : .infinity)
  }
}
