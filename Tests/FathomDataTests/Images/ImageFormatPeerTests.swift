import Foundation
import Testing

@testable import FathomData

/// The files of `Fixtures/Images/formats`, with the pixels that Pillow and OpenCV find in them.
@Suite struct ImageFormatPeerTests {
  /// What `make_images.py` expects of one file.
  struct Expected: Decodable {
    struct Reading: Decodable {
      var readers: [String]
      var channels: Int
      /// How far values may differ, from 0 to 255.
      var tolerance: Double
      var bytes: String?
      var words: String?
      var values: [Double]?
    }
    var height: Int
    var width: Int
    var isColour: Bool
    var hasAlpha: Bool
    var bitDepth: Int
    var orientation: Int
    var readings: [Reading]
  }

  private static let expected: [String: Expected] = {
    let decoded = try? JSONDecoder().decode(
      [String: Expected].self,
      from: Data(contentsOf: imageFixtures.appending(path: "formats/expected.json")))
    return decoded ?? [:]
  }()
  static let names = expected.keys.sorted()

  @Test func `every file has expected pixels, and the other way round`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: imageFixtures.appending(path: "formats").path)
    let others = ["README.md", "__pycache__", "expected.json", "make_images.py"]
    let images = files.filter { !others.contains($0) }
    #expect(images.sorted() == ImageFormatPeerTests.names)
    #expect(images.count > 140)
  }

  @Test(arguments: names)
  func `the header says what the file declares`(_ name: String) throws {
    let expected = try #require(ImageFormatPeerTests.expected[name])
    let bytes = try imageFixture("formats/\(name)")
    let header = try ImageHeader(bytes)
    let stored = ImageSize(height: expected.height, width: expected.width)
    #expect(header.storedSize == stored)
    #expect(header.orientation.rawValue == expected.orientation)
    #expect(header.size == header.orientation.displayed(stored))
    #expect(header.isColour == expected.isColour)
    #expect(header.hasAlpha == expected.hasAlpha)
    #expect(header.bitDepth == expected.bitDepth)
    // The bytes that the opening pass reads are enough to tell the format.
    #expect(
      DataFormat.find(.image, startOf: Array(bytes.prefix(ImageSignatures.length))) == header.format
    )
  }

  @Test(arguments: names)
  func `the pixels are those that the others find`(_ name: String) throws {
    let expected = try #require(ImageFormatPeerTests.expected[name])
    let image = try DecodedImage(decoding: imageFixture("formats/\(name)"))
    #expect(image.size == ImageSize(height: expected.height, width: expected.width))
    #expect(image.orientation.rawValue == expected.orientation)
    let found = colours(of: image)
    for reading in expected.readings {
      let others = try ImageFormatPeerTests.values(reading)
      try #require(others.count == found.count)
      #expect(largestDifference(found, others) <= reading.tolerance, "\(reading.readers)")
      let othersGrey = stride(from: 0, to: others.count, by: 3).map { index -> Double in
        let red = 0.299 * others[index]
        return red + 0.587 * others[index + 1] + 0.114 * others[index + 2]
      }
      // The weights of ITU-R BT.601 add up to 1 but for rounding.
      let difference = largestDifference(greys(of: image), othersGrey)
      #expect(difference <= reading.tolerance + 1e-12, "\(reading.readers)")
    }
  }

  @Test(arguments: [
    ["rgb8.png", "rgb8.tif", "lzw.tif", "rgb8_planar.tif", "lossless.webp", "raw.ppm"],
    ["grey8.png", "grey8.tif", "int8.tif", "uint32.tif", "grey8.bmp", "grey.gif", "plain.pgm"],
    ["rgba8.png", "rgba8.tif", "lossless_alpha.webp", "rgba32_v108.bmp", "rgba.pam"],
    ["rgb24.bmp", "rgb.pam", "rgb8.png", "os2_24.bmp", "zstd.tif", "top_down.bmp"],
  ])
  func `the same pixels give the same record in every format`(_ names: [String]) throws {
    let records = try names.map { name in
      let image = try DecodedImage(decoding: imageFixture("formats/\(name)"))
      return ImageFeatures(image, grid: ImageSize(height: 4, width: 5)).record
    }
    #expect(Set(records.map(\.content)).count == 1)
    #expect(Set(records.map(\.difference)).count == 1)
  }

  private static func values(_ reading: Expected.Reading) throws -> [Double] {
    var values = reading.values ?? []
    if let bytes = reading.bytes { values = numbers(bytes, digits: 2) }
    if let words = reading.words { values = numbers(words, digits: 4).map { $0 / 257 } }
    return stride(from: 0, to: values.count, by: reading.channels).flatMap { index -> [Double] in
      let pixel = values[index..<(index + reading.channels)]
      let colour = reading.channels == 1 ? pixel + pixel + pixel : pixel.prefix(3)
      let alpha = reading.channels == 4 ? pixel[index + 3] / 255 : 1
      return colour.map { $0 * alpha + 255 * (1 - alpha) }
    }
  }

  private static func numbers(_ text: String, digits: Int) -> [Double] {
    let letters = Array(text)
    return stride(from: 0, to: letters.count, by: digits).compactMap {
      Int(String(letters[$0..<($0 + digits)]), radix: 16).map(Double.init)
    }
  }
}

/// The folder `Fixtures/Images` of this package.
let imageFixtures: URL = {
  var root = URL(filePath: #filePath)
  while root.path != "/",
    !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
  { root.deleteLastPathComponent() }
  return root.appending(path: "Fixtures/Images")
}()

/// A file of `Fixtures/Images`.
func imageFixture(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: imageFixtures.appending(path: name)))
}

/// The largest difference between two values at one position.
private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).map { abs($0 - $1) }.max() ?? 0
}

/// All rows of colours, one after another.
func colours(of image: DecodedImage) -> [Double] {
  var values = [Double]()
  image.forEachColourRow { values += $0 }
  return values
}

/// All rows of grey values, one after another.
func greys(of image: DecodedImage) -> [Double] {
  var values = [Double]()
  image.forEachGreyRow { values += $0 }
  return values
}
