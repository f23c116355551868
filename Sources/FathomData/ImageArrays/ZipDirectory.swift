internal import CZlib

/// The members of a zip, as its central directory lists them (APPNOTE 6.3, zip64 sizes included).
struct ZipDirectory: Sendable {
  /// One member.
  struct Member: Sendable {
    let name: String
    fileprivate let flags: Int
    fileprivate let method: Int
    fileprivate let crc: UInt32
    fileprivate let packed: Int
    fileprivate let unpacked: Int
    fileprivate let header: Int
  }

  let members: [Member]
  private let file: ReadOnlyFile
  private let path: String

  /// A directory of more bytes is refused: 64 MiB.
  private static let maximumSize = 64 << 20

  /// Reads the central directory.
  init(path: String) throws(DataError) { try self.init(ReadOnlyFile(path: path), path: path) }

  /// Reads the central directory of an open file.
  init(_ file: ReadOnlyFile, path: String) throws(DataError) {
    self.file = file
    self.path = path
    guard let place = try ZipDirectory.place(file) else {
      throw .unreadable(
        path: path, reason: "the directory at the end of the zip is missing; get the file again")
    }
    var members = [Member]()
    var rest = LittleEndian(try file.read(at: place.lowerBound, count: place.count))
    while rest.number(at: 0, 4) == 0x0201_4B50 {
      guard let (member, length) = ZipDirectory.member(rest) else {
        throw .unreadable(path: path, reason: "the directory of the zip is damaged")
      }
      members.append(member)
      rest = LittleEndian(rest.bytes.dropFirst(length))
    }
    self.members = members
  }

  /// Where the directory is.
  private static func place(_ file: ReadOnlyFile) throws(DataError) -> Range<Int>? {
    let size = file.size
    // The record at the end has 22 bytes and a comment of at most 65,535.
    let start = max(0, size - 65_557)
    let tail = LittleEndian(try file.read(at: start, count: size - start))
    let end = stride(from: tail.bytes.count - 22, through: 0, by: -1).first {
      tail.number(at: $0, 4) == 0x0605_4B50
    }
    guard let end else { return nil }
    var length = tail.number(at: end + 12, 4)
    var offset = tail.number(at: end + 16, 4)
    if end >= 20, tail.number(at: end - 20, 4) == 0x0706_4B50,
      let record = tail.number(at: end - 12, 8), record <= size - 56
    {
      let large = LittleEndian(try file.read(at: record, count: 56))
      guard large.number(at: 0, 4) == 0x0606_4B50 else { return nil }
      length = large.number(at: 40, 8)
      offset = large.number(at: 48, 8)
    }
    guard let length, let offset, length <= maximumSize, offset <= size, length <= size - offset
    else { return nil }
    return offset..<(offset + length)
  }

  private static func member(_ entry: LittleEndian) -> (Member, Int)? {
    guard let flags = entry.number(at: 8, 2), let method = entry.number(at: 10, 2),
      let crc = entry.number(at: 16, 4), var packed = entry.number(at: 20, 4),
      var unpacked = entry.number(at: 24, 4), let nameLength = entry.number(at: 28, 2),
      let extraLength = entry.number(at: 30, 2), let commentLength = entry.number(at: 32, 2),
      var header = entry.number(at: 42, 4)
    else { return nil }
    let length = 46 + nameLength + extraLength + commentLength
    guard length <= entry.bytes.count else { return nil }
    let name = String(decoding: entry.bytes[46..<(46 + nameLength)], as: UTF8.self)
    var extra = LittleEndian(
      entry.bytes[(46 + nameLength)..<(46 + nameLength + extraLength)])
    while let kind = extra.number(at: 0, 2), let size = extra.number(at: 2, 2) {
      if kind == 1 {
        // Only what did not fit into its field of 32 bits is here, in this order.
        var place = 4
        func large(_ value: Int) -> Int? {
          guard value == 0xFFFF_FFFF else { return value }
          defer { place += 8 }
          return extra.number(at: place, 8)
        }
        guard let all = large(unpacked), let some = large(packed), let start = large(header) else {
          return nil
        }
        (unpacked, packed, header) = (all, some, start)
      }
      extra = LittleEndian(extra.bytes.dropFirst(4 + size))
    }
    let member = Member(
      name: name, flags: flags, method: method, crc: UInt32(crc), packed: packed,
      unpacked: unpacked, header: header)
    return (member, length)
  }

