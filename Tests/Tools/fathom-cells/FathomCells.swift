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
      }
      FileHandle.standardOutput.write(answer + Data("\n".utf8))
    }
  }
}

/// Which file to read, and how.
struct Request: Decodable {
  enum Mode: String, Decodable { case cells, values }

  var path: String
  var mode: Mode
  /// One ASCII character.
  var delimiter: String
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
    TableOptions(
      format: TextFormat(
        delimiter: delimiterByte, hasHeader: header, escape: escape?.utf8.first ?? 0,
        comment: comment?.utf8.first ?? 0, thousandsMark: group?.utf8.first ?? 0))
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
