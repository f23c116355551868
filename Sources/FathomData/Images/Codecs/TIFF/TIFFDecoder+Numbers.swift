extension TIFFDecoder {
  /// Real numbers and integers of more than 16 bits.
  static func numbers(_ samples: TIFFSamples) throws(UnreadableImage) -> DecodedImage {
    let layout = samples.layout
    guard layout.colours != .cmyk else {
      throw UnreadableImage(reason: "CMYK of \(layout.bits) bits cannot be read")
    }
    var values = try samples.read(zero: 0.0) { row, index in
      row.number(index, layout.numbers, bits: layout.bits)
    }
    let colours = layout.channels - (layout.alpha == .none ? 0 : 1)
    let alpha = layout.alpha == .none ? [] : removeAlpha(from: &values, layout)
    let scale = scale(of: values, isReal: layout.numbers == .real)
    // What is mixed with alpha or turned over has the scale of its page; other pages have that of the set.
    let isPlain = layout.alpha == .none && layout.colours != .grey(isInverted: true)
    if !isPlain { values = values.map(scale.apply) }
    if layout.colours == .grey(isInverted: true) {
      for index in values.indices { values[index] = 255 - values[index] }
    }
    if layout.alpha == .associated {
      for index in values.indices {
        values[index] = min(255, values[index] + 255 - alpha[index / colours])
      }
    } else if layout.alpha == .unassociated {
      values = alpha.indices.flatMap { pixel in
        values[(pixel * colours)..<((pixel + 1) * colours)] + [alpha[pixel]]
      }
    }
    var image = DecodedImage(
      size: layout.header.storedSize,
      samples: .real(channels: colours + (layout.alpha == .unassociated ? 1 : 0)),
      bytes: values.withUnsafeBytes { Array($0) }, orientation: layout.header.orientation)
    if isPlain { image.realScale = scale }
    return image
  }

  /// Takes the last sample of each pixel away and returns it from 0 to 255.
  private static func removeAlpha(from values: inout [Double], _ layout: TIFFLayout) -> [Double] {
    let channels = layout.channels
    let bits = layout.numbers == .signed ? layout.bits - 1 : layout.bits
    let opaque =
      layout.numbers == .real ? 1 : Double(sign: .plus, exponent: bits, significand: 1) - 1
    let alpha = stride(from: channels - 1, to: values.count, by: channels).map { index in
      values[index].isFinite ? min(max(values[index] / opaque, 0), 1) * 255 : 0
    }
    values = values.indices.filter { ($0 + 1) % channels != 0 }.map { values[$0] }
    return alpha
  }

  /// How the numbers of a page become grey values where nothing is known of others.
  private static func scale(of values: [Double], isReal: Bool) -> PixelScale {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      lowest = min(lowest, value)
      highest = max(highest, value)
    }
    guard lowest <= highest else { return .kept }
    if lowest < 0 || highest > 65_535 { return .linear(from: lowest, to: highest) }
    if highest > 255 { return .sixteenBits }
    return isReal && highest <= 1 ? .times(255) : .kept
  }
}
