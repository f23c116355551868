import CJPEGDecoder
import Foundation
import Testing

@testable import FathomData

/// The means of blocks of JPEGs: what OpenCV reads at an eighth of the size, and what libjpeg gives,
/// to the last bit.
@Suite struct ImageBlockMeansTests {
  struct Expected: Decodable {
    var height: Int
    var width: Int
    var values: [UInt8]
  }

  private static let folder = imageFixtures.appending(path: "means")
  private static let expected: [String: Expected] = {
    let decoded = try? JSONDecoder().decode(
      [String: Expected].self, from: Data(contentsOf: folder.appending(path: "expected.json")))
    return decoded ?? [:]
  }()
  static let names: [String] = expected.keys.sorted()

  private func values(_ image: DecodedImage) -> [UInt8] {
    var values = [UInt8]()
    image.forEachStoredRow { values += $0 }
    return values
  }

  /// The values, or what is said of the error.
  private func outcome(_ bytes: [UInt8], _ reader: fathom_jpeg_reader) -> Result<[UInt8], Failure> {
    do {
      return .success(values(try JPEGDecoder.blockMeans(bytes, by: reader)))
    } catch {
      return .failure(Failure(reason: error.reason))
    }
  }

  private struct Failure: Error, Equatable {
    var reason: String
  }

  @Test(arguments: names)
  func `means are those that OpenCV reads`(_ name: String) throws {
    let expected = try #require(ImageBlockMeansTests.expected[name])
    let bytes = try imageFixture("means/\(name)")
    let image = try JPEGDecoder.blockMeans(bytes)
    #expect((image.size.height + 7) / 8 == expected.height)
    #expect((image.size.width + 7) / 8 == expected.width)
    #expect(values(image) == expected.values)
    #expect(values(try JPEGDecoder.blockMeans(bytes, by: fathom_jpeg_library)) == expected.values)
    // Otherwise nothing but the library was tested.
    let isOrdinary = name != "411.jpg" && name != "420_progressive.jpg"
    #expect((outcome(bytes, fathom_jpeg_own) == .success(expected.values)) == isOrdinary)
  }

  @Test func `there are files of every kind`() { #expect(ImageBlockMeansTests.names.count == 11) }

  @Test func `photographs have the means that libjpeg gives`() throws {
    let photos = imageFixtures.deletingLastPathComponent().appending(path: "ImageHealth/photos")
    let files = try FileManager.default.subpathsOfDirectory(atPath: photos.path).filter {
      $0.hasSuffix(".jpg")
    }
    #expect(files.count >= 20)
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: photos.appending(path: file)))
      let own = outcome(bytes, fathom_jpeg_own)
      #expect(own == outcome(bytes, fathom_jpeg_library), "\(file)")
    }
  }

  @Test(arguments: names)
  func `damaged files are judged as libjpeg judges them`(_ name: String) throws {
    let bytes = try imageFixture("means/\(name)")
    var random = SplitMix(name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    var accepted = 0
    for round in 0..<250 {
      var changed = bytes
      let place = Int.random(in: 2..<changed.count, using: &random)
      switch round % 5 {
      case 0: changed.removeSubrange(place...)
      case 1: changed[place] = 0xFF
      case 2: changed.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 3: changed.remove(at: place)
      default: changed[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
      }
      guard let header = try? JPEGDecoder.header(changed),
        header.size.height * header.size.width < 1 << 20
      else { continue }
      let expected = outcome(changed, fathom_jpeg_library)
      if case .success = expected { accepted += 1 }
      #expect(outcome(changed, fathom_jpeg_fastest) == expected, "round \(round)")
    }
    #expect(accepted > 10)
  }
}
