import FathomAnalyses
import Testing

/// What reports rely on beyond the digits: no negative zero, never a p of 0.
@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (0.5, "0.50"), (-0.254, "−0.25"), (1, "1.00"), (0.004, "0.00"), (-0.004, "0.00"),
      (-0.0, "0.00"), (0.006, "0.01"), (-0.006, "−0.01"), (.nan, "–"), (.infinity, "–"),
    ] as [(Double, String)])
  func `a coefficient has two decimals and no negative zero`(value: Double, expected: String) {
    #expect(NumberText.coefficient(value) == expected)
  }

  @Test func `no coefficient is a dash`() {
    #expect(NumberText.coefficient(nil) == "–")
  }

  @Test(
    arguments: [
      (0.000_1, 9_999, "≤ 0.0001"), (0.000_2, 9_999, "0.0002"), (0.01, 99, "≤ 0.010"),
      (0.02, 99, "0.020"), (0.5, 1, "≤ 0.50"), (1, 9_999, "1.00"), (0.16, 9_999, "0.16"),
      (1e-8, 99_999_999, "≤ 1e−08"), (2.2e-7, 99_999_999, "2e−07"),
    ] as [(Double, Int, String)])
  func `p is at most the resolution or itself above it`(
    p: Double, permutations: Int, expected: String
  ) {
    #expect(NumberText.pValue(p, permutations) == expected)
  }

  @Test(arguments: [1, 9, 99, 999, 9_999, 99_999, 1_000_000, 50_000_000, 100_000_000])
  func `p is never 0`(permutations: Int) {
    for exceeding in [0, 1, 2, 5] {
      let p = Double(exceeding + 1) / Double(permutations + 1)
      let words = NumberText.pValue(p, permutations)
      #expect(words.hasPrefix("≤ ") == (exceeding == 0), "\(words)")
      #expect(words.contains { ("1"..."9").contains($0) }, "\(words)")
      #expect(!words.contains("-"), "\(words)")
    }
  }

  @Test func `an interval joins its limits`() {
    #expect(NumberText.interval([0.856, 0.9]) == "0.86 to 0.90")
    #expect(NumberText.interval([-0.1, 0.25]) == "−0.10 to 0.25")
  }

  @Test func `a share is a percentage that does not break from its sign`() {
    #expect(NumberText.percent(0.08) == "8\u{202F}%")
    #expect(NumberText.percent(1) == "100\u{202F}%")
    #expect(NumberText.percent(0.9876, decimals: 1) == "98.8\u{202F}%")
  }

  @Test func `a name is quoted and a very long one loses its middle`() {
    #expect(NumberText.quoted("od280/od315") == "“od280/od315”")
    let long = NumberText.quoted(String(repeating: "a", count: 5_000) + "end")
    #expect(long.count < 65 && long.hasSuffix("aend”"))
  }
}
