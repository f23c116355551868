import FathomData
import Foundation

/// Prints what Fathom reads in CSV files, for comparison with other readers.
///
/// Each line of standard input is a ``Request`` as JSON; each line of standard output is the answer
/// to one request, in the same order.
@main struct FathomCells {
  static func main() throws {
    let decoder = JSONDecoder()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    while let line = readLine() {
      let request = try decoder.decode(Request.self, from: Data(line.utf8))
      let answer: Data
      switch request.mode {
      case .cells: answer = try encoder.encode(CellsAnswer(request))
      case .values: answer = try encoder.encode(ValuesAnswer(request))
      case .detected: answer = try encoder.encode(DetectedAnswer(request))
      }
      FileHandle.standardOutput.write(answer + Data("\n".utf8))
    }
  }
}

/// Which file to read, and how.
struct Request: Decodable {
  enum Mode: String, Decodable { case cells, values, detected }

  var path: String
  var mode: Mode
  /// One ASCII character.
  var delimiter = ","
  /// One ASCII character each; none is told where there is none.
  var escape: String?
  var comment: String?
  var group: String?
  /// Whether the first row names the columns; only `values` asks.
  var header: Bool?
  /// Only `values` asks; changes no answer.
  var threads: Int?

  var delimiterByte: UInt8 { delimiter.utf8.first ?? UInt8(ascii: ",") }
  /// What is told, 0 for none, so that nothing is detected but the decimal mark.
  var options: TableOptions {
    var options = TableOptions(
      format: TextFormat(
        delimiter: delimiterByte, hasHeader: header, escape: escape?.utf8.first ?? 0,
        comment: comment?.utf8.first ?? 0, thousandsMark: group?.utf8.first ?? 0))
    options.readsAsWritten = true
    return options
  }
}

/// What is found where nothing is told.
struct DetectedAnswer: Encodable {
  var error: String?
  var names: [String] = []
  var types: [String] = []
  var rows = 0
  var used = 0
  var rejections: [Rejection] = []
  var notes: [String] = []
  var blindSpots: [BlindSpot] = []
  /// The numbers of each column that holds some, as bits; codes of levels for others.
  var values: [[Double?]] = []

  init(_ request: Request) {
    do throws(DataError) {
      let source = try CSVSource(path: request.path, threads: request.threads ?? 1)
      names = source.schema.columns.map(\.name)
      types = source.schema.columns.map(\.type.rawValue)
      rows = source.schema.rows
      notes = source.schema.notes
      blindSpots = source.schema.blindSpots
      values = names.map { _ in [] }
      for index in 0..<source.batchCount {
        let batch = try source.batch(index)
        used += batch.rowCount
        rejections += batch.rejections
        for (column, cells) in batch.columns.enumerated() {
          values[column] += (cells.numbers ?? []).map { $0.isFinite ? $0 : nil }
        }
      }
    } catch {
      self.error = "\(error)"
    }
  }
}

/// The cells as the scanner splits them, before anything is known of the columns.
struct CellsAnswer: Encodable {
  var rows: [[String]]

  init(_ request: Request) throws {
    let bytes = try Data(contentsOf: URL(filePath: request.path))
    rows =
      CellDump(
        Array(bytes), delimiter: request.delimiterByte, escape: request.escape?.utf8.first,
        comment: request.comment?.utf8.first
      ).rows
  }
}
