import Testing

@testable import FathomData

@Suite struct DressedNumberTests {
  private func dressed(_ text: String) -> DressedNumber? {
    var text = text
    return text.withUTF8 { cell in
      cell.baseAddress.flatMap { DressedNumber($0, 0, cell.count) }
    }
  }

  private func value(_ text: String, mark: Character = ".") -> Double? {
    dressed(text)?.value(decimalMark: mark.asciiValue ?? 0)?.exact.value
  }

  @Test(arguments: [
    ("$1,152.16", 1152.16, "$"), ("-$5", -5, "$"), ("$-5", -5, "$"), ("$ -5", -5, "$"),
    ("€ 1,152.96", 1152.96, "€"),
    ("USD 5", 5, "$"), ("5 US$", 5, "$"), ("CHF 1'200.50", 1200.5, "CHF"), ("kr 12", 12, "kr"),
    ("R$ 9", 9, "R$"),
    ("50%", 50, "%"), ("7.56 %", 7.56, "%"), ("7.56\u{A0}%", 7.56, "%"), ("170 cm", 170, "cm"),
    ("12.5kg", 12.5, "kg"),
    ("5°C", 5, "°C"), ("-5 ℃", -5, "°C"), ("10 KG", 10, "kg"), ("3 lbs", 3, "lb"),
    ("1 year", 1, "year"),
    ("2 years", 2, "year"), ("120 km/h", 120, "km/h"), ("12 m2", 12, "m²"),
    ("6 l/100km", 6, "l/100km"),
    ("1 234", 1234, ""), ("1\u{A0}234.5", 1234.5, ""), ("1\u{2009}234\u{2009}567", 1_234_567, ""),
    ("1\u{202F}234", 1234, ""), ("1'234", 1234, ""), ("1’234.5", 1234.5, ""),
    ("(1,234.50)", -1234.5, ""),
    ("($5)", -5, "$"), ("$(5)", -5, "$"), ("\u{2212}3.5", -3.5, ""), ("<0.5", 0.5, ""),
    ("≥3", 3, ""), ("> 10", 10, ""),
    ("<= 4", 4, ""), ("~5", 5, ""), ("10+", 10, ""), ("10+ years", 10, "year"), ("5-", -5, ""),
    ("12,34,567", 1_234_567, ""),
    ("$.50", 0.5, "$"), ("Rs.500", 500, "₹"), ("5,-", 5, ""), ("5.– €", 5, "€"), ("$5K", 5, "$K"),
    ("+5 %", 5, "%"), ("4th", 4, "th"), ("1st", 1, "th"),
    ("5e3 kg", 5000, "kg"), ("Rs 55,000/-", 55_000, "₹"), ("7/-", 7, ""), ("7/=", 7, ""),
    ("CHF 5.—", 5, "CHF"),
  ])
  func `a number in dress is read with what it counts`(
    _ text: String, _ expected: Double, _ unit: String
  ) {
    #expect(value(text) == expected, "\(text)")
    #expect(dressed(text)?.unit.text == unit, "\(text)")
  }

  @Test(arguments: [
    ("1.234,50 €", 1234.5), ("0,478", 0.478), ("1.234.567", 1_234_567), ("12,5%", 12.5),
    ("1 234,5", 1234.5),
    ("1,234", 1.234), ("1.234", 1234),
  ])
  func `marks are those of the column`(_ text: String, _ expected: Double) {
    #expect(value(text, mark: ",") == expected, "\(text)")
  }

  @Test func `marks that mean something else make no number`() {
    #expect(value("1.234,5") == nil)
    #expect(value("0,478") == nil)
    #expect(value("1,234.5", mark: ",") == nil)
  }

  @Test(arguments: [
    "", "$", "%", "()", "-", "<", "(5", "5)", "((5))", "K-17", "user 17", "ID0001", "m5", "1,23,4",
    "1,2,3",
    "192.168.1.1", "12:30", "5 pm", "5/1", "5/08", "10-20", "2020-01-05", "5 km 3", "--5", "$$5",
    "a lot",
    "1 23 456", "+", "~", "5\u{0}", "٣", "1234567890123456789012345678901234567890123456789 kg",
    "18-25", "1a2",
    "see 5", "€", "( )", "<>", "5 of 9 red cells", "5 of9", "a/5",
  ])
  func `what only resembles one is none`(_ text: String) {
    #expect(dressed(text) == nil, "\(text)")
  }

  @Test(arguments: [
    ("4/5", 4.0, "/5"), ("4.5 out of 5", 4.5, "/5"), ("3/5 stars", 3, "/5"), ("8 / 10", 8, "/10"),
    ("7 von 10", 7, "/10"),
  ])
  func `a number out of a whole has it as its unit`(
    _ text: String, _ expected: Double, _ unit: String
  ) {
    #expect(value(text) == expected, "\(text)")
    #expect(dressed(text)?.unit.text == unit, "\(text)")
  }

  @Test func `long numbers keep all of their digits`() throws {
    let number = try #require(
      dressed("$9,007,199,254,740,993")?.value(decimalMark: UInt8(ascii: ".")))
    #expect(number.exact.integer?.description == "9007199254740993")
  }

  @Test func `units are known by each of their spellings`() {
    for group in [
      ["$5", "5 USD", "US$5", "usd 5"], ["5 kg", "5KG", "5 kgs", "5 kilo"], ["5m", "5 metres"],
    ] {
      #expect(Set(group.compactMap { dressed($0)?.unit }).count == 1, "\(group)")
    }
    #expect(dressed("5 m")?.unit != dressed("5 M")?.unit)
    #expect(dressed("5 kB")?.unit != dressed("5 MB")?.unit)
  }
}
