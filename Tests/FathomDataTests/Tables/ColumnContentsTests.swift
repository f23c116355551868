import Foundation
import Testing

@testable import FathomData

@Suite struct ColumnContentsTests {
  private func chunk(_ index: Int, _ rows: ArraySlice<String>) -> TableChunk {
    let table = FieldTable(
      scanning: Array(rows.joined(separator: "\n").utf8), delimiter: UInt8(ascii: ","))
    return TableChunk(table, width: 7, firstLine: index * 1000, skipsHeader: false)
  }

  private func contents(_ chunks: [TableChunk]) -> TableContents {
    var contents = TableContents(columns: 7)
    for chunk in chunks { contents.absorb(chunk) }
    return contents
  }

  private func randomRows(_ count: Int, _ random: inout SplitMix) -> [String] {
    (0..<count).map { row in
      let small = Int.random(in: 0...5, using: &random)
      let spelling = ["\(small)", "\(small).0", "0\(small)", "+\(small)", "\(small)e0"]
      return [
        "\(row)", spelling.randomElement(using: &random) ?? "", "\(Double(random.next()) / 3e9)",
        ["x", "y", "\"x\"", "NA", "inf", "2", "2.0"].randomElement(using: &random) ?? "",
        // More levels of either kind than are kept, but only just.
        "\(Int.random(in: 0...300, using: &random))", "w\(Int.random(in: 0...290, using: &random))",
        Bool.random(using: &random) ? "t\(row % 270)" : "\(row % 200)",
      ].joined(separator: ",") + (row % 50 == 0 ? ",ragged" : "")
    }
  }

  @Test func `what is inferred does not depend on the split`() {
    var random = SplitMix(7)
    for count in [0, 1, 10, 300, 3000] {
      let rows = randomRows(count, &random)
      let whole = contents([chunk(0, rows[...])])
      for parts in [2, 3, 9] {
        let borders =
          [0]
          + (0..<parts - 1).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
          + [count]
        var merged = TableContents(columns: 7)
        for (index, (start, end)) in zip(borders, borders.dropFirst()).enumerated().shuffled(
          using: &random)
        {
          merged.merge(contents([chunk(index, rows[start..<end])]))
        }
        #expect(merged.rejectedRows == whole.rejectedRows)
        for column in 0..<7 {
          #expect(merged.columns[column] == whole.columns[column], "column \(column), \(count)")
        }
      }
    }
  }

  @Test func `what is inferred does not depend on the order of the rows`() {
    var random = SplitMix(8)
    let rows = randomRows(1000, &random)
    let shuffled = rows.shuffled(using: &random)
    let a = contents([chunk(0, rows[...])])
    let b = contents([chunk(0, shuffled[...])])
    for column in 0..<7 { #expect(a.columns[column] == b.columns[column], "column \(column)") }
  }

  @Test func `contents survive JSON`() throws {
    var random = SplitMix(9)
    let original = contents([chunk(0, randomRows(500, &random)[...])])
    let copy = try JSONDecoder().decode(
      TableContents.self, from: JSONEncoder().encode(original))
    #expect(copy.columns == original.columns)
    #expect(copy.rows == original.rows)
  }

  @Test func `cells are counted by kind`() {
    let rows = [
      "1,,1,true,2024-05-17,a,a b", "2,NA,inf,false,x,b,c", "2.5,1,-inf,1,12:30,c,5",
    ]
    let columns = contents([chunk(0, rows[...])]).columns
    #expect(columns[0].integers == 2)
    #expect(columns[0].decimals == 1)
    #expect(columns[0].smallest == 1)
    #expect(columns[0].largest == 2.5)
    #expect(columns[1].missing == 2)
    #expect(columns[2].infinities == 2)
    #expect(columns[2].present == 1)
    #expect(columns[2].absent == 2)
    #expect(columns[3].booleans == 2)
    #expect(columns[3].numeric == 1)
    #expect(columns[4].dates == 2)
    #expect(columns[6].textsWithBlanks == 1)
    #expect(columns[6].distinct == 3)
  }

  @Test func `levels are given up one past the limit`() {
    for (count, kept) in [(256, true), (257, false)] {
      let rows = (0..<count).map { "\($0),,,,,," }
      #expect((contents([chunk(0, rows[...])]).columns[0].sortedLevels != nil) == kept)
    }
    for (count, kept) in [(4096, true), (4097, false)] {
      let rows = (0..<count).map { "w\($0),,,,,," }
      #expect((contents([chunk(0, rows[...])]).columns[0].levels != nil) == kept)
    }
  }

  @Test func `levels are numbers by value and words by scalar, each once`() {
    let numbers = ["10,,,,,,", "9.0,,,,,,", "-1,,,,,,", "1e3,,,,,,", "09,,,,,,", "0.5,,,,,,"]
    #expect(
      contents([chunk(0, numbers[...])]).columns[0].sortedLevels
        == ["-1", "0.5", "9", "10", "1000"])
    let words = ["10,,,,,,", "9,,,,,,", "b,,,,,,", "B,,,,,,", "ä,,,,,,", "inf,,,,,,", "b,,,,,,"]
    #expect(
      contents([chunk(0, words[...])]).columns[0].sortedLevels
        == ["10", "9", "B", "b", "inf", "ä"])
  }

  @Test func `wide tables count fewer distinct values exactly`() {
    #expect(TableContents.distinctCapacity(columns: 1) == 65_536)
    #expect(TableContents.distinctCapacity(columns: 16) == 65_536)
    #expect(TableContents.distinctCapacity(columns: 500) == 2098)
    #expect(TableContents.distinctCapacity(columns: 100_000) == 1024)
  }
}
