/// A number as people write it, which is none to ``NumberParser``: with a unit, groups of digits, parentheses,
/// or a sign that says it is a bound.
///
/// `$1,152.16`, `(1,234.50)`, `50 %`, `170 cm`, `1 234,5`, `1’234`, `−3`, `<0.5`, `≥ 3`, `10+ years`. What its
/// marks mean is a matter of the column: see ``value(decimalMark:)``.
struct DressedNumber {
  /// Which side of it the true value lies.
  enum Bound: UInt8, CaseIterable, Sendable, Codable { case none, below, above, about }
  /// What the marks between the digits can mean.
  enum Marks: UInt8, Sendable {
    /// No mark, or blanks and apostrophes between groups only.
    case whole
    /// The decimal mark is a point or the groups have commas, and nothing else is possible.
    case point
    /// The decimal mark is a comma or the groups have points.
    case comma
    /// `1.234`: decimals after a point, or a group.
    case maybePoint
    /// `1,234`: likewise.
    case maybeComma
  }

  /// What it counts.
  private(set) var unit = UnitName.none
  /// Which side of it the true value lies.
  private(set) var bound = Bound.none
  /// What its marks can mean.
  private(set) var marks = Marks.whole
  /// Whether it is written in parentheses.
  private(set) var isInParentheses = false
  /// Whether it has another minus sign than that of keyboards.
  private(set) var hasOtherMinus = false
  /// Whether blanks or apostrophes stand between groups of digits.
  private(set) var hasSpacedGroups = false
  /// Whether a word touches the digits, as in `12a`.
  private(set) var isGlued = false
  private var isNegative = false
  /// A sign, digits without marks, and an exponent.
  private var digits: [UInt8] = []
  /// How many digits stand before the last mark, which may be the decimal mark.
  private var wholeDigits = 0
  private var exponent: [UInt8] = []
  /// Whether the last mark is a decimal mark, where that is certain.
  private var hasDecimals = false

  /// Longer cells are no numbers.
  static let longest = 48

  /// The number in `cell[start..<end]`; nil where there is none.
  init?(_ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
    guard start < end, end - start <= DressedNumber.longest else { return nil }
    // Most texts have no digit near their start: a prefix, a sign and a bound fit into this.
    let near = min(end, start + 14)
    guard (start..<near).contains(where: { cell[$0] &- 48 < 10 }),
      !DressedNumber.beginsWithTwoWords(cell, start, end)
    else { return nil }
    var scan = NumberScan(cell: cell, position: start, end: end)
    guard readFront(&scan), readDigits(&scan), readBack(&scan) else { return nil }
  }

  /// Whether two words of letters stand at the beginning, of which one at most is a unit: prose is turned away
  /// before anything is looked up.
  private static func beginsWithTwoWords(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> Bool {
    func isLetter(_ place: Int) -> Bool { place < end && cell[place] | 0x20 &- 97 < 26 }
    var place = start
    while isLetter(place) { place += 1 }
    guard place > start, place < end, cell[place] == 0x20 else { return false }
    while place < end, cell[place] == 0x20 { place += 1 }
    return isLetter(place)
  }

  // MARK: Its value

  /// The number where decimals follow this mark; nil where the marks mean something else.
  ///
  /// - Parameter powerOfTen: what it is multiplied by, see ``UnitName/scale``.
  func value(
    decimalMark: UInt8, powerOfTen: Int = 0
  ) -> (number: ParsedNumber, exact: ExactNumber)? {
    let isPoint = decimalMark == UInt8(ascii: ".")
    let splits: Bool
    switch marks {
    case .whole: splits = false
    case .point where isPoint, .comma where !isPoint: splits = hasDecimals
    case .point, .comma: return nil
    case .maybePoint: splits = isPoint
    case .maybeComma: splits = !isPoint
    }
    var plain = isNegative ? [UInt8(ascii: "-")] : []
    plain += splits ? digits.prefix(wholeDigits) : digits[...]
    if splits { plain += [UInt8(ascii: ".")] + digits.dropFirst(wholeDigits) }
    if powerOfTen == 0 {
      plain += exponent
    } else if exponent.isEmpty {
      plain += Array("e\(powerOfTen)".utf8)
    } else {
      return nil
    }
    return plain.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let number = NumberParser(decimalMark: UInt8(ascii: ".")).parse(base, 0, buffer.count)
      return number.kind.isFinite ? (number, number.exact(base, 0, buffer.count)) : nil
    }
  }

