import Foundation
import Testing

@testable import FathomData

/// From a path to a source, by content.
@Suite struct OpeningTests {
  private let folder: ImageTestFolder

  init() throws { folder = try ImageTestFolder() }

  private func kind(
    _ path: String, _ options: InputOptions = InputOptions()
  ) throws -> (name: String, format: String?) {
    switch try Opening.open(path: path, options: options) {
    case .table(let file): ("table", try file.read().schema.format)
    case .images(let source): ("images", source.schema.format)
    case .arrays(let source): ("arrays", source.schema.format)
    }
  }

  private func message(_ path: String, _ options: InputOptions) throws -> String? {
    do throws(DataError) {
      _ = try Opening.open(path: path, options: options)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `content decides, not the name`() throws {
    #expect(try kind(ImageTestFolder.fixture("wine.csv")) == ("table", "csv"))
    #expect(try kind(ImageTestFolder.fixture("digits")) == ("images", "images"))
    #expect(try kind(TestArray.fixture("stored.npz")) == ("arrays", "images"))
    try folder.write(TestArray.idx(8, [1, 1, 2], [1, 2]), to: "a.csv")
    #expect(try kind(folder.path + "/a.csv") == ("arrays", "images"))
    try folder.write(Array("a,b\n1,2\n3,4\n".utf8), to: "a.npy")
    #expect(try kind(folder.path + "/a.npy") == ("table", "csv"))
    try folder.write(TestArray.idx(8, [1, 1, 2], [1, 2]), to: "mnist/train-images-idx3-ubyte")
    #expect(try kind(folder.path + "/mnist") == ("arrays", "images"))
  }

  @Test func `a pipe is read once, as a table`() throws {
    let path = folder.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    Thread.detachNewThread {
      // Waits for the reader.
      let pipe = FileHandle(forWritingAtPath: path)
      try? pipe?.write(contentsOf: Data("a,b\n1,2\n".utf8))
      try? pipe?.close()
    }
    #expect(try kind(path) == ("table", "csv"))
  }

  @Test func `what is not there is said so`() throws {
    let path = folder.path + "/nothing"
    #expect(throws: DataError.notFound(path: path)) { try Opening.open(path: path) }
  }

  @Test func `options that make no sense are refused`() throws {
    let table = ImageTestFolder.fixture("wine.csv")
    let images = ImageTestFolder.fixture("digits")
    #expect(
      try message(table, InputOptions(images: ImageOptions(labels: "l.csv")))
        == "\(table): --labels is for images; a table names its labels with --target COLUMN")
    let target = try message(images, InputOptions(images: ImageOptions(target: "label")))
    #expect(target?.hasPrefix("\(images): --target says which labels of a table to use;") == true)
    let task = try message(images, InputOptions(images: ImageOptions(task: .classification)))
    #expect(task?.hasPrefix("\(images): --task says") == true)
    #expect(
      try message(images, InputOptions(onlyForTables: ["--ordered", "--quote"]))
        == "\(images): --ordered is for tables; leave it out for images")
    #expect(try message(table, InputOptions(onlyForTables: ["--ordered"])) == nil)
  }
}
