/// Kinds of files that are no text, told by their first bytes.
enum InputSignature {
  private static let known: [(bytes: [UInt8], kind: String, advice: String)] = [
    ([0x04, 0x22, 0x4D, 0x18], "an lz4 file", "unpack it: lz4 -dc FILE | fathom analyze -"),
    ([0x50, 0x4B, 0x03, 0x04], "a zip file or a spreadsheet", "unpack or export it as CSV"),
    ([0x50, 0x41, 0x52, 0x31], "a Parquet file", "export it as CSV"),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy file", "export it as CSV"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG image", "analyze the folder that holds the images"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image", "analyze the folder that holds the images"),
    ([0xFF, 0xFE, 0x00, 0x00], "UTF-32", "convert it: iconv -f UTF-32 -t UTF-8"),
    ([0x00, 0x00, 0xFE, 0xFF], "UTF-32", "convert it: iconv -f UTF-32 -t UTF-8"),
  ]

  /// Refuses what the first bytes show to be another kind of file.
  static func refuse(_ sample: [UInt8], path: String) throws(DataError) {
    let holdsControls = sample.contains { $0 < 0x09 }
    for signature in known where sample.starts(with: signature.bytes) {
      // A column may well be called PAR1.
      if !holdsControls, signature.bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) { continue }
      throw .unsupported(path: path, kind: signature.kind, advice: signature.advice)
    }
    // POSIX 1003.1: the magic field of the first header block of 512 bytes.
    if holdsControls, sample.count >= 512, sample[257...].starts(with: "ustar".utf8) {
      throw .unsupported(
        path: path, kind: "a tar archive",
        advice: "save it to a file and analyze that, or unpack it")
    }
  }

  /// Refuses characters that a text does not hold in such numbers; the first 65,536 decide.
  static func refuseBinary(_ characters: some Sequence<UInt16>, path: String) throws(DataError) {
    var count = 0
    var nuls = 0
    var controls = 0
    for character in characters.prefix(1 << 16) {
      count += 1
      switch character {
      case 0: nuls += 1
      // Left out: blanks and line breaks, ESC of terminals, 0x01 and 0x1C…0x1F, which separate
      // cells in some tables.
      case 0x02...0x08, 0x0E...0x1A, 0x7F: controls += 1
      default: break
      }
    }
    if nuls * 100 > count {
      throw .unsupported(
        path: path, kind: "binary data (it holds NUL bytes)", advice: "export it as CSV")
    }
    // In bytes at random 21 of 256, 8 in 100, are such characters.
    if controls * 50 > count {
      throw .unsupported(
        path: path, kind: "binary data (it holds control characters)",
        advice: "export it as CSV")
    }
  }
}
