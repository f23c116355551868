import FathomData
import SummaryTesting
import Foundation
import Testing

@testable import FathomSummaries

@Suite struct ThumbnailTests {
  private func summary(_ path: String, layout: Layout? = nil) throws -> Summary {
    let source = try ImageFolderSource(path: path, options: ImageOptions(layout: layout))
    return try Summary(of: source)
  }

  @Test func `thumbnails are the grids of the first images of each class`() throws {
    let digits = Package.root.appending(path: "Fixtures/Data/digits")
    let thumbnails = try summary(digits.path).thumbnails()
    #expect(thumbnails.count == 24)
    #expect(thumbnails.map(\.label) == (0..<8).flatMap { Array(repeating: "\($0)", count: 3) })
    #expect(thumbnails.allSatisfy { $0.isPlain && $0.height == 64 && $0.width == 64 })
    // The digits are 8 × 8 already, so a thumbnail is the image itself, eight times as large.
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "fathom-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (place, thumbnail) in thumbnails.enumerated() {
      let label = folder.appending(path: "\(thumbnail.label ?? "")")
      try FileManager.default.createDirectory(at: label, withIntermediateDirectories: true)
      let png = try #require(Data(base64Encoded: thumbnail.png))
      try png.write(to: label.appending(path: "\(place).png"))
    }
    let decoded = try ImageFolderSource(
      path: folder.path,
      options: ImageOptions(layout: .grid(height: 8, width: 8, channels: 1)))
    let originals = try ImageFolderSource(path: digits.path)
    #expect(decoded.schema.rows == 24)
    let first = try originals.batch(0).columns
    let again = try decoded.batch(0).columns
    // Both begin with the same three images of “0”.
    for position in 0..<64 {
      guard case .doubles(let a, _) = first[position], case .doubles(let b, _) = again[position]
      else {
        Issue.record("no numbers")
        return
      }
      #expect(a.prefix(3) == b.prefix(3))
    }
  }

  @Test func `images whose label is doubted stand under both classes`() throws {
    let digits = Package.root.appending(path: "Fixtures/Data/digits").path
    let summary = try summary(digits)
    let names = summary.thumbnails().map(\.name)
    let found = summary.thumbnails(ofSuspects: [(names[4], "7"), (names[0], "8"), ("none", "1")])
    #expect(found.map(\.name) == [names[0], names[4]])
    #expect(found.map(\.heading) == ["0, probably 8", "1, probably 7"])
    #expect(found.allSatisfy { $0.isPlain && $0.height == 64 })
    #expect(summary.thumbnails().allSatisfy { $0.likely == nil && $0.heading == $0.label })
  }

  @Test func `colour stays colour, and tables have no pictures`() throws {
    let photos = Package.root.appending(path: "Fixtures/Data/photos").path
    let thumbnails = try summary(photos, layout: .grid(height: 4, width: 5, channels: 3))
      .thumbnails()
    let png = try #require(thumbnails.first.flatMap { Data(base64Encoded: $0.png) })
    // PNG (third edition), 11.2.1: width, height, bits, colour type 2 for RGB.
    #expect(Array(png[16..<26]) == [0, 0, 0, 60, 0, 0, 0, 48, 8, 2])
    let wine = try CSVFile(path: Package.root.appending(path: "Fixtures/Data/wine.csv").path)
    #expect(try Summarizer(seed: 1, threads: 1).summarize(wine).thumbnails().isEmpty)
  }

  @Test func `what is not Base64 is told`() {
    func thumbnail(_ png: String) -> Thumbnail {
      Thumbnail(name: "a", label: nil, height: 1, width: 1, png: png)
    }
    #expect(thumbnail("iVBORw0KGgo=").isPlain)
    #expect(!thumbnail("a)![x](http://example.com").isPlain)
    #expect(!thumbnail("a\"onload=x").isPlain)
  }
}
