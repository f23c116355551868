/// Refuses what is no text, with what to do about it.
enum InputRefusal {
  /// Refuses what the first bytes show to be a format that is no table.
  static func refuse(_ sample: [UInt8], path: String) throws(DataError) {
    let holdsControls = sample.contains { $0 < 0x09 }
    for format in DataFormat.all {
      guard let refusal = format.refusal else { continue }
      for signature in format.signatures {
        let deciding = refusal.length.map(signature.prefix) ?? signature
        guard deciding.matches(sample) else { continue }
        // A column may well be called PAR1.
        if !holdsControls, deciding.isPrintable { continue }
        try refuse(format, path: path)
      }
    }
  }

  /// Refuses a format, where the list says how.
  static func refuse(_ format: DataFormat, path: String) throws(DataError) {
    guard let refusal = format.refusal else { return }
    throw .unsupported(path: path, kind: refusal.kind, advice: refusal.advice)
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
