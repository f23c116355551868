import FathomData
import Foundation
import Testing

@Suite struct ImageFolderSourceTests {
  /// Lives as long as the test, because the suite's value does.
  private let folder: ImageTestFolder

  init() throws { folder = try ImageTestFolder() }

  /// Two readable images in two class folders.
  private func writeTwoClasses(under prefix: String = "") throws {
    try folder.write(TestPNG.grey([[1, 2], [3, 4]]), to: prefix + "a/1.png")
    try folder.write(TestPNG.grey([[5, 6], [7, 8]]), to: prefix + "b/deep/er/2.png")
  }

  // MARK: Fixtures

  @Test func `the photos are 13 rows, one unreadable image and two other files`() throws {
    let source = try ImageFolderSource(path: ImageTestFolder.fixture("photos"))
    let rows = try ImageRows(source)
    #expect(rows.values.count == 13)
    #expect(rows.rowNumbers == [0] + Array(2...13))
    #expect(rows.rejections.count == 1)
    #expect(rows.rejections[0].reason == .unreadableImage)
    #expect(rows.rejections[0].detail == "broken.png: the file ends too early")
    #expect(rows.labels.isEmpty)
    let schema = source.schema
    #expect(schema.format == "images")
    #expect(schema.targetIndex == nil && schema.task == nil)
    // Lower medians of the 14 headers, worked out by hand from expected.json and broken.png.
    #expect(
      schema.images == ImageShape(height: 32, width: 40, channels: 3, isUniform: false))
    #expect(schema.layout == .grid(height: 26, width: 32, channels: 3))
    #expect(
      schema.notes == [
        "2 files are not images.", "Images of 11 sizes were area-averaged to 26×32 in colour.",
        "Formats: PNG 10, JPEG 4.", "3 images may be transparent and were composited on white.",
      ])
  }

  @Test func `images are turned as their files say, and the report says so`() throws {
    var names = [String]()
    for orientation in 1...8 {
      names.append("orientation\(orientation).jpg")
      try folder.write(
        try ImageTestFolder.bytes(ofFixture: "../Images/formats/\(names[orientation - 1])"),
        to: names[orientation - 1])
    }
    let source = try ImageFolderSource(
      path: folder.path, options: ImageOptions(layout: .grid(height: 2, width: 2, channels: 1)))
    #expect(source.schema.notes.contains("7 images were turned as the file says."))
    let rows = try ImageRows(source)
    #expect(rows.records.map(\.height) == [5, 5, 5, 5, 7, 7, 7, 7])
    // One stored picture, of which these are the quarters from left to right and from top to bottom.
    let (a, b, c, d) = (rows.values[0][0], rows.values[0][1], rows.values[0][2], rows.values[0][3])
    #expect(Set([a, b, c, d]).count == 4)
    // Exif 2.32, 4.6.4: mirrored, turned by 180°, upside down, transposed, and so on.
    let displayed = [
      [a, b, c, d], [b, a, d, c], [d, c, b, a], [c, d, a, b], [a, c, b, d], [c, a, d, b],
      [d, b, c, a], [b, d, a, c],
    ]
    for (found, expected) in zip(rows.values, displayed) {
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test func `averaging keeps the mean of every photo`() throws {
    struct Expected: Decodable { var mean: Double }
    let expected = try JSONDecoder().decode(
      [String: Expected].self,
      from: Data(try ImageTestFolder.bytes(ofFixture: "photos/expected.json")))
    let names = expected.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    let rows = try ImageRows(
      ImageFolderSource(
        path: ImageTestFolder.fixture("photos"), options: ImageOptions(isColour: false)))
    for (name, values) in zip(names, rows.values) {
      let mean = values.reduce(0, +) / Double(values.count)
      let wanted = try #require(expected[name]).mean
      #expect(abs(mean - wanted) < (name.hasSuffix(".png") ? 1e-9 : 0.5), "\(name)")
    }
  }

  @Test func `the digits are the pixels of the table`() throws {
    let source = try ImageFolderSource(path: ImageTestFolder.fixture("digits"), threads: 2)
    let schema = source.schema
    #expect(schema.layout == .grid(height: 8, width: 8, channels: 1))
    #expect(schema.images == ImageShape(height: 8, width: 8, channels: 1, isUniform: true))
    #expect(schema.notes.isEmpty)
    #expect(schema.columns.count == 65)
    #expect(schema.columns[63].name == "p63")
    let target = try #require(schema.target)
    #expect(target.name == "label" && target.role == .target && target.type == .categorical)
    #expect(target.levels == (0...9).map(String.init))
    #expect(schema.task == .classification)

    let text = String(
      decoding: try ImageTestFolder.bytes(ofFixture: "digits.csv"), as: UTF8.self)
    let table = text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").compactMap { Int($0) }
    }
    #expect(table.count == 1797)
    // The folder is sorted by label and then by the row of the table.
    let order = table.indices.sorted { (table[$0][64], $0) < (table[$1][64], $1) }
    let rows = try ImageRows(source)
    #expect(rows.rejections.isEmpty)
    #expect(rows.labels == order.map { Int32(table[$0][64]) })
    let pixels = order.map { row -> [Double] in
      table[row][..<64].map { (Double($0) * 255 / 16).rounded() }
    }
    #expect(rows.values == pixels)
    #expect(Set(rows.records.map(\.content)).count == Set(rows.values).count)
  }

  @Test func `threads change nothing`() throws {
    for name in ["photos", "digits"] {
      let one = try ImageFolderSource(path: ImageTestFolder.fixture(name), threads: 1)
      let three = try ImageFolderSource(path: ImageTestFolder.fixture(name), threads: 3)
      #expect(one.schema.sha256 == three.schema.sha256)
      #expect(one.schema.columns == three.schema.columns)
      #expect(one.schema.notes == three.schema.notes)
      let (first, second) = (try ImageRows(one), try ImageRows(three))
      #expect(first.values == second.values)
      #expect(first.rejections == second.rejections)
      #expect(first.records == second.records)
    }
  }

  @Test func `progress ends at one`() throws {
    final class Box: @unchecked Sendable { var last = 0.0 }  // One thread.
    let box = Box()
    _ = try ImageFolderSource(path: ImageTestFolder.fixture("photos"), progress: { box.last = $0 })
    #expect(box.last == 1)
  }

  // MARK: Labels and order

  @Test func `the first folder is the label`() throws {
    try writeTwoClasses()
    try folder.write(TestPNG.grey([[9, 9], [9, 9]]), to: "a-b/3.png")
    let source = try ImageFolderSource(path: folder.path)
    let rows = try ImageRows(source)
    #expect(source.schema.target?.levels == ["a", "a-b", "b"])
    // By bytes “a-b/3.png” comes before “a/1.png”.
    #expect(rows.labels == [1, 0, 2])
    #expect(rows.values == [[9, 9, 9, 9], [1, 2, 3, 4], [5, 6, 7, 8]])
  }

  @Test func `a flat folder has no labels`() throws {
    try folder.write(TestPNG.flat(4, width: 3, height: 2), to: "one.png")
    try folder.makeFolder("empty")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.columns.map(\.name) == (0..<6).map { "p\($0)" })
    #expect(source.schema.target == nil)
    #expect(source.schema.notes.isEmpty)
    #expect(try ImageRows(source).values == [[4, 4, 4, 4, 4, 4]])
  }

  @Test func `images beside the class folders are left out and counted`() throws {
    try writeTwoClasses()
    try folder.write(TestPNG.flat(4, width: 30, height: 30), to: "stray.png")
    let source = try ImageFolderSource(path: folder.path)
    #expect(try ImageRows(source).values.count == 2)
    #expect(source.schema.layout == .grid(height: 2, width: 2, channels: 1))
    #expect(source.schema.notes == ["1 image outside of the class folders was ignored."])
  }

  @Test func `a folder of nothing but damaged images is a class`() throws {
    try writeTwoClasses()
    try folder.write([1, 2, 3], to: "c/bad.png")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.target?.levels == ["a", "b", "c"])
    #expect(
      try ImageRows(source).rejections.map(\.detail)
        == ["c/bad.png: the content is none of PNG, JPEG, WebP, TIFF, BMP, GIF and PNM"])
  }

  @Test func `one class folder is said to be the only one`() throws {
    try folder.write(TestPNG.flat(4, width: 3, height: 2), to: "cats/one.png")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.notes == ["All images lie in one class folder, “cats”."])
  }

  @Test func `more than one batch keeps the order`() throws {
    for value in 0..<130 {
      try folder.write(
        TestPNG.flat(UInt8(value), width: 1, height: 1),
        to: "\(value % 2)/\(String(format: "%03d", value)).png")
    }
    try folder.write([], to: "0/001.png")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.batchCount == 17)
    #expect(try source.batch(1).rowNumbers.first == 8)
    let rows = try ImageRows(source)
    // 0/000, 0/001 (empty), 0/002, 0/004, …
    #expect(rows.rowNumbers == [0] + Array(2..<131))
    #expect(rows.values.prefix(3) == [[0], [2], [4]])
    #expect(rows.labels == [Int32](repeating: 0, count: 65) + [Int32](repeating: 1, count: 65))
  }

  // MARK: The grid

  @Test func `mixed sizes come to one grid`() throws {
    try folder.write(TestPNG.flat(10, width: 64, height: 32), to: "a/1.png")
    try folder.write(TestPNG.flat(20, width: 16, height: 32), to: "a/2.png")
    try folder.write(TestPNG.flat(30, width: 64, height: 16), to: "b/3.png")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.layout == .grid(height: 16, width: 32, channels: 1))
    #expect(
      source.schema.images == ImageShape(height: 32, width: 64, channels: 1, isUniform: false))
    #expect(source.schema.notes == ["Images of 3 sizes were area-averaged to 16×32."])
    #expect(
      try ImageRows(source).values
        == [10, 20, 30].map { [Double](repeating: $0, count: 16 * 32) })
  }

  @Test func `one size of more than 32 is scaled down`() throws {
    try folder.write(TestPNG.flat(10, width: 33, height: 33), to: "1.png")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.layout == .grid(height: 32, width: 32, channels: 1))
    #expect(source.schema.images?.isUniform == true)
    #expect(source.schema.notes == ["Images of 33×33 were area-averaged to 32×32."])
  }

  @Test func `a grid that was asked for is used`() throws {
    try writeTwoClasses()
    let layout = Layout.grid(height: 1, width: 2, channels: 1)
    let source = try ImageFolderSource(path: folder.path, options: ImageOptions(layout: layout))
    #expect(source.schema.layout == layout)
    #expect(try ImageRows(source).values == [[2, 3], [6, 7]])
  }

  @Test(arguments: ["table", "sequence", "8x8x2", "65536x65536", "1024x1024x3"])
  func `another layout is refused`(_ name: String) throws {
    try writeTwoClasses()
    let options = ImageOptions(layout: Layout(name))
    let error = #expect(throws: DataError.self) {
      try ImageFolderSource(path: folder.path, options: options)
    }
    guard case .invalidOption(let message) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(message.hasPrefix("layout \(name) "))
  }

  @Test func `colour is read, and as grey where the user says so`() throws {
    try folder.write(
      TestPNG(width: 1, height: 1, colourType: 2, rows: [[255, 0, 0]]).bytes, to: "1.png")
    try folder.write(TestPNG.grey([[7]]), to: "2.png")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.images?.channels == 3)
    #expect(source.schema.notes == [] && source.schema.blindSpots == [])
    #expect(try ImageRows(source).values == [[255, 0, 0], [7, 7, 7]])
    var options = ImageOptions()
    options.isColour = false
    let grey = try ImageFolderSource(path: folder.path, options: options)
    #expect(grey.schema.notes == ["Colour images were read as grey."])
    #expect(grey.schema.blindSpots.map(\.id) == ["images.colour"])
    #expect(grey.schema.blindSpots.map(\.share) == [0.5])
    let values = try ImageRows(grey).values
    #expect(abs(values[0][0] - 76.245) < 1e-12)
    #expect(values[1] == [7])
  }

  // MARK: SHA-256 and records

  @Test func `the digest of the photos is the one that another program finds`() throws {
    // From Python: hashlib.sha256 over path, "\0", the hexdigest of the file, "\n" of every PNG and
    // JPEG of the folder, sorted by the bytes of their names.
    #expect(
      try ImageFolderSource(path: ImageTestFolder.fixture("photos")).schema.sha256
        == "8e03897c04389eda20355ed6aeed67173a9b368e2aa29cb4ac98f424595628c1")
  }

  @Test func `only the bytes and names of the images make the digest`() throws {
    func digest(_ name: String) throws -> String {
      try ImageFolderSource(path: folder.path + "/" + name).schema.sha256
    }
    for name in ["one", "same", "changed", "renamed"] { try writeTwoClasses(under: name + "/") }
    try folder.write(Array("not an image".utf8), to: "same/a/notes.txt")
    try folder.write(TestPNG.grey([[1, 2], [3, 5]]), to: "changed/a/1.png")
    try FileManager.default.moveItem(
      at: folder.url.appending(path: "renamed/a/1.png"),
      to: folder.url.appending(path: "renamed/a/0.png"))
    #expect(try digest("one") == digest("same"))
    #expect(try Set(["one", "changed", "renamed"].map(digest)).count == 3)
  }

  @Test func `identical images have equal records`() throws {
    try writeTwoClasses()
    try folder.write(TestPNG.grey([[1, 2], [3, 4]]), to: "b/copy.png")
    let prints = try ImageRows(ImageFolderSource(path: folder.path)).records
    #expect(prints[0] == prints[1])
    #expect(prints[0].content != prints[2].content)
  }
}
