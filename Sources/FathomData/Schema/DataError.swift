/// What can go wrong between a path and its rows.
///
/// Each message says what, where and what to do.
public enum DataError: Error, Equatable, Sendable {
  /// There is nothing at the path.
  case notFound(path: String)
  /// The operating system refused to open or read it.
  case unreadable(path: String, reason: String)
  /// The file has no byte, or only a byte-order mark.
  case empty(path: String)
  /// The file has a header and no row under it.
  case noRows(path: String)
  /// Every row was rejected.
  case allRowsRejected(path: String, reasons: String)
  /// A cell is quoted and the quote never closes, so that no row is left.
  case unclosedQuote(path: String, line: Int, column: Int)
  /// The text is damaged, and the user does not want to go on without what is lost.
  case damagedText(path: String, line: Int?, problem: String)
  /// A row cannot be used, and the user does not want to go on without it.
  case rejectedRow(path: String, rejection: Rejection, count: Int)
  /// The file is of a kind that cannot be read as text.
  case unsupported(path: String, kind: String, advice: String)
  /// The file is compressed, and none of it can be unpacked.
  case cannotUnpack(path: String, reason: String)
  /// A temporary copy of the input could not be written.
  case noTemporaryFile(path: String, folder: String, reason: String)
  /// A column was named that is not there.
  case unknownColumn(name: String, nearest: String?, path: String)
  /// The features do not fill the layout that was asked for.
  case layoutMismatch(path: String, expected: Int, found: Int, layout: String, hint: String)
  /// No column holds a value that an analysis could use.
  case noValues(path: String)
  /// An image cannot be decoded, and the user does not want to go on without it.
  case unreadableImage(path: String, name: String, reason: String)
  /// There is no image that can be read.
  case noImages(path: String, files: Int, unreadable: Int)
  /// An option does not fit the input.
  case invalidOption(String)
}

extension DataError: CustomStringConvertible {
  /// One sentence for people: what, where, what to do.
  public var description: String {
    switch self {
    case .notFound(let path):
      "\(path): no such file or folder; check the path"
    case .unreadable(let path, let reason):
      "\(path): cannot be read: \(reason)"
    case .empty(let path):
      "\(path): the file is empty; expected a header and rows"
    case .noRows(let path):
      "\(path): there is a header but no row under it; nothing can be measured"
    case .allRowsRejected(let path, let reasons):
      "\(path): no row could be used (\(reasons)); check the delimiter and the header"
    case .unclosedQuote(let path, let line, let column):
      "\(path):\(line):\(column): a quoted cell starts here and its quote never closes; "
        + "close it or double the quotes inside the cell"
    case .damagedText(let path, let line, let problem):
      "\(path)\(line.map { ":\($0)" } ?? ""): \(problem) "
        + "Repair it, or read what is left by leaving out --strict."
    case .rejectedRow(let path, let rejection, let count):
      "\(path)\(rejection.line.map { ":\($0)" } ?? "")\(rejection.column.map { ":\($0)" } ?? ""): "
        + "\(rejection.reason.phrase)"
        + (count > 1 ? " (the first of \(count) rows that cannot be used)" : "")
        + "; repair it, or read on without such rows by leaving out --strict"
    case .unsupported(let path, let kind, let advice):
      "\(path): looks like \(kind), which is not a CSV; \(advice)"
    case .cannotUnpack(let path, let reason):
      "\(path): cannot be unpacked: \(reason)"
    case .noTemporaryFile(let path, let folder, let reason):
      "\(path): its plain text needs a temporary file in \(folder): \(reason); "
        + "make room there or set TMPDIR to another folder"
    case .unknownColumn(let name, let nearest, let path):
      "\(path): there is no column “\(name)”"
        + (nearest.map { "; did you mean “\($0)”?" } ?? "; the header names the columns")
    case .layoutMismatch(let path, let expected, let found, let layout, let hint):
      "\(path): layout \(layout) needs \(expected) feature columns, found \(found)\(hint)"
    case .noValues(let path):
      "\(path): every cell is missing; there is nothing to measure"
    case .unreadableImage(let path, let name, let reason):
      "\(path): the image “\(name)” cannot be read: \(reason); repair it or take it out, "
        + "or read on without it by leaving out --strict"
    case .noImages(let path, let files, let unreadable):
      "\(path): no image that can be read among \(files) "
        + (files == 1 ? "file" : "files")
        + (unreadable > 0 ? " (\(unreadable) looked like images and could not be decoded)" : "")
        + "; expected images, flat or in one folder a class"
    case .invalidOption(let message):
      message
    }
  }
}
