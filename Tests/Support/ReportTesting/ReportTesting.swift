package import FathomAnalyses
package import FathomData
package import FathomReports
package import Foundation

/// The folder that holds Package.swift.
package let packageRoot: URL = {
  var root = URL(filePath: #filePath)
  while root.path != "/",
    !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
  { root.deleteLastPathComponent() }
  return root
}()

/// The path of a data set in `Fixtures/Data`.
package func fixture(_ name: String) -> String {
  packageRoot.appending(path: "Fixtures/Data").appending(path: name).path
}

/// A temporary folder that is removed with the value that holds it.
package final class ReportTestFolder {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "fathom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns its path.
  package func write(_ text: String, to name: String) throws -> String {
    let file = url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}

/// The report of a table; 99 relabellings are enough to see every name.
package func reportOfTable(
  _ path: String, _ options: TableOptions = TableOptions(), seed: UInt64 = 1,
  includesSamples: Bool = false, races: Bool = false
) throws -> Report {
  let source = try CSVSource(path: path, options: options, threads: 2)
  var survey = try Survey.withoutRace(seed: seed, permutations: 99, threads: 2)
  if races { survey.thresholds = ThresholdChanges() }
  return Report(try survey.run(source), includesSamples: includesSamples)
}

/// The report of a table that is made on the spot.
package func reportOfText(
  _ text: String, _ options: TableOptions = TableOptions(), includesSamples: Bool = false,
  races: Bool = false
) throws -> Report {
  let folder = try ReportTestFolder()
  return try reportOfTable(
    try folder.write(text, to: "table.csv"), options, includesSamples: includesSamples,
    races: races)
}

/// The report of a folder of images.
package func reportOfImages(_ path: String) throws -> Report {
  let source = try ImageFolderSource(path: path, threads: 2)
  return Report(try Survey.withoutRace(permutations: 99, threads: 2).run(source))
}

extension ReportFormat {
  /// The formats of reports that no gate looked at, too.
  package static let forAllReports = allCases.filter { !$0.needsGate }
}

extension Report {
  /// The report in a format.
  package func rendered(_ format: ReportFormat) throws -> String {
    try format.renderer().render(self)
  }

  /// The report as other programs see it.
  package func jsonObject() throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(try rendered(.json).utf8))
    return object as? [String: Any] ?? [:]
  }
}

/// Cells in double quotes, so that they may hold anything.
package func csvRow(_ cells: [String]) -> String {
  // By scalars: a quotation mark with an accent over it is another character.
  cells.map { cell in
    cell.unicodeScalars.reduce(into: "\"") { text, scalar in
      text.unicodeScalars.append(contentsOf: scalar == "\"" ? [scalar, scalar] : [scalar])
    } + "\""
  }.joined(separator: ",") + "\n"
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run.
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  package init(_ seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// More columns than rows: 20 rows of 40 numbers and a label.
package let wideTable: String = {
  var random = SplitMix(1)
  var text = csvRow((1...40).map { "x\($0)" } + ["label"])
  for row in 0..<20 {
    let numbers = (1...40).map { _ in String(Int.random(in: -999...999, using: &random)) }
    text += csvRow(numbers + [row.isMultiple(of: 2) ? "even" : "odd"])
  }
  return text
}()

extension Survey {
  /// A survey without the race, which takes longer than all the rest.
  package static func withoutRace(
    seed: UInt64 = 1, permutations: Int, threads: Int = 1
  ) throws -> Survey {
    var survey = Survey(seed: seed, permutations: permutations, threads: threads)
    survey.thresholds = try .withoutRace()
    return survey
  }
}

extension ThresholdChanges {
  /// No race.
  package static func withoutRace() throws -> ThresholdChanges {
    var changes = ThresholdChanges()
    try changes.set(Race.info.id, "budget", to: 0)
    return changes
  }
}
