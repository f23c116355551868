import FathomData

/// The columns and their values as a source gives them, or the error of opening it.
struct ValuesAnswer: Encodable {
  struct ReadColumn: Encodable {
    var name: String
    var type: String
    var holdsNumbers: Bool
    var missing: Int
    /// Nil where it is an estimate.
    var distinct: Int?
    /// The bits of each number in hexadecimal, null where it is missing.
    var numbers: [String?]?
    /// The level of each cell, null where it is missing.
    var labels: [String?]?
    var levels: Int
  }

  struct RejectedRow: Encodable {
    var reason: String
    var line: Int?
    var column: Int?
  }

  var columns: [ReadColumn] = []
  var rows = 0
  var batches = 0
  var rowNumbers: [Int] = []
  var rejected: [RejectedRow] = []
  /// The name of the error and, where it has one, its line.
  var error: String?
  var line: Int?

  init(_ request: Request) {
    do throws(DataError) {
      let source = try CSVSource(
        path: request.path, options: request.options, threads: request.threads ?? 1)
      rows = source.schema.rows
      batches = source.batchCount
      columns = zip(source.schema.columns, source.observations).map(ValuesAnswer.empty)
      for index in 0..<source.batchCount { add(try source.batch(index), source.schema) }
    } catch {
      columns = []
      self.error = ValuesAnswer.name(of: error)
      if case .unclosedQuote(_, let line, _) = error { self.line = line }
    }
  }

  private static func empty(_ column: Column, _ seen: ColumnObservation) -> ReadColumn {
    ReadColumn(
      name: column.name, type: column.type.rawValue, holdsNumbers: column.holdsNumbers,
      missing: seen.missing, distinct: seen.distinctIsExact ? seen.distinct : nil,
      levels: column.levels.count)
  }

  private mutating func add(_ batch: Batch, _ schema: Schema) {
    rowNumbers += batch.rowNumbers
    rejected += batch.rejections.map {
      RejectedRow(reason: $0.reason.rawValue, line: $0.line, column: $0.column)
    }
    for (index, values) in batch.columns.enumerated() {
      switch values {
      case .doubles, .integers:
        let numbers = values.numbers ?? []
        columns[index].numbers =
          (columns[index].numbers ?? [])
          + numbers.map { $0.isNaN ? nil : String($0.bitPattern, radix: 16) }
      case .codes(let codes):
        let levels = schema.columns[index].levels
        columns[index].labels =
          (columns[index].labels ?? []) + codes.map { $0 < 0 ? nil : levels[Int($0)] }
      default: break
      }
    }
  }

  private static func name(of error: DataError) -> String {
    switch error {
    case .notFound: "notFound"
    case .unreadable: "unreadable"
    case .empty: "empty"
    case .noRows: "noRows"
    case .allRowsRejected: "allRowsRejected"
    case .unclosedQuote: "unclosedQuote"
    case .unsupported: "unsupported"
    case .unknownColumn: "unknownColumn"
    case .layoutMismatch: "layoutMismatch"
    case .noValues: "noValues"
    case .noImages: "noImages"
    case .unreadableImage: "unreadableImage"
    case .invalidOption: "invalidOption"
    case .cannotUnpack: "cannotUnpack"
    case .noTemporaryFile: "noTemporaryFile"
    case .damagedText: "damagedText"
    case .rejectedRow: "rejectedRow"
    }
  }
}
