/// A text that can be read by position, whatever it was packed and encoded in.
///
/// A plain file of UTF-8 is used as it is, and only its first mebibyte is looked at. Everything else
/// is written to a temporary file without a name: memory stays bounded, and nothing is left behind.
struct TextInput: Sendable {
  /// Plain bytes; UTF-8 text starts at ``textStart``.
  let file: ReadOnlyFile
  /// Where the text starts, behind a byte-order mark.
  let textStart: Int
  /// The digest of the bytes as they were found, when ``file`` is not those bytes; else nil.
  let rawSHA256: String?
  let compression: Compression?
  let encoding: TextEncoding
  /// What is wrong with the end of the text; everything before is in ``file``.
  let damage: InputDamage?
  /// Sentences for the report.
  let notes: [String]
  /// Whether the encoding is taken, and another one may be right.
  let isUnsure: Bool

  /// The bytes before they were read as UTF-8.
  private let unpacked: Unpacked
  private let encodingWasAsked: Bool

  /// The bytes of an input without their compression.
  private struct Unpacked: Sendable {
    let file: ReadOnlyFile
    var compression: Compression?
    var rawSHA256: String?
    var damage: InputDamage?
  }

  /// What was passed over, or may be read wrongly.
  var blindSpots: [BlindSpot] {
    (damage.map { [BlindSpot.damaged($0.message, isLarge: $0.cutsText)] } ?? [])
      + (isUnsure ? [BlindSpot.unsureEncoding(encoding.title)] : [])
  }

  /// Opens a file, a pipe, or standard input as `-`.
  ///
  /// - Parameters:
  ///   - encoding: what the user says; nil finds it in the bytes.
  ///   - progress: runs once over the compressed bytes and once over those of another encoding.
  static func open(
    path: String, encoding: TextEncoding? = nil, progress: InputProgress = { _, _ in }
  ) throws(DataError) -> TextInput {
    try open(
      InputBytes(path: path, headSize: InputSample.size), encoding: encoding, progress: progress)
  }

  /// Opens bytes that were looked at no further than their first ``InputSample/size``.
  static func open(
    _ bytes: InputBytes, encoding: TextEncoding? = nil, progress: InputProgress = { _, _ in }
  ) throws(DataError) -> TextInput {
    let unpacked: Unpacked
    if let compression = Compression(startOf: bytes.head) {
      unpacked = try unpack(bytes, compression, asked: encoding, progress: progress)
    } else if bytes.isSeekable {
      unpacked = Unpacked(file: ReadOnlyFile(owning: bytes.release(), named: bytes.name))
    } else {
      // Refuses an endless stream of something else before it fills the disk.
      _ = try InputSample(
        bytes.head, isWhole: bytes.headIsWhole, path: bytes.name, asked: encoding)
      let copy = try bytes.copy(progress: progress)
      unpacked = Unpacked(file: ReadOnlyFile(owning: copy.release(), named: bytes.name))
    }
    let (sample, isWhole) = try firstBytes(unpacked.file)
    let found = try InputSample(
      sample, isWhole: isWhole, path: unpacked.file.path, asked: encoding)
    let input = try TextInput(
      unpacked, found.encoding, markLength: found.markLength, wasAsked: encoding != nil,
      isUnsure: found.isUnsure, progress: progress)
    try input.refuseBlank()
    return input
  }

