import Testing

/// Numbers whose squares are no doubles any more.
@Suite struct ExtremeValuesTests {
  @Test(arguments: ["e150", "e-150", "e155", "e200", "e307", "e-200"])
  func `columns near the limits of doubles are reported without a crash`(exponent: String) throws {
    let folder = try TestFolder()
    let rows = (1...30).map { "0.\($0 * 7 % 31),\($0 * $0 % 17),\($0 * 11 % 29 - 14)\(exponent)\n" }
    let path = try folder.write("a,b,c\n" + rows.joined(), to: "extreme.csv")
    try Command.run(
      "analyze", path, "--permutations", "99", "--format", "json",
      environment: ["SWIFT_BACKTRACE": "enable=no"]
    ).expectSuccess()
  }

  /// The input of the report of a table.
  private func input(
    _ table: String, target: String, threads: String = "2"
  ) throws -> [String: Any] {
    let folder = try TestFolder()
    let path = try folder.write(table, to: "large.csv")
    let result = try Command.run(
      "analyze", path, "--target", target, "--permutations", "99", "--threads", threads,
      "--format", "json")
    result.expectSuccess()
    return try #require(try result.json()["input"] as? [String: Any])
  }

  @Test(arguments: ["1", "4"])
  func `three integers that are one double are three classes`(_ threads: String) throws {
    let rows = (0..<90).map {
      "\(900_000_000_000_000_000 + $0),0.\($0 * 7 % 31),\(9_007_199_254_740_992 + $0 % 3)\n"
    }
    let input = try input("user_id,x,k\n" + rows.joined(), target: "k", threads: threads)
    let classes = try #require(input["classes"] as? [[String: Any]])
    #expect(
      classes.map { $0["label"] as? String }
        == ["9007199254740992", "9007199254740993", "9007199254740994"])
    #expect(classes.map { $0["count"] as? Int } == [30, 30, 30])
    let columns = try #require(input["columns"] as? [[String: Any]])
    #expect(columns.map { $0["type"] as? String } == ["identifier", "double", "categorical"])
    #expect(columns.map { $0["distinct"] as? Int } == [90, 28, 3])
  }

  @Test func `a feature of two integers that are one double is no constant`() throws {
    let rows = (0..<90).map { "0.\($0 * 7 % 31),\(9_007_199_254_740_992 + $0 % 2)\n" }
    let columns = try #require(
      try input("x,k\n" + rows.joined(), target: "x")["columns"] as? [[String: Any]])
    #expect(columns.last?["type"] as? String == "categorical")
    #expect(columns.last?["role"] as? String == "feature")
    #expect(columns.last?["distinct"] as? Int == 2)
  }
}
