/// Where a CSV may be cut so that every chunk holds whole rows.
///
/// The cuts depend on the bytes alone. Finding them is the one step that must read in order, because
/// whether a line break ends a row depends on every quote before it.
struct ChunkPlan: Sendable {
  struct Chunk: Sendable {
    var offset: Int
    var count: Int
  }

  private(set) var chunks: [Chunk] = []
  /// The digest of the whole file.
  private(set) var sha256 = ""

  /// The byte between cells: a quote opens at the start of a cell only.
  let delimiter: UInt8

  static let blockSize = 1 << 20
  /// The longest row that is read; beyond it, a quote was surely never closed.
  static let longestRow = 1 << 30

  /// - Parameter textStart: the offset at which text begins, behind a byte-order mark.
  init(_ file: ReadOnlyFile, delimiter: UInt8, textStart: Int) throws(DataError) {
    self.delimiter = delimiter
    var digest = Digest()
    var boundary = RowBoundary(delimiter: delimiter)
    var chunkStart = textStart
    var position = 0
    while true {
      let block = try file.read(at: position, count: ChunkPlan.blockSize)
      if block.isEmpty { break }
      block.withUnsafeBytes { digest.update($0) }
      let skip = position == 0 ? textStart : 0
      if let end = boundary.advance(over: block, from: skip) {
        chunks.append(Chunk(offset: chunkStart, count: position + end - chunkStart))
        chunkStart = position + end
      }
      position += block.count
      if position - chunkStart > ChunkPlan.longestRow {
        throw .unsupported(
          path: file.path, kind: "a file whose row is longer than 1 GiB",
          advice: "look for a quote that never closes")
      }
    }
    if position > chunkStart {
      chunks.append(Chunk(offset: chunkStart, count: position - chunkStart))
    }
    sha256 = digest.finish()
  }
}

/// The state of quoting between blocks, and the last place where a row ended.
struct RowBoundary {
  private enum State {
    case cellStart, plain, quoted, quoteSeen
  }

  let delimiter: UInt8
  private var state = State.cellStart

  init(delimiter: UInt8) { self.delimiter = delimiter }

  /// Reads on; returns the offset behind the last row that ends in this block.
  mutating func advance(over block: [UInt8], from start: Int) -> Int? {
    let slice = block[start...]
    if !slice.contains(CSVDialect.quote) {
      // Inside quotes nothing ends; outside, every line break does.
      if state == .quoted { return nil }
      let lineBreak = slice.lastIndex { $0 == 0x0A } ?? slice.lastIndex { $0 == 0x0D }
      let last = slice.last ?? 0
      state = last == delimiter || last == 0x0A || last == 0x0D ? .cellStart : .plain
      // A CR at the very end may be half of a CRLF: leave it to the next block.
      guard let lineBreak, !(block[lineBreak] == 0x0D && lineBreak == block.count - 1) else {
        return nil
      }
      return lineBreak + 1
    }
    var end: Int?
    for index in slice.indices {
      let byte = block[index]
      switch state {
      case .quoted:
        if byte == CSVDialect.quote { state = .quoteSeen }
        continue
      case .quoteSeen where byte == CSVDialect.quote:
        state = .quoted
        continue
      case .cellStart where byte == CSVDialect.quote:
        state = .quoted
        continue
      default:
        break
      }
      if byte == 0x0A {
        state = .cellStart
        end = index + 1
      } else if byte == 0x0D {
        state = .cellStart
        let next = index + 1
        if next < block.count, block[next] != 0x0A { end = next }
      } else {
        state = byte == delimiter ? .cellStart : .plain
      }
    }
    return end
  }
}
