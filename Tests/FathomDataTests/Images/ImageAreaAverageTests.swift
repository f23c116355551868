import Testing

@testable import FathomData

@Suite struct ImageAreaAverageTests {
  private func average(_ rows: [[Double]], to height: Int, _ width: Int) -> [Double] {
    var average = AreaAverage(
      from: ImageSize(height: rows.count, width: rows[0].count),
      to: ImageSize(height: height, width: width))
    for row in rows { row.withUnsafeBufferPointer { average.absorb($0) } }
    return average.cells
  }

  @Test func `four pixels become their mean`() {
    #expect(average([[1, 2], [3, 6]], to: 1, 1) == [3])
  }

  @Test func `three pixels become two with the middle one shared`() {
    // Cells are 1.5 pixels long: (1·1 + ½·4) / 1.5 and (½·4 + 1·7) / 1.5.
    #expect(average([[1, 4, 7]], to: 1, 2) == [2, 6])
    #expect(average([[1], [4], [7]], to: 2, 1) == [2, 6])
  }

  @Test func `both sides are weighted together`() {
    let cells = average([[9, 0, 0], [0, 0, 0], [0, 0, 9]], to: 2, 2)
    #expect(cells == [4, 0, 0, 4])
  }

  @Test func `two pixels become three with a mixed one between them`() {
    #expect(average([[2, 8]], to: 1, 3) == [2, 5, 8])
    #expect(average([[2], [8]], to: 3, 1) == [2, 5, 8])
  }

  @Test func `an unchanged size keeps every bit`() {
    let rows: [[Double]] = [[0.1, 0.2, 0.7], [1 / 3, 254.9, 77.77]]
    #expect(average(rows, to: 2, 3) == Array(rows.joined()))
  }

  @Test(arguments: [(7, 5, 3, 2), (31, 64, 32, 9), (100, 3, 8, 9), (1, 1, 4, 4)])
  func `a flat image stays flat and exact`(_ h: Int, _ w: Int, _ height: Int, _ width: Int) {
    let rows = [[Double]](repeating: [Double](repeating: 173, count: w), count: h)
    #expect(average(rows, to: height, width) == [Double](repeating: 173, count: height * width))
  }

  @Test func `the mean is kept`() {
    let rows = (0..<17).map { y -> [Double] in (0..<23).map { Double(($0 * 37 + y * 101) % 256) } }
    let cells = average(rows, to: 5, 7)
    let before = rows.joined().reduce(0, +) / (17 * 23)
    let after = cells.reduce(0, +) / 35
    // Cells have equal area, so only rounding may differ: a few hundred additions of 1e-16 each.
    #expect(abs(before - after) < 1e-11)
  }

  @Test func `the grid has the longer side 32 and at least one pixel`() {
    #expect(ImageSize(height: 768, width: 1024).scaledToGrid == ImageSize(height: 24, width: 32))
    #expect(ImageSize(height: 1000, width: 3).scaledToGrid == ImageSize(height: 32, width: 1))
    #expect(ImageSize(height: 4, width: 8).scaledToGrid == ImageSize(height: 16, width: 32))
  }

  @Test func `medians are lower medians of each side`() {
    let sizes = [(9, 1), (1, 4), (3, 2), (5, 3)].map { ImageSize(height: $0, width: $1) }
    #expect(ImageSize.median(of: sizes) == ImageSize(height: 3, width: 2))
    #expect(ImageSize.median(of: []) == nil)
  }
}
