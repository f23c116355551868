internal import CZlib

/// Why bytes are not the pass that was asked for.
public enum PassError: Error, Equatable, Sendable {
  /// The bytes do not begin as a pass does.
  case notAPass
  /// They were written by another version.
  case otherVersion(found: UInt32, expected: UInt32)
  /// They belong to another plan: another schema, seed, limit or need.
  case otherPlan(found: UInt64, expected: UInt64)
  /// A checksum does not hold, in the header or in the section of this name.
  case damaged(section: String)
  /// The bytes end before the pass does.
  case missingBytes
  /// Bytes follow the end of the pass.
  case extraBytes(count: Int)
  /// A section is there that the plan has not, or one is not there that it has.
  case otherSections(found: [String], expected: [String])
  /// The bytes of a section do not make a value of the plan, although its checksum holds.
  case malformed(section: String)
}

extension PassError: CustomStringConvertible {
  /// What is wrong and what to do, in a sentence.
  public var description: String {
    switch self {
    case .notAPass: "these bytes are not a pass over rows"
    case .otherVersion(let found, let expected):
      "the pass has version \(found), and this program reads version \(expected): make it again"
    case .otherPlan:
      "the pass was made under another plan: all parts need the same schema, seed, limits and needs"
    case .damaged(let section): "the pass is damaged (\(section)): copy or make it again"
    case .missingBytes: "the pass is cut off: copy it again"
    case .extraBytes(let count): "\(count) bytes follow the end of the pass: copy it again"
    case .otherSections(let found, let expected):
      "the pass holds \(found.joined(separator: ", ")), and its plan asks for "
        + expected.joined(separator: ", ")
    case .malformed(let section):
      "the pass does not hold what its plan says (\(section)): make it again"
    }
  }
}

/// The sections of a pass as bytes.
///
/// | bytes | |
/// |---|---|
/// | 8 | `FathomSP` |
/// | 4 | version |
/// | 8 | hash of the plan |
/// | 4 | number of sections |
/// | 4 | CRC-32 of all bytes so far |
///
/// and for each section
///
/// | bytes | |
/// |---|---|
/// | 4 | tag, ASCII |
/// | 8 | number of bytes n |
/// | n | the value, see ``PartialWriter`` |
/// | 4 | CRC-32 of tag, number and value |
///
/// All numbers are little-endian. A CRC-32 finds every damage within four bytes.
enum PassFile {
  static let version: UInt32 = 2
  private static let magic = Array("FathomSP".utf8)
  private static let headerSize = 28

  struct Section: Equatable {
    var tag: String
    var bytes: [UInt8]
  }

  static func bytes(plan: UInt64, _ sections: [Section]) -> [UInt8] {
    let output = ByteOutput()
    output.append(magic)
    output.append(version)
    output.append(plan)
    output.append(UInt32(sections.count))
    output.append(checksum(output.bytes[...]))
    for section in sections {
      precondition(section.tag.utf8.count == 4, "a tag has four bytes")
      let start = output.bytes.count
      output.append(section.tag.utf8)
      output.append(UInt64(section.bytes.count))
      output.append(section.bytes)
      output.append(checksum(output.bytes[start...]))
    }
    return output.bytes
  }

  /// The sections of a plan's pass, each with its checksum confirmed.
  static func sections(of bytes: [UInt8], plan: UInt64) throws(PassError) -> [Section] {
    guard bytes.count >= magic.count else {
      throw magic.starts(with: bytes) ? .missingBytes : .notAPass
    }
    guard bytes.starts(with: magic) else { throw .notAPass }
    let header = ByteInput(Array(bytes[magic.count..<min(headerSize, bytes.count)]))
    let found = try header.integer(UInt32.self)
    guard found == version else { throw .otherVersion(found: found, expected: version) }
    let foundPlan = try header.integer(UInt64.self)
    let count = try header.integer(UInt32.self)
    guard try header.integer(UInt32.self) == checksum(bytes[..<(headerSize - 4)]) else {
      throw .damaged(section: "header")
    }
    guard foundPlan == plan else { throw .otherPlan(found: foundPlan, expected: plan) }
    var sections = [Section]()
    var start = headerSize
    for _ in 0..<count {
      guard bytes.count - start >= 16 else { throw .missingBytes }
      let tag = String(decoding: bytes[start..<start + 4], as: UTF8.self)
      let size = try ByteInput(Array(bytes[start + 4..<start + 12])).integer(UInt64.self)
      guard size <= UInt64(bytes.count - start - 16) else { throw .missingBytes }
      let end = start + 12 + Int(size)
      let sum = try ByteInput(Array(bytes[end..<end + 4])).integer(UInt32.self)
      guard sum == checksum(bytes[start..<end]) else { throw .damaged(section: tag) }
      sections.append(Section(tag: tag, bytes: Array(bytes[start + 12..<end])))
      start = end + 4
    }
    guard start == bytes.count else { throw .extraBytes(count: bytes.count - start) }
    return sections
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { buffer in
      var sum = crc32(0, nil, 0)
      var start = 0
      // The length is 32 bits wide there.
      while start < buffer.count {
        let count = min(1 << 30, buffer.count - start)
        sum = crc32(sum, buffer.baseAddress.map { $0 + start }, UInt32(count))
        start += count
      }
      return UInt32(truncatingIfNeeded: sum)
    }
  }
}
