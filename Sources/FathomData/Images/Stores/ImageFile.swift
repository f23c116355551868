/// One encoded image: a file, or a part of one.
struct ImageFile {
  private let file: ReadOnlyFile
  private let offset: Int
  private let size: Int

  /// An image whose file has more bytes is rejected: 256 MiB.
  ///
  /// The file is held while it is decoded.
  static let maximumBytes = 256 << 20

  /// The bytes of a file from an offset on.
  init(_ file: ReadOnlyFile, offset: Int, size: Int) {
    self.file = file
    self.offset = offset
    self.size = size
  }

  /// The bytes that show the format.
  func signature() throws(UnreadableImage) -> [UInt8] {
    try read(at: 0, count: ImageSignatures.length)
  }

  /// The first bytes, as many as are asked for or there are.
  func start(_ count: Int) throws(UnreadableImage) -> [UInt8] { try read(at: 0, count: count) }

  /// The whole file.
  func contents() throws(UnreadableImage) -> [UInt8] {
    guard size <= ImageFile.maximumBytes else {
      throw UnreadableImage(
        reason: "the file has more than \(ImageFile.maximumBytes >> 20) MiB")
    }
    return try read(at: 0, count: size)
  }

  /// SHA-256 of a file that is too large to be held, or of as much of it as can be read.
  func sha256() -> String {
    var digest = Digest()
    var offset = 0
    while let piece = try? read(at: offset, count: 1 << 20), !piece.isEmpty {
      piece.withUnsafeBytes { digest.update($0) }
      offset += piece.count
    }
    return digest.finish()
  }

  private func read(at place: Int, count: Int) throws(UnreadableImage) -> [UInt8] {
    do throws(DataError) {
      return try file.read(at: offset + place, count: max(0, min(count, size - place)))
    } catch {
      throw ImageFile.reason(error)
    }
  }

  /// Why a file cannot be used, without its name.
  static func reason(_ error: DataError) -> UnreadableImage {
    switch error {
    case .notFound: UnreadableImage(reason: "the file is not there")
    case .unreadable(_, let reason): UnreadableImage(reason: reason)
    default: UnreadableImage(reason: error.description)
    }
  }
}
