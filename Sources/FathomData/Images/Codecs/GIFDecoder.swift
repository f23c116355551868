internal import CGIF

/// GIF through giflib: the first picture on its screen, of an animation too.
///
/// What the picture does not cover, and its transparent index, is transparent; what it draws beyond
/// the screen makes the screen larger. Indices that have no colour are black.
enum GIFDecoder: ImageDecoder {
  static let format = DataFormat.gif

  /// Size, colour and transparency.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try withFile(bytes) { file throws(UnreadableImage) in try Picture(file).header() }
  }

  /// The pixels of the first picture.
  static func decode(
    _ bytes: [UInt8], for grid: ImageSize? = nil
  ) throws(UnreadableImage) -> DecodedImage {
    try withFile(bytes) { file throws(UnreadableImage) in
      let picture = try Picture(file)
      let header = try picture.header()
      return try picture.decode(header)
    }
  }

  /// All pixels of a frame, as it is shown over those before it (GIF89a, 23: disposal).
  static func decode(_ bytes: [UInt8], page: Int) throws(UnreadableImage) -> DecodedImage {
    try withFile(bytes) { file throws(UnreadableImage) in
      var canvas: Canvas?
      for number in 0...page {
        let picture = try Picture(file)
        let size = try picture.header().storedSize
        var shown = canvas ?? Canvas(size)
        let before = shown
        try picture.draw(on: &shown)
        if number == page {
          return DecodedImage(size: shown.size, samples: .rgba8, bytes: shown.pixels)
        }
        switch picture.disposal {
        case DISPOSE_BACKGROUND:
          picture.clear(&shown)
          canvas = shown
        case DISPOSE_PREVIOUS: canvas = before
        default: canvas = shown
        }
      }
      throw .endsEarly
    }
  }

  /// What giflib reads from.
  private struct Source {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
  }

  private static func withFile<Value>(
    _ bytes: [UInt8], _ body: (UnsafeMutablePointer<GifFileType>) throws(UnreadableImage) -> Value
  ) throws(UnreadableImage) -> Value {
    try bytes.withUnsafeBufferPointer { buffer throws(UnreadableImage) in
      var source = Source(bytes: buffer)
      return try withUnsafeMutablePointer(to: &source) { source throws(UnreadableImage) in
        var status: Int32 = 0
        let opened = DGifOpen(
          source,
          { file, target, count in
            guard let file, let target, let data = file.pointee.UserData, count > 0 else {
              return 0
            }
            // The source outlives the file, which is closed below.
            let source = data.assumingMemoryBound(to: Source.self)
            let left = source.pointee.bytes.count - source.pointee.position
            let length = min(Int(count), left)
            guard length > 0, let base = source.pointee.bytes.baseAddress else { return 0 }
            // In bounds: the library's buffer has `count` bytes, and `length` bytes are left.
            target.update(from: base + source.pointee.position, count: length)
            source.pointee.position += length
            return Int32(length)
          }, &status)
        guard let file = opened else { throw failure(status) }
        defer { DGifCloseFile(file, nil) }
        return try body(file)
      }
    }
  }

  fileprivate static func failure(_ status: Int32) -> UnreadableImage {
    switch status {
    case D_GIF_ERR_READ_FAILED, D_GIF_ERR_EOF_TOO_SOON, D_GIF_ERR_NO_SCRN_DSCR: .endsEarly
    case D_GIF_ERR_NOT_ENOUGH_MEM: .noMemory
    default: .damaged(.gif, GifErrorString(status).map { String(cString: $0) } ?? "no picture")
    }
  }
}

/// What is shown of an animation: RGBA.
private struct Canvas {
  let size: ImageSize
  var pixels: [UInt8]

  init(_ size: ImageSize) {
    self.size = size
    pixels = [UInt8](repeating: 0, count: 4 * size.height * size.width)
  }
}

/// The next picture of a file, before its pixels are read.
private struct Picture {
  private let file: UnsafeMutablePointer<GifFileType>
  private let frame: GifImageDesc
  /// Red, green and blue of each index.
  private let palette: [SIMD3<UInt8>]
  private let hasColour: Bool
  /// The index that is transparent; −1 for none.
  private let transparent: Int
  /// What becomes of it before the next one.
  let disposal: Int32

  /// Reads up to the next picture.
  init(_ file: UnsafeMutablePointer<GifFileType>) throws(UnreadableImage) {
    self.file = file
    var control = GraphicsControlBlock()
    control.TransparentColor = NO_TRANSPARENT_COLOR
    search: while true {
      var kind = UNDEFINED_RECORD_TYPE
      try Picture.check(DGifGetRecordType(file, &kind), file)
      switch kind {
      case IMAGE_DESC_RECORD_TYPE: break search
      case EXTENSION_RECORD_TYPE: try Picture.readExtension(file, &control)
      case TERMINATE_RECORD_TYPE: throw UnreadableImage(reason: "it has no pixels")
      default: continue
      }
    }
    try Picture.check(DGifGetImageDesc(file), file)
    frame = file.pointee.Image
    transparent = Int(control.TransparentColor)
    disposal = control.DisposalMode
    guard let map = file.pointee.Image.ColorMap ?? file.pointee.SColorMap,
      let colours = map.pointee.Colors
    else { throw .damaged(.gif, "it has no palette") }
    // In bounds: the map has this many colours.
    let table = UnsafeBufferPointer(start: colours, count: Int(map.pointee.ColorCount))
    palette = table.map { SIMD3($0.Red, $0.Green, $0.Blue) }
    hasColour = palette.contains { $0.x != $0.y || $0.y != $0.z }
  }

