import Testing

@testable import FathomData

extension NumberParser {
  /// Reads a text, which has no blanks around it.
  fileprivate func parse(_ text: String) -> ParsedNumber {
    var text = text
    return text.withUTF8 { buffer in
      guard let base = buffer.baseAddress else { return .none }
      return parse(base, 0, buffer.count)
    }
  }
}

@Suite struct NumberParserTests {
  private let parser = NumberParser(decimalMark: UInt8(ascii: "."))

  @Test(arguments: [
    "0", "1", "-1", "+3", "1.", ".5", "-.5", "1e5", "1E5", "1.5e-3", "1e+5", "007", "1e0",
    "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993",
    "9007199254740993.0", "9007199254740992.5", "123456789012345678901234567890",
    "18446744073709551615", "18446744073709551616", "9999999999999999999", "99999999999999999999",
    "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9406564584124654e-324",
    "2.4703282292062327e-324", "2.4703282292062328e-324", "0.1e-400", "1e-400", "0e400", "0.0e-500",
    "1.7976931348623157e308", "1e22", "1e23", "8.5e22", "9007199254740992e22", "1e-22", "1e-23",
    "7.038531e-26", "1090544144181609348671888949248", "0.1", "0.3", "5e-324",
    "0.000000000000000000000000000000000000000000000000001",
    "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203124",
    "1.00000000000000011102230246251565404236316680908203126",
    "100000000000000000000000000000000000000000000000000000000000",
    "10000000000000000000.0", "0.10000000000000000000000000", "6929495644600919.5",
    "3.141592653589793238462643383279502884197",
  ])
  func `hard numbers are rounded correctly`(_ text: String) throws {
    let expected = try #require(Double(text))
    let parsed = parser.parse(text)
    #expect(parsed.value.bitPattern == expected.bitPattern)
    #expect(parsed.kind == .integer || parsed.kind == .decimal)
  }

  @Test func `random numbers of many shapes equal those of Swift bit by bit`() throws {
    var random = SplitMix(4)
    func digits(_ range: ClosedRange<Int>) -> String {
      let count = Int.random(in: range, using: &random)
      return String((0..<count).map { _ in Character("\(Int.random(in: 0...9, using: &random))") })
    }
    func sign() -> String { ["", "", "-", "+"].randomElement(using: &random) ?? "" }
    for trial in 0..<20_000 {
      let text: String
      switch trial % 10 {
      case 0: text = sign() + digits(1...22)
      case 1: text = sign() + digits(1...6) + "." + digits(1...6)
      case 2: text = sign() + digits(0...25) + "." + digits(1...25)
      case 3: text = sign() + digits(1...20) + "e" + sign() + digits(1...2)
      case 4: text = sign() + digits(1...3) + "." + digits(0...20) + "E" + sign() + digits(1...3)
      case 5: text = "\(Double(bitPattern: random.next()))"
      case 6: text = sign() + "0." + String(repeating: "0", count: trial % 40) + digits(1...20)
      case 7: text = digits(1...19) + String(repeating: "0", count: trial % 30)
      case 8: text = digits(15...17) + "e-" + digits(1...2)
      default: text = "\(Double.random(in: -1000...1000, using: &random))"
      }
      let parsed = parser.parse(text)
      if text.lowercased().contains("nan") {
        #expect(parsed.kind == .none)
        continue
      }
      let expected = try #require(Double(text), "\(text)")
      #expect(parsed.value.bitPattern == expected.bitPattern, "\(text)")
      #expect((parsed.kind == .infinite) == expected.isInfinite, "\(text)")
      #expect(parsed.kind != .none, "\(text)")
    }
  }

  @Test(arguments: [
    "", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1e-", "1_000", "0x10", "1,5", "1.2.3",
    "--1", "+-1", "1 2", "1-", "1e5.0", "1e5e5", "12a", "a12", "NaN", "nan", "infinit", "in",
    "١", "1\u{0}", "$1", "1%", "½", "1f", "1d5", "infinity1", "-", "e", "i",
  ])
  func `what is not a number is not one`(_ text: String) {
    #expect(parser.parse(text).kind == .none)
  }

  @Test(arguments: ["inf", "Inf", "-inf", "+INF", "infinity", "-Infinity", "1e400", "-1e309"])
  func `infinities are told apart`(_ text: String) {
    let parsed = parser.parse(text)
    #expect(parsed.kind == .infinite)
    #expect(parsed.value == (text.hasPrefix("-") ? -Double.infinity : .infinity))
  }

  @Test func `integers and decimals are told apart by how they are written`() {
    for text in ["0", "-7", "+7", "123456789012345678901234"] {
      #expect(parser.parse(text).kind == .integer)
    }
    for text in ["0.0", "7.", ".7", "7e0", "1e5"] {
      #expect(parser.parse(text).kind == .decimal)
    }
  }

  @Test func `minus zero keeps its sign`() {
    for text in ["-0", "-0.0", "-0e5", "-0e-999", "-1e-999"] {
      let value = parser.parse(text).value
      #expect(value == 0)
      #expect(value.sign == .minus)
    }
  }

  @Test func `with a decimal comma a point is no number`() {
    let comma = NumberParser(decimalMark: UInt8(ascii: ","))
    #expect(comma.parse("1,5").value == 1.5)
    #expect(comma.parse("-0,25e1").value == -2.5)
    #expect(comma.parse("1234567890,12345678901234567890").value == 1234567890.1234567890)
    #expect(comma.parse("1.5").kind == .none)
    #expect(comma.parse("1.000,5").kind == .none)
  }
}
