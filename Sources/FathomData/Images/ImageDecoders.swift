/// The decoders: one for each image format of the list.
enum ImageDecoders {
  static let all: [any ImageDecoder.Type] = [
    PNGDecoder.self, JPEGDecoder.self, WebPDecoder.self, TIFFDecoder.self, BMPDecoder.self,
    GIFDecoder.self, PNMDecoder.self,
  ]

  /// Whether one of them reads a file with these first bytes.
  static func canRead(_ start: [UInt8]) -> Bool { all.contains { $0.format.matches(start) } }

  /// The decoder for the format that the bytes of a file show.
  static func decoder(of bytes: [UInt8]) throws(UnreadableImage) -> any ImageDecoder.Type {
    guard let decoder = all.first(where: { $0.format.matches(bytes) }) else {
      throw bytes.isEmpty ? .empty : .unknownContent
    }
    return decoder
  }
}

extension ImageHeader {
  /// Reads the header from the bytes of a file.
  init(_ bytes: [UInt8]) throws(UnreadableImage) {
    self = try ImageDecoders.decoder(of: bytes).header(bytes)
    pages = ImagePages.count(bytes, format)
  }
}

extension DecodedImage {
  /// Decodes a file.
  ///
  /// - Parameter grid: the grid that the image is averaged to, as displayed; large JPEGs then come as
  ///   the means of blocks. Nil for all pixels.
  init(decoding bytes: [UInt8], for grid: ImageSize? = nil) throws(UnreadableImage) {
    self = try ImageDecoders.decoder(of: bytes).decode(bytes, for: grid)
  }

  /// Decodes a page or a frame of a file, from 0.
  init(decoding bytes: [UInt8], page: Int, for grid: ImageSize) throws(UnreadableImage) {
    switch page == 0 ? nil : try ImageDecoders.decoder(of: bytes).format {
    case .tiff?: self = try TIFFDecoder.decode(bytes, page: page)
    case .gif?: self = try GIFDecoder.decode(bytes, page: page)
    case .webp?: self = try WebPDecoder.decode(bytes, page: page)
    default: try self.init(decoding: bytes, for: grid)
    }
  }
}
