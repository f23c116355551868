/// The first bytes of a file: the one way to look at what a file holds before it is read.
struct FirstBytes {
  /// As many bytes are looked at.
  static let count = 4_096

  /// The bytes as the file has them.
  let bytes: [UInt8]
  /// How the file is packed; nil where it is not.
  let compression: Compression?

  /// Takes bytes that were read already.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    compression = Compression(startOf: bytes)
  }

  /// Reads them from an open file.
  init(_ file: ReadOnlyFile) throws(DataError) {
    self.init(try file.read(at: 0, count: FirstBytes.count))
  }

  /// The archive that they begin; nil for anything else, packed archives among it.
  var archive: DataFormat? { DataFormat.find(.archive, startOf: bytes) }

  /// The array that they begin, packed or not; nil for anything else.
  var array: DataFormat? { DataFormat.find(.array, startOf: unpacked(64)) }

  /// Whether they are packed and begin a tar archive.
  var packsTar: Bool { compression != nil && DataFormat.tar.matches(unpacked(512)) }

  /// The first bytes without their packing, up to a count.
  private func unpacked(_ count: Int) -> [UInt8] {
    guard let decoder = compression?.makeDecoder() else { return bytes }
    var output = [UInt8](repeating: 0, count: count)
    var produced = 0
    output.withUnsafeMutableBytes { target in
      bytes.withUnsafeBytes { produced = decoder.step($0, into: target).produced }
    }
    return Array(output[..<produced])
  }
}
