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
    let scale = scale(&values, isReal: layout.numbers == .real)
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
    if layout.alpha == .none, layout.colours != .grey(isInverted: true) { image.realScale = scale }
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

  /// Brings the values of a page to 0 to 255 and says how.
  private static func scale(_ values: inout [Double], isReal: Bool) -> RealScale {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      lowest = min(lowest, value)
      highest = max(highest, value)
    }
    var (offset, factor) = (0.0, 1.0)
    if lowest < 0 || highest > 65_535 {
      // Halves, so that the range of the largest numbers is finite.
      let range = highest / 2 - lowest / 2
      (offset, factor) = (lowest, range > 0 ? 127.5 / range : 0)
    } else if highest > 255 {
      factor = 1 / 257
    } else if isReal, highest <= 1 {
      factor = 255
    }
    for index in values.indices {
      let value = values[index]
      let level = factor == 1 / 257 ? value / 257 : value * factor - offset * factor
      values[index] = value.isFinite ? min(max(level, 0), 255) : 0
    }
    return RealScale(offset: offset, factor: factor)
  }
}
