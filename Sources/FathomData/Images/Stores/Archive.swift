internal import CArchive

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// libarchive over a file that is read by position.
///
/// Not for several threads at once.
final class Archive {
  /// One member.
  struct Entry {
    var name: [UInt8]
    var isFile: Bool
    var isEncrypted: Bool
  }

  /// What comes next.
  enum Step {
    case entry(Entry)
    case end
    case damaged(String)
  }

  private let handle: OpaquePointer
  private let input: Input
  private var first: Step?

  /// What the library reads from.
  private final class Input {
    let file: ReadOnlyFile
    let size: Int
    var offset = 0
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: Input.blockSize)

    static let blockSize = 1 << 20

    init(_ file: ReadOnlyFile) {
      self.file = file
      size = file.size
    }

    deinit { block.deallocate() }

    func next() -> Int {
      // In bounds: the block has room for this many bytes.
      guard let count = try? file.read(at: offset, count: Input.blockSize, into: block) else {
        return -1
      }
      offset += count
      return count
    }
  }

  /// Opens a tar or zip archive, packed or not.
  init(_ file: ReadOnlyFile) throws(DataError) {
    guard let handle = archive_read_new() else {
      throw .cannotUnpack(path: file.path, reason: "no memory")
    }
    self.handle = handle
    input = Input(file)
    archive_read_support_format_tar(handle)
    archive_read_support_format_gnutar(handle)
    archive_read_support_format_zip(handle)
    for filter in [
      archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
      archive_read_support_filter_xz, archive_read_support_filter_zstd,
    ] {
      _ = filter(handle)
    }
    let state = Unmanaged.passUnretained(input).toOpaque()
    archive_read_set_read_callback(handle) { _, state, block in
      guard let state else { return -1 }
      let input = Unmanaged<Input>.fromOpaque(state).takeUnretainedValue()
      block?.pointee = UnsafeRawPointer(input.block)
      return input.next()
    }
    archive_read_set_seek_callback(handle) { _, state, offset, whence in
      guard let state else { return -1 }
      let input = Unmanaged<Input>.fromOpaque(state).takeUnretainedValue()
      let base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? input.offset : input.size
      let place = base + Int(offset)
      guard place >= 0 else { return -1 }
      input.offset = place
      return Int64(place)
    }
    archive_read_set_callback_data(handle, state)
    guard withNames({ archive_read_open1(handle) }) == ARCHIVE_OK else {
      throw .cannotUnpack(path: file.path, reason: message)
    }
    first = read()
  }

  deinit { archive_read_free(handle) }

  /// Whether there is a member, which shows that it is an archive.
  var hasMembers: Bool {
    if case .entry? = first { true } else { false }
  }

  /// Whether it is a tar archive.
  var isTar: Bool {
    hasMembers && archive_format(handle) & ARCHIVE_FORMAT_BASE_MASK == ARCHIVE_FORMAT_TAR
  }

  /// How much of the file was read.
  var fractionDone: Double { Double(input.offset) / Double(max(1, input.size)) }

  /// Goes to the next member.
  func next() -> Step {
    defer { first = nil }
    return first ?? read()
  }

  private func read() -> Step {
    withNames {
      var entry: OpaquePointer?
      let status = archive_read_next_header(handle, &entry)
      if status == ARCHIVE_EOF { return .end }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else {
        return .damaged(message)
      }
      let name = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry)
      let bytes = name.map { name in
        // In bounds: the name ends with NUL.
        Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
      }
      return .entry(
        Entry(
          name: bytes ?? [], isFile: archive_entry_filetype(entry) == S_IFREG,
          isEncrypted: archive_entry_is_encrypted(entry) != 0))
    }
  }

  /// Copies the contents of the member; returns why it cannot be read, or nil.
  func copy(to spool: TemporaryFile, limit: Int, path: String) throws(DataError) -> String? {
    let start = spool.count
    while true {
      var block: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      let status = archive_read_data_block(handle, &block, &count, &offset)
      if status == ARCHIVE_EOF { return nil }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { return message }
      guard spool.count - start + count <= ImageFile.maximumBytes else {
        try spool.removeLast(spool.count - start)
        return "the file has more than \(ImageFile.maximumBytes >> 20) MiB"
      }
      guard spool.count + count <= limit else {
        throw .cannotUnpack(
          path: path, reason: "its files have more than \(limit >> 20) MiB; unpack it yourself")
      }
      // In bounds: the library says how many bytes there are.
      try spool.append(UnsafeRawBufferPointer(start: block, count: count))
    }
  }

  private var message: String {
    archive_error_string(handle).map { String(cString: $0) } ?? "the archive is damaged"
  }

  /// Runs a function while names that are not ASCII can be told, which asks for a locale of UTF-8.
  private func withNames<Value>(_ body: () -> Value) -> Value {
    guard let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return body() }
    let earlier = uselocale(locale)
    defer {
      uselocale(earlier)
      freelocale(locale)
    }
    return body()
  }
}
