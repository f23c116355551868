import Testing

@testable import FathomData

/// The one list of formats.
@Suite struct DataFormatTests {
  @Test func `names and endings say one format each`() {
    #expect(Set(DataFormat.all.map(\.id)).count == DataFormat.all.count)
    let endings = DataFormat.all.flatMap(\.extensions)
    #expect(Set(endings).count == endings.count)
    #expect(endings.allSatisfy { $0 == $0.lowercased() && !$0.contains(".") })
  }

  @Test func `every image format has a decoder`() {
    #expect(ImageDecoders.all.map { $0.format } == DataFormat.all(.image))
  }

  @Test func `every compression has its line`() {
    #expect(Compression.allCases.map(\.format) == DataFormat.all(.compression))
    #expect(Compression.allCases.map(\.rawValue) == DataFormat.all(.compression).map(\.name))
  }

  @Test func `lists for people`() {
    #expect(DataFormat.names(.image) == "PNG, JPEG, WebP, TIFF, BMP, GIF and PNM")
    #expect(DataFormat.names(.table) == "CSV")
    #expect(DataFormat.list(.array) == "IDX, NPY, NPZ")
    #expect(DataFormat.list(.archive) == "tar, zip")
  }

  /// A file of a format, as long as its signature asks for.
  private static let files: [(format: DataFormat, bytes: [UInt8])] = [
    (.lz4, [0x04, 0x22, 0x4D, 0x18]), (.zip, [0x50, 0x4B, 3, 4]), (.parquet, Array("PAR1\0".utf8)),
    (.npy, [0x93] + Array("NUMPY".utf8)), (.png, [0x89, 0x50, 0x4E, 0x47]),
    (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]), (.utf32, [0xFF, 0xFE, 0, 0]), (.utf32, [0, 0, 0xFE, 0xFF]),
    (
      .tar,
      [UInt8](repeating: 0, count: 257) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 250)
    ),
  ]

  @Test func `what is known and no table is refused with advice`() {
    for (format, bytes) in DataFormatTests.files {
      let refusal = format.refusal
      #expect(refusal != nil, "\(format.id)")
      #expect(
        throws: DataError.unsupported(
          path: "f", kind: refusal?.kind ?? "", advice: refusal?.advice ?? "")
      ) { try InputRefusal.refuse(bytes, path: "f") }
    }
    // Each refusal of the list was seen.
    #expect(
      Set(DataFormatTests.files.map(\.format))
        == Set(DataFormat.all.filter { $0.refusal != nil }))
  }

  @Test func `a text may begin with the letters of a format`() throws {
    try InputRefusal.refuse(Array("PAR1,PAR2\n1,2\n".utf8), path: "f")
    let text = [UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8)
    try InputRefusal.refuse(text + [UInt8](repeating: 0x62, count: 300), path: "f")
  }

  @Test func `names of files end like their format`() {
    #expect(DataFormat.npz.isName("a.npz") && DataFormat.npz.isName("b.c.NPZ"))
    #expect(!DataFormat.npz.isName("npz") && !DataFormat.npz.isName("a.npy"))
  }
}
