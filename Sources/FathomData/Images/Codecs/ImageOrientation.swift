/// Height and width in pixels.
struct ImageSize: Sendable, Hashable {
  var height: Int
  var width: Int

  /// Sides up to this length are kept; longer ones are scaled down to it.
  static let longestSide = 32

  /// The lower medians of heights and of widths; nil when there is no size.
  static func median(of sizes: [ImageSize]) -> ImageSize? {
    guard !sizes.isEmpty else { return nil }
    let middle = (sizes.count - 1) / 2
    return ImageSize(
      height: sizes.map(\.height).sorted()[middle], width: sizes.map(\.width).sorted()[middle])
  }

  /// The same shape with the longer side ``longestSide``, each side rounded and at least 1.
  var scaledToGrid: ImageSize {
    let longer = max(height, width)
    func scaled(_ side: Int) -> Int {
      max(1, (2 * side * ImageSize.longestSide + longer) / (2 * longer))
    }
    return ImageSize(height: scaled(height), width: scaled(width))
  }

  /// Whether neither side is longer than ``longestSide``.
  var fitsGrid: Bool { max(height, width) <= ImageSize.longestSide }
}

extension ImageSize: CustomStringConvertible {
  var description: String { "\(height)×\(width)" }
}

/// Where the first row and the first column of the stored pixels lie in the displayed image.
///
/// The values are those of tag 274 (0x112) of TIFF 6.0 and Exif 2.32: `rightTop` says that the first
/// row is the right side of the picture and the first column its top, as of a camera held upright.
enum ImageOrientation: Int, Sendable, CaseIterable {
  case topLeft = 1
  case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

  /// Whether a stored row is a displayed column.
  var swapsSides: Bool { rawValue >= ImageOrientation.leftTop.rawValue }

  /// The displayed size of a stored one, and the other way round.
  func displayed(_ stored: ImageSize) -> ImageSize {
    swapsSides ? ImageSize(height: stored.width, width: stored.height) : stored
  }

  /// Turns a stored grid into the displayed one.
  ///
  /// - Parameters:
  ///   - cells: the stored grid, row by row; height · width cells.
  ///   - height: its rows.
  ///   - width: its columns.
  /// - Returns: the displayed grid, row by row; it has `width` rows where ``swapsSides``.
  /// - Complexity: O(height · width).
  func applied<T>(to cells: [T], height: Int, width: Int) -> [T] {
    precondition(cells.count == height * width)
    if self == .topLeft { return cells }
    let shown = displayed(ImageSize(height: height, width: width))
    var result = [T]()
    result.reserveCapacity(cells.count)
    for y in 0..<shown.height {
      for x in 0..<shown.width {
        let (row, column) =
          switch self {
          case .topLeft: (y, x)
          case .topRight: (y, width - 1 - x)
          case .bottomRight: (height - 1 - y, width - 1 - x)
          case .bottomLeft: (height - 1 - y, x)
          case .leftTop: (x, y)
          case .rightTop: (height - 1 - x, y)
          case .rightBottom: (height - 1 - x, width - 1 - y)
          case .leftBottom: (x, width - 1 - y)
          }
        result.append(cells[row * width + column])
      }
    }
    return result
  }
}

extension ImageOrientation {
  /// The orientation that Exif data declare; `topLeft` when they declare none, or are damaged.
  ///
  /// - Parameter exif: a TIFF header with its first directory (Exif 2.32, 4.5), which JPEG, and some
  ///   writers of WebP and PNG, put “Exif”, NUL, NUL in front of.
  init(exif: ArraySlice<UInt8>) {
    let prefix: [UInt8] = Array("Exif\0\0".utf8)
    let reader = ByteReader(Array(exif.starts(with: prefix) ? exif.dropFirst(6) : exif))
    self = ImageOrientation.find(reader) ?? .topLeft
  }

  private static func find(_ header: ByteReader) -> ImageOrientation? {
    var reader = header
    switch reader.bytes.first {
    case UInt8(ascii: "I"): reader.isBigEndian = false
    case UInt8(ascii: "M"): reader.isBigEndian = true
    default: return nil
    }
    guard reader.bytes.count > 1, reader.bytes[1] == reader.bytes[0], reader.u16(2) == 42,
      let directory = reader.u32(4), let count = reader.u16(directory)
    else { return nil }
    for index in 0..<count {
      // 12 bytes an entry: tag, type, number of values, the value itself when it is short.
      let entry = directory + 2 + 12 * index
      guard let tag = reader.u16(entry) else { return nil }
      guard tag == 274 else { continue }
      let isShort = reader.u16(entry + 2) == 3 && reader.u32(entry + 4) == 1
      return isShort ? reader.u16(entry + 8).flatMap(ImageOrientation.init) : nil
    }
    return nil
  }
}
