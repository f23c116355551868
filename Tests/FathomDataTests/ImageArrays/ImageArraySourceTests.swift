import Foundation
import Testing

@testable import FathomData

@Suite struct ImageArraySourceTests {
  private let folder: ImageTestFolder

  init() throws { folder = try ImageTestFolder() }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func open(_ bytes: [UInt8], layout: Layout? = nil) throws -> ImageArraySource {
    try folder.write(bytes, to: "stack")
    return try ImageArraySource(path: path("stack"), options: ImageOptions(layout: layout))
  }

  private func values(_ source: ImageArraySource) throws -> [[Double]] {
    let batch = try source.batch(0)
    let columns = batch.columns.compactMap { if case .doubles(let n, _) = $0 { n } else { nil } }
    return (0..<batch.rowCount).map { row in columns.map { $0[row] } }
  }

  @Test func `the digits give what their folder of PNG gives`() throws {
    let pngs = try ImageFolderSource(path: ImageTestFolder.fixture("digits"))
    var pixels = [UInt8]()
    var labels = [UInt8]()
    for index in 0..<pngs.batchCount {
      let batch = try pngs.batch(index)
      for row in 0..<batch.rowCount {
        for column in batch.columns {
          switch column {
          case .doubles(let numbers, _): pixels.append(UInt8(numbers[row]))
          case .codes(let codes): labels.append(UInt8(codes[row]))
          default: break
          }
        }
      }
    }
    try folder.write(TestArray.npy("|u1", [1797, 8, 8], pixels), to: "d.npy")
    try folder.write(TestArray.npy("|u1", [1797], labels), to: "y.npy")
    try folder.write(TestArray.idx(8, [1797, 8, 8], pixels), to: "d-images-idx3-ubyte")
    try folder.write(TestArray.idx(8, [1797], labels), to: "d-labels-idx1-ubyte")
    for source in [
      try ImageArraySource(path: path("d.npy"), options: ImageOptions(labels: path("y.npy"))),
      try ImageArraySource(path: path("d-images-idx3-ubyte")),
    ] {
      #expect(source.schema.columns == pngs.schema.columns)
      #expect(source.schema.layout == pngs.schema.layout)
      #expect(source.schema.images == pngs.schema.images)
      #expect(source.schema.notes.isEmpty && source.schema.rows == 1797)
      #expect(source.schema.rowNames?.name(ofRow: 0) == "#1")
      #expect(source.batchCount == pngs.batchCount)
      for index in 0..<pngs.batchCount {
        let (one, other) = (try source.batch(index), try pngs.batch(index))
        #expect(one.columns == other.columns && one.images == other.images)
        #expect(one.rowNumbers == other.rowNumbers)
      }
    }
  }

  @Test func `a stored and a deflated NPZ are one`() throws {
    let stored = try ImageArraySource(path: TestArray.fixture("stored.npz"))
    let deflated = try ImageArraySource(path: TestArray.fixture("deflated.npz"))
    #expect(try stored.batch(0).columns == deflated.batch(0).columns)
    #expect(stored.schema.target?.levels == ["1", "3", "10"])
    #expect(try stored.batch(0).columns.last == .codes([1, 0, 2, 1, 0, 2]))
    #expect(try values(stored)[1] == (16..<32).map { Double(2 * $0) })
  }

  @Test func `train and test are splits`() throws {
    let source = try ImageArraySource(path: TestArray.fixture("splits.npz"))
    #expect(source.schema.splits == ["train", "test"])
    #expect(try source.batch(0).splits == [0, 0, 0, 0, 1, 1])
    try folder.write(TestArray.idx(8, [1, 1, 2], [1, 2]), to: "f/train-images-idx3-ubyte")
    try folder.write(TestArray.idx(8, [1, 1, 2], [3, 4]), to: "f/t10k-images-idx3-ubyte")
    #expect(ImageArraySource.canOpen(path: path("f")))
    #expect(try values(ImageArraySource(path: path("f"))) == [[1, 2], [3, 4]])
  }

  @Test func `content tells what can be opened`() throws {
    #expect(ImageArraySource.canOpen(path: TestArray.fixture("stored.npz")))
    #expect(!ImageArraySource.canOpen(path: ImageTestFolder.fixture("digits")))
    #expect(!ImageArraySource.canOpen(path: ImageTestFolder.fixture("wine.csv")))
    #expect(!ImageArraySource.canOpen(path: path("nothing")))
  }

  @Test func `numbers are brought to grey values`() throws {
    func scaled(_ values: [Float]) throws -> ([Double], [String]) {
      let source = try open(TestArray.npy("<f4", [1, 1, values.count], TestArray.bytes(values)))
      return (try self.values(source)[0], source.schema.notes)
    }
    #expect(try scaled([0, 0.5, 1]) == ([0, 127.5, 255], []))
    #expect(try scaled([0, 0.5, 200]) == ([0, 0.5, 200], []))
    let (linear, notes) = try scaled([-1, 0, 1, .nan])
    #expect(linear == [0, 127.5, 255, 0])
    #expect(notes.count == 2 && notes[1].hasPrefix("1 value is NaN"))
    #expect(try values(open(TestArray.npy("|b1", [1, 1, 2], [0, 1])))[0] == [0, 255])
    #expect(try values(open(TestArray.npy("<u2", [1, 1, 2], [255, 255, 1, 1])))[0] == [255, 1])
  }

