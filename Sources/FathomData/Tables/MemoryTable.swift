/// A table in memory whose columns are typed, as a source.
///
/// Types, roles, missing words and identifiers are decided as for a text file with the same cells, and
/// whatever lies in memory as numbers is counted exactly. Texts are read as cells are: a column of texts
/// that are all numbers is a column of numbers.
public struct MemoryTable: Source {
  /// The schema.
  public let schema: Schema
  /// What was observed of each column.
  public let observations: [ColumnObservation]
  private let columns: [TypedColumn]
  private let plans: [ColumnPlan]
  private let rowCount: Int
  private let rowsPerBatch: Int
  private let groupColumn: Int?

  /// A column: its name and its cells, which are no ``ColumnValues/codes(_:)``.
  public typealias NamedColumn = (name: String, values: ColumnValues)

  /// A table from its columns.
  ///
  /// - Parameters:
  ///   - name: what reports and errors call the table.
  ///   - columns: in order, all as long as the first; names that occur twice are made unique.
  ///   - roles: what the columns are used for.
  ///   - missingWords: the texts and numbers that stand for a missing value, beside the empty text; nil
  ///     for the usual ones.
  ///   - rowsPerBatch: how many rows are summarized at a time.
  ///   - memoryLimit: about how many bytes of memory may be used.
  /// - Throws: `noRows` and `noValues` where nothing is there, `invalidOption` where columns differ in
  ///   length, hold codes, or are not what the roles ask for, `unknownColumn` where one is not there.
  /// - Complexity: O(cells).
  public init(
    named name: String = "memory", columns: [NamedColumn], roles: ColumnRoles = ColumnRoles(),
    missingWords: [String]? = nil, rowsPerBatch: Int = 8_192,
    memoryLimit: Int = 512_000_000
  ) throws(DataError) {
    let rows = columns.first?.values.count ?? 0
    guard rows > 0 else { throw .noRows(path: name) }
    var contents = TableContents(
      columns: columns.count, hashes: TableContents.distinctHashes(memoryLimit: memoryLimit))
    let missing = MissingWords(missingWords)
    var typed = [TypedColumn]()
    for (index, column) in columns.enumerated() {
      if case .codes = column.values {
        throw .invalidOption("\(name): column “\(column.name)” holds codes without their levels")
      }
      guard column.values.count == rows else {
        throw .invalidOption(
          "\(name): column “\(column.name)” has \(column.values.count ?? 0) cells, the first \(rows)"
        )
      }
      let cells = TypedColumn(column.values, missing: missing)
      cells.note(in: &contents.columns[index])
      typed.append(cells)
    }
    let names = ColumnNames.unique(columns.map(\.name))
    let rule = CellRule(names: names, roles: roles, decimalMark: UInt8(ascii: "."))
    for _ in 0..<CellRule.rounds {
      let readings = rule.readings(contents)
      for index in columns.indices
      where !contents.columns[index].reading.reads(like: readings[index]) {
        typed[index] = TypedColumn(
          columns[index].values, missing: missing, reading: readings[index])
        contents.columns[index] = contents.columns[index].emptied
        typed[index].note(in: &contents.columns[index])
      }
      rule.set(readings, &contents)
    }
    contents.count(rows: rows, rejections: [])
    guard contents.columns.contains(where: { $0.present > 0 }) else { throw .noValues(path: name) }
    var schema = try ColumnResolver(
      path: name, format: "memory", names: names, contents: contents, roles: roles
    ).schema()
    schema.sha256 = MemoryTable.sha256(columns)
    self.schema = schema
    self.columns = typed
    self.rowsPerBatch = max(1, rowsPerBatch)
    observations = contents.columns.map(\.observation)
    plans = ColumnPlan.plans(schema, contents)
    rowCount = rows
    groupColumn = roles.group.flatMap { group in
      schema.columns.firstIndex { $0.name == group }
    }
  }

  /// How many batches there are; the last may be shorter.
  public var batchCount: Int { (rowCount + rowsPerBatch - 1) / rowsPerBatch }

  /// The rows of one batch.
  public func batch(_ index: Int) throws(DataError) -> Batch {
    let rows = index * rowsPerBatch..<min(rowCount, (index + 1) * rowsPerBatch)
    var batch = Batch(
      columns: zip(columns, plans).map { $0.values(rows, $1) }, rowNumbers: Array(rows))
    batch.texts = texts(rows)
    if let groupColumn {
      batch.groups = rows.map { columns[groupColumn].key($0) ?? StableHash.alone($0) }
    }
    let telling = schema.tellingColumns
    if !telling.isEmpty {
      batch.otherCells = rows.map { row in
        telling.reduce(0) { StableHash.mix($0 ^ (columns[$1].key(row) ?? 0)) }
      }
    }
    return batch
  }

  /// Some cells of free text, evenly over the rows.
  private func texts(_ rows: Range<Int>) -> [TextCell] {
    let count = TextCell.count(rows: rows.count, batches: batchCount)
    return schema.columns.indices.filter { schema.columns[$0].isSampled }.flatMap { column in
      (0..<count).compactMap { place in
        let row = rows.lowerBound + place * rows.count / count
        return columns[column].text(row).map {
          TextCell(column: column, row: row, beginningOf: $0)
        }
      }
    }
  }

  /// The digest of names, kinds and cells.
  private static func sha256(_ columns: [NamedColumn]) -> String {
    var digest = Digest()
    func add(_ values: [some FixedWidthInteger], _ digest: inout Digest) {
      for value in values {
        withUnsafeBytes(of: UInt64(truncatingIfNeeded: value).littleEndian) { digest.update($0) }
      }
    }
    func add(_ text: String, _ digest: inout Digest) {
      add([text.utf8.count], &digest)
      digest.update(text)
    }
    for (name, values) in columns {
      add(name, &digest)
      let present = (0..<(values.count ?? 0)).map(values.isPresent)
      add(Validity(present).bytes, &digest)
      func kept<Value>(_ cells: [Value], _ empty: Value) -> [Value] {
        cells.indices.map { present[$0] ? cells[$0] : empty }
      }
      switch values {
      case .doubles(let cells, _):
        add("doubles", &digest)
        add(kept(cells, 0).map(\.bitPattern), &digest)
      case .integers(let cells, _):
        add("integers", &digest)
        add(kept(cells, 0), &digest)
      case .unsignedIntegers(let cells, _):
        add("unsignedIntegers", &digest)
        add(kept(cells, 0), &digest)
      case .booleans(let cells, _):
        add("booleans", &digest)
        add(kept(cells, false).map { $0 ? 1 : 0 }, &digest)
      case .dates(let cells, let unit, _):
        add(unit.rawValue, &digest)
        add(kept(cells, 0), &digest)
      case .strings(let codes, let dictionary, _):
        add("strings", &digest)
        for (row, code) in codes.enumerated() where present[row] {
          add(dictionary[Int(code)], &digest)
        }
      case .codes, .skipped: break
      }
    }
    return digest.finish()
  }
}
