/// Writes `Codable` values as bytes: bit patterns in little-endian order, one after the other, without
/// names.
///
/// | value | bytes |
/// |---|---|
/// | number, Boolean | its own width; `Int` as 64 bits, floating-point numbers by their bit pattern |
/// | text | the number of its bytes as 64 bits, UTF-8 |
/// | array | the number of elements as 64 bits, the elements |
/// | optional | a byte, 0 for nil or 1, and the value |
/// | structure | its values in the order of their declaration |
///
/// What is read back must be the same type, so every stored form has a version. Dictionaries have no
/// order and are refused: a type that holds one says itself in which order it is written.
struct PartialWriter {
  private let output = ByteOutput()

  /// The bytes of a value.
  static func bytes(of value: some Encodable) -> [UInt8] {
    let writer = PartialWriter()
    do {
      try writer.output.write(value)
    } catch {
      preconditionFailure("a partial has a binary form: \(error)")
    }
    return writer.output.bytes
  }
}

/// Bytes in the order in which they were written.
final class ByteOutput {
  private(set) var bytes: [UInt8] = []

  func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Puts a count in the place of one that was written before.
  func replaceCount(at place: Int, by count: Int) {
    withUnsafeBytes(of: UInt64(count).littleEndian) { count in
      // In bounds: eight bytes were written there.
      for offset in 0..<8 { bytes[place + offset] = count[offset] }
    }
  }

  func write<Value: Encodable>(_ value: Value) throws {
    if let optional = value as? any OptionalForm {
      append(UInt8(optional.isNil ? 0 : 1))
      if optional.isNil { return }
    } else if let fixed = value as? any FixedForm {
      return fixed.append(to: self)
    } else if let array = value as? any FixedArrayForm {
      return array.append(to: self)
    }
    try value.encode(to: WritingEncoder(output: self))
  }
}

/// A value whose bytes are always as many.
protocol FixedForm: Sendable {
  static var byteCount: Int { get }
  func append(to output: ByteOutput)
  init(from input: ByteInput) throws(PassError)
}

extension FixedForm where Self: FixedWidthInteger & Sendable {
  static var byteCount: Int { bitWidth / 8 }
  func append(to output: ByteOutput) { output.append(self) }
  init(from input: ByteInput) throws(PassError) { self = try input.integer(Self.self) }
}

extension Int: FixedForm {}
extension Int32: FixedForm {}
extension UInt8: FixedForm {}
extension UInt32: FixedForm {}
extension UInt64: FixedForm {}

extension Double: FixedForm {
  static var byteCount: Int { 8 }
  func append(to output: ByteOutput) { output.append(bitPattern) }
  init(from input: ByteInput) throws(PassError) {
    self.init(bitPattern: try input.integer(UInt64.self))
  }
}

extension Float: FixedForm {
  static var byteCount: Int { 4 }
  func append(to output: ByteOutput) { output.append(bitPattern) }
  init(from input: ByteInput) throws(PassError) {
    self.init(bitPattern: try input.integer(UInt32.self))
  }
}

extension Bool: FixedForm {
  static var byteCount: Int { 1 }
  func append(to output: ByteOutput) { output.append(UInt8(self ? 1 : 0)) }
  init(from input: ByteInput) throws(PassError) { self = try input.flag() }
}

/// Arrays whose elements need no encoder each.
protocol FixedArrayForm {
  func append(to output: ByteOutput)
  init(from input: ByteInput) throws(PassError)
}

extension Array: FixedArrayForm where Element: FixedForm {
  func append(to output: ByteOutput) {
    output.append(UInt64(count))
    for element in self { element.append(to: output) }
  }

  init(from input: ByteInput) throws(PassError) {
    let count = try input.count(ofAtLeast: Element.byteCount)
    var elements = [Element]()
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try Element(from: input)) }
    self = elements
  }
}

/// An optional, whatever it wraps.
protocol OptionalForm {
  var isNil: Bool { get }
}

extension Optional: OptionalForm {
  var isNil: Bool { if case .none = self { true } else { false } }
}

// MARK: - The containers of `Codable`

private struct WritingEncoder: Encoder {
  let output: ByteOutput
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    assert(String(describing: type) != "_DictionaryCodingKey", "a dictionary has no order")
    return KeyedEncodingContainer(KeyedWriter(output: output))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { UnkeyedWriter(output) }
  func singleValueContainer() -> any SingleValueEncodingContainer { SingleWriter(output: output) }
}

private struct KeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: ByteOutput
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) { output.append(UInt8(0)) }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try output.write(value)
  }
  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    try output.write(value)
  }
  // Without these, the library leaves out what is nil.
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try output.write(value) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try output.write(value) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    KeyedEncodingContainer(KeyedWriter<Nested>(output: output))
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    UnkeyedWriter(output)
  }
  func superEncoder() -> any Encoder { WritingEncoder(output: output) }
  func superEncoder(forKey key: Key) -> any Encoder { WritingEncoder(output: output) }
}

private struct UnkeyedWriter: UnkeyedEncodingContainer {
  private let output: ByteOutput
  private let place: Int
  private(set) var count = 0 {
    didSet { output.replaceCount(at: place, by: count) }
  }
  var codingPath: [any CodingKey] { [] }

  init(_ output: ByteOutput) {
    self.output = output
    place = output.bytes.count
    output.append(UInt64(0))
  }

  mutating func encodeNil() {
    count += 1
    output.append(UInt8(0))
  }
  mutating func encode<Value: Encodable>(_ value: Value) throws {
    count += 1
    try output.write(value)
  }
  mutating func nestedContainer<Key: CodingKey>(
    keyedBy type: Key.Type
  ) -> KeyedEncodingContainer<Key> {
    count += 1
    return KeyedEncodingContainer(KeyedWriter<Key>(output: output))
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    count += 1
    return UnkeyedWriter(output)
  }
  mutating func superEncoder() -> any Encoder {
    count += 1
    return WritingEncoder(output: output)
  }
}

private struct SingleWriter: SingleValueEncodingContainer {
  let output: ByteOutput
  var codingPath: [any CodingKey] { [] }

  func encodeNil() throws {
    // An optional was written before it came here; whoever else writes nil could not read it again.
    throw EncodingError.invalidValue(
      0, .init(codingPath: [], debugDescription: "nil outside of an optional"))
  }
  func encode(_ value: String) {
    output.append(UInt64(value.utf8.count))
    output.append(value.utf8)
  }
  func encode(_ value: Bool) { value.append(to: output) }
  func encode(_ value: Double) { value.append(to: output) }
  func encode(_ value: Float) { value.append(to: output) }
  func encode(_ value: Int) { output.append(value) }
  func encode(_ value: Int8) { output.append(value) }
  func encode(_ value: Int16) { output.append(value) }
  func encode(_ value: Int32) { output.append(value) }
  func encode(_ value: Int64) { output.append(value) }
  func encode(_ value: UInt) { output.append(value) }
  func encode(_ value: UInt8) { output.append(value) }
  func encode(_ value: UInt16) { output.append(value) }
  func encode(_ value: UInt32) { output.append(value) }
  func encode(_ value: UInt64) { output.append(value) }
  func encode<Value: Encodable>(_ value: Value) throws { try output.write(value) }
}
