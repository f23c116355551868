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
}
