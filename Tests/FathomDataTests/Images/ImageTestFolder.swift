import FathomData
import Foundation

/// A temporary folder that is removed with the value that holds it.
final class ImageTestFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "fathom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var path: String { url.path }

  /// Writes a file and the folders above it.
  func write(_ bytes: [UInt8], to name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: url.appending(path: name), withIntermediateDirectories: true)
  }

  /// A link whose target is relative to the link.
  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: url.appending(path: name).path, withDestinationPath: target)
  }

  /// The path of a file or folder of `Fixtures/Data`.
  static func fixture(_ name: String) -> String {
    var root = URL(filePath: #filePath)
    while root.path != "/",
      !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
    { root.deleteLastPathComponent() }
    return root.appending(path: "Fixtures/Data").appending(path: name).path
  }

  static func bytes(ofFixture name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: fixture(name))))
  }
}

/// All batches of a source, one after another.
struct ImageRows {
  var values: [[Double]] = []
  var labels: [Int32] = []
  var rowNumbers: [Int] = []
  var rejections: [Rejection] = []
  var records: [ImageRecord] = []

  init(_ source: ImageFolderSource) throws {
    for index in 0..<source.batchCount {
      let batch = try source.batch(index)
      var rows = [[Double]](repeating: [], count: batch.rowCount)
      for column in batch.columns {
        switch column {
        case .doubles(let numbers, _):
          for (row, number) in numbers.enumerated() { rows[row].append(number) }
        case .codes(let codes): labels += codes
        default: break
        }
      }
      values += rows
      rowNumbers += batch.rowNumbers
      rejections += batch.rejections
      records += batch.images
    }
  }
}

/// A PNG writer for tests: no compression, no filter, no interlacing.
struct TestPNG {
  var width: Int
  var height: Int
  var bitDepth: UInt8 = 8
  /// 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA.
  var colourType: UInt8 = 0
  /// The bytes of each row, already packed.
  var rows: [[UInt8]]
  var palette: [UInt8] = []
  var transparency: [UInt8] = []

  /// Grey, 8 bits, from rows of values.
  static func grey(_ rows: [[UInt8]]) -> [UInt8] {
    TestPNG(width: rows[0].count, height: rows.count, rows: rows).bytes
  }

  /// Grey, 8 bits, one value everywhere.
  static func flat(_ value: UInt8, width: Int, height: Int) -> [UInt8] {
    grey([[UInt8]](repeating: [UInt8](repeating: value, count: width), count: height))
  }

  var bytes: [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", be32(width) + be32(height) + [bitDepth, colourType, 0, 0, 0])
    if !palette.isEmpty { file += chunk("PLTE", palette) }
    if !transparency.isEmpty { file += chunk("tRNS", transparency) }
    file += chunk("IDAT", zlib(rows.flatMap { [0] + $0 }))
    return file + chunk("IEND", [])
  }

  /// Stored blocks (RFC 1951, 3.2.4) in a zlib frame (RFC 1950).
  private func zlib(_ raw: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x78, 0x01]
    var rest = raw[...]
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let length = UInt16(block.count)
      out.append(rest.isEmpty ? 1 : 0)
      for value in [length, ~length] { out += [UInt8(value & 255), UInt8(value >> 8)] }
      out += block
    } while !rest.isEmpty
    var (a, b) = (1, 0)
    for byte in raw {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return out + be32(b << 16 | a)
  }

  private func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(name.utf8) + body
    var crc: UInt32 = .max
    for byte in content {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return be32(body.count) + content + be32(Int(~crc))
  }

  private func be32(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
