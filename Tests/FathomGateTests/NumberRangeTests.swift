import FathomNumerics
import Foundation
import Testing

@testable import FathomGate

/// Between what numbers later ones are expected.
@Suite struct NumberRangeTests {
  /// Numbers of a stream.
  private func draw(_ count: Int, _ seed: UInt64, _ next: (inout RandomStream) -> Double)
    -> [Double]
  {
    var stream = RandomStream(seed: seed, domain: "ranges", index: 0)
    return (0..<count).map { _ in next(&stream) }
  }

  private func normal(_ stream: inout RandomStream) -> Double {
    let (u, v) = (
      max(1e-12, Double.random(in: 0..<1, using: &stream)), Double.random(in: 0..<1, using: &stream)
    )
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }

  @Test(arguments: [100, 400, 4_000])
  func `hardly a later number of the same kind lies beyond`(_ rows: Int) throws {
    let kinds: [(name: String, next: (inout RandomStream) -> Double)] = [
      ("normal", { 20 + 3 * self.normal(&$0) }),
      ("lognormal", { exp(self.normal(&$0)) }),
      ("exponential", { -5 * log(max(1e-12, Double.random(in: 0..<1, using: &$0))) }),
      ("uniform", { Double.random(in: 0..<1, using: &$0) }),
      ("count", { (-3 * log(max(1e-12, Double.random(in: 0..<1, using: &$0)))).rounded(.down) }),
    ]
    for kind in kinds {
      var beyond = 0
      for seed in 1...40 {
        let range = try #require(NumberRange(draw(rows, UInt64(seed), kind.next)))
        beyond += draw(rows, UInt64(1_000 + seed), kind.next).count { !range.contains($0) }
      }
      // Fewer than one in 2,000: the gate lets two in 1,000 pass.
      #expect(Double(beyond) < 0.0005 * Double(40 * rows) + 3, "\(kind.name): \(beyond)")
    }
  }

  @Test func `counts and powers are never negative, ratings end where they end`() throws {
    let counts = draw(400, 1) {
      (-3 * log(max(1e-12, Double.random(in: 0..<1, using: &$0)))).rounded(.down)
    }
    #expect(try #require(NumberRange(counts)).lower == 0)
    let powers = draw(400, 2) { exp(self.normal(&$0)) }
    #expect(try #require(NumberRange(powers)).lower == 0)
    let ratings = draw(400, 3) { (1 + 5 * Double.random(in: 0..<1, using: &$0)).rounded(.down) }
    let range = try #require(NumberRange(ratings))
    #expect(range.lower == 1 && range.upper == 5)
    // Degrees may fall below zero where none has yet.
    let degrees = draw(400, 4) { 12 + 4 * self.normal(&$0) }.map { max(0.3, $0) }
    #expect(try #require(NumberRange(degrees)).lower < 0.3)
  }

  @Test func `a sentinel lies far beyond, and too few numbers say nothing`() throws {
    let ages = draw(200, 5) { (40 + 11 * self.normal(&$0)).rounded() }
    let range = try #require(NumberRange(ages))
    #expect(!range.contains(-999) && !range.contains(9_999) && range.contains(90))
    #expect(NumberRange(Array(ages.prefix(49))) == nil)
    #expect(NumberRange([Double](repeating: 4, count: 100)) == nil)
  }
}
