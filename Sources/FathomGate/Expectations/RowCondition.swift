internal import FathomData
internal import FathomReports

/// A condition between the columns of a row: `end >= start`, `total == net + tax`, `status != 'closed' or end is not missing`.
///
/// Columns are named as they are, or between backticks; texts and dates stand between quotes. Numbers are compared as numbers, dates
/// as days, words for equality. Where a cell is missing, a comparison with it says nothing, and the row passes. No code is run.
public struct RowCondition: Sendable, Equatable {
  /// As it is written.
  public let text: String
  let root: Node

  /// A part of the expression.
  indirect enum Node: Sendable, Equatable {
    case or(Node, Node), and(Node, Node), not(Node)
    case compare(Sum, Sign, Sum)
    case isMissing(String, Bool)
  }

  enum Sign: String, Sendable, CaseIterable {
    case atMost = "<=", atLeast = ">=", equal = "==", unequal = "!=", below = "<", above = ">"
    case same = "="
  }

  /// A sum of columns and numbers, or one text.
  struct Sum: Sendable, Equatable {
    var terms: [(sign: Double, operand: Operand)]

    static func == (a: Sum, b: Sum) -> Bool {
      a.terms.count == b.terms.count
        && zip(a.terms, b.terms).allSatisfy { $0.sign == $1.sign && $0.operand == $1.operand }
    }
  }

  enum Operand: Sendable, Equatable {
    case column(String), number(Double), text(String)
  }

  /// A condition.
  ///
  /// - Throws: ``GateError/badValue(_:expected:)`` that says where it cannot be read.
  public init(_ text: String) throws(GateError) {
    self.text = text
    var parser = ConditionParser(text)
    root = try parser.expression()
    guard parser.isAtEnd else { throw parser.error("the end") }
  }

  /// A column as conditions name it: between backticks where it is no plain word.
  static func named(_ column: String) -> String {
    let isPlain =
      column.first.map { $0.isLetter || $0 == "_" } ?? false
      && column.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      && !["and", "or", "not", "is", "missing"].contains(column)
    return isPlain || column.contains("`") ? column : "`\(column)`"
  }

  /// The columns that it names, each once.
  var columns: [String] {
    var names = [String]()
    func visit(_ node: Node) {
      switch node {
      case .or(let a, let b), .and(let a, let b):
        visit(a)
        visit(b)
      case .not(let a): visit(a)
      case .compare(let a, _, let b):
        for case (_, .column(let name)) in a.terms + b.terms where !names.contains(name) {
          names.append(name)
        }
      case .isMissing(let name, _): if !names.contains(name) { names.append(name) }
      }
    }
    visit(root)
    return names
  }

  /// What breaks it: a row for which it is false.
  ///
  /// - Parameter columns: the place of each column of ``columns``.
  func test(_ columns: [String: Int]) -> CellTest {
    let names = self.columns
    let places = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let root = root
    return CellTest(
      kind: .rows(
        names.compactMap { columns[$0] },
        { cells in RowCondition.value(root, cells, places) == false }))
  }

  // MARK: Its value

  /// True, false, or nil where a missing cell leaves it open.
  private static func value(
    _ node: Node, _ cells: [CellTest.Cell], _ places: [String: Int]
  ) -> Bool? {
    switch node {
    case .or(let a, let b):
      let (a, b) = (value(a, cells, places), value(b, cells, places))
      if a == true || b == true { return true }
      return a == nil || b == nil ? nil : false
    case .and(let a, let b):
      let (a, b) = (value(a, cells, places), value(b, cells, places))
      if a == false || b == false { return false }
      return a == nil || b == nil ? nil : true
    case .not(let a): return value(a, cells, places).map { !$0 }
    case .isMissing(let name, let isMissing):
      guard let place = places[name] else { return nil }
      return (cells[place].hash == 0) == isMissing
    case .compare(let a, let sign, let b): return compare(a, sign, b, cells, places)
    }
  }

  private static func compare(
    _ a: Sum, _ sign: Sign, _ b: Sum, _ cells: [CellTest.Cell], _ places: [String: Int]
  ) -> Bool? {
    if let one = single(a, cells, places), let other = single(b, cells, places),
      one.number.isNaN || other.number.isNaN
    {
      guard one.hash != 0, other.hash != 0 else { return nil }
      switch sign {
      case .equal, .same: return one.hash == other.hash
      case .unequal: return one.hash != other.hash
      default: return nil
      }
    }
    guard let x = sum(a, cells, places), let y = sum(b, cells, places) else { return nil }
    // Sums of decimals are equal where they agree to twelve digits.
    let isEqual = abs(x - y) <= 1e-12 * max(abs(x), abs(y))
    switch sign {
    case .atMost: return x <= y || isEqual
    case .atLeast: return x >= y || isEqual
    case .below: return x < y && !isEqual
    case .above: return x > y && !isEqual
    case .equal, .same: return isEqual
    case .unequal: return !isEqual
    }
  }

