internal import CTIFF

/// How the first page of a TIFF file holds its pixels.
struct TIFFLayout {
  /// What the samples of a pixel are; those of `library` only the library can convert.
  enum Colours: Equatable {
    case grey(isInverted: Bool)
    case palette, rgb, cmyk, library
  }

  /// How a sample is written.
  enum Numbers { case unsigned, signed, real }

  let header: ImageHeader
  let colours: Colours
  let numbers: Numbers
  let bits: Int
  let samplesPerPixel: Int
  /// Whether each channel lies in blocks of its own.
  let isPlanar: Bool
  let isTiled: Bool
  /// The size of a tile, or of a strip.
  let block: ImageSize
  /// The alpha channel is stored behind the colours; `associated` when they are multiplied by it.
  let alpha: Alpha

  /// What the first sample behind the colours is.
  enum Alpha { case none, associated, unassociated }

  /// How many samples of a pixel are used; they are the first ones.
  var channels: Int {
    switch colours {
    case .grey, .palette: alpha == .none ? 1 : 2
    case .rgb, .library: alpha == .none ? 3 : 4
    case .cmyk: 4
    }
  }

  /// Bytes of a row of a block.
  var rowLength: Int { (block.width * (isPlanar ? 1 : samplesPerPixel) * bits + 7) / 8 }
  /// Bytes of a block.
  var blockLength: Int { block.height * rowLength }

  /// Reads the tags; the size is checked here, before anything asks for memory.
  init(_ file: TIFFFile) throws(UnreadableImage) {
    guard let height = file.u32(TIFFTAG_IMAGELENGTH), let width = file.u32(TIFFTAG_IMAGEWIDTH),
      let bits = file.u16(TIFFTAG_BITSPERSAMPLE), let format = file.u16(TIFFTAG_SAMPLEFORMAT),
      let samplesPerPixel = file.u16(TIFFTAG_SAMPLESPERPIXEL),
      let planes = file.u16(TIFFTAG_PLANARCONFIG),
      let compression = file.u16(TIFFTAG_COMPRESSION)
    else { throw file.failure }
    if let problem = file.missingPalette { throw problem }
    let extras = file.extraSamples
    // The tag is required, and sometimes missing; the library then takes all samples but the first
    // for unnamed extras.
    let unnamed = samplesPerPixel - extras.count { $0 != UInt16(EXTRASAMPLE_UNSPECIFIED) }
    let photometric =
      file.u16(TIFFTAG_PHOTOMETRIC)
      ?? Int(unnamed < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB)
    let colours = TIFFLayout.colours(photometric, compression, file)
    // As stored behind the colours: nothing reads alpha of an index or of inks.
    let canHaveAlpha = colours == .rgb || TIFFLayout.isGrey(colours)
    switch canHaveAlpha ? extras.first : nil {
    case UInt16(EXTRASAMPLE_ASSOCALPHA): alpha = .associated
    case UInt16(EXTRASAMPLE_UNASSALPHA): alpha = .unassociated
    default: alpha = .none
    }
    numbers =
      switch format {
      case Int(SAMPLEFORMAT_IEEEFP): .real
      case Int(SAMPLEFORMAT_INT): .signed
      default: .unsigned
      }
    header = try ImageHeader(
      format: .tiff, storedSize: ImageSize(height: height, width: width),
      isColour: !TIFFLayout.isGrey(colours) && photometric != Int(PHOTOMETRIC_LOGL),
      hasAlpha: alpha != .none,
      orientation: file.u16(TIFFTAG_ORIENTATION).flatMap(ImageOrientation.init) ?? .topLeft,
      bitDepth: bits)
    self.colours = colours
    self.bits = bits
    self.samplesPerPixel = samplesPerPixel
    isPlanar = planes == Int(PLANARCONFIG_SEPARATE) && samplesPerPixel > 1
    isTiled = TIFFIsTiled(file.handle) != 0
    block = try TIFFLayout.block(file, isTiled: isTiled, height: height, width: width)
    guard format != Int(SAMPLEFORMAT_COMPLEXINT), format != Int(SAMPLEFORMAT_COMPLEXIEEEFP),
      TIFFLayout.isReadable(numbers, bits) || colours == .library
    else { throw UnreadableImage(reason: "samples of \(bits) bits of this kind cannot be read") }
    guard channels <= samplesPerPixel || colours == .library else { throw .contradiction }
    // Red, green and blue with an unnamed fourth sample are common; grey with several is no picture.
    guard !TIFFLayout.isGrey(colours) || samplesPerPixel <= 2 else {
      throw UnreadableImage(reason: "\(samplesPerPixel) channels are neither grey nor colour")
    }
    guard samplesPerPixel <= 16 else {
      throw UnreadableImage(reason: "\(samplesPerPixel) channels are more than can be read")
    }
    // A tile may be larger than a small image, but not without bounds.
    let imageLength = height * width * samplesPerPixel * ((bits + 7) / 8)
    guard blockLength <= min(ImageHeader.maximumBytes, max(64 << 20, 2 * imageLength)) else {
      throw UnreadableImage(reason: "its tiles of \(block) pixels are more than can be read")
    }
  }

  private static func isGrey(_ colours: Colours) -> Bool {
    if case .grey = colours { true } else { false }
  }

  private static func isReadable(_ numbers: Numbers, _ bits: Int) -> Bool {
    switch numbers {
    case .real: [16, 32, 64].contains(bits)
    case .signed, .unsigned: 1...16 ~= bits || bits == 32 || bits == 64
    }
  }

  private static func colours(_ photometric: Int, _ compression: Int, _ file: TIFFFile) -> Colours {
    switch Int32(photometric) {
    case PHOTOMETRIC_MINISWHITE: return .grey(isInverted: true)
    case PHOTOMETRIC_MINISBLACK: return .grey(isInverted: false)
    case PHOTOMETRIC_RGB: return .rgb
    case PHOTOMETRIC_PALETTE: return .palette
    case PHOTOMETRIC_SEPARATED where file.u16(TIFFTAG_INKSET) == Int(INKSET_CMYK): return .cmyk
    case PHOTOMETRIC_YCBCR where compression == Int(COMPRESSION_JPEG):
      return fathom_tiff_jpeg_as_rgb(file.handle) == 1 ? .rgb : .library
    default: return .library
    }
  }

  private static func block(
    _ file: TIFFFile, isTiled: Bool, height: Int, width: Int
  ) throws(UnreadableImage) -> ImageSize {
    let size: ImageSize
    if isTiled {
      guard let rows = file.u32(TIFFTAG_TILELENGTH), let columns = file.u32(TIFFTAG_TILEWIDTH)
      else { throw file.failure }
      size = ImageSize(height: rows, width: columns)
    } else {
      let rows = file.u32(TIFFTAG_ROWSPERSTRIP) ?? height
      size = ImageSize(height: min(rows, height), width: width)
    }
    guard size.height > 0, size.width > 0, size.height <= 1 << 20, size.width <= 1 << 20 else {
      throw .contradiction
    }
    return size
  }
}
