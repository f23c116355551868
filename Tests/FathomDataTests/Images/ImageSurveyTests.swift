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

  @Test func `numbers that reach the largest of 15 bits have 15, those near it 16`() throws {
    #expect(try deep([0, 30_000, 32_767]).levels == ImageLevels(black: 0, white: 32_767))
    #expect(try deep([0, 30_000, 32_767]).notes.count == 1)
    for largest in [24_576, 30_000, 32_766, 32_768, 40_000] as [UInt16] {
      #expect(try deep([0, 30, largest]).levels == .all)
      #expect(try deep([0, 30, largest]).notes == [])
    }
  }

  private func shallow(_ pictures: [[UInt8]], channels: Int = 1) throws -> PixelSurvey {
    let images = pictures.map { numbers in
      DecodedImage(
        size: ImageSize(height: 1, width: numbers.count),
        samples: channels == 1 ? .grey8 : .rgb8,
        bytes: numbers.flatMap { [UInt8](repeating: $0, count: channels) })
    }
    let header = try ImageHeader(
      format: .png, storedSize: ImageSize(height: 64, width: 64), isColour: channels == 3,
      hasAlpha: false, bitDepth: 8)
    return try PixelSurvey(headers: images.map { _ in header }, threads: 1) { images[$0] }
  }

  @Test(arguments: [1, 3])
  func `few of 8 bits are spread, where no picture has more`(_ channels: Int) throws {
    func top(_ pictures: [[UInt8]]) throws -> UInt8? {
      try shallow(pictures, channels: channels).largestSmall
    }
    #expect(try top([[0, 1], [1, 1]]) == 1)
    #expect(try top([[0, 0], [9, 3]]) == 15)
    #expect(try top([[0, 31], [2, 3]]) == 31)
    #expect(try top([[0, 32], [2, 3]]) == nil)
    #expect(try top([[0, 12], [2, 70]]) == nil)
    #expect(try top([[0, 0], [0, 0]]) == nil)
    let survey = try shallow([[0, 1, 3]], channels: channels)
    #expect(survey.notes.count == 1)
    let image = DecodedImage(
      size: ImageSize(height: 1, width: 3), samples: .grey8, bytes: [0, 1, 3])
    #expect(survey.applied(to: image).largestGrey8 == 255)
    #expect(try shallow([[0, 90]]).applied(to: image).largestGrey8 == 3)
    var greys = [Double]()
    survey.applied(to: image).forEachGreyRow { greys += $0 }
    #expect(greys == [0, 85, 255])
  }

  @Test func `dark pictures in colour stay as they are`() throws {
    let image = DecodedImage(
      size: ImageSize(height: 1, width: 2), samples: .rgb8, bytes: [1, 2, 3, 9, 9, 9])
    let header = try ImageHeader(
      format: .png, storedSize: ImageSize(height: 64, width: 64), isColour: true, hasAlpha: false,
      bitDepth: 8)
    #expect(try PixelSurvey(headers: [header], threads: 1) { _ in image }.largestSmall == nil)
  }

  // MARK: Tables beside images

  private func tableSpots(_ names: [String], _ table: String, to file: String = "t.csv") throws
    -> [String]
  {
    let folder = try ImageTestFolder()
    for (place, name) in names.enumerated() {
      try folder.write(TestPNG.grey([[UInt8(place), 200]]), to: name)
    }
    try folder.write(Array(table.utf8), to: file)
    let schema = try ImageFolderSource(path: folder.path).schema
    let named = schema.notes.filter { $0.contains("names images") }
    return schema.blindSpots.map(\.subject) + named.map { _ in "note" }
  }

  @Test(arguments: [
    ("image,label\na.png,x\nb.png,y\nc.png,x\n", "t.csv"),
    ("id;label\r\na;x\r\nb;y\r\nc;x\r\n", "T.CSV"),
    ("n\tlabel\timage\n1\tx\t\"a.png\"\n2\ty\t\"b.png\"\n", "below/t.tsv"),
    ("fold,site,image\n1,north,C:\\data\\a.png\n1,north,C:\\data\\b.png\n", "t.csv"),
  ])
  func `a table that names images is named`(_ table: String, _ file: String) throws {
    let flat = ["a.png", "b.png", "c.png"]
    #expect(try tableSpots(flat, table, to: file) == ["table"])
    let classes = ["x/a.png", "x/c.png", "y/b.png", "y/d.png"]
    #expect(try tableSpots(classes, table, to: file) == ["note"])
  }

  @Test(arguments: [
    "month,amount\n2020-01,3\n2020-02,6\n2020-03,9\n", "month,amount\n1,7\n2,9\n3,20\n",
    "image\n1.png\n2.png\n3.png\n", "name,x\nkim,1\nlee,1\n", "image,label\n", "",
  ])
  func `a table of something else is none`(_ table: String) throws {
    #expect(try tableSpots((0..<12).map { "\($0).png" }, table) == [])
  }

  @Test func `names that are bare numbers count where the table has the images`() throws {
    let table = "id,label\n" + (0..<12).map { "\($0),a\n" }.joined()
    #expect(try tableSpots((0..<12).map { "\($0).png" }, table) == ["table"])
    #expect(try tableSpots((0..<30).map { "\($0).png" }, table) == [])
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
