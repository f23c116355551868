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
        case .doubles(let numbers, _): numbers
        case .codes(let codes): codes.map(Double.init)
        default: []
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
    let others = ["imageHealth", "race", "cells", "labelErrors"]
    for outcome in result.outcomes where !others.contains(outcome.info.id) {
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

  /// A zip of stored files (APPNOTE 6.3), as `numpy.savez` writes it.
  private func zip(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var body = [UInt8]()
    var directory = [UInt8]()
    for (name, bytes) in files {
      let crc = bytes.reduce(UInt32.max) { crc, byte in
        (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in
          crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
        }
      }
      let fields =
        little(0, 8) + little(Int(~crc), 4) + little(bytes.count, 4) + little(bytes.count, 4)
        + little(name.utf8.count, 2) + little(0, 2)
      directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + fields + little(0, 10)
      directory += little(body.count, 4) + Array(name.utf8)
      body += [0x50, 0x4B, 3, 4, 20, 0] + fields + Array(name.utf8) + bytes
    }
    return body + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + little(files.count, 2)
      + little(files.count, 2) + little(directory.count, 4) + little(body.count, 4) + little(0, 2)
  }

  /// Packs files of a folder with the system's `tar`.
  private func tar(_ names: [String], in folder: String, to archive: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["tar", "-czf", archive, "-C", folder] + names
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  private func evidence(_ path: String, labels: String? = nil) throws -> [String: Any] {
    let survey = try Survey.withoutRace(permutations: 199)
    let options = InputOptions(images: ImageOptions(labels: labels))
    switch try Opening.open(path: path, options: options) {
    case .images(let source): return try evidence(survey.run(source))
    case .arrays(let source): return try evidence(survey.run(source))
    case .table(let file): return try evidence(survey.run(file))
    }
  }

  @Test func `folders, archives, IDX, NPY, NPZ and a CSV of pixels`() throws {
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

    let array = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(rows.count),), }"
    let paddedArray = array.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    let labelsNPY =
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(paddedArray.utf8) + labels
    let npz = try file(
      "digits.npz",
      zip([("x.npy", [UInt8](try Data(contentsOf: URL(filePath: npy)))), ("y.npy", labelsNPY)]))
    let list = try file(
      "digits-labels.csv",
      Array(("digit\n" + rows.map { "\($0.label)\n" }.joined()).utf8))
    try tar(["."], in: ImageEquivalenceTests.digits, to: folder.path + "/digits.tar.gz")
    try tar(
      ["digits-images-idx3-ubyte", "digits-labels-idx1-ubyte"], in: folder.path,
      to: folder.path + "/arrays.tar.gz")
    let pngs = try FileManager.default.subpathsOfDirectory(atPath: ImageEquivalenceTests.digits)
      .filter { $0.hasSuffix(".png") }.sorted()
    let zipped = try file(
      "digits.zip",
      zip(
        try pngs.map {
          let url = URL(filePath: ImageEquivalenceTests.digits).appending(path: $0)
          return ("digits/" + $0, [UInt8](try Data(contentsOf: url)))
        }))

    let survey = try Survey.withoutRace(permutations: 199)
    let expected = try evidence(ImageEquivalenceTests.digits)
    #expect(expected.count > 2)
    let others: [(path: String, labels: String?)] = [
      (idx, nil), (npy, folder.path + "/digits-labels-idx1-ubyte"), (npy, list), (npz, nil),
      (folder.path + "/digits.tar.gz", nil), (folder.path + "/arrays.tar.gz", nil), (zipped, nil),
    ]
    for (path, labels) in others {
      #expect(differences(expected, try evidence(path, labels: labels)) == [], "\(path)")
    }
    let table = try CSVFile(
      path: csv,
      options: TableOptions(
        roles: ColumnRoles(target: "label", layout: .grid(height: 8, width: 8, channels: 1))))
    // Images that look alike are found by other means than rows, and are held out together.
    let split = ["repeats", "sampleSize", "trial"]
    func unsplit(_ evidence: [String: Any]) -> [String: Any] {
      evidence.filter { !split.contains($0.key) }
    }
    #expect(unsplit(expected).count > 1)
    #expect(differences(unsplit(expected), unsplit(try evidence(survey.run(table)))) == [])
  }
}
