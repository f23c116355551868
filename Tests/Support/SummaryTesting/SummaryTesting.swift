package import FathomData
internal import FathomNumerics
package import FathomSummaries
package import Foundation

// MARK: Numbers

/// |a − b| relative to |b|; 0 where both are equal, so that 0 may be compared with 0.
package func relativeError(_ a: Double, _ b: Double) -> Double {
  a == b ? 0 : abs(a - b) / abs(b)
}

/// Whether a is b up to a relative tolerance and 1e-13 for rounding near 0.
package func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * abs(b) + 1e-13
}

/// Standard normal numbers, the same in every run (Box & Muller 1958).
package struct NormalStream {
  private var stream: RandomStream

  package init(_ domain: String, _ index: Int = 0) {
    stream = RandomStream(seed: 20_260_101, domain: domain, index: UInt64(index))
  }

  package mutating func next() -> Double {
    let radius = (-2 * log(1 - stream.uniform())).squareRoot()
    return radius * cos(2 * .pi * stream.uniform())
  }

  package mutating func column(_ rows: Int) -> [Double] { (0..<rows).map { _ in next() } }
}

/// Pearson's correlation over the rows where both values are there, from the definition.
package func pearson(_ a: [Double], _ b: [Double]) -> Double {
  let pairs = zip(a, b).filter { !$0.isNaN && !$1.isNaN }
  let n = Double(pairs.count)
  let meanA = pairs.reduce(0) { $0 + $1.0 } / n
  let meanB = pairs.reduce(0) { $0 + $1.1 } / n
  var ab = 0.0
  var aa = 0.0
  var bb = 0.0
  for (x, y) in pairs {
    ab += (x - meanA) * (y - meanB)
    aa += (x - meanA) * (x - meanA)
    bb += (y - meanB) * (y - meanB)
  }
  return ab / (aa * bb).squareRoot()
}

// MARK: Fixtures

/// Files of the package, found from this file upward.
package enum Package {
  package static let root: URL = {
    var root = URL(filePath: #filePath)
    while root.path != "/",
      !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
    { root.deleteLastPathComponent() }
    return root
  }()

  package static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  package static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// The paths of all files under a folder with an extension, relative to the package, sorted.
  package static func files(under folder: String, extension suffix: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix("." + suffix) }.map { "\(folder)/\($0)" }.sorted()
  }
}

/// The committed data sets and the values expected of them.
package enum Fixture {
  /// The responses, so that only predictors are features.
  package static let targets = [
    "longley.csv": "TOTEMP", "mtcars.csv": "mpg", "diabetes.csv": "target", "wine.csv": "cultivar",
    "breast_cancer.csv": "diagnosis", "filip_poly10.csv": "y", "airquality.csv": "Ozone",
    "duncan.csv": "prestige", "spectra.csv": "fat", "digits.csv": "label",
    "digits_shuffled.csv": "label",
  ]

  /// The contents of `Fixtures/<analysis>/expected.json`; names in snake case become camel case.
  package static func expected<Value: Decodable>(_ analysis: String, as type: Value.Type) throws
    -> Value
  {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      type, from: Data(try Package.text("Fixtures/\(analysis)/expected.json").utf8))
  }

  package static func source(
    _ file: String, layout: Layout = .table, exclude: [String] = []
  ) throws -> CSVSource {
    try CSVSource(
      path: Package.root.appending(path: "Fixtures/Data/\(file)").path,
      options: TableOptions(
        roles: ColumnRoles(target: targets[file], layout: layout, exclude: exclude)))
  }

  package static func summary(
    _ file: String, layout: Layout = .table, exclude: [String] = []
  ) throws -> Summary {
    try Summary(of: try source(file, layout: layout, exclude: exclude))
  }

  // The digits are the largest: they are read once for all tests.
  private static let digitsResult = Result {
    try summary("digits.csv", layout: .grid(height: 8, width: 8, channels: 1))
  }
  private static let shuffledResult = Result {
    try summary("digits_shuffled.csv", layout: .grid(height: 8, width: 8, channels: 1))
  }

  package static func digits() throws -> Summary { try digitsResult.get() }
  package static func digitsShuffled() throws -> Summary { try shuffledResult.get() }
}

extension SummaryLimits {
  /// The standard limits, but for the values that are kept.
  package init(cells: Int) {
    self.init()
    self.cells = cells
  }
}

extension Summary {
  /// Reads a source; a small `cellLimit` makes it read the rows twice rather than keep them.
  package init(
    of source: some Source, threads: Int = 1, seed: UInt64 = 1,
    cellLimit: Int = SummaryLimits().cells
  ) throws {
    self = try Summarizer(
      seed: seed, threads: threads, progress: .silent, limits: SummaryLimits(cells: cellLimit)
    ).summarize(source)
  }
}

// MARK: Sources in memory

