/// What chunks of a PNG file say that the header does not: transparency and orientation.
struct PNGChunks {
  /// Whether there is a tRNS chunk.
  private(set) var hasTransparency = false
  /// What the eXIf chunk says, which may come after the pixels.
  private(set) var orientation = ImageOrientation.topLeft

  /// Looks through the chunks: each is its length, four letters, its content and a checksum.
  init(_ bytes: [UInt8]) {
    let reader = ByteReader(bytes, isBigEndian: true)
    var position = 8
    while let length = reader.u32(position), let name = reader.u32(position + 4),
      position + 12 + length <= bytes.count
    {
      switch name {
      case PNGChunks.transparency: hasTransparency = true
      case PNGChunks.exif:
        orientation = ImageOrientation(exif: bytes[(position + 8)..<(position + 8 + length)])
      case PNGChunks.end: return
      default: break
      }
      position += 12 + length
    }
  }

  // The letters of the names as numbers: tRNS, eXIf, IEND.
  private static let transparency = 0x7452_4E53
  private static let exif = 0x6558_4966
  private static let end = 0x4945_4E44
}