  private static func single(
    _ sum: Sum, _ cells: [CellTest.Cell], _ places: [String: Int]
  ) -> CellTest.Cell? {
    guard sum.terms.count == 1, let term = sum.terms.first, term.sign == 1 else { return nil }
    switch term.operand {
    case .column(let name): return places[name].map { cells[$0] }
    case .number(let number): return CellTest.Cell(number: number, hash: 1)
    case .text(let text):
      let days = DateText(sample: [text]).days(text)
      var bytes = Array(text.utf8)
      let hash = bytes.withUnsafeMutableBytes { StableHash.hash(UnsafeRawBufferPointer($0)) }
      return CellTest.Cell(number: days ?? .nan, hash: hash)
    }
  }

  private static func sum(
    _ sum: Sum, _ cells: [CellTest.Cell], _ places: [String: Int]
  ) -> Double? {
    var total = 0.0
    for term in sum.terms {
      let number: Double
      switch term.operand {
      case .column(let name): number = places[name].map { cells[$0].number } ?? .nan
      case .number(let value): number = value
      case .text(let text): number = DateText(sample: [text]).days(text) ?? .nan
      }
      guard !number.isNaN else { return nil }
      total += term.sign * number
    }
    return total
  }
}

/// Reads a condition from the left to the right.
private struct ConditionParser {
  private let text: String
  private var tokens: [Token] = []
  private var place = 0

  private enum Token: Equatable {
    case name(String), quoted(String), number(Double), sign(String)
  }

  init(_ text: String) {
    self.text = text
    tokens = ConditionParser.tokens(text)
  }

  var isAtEnd: Bool { place == tokens.count }

  func error(_ expected: String) -> GateError {
    let found =
      place < tokens.count ? ConditionParser.words(tokens[place]) : "the end"
    return .badValue(
      "“\(text)”", expected: "\(expected) where \(found) stands, as in “end >= start”")
  }

  private static func words(_ token: Token) -> String {
    switch token {
    case .name(let name): "“\(name)”"
    case .quoted(let text): "'\(text)'"
    case .number(let number): "\(number)"
    case .sign(let sign): "“\(sign)”"
    }
  }

  private static func tokens(_ text: String) -> [Token] {
    var tokens = [Token]()
    var rest = Substring(text)
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "`" || first == "'" || first == "\"" {
        rest.removeFirst()
        let content = rest.prefix { $0 != first }
        rest = rest.dropFirst(content.count + 1)
        tokens.append(first == "`" ? .name(String(content)) : .quoted(String(content)))
      } else if first.isNumber {
        let digits = rest.prefix { $0.isNumber || $0 == "." || $0 == "e" || $0 == "E" }
        rest = rest.dropFirst(digits.count)
        tokens.append(Double(digits).map { .number($0) } ?? .sign(String(digits)))
      } else if first.isLetter || first == "_" {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        rest = rest.dropFirst(name.count)
        tokens.append(.name(String(name)))
      } else {
        let two = String(rest.prefix(2))
        let sign = ["<=", ">=", "==", "!="].contains(two) ? two : String(first)
        rest = rest.dropFirst(sign.count)
        tokens.append(.sign(sign))
      }
    }
    return tokens
  }

  private mutating func take(word: String) -> Bool {
    guard place < tokens.count, tokens[place] == .name(word) else { return false }
    place += 1
    return true
  }

  private mutating func take(sign: String) -> Bool {
    guard place < tokens.count, tokens[place] == .sign(sign) else { return false }
    place += 1
    return true
  }

  mutating func expression() throws(GateError) -> RowCondition.Node {
    var node = try conjunction()
    while take(word: "or") { node = .or(node, try conjunction()) }
    return node
  }

  private mutating func conjunction() throws(GateError) -> RowCondition.Node {
    var node = try part()
    while take(word: "and") { node = .and(node, try part()) }
    return node
  }

  private mutating func part() throws(GateError) -> RowCondition.Node {
    if take(word: "not") { return .not(try part()) }
    if take(sign: "(") {
      let node = try expression()
      guard take(sign: ")") else { throw error("“)”") }
      return node
    }
    let left = try sum()
    if take(word: "is") {
      let isMissing = !take(word: "not")
      guard take(word: "missing"), left.terms.count == 1,
        case .column(let name)? = left.terms.first?.operand
      else { throw error("“missing” behind a column") }
      return .isMissing(name, isMissing)
    }
    for sign in RowCondition.Sign.allCases where take(sign: sign.rawValue) {
      return .compare(left, sign, try sum())
    }
    throw error("one of < <= > >= == !=")
  }

  private mutating func sum() throws(GateError) -> RowCondition.Sum {
    var sign = take(sign: "-") ? -1.0 : 1.0
    var terms = [(sign: Double, operand: RowCondition.Operand)]()
    while true {
      guard place < tokens.count else { throw error("a column or a number") }
      switch tokens[place] {
      case .name(let name): terms.append((sign, .column(name)))
      case .number(let number): terms.append((sign, .number(number)))
      case .quoted(let text): terms.append((sign, .text(text)))
      case .sign: throw error("a column or a number")
      }
      place += 1
      if take(sign: "+") {
        sign = 1
      } else if take(sign: "-") {
        sign = -1
      } else {
        return RowCondition.Sum(terms: terms)
      }
    }
  }
}
