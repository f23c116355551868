/// How a file is compressed.
enum Compression: String, Sendable, CaseIterable {
  case gzip, zstd, bzip2, xz

  /// Finds the compression by the first bytes; nil when they show none.
  init?(startOf bytes: some Collection<UInt8>) {
    guard let found = Compression.allCases.first(where: { $0.format.matches(bytes) }) else {
      return nil
    }
    self = found
  }

  /// Its entry in the list of formats.
  var format: DataFormat {
    switch self {
    case .gzip: .gzip
    case .zstd: .zstd
    case .bzip2: .bzip2
    case .xz: .xz
    }
  }

  /// Whether a member of this compression may begin with these bytes, of which there may be few.
  func canStart(with bytes: some Collection<UInt8>) -> Bool {
    format.signatures.contains { $0.canStart(with: bytes) }
  }

  /// The command that unpacks such a file to standard output.
  var command: String {
    switch self {
    case .gzip: "gunzip -c"
    case .zstd: "zstd -dc --long=31"
    case .bzip2: "bzip2 -dc"
    case .xz: "xz -dc"
    }
  }

  func makeDecoder() -> (any MemberDecoder)? {
    switch self {
    case .gzip: GzipDecoder()
    case .zstd: ZstdDecoder()
    case .bzip2: BZip2Decoder()
    case .xz: XZDecoder()
    }
  }
}
