import FathomData
import Foundation
import Synchronization

/// A file in a folder of its own that is gone when the body returns.
func withCSV<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "fathom-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: "data.csv")
  try Data(bytes).write(to: file)
  return try body(file.path)
}

func withCSV<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
  try withCSV(Array(text.utf8), body)
}

/// The path of a data set in `Fixtures/Data` of this package.
func fixture(_ name: String) -> String {
  var root = URL(filePath: #filePath)
  while root.path != "/",
    !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
  { root.deleteLastPathComponent() }
  return root.appending(path: "Fixtures/Data/\(name)").path
}

/// All that a source gives, read at once.
struct ReadTable {
  let schema: Schema
  let observations: [ColumnObservation]
  let batches: [Batch]

  init(_ source: CSVSource) throws {
    schema = source.schema
    observations = source.observations
    batches = try (0..<source.batchCount).map { try source.batch($0) }
  }

  init(_ text: String, _ options: TableOptions = TableOptions(), threads: Int = 1) throws {
    self = try withCSV(text) { path in
      try ReadTable(CSVSource(path: path, options: options, threads: threads))
    }
  }

  init(path: String, _ options: TableOptions = TableOptions(), threads: Int = 1) throws {
    try self.init(CSVSource(path: path, options: options, threads: threads))
  }

  var names: [String] { schema.columns.map(\.name) }
  var rowNumbers: [Int] { batches.flatMap(\.rowNumbers) }
  var rejections: [Rejection] { batches.flatMap(\.rejections) }

  func column(_ name: String) -> Column? { schema.columns.first { $0.name == name } }

  /// What was seen of a column.
  func seen(_ name: String) -> ColumnObservation? {
    names.firstIndex(of: name).map { observations[$0] }
  }

  /// The numbers of a column; nil where they are missing.
  func numbers(_ name: String) -> [Double?] {
    values(name).flatMap { values -> [Double?] in
      guard let numbers = values.numbers else { return [] }
      return numbers.map { $0.isNaN ? nil : $0 }
    }
  }

  /// The levels of the cells of a column; nil where they are missing.
  func labels(_ name: String) -> [String?] {
    let levels = column(name)?.levels ?? []
    return values(name).flatMap { values -> [String?] in
      guard case .codes(let codes) = values else { return [] }
      return codes.map { $0 < 0 ? nil : levels[Int($0)] }
    }
  }

  func values(_ name: String) -> [ColumnValues] {
    guard let index = names.firstIndex(of: name) else { return [] }
    return batches.map { $0.columns[index] }
  }
}

extension Batch {
  /// Everything in it as bits, so that NaN equals NaN.
  var bits: [[Int64]] {
    let values = columns.map { column -> [Int64] in
      switch column {
      case .doubles(let numbers, _): numbers.map { Int64(bitPattern: $0.bitPattern) }
      case .integers(let integers, _): integers
      case .codes(let codes): codes.map(Int64.init)
      default: []
      }
    }
    return values + [rowNumbers.map(Int64.init)]
      + rejections.map { [Int64($0.reason == .tooFewFields ? 0 : 1), Int64($0.line ?? -1)] }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same random numbers in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// What a progress closure was called with, from any thread.
final class ProgressLog: Sendable {
  private let log = Mutex<[Double]>([])

  var values: [Double] { log.withLock { $0 } }

  func append(_ value: Double) { log.withLock { $0.append(value) } }
}
