import Foundation
import Testing

@testable import FathomData

/// The files of `Fixtures/Images`, cut, changed, and as the fuzzer left them.
@Suite struct ImageDamageTests {
  /// Where a cut may go unnoticed: only the padding, the last checksum or an end marker is missing.
  @Test(arguments: ImageFormatPeerTests.names)
  func `a file that is cut anywhere is an error or the whole image`(_ name: String) throws {
    let bytes = try imageFixture("formats/\(name)")
    let whole = try colours(of: DecodedImage(decoding: bytes))
    // Every byte of small files, and of larger ones every byte of both ends.
    for count in bytes.indices where count < 300 || count > bytes.count - 300 {
      guard let image = try? DecodedImage(decoding: Array(bytes[..<count])) else { continue }
      let isWhole = colours(of: image) == whole
      #expect(isWhole, "cut at \(count) of \(bytes.count)")
    }
  }

  @Test(arguments: ImageFormatPeerTests.names)
  func `a file with any byte changed is read or refused`(_ name: String) throws {
    let bytes = try imageFixture("formats/\(name)")
    for index in bytes.indices where index < 200 || index % 7 == 0 {
      var changed = bytes
      changed[index] = ~changed[index]
      #expect(ImageFuzzChecks.failure(changed) == nil, "byte \(index)")
    }
  }

  @Test func `files that the fuzzer found interesting pass its checks`() throws {
    let folder = imageFixtures.appending(path: "fuzz")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count > 50)
    for name in names {
      #expect(ImageFuzzChecks.failure(try imageFixture("fuzz/\(name)")) == nil, "\(name)")
    }
  }
}
