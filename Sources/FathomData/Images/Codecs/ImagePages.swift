/// How many pictures a file holds beside the first: pages of TIFF, frames of GIF, WebP and PNG.
enum ImagePages {
  /// A chain of pages that is longer is damaged.
  private static let most = 1 << 16

  /// How many pictures there are; 1 where nothing says more.
  static func count(_ bytes: [UInt8], _ format: DataFormat) -> Int {
    switch format {
    case .tiff: max(1, tiffDirectories(bytes).count)
    case .gif: max(1, gif(bytes))
    case .webp: max(1, webp(bytes))
    case .png: max(1, png(bytes))
    default: 1
    }
  }

  /// Whether pictures beside the first can be read.
  static func canRead(_ format: DataFormat) -> Bool { [.tiff, .gif, .webp].contains(format) }

  /// The numbers of the directories of a TIFF that are pages, without smaller copies and masks (TIFF 6.0, tag
  /// 254).
  static func tiffDirectories(_ bytes: [UInt8]) -> [Int] {
    var reader = ByteReader(bytes)
    reader.isBigEndian = bytes.first == UInt8(ascii: "M")
    let isBig = reader.u16(2) == 43
    func offset(_ place: Int) -> Int? {
      guard isBig else { return reader.u32(place) }
      // The lower half; a file that is held has no more than 4 GiB.
      return reader.u32(place + (reader.isBigEndian ? 4 : 0))
    }
    var pages = [Int]()
    var next = offset(isBig ? 8 : 4)
    var number = 0
    while let place = next, place > 0, number < most {
      guard let entries = reader.u16(isBig && reader.isBigEndian ? place + 6 : place) else { break }
      let (first, length) = isBig ? (place + 8, 20) : (place + 2, 12)
      var kind = 0
      for entry in 0..<entries {
        guard let tag = reader.u16(first + entry * length), tag <= 254 else { break }
        if tag == 254 { kind = reader.u32(first + entry * length + (isBig ? 12 : 8)) ?? 0 }
      }
      if kind & 0b101 == 0 { pages.append(number) }
      number += 1
      next = offset(first + entries * length)
    }
    return pages
  }

  /// GIF89a, appendix B.
  private static func gif(_ bytes: [UInt8]) -> Int {
    guard bytes.count > 13 else { return 0 }
    func table(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
    var place = 13 + table(bytes[10])
    var count = 0
    while place < bytes.count {
      switch bytes[place] {
      case 0x21: place += 2
      case 0x2C:
        guard place + 10 < bytes.count else { return count }
        count += 1
        place += 11 + table(bytes[place + 9])
      default: return count
      }
      while place < bytes.count, bytes[place] > 0 { place += 1 + Int(bytes[place]) }
      place += 1
    }
    return count
  }

  /// The frames between the chunks of a RIFF.
  private static func webp(_ bytes: [UInt8]) -> Int {
    let reader = ByteReader(bytes)
    var (place, count) = (12, 0)
    while let length = reader.u32(place + 4), place + 8 <= bytes.count {
      if bytes[place..<(place + 4)].elementsEqual("ANMF".utf8) { count += 1 }
      place += 8 + length + length % 2
    }
    return count
  }

  /// What an animated PNG says before its pixels.
  private static func png(_ bytes: [UInt8]) -> Int {
    let reader = ByteReader(bytes, isBigEndian: true)
    var place = 8
    while let length = reader.u32(place), place + 8 <= bytes.count {
      let name = bytes[(place + 4)..<(place + 8)]
      if name.elementsEqual("IDAT".utf8) { return 1 }
      if name.elementsEqual("acTL".utf8) { return reader.u32(place + 8) ?? 1 }
      place += 12 + length
    }
    return 1
  }
}
