/// A CSV file as a source of typed batches.
///
/// The schema is that of all rows: a type is right even when it shows in the last row only. Memory
/// holds a few chunks at a time, never the file.
public struct CSVSource: Source {
  /// The schema.
  public private(set) var schema: Schema
  /// What was observed of each column; of the sample in a provisional source.
  public let observations: [ColumnObservation]
  private let reader: CSVReader
  private let columns: ColumnReader
  private let pool: ScratchPool
  private let looksClosely: Set<Int>
  /// Whether some columns are left out that tell rows apart.
  private let hashesRows: Bool
  /// The column that names the groups of rows; nil without.
  private let groupColumn: Int?

  /// Opens a file and infers its schema from all rows.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe, or `-` for standard input.
  ///   - options: what the user says about it.
  ///   - threads: changes the time, never the result.
  public init(
    path: String, options: TableOptions = TableOptions(), threads: Int = 1,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws(DataError) {
    self = try CSVFile(path: path, options: options, threads: threads).read(
      threads: threads, progress: progress)
  }

  /// - Parameter looksClosely: the chunks of which all cells are looked at closely.
  init(
    _ reader: CSVReader, _ schema: Schema, _ contents: TableContents, looksClosely: [Int] = []
  ) {
    self.looksClosely = Set(looksClosely)
    self.reader = reader
    self.schema = schema
    observations = contents.columns.map(\.observation)
    groupColumn = schema.groupName.flatMap { name in
      schema.columns.firstIndex { $0.name == name }
    }
    pool = reader.scratchPool()
    columns = ColumnReader(
      dialect: reader.dialect, missing: reader.missing,
      plans: ColumnPlan.plans(schema, contents), readings: contents.columns.map(\.reading),
      hashed: schema.tellingColumns)
    hashesRows = !schema.tellingColumns.isEmpty
  }

  /// The same source, of which some rows could not be read.
  func having(lostRows: LostRows) -> CSVSource {
    var source = self
    source.schema.lostRows = lostRows
    return source
  }

  /// How many chunks the file was cut into.
  public var batchCount: Int { reader.chunkCount }

  /// The bytes of all chunks.
  public var byteCount: Int? { reader.byteCount }

  /// The rows of one chunk.
  public func batch(_ index: Int) throws(DataError) -> Batch {
    try pool.with { scratch throws(DataError) in
      let chunk = try reader.chunk(index, scratch)
      var hashes = rowHashes(chunk)
      let values = hashes.withUnsafeMutableBufferPointer {
        columns.read(chunk, scratch, rowHashes: $0.isEmpty ? nil : $0.baseAddress)
      }
      var batch = Batch(chunk, values, texts(chunk), groups(chunk))
      batch.otherCells = hashes
      return batch
    }
  }

  /// The rows of one chunk, while contents note what its cells are and a digest its bytes.
  func batch(
    _ index: Int, telling contents: SharedContents, pool: ScratchPool, digest: DigestJob,
    wantsValues: Bool
  ) throws(DataError) -> Batch {
    try pool.with { scratch throws(DataError) in
      let chunk = try reader.chunk(index, scratch)
      // Now, while the bytes are in the cache.
      digest.offer(scratch.block.bytes, at: reader.plan.chunks[index].offset)
      contents.count(rows: chunk.rowCount, rejections: chunk.rejections)
      // Neighbouring chunks, which are read at the same time, start at different columns.
      var hashes = wantsValues ? rowHashes(chunk) : []
      let values = hashes.withUnsafeMutableBufferPointer {
        columns.read(
          chunk, scratch, contents: contents, looksClosely: looksClosely.contains(index),
          first: index % 8 * schema.columns.count / 8, wantsValues: wantsValues,
          rowHashes: $0.isEmpty ? nil : $0.baseAddress)
      }
      var batch = Batch(
        chunk, values, wantsValues ? texts(chunk) : [], wantsValues ? groups(chunk) : [])
      batch.otherCells = hashes
      return batch
    }
  }

  /// Some cells of free text, evenly over the chunk.
  private func texts(_ chunk: TableChunk) -> [TextCell] {
    let count = TextCell.count(rows: chunk.rowCount, batches: batchCount)
    return schema.columns.indices.filter { schema.columns[$0].isSampled }.flatMap { column in
      (0..<count).compactMap { place in
        let index = place * chunk.rowCount / count
        let row = Int(chunk.rows[index])
        guard !chunk.isMissing(row: row, column: column) else { return nil }
        return TextCell(
          column: column, row: chunk.lines[index],
          beginningOf: chunk.table.text(row: row, column: column))
      }
    }
  }

  /// Room for a hash of what each row holds in columns that are left out and yet tell rows apart.
  private func rowHashes(_ chunk: TableChunk) -> [UInt64] {
    hashesRows ? [UInt64](repeating: 0, count: chunk.rowCount) : []
  }

  /// A hash of the group of each row; of its line where that is missing, so that it is alone.
  private func groups(_ chunk: TableChunk) -> [UInt64] {
    guard let column = groupColumn else { return [] }
    return (0..<chunk.rowCount).map { place in
      let row = Int(chunk.rows[place])
      guard !chunk.isMissing(row: row, column: column) else {
        return StableHash.alone(chunk.lines[place])
      }
      return chunk.table.withCell(row: row, column: column) { cell, start, end in
        StableHash.hash(UnsafeRawBufferPointer(start: cell + start, count: end - start))
      }
    }
  }

  /// How each column is read.
  var readings: [ColumnReading] { columns.readings }
  /// Whether each column is read as numbers.
  var readsNumbers: [Bool] { columns.plans.map { $0 == .numbers || $0 == .integers } }

  /// Whether another schema reads every column in the same way, so that batches agree.
  func reads(like other: CSVSource) -> Bool {
    columns.plans == other.columns.plans && schema.reads(like: other.schema)
      && zip(columns.readings, other.columns.readings).allSatisfy { $0.reads(like: $1) }
  }
}

extension Batch {
  fileprivate init(
    _ chunk: TableChunk, _ columns: [ColumnValues], _ texts: [TextCell], _ groups: [UInt64]
  ) {
    self.init(columns: columns, rowNumbers: chunk.lines, rejections: chunk.rejections)
    self.texts = texts
    self.groups = groups
  }
}
