import Testing

@testable import FathomNumerics

@Suite struct GoldenSectionTests {
  @Test func `the minimum is found inside and at both ends`() {
    let square = GoldenSection.minimum(in: -2...5, steps: 60) { ($0 - 1.25) * ($0 - 1.25) }
    // Of a parabola half of the digits can be told.
    #expect(abs(square - 1.25) < 1e-7)
    #expect(abs(GoldenSection.minimum(in: 0...1, steps: 60) { $0 }) < 1e-12)
    #expect(abs(GoldenSection.minimum(in: 0...1, steps: 60) { -$0 } - 1) < 1e-12)
  }

  @Test func `it ends where the interval is narrow enough`() {
    var calls = 0
    _ = GoldenSection.minimum(in: 0...1, steps: 100, width: 0.5) {
      calls += 1
      return $0
    }
    // 1 becomes 0.618, and that 0.382.
    #expect(calls == 4)
  }
}
