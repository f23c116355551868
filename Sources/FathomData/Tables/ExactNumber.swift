/// An integer of any number of digits.
struct ExactInteger: Sendable, Codable, Hashable {
  /// Whether it is below zero.
  let isNegative: Bool
  /// Its distance from zero; nil beyond 64 bits.
  private let magnitude: UInt64?
  /// The digits where ``magnitude`` is nil, without leading zeros.
  private let longDigits: [UInt8]

  private init(isNegative: Bool, magnitude: UInt64?, longDigits: [UInt8] = []) {
    self.isNegative = isNegative
    self.magnitude = magnitude
    self.longDigits = longDigits
  }

  /// An integer of 64 bits.
  init(_ value: some FixedWidthInteger) {
    self.init(isNegative: value < 0, magnitude: UInt64(value.magnitude))
  }

  /// The integer that a cell spells: a sign and digits; every other byte, such as a mark between groups
  /// of digits, counts for nothing.
  init(spelledBy cell: UnsafeBufferPointer<UInt8>) {
    let isNegative = cell.first == UInt8(ascii: "-")
    var magnitude: UInt64 = 0
    var overflows = false
    for byte in cell where byte &- 48 < 10 {
      let (product, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, tooLargeToo) = product.addingReportingOverflow(UInt64(byte &- 48))
      overflows = overflows || tooLarge || tooLargeToo
      magnitude = sum
    }
    guard overflows else {
      self.init(isNegative: isNegative && magnitude > 0, magnitude: magnitude)
      return
    }
    let digits = cell.filter { $0 &- 48 < 10 }.drop { $0 == 48 }
    self.init(isNegative: isNegative, magnitude: nil, longDigits: Array(digits))
  }

  /// The integer that a whole number is, exactly.
  init(_ whole: Double) {
    if let small = UInt64(exactly: whole.magnitude) {
      self.init(isNegative: whole < 0, magnitude: small)
      return
    }
    // Nine digits a place, the lowest first; a place shifted by 30 bits stays below 2⁶⁰.
    let base: UInt64 = 1_000_000_000
    var rest = UInt64(whole.significand * 0x1p52)
    var places = [UInt64]()
    while rest > 0 {
      places.append(rest % base)
      rest /= base
    }
    var exponent = Int(whole.exponent) - 52
    while exponent > 0 {
      let shift = min(exponent, 30)
      var carry: UInt64 = 0
      for index in places.indices {
        let sum = places[index] << UInt64(shift) + carry
        places[index] = sum % base
        carry = sum / base
      }
      while carry > 0 {
        places.append(carry % base)
        carry /= base
      }
      exponent -= shift
    }
    var digits = [UInt8]()
    for place in places.reversed() {
      let text = Array(String(place).utf8)
      if !digits.isEmpty { digits += repeatElement(48, count: 9 - text.count) }
      digits += text
    }
    self.init(isNegative: whole < 0, magnitude: nil, longDigits: digits)
  }

  /// The integer in 64 bits with a sign; nil where it does not fit.
  var int64: Int64? {
    magnitude.flatMap { magnitude in
      isNegative
        ? magnitude == Int64.min.magnitude ? .min : Int64(exactly: magnitude).map { -$0 }
        : Int64(exactly: magnitude)
    }
  }

  /// A hash that is spread evenly over 64 bits, the same in every process.
  var key: UInt64 {
    let sign: UInt64 = isNegative ? 0xA3C5_9AC2_F1B0_7E4D : 0x51ED_270B_9F6D_3C83
    let hash = magnitude.map(StableHash.mix) ?? longDigits.withUnsafeBytes(StableHash.hash)
    return StableHash.mix(hash ^ sign)
  }

  private var digits: [UInt8] { magnitude.map { Array(String($0).utf8) } ?? longDigits }
}

extension ExactInteger: CustomStringConvertible {
  /// The sign of a negative one, and the digits.
  var description: String { (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self) }
}

extension ExactInteger: Comparable {
  /// Whether one is the smaller one.
  static func < (a: ExactInteger, b: ExactInteger) -> Bool {
    guard a.isNegative == b.isNegative else { return a.isNegative }
    let (near, far) = a.isNegative ? (b, a) : (a, b)
    if let near = near.magnitude, let far = far.magnitude { return near < far }
    let (fewer, more) = (near.digits, far.digits)
    if fewer.count != more.count { return fewer.count < more.count }
    return fewer.lexicographicallyPrecedes(more)
  }
}

/// A finite number as it was written: a double, or an integer that no double holds.
///
/// Numbers are one when their values are: `1`, `1.0` and `01`, yet not 9007199254740992 and
/// 9007199254740993, which are the same double.
struct ExactNumber: Sendable, Codable, Hashable {
  /// The nearest double; 0 is never negative.
  let value: Double
  /// The integer where it is not ``value`` exactly; nil otherwise.
  let integer: ExactInteger?

  /// Doubles below this hold every integer.
  static let largestExact = 0x1p53

  /// A double.
  init(_ value: Double) {
    self.value = value + 0
    integer = nil
  }

  /// An integer and the double that is nearest to it.
  init(_ integer: ExactInteger, near value: Double) {
    self.value = value + 0
    self.integer =
      value.magnitude < ExactNumber.largestExact || ExactInteger(value) == integer ? nil : integer
  }

  /// The number that a label spells as Swift writes numbers; nil when it spells none.
  init?(label: String) {
    guard let value = Double(label) else { return nil }
    var label = label
    let integer = label.withUTF8 { text in
      let digits = text.first.map { $0 == 43 || $0 == 45 } ?? false ? 1 : 0
      return text.dropFirst(digits).allSatisfy { $0 &- 48 < 10 }
        ? ExactInteger(spelledBy: text) : nil
    }
    if let integer, value.isFinite {
      self.init(integer, near: value)
    } else {
      self.init(value)
    }
  }

  /// The key of a double among numbers; −0 and 0 are one value.
  @inline(__always)
  static func key(_ value: Double) -> UInt64 { StableHash.mix((value + 0).bitPattern) }

  /// The key among numbers: one for each value, spread evenly over 64 bits.
  var key: UInt64 { integer?.key ?? ExactNumber.key(value) }

  /// The label of the number.
  ///
  /// - Parameter inFull: whether whole numbers are written with all digits however large they are.
  func label(inFull: Bool) -> String {
    if let integer { return integer.description }
    if let small = Int(exactly: value) { return String(small) }
    return inFull && value == value.rounded() ? ExactInteger(value).description : "\(value)"
  }
}

extension ExactNumber: Comparable {
  /// Whether one is the smaller one, exactly.
  static func < (a: ExactNumber, b: ExactNumber) -> Bool {
    if a.value != b.value || (a.integer == nil && b.integer == nil) { return a.value < b.value }
    return (a.integer ?? ExactInteger(a.value)) < (b.integer ?? ExactInteger(b.value))
  }
}
