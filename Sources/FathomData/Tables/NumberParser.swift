internal import CKernels

/// A cell, seen as a number.
struct ParsedNumber {
  enum Kind {
    case integer, decimal, infinite, none

    /// Whether there is a value that an analysis can use.
    var isFinite: Bool { self == .integer || self == .decimal }
  }

  var kind: Kind
  var value: Double

  static let none = ParsedNumber(kind: .none, value: .nan)

  /// The finite number that `cell[start..<end]`, from which this was read, denotes exactly.
  func exact(_ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> ExactNumber {
    guard kind == .integer, value.magnitude >= ExactNumber.largestExact else {
      return ExactNumber(value)
    }
    // In bounds: the range is that of the cell.
    let spelled = UnsafeBufferPointer(start: cell + start, count: end - start)
    return ExactNumber(ExactInteger(spelledBy: spelled), near: value)
  }
}

/// Correctly rounded decimal numbers from bytes, one cell at a time.
struct NumberParser {
  /// The byte between the whole and the fractional digits.
  let decimalMark: UInt8
  /// The byte between groups of three digits; nil where there is none.
  var groupMark: UInt8?

  init(decimalMark: UInt8, groupMark: UInt8? = nil) {
    self.decimalMark = decimalMark
    self.groupMark = groupMark
  }

  /// Reads `bytes[start..<end]`, which has no blanks around it.
  ///
  /// Accepted: an optional sign, digits with at most one decimal mark, an optional exponent; and the
  /// words `inf` and `infinity` with an optional sign. Everything else is not a number.
  func parse(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> ParsedNumber {
    guard start < end, mayBegin(bytes[start]) else { return .none }
    var value = 0.0
    let kind = fathom_number_scalar(bytes + start, bytes + end, decimalMark, &value)
    switch Int(kind) {
    case FATHOM_INTEGER: return ParsedNumber(kind: .integer, value: value)
    case FATHOM_DECIMAL: return ParsedNumber(kind: .decimal, value: value)
    // 1e999 overflows to infinity: a number, yet no analysis can use it.
    case FATHOM_OVERFLOW: return ParsedNumber(kind: .infinite, value: value)
    default:
      if let groupMark { return grouped(bytes, start, end, groupMark) }
      return infinity(bytes, start, end)
    }
  }

  /// Whether a number, or one of the words, may begin with a byte.
  private func mayBegin(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == decimalMark || byte | 0x20 == UInt8(ascii: "i")
  }

  /// `1,234,567.5`: groups of three digits, the first of one to three; the rest as without groups.
  private func grouped(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ mark: UInt8
  ) -> ParsedNumber {
    guard end - start <= 64 else { return .none }
    var plain = [UInt8]()
    var i = start
    if i < end, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      plain.append(bytes[i])
      i += 1
    }
    var run = 0
    var groups = 0
    while i < end {
      if bytes[i] &- UInt8(ascii: "0") < 10 {
        plain.append(bytes[i])
        run += 1
      } else if bytes[i] == mark {
        // `0,478` begins with no group: nobody writes a thousand zeros.
        let mayBegin = (1...3).contains(run) && plain[plain.count - run] != UInt8(ascii: "0")
        guard groups == 0 ? mayBegin : run == 3 else {
          return infinity(bytes, start, end)
        }
        groups += 1
        run = 0
      } else {
        break
      }
      i += 1
    }
    guard groups > 0, run == 3 else { return infinity(bytes, start, end) }
    plain.append(contentsOf: UnsafeBufferPointer(start: bytes + i, count: end - i))
    return plain.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map {
        NumberParser(decimalMark: decimalMark).parse($0, 0, buffer.count)
      } ?? .none
    }
  }

  private func infinity(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> ParsedNumber {
    guard (3...9).contains(end - start) else { return .none }
    var i = start
    let negative = bytes[i] == UInt8(ascii: "-")
    if negative || bytes[i] == UInt8(ascii: "+") { i += 1 }
    for word in ["inf", "infinity"] as [StaticString]
    where word.utf8CodeUnitCount == end - i {
      let isSame = (0..<end - i).allSatisfy { bytes[i + $0] | 0x20 == word.utf8Start[$0] }
      if isSame { return ParsedNumber(kind: .infinite, value: negative ? -.infinity : .infinity) }
    }
    return .none
  }
}
