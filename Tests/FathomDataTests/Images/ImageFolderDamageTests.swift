import FathomData
import Foundation
import Testing

/// What a folder may hold besides good images.
@Suite struct ImageFolderDamageTests {
  private let folder: ImageTestFolder
  private let pixel = TestPNG.grey([[7, 8]])

  init() throws { folder = try ImageTestFolder() }

  private func read() throws -> (notes: [String], rows: ImageRows) {
    let source = try ImageFolderSource(path: folder.path)
    return (source.schema.notes, try ImageRows(source))
  }

  @Test func `a truncated PNG is counted and named`() throws {
    let whole = TestPNG.flat(3, width: 2, height: 1)
    try folder.write(Array(whole.dropLast(20)), to: "a/cut.png")
    try folder.write(pixel, to: "a/good.png")
    let rows = try read().rows
    #expect(rows.rowNumbers == [1])
    #expect(
      rows.rejections == [
        Rejection(reason: .unreadableImage, detail: "a/cut.png: the file ends too early")
      ])
  }

  @Test func `a file of no bytes is an unreadable image`() throws {
    try folder.write([], to: "a.PNG")
    try folder.write(pixel, to: "b.png")
    #expect(try read().rows.rejections.map(\.detail) == ["a.PNG: the file is empty"])
  }

  @Test func `the content decides, not the name`() throws {
    try folder.write(pixel, to: "1.jpg")
    try folder.write(pixel, to: "2.dat")
    try folder.write(pixel, to: "3")
    try folder.write(try ImageTestFolder.bytes(ofFixture: "photos/grey.jpg"), to: "4.png")
    try folder.write(Array("GIF89a".utf8), to: "5.gif")
    let rows = try read().rows
    #expect(rows.rowNumbers == [0, 1, 2, 3])
    #expect(
      rows.rejections.map(\.detail) == ["5.gif: the file ends too early"])
  }

  @Test func `other files are counted`() throws {
    try folder.write(pixel, to: "1.png")
    try folder.write(Array("text".utf8), to: "notes.txt")
    #expect(try read().notes == ["1 file is not an image."])
    try folder.write([], to: "empty")
    #expect(try read().notes == ["2 files are not images."])
  }

  @Test func `hidden files and folders are skipped`() throws {
    try folder.write(pixel, to: "a/1.png")
    try folder.write(pixel, to: "a/.2.png")
    try folder.write(pixel, to: ".hidden/3.png")
    try folder.write(pixel, to: "__MACOSX/4.png")
    try folder.write(pixel, to: ".5.png")
    let (notes, rows) = try read()
    #expect(rows.values == [[7, 8]])
    #expect(notes == ["All images lie in one class folder, “a”."])
  }

  @Test func `an empty folder has no images`() throws {
    #expect(throws: DataError.noImages(path: folder.path, files: 0, unreadable: 0)) {
      try read()
    }
    try folder.write([], to: "a/1.png")
    try folder.write([], to: "a/notes.txt")
    #expect(throws: DataError.noImages(path: folder.path, files: 2, unreadable: 1)) {
      try read()
    }
  }

  @Test func `a folder that is not there is not found`() throws {
    let path = folder.path + "/nothing"
    #expect(throws: DataError.notFound(path: path)) { try ImageFolderSource(path: path) }
  }

  @Test func `links are followed and loops end`() throws {
    try folder.write(pixel, to: "b/1.png")
    try folder.link("b/loop", to: "..")
    try folder.link("a", to: "b")
    try folder.link("self", to: "self")
    try folder.link("b/file.png", to: "1.png")
    let (notes, rows) = try read()
    // The folder itself wins over the link “a”, though the link sorts before it.
    #expect(rows.values == [[7, 8], [7, 8]])
    #expect(
      notes == [
        "1 file is not an image.", "2 links lead to a folder that was read already.",
        "All images lie in one class folder, “b”.",
      ])
  }

  @Test func `a link to a folder that is not read otherwise is a class`() throws {
    try folder.write(pixel, to: ".hidden/sub/1.png")
    try folder.write(pixel, to: "a/1.png")
    try folder.link("b", to: ".hidden")
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.target?.levels == ["a", "b"])
    #expect(try ImageRows(source).labels == [0, 1])
  }

  @Test func `a link to nothing and a pipe are no images but do not stop the rest`() throws {
    try folder.write(pixel, to: "1.png")
    try folder.link("gone.png", to: "nowhere")
    try folder.link("gone", to: "nowhere")
    #expect(mkfifo(folder.path + "/pipe.png", 0o600) == 0)
    let (notes, rows) = try read()
    #expect(rows.values.count == 1)
    #expect(
      rows.rejections.map(\.detail) == [
        "gone.png: the file is not there", "pipe.png: not a regular file",
      ])
    #expect(notes == ["1 file is not an image."])
  }

  @Test(.enabled(if: getuid() != 0, "root can read everything"))
  func `an unreadable folder is counted and named`() throws {
    try folder.write(pixel, to: "a/1.png")
    try folder.write(pixel, to: "locked/2.png")
    try folder.write(pixel, to: "a/locked.png")
    let locked = folder.path + "/locked"
    chmod(locked, 0)
    chmod(folder.path + "/a/locked.png", 0)
    defer { chmod(locked, 0o700) }
    let (notes, rows) = try read()
    #expect(rows.values.count == 1)
    #expect(rows.rejections.map(\.detail) == ["a/locked.png: Permission denied"])
    #expect(notes.first == "1 folder could not be read: locked.")
  }

  @Test(.enabled(if: getuid() != 0, "root can read everything"))
  func `an unreadable root is an error`() throws {
    try folder.write(pixel, to: "1.png")
    chmod(folder.path, 0)
    defer { chmod(folder.path, 0o700) }
    #expect(throws: DataError.unreadable(path: folder.path, reason: "Permission denied")) {
      try read()
    }
  }

  @Test func `names that are not UTF-8 are read and written with escapes`() throws {
    try folder.write(pixel, to: "plain/1.png")
    var name = Array((folder.path + "/caf").utf8CString.dropLast())
    name += [CChar(bitPattern: 0xE9), 0]
    #expect(mkdir(name, 0o700) == 0)
    let file = name.dropLast() + "/bad.png".utf8CString
    let descriptor = open(Array(file), O_CREAT | O_WRONLY, 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    let source = try ImageFolderSource(path: folder.path)
    #expect(source.schema.target?.levels == ["caf\\xE9", "plain"])
    #expect(
      try ImageRows(source).rejections.map(\.detail) == ["caf\\xE9/bad.png: the file is empty"])
  }

  @Test func `an image that vanished after the opening is a rejection`() throws {
    try folder.write(pixel, to: "1.png")
    try folder.write(pixel, to: "2.png")
    let source = try ImageFolderSource(path: folder.path)
    try FileManager.default.removeItem(at: folder.url.appending(path: "1.png"))
    let rows = try ImageRows(source)
    #expect(rows.rowNumbers == [1])
    #expect(rows.rejections.map(\.detail) == ["1.png: the file is not there"])
  }

  @Test func `damage under a good header leaves only rejections`() throws {
    try folder.write(Array(TestPNG.flat(3, width: 9, height: 9).prefix(60)), to: "1.png")
    let rows = try read().rows
    #expect(rows.values.isEmpty)
    #expect(rows.rejections.count == 1)
  }
}