  /// How many digits it has.
  var digitCount: Int { digits.count }

  /// Whether it is one to three digits: a number that needs no groups.
  var isShort: Bool { marks == .whole && digits.count <= 3 && !hasSpacedGroups }

  /// How many digits stand before its only mark.
  var leadingDigits: Int { wholeDigits }

  // MARK: Reading

  private mutating func sign(_ scan: inout NumberScan) -> Bool {
    let minus = scan.minus()
    if minus > 0 {
      isNegative = true
      hasOtherMinus = minus == 2
    }
    return minus > 0 || scan.take("+")
  }

  private mutating func bound(_ scan: inout NumberScan) -> Bool {
    if scan.take("<") || scan.take("≤") || scan.take("⩽") {
      bound = .below
    } else if scan.take(">") || scan.take("≥") || scan.take("⩾") {
      bound = .above
    } else if scan.take("~") || scan.take("≈") {
      bound = .about
      return true
    } else {
      return false
    }
    _ = scan.take("=")
    return true
  }

  /// What stands before the digits, each at most once.
  private mutating func readFront(_ scan: inout NumberScan) -> Bool {
    var hasSign = false
    while let byte = scan.byte {
      if byte &- 48 < 10 { return true }
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ","), scan.isDigit(at: scan.position + 1)
      {
        return true
      }
      if scan.blank > 0 {
        scan.skipBlanks()
      } else if byte == UInt8(ascii: "("), !isInParentheses, !hasSign {
        scan.position += 1
        isInParentheses = true
        isNegative = true
      } else if !hasSign, !isInParentheses, sign(&scan) {
        hasSign = true
      } else if bound == .none, bound(&scan) {
        continue
      } else if unit == .none, let prefix = DressedNumber.prefix(scan) {
        unit = prefix.name
        scan.position = prefix.end
      } else {
        return false
      }
    }
    return false
  }

  /// A unit before the digits: only one that is known, since `K-17` and `user 17` are names.
  private static func prefix(_ scan: NumberScan) -> (name: UnitName, end: Int)? {
    var end = scan.position
    while end < scan.end, end - scan.position <= UnitName.longest, isUnitByte(scan.cell[end]) {
      var rest = scan
      rest.position = end
      if rest.blank > 0 || rest.minus() > 0 { break }
      end += 1
    }
    // A point behind a letter belongs to the unit, `Rs.500`, and else to the number, `$.50`.
    let hasPoint = end > scan.position + 1 && scan.cell[end - 1] == UInt8(ascii: ".")
    let isAbbreviated = hasPoint && scan.cell[end - 2] | 0x20 &- 97 < 26
    if hasPoint, !isAbbreviated { end -= 1 }
    // Most words that touch a digit are no currency: turned away before they are looked up.
    let count = end - scan.position
    if scan.isDigit(at: end), scan.cell[end - 1] | 0x20 &- 97 < 26, count != 2, count != 3 {
      return nil
    }
    for end in [end, end - 1] where end > scan.position && end <= scan.end {
      let bytes = UnsafeBufferPointer(
        start: scan.cell + scan.position, count: end - scan.position)
      guard let name = UnitName(known: bytes) else { continue }
      // `m5` and `FR-5` are names; `m 5`, `$5`, `USD5` and `kr5` are numbers.
      let isSign = scan.cell[end - 1] | 0x20 &- 97 >= 26
      let mayTouch = name.isCurrency && (isSign || bytes.count == 3) || name == .percent
      let isGlued = ["kr", "Rs"].contains { $0.utf8.elementsEqual(bytes) }
      var behind = scan
      behind.position = end
      if isSign && name.isCurrency || behind.blank > 0 && (name.isCurrency || bytes.count > 1)
        || behind.isDigit(at: end) && (mayTouch || isGlued)
      {
        return (name, end)
      }
    }
    return nil
  }

  private static func isUnitByte(_ byte: UInt8) -> Bool {
    byte | 0x20 &- 97 < 26 || byte >= 0x80 || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "$")
      || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "'")
      || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "^")
  }

  /// The digits with the marks between them.
  private mutating func readDigits(_ scan: inout NumberScan) -> Bool {
    var separators = [UInt8]()
    var groups = [0]
    while let byte = scan.byte {
      if byte &- 48 < 10 {
        digits.append(byte)
        groups[groups.count - 1] += 1
        scan.position += 1
        continue
      }
      var mark = byte
      var width = 1
      if byte == 0xE2, scan.position + 2 < scan.end, scan.cell[scan.position + 1] == 0x80,
        scan.cell[scan.position + 2] == 0x99
      {
        (mark, width) = (UInt8(ascii: "'"), 3)
      } else if scan.blank > 0 {
        (mark, width) = (UInt8(ascii: " "), scan.blank)
      }
      guard [".", ",", "'", " "].contains(where: { UInt8(ascii: $0) == mark }),
        scan.isDigit(at: scan.position + width)
      else { break }
      separators.append(mark)
      groups.append(0)
      wholeDigits = digits.count
      scan.position += width
    }
    guard !digits.isEmpty, understand(separators, groups) else { return false }
    readExponent(&scan)
    return true
  }

  private mutating func readExponent(_ scan: inout NumberScan) {
    guard let byte = scan.byte, byte | 0x20 == UInt8(ascii: "e") else { return }
    var place = scan.position + 1
    if place < scan.end,
      scan.cell[place] == UInt8(ascii: "-") || scan.cell[place] == UInt8(ascii: "+")
    {
      place += 1
    }
    guard scan.isDigit(at: place) else { return }
    while scan.isDigit(at: place) { place += 1 }
    exponent = (scan.position..<place).map { scan.cell[$0] }
    scan.position = place
  }

  /// Finds out what the marks can mean; false where they mean nothing.
  private mutating func understand(_ separators: [UInt8], _ groups: [Int]) -> Bool {
    guard let first = separators.first, let last = separators.last else { return true }
    let point = UInt8(ascii: ".")
    // A group that begins with 0 is none: `0,478` has decimals.
    let mayGroup = (1...3).contains(groups[0]) && digits[0] != 48
    let isSpaced = first == UInt8(ascii: " ") || first == UInt8(ascii: "'")
    if separators.count == 1, !isSpaced {
      hasDecimals = true
      if mayGroup, groups[1] == 3 {
        marks = first == point ? .maybePoint : .maybeComma
      } else {
        marks = first == point ? .point : .comma
      }
      return true
    }
    let hasOtherLast = first != last
    let grouped = groups.dropFirst().dropLast(hasOtherLast ? 1 : 0)
    guard mayGroup, separators.dropLast(hasOtherLast ? 1 : 0).allSatisfy({ $0 == first }),
      grouped.last == 3
        && grouped.dropLast().allSatisfy({ $0 == 3 || $0 == 2 && first == UInt8(ascii: ",") })
    else { return false }
    // `192.168.100.12` is an address.
    if first == point, separators.count == 3, !hasOtherLast { return false }
    hasSpacedGroups = isSpaced
    hasDecimals = hasOtherLast
    if hasOtherLast {
      guard last == point || last == UInt8(ascii: ",") else { return false }
      marks = last == point ? .point : .comma
    } else if !isSpaced {
      marks = first == point ? .comma : .point
    }
    return true
  }

  /// What stands behind the digits.
  private mutating func readBack(_ scan: inout NumberScan) -> Bool {
    if bound == .none, scan.take("+") { bound = .above }
    readEnd(&scan)
    if readWhole(&scan) { return true }
    while let byte = scan.byte {
      if scan.blank > 0 {
        scan.skipBlanks()
      } else if byte == UInt8(ascii: ")"), isInParentheses, !digits.isEmpty, !isClosed {
        scan.position += 1
        isClosed = true
      } else if byte == UInt8(ascii: "-"), scan.position + 1 == scan.end, !isNegative {
        scan.position += 1
        isNegative = true
      } else if bound == .none, byte == UInt8(ascii: "+"), scan.position + 1 == scan.end {
        scan.position += 1
        bound = .above
      } else if unit == .none || unit.isCurrency, !hasUnitBehind, readUnit(&scan) {
        continue
      } else {
        return false
      }
    }
    return isInParentheses == isClosed
  }

  /// What the number is out of, which ends the cell.
  private mutating func readWhole(_ scan: inout NumberScan) -> Bool {
    guard unit == .none, bound == .none, !isInParentheses, exponent.isEmpty,
      let whole = scan.whole()
    else { return false }
    unit = UnitName(outOf: whole)
    return true
  }

  /// `5,-`, `5.–` and `5.—`, nothing behind the mark; `5/-` and `5/=`, whole rupees or shillings.
  private func readEnd(_ scan: inout NumberScan) {
    var ahead = scan
    if ahead.take(",") || ahead.take("."), ahead.dash() {
      _ = ahead.dash()
      scan = ahead
    } else if ahead.take("/"), ahead.dash() || ahead.take("=") {
      scan = ahead
    }
  }

  private var isClosed = false
  private var hasUnitBehind = false

  /// A unit behind the digits: any word, for one that is the same in all cells says nothing.
  private mutating func readUnit(_ scan: inout NumberScan) -> Bool {
    let start = scan.position
    var end = start
    while end < scan.end {
      let byte = scan.cell[end]
      let isPower =
        (byte == UInt8(ascii: "2") || byte == UInt8(ascii: "3")) && end > start
        && !scan.isDigit(at: end + 1)
      // `l/100km`
      let isPer = byte &- 48 < 10 && (start..<end).contains { scan.cell[$0] == UInt8(ascii: "/") }
      let isInnerBlank =
        byte == 0x20 && end > start && end + 1 < scan.end
        && DressedNumber.isUnitByte(scan.cell[end + 1])
      guard DressedNumber.isUnitByte(byte) || isPower || isPer || isInnerBlank else { break }
      end += 1
    }
    guard end > start, end - start <= UnitName.longest else { return false }
    let bytes = UnsafeBufferPointer(start: scan.cell + start, count: end - start)
    let isClock = DressedNumber.isClock(bytes)
    // `$5/kg` is a unit behind a currency; alone it is none.
    guard bytes[0] != UInt8(ascii: "/") || unit != .none && bytes.count > 1,
      bytes[0] != UInt8(ascii: "."), !isClock
    else { return false }
    isGlued = scan.cell[start - 1] &- 48 < 10 && bytes[0] | 0x20 &- 97 < 26
    let name = UnitName(bytes)
    // `1a2` has no unit; `12 m2` has.
    guard name != .none, !scan.isDigit(at: end - 1) || name.isKnown else { return false }
    unit = unit == .none ? name : UnitName(currency: unit, counting: name)
    hasUnitBehind = true
    scan.position = end
    return true
  }

  /// Whether a word is `am` or `p.m.`, whatever its case.
  private static func isClock(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let letters = bytes.filter { $0 != UInt8(ascii: ".") }.map { $0 | 0x20 }
    return letters.count == 2 && letters[1] == UInt8(ascii: "m")
      && (letters[0] == UInt8(ascii: "a") || letters[0] == UInt8(ascii: "p"))
  }
}
