import Testing

@testable import FathomData

@Suite struct ImageLabelTests {
  private let folder: ImageTestFolder

  init() throws {
    folder = try ImageTestFolder()
    for name in ["img/a.png", "img/b.png", "img/sub/c.png", "img/d.png"] {
      try folder.write(TestPNG.flat(UInt8(name.utf8.count), width: 2, height: 2), to: name)
    }
  }

  private func source(
    _ table: String, _ change: (inout ImageOptions) -> Void = { _ in }
  ) throws -> ImageFolderSource {
    try folder.write(Array(table.utf8), to: "labels.csv")
    var options = ImageOptions(labels: folder.path + "/labels.csv")
    change(&options)
    return try ImageFolderSource(path: folder.path + "/img", options: options)
  }

  private func message(
    _ table: String, _ change: (inout ImageOptions) -> Void = { _ in }
  ) -> String {
    do {
      _ = try source(table, change)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func `images are named by path, name, or either without the extension`() throws {
    let source = try source("file,label\na,x\nb.png,y\nsub/c,x\n./img/d.jpg,z\n")
    #expect(source.schema.target?.levels == ["x", "y", "z"])
    #expect(source.schema.target?.name == "label")
    #expect(source.schema.task == .classification)
    #expect(try ImageRows(source).labels == [0, 1, 2, 0])
    #expect(source.schema.rowNames?.name(ofRow: 3) == "sub/c.png")
  }

  @Test func `numbers are a regression, few whole numbers that recur are classes`() throws {
    let numbers = try source("name;price\na;1.5\nb;2.25\nd;7\nsub/c;1e3\n")
    #expect(numbers.schema.task == .regression)
    #expect(try ImageRows(numbers).values.map(\.last) == [1.5, 2.25, 7, 1000])
    let digits = try source("name,digit\na,10\nb,9\nd,10\nsub/c,9\n")
    #expect(digits.schema.target?.levels == ["9", "10"])
    #expect(try ImageRows(digits).labels == [1, 0, 1, 0])
    let asked = try source("name,digit\na,10\nb,9\nd,10\nsub/c,9\n") { $0.task = .regression }
    #expect(asked.schema.task == .regression)
  }

  @Test func `labels that are one double are several classes`() throws {
    let source = try source(
      "name,code\na,9007199254740993\nb,9007199254740992\nd,9007199254740993\n"
        + "sub/c,9007199254740992\n")
    #expect(source.schema.target?.levels == ["9007199254740992", "9007199254740993"])
    #expect(try ImageRows(source).labels == [1, 0, 1, 0])
  }

  @Test func `what does not match is counted`() throws {
    let source = try source("file,label\na,x\nb,y\nnone,x\nd,NA\n")
    #expect(try ImageRows(source).labels == [0, 1, -1, -1])
    #expect(source.observations.last?.missing == 2)
    #expect(source.schema.notes.contains("2 images have no label."))
    #expect(source.schema.notes.contains("1 row of the labels names no image."))
  }

  @Test func `tables that cannot be used say why`() {
    #expect(message("file,label\na,x\na,y\n").contains("the image “a.png” has two labels"))
    #expect(message("file,label\nq,x\nr,y\n").contains("no column names the images"))
    #expect(message("file,u,v\na,x,1\nb,y,2\n").contains("which column holds the labels?"))
    #expect(
      message("file,label\na,x\nb,y\n") { $0.target = "lable" }.contains("did you mean “label”?"))
    #expect(
      message("file,label\na,x\nb,y\n") { $0.task = .regression }.contains("the labels are text"))
    #expect(
      message("") == "\(folder.path)/labels.csv: the file is empty; expected a header and rows")
  }

  @Test func `labels change the digest`() throws {
    let one = try source("file,label\na,x\nb,y\n").schema.sha256
    let other = try source("file,label\na,y\nb,x\n").schema.sha256
    #expect(one != other)
    #expect(one != (try ImageFolderSource(path: folder.path + "/img")).schema.sha256)
  }

  // MARK: Splits

  private func fill(_ names: [String]) throws -> ImageFolderSource {
    for (value, name) in names.enumerated() {
      try folder.write(TestPNG.flat(UInt8(value), width: 2, height: 2), to: "splits/" + name)
    }
    return try ImageFolderSource(path: folder.path + "/splits")
  }

  @Test func `train, validation and test folders are splits, and the next folders classes`() throws
  {
    let source = try fill([
      "test/1.png", "train/cat/1.png", "train/dog/1.png", "Valid/dog/1.png", "train/cat/2.png",
    ])
    #expect(source.schema.splits == ["train", "Valid", "test"])
    #expect(source.schema.target?.levels == ["cat", "dog"])
    let batch = try source.batch(0)
    let names = batch.rowNumbers.map { source.schema.rowNames?.name(ofRow: $0) ?? "" }
    #expect(
      names == [
        "Valid/dog/1.png", "test/1.png", "train/cat/1.png", "train/cat/2.png", "train/dog/1.png",
      ])
    #expect(batch.splits == [1, 2, 0, 0, 0])
    #expect(try ImageRows(source).labels == [1, -1, 0, 0, 1])
    #expect(
      source.schema.notes.contains("1 image lies in no class folder, so it has no label."))
  }

  @Test func `a class that is called like a split is a class beside others`() throws {
    let source = try fill(["train/1.png", "plane/1.png"])
    #expect(source.schema.splits.isEmpty)
    #expect(source.schema.target?.levels == ["plane", "train"])
    #expect(try source.batch(0).splits.isEmpty)
  }

  // MARK: Which images, and how

  @Test func `the first images, or a seeded part, are read`() throws {
    let first = try ImageFolderSource(
      path: ImageTestFolder.fixture("digits"), options: ImageOptions(rows: RowSelection(limit: 10)))
    #expect(first.schema.rows == 10)
    let path = ImageTestFolder.fixture("digits")
    let some = try ImageFolderSource(
      path: path, options: ImageOptions(rows: RowSelection(sample: 200)))
    let again = try ImageFolderSource(
      path: path, options: ImageOptions(rows: RowSelection(sample: 200)), threads: 2)
    let other = try ImageFolderSource(
      path: path, options: ImageOptions(rows: RowSelection(sample: 200, seed: 2)))
    // About 200: a binomial with a standard deviation of 13.
    #expect((140...260).contains(some.schema.rows))
    #expect(some.schema.sha256 == again.schema.sha256)
    #expect(some.schema.sha256 != other.schema.sha256)
  }

  @Test func `an unreadable image is an error where nothing may be left out`() throws {
    try folder.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], to: "img/broken.png")
    #expect(throws: DataError.self) {
      try ImageFolderSource(
        path: folder.path + "/img", options: ImageOptions(rows: RowSelection(isStrict: true)))
    }
    #expect(try ImageFolderSource(path: folder.path + "/img").schema.rows >= 1)
  }

  @Test func `colour grids have three columns a position, channels last`() throws {
    let rgb = TestPNG(width: 1, height: 2, colourType: 2, rows: [[10, 20, 30], [40, 50, 60]]).bytes
    try folder.write(rgb, to: "colour/1.png")
    let source = try ImageFolderSource(
      path: folder.path + "/colour",
      options: ImageOptions(layout: .grid(height: 2, width: 1, channels: 3)))
    #expect(source.schema.columns.map(\.name) == ["p0.r", "p0.g", "p0.b", "p1.r", "p1.g", "p1.b"])
    #expect(try ImageRows(source).values == [[10, 20, 30, 40, 50, 60]])
  }
}
