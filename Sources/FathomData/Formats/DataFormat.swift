/// A format of files: what people call it, how its files begin, and what can be done with them.
///
/// ``all`` is the one list of formats: opening, messages, help and reports read it.
public struct DataFormat: Sendable, Identifiable {
  /// What can be done with the files of a format.
  public enum Use: Sendable {
    /// Its rows are read.
    case table
    /// It is one image, of which a folder or an archive holds many.
    case image
    /// It is one image of a format that is not read.
    case unreadImage
    /// It holds the pixels of many images.
    case array
    /// It holds files.
    case archive
    /// It is unpacked, and what is inside counts.
    case compression
    /// A folder, which has no bytes of its own.
    case folder
    /// It is recognised so that the message can say what to do.
    case refused
  }

  /// The short name in reports, such as `csv`.
  public let id: String
  /// What people call it, such as “CSV”.
  public let name: String
  /// How the names of its files end, in small letters without the dot; the usual ending first.
  public let extensions: [String]
  /// What can be done with its files.
  public let use: Use
  /// How its files begin; none where only the lack of another format shows it.
  let signatures: [Signature]
  /// What to say where a table was expected; nil where the bytes alone do not decide that it is none.
  let refusal: Refusal?

  /// Why a file is no table, and what to do about it.
  struct Refusal: Sendable {
    /// What the file looks like, as the end of a sentence.
    var kind: String
    /// What to do.
    var advice: String
    /// How many bytes of a signature decide; nil for all.
    var length: Int?
  }

  init(
    _ id: String, _ name: String, _ use: Use, extensions: [String] = [],
    signatures: [Signature] = [], refusal: Refusal? = nil
  ) {
    self.id = id
    self.name = name
    self.use = use
    self.extensions = extensions
    self.signatures = signatures
    self.refusal = refusal
  }

  /// Whether the first bytes of a file show this format.
  func matches(_ bytes: some Collection<UInt8>) -> Bool {
    signatures.contains { $0.matches(bytes) }
  }

  /// Whether the name of a file ends like one of this format.
  func isName(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return extensions.contains(name[name.index(after: dot)...].lowercased())
  }

  /// The first format for a use that the first bytes of a file show; nil for none.
  static func find(_ use: Use, startOf bytes: some Collection<UInt8>) -> DataFormat? {
    all.first { $0.use == use && $0.matches(bytes) }
  }
}

extension DataFormat: Hashable {
  /// Two formats are one where their ids are.
  public static func == (a: DataFormat, b: DataFormat) -> Bool { a.id == b.id }

  /// By the id.
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

// MARK: - The list

extension DataFormat {
  /// All formats.
  public static let all: [DataFormat] =
    [
      csv,
      images,
      png, jpeg, webp, tiff, bmp, gif, pnm,
      idx, npy, npz,
      tar, zip,
      gzip, zstd, bzip2, xz,
      lz4, parquet, utf32,
    ] + unreadImages

  /// The formats for a use.
  public static func all(_ use: Use) -> [DataFormat] { all.filter { $0.use == use } }

  /// The names of the formats for a use in a row: “PNG, JPEG, GIF”.
  public static func list(_ use: Use) -> String { all(use).map(\.name).joined(separator: ", ") }

  /// The names of the formats for a use in a sentence: “PNG, JPEG and GIF”.
  public static func names(_ use: Use) -> String {
    let names = all(use).map(\.name)
    return names.count < 2
      ? names.joined()
      : names.dropLast().joined(separator: ", ") + " and " + names.suffix(1).joined()
  }

  // MARK: Tables

  /// Cells between commas, semicolons, tabs or others; what no other format claims.
  public static let csv = DataFormat("csv", "CSV", .table, extensions: ["csv", "tsv", "txt"])

  // MARK: Images

  /// A set of images; archives and arrays of images are reported as the folder that they stand for.
  public static let images = DataFormat("images", "folder of images", .folder)