  /// The encoding that the whole text suggests, once every byte of ``file`` was checked; nil when it
  /// is read as it should be.
  func betterEncoding(_ check: UTF8Check) -> EncodingGuess.Finding? {
    guard encoding == .utf8, !encodingWasAsked, textStart == 0 else { return nil }
    let isWhole = damage?.cutsText != true
    guard let first = check.firstInvalidOffset,
      check.suggestsWindows1252(isWhole: isWhole) || check.mayBeAnother(isWhole: isWhole)
    else { return nil }
    // From the start of the line, as far as that can be seen.
    let start = max(0, first - 4_096)
    guard let bytes = try? unpacked.file.read(at: start, count: InputSample.size) else {
      return nil
    }
    let line = bytes[..<(first - start)].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 }
    let found = InputSample.another(
      bytes[(line ?? 0)...], check, isWhole: isWhole && bytes.count < InputSample.size)
    return found.encoding == nil ? nil : found
  }

  /// The same input read in another encoding.
  func reopen(
    as encoding: TextEncoding, isUnsure: Bool = false, progress: InputProgress = { _, _ in }
  ) throws(DataError) -> TextInput {
    let (sample, isWhole) = try TextInput.firstBytes(unpacked.file)
    let found = try InputSample(sample, isWhole: isWhole, path: file.path, asked: encoding)
    return try TextInput(
      unpacked, found.encoding, markLength: found.markLength, wasAsked: true, isUnsure: isUnsure,
      progress: progress)
  }

  private init(
    _ unpacked: Unpacked, _ encoding: TextEncoding, markLength: Int, wasAsked: Bool,
    isUnsure: Bool, progress: InputProgress
  ) throws(DataError) {
    var notes = [String]()
    if let compression = unpacked.compression {
      notes.append("The file is compressed with \(compression).")
    }
    self.unpacked = unpacked
    self.isUnsure = isUnsure
    self.compression = unpacked.compression
    if encoding != .utf8 {
      var encoding = encoding
      var text = try Transcoding(
        unpacked.file, from: encoding, markLength: markLength, progress: progress)
      // The whole text decides, where the user does not.
      let isWhole = unpacked.damage?.cutsText != true
      let isWestern = text.check.suggestsWindows1252(isWhole: isWhole)
      var isRight: Bool
      switch encoding {
      case .windows1252: isRight = isWestern
      case .named: isRight = text.replaced * 100 <= text.check.invalid || encoding.isUTF32
      case .utf8, .utf16LittleEndian, .utf16BigEndian: isRight = true
      }
      if !wasAsked, !isRight, encoding != .windows1252, isWestern {
        encoding = .windows1252
        text = try Transcoding(
          unpacked.file, from: encoding, markLength: markLength, progress: progress)
        isRight = true
      }
      if wasAsked || isRight {
        file = ReadOnlyFile(owning: text.file.release(), named: unpacked.file.path)
        textStart = 0
        self.encoding = encoding
        encodingWasAsked = wasAsked
        rawSHA256 = unpacked.rawSHA256 ?? text.sha256
        damage = unpacked.damage ?? text.damage
        let isGuessed = if case .named = encoding { !wasAsked && !encoding.isUTF32 } else { false }
        self.notes =
          notes
          + [
            "Text is encoded in \(encoding.title)."
              + (isGuessed ? " If that is wrong, name another with --encoding." : "")
          ] + text.notes
        return
      }
    }
    file = unpacked.file
    textStart = encoding == .utf8 ? markLength : 0
    self.encoding = .utf8
    encodingWasAsked = wasAsked
    rawSHA256 = unpacked.rawSHA256
    damage = unpacked.damage
    self.notes = notes
  }

  private static func unpack(
    _ bytes: InputBytes, _ compression: Compression, asked: TextEncoding?,
    progress: InputProgress
  ) throws(DataError) -> Unpacked {
    let file = try TemporaryFile(for: bytes.name)
    var unpacking = Unpacking(compression, into: file) { text throws(DataError) in
      let sample = Array(text)
      if let inner = Compression(startOf: sample) {
        throw .unsupported(
          path: bytes.name, kind: "\(inner) data inside \(compression) data",
          advice: "unpack it once: \(compression.command) FILE | fathom analyze -")
      }
      _ = try InputSample(
        sample, isWhole: sample.count < InputSample.size, path: bytes.name, asked: asked)
    }
    var digest = Digest()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var done = 0
    while true {
      let count = try bytes.next(into: buffer)
      if count == 0 { break }
      // In bounds: that many bytes were read into it.
      let block = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      digest.update(block)
      try unpacking.absorb(block)
      done += count
      progress(done, bytes.total)
    }
    try unpacking.finish()
    return Unpacked(
      file: ReadOnlyFile(owning: file.release(), named: bytes.name), compression: compression,
      rawSHA256: digest.finish(), damage: unpacking.damage)
  }

  private static func firstBytes(
    _ file: ReadOnlyFile
  ) throws(DataError) -> (bytes: [UInt8], isWhole: Bool) {
    let bytes = try file.read(at: 0, count: InputSample.size)
    return (bytes, bytes.count < InputSample.size)
  }

  /// Refuses a text without any character but blanks and line breaks.
  private func refuseBlank() throws(DataError) {
    let (bytes, isWhole) = try TextInput.firstBytes(file)
    let text = bytes.dropFirst(textStart)
    if isWhole, text.allSatisfy({ $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }) {
      throw .empty(path: file.path)
    }
  }
}
