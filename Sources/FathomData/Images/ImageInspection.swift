/// What the opening pass learns of one file: whether it is an image, its header, its SHA-256.
struct ImageInspection: Sendable {
  /// Where the file is in the folder.
  let path: FilePath
  /// SHA-256 of the bytes, in hexadecimal; nil for a file that cannot be opened.
  let sha256: String?
  /// The header, or why there is none.
  let header: Result<ImageHeader, UnreadableImage>
  /// The format, where it is one of an image that is not read; the header is a failure then.
  let unread: DataFormat?

  /// Looks at a file; nil when it is not an image.
  ///
  /// What says PNG or JPEG in its first bytes is an image, whatever its name. What has the name of
  /// an image and says something else, or cannot be opened, is an image that cannot be read.
  init?(_ path: FilePath, in store: some ImageStore) {
    self.path = path
    let file: ImageFile
    do throws(UnreadableImage) {
      file = try store.open(path)
      let start = try file.signature()
      if let format = DataFormat.unreadImage(named: FilePath.text(path.name), startOf: start),
        !ImageDecoders.canRead(start) || format == .raw
      {
        unread = format
        sha256 = nil
        header = .failure(UnreadableImage(reason: "\(format.name) is not read"))
        return
      }
      unread = nil
      guard ImageDecoders.canRead(start) || path.hasImageExtension else { return nil }
    } catch {
      guard path.hasImageExtension else { return nil }
      unread = nil
      sha256 = nil
      header = .failure(error)
      return
    }
    do throws(UnreadableImage) {
      let bytes = try file.contents()
      sha256 = ImageInspection.sha256(bytes)
      header = Result { () throws(UnreadableImage) in try ImageHeader(bytes) }
    } catch {
      sha256 = file.sha256()
      header = .failure(error)
    }
  }

  private static func sha256(_ bytes: [UInt8]) -> String {
    var digest = Digest()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.finish()
  }
}
