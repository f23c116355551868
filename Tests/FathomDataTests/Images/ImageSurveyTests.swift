import Testing

@testable import FathomData

/// What is measured of a set of images before they are read: colour, ground, levels, pages, other formats.
@Suite struct ImageSurveyTests {
  private let folder: ImageTestFolder

  init() throws { folder = try ImageTestFolder() }

  // MARK: Colour

  private func measure(_ colour: (Double) -> [Double]) -> ColourMeasure {
    var measure = ColourMeasure()
    measure.absorb((0..<400).flatMap { colour(Double($0 % 200)) })
    return measure
  }

  @Test func `grey and a tint say no more than grey, another hue does`() {
    #expect(measure { [$0, $0, $0] }.rest < 1e-9)
    #expect(!measure { [$0 * 1.1 + 5, $0, $0 * 0.8] }.isNeeded)
    var cell = 0
    let spots = measure { grey in
      cell += 1
      return cell % 50 == 0 ? [grey + 60, grey, grey] : [grey, grey, grey]
    }
    #expect(spots.isNeeded)
    #expect(!ColourMeasure().isNeeded)
  }

  // MARK: Ground and levels

  private func header(alpha: Bool, bits: Int = 8) throws -> ImageHeader {
    try ImageHeader(
      format: .png, storedSize: ImageSize(height: 1, width: 4), isColour: false, hasAlpha: alpha,
      bitDepth: bits)
  }

  private static func icon(_ level: UInt8) -> DecodedImage {
    DecodedImage(
      size: ImageSize(height: 1, width: 4), samples: .rgba8,
      bytes: [UInt8](repeating: level, count: 3) + [255]
        + [[UInt8]](repeating: [level, level, level, 0], count: 3).flatMap { $0 })
  }

  @Test(
    arguments: [
      ([0, 0], 255), ([255, 255], 0), ([0, 255], 128), ([120, 90], 255),
    ] as [([UInt8], Double)])
  func `the ground shows what is drawn`(_ levels: [UInt8], _ ground: Double) throws {
    let headers = try levels.map { _ in try header(alpha: true) }
    let survey = try PixelSurvey(headers: headers, threads: 1) { ImageSurveyTests.icon(levels[$0]) }
    #expect(survey.ground == ground)
  }

  private func deep(_ numbers: [UInt16]) throws -> PixelSurvey {
    let image = DecodedImage(
      size: ImageSize(height: 1, width: numbers.count), samples: .grey16,
      bytes: numbers.withUnsafeBytes { Array($0) })
    return try PixelSurvey(headers: [header(alpha: false, bits: 16)], threads: 1) { _ in image }
  }

  @Test func `narrow numbers of 16 bits are spread, others stay`() throws {
    #expect(try deep([0, 100, 65_535]).levels == .all)
    #expect(try deep([0, 100, 65_535]).notes == [])
    #expect(try deep([0, 100, 3_000]).levels == ImageLevels(black: 0, white: 4_095))
    #expect(try deep([32_000, 33_000]).levels == ImageLevels(black: 32_000, white: 33_000))
    #expect(try deep([0, 0]).levels == .all)
    #expect(ImageLevels(black: 0, white: 4_095).grey(4_095) == 255)
    #expect(ImageLevels.all.grey(257) == 1)
  }

  // MARK: Other formats and pages

  @Test func `other formats are counted by name, and refused in strict reading`() throws {
    try folder.write(TestPNG.grey([[1, 2]]), to: "a/1.png")
    try folder.write(TestPNG.grey([[3, 4]]), to: "b/1.png")
    try folder.write([1, 2, 3], to: "a/2.tga")
    try folder.write(Array("\0\0\0\u{18}ftypheic".utf8), to: "b/photo.bin")
    try folder.write(Array("notes".utf8), to: "b/readme.txt")
    let spot = try #require(try ImageFolderSource(path: folder.path).schema.blindSpots.first)
    #expect(spot.id == "images.formatNotRead" && spot.share == 0.5 && spot.isLarge)
    #expect(spot.message.contains("1 HEIC, 1 TGA"))
    #expect(throws: DataError.self) {
      try ImageFolderSource(
        path: folder.path, options: ImageOptions(rows: RowSelection(isStrict: true)))
    }
  }

  @Test func `a picture with another format's name is read by its content`() throws {
    try folder.write(TestPNG.grey([[1, 2]]), to: "1.tga")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.rows == 1 && source.schema.blindSpots == [])
  }
}