  static let png = DataFormat(
    "png", "PNG", .image, extensions: ["png"],
    signatures: [Signature([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])],
    // The others break where line ends were converted.
    refusal: Refusal(
      kind: "a PNG image", advice: "analyze the folder that holds the images", length: 4))
  static let jpeg = DataFormat(
    "jpeg", "JPEG", .image, extensions: ["jpg", "jpeg", "jpe", "jfif"],
    signatures: [Signature([0xFF, 0xD8, 0xFF])],
    refusal: Refusal(kind: "a JPEG image", advice: "analyze the folder that holds the images"))
  static let webp = DataFormat(
    "webp", "WebP", .image, extensions: ["webp"],
    signatures: [
      Signature(
        "RIFF".utf8.map { $0...$0 } + Array(repeating: 0...0xFF, count: 4)
          + "WEBP".utf8.map { $0...$0 })
    ])
  // The version is 42, of files with 64-bit offsets 43.
  static let tiff = DataFormat(
    "tiff", "TIFF", .image, extensions: ["tif", "tiff"],
    signatures: [
      Signature([0x49...0x49, 0x49...0x49, 42...43, 0...0]),
      Signature([0x4D...0x4D, 0x4D...0x4D, 0...0, 42...43]),
    ])
  static let bmp = DataFormat(
    "bmp", "BMP", .image, extensions: ["bmp", "dib"],
    signatures: [Signature("BM".utf8, confirmedBy: ImageSignatures.isBMP)])
  static let gif = DataFormat(
    "gif", "GIF", .image, extensions: ["gif"],
    signatures: [Signature("GIF87a".utf8), Signature("GIF89a".utf8)])
  static let pnm = DataFormat(
    "pnm", "PNM", .image, extensions: ["pnm", "pbm", "pgm", "ppm", "pam"],
    signatures: [Signature("P".utf8, confirmedBy: ImageSignatures.isPNM)])

  // MARK: Arrays of images

  // 0, 0, a type of number, and 1 to 4 dimensions.
  static let idx = DataFormat(
    "idx", "IDX", .array,
    signatures: [
      Signature([0...0, 0...0, 0x08...0x09, 1...4]), Signature([0...0, 0...0, 0x0B...0x0E, 1...4]),
    ])
  // See numpy.lib.format.
  static let npy = DataFormat(
    "npy", "NPY", .array, extensions: ["npy"],
    signatures: [Signature([0x93] + Array("NUMPY".utf8))],
    refusal: Refusal(kind: "a NumPy file", advice: "export it as CSV"))
  /// A zip of NPY files: only its directory tells it from another zip.
  static let npz = DataFormat("npz", "NPZ", .array, extensions: ["npz"])

  // MARK: Archives

  // POSIX 1003.1: the magic field of the first header block of 512 bytes.
  static let tar = DataFormat(
    "tar", "tar", .archive, extensions: ["tar"],
    signatures: [Signature("ustar".utf8, at: 257, least: 512)],
    refusal: Refusal(
      kind: "a tar archive", advice: "save it to a file and analyze that, or unpack it"))
  static let zip = DataFormat(
    "zip", "zip", .archive, extensions: ["zip"], signatures: [Signature([0x50, 0x4B, 0x03, 0x04])],
    refusal: Refusal(kind: "a zip file or a spreadsheet", advice: "unpack or export it as CSV"))

  // MARK: Compression

  // RFC 1952: the method is always deflate, and the upper flags are reserved.
  static let gzip = DataFormat(
    "gzip", "gzip", .compression, extensions: ["gz"],
    signatures: [Signature([0x1F...0x1F, 0x8B...0x8B, 0x08...0x08, 0x00...0x1F])])
  // RFC 8878: a frame, or one that is to be skipped.
  static let zstd = DataFormat(
    "zstd", "zstd", .compression, extensions: ["zst"],
    signatures: [
      Signature([0x28, 0xB5, 0x2F, 0xFD]),
      Signature([0x50...0x5F, 0x2A...0x2A, 0x4D...0x4D, 0x18...0x18]),
    ])
  // A level, then a block or the end of the stream; “BZh” alone may be a column's name.
  static let bzip2 = DataFormat(
    "bzip2", "bzip2", .compression, extensions: ["bz2"],
    signatures: [
      [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
    ].map { (block: [UInt8]) in
      Signature("BZh".utf8.map { $0...$0 } + [0x31...0x39] + block.map { $0...$0 })
    })
  static let xz = DataFormat(
    "xz", "xz", .compression, extensions: ["xz"],
    signatures: [Signature([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])])

  // MARK: Recognised and refused

  static let lz4 = DataFormat(
    "lz4", "lz4", .refused, extensions: ["lz4"], signatures: [Signature([0x04, 0x22, 0x4D, 0x18])],
    refusal: Refusal(kind: "an lz4 file", advice: "unpack it: lz4 -dc FILE | fathom analyze -"))
  static let parquet = DataFormat(
    "parquet", "Parquet", .refused, extensions: ["parquet"], signatures: [Signature("PAR1".utf8)],
    refusal: Refusal(kind: "a Parquet file", advice: "export it as CSV"))
  static let utf32 = DataFormat(
    "utf-32", "UTF-32", .refused,
    signatures: [Signature([0xFF, 0xFE, 0x00, 0x00]), Signature([0x00, 0x00, 0xFE, 0xFF])],
    refusal: Refusal(kind: "UTF-32", advice: "convert it: iconv -f UTF-32 -t UTF-8"))
}
