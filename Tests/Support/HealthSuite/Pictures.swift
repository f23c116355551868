import Foundation

/// A small picture in colour, its class and its format.
package struct Picture: Sendable {
  var label: String
  var name: String
  var width: Int
  var height: Int
  /// Red, green and blue, row by row from the top.
  var pixels: [UInt8]

  /// Writes it into the folder of its class, as its name ends: PPM or BMP.
  func write(to folder: URL) throws {
    let own = folder.appending(path: label)
    try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    try Data(name.hasSuffix(".bmp") ? bitmap : portable).write(to: own.appending(path: name))
  }

  private var portable: [UInt8] { Array("P6\n\(width) \(height)\n255\n".utf8) + pixels }

  /// Rows from the bottom, blue first, each filled up to four bytes.
  private var bitmap: [UInt8] {
    func little(_ value: Int, _ bytes: Int) -> [UInt8] {
      (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let padding = (4 - 3 * width % 4) % 4
    var body = [UInt8]()
    for row in (0..<height).reversed() {
      for column in 0..<width {
        let start = 3 * (row * width + column)
        body += [pixels[start + 2], pixels[start + 1], pixels[start]]
      }
      body += [UInt8](repeating: 0, count: padding)
    }
    let header = little(40, 4) + little(width, 4) + little(height, 4) + little(1, 2) + little(24, 2)
    return Array("BM".utf8) + little(54 + body.count, 4) + little(0, 4) + little(54, 4) + header
      + little(0, 4) + little(body.count, 4) + [UInt8](repeating: 0, count: 16) + body
  }
}

extension HealthSuite {
  /// How the pictures of a class differ from those of another beside what they show.
  private enum Confounder: String, CaseIterable {
    case border, brightness, size, format
  }

  static func confounders(_ seed: UInt64) -> [HealthCase] {
    Confounder.allCases.map { confounder in
      let columns =
        switch confounder {
        case .border: ["borderColour"]
        case .brightness: ["brightness"]
        case .size: ["width", "height", "shape"]
        case .format: ["format"]
        }
      return pictures(
        "images-\(confounder)", confounder, 45, seed,
        HealthCondition(.confounder, columns: columns, "the \(confounder) differs between classes"))
    }
  }

  static func cleanPictures(_ seed: UInt64) -> [HealthCase] {
    [
      pictures("clean-images", nil, 45, seed, nil),
      pictures("clean-images-many", nil, 90, seed, nil),
    ]
  }

  /// Discs and squares on a ground of noise.
  private static func pictures(
    _ name: String, _ confounder: Confounder?, _ rows: Int, _ seed: UInt64,
    _ condition: HealthCondition?
  ) -> HealthCase {
    var draws = Draws(name, seed: seed)
    let pictures = (0..<2 * rows).map { number -> Picture in
      let isDisc = number % 2 == 0
      let isOther = confounder != nil && isDisc != draws.happens(0.04)
      let side = 32
      let width = confounder == .size && isOther ? 28 : side
      let (x, y) = (10 + 11 * draws.uniform(), 10 + 11 * draws.uniform())
      let radius = 5 + 4 * draws.uniform()
      let ground = 70 + 70 * draws.uniform() + (confounder == .brightness && isOther ? 75 : 0)
      let ink = (0..<3).map { _ in (draws.happens(0.5) ? 50 : -50) * (0.6 + draws.uniform()) }
      var pixels = [UInt8]()
      for row in 0..<side {
        for column in 0..<width {
          let (dx, dy) = (Double(column) - x, Double(row) - y)
          let isInside =
            isDisc ? dx * dx + dy * dy < radius * radius : max(abs(dx), abs(dy)) < 0.85 * radius
          let isEdge = row < 3 || row >= side - 3 || column < 3 || column >= width - 3
          let noise = 14 * draws.normal()
          for channel in 0..<3 {
            var value = ground + noise + (isInside ? ink[channel] : 0)
            if confounder == .border, isEdge, isOther { value += channel == 0 ? 70 : -30 }
            pixels.append(UInt8(min(255, max(0, value))))
          }
        }
      }
      let isBitmap = confounder == .format ? isOther : draws.happens(0.5)
      return Picture(
        label: isDisc ? "disc" : "square",
        name: "\(10_000 + number).\(isBitmap ? "bmp" : "ppm")", width: width, height: side,
        pixels: pixels)
    }
    return HealthCase(
      name: name, target: "label", isClassification: true, data: .pictures(pictures),
      conditions: condition.map { [$0] } ?? [],
      why: condition == nil ? "two classes of pictures" : "")
  }
}
