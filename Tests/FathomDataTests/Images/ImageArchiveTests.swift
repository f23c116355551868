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
    #expect(source.schema.sha256 == expected.schema.sha256)
    #expect(source.schema.columns == expected.schema.columns)
    #expect(source.schema.notes == expected.schema.notes)
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
    #expect(source.schema.rows == 4)
    #expect(source.schema.notes.contains("2 hidden files were left out."))
    #expect(try ImageRows(source).values[0][0] == 99)
  }

  @Test func `what comes before a damage is used`() throws {
    let whole = tar(try pets(""))
    // Two files of a header and a block each, and the header of a third with some of its bytes.
    let source = try source(Array(whole.prefix(512 * 5 + 40)))
    #expect(source.schema.rows == 3)
    #expect(try ImageRows(source).rowNumbers == [0, 1])
    #expect(source.schema.notes.contains { $0.hasPrefix("The archive is damaged") })
    #expect(source.schema.blindSpots.map(\.id) == ["images.archiveCut"])
    #expect(source.schema.blindSpots[0].isLarge)
  }

  @Test func `a cut between two files is one, and refused in strict reading`() throws {
    let whole = tar(try pets(""))
    // A header and a block each.
    let cut = Array(whole.prefix(512 * 6))
    let source = try source(cut)
    #expect(source.schema.rows == 3)
    #expect(source.schema.blindSpots.map(\.id) == ["images.archiveCut"])
    let strict = ImageOptions(rows: RowSelection(isStrict: true))
    #expect(throws: DataError.self) {
      try ImageFolderSource(path: folder.path + "/archive", options: strict)
    }
    try folder.write(whole, to: "archive")
    let sound = try ImageFolderSource(path: folder.path + "/archive", options: strict)
    #expect(sound.schema.blindSpots == [] && sound.schema.notes == ["1 file is not an image."])
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

  @Test func `the table of labels may be in the archive`() throws {
    let labels = "image,label\n1.png,x\n2.png,y\nü.png,x\n4.png,y\n"
    let files = try pets("data/pets/") + [("data/labels.csv", Array(labels.utf8))]
    try folder.write(tar(files), to: "archive")
    for name in ["labels.csv", "./labels.csv"] {
      let source = try ImageFolderSource(
        path: folder.path + "/archive", options: ImageOptions(labels: name))
      #expect(source.schema.rows == 4 && source.schema.target?.levels == ["x", "y"])
      #expect(
        source.schema.notes.contains {
          $0.hasPrefix("Labels come from the column “label” of") && $0.hasSuffix("labels.csv.")
        })
    }
    #expect(throws: DataError.notFound(path: "missing.csv")) {
      try ImageFolderSource(
        path: folder.path + "/archive", options: ImageOptions(labels: "missing.csv"))
    }
    let pixels = TestArray.npy("|u1", [2, 2, 3], Array(0..<12))
    let stack = try stack(
      tar([("x.npy", pixels), ("y.csv", Array("label\na\nb\n".utf8))]), labels: "y.csv")
    #expect(stack.schema.target?.levels == ["a", "b"])
    let marks = TestArray.npy("|u1", [2], [5, 6])
    let arrays = try self.stack(
      tar([("x.npy", pixels), ("marks.npy", marks)]), labels: "marks.npy")
    #expect(arrays.schema.target?.levels == ["5", "6"])
  }

  // MARK: Arrays in archives

  private func stack(_ bytes: [UInt8], labels: String? = nil) throws -> ImageArraySource {
    try folder.write(bytes, to: "archive")
    let input = try Opening.open(
      path: folder.path + "/archive",
      options: InputOptions(images: ImageOptions(labels: labels)))
    guard case .arrays(let source) = input else {
      throw DataError.unreadable(path: "archive", reason: "it was taken for images")
    }
    return source
  }

  @Test func `arrays in an archive are what they are outside of it`() throws {
    let pixels = TestArray.npy("|u1", [2, 2, 3], Array(0..<12))
    let labels = TestArray.npy("|u1", [2], [4, 7])
    let one = try stack(tar([("data/digits.npy", pixels)]))
    #expect(one.schema.rows == 2 && one.schema.target == nil)
    #expect(try one.batch(0).columns[0] == .doubles([0, 6]))
    let two = try stack(tar([("images.npy", pixels), ("labels.npy", labels), ("README", [65])]))
    #expect(two.schema.target?.levels == ["4", "7"])
    let npz = [UInt8](try Data(contentsOf: URL(filePath: TestArray.fixture("stored.npz"))))
    let packed = try stack(tar([("a/x.npz", npz)]))
    let plain = try ImageArraySource(path: TestArray.fixture("stored.npz"))
    #expect(packed.schema.columns == plain.schema.columns)
    #expect(try packed.batch(0).columns == plain.batch(0).columns)
  }

  @Test func `the files of MNIST may be in an archive`() throws {
    let images = TestArray.idx(8, [2, 1, 2], [1, 2, 3, 4])
    let test = TestArray.idx(8, [1, 1, 2], [5, 6])
    let source = try stack(
      tar([
        ("mnist/t10k-images-idx3-ubyte", test),
        ("mnist/t10k-labels-idx1-ubyte", TestArray.idx(8, [1], [9])),
        ("mnist/train-images-idx3-ubyte", images),
        ("mnist/train-labels-idx1-ubyte", TestArray.idx(8, [2], [3, 9])),
      ]))
    #expect(source.schema.splits == ["train", "test"])
    #expect(try source.batch(0).splits == [0, 0, 1])
    #expect(
      try source.batch(0).columns == [
        .doubles([1, 3, 5]), .doubles([2, 4, 6]), .codes([0, 1, 1]),
      ])
  }

  @Test func `packed archives are what the plain one is`() throws {
    let plain = try ImageFolderSource(path: ImageArchiveTests.fixture("pets.tar"))
    #expect(plain.schema.rows == 4 && plain.schema.target?.levels == ["cat", "dog"])
    for name in ["pets.tar.bz2", "pets.tar.xz", "pets.tar.zst", "pets.tar.gz", "pets.zip"] {
      let packed = try ImageFolderSource(path: ImageArchiveTests.fixture(name))
      #expect(packed.schema.sha256 == plain.schema.sha256, "\(name)")
      #expect(packed.schema.columns == plain.schema.columns, "\(name)")
      #expect(try packed.batch(0).columns == plain.batch(0).columns, "\(name)")
    }
  }

  @Test func `encrypted images are rejected one by one`() throws {
    let source = try ImageFolderSource(path: ImageArchiveTests.fixture("encrypted.zip"))
    let batch = try source.batch(0)
    #expect(batch.rowCount == 2)
    #expect(batch.rejections.count == 2)
    #expect(batch.rejections.allSatisfy { $0.detail?.hasSuffix("the file is encrypted") ?? false })
  }

  private static func fixture(_ name: String) -> String {
    ImageTestFolder.fixture("../Images/archives/\(name)")
  }
}
