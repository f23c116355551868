internal import FathomData
internal import FathomNumerics
private import Foundation

/// A small picture of an image, as the analyses see it: raw data, which a report holds only when it is
/// asked for.
public struct Thumbnail: Codable, Sendable, Equatable {
  /// The name of the image.
  public var name: String
  /// Its class; null without one.
  @NullCodable public var label: String?
  /// The class that it probably should have; null unless its label is doubted.
  @NullCodable public var likely: String?
  /// Height in pixels.
  public var height: Int
  /// Width in pixels.
  public var width: Int
  /// The picture as PNG, in Base64.
  public var png: String

  /// A thumbnail from its parts.
  public init(
    name: String, label: String?, likely: String? = nil, height: Int, width: Int, png: String
  ) {
    self.name = name
    self.label = label
    self.likely = likely
    self.height = height
    self.width = width
    self.png = png
  }

  /// What it is shown under: its class, and the one that it probably should have.
  public var heading: String? {
    guard let label, let likely else { return label }
    return "\(label), probably \(likely)"
  }

  /// Whether the picture is Base64 and nothing else, so that it can stand in any report; a report that
  /// is read again may hold anything.
  public var isPlain: Bool {
    png.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
        UInt8(ascii: "="):
        true
      default: false
      }
    }
  }

  /// How many there are of a class, of how many classes, and without classes.
  static let perClass = 3
  static let classes = 8
  static let withoutClasses = 12
  /// How many there are of images whose label is doubted.
  static let suspects = 24
  /// The longer side of a picture, about, in pixels.
  static let side = 64
}

extension Summary {
  /// Pictures of the first sampled images of each class, or without classes of the first ones; empty for
  /// tables, and where the pixels were not read.
  public func thumbnails() -> [Thumbnail] { thumbnails(ofRows: thumbnailRows()) }

  /// Pictures of the first images whose label is doubted, those with the same label and likely class together.
  ///
  /// - Parameter suspects: their names with the class that they probably should have, the most doubtful first.
  public func thumbnails(ofSuspects suspects: [(name: String, likely: String)]) -> [Thumbnail] {
    guard schema.task == .classification else { return [] }
    let likely = Dictionary(
      suspects.prefix(Thumbnail.suspects).map { ($0.name, $0.likely) },
      uniquingKeysWith: { first, _ in first })
    let rows = sample.rowNumbers.indices.filter { likely[imageName($0)] != nil }
    return thumbnails(ofRows: rows).map { thumbnail in
      var thumbnail = thumbnail
      thumbnail.likely = likely[thumbnail.name]
      return thumbnail
    }.sorted { ($0.heading ?? "", $0.name) < ($1.heading ?? "", $1.name) }
  }

  private func imageName(_ row: Int) -> String {
    schema.rowNames?.name(ofRow: sample.rowNumbers[row]) ?? "#\(sample.rowNumbers[row] + 1)"
  }

  private func thumbnails(ofRows rows: [Int]) -> [Thumbnail] {
    guard schema.images != nil, case .grid(let height, let width, let channels) = schema.layout,
      sample.features.columns == height * width * channels
    else { return [] }
    // Each cell of a small grid becomes a square of pixels, or nobody could see it.
    let scale = max(1, Thumbnail.side / max(height, width))
    return rows.compactMap { row in
      var pixels = [UInt8]()
      pixels.reserveCapacity(height * width * channels * scale * scale)
      for y in 0..<(height * scale) {
        for x in 0..<(width * scale) {
          for channel in 0..<channels {
            let column = (y / scale * width + x / scale) * channels + channel
            pixels.append(UInt8(min(255, max(0, sample.features[row, column].rounded()))))
          }
        }
      }
      let label = schema.task == .classification ? Int(exactly: sample.target[row]) : nil
      guard
        let png = PNGEncoder.encode(
          pixels, height: height * scale, width: width * scale, channels: channels)
      else { return nil }
      return Thumbnail(
        name: imageName(row), label: label.flatMap { schema.target?.levels[$0] },
        height: height * scale,
        width: width * scale, png: Data(png).base64EncodedString())
    }
  }

  /// The rows of the sample that are shown, class by class.
  private func thumbnailRows() -> [Int] {
    let rows = 0..<sample.features.rows
    guard schema.task == .classification, sample.target.count == rows.count else {
      return Array(rows.prefix(Thumbnail.withoutClasses))
    }
    var chosen = [Int: [Int]]()
    for row in rows {
      guard let label = Int(exactly: sample.target[row]), label < Thumbnail.classes,
        chosen[label, default: []].count < Thumbnail.perClass
      else { continue }
      chosen[label, default: []].append(row)
    }
    return chosen.keys.sorted().flatMap { chosen[$0] ?? [] }
  }
}
