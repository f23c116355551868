import FathomNumerics
import Testing

@testable import FathomGate

/// How many of the rows count where each is like the one before it.
@Suite struct RowDependenceTests {
  private func noise(_ count: Int, _ seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, domain: "dependence", index: 0)
    return (0..<count).map { _ in Double.random(in: -1..<1, using: &stream) }
  }

  @Test func `rows in no order all count`() {
    // Two standard errors: one in forty is beyond, and then hardly less than all count.
    let shares = (1...200).map { RowDependence.share(noise(400, $0)) }
    #expect(shares.count { $0 < 1 } <= 15)
    #expect((shares.min() ?? 0) > 0.7)
    let levels = (1...50).map { seed in
      RowDependence.share(ofLevels: noise(400, seed).map { $0 < 0 ? 1 : $0 < 0.5 ? 2 : 3 })
    }
    #expect(levels.count { $0 < 1 } <= 6)
  }

  @Test func `of rows that follow one another fewer count, as Bartlett says`() {
    // ρ = 0.8: (1 − 0.8)/(1 + 0.8) = 0.111
    var value = 0.0
    let series = noise(20_000, 3).map { step -> Double in
      value = 0.8 * value + step
      return value
    }
    #expect(abs(RowDependence.share(series) - 1.0 / 9) < 0.02)
    // Ten of a level in a row: 0.9 of the neighbours agree beyond chance.
    let runs = (0..<4_000).map { UInt64(1 + $0 / 10 * 7 % 5) }
    #expect(abs(RowDependence.share(ofLevels: runs) - 0.1 / 1.9) < 0.02)
  }

  @Test func `missing cells are passed over`() {
    var values = noise(400, 1)
    let share = RowDependence.share(values)
    for place in stride(from: 0, to: 400, by: 4) { values[place] = .nan }
    #expect(share == 1 && RowDependence.share(values) > 0.8)
    #expect(RowDependence.share([]) == 1 && RowDependence.share(ofLevels: [0, 0, 1]) == 1)
  }
}
