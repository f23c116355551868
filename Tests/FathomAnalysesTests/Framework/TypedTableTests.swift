import FathomData
import Foundation
import Testing

@testable import FathomAnalyses

/// A table in memory and the same table in a text file.
@Suite struct TypedTableTests {
  @Test(arguments: ["y", "kind", "large", nil])
  func `a table in memory has the profiles of the text file with its cells`(
    _ target: String?
  ) throws {
    var rows = "x,y,kind,large,flag,day\n"
    let all = Array(0..<200)
    let x = all.map { Double($0 * 7_919 % 199) / 8 }
    let y = all.map { Int64($0 * 31 % 50) }
    let large = all.map { 9_007_199_254_740_992 + Int64($0 % 3) }
    for row in all {
      let day = row % 28 + 1
      rows += "\(row % 9 == 0 ? "NA" : "\(x[row])"),\(y[row]),\(["a", "b", "c"][row % 3]),"
      rows += "\(large[row]),\(row % 2 == 0),2024-01-\(day < 10 ? "0" : "")\(day)\n"
    }
    let roles = ColumnRoles(target: target)
    let file = try summary(ofFile: rows, roles)
    let memory = try Summary(
      of: try MemoryTable(
        columns: [
          ("x", .doubles(x, Validity(all.map { $0 % 9 != 0 }))), ("y", .integers(y)),
          ("kind", .strings(all.map { Int32($0 % 3) }, dictionary: ["a", "b", "c"])),
          ("large", .integers(large)), ("flag", .booleans(all.map { $0 % 2 == 0 })),
          ("day", .dates(all.map { Int64(19_723 + $0 % 28) }, .days)),
        ], roles: roles))
    #expect(memory.schema.columns == file.schema.columns)
    #expect(memory.profiles == file.profiles)
    #expect(memory.classes == file.classes)
    #expect(memory.correlations == file.correlations)
    #expect(memory.completeRows == file.completeRows && memory.rows == file.rows)
    if target == "large" { #expect(memory.classes.map(\.count) == [67, 67, 66]) }
  }

  @Test func `rows that differ in integers of one double are no repeats`() throws {
    let large = (0..<200).map { 9_007_199_254_740_992 + Int64($0 % 100) }
    let file = try summary(ofFile: "k\n" + large.map { "\($0)\n" }.joined(), ColumnRoles())
    #expect(file.distinctRows?.count == 100)
    let memory = try Summary(
      of: try MemoryTable(columns: [("k", .integers(large))], rowsPerBatch: 7))
    #expect(memory.distinctRows?.count == 100)
  }

  private func summary(ofFile text: String, _ roles: ColumnRoles) throws -> Summary {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fathom-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "table.csv").path
    try Data(text.utf8).write(to: URL(filePath: path))
    return try Summary(of: try CSVSource(path: path, options: TableOptions(roles: roles)))
  }
}
