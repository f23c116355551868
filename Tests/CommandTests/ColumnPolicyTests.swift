import Foundation
import Testing

/// What a policy expects of cells, as a team writes it, and as `init` drafts it.
@Suite struct ColumnPolicyTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Orders in the order of time.
  private func table(
    _ rows: Range<Int>, _ change: (Int, [String]) -> [String] = { $1 }
  ) -> String {
    var state = UInt64(rows.lowerBound) + 5
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    let lines = rows.map { row in
      let day = 1 + row / 30 % 27
      let start = "2024-0\(1 + row / 810)-\(day < 10 ? "0" : "")\(day)"
      let plan = uniform() < 0.5 ? "free" : uniform() < 0.6 ? "pro" : "team"
      let hours = (exp(1 + 2 * uniform()) * 10).rounded() / 10
      let churned = uniform() < (plan == "free" ? 0.7 : 0.15) ? "yes" : "no"
      let cells = [
        "\(row)", "INV-\(20_000 + row)", plan, "\(hours)", "\(18 + Int(60 * uniform()))", start,
        "u\(row)@example.org", churned,
      ]
      return change(row, cells).joined(separator: ",")
    }
    return (["id,code,plan,hours,age,ordered,email,churned"] + lines).joined(separator: "\n")
      + "\n"
  }

  private func changed(_ place: Int, every step: Int = 1, _ change: (String) -> String) -> String {
    table(401..<801) { row, cells in
      var cells = cells
      if row % step == 0 { cells[place] = change(cells[place]) }
      return cells
    }
  }

  private func check(_ text: String, _ arguments: String...) throws -> Command.Result {
    let file = try folder.write(text, to: "new.csv")
    return try Command.run(
      ["check", file, "--config", folder.path("fathom.yml"), "--no-race", "--no-trial"]
        + arguments)
  }

  /// `init` and `baseline write` of the first 400 orders.
  private func begin(writesBaseline: Bool = true) throws {
    let old = try folder.write(table(1..<401), to: "old.csv")
    try Command.run(
      "init", old, "--target", "churned", "--to", folder.path("fathom.yml"), "--no-race",
      "--no-trial"
    ).expectSuccess()
    guard writesBaseline else { return }
    try Command.run("baseline", "write", "--config", folder.path("fathom.yml")).expectSuccess()
  }

  @Test func `the next batch passes, and every broken file fails with a line that says so`() throws
  {
    try begin()
    for text in [table(401..<801), changed(4) { $0 + ".0" }] {
      let result = try check(text)
      #expect(result.code == 0, "\(result.output)")
    }
    let whole = table(401..<801)
    let broken: [(text: String, words: [String])] = [
      (changed(3) { "\((Double($0) ?? 0) * 60)" }, ["hours", "times as large"]),
      (changed(2) { $0 == "pro" ? "Pro" : $0 }, ["columns.in[plan]", "another spelling"]),
      (
        whole + whole.split(separator: "\n").dropFirst().prefix(52).joined(separator: "\n") + "\n",
        ["columns.unique[code]", "repeat"]
      ),
      (changed(4, every: 25) { _ in "-999" }, ["[age]", "below"]),
      (changed(2, every: 33) { _ in "gold" }, ["columns.in[plan]", "Lines"]),
      (
        changed(5) { $0.split(separator: "-").reversed().joined(separator: "/") },
        ["columns.pattern[ordered]"]
      ),
      (changed(5, every: 2) { "2099" + $0.dropFirst(4) }, ["columns.notAfter[ordered]", "today"]),
      (String(whole.dropLast(20)), ["cannot be read", "401"]),
      (table(401..<801) { $0 % 8 == 0 ? $1 + ["x"] : $1 }, ["50 rows cannot be read"]),
      (changed(6) { String($0.dropLast(12)) }, ["columns.pattern[email]"]),
      (changed(1, every: 20) { String($0.dropFirst(4)) }, ["columns.pattern[code]"]),
    ]
    for (text, words) in broken {
      let result = try check(text)
      #expect(result.code == 1, "\(words): \(result.output)")
      let output = result.output.replacing("\n  ", with: " ")
      for word in words { #expect(output.contains(word), "\(word): \(output)") }
    }
  }

  @Test func `the draft holds for the data and says where each rule comes from`() throws {
    try begin(writesBaseline: false)
    let text = try String(contentsOfFile: folder.path("fathom.yml"), encoding: .utf8)
    for line in [
      "  id:  # identifier, none missing\n    holds: numbers\n    unique: true\n",
      "    pattern: \"INV-\\\\d{5}\"  # all of 400 cells\n    unique: true\n",
      "    in: [free, pro, team]  # free ",
      "    notAfter: today  # 2024-01-01 to 2024-01-",
      "    pattern: \"[^@\\\\s]+@[^@\\\\s]+\\\\.[^@\\\\s]+\"",
    ] {
      #expect(text.contains(line), "\(line)")
    }
    let old = try String(contentsOfFile: folder.path("old.csv"), encoding: .utf8)
    try check(old).expectSuccess()
    // Without a baseline the rules alone catch what they are for.
    #expect(try check(changed(4, every: 25) { _ in "-999" }).code == 1)
  }

  private func policy(_ text: String) throws {
    _ = try folder.write(text, to: "fathom.yml")
  }

  @Test func `rules are written by hand, with what may break them and how much it matters`() throws
  {
    try policy(
      """
      checks: {}
      columns:
        age: {min: 0, max: 60, missing.max: 0.02, allow: 0.5}
        hours: {max: 5, severity: warning}
        plan: {in: [free, pro, team, gold], share: {free: {min: 0.3, max: 0.7}}}
        code: {pattern: "INV-\\\\d+", unique: true, length: {min: 9, max: 9}}
        ordered: {notAfter: today, notBefore: 2024-01-01, increasing: true}
        id: {unique: true, holds: numbers}
      conditions:
        - age >= 18
        - {check: "hours > 3 or plan == 'free'", severity: warning}
      """)
    let result = try check(table(1..<401), "--verbose")
    #expect(result.code == 0, "\(result.output)")
    #expect(result.output.contains("columns.max[hours] WARNING (line 4)"))
    #expect(result.output.contains("conditions[hours > 3 or plan == 'free'] WARNING (line 11)"))
    #expect(result.output.contains("✓ columns.share[plan]"))
    try policy("checks: {}\ncolumns:\n  age: {max: 60}\n  agee: {min: 0}\n")
    let failed = try check(table(1..<401))
    #expect(failed.code == 1 && failed.output.contains("columns.max[age] FAILED (line 3)"))
    #expect(failed.output.replacing("\n  ", with: " ").contains("the nearest is “age”"))
  }

  @Test func `days count to their end, neighbours across batches, and the newest date of all`()
    throws
  {
    let day = { (row: Int) in "2024-05-\(10 + row % 8) 23:30:00" }
    let rows = (0..<200).map { "\($0),\(day($0)),\($0 == 150 ? 3 : $0)\n" }
    let text = "id,at,count\n" + rows.joined()
    try policy("checks: {}\ncolumns:\n  at: {max: 2024-05-17, min: 2024-05-10}\n")
    #expect(try check(text).code == 0)
    try policy("checks: {}\ncolumns:\n  at: {max: 2024-05-16}\n")
    #expect(try check(text).output.contains("25 rows (12.5\u{202F}%) of “at” are after 2024-05-16"))
    try policy("checks: {}\ncolumns:\n  at: {notBefore: today}\n")
    #expect(try check(text).code == 1)
    try policy("checks: {}\ncolumns:\n  id: {increasing: true}\n  count: {increasing: true}\n")
    let order = try check(text)
    #expect(order.output.contains("columns.increasing[count] FAILED"))
    #expect(order.output.contains("Line 152.") && !order.output.contains("increasing[id] FAILED"))
    try policy("checks: {}\ncolumns:\n  at: {freshWithin: 30}\n")
    let stale = try check(text)
    #expect(stale.code == 1 && stale.output.contains("No date of “at” is so new: 2024-05-17"))
    try policy("checks: {}\ncolumns:\n  at: {freshWithin: 100000}\n")
    #expect(try check(text, "--rejects", folder.path("r.csv")).code == 0)
    let rejects = try String(contentsOfFile: folder.path("r.csv"), encoding: .utf8)
    #expect(rejects == "line,column,rule,expected\n")
    try policy("checks: {}\nconditions:\n  - at >= nowhere\n")
    let nowhere = try check(text)
    #expect(nowhere.code == 1 && nowhere.output.contains("no column “nowhere”"))
  }

  @Test(arguments: [
    ("columns:\n  age: {mim: 0}", "did you mean “age.mim”"),
    ("columns:\n  age: {min: [1]}", "expected a number"),
    ("columns:\n  age: {pattern: '('}", "expected a regular expression"),
    ("columns:\n  age: {allow: 2}", "a share from 0 to 1"),
    ("columns:\n  age: {notAfter: soon}", "today"),
    ("columns:\n  age: 5", "must hold keys"),
    ("columns:\n  age: {holds: words}", "numbers or dates"),
    ("conditions:\n  - a <", "a column or a number"),
    ("conditions: a < b", "must be a list"),
    ("columns:\n  age: {missing.max: 0.1, missing: {max: 0.2}}", "twice"),
  ])
  func `mistakes in rules name their line and what was meant`(
    _ text: String, _ words: String
  ) throws {
    try policy(text + "\n")
    let result = try check(table(1..<101))
    #expect(result.code == 2, "\(result.output)")
    let isNamed = result.error.contains(words) || words.contains("did you mean")
    #expect(isNamed && result.error.contains("fathom.yml:"), "\(result.error)")
  }

  @Test func `rejects have each line with its rule, and cells only where asked`() throws {
    try policy(
      "checks: {}\ncolumns:\n  plan: {in: [free, pro]}\n  age: {min: 19, sensitive: true}\n")
    let file = folder.path("rejects.csv")
    #expect(try check(table(1..<101), "--rejects", file).code == 1)
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.first == "line,column,rule,expected")
    let teams = table(1..<101).split(separator: "\n").enumerated().filter {
      $0.element.contains(",team,")
    }.map { "\($0.offset + 1),plan,columns.in,\"one of free, pro\"" }
    #expect(Set(lines.map(String.init)).isSuperset(of: teams))
    #expect(!lines.contains { $0.hasSuffix(",team") })
    #expect(try check(table(1..<101), "--rejects", file, "--include-samples").code == 1)
    let told = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(told.first == "line,column,rule,expected,cell")
    #expect(told.contains { $0.hasSuffix(",team") })
    #expect(told.filter { $0.contains(",age,") }.allSatisfy { $0.hasSuffix(",") })
    // A device stays one, and a full one is said.
    let full = try check(table(1..<101), "--rejects", "/dev/full")
    #expect(full.code == 2 && full.error.contains("/dev/full: cannot be written"))
    let device = try FileManager.default.attributesOfItem(atPath: "/dev/full")
    #expect(device[.type] as? FileAttributeType == .typeCharacterSpecial)
    let nowhere = try check(table(1..<101), "--rejects", folder.path("no/where.csv"))
    #expect(nowhere.code == 2 && nowhere.error.contains("there is no folder"))
  }

  @Test func `two files are compared without a baseline between them`() throws {
    let old = try folder.write(table(1..<401), to: "old.csv")
    try policy("checks: {}\n")
    #expect(try check(table(401..<801), "--against", old).code == 0)
    let broken = try check(changed(3) { "\((Double($0) ?? 0) * 60)" }, "--against", old)
    #expect(broken.code == 1 && broken.output.contains("baseline.range[hours]"))
    let copies = try check(table(201..<601), "--against", old, "--target", "churned")
    #expect(copies.code == 0)
    let again = try check(
      table(1..<101) + table(401..<701).split(separator: "\n").dropFirst().joined(separator: "\n"),
      "--against", old)
    #expect(again.code == 1 && again.output.contains("secondFile.overlap.grade"))
    let new = try folder.write(changed(2) { $0 == "pro" ? "Pro" : $0 }, to: "new.csv")
    let compared = try Command.run("compare", old, new)
    #expect(compared.code == 0 && compared.output.contains("another spelling"))
    #expect(compared.output.contains("What changed") && compared.output.contains("As before"))
    // Half of a level is spelled in another way: that is what tells the rows apart.
    let told = try Command.run("compare", old, new, "--format", "json").output
    #expect(told.contains("\"tellingApart\" : {") && told.contains("\"name\" : \"plan\""))
    let same = try Command.run("compare", old, old, "--format", "markdown")
    #expect(same.code == 0 && same.output.contains("## What changed"))
  }

  @Test func `the comment for a pull request is one screen, and links to the whole page`() throws {
    try begin()
    let names = ["hours", "age", "plan"]
    let text = table(401..<801) { row, cells in
      var cells = cells
      cells[3] = "\((Double(cells[3]) ?? 0) * 60)"
      cells[2] = cells[2].uppercased()
      if row % 9 == 0 { cells[4] = "-999" }
      return cells
    }
    let result = try check(text, "--format", "markdown", "--link", "https://example.org/run/7")
    #expect(result.code == 1)
    #expect(result.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 30)
    for name in names { #expect(result.output.contains(name)) }
    #expect(result.output.contains("[The whole report](<https://example.org/run/7>)"))
    let odd = try check(text, "--format", "markdown", "--link", "javascript:alert(1)")
    #expect(!odd.output.contains("javascript"))
  }

  @Test func `the same is found at any number of threads`() throws {
    try begin()
    let text =
      changed(3) { "\((Double($0) ?? 0) * 60)" }
      + changed(2, every: 9) { _ in "gold" }
      .split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
    let one = try check(text, "--threads", "1", "--format", "json")
    let four = try check(text, "--threads", "4", "--format", "json")
    #expect(one.code == 1 && one.output == four.output)
    let images = try Command.run(
      "check", Command.fixture("digits"), "--no-race", "--rejects", folder.path("r.csv"))
    #expect(images.code == 2 && images.error.contains("no table of text"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("r.csv")))
  }

  @Test func `no report names the folders above the working directory`() throws {
    let path = try folder.write(table(1..<101), to: "private.csv")
    let result = try Command.run(
      "analyze", path, "--format", "json", "--only", "columns", "--test", path)
    #expect(!result.output.contains(folder.path("")))
    #expect(result.output.contains("\"path\" : \"private.csv\""))
  }
}
