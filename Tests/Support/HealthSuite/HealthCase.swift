package import Foundation

/// A fault that was planted in a table, or between two.
package struct HealthCondition: Sendable, Encodable {
  package enum Kind: String, Sendable, Encodable, CaseIterable {
    case leakage, duplicates, conflicts, nearDuplicates, labelErrors
    case variants, specialValues, mixed, missingness, groups
    case overlap, groupOverlap, shift, concept, confounder
  }

  package var condition: Kind
  /// The columns of the fault, one of which is to be named; of images the property.
  package var columns: [String] = []
  /// The rows of the fault, from 0 below the header, of the second file for two; half of them are to be named.
  package var rows: [Int] = []
  /// How it was planted.
  package var how: String

  package init(
    _ condition: Kind, columns: [String] = [], rows: [Int] = [], _ how: String
  ) {
    self.condition = condition
    self.columns = columns
    self.rows = rows
    self.how = how
  }
}

/// What a case of the suite holds: a table, two of them, or pictures.
package enum HealthData: Sendable {
  case table(HealthTable)
  case tables(HealthTable, HealthTable)
  case pictures([Picture])
}

/// A set of data with what is planted in it; nothing is in a clean one.
package struct HealthCase: Sendable {
  package var name: String
  package var target: String
  package var isClassification: Bool
  package var data: HealthData
  package var conditions: [HealthCondition]
  /// Why a clean set tempts; empty for ordinary ones.
  package var why = ""

  package var isClean: Bool { conditions.isEmpty }

  /// The path of its table or folder, below the folder that it is written into.
  package var first: String {
    if case .pictures = data { return "A" }
    return "A.csv"
  }

  /// The path of its second table; nil for none.
  package var second: String? {
    if case .tables = data { return "B.csv" }
    return nil
  }

  /// Writes tables or pictures with `truth.json` into a folder of its own.
  package func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    switch data {
    case .table(let table):
      try Data(table.text.utf8).write(to: folder.appending(path: first))
    case .tables(let a, let b):
      try Data(a.text.utf8).write(to: folder.appending(path: first))
      try Data(b.text.utf8).write(to: folder.appending(path: second ?? ""))
    case .pictures(let pictures):
      for picture in pictures { try picture.write(to: folder.appending(path: first)) }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(Truth(self)).write(to: folder.appending(path: "truth.json"))
  }

  /// What `truth.json` says.
  private struct Truth: Encodable {
    var id: String
    var kind: String
    var files: [String]
    var target: String
    var task: String
    var why: String
    var conditions: [HealthCondition]

    init(_ made: HealthCase) {
      id = made.name
      kind = made.isClean ? "clean" : "planted"
      files = [made.first] + (made.second.map { [$0] } ?? [])
      target = made.target
      task = made.isClassification ? "classification" : "regression"
      why = made.why
      conditions = made.conditions
    }
  }
}

/// Sets of data with planted faults, and clean ones, made from a seed.
package enum HealthSuite {
  /// Sets with one planted fault each.
  package static func planted(seed: UInt64) -> [HealthCase] {
    leakage(seed) + cells(seed) + repeats(seed) + labelErrors(seed) + groups(seed)
      + files(seed) + confounders(seed)
  }

  /// Sets in which nothing is planted.
  ///
  /// - Parameter fixtures: the folder of the committed tables.
  package static func clean(seed: UInt64, fixtures: URL) throws -> [HealthCase] {
    ordinary(seed) + tempting(seed) + halves(seed) + cleanPictures(seed)
      + (try committed(fixtures))
  }
}