  private static func check(
    _ status: Int32, _ file: UnsafeMutablePointer<GifFileType>
  ) throws(UnreadableImage) {
    guard status == GIF_OK else { throw GIFDecoder.failure(file.pointee.Error) }
  }

  /// Keeps the transparent index of the last graphics control before the picture.
  private static func readExtension(
    _ file: UnsafeMutablePointer<GifFileType>, _ control: inout GraphicsControlBlock
  ) throws(UnreadableImage) {
    var code: Int32 = 0
    var block: UnsafeMutablePointer<GifByteType>?
    try check(DGifGetExtension(file, &code, &block), file)
    if code == GRAPHICS_EXT_FUNC_CODE, let block {
      // In bounds: a block is its length and then that many bytes.
      _ = DGifExtensionToGCB(Int(block[0]), block + 1, &control)
    }
    while block != nil { try check(DGifGetExtensionNext(file, &block), file) }
  }

  private var screen: ImageSize {
    ImageSize(
      height: max(Int(file.pointee.SHeight), Int(frame.Top) + Int(frame.Height)),
      width: max(Int(file.pointee.SWidth), Int(frame.Left) + Int(frame.Width)))
  }

  private var coversScreen: Bool {
    Int(frame.Height) == screen.height && Int(frame.Width) == screen.width
  }

  func header() throws(UnreadableImage) -> ImageHeader {
    guard frame.Height > 0, frame.Width > 0, frame.Top >= 0, frame.Left >= 0 else {
      throw UnreadableImage(reason: "it has no pixels")
    }
    return try ImageHeader(
      format: .gif, storedSize: screen, isColour: hasColour,
      hasAlpha: transparent >= 0 || !coversScreen,
      bitDepth: max(1, Int.bitWidth - (palette.count - 1).leadingZeroBitCount))
  }

  func decode(_ header: ImageHeader) throws(UnreadableImage) -> DecodedImage {
    let size = header.storedSize
    let channels = header.hasAlpha ? 4 : 3
    // Zero is transparent, where there is alpha.
    var pixels = [UInt8](repeating: 0, count: size.height * size.width * channels)
    var line = [GifPixelType](repeating: 0, count: Int(frame.Width))
    for row in rowOrder() {
      try line.withUnsafeMutableBufferPointer { line throws(UnreadableImage) in
        try Picture.check(DGifGetLine(file, line.baseAddress, frame.Width), file)
      }
      var position = ((Int(frame.Top) + row) * size.width + Int(frame.Left)) * channels
      for index in line {
        if Int(index) != transparent {
          let colour = Int(index) < palette.count ? palette[Int(index)] : .zero
          pixels[position] = colour.x
          pixels[position + 1] = colour.y
          pixels[position + 2] = colour.z
          if channels == 4 { pixels[position + 3] = 255 }
        }
        position += channels
      }
    }
    return DecodedImage(size: size, samples: channels == 4 ? .rgba8 : .rgb8, bytes: pixels)
  }

  /// Draws the picture where it lies on a canvas.
  func draw(on canvas: inout Canvas) throws(UnreadableImage) {
    var line = [GifPixelType](repeating: 0, count: max(0, Int(frame.Width)))
    for row in rowOrder() {
      try line.withUnsafeMutableBufferPointer { line throws(UnreadableImage) in
        try Picture.check(DGifGetLine(file, line.baseAddress, frame.Width), file)
      }
      let y = Int(frame.Top) + row
      for (column, index) in line.enumerated() {
        let x = Int(frame.Left) + column
        guard Int(index) != transparent, y >= 0, y < canvas.size.height, x >= 0,
          x < canvas.size.width
        else { continue }
        let colour = Int(index) < palette.count ? palette[Int(index)] : .zero
        let position = 4 * (y * canvas.size.width + x)
        canvas.pixels[position] = colour.x
        canvas.pixels[position + 1] = colour.y
        canvas.pixels[position + 2] = colour.z
        canvas.pixels[position + 3] = 255
      }
    }
  }

  /// Makes the place of the picture transparent.
  func clear(_ canvas: inout Canvas) {
    let rows = max(0, Int(frame.Top))..<min(canvas.size.height, Int(frame.Top) + Int(frame.Height))
    let columns =
      max(0, Int(frame.Left))..<min(canvas.size.width, Int(frame.Left) + Int(frame.Width))
    for y in rows {
      for x in columns {
        for channel in 0..<4 { canvas.pixels[4 * (y * canvas.size.width + x) + channel] = 0 }
      }
    }
  }

  /// The rows in the order of the file (GIF89a, appendix E).
  private func rowOrder() -> [Int] {
    let height = Int(frame.Height)
    guard frame.Interlace else { return Array(0..<height) }
    return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
      Array(stride(from: start, to: height, by: step))
    }
  }
}
