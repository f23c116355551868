internal import CTIFF

/// TIFF through libtiff: the first page, in any compression that the library was built with.
///
/// - Integers of at most 16 bits are spread over the whole range: v of n bits becomes
///   255 v / (2ⁿ − 1), rounded to 8 bits or, above 8, to 16. Signed ones are counted from their
///   lowest value.
/// - Real numbers and wider integers have no white of their own, so the page decides: real numbers
///   from 0 to 1 are multiplied by 255; numbers from 0 to 255 stay; numbers from 0 to 65535 are
///   divided by 257; others are stretched, the lowest to 0 and the highest to 255. What is not finite
///   becomes 0. Alpha of real numbers is opaque at 1, of integers at their largest value.
/// - Of a palette the higher 8 bits are used. CMYK is converted without a colour profile.
/// - Associated alpha is composited on white here; what follows other colours is left out.
enum TIFFDecoder: ImageDecoder {
  static let format = DataFormat.tiff

  /// Size, colour, transparency and orientation.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try TIFFFile.with(bytes) { file throws(UnreadableImage) in try TIFFLayout(file).header }
  }

  /// All pixels of the first page.
  static func decode(
    _ bytes: [UInt8], for grid: ImageSize? = nil
  ) throws(UnreadableImage) -> DecodedImage {
    try decode(bytes, directory: 0)
  }

  /// All pixels of a page.
  static func decode(_ bytes: [UInt8], page: Int) throws(UnreadableImage) -> DecodedImage {
    let directories = ImagePages.tiffDirectories(bytes)
    guard directories.indices.contains(page) else { throw .endsEarly }
    return try decode(bytes, directory: directories[page])
  }

  private static func decode(
    _ bytes: [UInt8], directory: Int
  ) throws(UnreadableImage) -> DecodedImage {
    try TIFFFile.with(bytes) { file throws(UnreadableImage) in
      guard directory == 0 || TIFFSetDirectory(file.handle, tdir_t(directory)) == 1 else {
        throw file.failure
      }
      let layout = try TIFFLayout(file)
      let samples = TIFFSamples(file: file, layout: layout)
      switch layout.colours {
      case .library: return try converted(file, layout)
      case .palette: return try palette(samples)
      default:
        if layout.numbers == .real || layout.bits > 16 { return try numbers(samples) }
        return layout.bits > 8
          ? try levels(samples, of: UInt16.self) : try levels(samples, of: UInt8.self)
      }
    }
  }

  /// Integers of at most 16 bits.
  private static func levels<Level: FixedWidthInteger & UnsignedInteger>(
    _ samples: TIFFSamples, of type: Level.Type
  ) throws(UnreadableImage) -> DecodedImage {
    let layout = samples.layout
    let bits = layout.bits
    let (maximum, white) = (1 << bits - 1, Int(Level.max))
    let sign = layout.numbers == .signed ? 1 << (bits - 1) : 0
    var levels: [Level]
    if let bytes = try samples.readBytes() as? [Level] {
      levels = bytes
    } else {
      levels = try samples.read(zero: Level(0)) { row, index in
        let value = row.packed(index, bits: bits) ^ sign
        return Level(maximum == white ? value : (value * 2 * white + maximum) / (2 * maximum))
      }
    }
    var channels = layout.channels
    if layout.colours == .grey(isInverted: true) {
      for index in stride(from: 0, to: levels.count, by: channels) {
        levels[index] = .max - levels[index]
      }
    }
    if layout.colours == .cmyk {
      CMYK.convert(&levels, isInverted: false)
      channels = 3
    } else if layout.alpha == .associated {
      levels = onWhite(levels, channels)
      channels -= 1
    } else if channels == 2 {
      levels = (0..<levels.count).flatMap { index in
        [Level](repeating: levels[index], count: index.isMultiple(of: 2) ? 3 : 1)
      }
      channels = 4
    }
    let isDeep = Level.bitWidth > 8
    let form: DecodedImage.Samples =
      switch channels {
      case 1: isDeep ? .grey16 : .grey8
      case 3: isDeep ? .rgb16 : .rgb8
      default: isDeep ? .rgba16 : .rgba8
      }
    return DecodedImage(
      size: layout.header.storedSize, samples: form,
      bytes: levels as? [UInt8] ?? levels.withUnsafeBytes { Array($0) },
      orientation: layout.header.orientation)
  }

  /// Colours that were multiplied by their alpha, on white: c + (white − alpha).
  private static func onWhite<Level: FixedWidthInteger>(
    _ levels: [Level], _ channels: Int
  ) -> [Level] {
    var result = [Level]()
    result.reserveCapacity(levels.count / channels * (channels - 1))
    for pixel in stride(from: 0, to: levels.count, by: channels) {
      let light = Level.max - levels[pixel + channels - 1]
      for channel in 0..<(channels - 1) {
        let (sum, overflows) = levels[pixel + channel].addingReportingOverflow(light)
        result.append(overflows ? .max : sum)
      }
    }
    return result
  }

  private static func palette(_ samples: TIFFSamples) throws(UnreadableImage) -> DecodedImage {
    let layout = samples.layout
    guard layout.numbers == .unsigned, layout.bits <= 16,
      let palette = samples.file.palette(bits: layout.bits)
    else { throw samples.file.failure }
    let indices = try samples.read(zero: UInt16(0)) { row, index in
      UInt16(row.packed(index, bits: layout.bits))
    }
    var pixels = [UInt8]()
    pixels.reserveCapacity(3 * indices.count)
    for index in indices {
      // In bounds: the palette has an entry for every index of this many bits.
      let colour = palette[Int(index)]
      pixels.append(colour.x)
      pixels.append(colour.y)
      pixels.append(colour.z)
    }
    return DecodedImage(
      size: layout.header.storedSize, samples: .rgb8, bytes: pixels,
      orientation: layout.header.orientation)
  }

  /// Colours that the library converts to 8 bits: YCbCr, L*a*b*, LogLuv.
  private static func converted(
    _ file: TIFFFile, _ layout: TIFFLayout
  ) throws(UnreadableImage) -> DecodedImage {
    let size = layout.header.storedSize
    var text = [CChar](repeating: 0, count: 1024)
    var image = TIFFRGBAImage()
    guard TIFFRGBAImageOK(file.handle, &text) == 1,
      TIFFRGBAImageBegin(&image, file.handle, 1, &text) == 1
    else {
      let letters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .damaged(.tiff, String(decoding: letters, as: UTF8.self))
    }
    defer { TIFFRGBAImageEnd(&image) }
    // Asked for as they are stored, rows are not moved.
    image.req_orientation = image.orientation
    var raster = [UInt32](repeating: 0, count: size.height * size.width)
    guard TIFFRGBAImageGet(&image, &raster, UInt32(size.width), UInt32(size.height)) == 1 else {
      throw file.failure
    }
    if let problem = file.missingPixels { throw problem }
    var pixels = [UInt8]()
    pixels.reserveCapacity(3 * raster.count)
    for pixel in raster {
      // Red is lowest, alpha highest, and the colours are multiplied by alpha.
      let light = 255 - pixel >> 24
      for shift: UInt32 in [0, 8, 16] {
        pixels.append(UInt8(min(255, (pixel >> shift & 255) + light)))
      }
    }
    return DecodedImage(
      size: size, samples: .rgb8, bytes: pixels, orientation: layout.header.orientation)
  }
}
