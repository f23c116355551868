import FathomData
import Foundation
import Testing

@testable import FathomAnalyses

/// The same pixels give the same evidence, whichever way they come in.
@Suite struct ImageEquivalenceTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "fathom-\(UUID().uuidString)")
  private let rows: [(pixels: [UInt8], label: Int)]

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = try ImageFolderSource(path: ImageEquivalenceTests.digits)
    var rows = [(pixels: [UInt8], label: Int)]()
    for index in 0..<source.batchCount {
      let batch = try source.batch(index)
      let columns = batch.columns.map { column -> [Double] in
        switch column {
        case .numbers(let numbers): numbers
        case .codes(let codes): codes.map(Double.init)
        case .skipped: []
        }
      }
      for row in 0..<batch.rowCount {
        rows.append((columns.dropLast().map { UInt8($0[row]) }, Int(columns[64][row])))
      }
    }
    self.rows = rows
  }

  private static let digits = Package.root.appending(path: "Fixtures/Data/digits").path

  private func evidence(_ result: SurveyResult) throws -> [String: Any] {
    var all = [String: Any]()
    for outcome in result.outcomes where outcome.info.id != "imageHealth" {
      guard let evidence = outcome.evidence else {
        Issue.record("\(outcome.info.id): \(outcome.reason ?? "")")
        continue
      }
      let data = try JSONEncoder().encode(evidence)
      all[outcome.info.id] = try JSONSerialization.jsonObject(with: data)
    }
    return all
  }

  /// Where two pieces of evidence differ by more than sums in another order do.
  private func differences(_ a: Any, _ b: Any, _ path: String = "") -> [String] {
    switch (a, b) {
    case (let a as [String: Any], let b as [String: Any]):
      guard Set(a.keys) == Set(b.keys) else { return [path] }
      return a.keys.sorted().flatMap { differences(a[$0] ?? 0, b[$0] ?? 0, path + "/" + $0) }
    case (let a as [Any], let b as [Any]):
      guard a.count == b.count else { return [path] }
      return a.indices.flatMap { differences(a[$0], b[$0], path + "/\($0)") }
    case (let a as NSNumber, let b as NSNumber):
      let (x, y) = (a.doubleValue, b.doubleValue)
      return abs(x - y) <= 1e-9 * max(1, abs(x)) ? [] : [path + " \(x) \(y)"]
    default:
      return "\(a)" == "\(b)" ? [] : [path + " \(a) \(b)"]
    }
  }

  @Test func `a folder of PNGs, IDX, NPY and a CSV of pixels`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
      let url = folder.appending(path: name)
      try Data(bytes).write(to: url)
      return url.path
    }
    func word(_ value: Int) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
    let pixels = rows.flatMap(\.pixels)
    let labels = rows.map { UInt8($0.label) }
    let idx = try file(
      "digits-images-idx3-ubyte", [0, 0, 8, 3] + word(rows.count) + word(8) + word(8) + pixels)
    _ = try file("digits-labels-idx1-ubyte", [0, 0, 8, 1] + word(rows.count) + labels)
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(rows.count), 8, 8), }"
    let padded = header.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    let npy = try file(
      "digits.npy", [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + pixels)
    let names = (0..<64).map { "p\($0)" }.joined(separator: ",")
    let lines = rows.map { $0.pixels.map(String.init).joined(separator: ",") + ",\($0.label)" }
    let csv = try file(
      "digits.csv", Array((names + ",label\n" + lines.joined(separator: "\n") + "\n").utf8))

    let survey = Survey(permutations: 199)
    let expected = try evidence(
      survey.run(try ImageFolderSource(path: ImageEquivalenceTests.digits)))
    let stacks = [
      try StackSource(path: idx),
      try StackSource(path: npy, labels: folder.path + "/digits-labels-idx1-ubyte"),
    ]
    for stack in stacks {
      #expect(differences(expected, try evidence(survey.run(stack))) == [])
    }
    let table = try CSVFile(
      path: csv,
      options: TableOptions(target: "label", layout: .grid(height: 8, width: 8, channels: 1)))
    #expect(differences(expected, try evidence(survey.run(table))) == [])
  }
}
