#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How far the preparation of an input is: bytes done, and how many there are when that is known.
typealias InputProgress = @Sendable (_ bytesDone: Int, _ bytesTotal: Int?) -> Void

/// The bytes of a path in their order, whether or not they can be read twice.
final class InputBytes {
  /// The path, or "standard input".
  let name: String
  /// Whether the bytes can be read by position.
  let isSeekable: Bool
  /// How many there are; nil when that shows only at their end.
  let total: Int?
  /// The first bytes.
  let head: [UInt8]
  /// Whether there are no others.
  let headIsWhole: Bool
  private var descriptor: Int32
  private var offset = 0

  /// Opens a path, `-` for standard input, and reads its first bytes.
  convenience init(path: String, headSize: Int) throws(DataError) {
    let name = path == "-" ? "standard input" : path
    let descriptor =
      path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DataError.ofSystem(name) }
    // Standard input may stand behind its first byte, so positions in it mean nothing.
    try self.init(
      descriptor, named: name, isSeekable: path != "-" && lseek(descriptor, 0, SEEK_CUR) >= 0,
      headSize: headSize)
  }

  /// The bytes of a temporary file.
  convenience init(_ file: TemporaryFile, named name: String, headSize: Int) throws(DataError) {
    let descriptor = file.release()
    lseek(descriptor, 0, SEEK_SET)
    try self.init(descriptor, named: name, isSeekable: true, headSize: headSize)
  }

  private init(
    _ descriptor: Int32, named name: String, isSeekable: Bool, headSize: Int
  ) throws(DataError) {
    self.name = name
    self.descriptor = descriptor
    self.isSeekable = isSeekable
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    total = isFile && isSeekable ? Int(status.st_size) : nil
    var failed = false
    head = [UInt8](unsafeUninitializedCapacity: headSize) { buffer, count in
      while count < headSize {
        // In bounds: count < headSize, the capacity of the buffer.
        let rest = UnsafeMutableRawBufferPointer(
          start: buffer.baseAddress?.advanced(by: count), count: headSize - count)
        let step = readOnce(descriptor, rest)
        if step < 0 { failed = true }
        if step <= 0 { break }
        count += step
      }
    }
    headIsWhole = head.count < headSize
    if failed { throw DataError.ofSystem(name) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The next bytes, the first ones included; 0 at the end.
  func next(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    var count = 0
    if offset < head.count {
      count = min(buffer.count, head.count - offset)
      buffer.copyBytes(from: head[offset..<(offset + count)])
    } else {
      count = readOnce(descriptor, buffer)
      if count < 0 { throw DataError.ofSystem(name) }
    }
    offset += count
    return count
  }

  /// The descriptor, which the caller closes; there is no next byte any more.
  func release() -> Int32 {
    defer { descriptor = -1 }
    return descriptor
  }

  /// A copy of the bytes in a temporary file.
  func copy(progress: InputProgress) throws(DataError) -> TemporaryFile {
    let file = try TemporaryFile(for: name)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try next(into: buffer)
      if count == 0 { return file }
      // In bounds: that many bytes were read into it.
      try file.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      progress(offset, total)
    }
  }
}

/// `read(2)` until it is not interrupted.
private func readOnce(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  while true {
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count >= 0 || errno != EINTR { return count }
  }
}

/// What is wrong with an input whose beginning could be read.
struct InputDamage: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// The data stop before their end; everything before is delivered.
    case endsEarly
    /// The data break the rules of their format; what was unpacked before is delivered.
    case corrupt
    /// Behind the data there is something else, which was not read.
    case followed
  }

  let kind: Kind
  /// A sentence for people, without the path.
  let message: String

  /// Whether the last row may be cut off or wrong.
  var cutsText: Bool { kind != .followed }
}
