extension PixelScale {
  /// The scale of numbers of which all bits are used.
  static func whole(_ type: ElementType) -> PixelScale {
    type == .uint16 ? .sixteenBits : .kept
  }
}

/// The range of the numbers of one array or several.
struct PixelRange: Sendable {
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity
  /// How many numbers are NaN or infinite.
  private(set) var notFinite = 0

  mutating func absorb(_ values: [Double]) {
    for value in values {
      if value.isFinite {
        low = min(low, value)
        high = max(high, value)
      } else {
        notFinite += 1
      }
    }
  }

  mutating func merge(_ other: PixelRange) {
    low = min(low, other.low)
    high = max(high, other.high)
    notFinite += other.notFinite
  }

  /// The scale that follows for numbers of a type.
  ///
  /// Bytes are grey values unless they are 0 and 1, numbers of 16 bits unless two of them are never used.
  func scale(of type: ElementType) -> PixelScale {
    if type == .uint8 || type == .uint16 {
      guard let bits = bits(of: type) else { return .whole(type) }
      return .times(255 / Double(1 << bits - 1))
    }
    return low <= high ? PixelScale(ofNumbersIn: low...high) : .kept
  }

  /// How many bits of bytes, or of numbers of 16 bits, are used; nil where at most one is not.
  private func bits(of type: ElementType) -> Int? {
    // Bytes of few different values are common in grey pictures; of 0 and 1 alone nothing would be seen.
    let most = type == .uint8 ? 2 : 1 << (8 * type.size - 2)
    guard high >= 1, high < Double(most) else { return nil }
    return Int.bitWidth - Int(high).leadingZeroBitCount
  }

  /// What the user should know of it.
  func notes(of type: ElementType) -> [String] {
    var notes = [String]()
    if type == .uint8 || type == .uint16, let bits = bits(of: type) {
      notes.append(
        "Numbers of \(8 * type.size) bits use \(bits) of them: 0 to \(1 << bits - 1) was brought to 0 to 255."
      )
    }
    if let note = scale(of: type).note { notes.append(note) }
    if notFinite > 0 {
      notes.append(
        notFinite == 1
          ? "1 value is NaN or infinite and was read as 0."
          : "\(notFinite) values are NaN or infinite and were read as 0.")
    }
    return notes
  }
}
