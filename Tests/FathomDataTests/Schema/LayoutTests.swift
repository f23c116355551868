import FathomData
import Foundation
import Testing

@Suite struct LayoutTests {
  @Test(arguments: [
    ("table", Layout.table), ("sequence", .sequence),
    ("28x28", .grid(height: 28, width: 28, channels: 1)),
    ("32X24x3", .grid(height: 32, width: 24, channels: 3)),
    ("1x1x1", .grid(height: 1, width: 1, channels: 1)),
  ])
  func `a layout is read from its name`(_ name: String, _ expected: Layout) {
    #expect(Layout(name) == expected)
  }

  @Test(arguments: [
    "", "tables", "28", "28x", "x28", "28x28x", "0x5", "-1x5", "5x5x5x5", "28 x 28", "axb",
    "70000x1", "99999999999999999999x2",
  ])
  func `what is not a layout is refused`(_ name: String) {
    #expect(Layout(name) == nil)
  }

  @Test(arguments: [
    Layout.table, .sequence, .grid(height: 3, width: 5, channels: 1),
    .grid(height: 3, width: 5, channels: 4),
  ])
  func `the description is the name, in JSON too`(_ layout: Layout) throws {
    #expect(Layout(layout.description) == layout)
    let json = try JSONEncoder().encode([layout])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(layout.description)\"]")
    #expect(try JSONDecoder().decode([Layout].self, from: json) == [layout])
  }

  @Test func `an unknown name in JSON is an error`() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Layout].self, from: Data("[\"cube\"]".utf8))
    }
  }

  @Test func `only a grid fixes the number of positions`() {
    #expect(Layout.table.positions == nil)
    #expect(Layout.sequence.positions == nil)
    #expect(Layout.grid(height: 8, width: 7, channels: 3).positions == 168)
    #expect(Layout("65536x65536x65536")?.positions == 1 << 48)
  }
}
