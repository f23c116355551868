/// Unpacks a compressed input into a temporary file, a block at a time.
///
/// Members that follow one another (`cat a.gz b.gz`) are one text. Everything that can be unpacked
/// before a damage is delivered.
struct Unpacking: ~Copyable {
  let compression: Compression
  private(set) var damage: InputDamage?
  /// Bytes of the input that were unpacked.
  private(set) var offset = 0
  private let file: TemporaryFile
  private let inspect: (UnsafeRawBufferPointer) throws(DataError) -> Void
  private var decoder: (any MemberDecoder)?
  private var members = 0
  private let output = UnsafeMutableRawBufferPointer.allocate(
    byteCount: InputSample.size, alignment: 16)
  private var filled = 0
  private var hasInspected = false

  /// - Parameter inspect: is given the first mebibyte of the text, and may refuse it.
  init(
    _ compression: Compression, into file: TemporaryFile,
    inspect: @escaping (UnsafeRawBufferPointer) throws(DataError) -> Void
  ) {
    self.compression = compression
    self.file = file
    self.inspect = inspect
  }

  deinit { output.deallocate() }

  /// Unpacks the next bytes of the input; does nothing behind a damage.
  mutating func absorb(_ block: UnsafeRawBufferPointer) throws(DataError) {
    var rest = block
    while damage == nil {
      if decoder == nil, try !startMember(&rest) { return }
      guard let decoder else { return }
      // In bounds: filled < output.count, because a full buffer is written at once.
      let step = decoder.step(
        rest, into: UnsafeMutableRawBufferPointer(rebasing: output[filled...]))
      rest = UnsafeRawBufferPointer(rebasing: rest[step.consumed...])
      offset += step.consumed
      filled += step.produced
      if filled == output.count { try flush() }
      switch step.outcome {
      case .endOfMember:
        self.decoder = nil
      case .failed(let failure):
        try stop(failure)
      case .more where step.consumed == 0 && step.produced == 0:
        if rest.isEmpty { return }
        try stop(.corrupt)
      case .more:
        continue
      }
    }
  }

  /// Ends the input.
  mutating func finish() throws(DataError) {
    try flush()
    guard decoder != nil, damage == nil else { return }
    guard file.count > 0 else {
      throw .cannotUnpack(
        path: file.path,
        reason: "the \(compression) data end at byte \(offset), before the first row; "
          + "get the file again")
    }
    damage = InputDamage(
      kind: .endsEarly,
      message: "The \(compression) data end early, at byte \(offset) of the file; "
        + "what comes before is used.")
  }

  /// Begins a member; false when no byte is left for it, or none of its kind.
  private mutating func startMember(_ rest: inout UnsafeRawBufferPointer) throws(DataError) -> Bool
  {
    if members > 0 {
      // Tapes and xz pad with zeros, which begin no member.
      let padding = rest.prefix { $0 == 0 }.count
      rest = UnsafeRawBufferPointer(rebasing: rest[padding...])
      offset += padding
    }
    if rest.isEmpty { return false }
    guard compression.canStart(with: rest) else {
      damage = InputDamage(
        kind: .followed,
        message: "Behind byte \(offset) of the file there is something else than "
          + "\(compression) data; it is not used.")
      return false
    }
    decoder = compression.makeDecoder()
    guard decoder != nil else { throw .cannotUnpack(path: file.path, reason: "no memory") }
    members += 1
    return true
  }

  private mutating func stop(_ failure: DecodingFailure) throws(DataError) {
    try flush()
    if failure == .memory {
      throw .cannotUnpack(
        path: file.path,
        reason: "its \(compression) data need too much memory; "
          + "unpack it: \(compression.command) FILE | fathom analyze -")
    }
    var message = "The \(compression) data are damaged near byte \(offset) of the file; "
    switch failure {
    case .corruptBlock(let unpacked):
      try file.removeLast(unpacked)
      message += "what comes before is used."
    case .checksum:
      message += "their checksum does not match, so any row may be wrong."
    case .corrupt, .memory:
      message += "what comes before is used, and its last rows may be wrong."
    }
    guard file.count > 0 else {
      throw .cannotUnpack(
        path: file.path,
        reason: "the \(compression) data are damaged near byte \(offset), before the first row; "
          + "get the file again")
    }
    damage = InputDamage(kind: .corrupt, message: message)
  }

  private mutating func flush() throws(DataError) {
    guard filled > 0 else { return }
    // In bounds: filled ≤ output.count.
    let text = UnsafeRawBufferPointer(rebasing: output[..<filled])
    if !hasInspected { try inspect(text) }
    hasInspected = true
    try file.append(text)
    filled = 0
  }
}
