/// What the first bytes of an array say of the rest.
struct ArrayHeader: Sendable, Equatable {
  var type: ElementType
  var isBigEndian: Bool
  /// Rows first.
  var shape: [Int]
  /// Whether the first index changes fastest.
  var isFortranOrder: Bool
  /// Where the numbers begin.
  var dataOffset: Int

  /// One row may have this many numbers, so that memory stays bounded: 64 Mi.
  static let maximumRow = 1 << 26

  /// The length of the longest header that is read: 1 MiB.
  static let maximumLength = 1 << 20

  /// How many rows are declared.
  var rows: Int { shape[0] }
  /// How many numbers a row has.
  var rowLength: Int { shape.dropFirst().reduce(1, *) }

  /// A header whose sizes are known to be usable.
  init(
    type: ElementType, isBigEndian: Bool, shape: [Int], isFortranOrder: Bool, dataOffset: Int
  ) throws(HeaderProblem) {
    let text = shape.map(String.init).joined(separator: "×")
    guard !shape.isEmpty else { throw HeaderProblem("it holds one number rather than rows") }
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw HeaderProblem("its header declares a negative size, \(text)")
    }
    guard shape[0] > 0 else { throw HeaderProblem("it has no row") }
    var row = 1
    for side in shape.dropFirst() {
      guard side > 0 else { throw HeaderProblem("its rows are empty, \(text)") }
      guard side <= ArrayHeader.maximumRow / row else {
        throw HeaderProblem(
          "its header declares rows of more than \(ArrayHeader.maximumRow) numbers, \(text)")
      }
      row *= side
    }
    let (_, isTooLarge) = shape[0].multipliedReportingOverflow(by: row * 64)
    guard !isTooLarge else { throw HeaderProblem("its header declares an absurd size, \(text)") }
    self.type = type
    self.isBigEndian = isBigEndian
    self.shape = shape
    self.isFortranOrder = isFortranOrder
    self.dataOffset = dataOffset
  }

  /// Reads whichever header the bytes begin with; nil when it is none.
  init?(_ bytes: [UInt8]) throws(HeaderProblem) {
    if DataFormat.npy.matches(bytes) {
      self = try NPYHeader.parse(bytes)
    } else if DataFormat.idx.matches(bytes) {
      self = try ArrayHeader(idx: bytes)
    } else {
      return nil
    }
  }

  /// How many whole rows there are in a number of bytes.
  func wholeRows(inBytes bytes: Int) -> Int {
    let elements = max(0, bytes) / type.size
    // In Fortran order the last position of every row comes at the end.
    let whole = isFortranOrder ? elements - rows * (rowLength - 1) : elements / rowLength
    return max(0, min(rows, whole))
  }

  // MARK: IDX

  private static let idxTypes: [UInt8: ElementType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]

  private init(idx bytes: [UInt8]) throws(HeaderProblem) {
    let length = 4 + 4 * Int(bytes[3])
    guard let type = ArrayHeader.idxTypes[bytes[2]], bytes.count >= length else {
      throw HeaderProblem("it ends within its header")
    }
    let shape = stride(from: 4, to: length, by: 4).map { start in
      // In bounds: start + 4 ≤ length ≤ count.
      bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    try self.init(
      type: type, isBigEndian: true, shape: shape, isFortranOrder: false, dataOffset: length)
  }
}

/// Why a header cannot be used, as the end of a sentence.
struct HeaderProblem: Error, Equatable {
  var reason: String

  init(_ reason: String) { self.reason = reason }
}
