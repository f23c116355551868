import FathomData
import FathomNumerics
import FathomSummaries
import SummaryTesting
import Testing

@testable import FathomAnalyses

@Suite struct LostRowsPatternTests {
  private let schema = Schema(
    path: "rows.csv", format: "csv", sha256: "", layout: .table,
    columns: [
      Column(name: "v", type: .double, holdsNumbers: true),
      Column(name: "site", type: .categorical, levels: ["a", "b"], holdsNumbers: false),
    ])

  private func rows(
    _ count: Int, seed: UInt64,
    isLost: (_ line: Int, _ v: Double, _ site: UInt64, _ chance: Double) -> Bool
  ) -> LostRows {
    var stream = RandomStream(seed: seed, domain: "lost", index: 0)
    var rows = LostRows(lost: [], used: [])
    for line in 0..<count {
      let v = stream.uniform()
      let site: UInt64 = stream.uniform() < 0.5 ? 1 : 2
      let row = LostRows.Row(line: line, cells: [.number(v), .word(site)])
      if isLost(line, v, site, stream.uniform()) {
        rows.lost.append(row)
      } else {
        rows.used.append(row)
      }
    }
    return rows
  }

  @Test func `a column, a level or a place in the file is named`() {
    let byValue = LostRowsPattern(rows(500, seed: 1) { _, v, _, _ in v > 0.93 }, schema)
    #expect(byValue.columns == ["v"] && !byValue.areTogether)
    let bySite = LostRowsPattern(rows(500, seed: 2) { $2 == 1 && $3 < 0.2 }, schema)
    #expect(bySite.columns == ["site"])
    let byPlace = LostRowsPattern(rows(500, seed: 3) { line, _, _, _ in line > 460 }, schema)
    #expect(byPlace.columns.isEmpty && byPlace.areTogether)
  }

  @Test func `rows lost at random show no pattern`() {
    let found = (UInt64(1)...200).count { seed in
      let pattern = LostRowsPattern(rows(400, seed: seed) { $3 < 0.1 }, schema)
      return !pattern.columns.isEmpty || pattern.areTogether
    }
    // One in a hundred is expected: 2, with a standard deviation of 1.4.
    #expect(found <= 7)
  }

  @Test func `a few rows, and cells that were shifted, say nothing`() {
    let few = LostRowsPattern(rows(60, seed: 4) { line, _, _, _ in line < 6 }, schema)
    #expect(few.columns.isEmpty && !few.areTogether)
    var shifted = rows(400, seed: 5) { $3 < 0.2 }
    for index in shifted.lost.indices { shifted.lost[index].cells[0] = .word(7) }
    #expect(LostRowsPattern(shifted, schema).columns.isEmpty)
  }

  // MARK: The blind spot

  private func spot(_ text: String) throws -> BlindSpot? {
    try withTable(text) { path in
      BlindSpot(rejectedRowsOf: try Summary(of: try CSVSource(path: path)))
    }
  }

  private func table(losing every: Int?) -> String {
    (["id,site,k,y"]
      + (0..<60).map { row in
        if let every, row >= 3, (row - 3) % every == 0 { return "\(row),s,1" }
        return "\(row),s\(row % 7),0.\(row),1.\(row)"
      }).joined(separator: "\n") + "\n"
  }

  @Test func `rows lost at random are a blind spot, and a large one from a tenth on`() throws {
    let few = try #require(try spot(table(losing: 30)))
    #expect(few.id == "rows.rejected" && !few.isLarge)
    #expect(
      few.message
        == "2 of 60 rows could not be read: fewer cells than the header, the first in line 5.")
    #expect(try spot(table(losing: 6))?.isLarge == true)
    #expect(try spot(table(losing: nil)) == nil)
  }

  @Test func `rows lost by a pattern are told from others`() throws {
    var stream = RandomStream(seed: 5, domain: "pattern", index: 0)
    var byPattern = "v,w,note\n"
    var byChance = byPattern
    for _ in 0..<600 {
      let (v, w) = (stream.uniform(), stream.uniform())
      byPattern += "\(v),\(w)" + (v > 0.93 ? "\n" : ",x\n")
      byChance += "\(v),\(w)" + (stream.uniform() > 0.93 ? "\n" : ",x\n")
    }
    let found = try #require(try spot(byPattern))
    #expect(found.id == "rows.rejectedByPattern" && found.isLarge)
    #expect(found.message.contains("“v”"))
    #expect(try spot(byChance)?.id == "rows.rejected")
  }
}
