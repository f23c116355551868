import Foundation

@testable import FathomData

/// The bytes of a file in `Fixtures/Input`.
func inputBytes(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: inputPath(name))))
}

/// The path of a file in `Fixtures/Input`.
func inputPath(_ name: String) -> String { fixture("../Input/\(name)") }

/// The text of `rows.csv`, made by the rule of the fixture's README.
let rowsText: [UInt8] = Array(
  ("row,digit,name\n" + (0..<12_000).map { "\($0),\($0 * $0 % 7),name\($0 % 11)\n" }.joined()).utf8)

/// The text of the damaged files before they were damaged.
let plainText: [UInt8] = Array(
  ("hundreds,rest\n" + (0..<40_000).map { "\($0 / 100),\($0 % 10)\n" }.joined()).utf8)

extension TextInput {
  /// All of the text.
  func text() throws -> [UInt8] { try file.read(at: textStart, count: file.size - textStart) }
}

/// Opens bytes as a file.
func open(_ bytes: [UInt8], encoding: TextEncoding? = nil) throws -> TextInput {
  try withCSV(bytes) { try TextInput.open(path: $0, encoding: encoding) }
}

/// Opens bytes as a file and gives the error, which must be one.
func openingError(_ bytes: [UInt8], encoding: TextEncoding? = nil) throws -> DataError? {
  try withCSV(bytes) { path in
    do throws(DataError) {
      _ = try TextInput.open(path: path, encoding: encoding)
      return nil
    } catch {
      return error
    }
  }
}

extension Compression {
  /// The suffix that the fixtures give it.
  var suffix: String {
    switch self {
    case .gzip: "gz"
    case .zstd: "zst"
    case .bzip2: "bz2"
    case .xz: "xz"
    }
  }
}
