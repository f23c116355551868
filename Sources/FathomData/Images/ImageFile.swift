/// One file of a folder of images.
struct ImageFile {
  private let file: ReadOnlyFile
  private let size: Int

  /// An image whose file has more bytes is rejected: 256 MiB.
  ///
  /// The file is held while it is decoded.
  static let maximumBytes = 256 << 20

  /// Opens a file for reading.
  init(_ path: FilePath, in folder: String) throws(UnreadableImage) {
    do throws(DataError) {
      file = try ReadOnlyFile(regularFile: path.terminated(in: folder), named: path.description)
      size = file.size
    } catch {
      throw ImageFile.reason(error)
    }
  }

  /// The bytes that show the format.
  func signature() throws(UnreadableImage) -> [UInt8] {
    try read(at: 0, count: ImageFormat.signatureLength)
  }

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

  private func read(at offset: Int, count: Int) throws(UnreadableImage) -> [UInt8] {
    do throws(DataError) {
      return try file.read(at: offset, count: count)
    } catch {
      throw ImageFile.reason(error)
    }
  }

  private static func reason(_ error: DataError) -> UnreadableImage {
    switch error {
    case .notFound: UnreadableImage(reason: "the file is not there")
    case .unreadable(_, let reason): UnreadableImage(reason: reason)
    default: UnreadableImage(reason: error.description)
    }
  }
}
