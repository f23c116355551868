import Testing

/// The comparison with golden reports finds what it must and forgives what it may.
@Suite struct GoldenComparisonTests {
  @Test(arguments: [
    ("z  0.998", "z 0.999"), ("a\nb 7.03, c", "a b 7.04, c"), ("9.99  end", "10.00 end"),
    ("1,797 rows", "1,796 rows"), ("(0.92), x", "(0.91), x"), ("p ≤ 1e−05", "p ≤ 2e−05"),
    ("−0.51.", "−0.52."), ("▁▂▃█ tail", "▂▂▄▇ tail"), ("··░░██", "░░░░▓▓"),
    ("VIF 125:", "VIF 126:"),
  ])
  func `a unit in the last digit and moved blanks are forgiven`(old: String, new: String) {
    #expect(GoldenComparison.difference(text: old, new) == nil)
    #expect(GoldenComparison.difference(text: new, old) == nil)
  }

  @Test(arguments: [
    ("z 0.998", "z 1.000"), ("7.03", "7.05"), ("1,797", "1,799"), ("0.51", "−0.51"),
    ("rows", "columns"), ("a b", "a"), ("a", "a 1"), ("od280", "od281"), ("▁▂▃█", "▁▂▃▅"),
    ("▁▂", "▁▂▃"), ("d44070d5", "d44071d5"), ("44070d5", "44071d5"), ("1e−05", "1e−04"),
    ("x · y", "x y"), ("0.16", "= 0.16"), ("4 %", "6 %"),
  ])
  func `more than a unit, another word and another name are found`(old: String, new: String) {
    #expect(GoldenComparison.difference(text: old, new) != nil)
    #expect(GoldenComparison.difference(text: new, old) != nil)
  }

  @Test(arguments: [
    ("{\"a\": 1}", "{\"a\": 1.0000009}"), ("[1e-17]", "[-3e-14]"), ("[1e9]", "[1000000500]"),
    ("{\"a\": 1, \"b\": null}", "{\"b\": null, \"a\": 1}"), ("\"p = 0.16\"", "\"p = 0.17\""),
  ])
  func `a millionth is forgiven in JSON`(old: String, new: String) throws {
    #expect(try GoldenComparison.difference(json: old, new) == nil)
    #expect(try GoldenComparison.difference(json: new, old) == nil)
  }

  @Test(arguments: [
    ("{\"a\": 1}", "{\"a\": 1.000002}"), ("{\"a\": 1}", "{\"b\": 1}"), ("{\"a\": 1}", "{}"),
    ("[1, 2]", "[1]"), ("[0.5]", "[null]"), ("[true]", "[false]"), ("[true]", "[1]"),
    ("\"p = 0.16\"", "\"p = 0.19\""), ("[1]", "[\"1\"]"), ("[3]", "[4]"), ("[0]", "[1e-9]"),
  ])
  func `more than a millionth and another name are found in JSON`(old: String, new: String) throws {
    #expect(try GoldenComparison.difference(json: old, new) != nil)
    #expect(try GoldenComparison.difference(json: new, old) != nil)
  }
}
