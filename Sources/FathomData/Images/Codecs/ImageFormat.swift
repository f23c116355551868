/// The formats that can be decoded.
enum ImageFormat: Sendable, CaseIterable {
  case png, jpeg, webp, tiff, bmp, gif, pnm

  /// How many bytes are needed in order to tell.
  static let signatureLength = 256

  /// What people call it.
  var name: String {
    switch self {
    case .png: "PNG"
    case .jpeg: "JPEG"
    case .webp: "WebP"
    case .tiff: "TIFF"
    case .bmp: "BMP"
    case .gif: "GIF"
    case .pnm: "PNM"
    }
  }

  /// All names in one list for people.
  static var names: String {
    let names = allCases.map(\.name)
    return names.dropLast().joined(separator: ", ") + " and " + names.suffix(1).joined()
  }

  /// The format that the first bytes of a file show; nil when it is another.
  ///
  /// Two letters are a weak sign, so that BMP and PNM are confirmed by the fields that follow them:
  /// a text that begins with “BM” or “P5” is no image.
  ///
  /// - Parameter bytes: the file, or its first ``signatureLength`` bytes.
  init?(_ bytes: [UInt8]) {
    switch bytes.first {
    case 0x89 where bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]):
      self = .png
    case 0xFF where bytes.starts(with: [0xFF, 0xD8, 0xFF]):
      self = .jpeg
    case UInt8(ascii: "R")
    where bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8):
      self = .webp
    // The version is 42, of files with 64-bit offsets 43.
    case UInt8(ascii: "I")
    where bytes.starts(with: [0x49, 0x49, 42, 0]) || bytes.starts(with: [0x49, 0x49, 43, 0]):
      self = .tiff
    case UInt8(ascii: "M")
    where bytes.starts(with: [0x4D, 0x4D, 0, 42]) || bytes.starts(with: [0x4D, 0x4D, 0, 43]):
      self = .tiff
    case UInt8(ascii: "G")
    where bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8):
      self = .gif
    case UInt8(ascii: "B") where BMPHeader.isPlausible(bytes):
      self = .bmp
    case UInt8(ascii: "P") where PNMHeader.isPlausible(bytes):
      self = .pnm
    default:
      return nil
    }
  }
}
