import Testing

@testable import FathomAnalyses

@Suite struct NumberTextTests {
  @Test func `coefficients have two decimals and a true minus`() {
    #expect(NumberText.coefficient(0.456) == "0.46")
    #expect(NumberText.coefficient(-0.5) == "\u{2212}0.50")
    #expect(NumberText.coefficient(-0.001) == "0.00")
    #expect(NumberText.coefficient(nil) == "–" && NumberText.coefficient(.nan) == "–")
  }

  @Test func `numbers keep about three digits at any size`() {
    let expected: [(Double, String)] = [
      (3, "3"), (12_345, "12,345"), (1_788.513, "1,789"), (135.53, "136"), (33.62, "33.6"),
      (3.5889, "3.59"), (0.45, "0.450"), (0.0123, "0.0123"), (5.5e17, "5.50e+17"),
      (.infinity, "∞"), (-.infinity, "\u{2212}∞"), (.nan, "–"), (-2.5, "\u{2212}2.50"),
    ]
    for (value, text) in expected { #expect(NumberText.number(value) == text) }
  }

  @Test func `exact coefficients have all their digits and no needless zero`() {
    #expect(NumberText.exact(2) == "2")
    #expect(NumberText.exact(-0.45) == "\u{2212}0.45")
    #expect(NumberText.exact(1e-20).contains("20"))
  }

  @Test func `counts have commas and their noun`() {
    #expect(NumberText.count(0) == "0" && NumberText.count(999) == "999")
    #expect(NumberText.count(1_000) == "1,000" && NumberText.count(12_345_678) == "12,345,678")
    #expect(NumberText.count(-1_234) == "\u{2212}1,234")
    #expect(NumberText.plural(1, "row") == "1 row" && NumberText.plural(2, "row") == "2 rows")
    #expect(NumberText.plural(0, "class", "classes") == "0 classes")
  }

  @Test func `p-values at the resolution of the test are bounds`() {
    #expect(NumberText.pValue(1 / 10_000, 9_999) == "≤ 0.0001")
    #expect(NumberText.pValue(1 / 200, 199) == "≤ 0.0050")
    #expect(NumberText.pValue(0.0123, 9_999) == "0.012")
    #expect(NumberText.pValue(0.5, 9_999) == "0.50")
    for value in [1e-6, 1e-5, 0.000_09, 0.000_1, 0.001, 0.01] {
      let digits = NumberText.pValue(value, 10_000_000).filter { ("1"..."9").contains($0) }
      #expect(!digits.isEmpty, "\(value) must not read as 0")
    }
  }
}
