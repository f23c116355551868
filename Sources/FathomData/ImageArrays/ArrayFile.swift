/// A numeric array in a file that is read by position: IDX, or NPY of NumPy.
struct ArrayFile: Sendable {
  /// The file, for messages.
  let path: String
  let header: ArrayHeader
  /// How many whole rows are there; fewer than declared where the file ends early.
  let rows: Int
  /// What the reader noticed, one sentence each.
  let notes: [String]
  private let file: ReadOnlyFile
  /// Where the array begins in the file.
  private let base: Int

  /// Rows first.
  var shape: [Int] { header.shape }
  /// How one number is stored.
  var type: ElementType { header.type }

  /// Opens a file; one that is packed is unpacked into a temporary file.
  init(path: String) throws(DataError) {
    try self.init(unpacking: ReadOnlyFile(path: path), path: path)
  }

  /// Reads an open file, packed or not.
  init(unpacking file: ReadOnlyFile, path: String) throws(DataError) {
    guard let compression = Compression(startOf: try file.read(at: 0, count: 64)) else {
      try self.init(file, path: path)
      return
    }
    let copy = try TemporaryFile(for: path)
    var unpacking = Unpacking(compression, into: copy) { _ in }
    var offset = 0
    while true {
      let bytes = try file.read(at: offset, count: 1 << 20)
      if bytes.isEmpty { break }
      var failure: DataError?
      bytes.withUnsafeBytes { bytes in
        do throws(DataError) { try unpacking.absorb(bytes) } catch { failure = error }
      }
      if let failure { throw failure }
      offset += bytes.count
    }
    try unpacking.finish()
    try self.init(
      ReadOnlyFile(owning: copy.release(), named: path), path: path,
      notes: unpacking.damage.map { [$0.message] } ?? [])
  }

  /// Reads the header of an array that is part of a file.
  ///
  /// - Parameter range: the bytes of the array; nil for the whole file.
  init(
    _ file: ReadOnlyFile, path: String, range: Range<Int>? = nil, notes: [String] = []
  ) throws(DataError) {
    let range = range ?? 0..<file.size
    let head = try file.read(
      at: range.lowerBound, count: min(range.count, ArrayHeader.maximumLength))
    do throws(HeaderProblem) {
      guard let header = try ArrayHeader(head) else {
        throw HeaderProblem("its content is neither IDX nor NPY")
      }
      self.header = header
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    self.file = file
    self.path = path
    base = range.lowerBound
    rows = header.wholeRows(inBytes: range.count - header.dataOffset)
    guard rows > 0 else {
      throw .unreadable(path: path, reason: "it ends before its first row is whole")
    }
    let missing = header.rows - rows
    // A wrong number in the header must not be taken for rows by the billion.
    guard missing <= max(1_000_000, 100 * rows) else {
      throw .unreadable(
        path: path, reason: "its header says \(header.rows) rows, but it holds only \(rows)")
    }
    self.notes =
      notes + (missing > 0 ? ["The array ends early: its last \(missing) rows are missing."] : [])
  }

  /// How many rows the header declares; those from ``rows`` on are missing.
  var declaredRows: Int { header.rows }

  /// Rows as real numbers, one after another, each in C order.
  func read(rows range: Range<Int>) throws(DataError) -> [Double] {
    let bytes = try bytes(rows: range)
    return [Double](unsafeUninitializedCapacity: range.count * header.rowLength) { target, count in
      count = range.count * header.rowLength
      bytes.withUnsafeBytes {
        type.decode(
          $0, isBigEndian: header.isBigEndian,
          into: UnsafeMutableBufferPointer(rebasing: target[..<count]))
      }
    }
  }

  /// Rows as they are stored, one after another, each in C order.
  func bytes(rows range: Range<Int>) throws(DataError) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "there are such rows")
    let length = header.rowLength
    let start = base + header.dataOffset
    let found: [UInt8]
    if header.isFortranOrder {
      found = try fortranBytes(range, start)
    } else {
      found = try file.read(
        at: start + range.lowerBound * length * type.size, count: range.count * length * type.size)
    }
    guard found.count == range.count * length * type.size else {
      throw .unreadable(path: path, reason: "it became shorter while it was read")
    }
    return found
  }

  /// Rows of an array whose first index changes fastest: a run of bytes for each position.
  private func fortranBytes(_ range: Range<Int>, _ start: Int) throws(DataError) -> [UInt8] {
    let (size, length) = (type.size, header.rowLength)
    let places = cOrder()
    var result = [UInt8](repeating: 0, count: range.count * length * size)
    for position in 0..<length {
      let run = try file.read(
        at: start + (position * header.rows + range.lowerBound) * size, count: range.count * size)
      guard run.count == range.count * size else { return [] }
      for row in 0..<range.count {
        for byte in 0..<size {
          result[(row * length + places[position]) * size + byte] = run[row * size + byte]
        }
      }
    }
    return result
  }

  /// Where each position of a row in Fortran order lies in C order.
  private func cOrder() -> [Int] {
    let sides = Array(shape.dropFirst())
    return (0..<header.rowLength).map { position in
      var (rest, place, stride) = (position, 0, header.rowLength)
      for side in sides {
        stride /= side
        place += rest % side * stride
        rest /= side
      }
      return place
    }
  }
}
