/// Reads the header of an NPY file: a magic number, a version, and a Python dictionary as text.
///
/// See numpy.lib.format, versions 1 to 3.
enum NPYHeader {
  /// The header, of as many bytes as ``ArrayHeader/maximumLength`` or the file has.
  static func parse(_ bytes: [UInt8]) throws(HeaderProblem) -> ArrayHeader {
    guard bytes.count >= 12 else { throw HeaderProblem("it ends within its header") }
    guard (1...3).contains(bytes[6]) else {
      throw HeaderProblem("its NPY version is \(bytes[6]).\(bytes[7]); 1 to 3 can be read")
    }
    let isShort = bytes[6] == 1
    let start = isShort ? 10 : 12
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= ArrayHeader.maximumLength - 12 else {
      throw HeaderProblem("its header declares an absurd length, \(length) bytes")
    }
    guard bytes.count - start >= length else { throw HeaderProblem("it ends within its header") }
    var scanner = LiteralScanner(bytes[start..<(start + length)])
    guard case .dictionary(let fields)? = scanner.value() else {
      throw HeaderProblem("its NPY header is damaged")
    }
    guard let descr = fields["descr"], case .tuple(let sides)? = fields["shape"],
      case .name(let order)? = fields["fortran_order"], ["True", "False"].contains(order)
    else { throw HeaderProblem("its NPY header lacks descr, shape or fortran_order") }
    guard case .text(let name) = descr else {
      throw HeaderProblem("it holds records of several fields; save one plain numeric array")
    }
    let (type, isBigEndian) = try element(name)
    let shape = sides.compactMap { if case .number(let side) = $0 { side } else { nil } }
    guard shape.count == sides.count, shape.count <= 32 else {
      throw HeaderProblem("the shape in its NPY header is damaged")
    }
    return try ArrayHeader(
      type: type, isBigEndian: isBigEndian, shape: shape, isFortranOrder: order == "True",
      dataOffset: start + length)
  }

  private static func element(_ name: String) throws(HeaderProblem) -> (ElementType, Bool) {
    let types: [String: ElementType] = [
      "b1": .bool, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "i1": .int8,
      "i2": .int16, "i4": .int32, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64,
    ]
    let hasOrder = name.first.map { "<>|=".contains($0) } ?? false
    let code = String(hasOrder ? name.dropFirst() : name[...])
    if let type = types[code], name.first != "|" || type.size == 1 {
      return (type, name.first == ">")
    }
    switch code.first {
    case "O":
      throw HeaderProblem(
        "it holds Python objects, which are never loaded because that can run code; "
          + "save it as a numeric array")
    case "U", "S", "a": throw HeaderProblem("it holds text; save numbers, such as class indices")
    case "c": throw HeaderProblem("it holds complex numbers; save real ones")
    default:
      throw HeaderProblem("its numbers are of a type that cannot be read, “\(name.prefix(20))”")
    }
  }
}

/// The part of Python's literals that NPY headers use.
struct LiteralScanner {
  /// A literal.
  indirect enum Value: Equatable {
    case text(String), name(String), number(Int)
    case tuple([Value])
    case list([Value])
    case dictionary([String: Value])
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  /// The next literal; nil when the text is none.
  mutating func value() -> Value? {
    // Bounded, so that a damaged header cannot exhaust the stack.
    guard depth < 16, let byte = peek() else { return nil }
    depth += 1
    defer { depth -= 1 }
    switch byte {
    case UInt8(ascii: "{"): return dictionary()
    case UInt8(ascii: "("): return items(until: UInt8(ascii: ")")).map { .tuple($0) }
    case UInt8(ascii: "["): return items(until: UInt8(ascii: "]")).map { .list($0) }
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return text(byte)
    default: return word()
    }
  }

  private mutating func peek() -> UInt8? {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
    return position < bytes.count ? bytes[position] : nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func items(until end: UInt8) -> [Value]? {
    position += 1
    var items = [Value]()
    while !take(end) {
      guard let item = value() else { return nil }
      items.append(item)
      if !take(UInt8(ascii: ",")) { return take(end) ? items : nil }
    }
    return items
  }

  private mutating func dictionary() -> Value? {
    position += 1
    var fields = [String: Value]()
    while !take(UInt8(ascii: "}")) {
      guard case .text(let key)? = value(), take(UInt8(ascii: ":")), let field = value() else {
        return nil
      }
      fields[key] = field
      if !take(UInt8(ascii: ",")) { return take(UInt8(ascii: "}")) ? .dictionary(fields) : nil }
    }
    return .dictionary(fields)
  }

  private mutating func text(_ quote: UInt8) -> Value? {
    position += 1
    let rest = bytes[position...]
    guard let end = rest.firstIndex(of: quote) else { return nil }
    position = end + 1
    return .text(String(decoding: rest[..<end], as: UTF8.self))
  }

  private mutating func word() -> Value? {
    let letters = bytes[position...].prefix { byte in
      byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        || Unicode.Scalar(byte).properties.isAlphabetic || (0x30...0x39).contains(byte)
    }
    guard !letters.isEmpty else { return nil }
    position += letters.count
    var word = String(decoding: letters, as: UTF8.self)
    guard let first = word.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first)
    else { return .name(word) }
    // Python 2 wrote long integers as 60000L.
    if word.hasSuffix("L") { word.removeLast() }
    return Int(word).map { .number($0) }
  }
}