  @Test func `channels may be first or last`() throws {
    let last = try open(
      TestArray.npy("|u1", [1, 2, 2, 3], [1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12]))
    let lastBatch = try last.batch(0)
    let first = try open(TestArray.npy("|u1", [1, 3, 2, 2], Array(1...12)))
    #expect(try first.batch(0).columns == lastBatch.columns)
    #expect(try first.batch(0).images == lastBatch.images)
    #expect(first.schema.images?.channels == 3)
  }

  @Test func `flat rows need a layout`() throws {
    let bytes = TestArray.npy("|u1", [1, 4], [1, 2, 3, 4])
    #expect(stackProblem { _ = try open(bytes) }?.contains("such as 2x2") == true)
    let source = try open(bytes, layout: .grid(height: 2, width: 2, channels: 1))
    #expect(try values(source) == [[1, 2, 3, 4]])
  }

  @Test func `labels of another number are refused`() throws {
    try folder.write(TestArray.npy("|u1", [2], [1, 2]), to: "y.npy")
    try folder.write(TestArray.npy("|u1", [1, 1, 2], [1, 2]), to: "x.npy")
    let problem = stackProblem {
      _ = try ImageArraySource(path: path("x.npy"), options: ImageOptions(labels: path("y.npy")))
    }
    #expect(problem?.contains("2 labels for 1 images") == true)
  }

  // MARK: Labels, selection, damage

  private func open(_ options: ImageOptions, labels: String? = nil) throws -> ImageArraySource {
    try folder.write(TestArray.npy("|u1", [40, 1, 2], (0..<80).map { UInt8($0) }), to: "x.npy")
    var options = options
    if let labels {
      try folder.write(Array(labels.utf8), to: "labels.csv")
      options.labels = path("labels.csv")
    }
    return try ImageArraySource(path: path("x.npy"), options: options)
  }

  @Test func `a table labels the images in their order`() throws {
    let names = try open(
      ImageOptions(),
      labels: "id,label\n" + (0..<40).map { "\($0),\($0 % 2 == 0 ? "a" : "b")\n" }.joined())
    #expect(names.schema.target?.levels == ["a", "b"])
    #expect(try names.batch(0).columns.last == .codes([0, 1, 0, 1, 0, 1, 0, 1]))
    let numbers = try open(
      ImageOptions(target: "age", task: .regression),
      labels: "name,age\n" + (0..<40).map { "n\($0),\($0)\n" }.joined())
    #expect(numbers.schema.task == .regression && numbers.schema.target?.name == "age")
    #expect(try numbers.batch(0).columns.last == .doubles([0, 1, 2, 3, 4, 5, 6, 7]))
  }

  @Test func `a table that does not fit is refused`() {
    #expect(
      stackProblem { _ = try open(ImageOptions(), labels: "label\na\nb\n") }?.contains(
        "2 rows for 40 images") ?? false)
    let rows = String(repeating: "u,v\n", count: 40)
    #expect(
      stackProblem { _ = try open(ImageOptions(), labels: "p,q\n" + rows) }?.contains(
        "Say it with --target") ?? false)
    #expect(
      stackProblem { _ = try open(ImageOptions(target: "r"), labels: "p,q\n" + rows) }?.contains(
        "r") ?? false)
  }

  @Test func `some images are read where the user asks for some`() throws {
    let first = try open(ImageOptions(rows: RowSelection(limit: 3)))
    #expect(first.schema.rows == 3 && first.batchCount == 1)
    #expect(try first.batch(0).columns[0] == .doubles([0, 2, 4]))
    #expect(first.schema.notes == ["Only 3 of 40 images were read, as asked."])
    let sample = try open(ImageOptions(rows: RowSelection(sample: 10, seed: 3)))
    #expect((3...20).contains(sample.schema.rows))
    var values = [Double]()
    for index in 0..<sample.batchCount {
      if case .doubles(let numbers, _) = try sample.batch(index).columns[0] { values += numbers }
    }
    #expect(values.count == sample.schema.rows && values == values.sorted())
    #expect(sample.schema.rowNames?.name(ofRow: 0) == "#\(Int(values[0]) / 2 + 1)")
    // The same seed chooses the same images.
    #expect(
      try open(ImageOptions(rows: RowSelection(sample: 10, seed: 3))).batch(0).columns
        == sample.batch(0).columns)
  }

  @Test func `rows that were cut off are rejected, and an error in strict reading`() throws {
    let whole = TestArray.npy("|u1", [12, 1, 2], (0..<24).map { UInt8($0) })
    try folder.write(Array(whole.dropLast(5)), to: "cut.npy")
    let source = try ImageArraySource(path: path("cut.npy"))
    #expect(source.schema.rows == 12)
    let batches = try (0..<source.batchCount).map { try source.batch($0) }
    #expect(batches.reduce(0) { $0 + $1.rowCount } == 9)
    let rejections = batches.flatMap(\.rejections)
    #expect(rejections.map(\.detail) == ["#10", "#11", "#12"])
    #expect(rejections.allSatisfy { $0.reason == .cutOff })
    #expect(source.schema.notes == ["The array ends early: its last 3 rows are missing."])
    #expect(
      stackProblem {
        _ = try ImageArraySource(
          path: path("cut.npy"), options: ImageOptions(rows: RowSelection(isStrict: true)))
      }?.contains("last 3 rows") ?? false)
    // A header that promises rows by the billion.
    try folder.write(
      TestArray.npy(
        header: "{'descr': '|u1', 'fortran_order': False, 'shape': (9000000000, 1, 2), }",
        [1, 2, 3, 4]), to: "lie.npy")
    #expect(
      stackProblem { _ = try ImageArraySource(path: path("lie.npy")) }?.contains("holds only 2")
        ?? false
    )
  }
}
