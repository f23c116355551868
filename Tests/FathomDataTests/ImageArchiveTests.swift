import Foundation
import Testing

@testable import FathomData

@Suite struct ImageArchiveTests {
  private let folder: ImageTestFolder

  init() throws {
    folder = try ImageTestFolder()
    for (name, value) in [("a/1", 1), ("a/2", 2), ("b/ü", 3), ("b/4", 4)] {
      try folder.write(TestPNG.flat(UInt8(value), width: 3, height: 2), to: "pets/\(name).png")
    }
    try folder.write(Array("notes".utf8), to: "pets/notes.txt")
  }

  /// A tar archive (POSIX 1003.1, ustar) of some files.
  private func tar(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    files.flatMap { name, bytes -> [UInt8] in
      var header = [UInt8](repeating: 0, count: 512)
      func set(_ text: String, at offset: Int) {
        header.replaceSubrange(offset..<offset + text.utf8.count, with: Array(text.utf8))
      }
      set(name, at: 0)
      set("0000644", at: 100)
      set(String(format: "%011o", bytes.count), at: 124)
      set("        ", at: 148)
      set("0", at: 156)
      set("ustar", at: 257)
      set("00", at: 263)
      set(String(format: "%06o\0 ", header.reduce(0) { $0 + Int($1) }), at: 148)
      let padding = (512 - bytes.count % 512) % 512
      return header + bytes + [UInt8](repeating: 0, count: padding)
    } + [UInt8](repeating: 0, count: 1024)
  }

  private func pets(_ prefix: String = "pets/") throws -> [(name: String, bytes: [UInt8])] {
    try ["a/1.png", "a/2.png", "b/ü.png", "b/4.png", "notes.txt"].map {
      (prefix + $0, [UInt8](try Data(contentsOf: folder.url.appending(path: "pets/" + $0))))
    }
  }

  private func source(_ bytes: [UInt8]) throws -> ImageFolderSource {
    try folder.write(bytes, to: "archive")
    return try ImageFolderSource(path: folder.path + "/archive")
  }

  private func expectPets(_ source: ImageFolderSource) throws {
    let expected = try ImageFolderSource(path: folder.path + "/pets")
    #expect(source.dataset.sha256 == expected.dataset.sha256)
    #expect(source.dataset.columns == expected.dataset.columns)
    #expect(source.dataset.notes == expected.dataset.notes)
    let (found, known) = (try ImageRows(source), try ImageRows(expected))
    #expect(found.values == known.values)
    #expect(found.labels == known.labels)
    #expect(found.records == known.records)
  }

  @Test(arguments: ["pets/", "", "./pets/", "/pets/", "../../pets/"])
  func `an archive of a folder is what the folder is`(_ prefix: String) throws {
    try expectPets(try source(tar(try pets(prefix))))
  }

  @Test(arguments: ["gz", "zip"])
  func `a packed archive too`(_ kind: String) throws {
    // Written with Python's tarfile and zipfile from the same images.
    let path = folder.path + "/archive." + kind
    let script =
      kind == "zip"
      ? """
      import os, sys, zipfile
      with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as out:
        for base, _, names in os.walk('pets'):
          for name in names: out.write(os.path.join(base, name))
      """ : "import sys, tarfile; tarfile.open(sys.argv[1], 'w:gz').add('pets')"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", script, path]
    process.currentDirectoryURL = folder.url
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(ImageFolderSource.canOpen(path: path))
    try expectPets(try ImageFolderSource(path: path))
  }

  @Test func `hidden files are left out, and of two with one name the later counts`() throws {
    var files = try pets()
    files += [("pets/.hidden.png", []), ("__MACOSX/pets/a/1.png", [1])]
    files.append(("pets/a/1.png", TestPNG.flat(99, width: 3, height: 2)))
    let source = try source(tar(files))
    #expect(source.dataset.rows == 4)
    #expect(source.dataset.notes.contains("2 hidden files were left out."))
    #expect(try ImageRows(source).values[0][0] == 99)
  }

  @Test func `what comes before a damage is used`() throws {
    let whole = tar(try pets(""))
    // Two files of a header and a block each, and the header of a third with some of its bytes.
    let source = try source(Array(whole.prefix(512 * 5 + 40)))
    #expect(source.dataset.rows == 3)
    #expect(try ImageRows(source).rowNumbers == [0, 1])
    #expect(source.dataset.notes.contains { $0.hasPrefix("The archive is damaged") })
  }

  @Test func `an archive of something else says so`() throws {
    #expect(throws: DataError.self) { try source(tar([("x.csv", Array("a,b\n1,2\n".utf8))])) }
    try folder.write(Array("a,b\n1,2\n".utf8), to: "table")
    #expect(!ImageFolderSource.canOpen(path: folder.path + "/table"))
    try folder.write([0x50, 0x4B, 0x03, 0x04], to: "stub")
    #expect(!ImageFolderSource.canOpen(path: folder.path + "/stub"))
  }

  @Test func `thousands of damaged archives are read or refused`() throws {
    let whole = tar(try pets())
    var random = SplitMix(5)
    for round in 0..<1_500 {
      var bytes = whole
      if round % 3 == 0 { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      do {
        let damaged = try source(bytes)
        for index in 0..<damaged.batchCount { _ = try damaged.batch(index) }
      } catch {
        #expect(!"\(error)".isEmpty)
      }
    }
  }

  @Test func `names are those of a folder`() {
    func name(_ text: String) -> String? {
      ArchiveStore.normalized(Array(text.utf8)).map(\.description)
    }
    #expect(name("a//b/./c.png") == "a/b/c.png")
    #expect(name("/etc/../x.png") == "x.png")
    #expect(name("..\\..\\a\\b.png") == "a/b.png")
    #expect(name("../..") == nil)
    #expect(name(".git/x.png") == nil)
    #expect(name("") == nil)
  }
}
