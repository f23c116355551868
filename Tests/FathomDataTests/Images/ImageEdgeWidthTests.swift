import Testing

@testable import FathomData

@Suite struct ImageEdgeWidthTests {
  /// A picture whose columns have these values.
  private func width(ofColumns values: [UInt8], height: Int = 20) -> Double? {
    EdgeWidth.mean(
      (0..<height).flatMap { _ in values }, height: height, width: values.count)
  }

  @Test func `a step is one pixel wide`() {
    #expect(
      width(ofColumns: Array(repeating: 20, count: 15) + Array(repeating: 220, count: 15)) == 1)
  }

  @Test func `a ramp is nearly as wide as it is long`() {
    let ramp = (0..<5).map { UInt8(20 + 40 * $0) }
    let columns = Array(repeating: 20, count: 15) + ramp + Array(repeating: 180, count: 15)
    // Of the windows of eight steps, five hold all four steps of 40, two hold three, two hold two;
    // those that hold one rise by less than half of the largest rise.
    #expect(width(ofColumns: columns) == Double(5 * 160 + 2 * 120 + 2 * 80) / Double(9 * 40))
  }

  @Test func `a long ramp is as wide as the reach`() {
    #expect(width(ofColumns: (0..<40).map { UInt8(6 * $0) }) == 8)
  }

  @Test func `turning the picture changes nothing`() {
    let (height, width) = (23, 31)
    let grey = (0..<height * width).map { place -> UInt8 in
      UInt8((place * place * 7 + place / width * 31) % 251)
    }
    let turned = (0..<width).flatMap { x in (0..<height).map { grey[$0 * width + x] } }
    #expect(
      EdgeWidth.mean(grey, height: height, width: width)
        == EdgeWidth.mean(turned, height: width, width: height))
  }

  @Test func `noise on a plain background is no edge, nor is even light`() {
    let noise = (0..<1_600).map { (place: Int) -> UInt8 in UInt8(100 + place * 7919 % 11) }
    #expect(EdgeWidth.mean(noise, height: 40, width: 40) == nil)
    #expect(width(ofColumns: (40..<140).map { UInt8($0) }) == nil)
  }

  @Test func `small pictures are measured where there is room for a window`() {
    func ramp(_ height: Int, _ width: Int) -> Double? {
      let grey = (0..<height * width).map { place -> UInt8 in
        UInt8(25 * max(place / width, place % width))
      }
      return EdgeWidth.mean(grey, height: height, width: width)
    }
    #expect(ramp(1, 1) == nil)
    #expect(ramp(8, 8) == nil)
    #expect(ramp(1, 9) == 8)
    #expect(ramp(9, 1) == 8)
    #expect(EdgeWidth.mean([], height: 0, width: 0) == nil)
  }
}
