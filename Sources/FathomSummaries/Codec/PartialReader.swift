/// Reads what ``PartialWriter`` has written.
///
/// Nothing is taken on trust: a count that exceeds the bytes that are left, a flag that is neither 0 nor
/// 1, text that is no UTF-8 and bytes that are left over are errors, and no memory is reserved for more
/// than there is.
struct PartialReader {
  /// A value from exactly its bytes.
  static func value<Value: Decodable>(
    _ type: Value.Type, from bytes: some Collection<UInt8>
  ) throws -> Value {
    let input = ByteInput(Array(bytes))
    let value = try input.read(type)
    guard !input.hasFailed else { throw PassError.missingBytes }
    guard input.remaining == 0 else { throw PassError.extraBytes(count: input.remaining) }
    return value
  }
}

/// Bytes that are read from the front.
final class ByteInput {
  private let bytes: [UInt8]
  private var position = 0
  /// Whether a byte was missing where no error could be thrown.
  private(set) var hasFailed = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - position }

  func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(PassError) -> Value {
    let count = Value.bitWidth / 8
    guard remaining >= count else { throw .missingBytes }
    var value: Value = 0
    // In bounds: as many bytes are left.
    for offset in 0..<count {
      value |= Value(truncatingIfNeeded: bytes[position + offset]) << Value(8 * offset)
    }
    position += count
    return value
  }

  /// A number of elements that may still follow.
  func count(ofAtLeast size: Int) throws(PassError) -> Int {
    let count = try integer(UInt64.self)
    guard count <= UInt64(remaining / max(1, size)) else { throw .missingBytes }
    return Int(count)
  }

  func flag() throws(PassError) -> Bool {
    switch try integer(UInt8.self) {
    case 0: return false
    case 1: return true
    default: throw .malformed(section: "value")
    }
  }

  /// Whether the next flag says nil; a missing one counts as nil and is remembered.
  func isNil() -> Bool {
    guard let isThere = try? flag() else {
      hasFailed = true
      return true
    }
    return !isThere
  }

  func text() throws(PassError) -> String {
    let count = try count(ofAtLeast: 1)
    // In bounds: this many bytes are left.
    guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
      throw .malformed(section: "value")
    }
    position += count
    return text
  }

  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let fixed = type as? any FixedForm.Type, let value = try fixed.init(from: self) as? Value {
      return value
    }
    if let array = type as? any FixedArrayForm.Type,
      let value = try array.init(from: self) as? Value
    {
      return value
    }
    return try Value(from: ReadingDecoder(input: self))
  }
}

// MARK: - The containers of `Codable`

private struct ReadingDecoder: Decoder {
  let input: ByteInput
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(KeyedReader(input: input))
  }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try UnkeyedReader(input) }
  func singleValueContainer() -> any SingleValueDecodingContainer { SingleReader(input: input) }
}

private struct KeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let input: ByteInput
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) throws -> Bool { try !input.flag() }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try input.read(type)
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedDecodingContainer<Nested> {
    KeyedDecodingContainer(KeyedReader<Nested>(input: input))
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try UnkeyedReader(input)
  }
  func superDecoder() -> any Decoder { ReadingDecoder(input: input) }
  func superDecoder(forKey key: Key) -> any Decoder { ReadingDecoder(input: input) }
}

private struct UnkeyedReader: UnkeyedDecodingContainer {
  private let input: ByteInput
  let count: Int?
  private(set) var currentIndex = 0
  var isAtEnd: Bool { currentIndex >= count ?? 0 }
  var codingPath: [any CodingKey] { [] }

  init(_ input: ByteInput) throws {
    self.input = input
    count = try input.count(ofAtLeast: 1)
  }

  private mutating func advance() throws {
    guard !isAtEnd else { throw PassError.malformed(section: "value") }
    currentIndex += 1
  }

  mutating func decodeNil() throws -> Bool { try !input.flag() }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try advance()
    return try input.read(type)
  }
  mutating func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    try advance()
    return KeyedDecodingContainer(KeyedReader<Key>(input: input))
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try advance()
    return try UnkeyedReader(input)
  }
  mutating func superDecoder() throws -> any Decoder {
    try advance()
    return ReadingDecoder(input: input)
  }
}

private struct SingleReader: SingleValueDecodingContainer {
  let input: ByteInput
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { input.isNil() }
  func decode(_ type: String.Type) throws -> String { try input.text() }
  func decode(_ type: Bool.Type) throws -> Bool { try input.flag() }
  func decode(_ type: Double.Type) throws -> Double { try Double(from: input) }
  func decode(_ type: Float.Type) throws -> Float { try Float(from: input) }
  func decode(_ type: Int.Type) throws -> Int { try input.integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try input.integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try input.integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try input.integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try input.integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try input.integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try input.integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try input.integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try input.integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try input.integer(type) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try input.read(type) }
}
