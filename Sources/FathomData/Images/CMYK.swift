/// Cyan, magenta, yellow and black, of 8 or 16 bits.
enum CMYK {
  /// Turns pixels of four values into pixels of three in place: R = (M − C) (M − K) / M, rounded,
  /// where M is the largest value.
  ///
  /// The formula knows no inks and no paper; image libraries use it when there is no colour profile.
  ///
  /// - Parameters:
  ///   - pixels: the values of a pixel side by side; a quarter of them is removed.
  ///   - isInverted: whether the largest value means no ink.
  static func convert<Level: FixedWidthInteger & UnsignedInteger>(
    _ pixels: inout [Level], isInverted: Bool
  ) {
    let count = pixels.count / 4
    let maximum = UInt64(Level.max)
    for index in 0..<count {
      // In bounds, and not yet overwritten: 3 · index + 2 < 4 · index + 4.
      let black = light(pixels[4 * index + 3], isInverted)
      for channel in 0..<3 {
        let colour = light(pixels[4 * index + channel], isInverted)
        pixels[3 * index + channel] = Level((colour * black + maximum / 2) / maximum)
      }
    }
    pixels.removeLast(pixels.count - 3 * count)
  }

  @inline(__always)
  private static func light<Level: FixedWidthInteger & UnsignedInteger>(
    _ value: Level, _ isInverted: Bool
  ) -> UInt64 {
    UInt64(isInverted ? value : .max - value)
  }
}