/// Columns in memory as a source, in batches of any size.
package struct MemorySource: Source {
  package var schema: Schema
  package var observations: [ColumnObservation]
  private var columns: [ColumnValues]
  private var rowsPerBatch: Int
  private var rowCount: Int

  /// Numbers by column, NaN where missing.
  ///
  /// Columns without variation are left out by their role.
  package init(
    _ numbers: [(name: String, values: [Double])], layout: Layout = .table,
    rowsPerBatch: Int = 1_000
  ) {
    rowCount = numbers.first?.values.count ?? 0
    self.rowsPerBatch = rowsPerBatch
    columns = numbers.map { .doubles($0.values) }
    schema = Schema(
      path: "memory", format: "csv", sha256: "", layout: layout, rows: rowCount,
      columns: numbers.map { name, values in
        let distinct = Set(values.filter { !$0.isNaN }).count
        return Column(
          name: name, type: distinct > 1 ? .double : distinct == 1 ? .constant : .empty,
          role: distinct > 1 ? .feature : .excluded,
          roleReason: distinct > 1 ? nil : ExclusionReason.noVariation,
          holdsNumbers: distinct > 0, isNullable: values.contains(where: \.isNaN))
      })
    observations = numbers.map { _, values in
      ColumnObservation(
        missing: values.count(where: \.isNaN), distinct: Set(values.filter { !$0.isNaN }).count)
    }
  }

  /// The columns x1, x2, … of numbers.
  package init(columns: [[Double]], layout: Layout = .table, rowsPerBatch: Int = 1_000) {
    self.init(
      columns.enumerated().map { ("x\($0 + 1)", $1) }, layout: layout, rowsPerBatch: rowsPerBatch)
  }

  /// The rows of another source, cut into batches anew.
  package init(_ source: some Source, rowsPerBatch: Int) throws {
    schema = source.schema
    observations = source.observations
    self.rowsPerBatch = rowsPerBatch
    rowCount = 0
    var columns: [ColumnValues] = schema.columns.map { _ in .skipped }
    for index in 0..<source.batchCount {
      let batch = try source.batch(index)
      rowCount += batch.rowCount
      for column in columns.indices {
        switch (columns[column], batch.columns[column]) {
        case (.doubles(let before, _), .doubles(let more, _)):
          columns[column] = .doubles(before + more)
        case (.codes(let before), .codes(let more)): columns[column] = .codes(before + more)
        case (_, let first): columns[column] = first
        }
      }
    }
    self.columns = columns
  }

  package var batchCount: Int { (rowCount + rowsPerBatch - 1) / rowsPerBatch }

  package func batch(_ index: Int) throws(DataError) -> Batch {
    let rows = index * rowsPerBatch..<min(rowCount, (index + 1) * rowsPerBatch)
    return Batch(
      columns: columns.map { column in
        switch column {
        case .doubles(let values, _): .doubles(Array(values[rows]))
        case .codes(let codes): .codes(Array(codes[rows]))
        case let others: others
        }
      }, rowNumbers: Array(rows))
  }

  /// The same rows in batches of another size.
  package func batches(of rows: Int) -> MemorySource {
    var copy = self
    copy.rowsPerBatch = rows
    return copy
  }

  /// The chosen rows in the given order, numbered from 0.
  package func selecting(rows order: [Int]) -> MemorySource {
    var copy = self
    copy.rowCount = order.count
    copy.schema.rows = order.count
    copy.columns = columns.map { column in
      switch column {
      case .doubles(let values, _): .doubles(order.map { values[$0] })
      case .codes(let codes): .codes(order.map { codes[$0] })
      case let others: others
      }
    }
    return copy
  }

  /// The rows with the numbers of each column changed.
  package func mapping(_ change: (_ column: Int, _ value: Double) -> Double) -> MemorySource {
    var copy = self
    for (index, column) in columns.enumerated() {
      if case .doubles(let values, _) = column {
        copy.columns[index] = .doubles(values.map { change(index, $0) })
      }
    }
    return copy
  }

  /// Another order of all rows, the same in every run.
  package func shuffled(seed: UInt64) -> MemorySource {
    var stream = RandomStream(seed: seed, domain: "row order", index: 0)
    var order = (0..<Int32(rowCount)).map { $0 }
    stream.shuffle(&order)
    return selecting(rows: order.map(Int.init))
  }
}

/// A file in a folder of its own that is gone when the body returns.
package func withTable<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "fathom-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: "data.csv")
  try Data(text.utf8).write(to: file)
  return try body(file.path)
}

extension ImageRecord {
  /// A record for tests; the cells are those of a random picture.
  package static func test(
    content: UInt64, difference: UInt64 = 0, picture: UInt64 = 0, height: Int = 64,
    width: Int = 64, traits: ImageTraits = .test()
  ) -> ImageRecord {
    var stream = RandomStream(seed: picture, domain: "cells", index: 0)
    var cells = SIMD64<UInt8>()
    for index in 0..<64 { cells[index] = UInt8(stream.uniform(below: 256)) }
    return ImageRecord(
      height: height, width: width, content: content, difference: difference, cells: cells,
      traits: traits)
  }
}

extension ImageTraits {
  /// Traits for tests: those of a healthy photograph where nothing else is said.
  package static func test(
    mean: Float = 120, low: UInt8 = 20, high: UInt8 = 240, range: UInt8 = 220,
    edgeWidth: Float? = 2, chroma: Float = 30, contrast: UInt8 = 230,
    largestChroma: UInt8 = 0
  ) -> ImageTraits {
    ImageTraits(
      mean: mean, deviation: 50, low: low, high: high, range: range, edgeWidth: edgeWidth,
      chroma: chroma, contrast: contrast, largestChroma: largestChroma)
  }
}
