/// Numbers of 8 bits that use few of them, as of counts and of classes.
extension DecodedImage {
  /// The largest of its grey numbers of 8 bits; nil where it has others.
  var largestGrey8: UInt8? {
    if samples == .grey8 { return bytes.max() }
    guard samples == .rgb8, !isInColour else { return nil }
    return bytes.max()
  }

  /// Whether the channels of some pixel of 8 bits differ.
  private var isInColour: Bool {
    var place = 0
    while place + 2 < bytes.count {
      let (red, green, blue) = (bytes[place], bytes[place + 1], bytes[place + 2])
      if red != green || red != blue { return true }
      place += 3
    }
    return false
  }

  /// Numbers of 8 bits from 0 to a largest one brought to all grey values.
  func spread(from largest: UInt8) -> DecodedImage {
    guard samples == .grey8 || samples == .rgb8, largest > 0 else { return self }
    let top = Int(largest)
    let table = (0...255).map { UInt8(min(255, ($0 * 255 + top / 2) / top)) }
    return DecodedImage(
      size: size, samples: samples, bytes: bytes.map { table[Int($0)] }, orientation: orientation,
      block: block)
  }
}