  /// The array in a member: stored ones are read in place, others from a temporary file.
  func array(_ member: Member) throws(DataError) -> ArrayFile {
    let name = "\(path): \(member.name)"
    guard member.flags & 1 == 0 else {
      throw .unreadable(path: name, reason: "it is encrypted; save it without a password")
    }
    guard member.method == 0 || member.method == 8 else {
      throw .unreadable(
        path: name,
        reason: "its compression method is \(member.method); use numpy.savez or savez_compressed")
    }
    let size = file.size
    let damaged = DataError.unreadable(
      path: name, reason: "the zip is damaged here; get the file again")
    guard member.header <= size - 30 else { throw damaged }
    let local = LittleEndian(try file.read(at: member.header, count: 30))
    guard local.number(at: 0, 4) == 0x0403_4B50, let nameLength = local.number(at: 26, 2),
      let extraLength = local.number(at: 28, 2)
    else { throw damaged }
    let start = member.header + 30 + nameLength + extraLength
    guard start <= size, member.packed <= size - start,
      member.method == 8 || member.packed == member.unpacked
    else { throw damaged }
    let range = start..<(start + member.packed)
    if member.method == 0 {
      guard try checksum(range) == member.crc else { throw damaged }
      return try ArrayFile(file, path: name, range: range)
    }
    let copy = try TemporaryFile(for: path)
    guard try inflate(range, to: copy, limit: member.unpacked) == member.crc,
      copy.count == member.unpacked
    else { throw damaged }
    return try ArrayFile(ReadOnlyFile(owning: copy.release(), named: name), path: name)
  }

  private func checksum(_ range: Range<Int>) throws(DataError) -> UInt32 {
    var sum = crc32(0, nil, 0)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let piece = try file.read(at: offset, count: min(1 << 20, range.upperBound - offset))
      if piece.isEmpty { break }
      sum = crc32(sum, piece, UInt32(piece.count))
      offset += piece.count
    }
    return UInt32(truncatingIfNeeded: sum)
  }

  /// Unpacks; returns the checksum, nil where the data are damaged or longer than declared.
  private func inflate(
    _ range: Range<Int>, to copy: TemporaryFile, limit: Int
  ) throws(DataError) -> UInt32? {
    guard let decoder = GzipDecoder(windowBits: -15) else {
      throw .cannotUnpack(path: path, reason: "no memory")
    }
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { output.deallocate() }
    var sum = crc32(0, nil, 0)
    var offset = range.lowerBound
    while true {
      let input = try file.read(at: offset, count: min(1 << 18, range.upperBound - offset))
      let step = input.withUnsafeBytes { decoder.step($0, into: output) }
      // In bounds: the decoder wrote that many bytes.
      let piece = UnsafeRawBufferPointer(rebasing: output[..<step.produced])
      sum = crc32(sum, piece.bindMemory(to: UInt8.self).baseAddress, UInt32(piece.count))
      try copy.append(piece)
      offset += step.consumed
      if copy.count > limit { return nil }
      switch step.outcome {
      case .endOfMember: return UInt32(truncatingIfNeeded: sum)
      case .failed: return nil
      case .more: if step.consumed == 0 && step.produced == 0 { return nil }
      }
    }
  }
}

/// Numbers in bytes, lowest byte first.
struct LittleEndian {
  let bytes: [UInt8]

  init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  /// A number of this many bytes; nil where they are not there or it is too large for `Int`.
  func number(at offset: Int, _ count: Int) -> Int? {
    guard offset >= 0, count <= bytes.count - offset else { return nil }
    var value: UInt64 = 0
    for index in (offset..<(offset + count)).reversed() {
      value = value << 8 | UInt64(bytes[index])
    }
    return Int(exactly: value)
  }
}
