/// A text of another encoding, written as UTF-8 to a temporary file in one pass.
struct Transcoding {
  let file: TemporaryFile
  /// Digest of all bytes that were read, the byte-order mark included.
  let sha256: String
  /// What the bytes would be as UTF-8.
  let check: UTF8Check
  let damage: InputDamage?
  let notes: [String]
  /// How many characters are not valid.
  let replaced: Int

  private static let blockSize = 1 << 20

  /// Reads a file in an encoding other than UTF-8, from behind its byte-order mark.
  init(
    _ source: ReadOnlyFile, from encoding: TextEncoding, markLength: Int, progress: InputProgress
  ) throws(DataError) {
    switch encoding {
    case .utf16LittleEndian, .utf16BigEndian:
      try self.init(
        source, UTF16Transcoder(highByteFirst: encoding == .utf16BigEndian), encoding,
        markLength: markLength, progress: progress)
    case .named(let name):
      guard let decoder = IconvDecoder(name) else {
        throw .unsupported(
          path: source.path, kind: "text in \(encoding.title)",
          advice: "iconv does not know it here; convert it to UTF-8")
      }
      try self.init(source, decoder, encoding, markLength: markLength, progress: progress)
    case .utf8, .windows1252:
      try self.init(
        source, Windows1252Transcoder(), encoding, markLength: markLength, progress: progress)
    }
  }

  private init<Coder: Transcoder>(
    _ source: ReadOnlyFile, _ coder: Coder, _ encoding: TextEncoding, markLength: Int,
    progress: InputProgress
  ) throws(DataError) {
    var coder = coder
    var digest = Digest()
    var check = UTF8Check()
    file = try TemporaryFile(for: source.path)
    let output = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Coder.outputSize(for: Transcoding.blockSize), alignment: 16)
    defer { output.deallocate() }
    var offset = 0
    while true {
      let bytes = try source.read(at: offset, count: Transcoding.blockSize)
      let count = bytes.withUnsafeBytes { block in
        digest.update(block)
        check.absorb(block)
        // In bounds: the mark was found in the first block, which is not shorter.
        let text = offset == 0 ? UnsafeRawBufferPointer(rebasing: block[markLength...]) : block
        return coder.absorb(text, into: output)
      }
      // In bounds: the transcoder wrote that many bytes.
      try file.append(UnsafeRawBufferPointer(rebasing: output[..<count]))
      offset += bytes.count
      progress(offset, max(source.size, offset))
      if bytes.count < Transcoding.blockSize { break }
    }
    let count = coder.finish(into: output)
    try file.append(UnsafeRawBufferPointer(rebasing: output[..<count]))
    sha256 = digest.finish()
    self.check = check
    damage =
      coder.endsInsideUnit
      ? InputDamage(
        kind: .endsEarly,
        message: "The \(encoding.title) text ends inside a character; what comes before is used.")
      : nil
    notes = Transcoding.notes(coder.replacements, encoding)
    replaced = coder.replacements.count
  }

  private static func notes(_ replaced: Replacements, _ encoding: TextEncoding) -> [String] {
    guard replaced.count > 0 else { return [] }
    return [
      replaced.count == 1
        ? "1 character in line \(replaced.firstLine) is not valid \(encoding.title); "
          + "it is read as U+FFFD."
        : "\(replaced.count) characters are not valid \(encoding.title), "
          + "the first in line \(replaced.firstLine); they are read as U+FFFD."
    ]
  }
}
