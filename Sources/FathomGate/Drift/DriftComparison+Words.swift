internal import FathomAnalyses
internal import FathomReports
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// What becomes of words: their levels, their pattern, and what texts are made of.
extension DriftComparison {
  /// Cells that repeat another one where none did.
  func unique(_ place: Int, _ was: ColumnTraits) -> Drift? {
    guard was.isUnique == true else { return nil }
    let column = sketch.columns[place]
    let found = repeats[place]
    guard found.count > 0, found.share > allowed("unique") else { return nil }
    let share = NumberText.percent(found.share, decimals: 1)
    return Drift(
      name: "unique", column: column.name, expected: "no value twice", found: "\(share) again",
      value: found.share,
      message: "\(share) of \(NumberText.quoted(column.name)) repeat an earlier value; none did. "
        + "Were rows added twice?",
      test: .repeats(place, column))
  }

  /// The columns whose cells follow a pattern.
  var patterns: [(column: Int, pattern: CellPattern)] {
    sketch.columns.indices.compactMap { place in
      let column = sketch.columns[place]
      guard column.kind != .numbers, let text = past.columns[column.name]?.pattern,
        pastColumns[column.name]?.kind == Baseline.Column.Kind(column.kind),
        let pattern = CellPattern(text)
      else { return nil }
      return (place, pattern)
    }
  }

  /// Cells that do not follow the pattern.
  func drift(ofPattern pattern: CellPattern, _ place: Int, failing: Int) -> Drift? {
    let column = sketch.columns[place]
    guard failing > 0, let was = past.columns[column.name] else { return nil }
    let exceptions = was.patternExceptions ?? 0
    let pair = SharePair(
      past: exceptions, pastRows: was.cells, count: failing, rows: column.present.reduce(0, +))
    guard pair.share > allowed("pattern") + DriftComparison.ordinary * exceptions,
      pair.count > 1 || pair.share > 0.01
    else { return nil }
    let share = NumberText.percent(pair.share, decimals: 1)
    return Drift(
      name: "pattern", column: column.name, expected: pattern.text,
      found: "\(share) of another form",
      value: pair.share,
      message:
        "\(share) of \(NumberText.quoted(column.name)) are not written like \(pattern.text), as "
        + (exceptions == 0 ? "all" : NumberText.percent(1 - exceptions, decimals: 1)) + " were.",
      test: DriftComparison.test(ofPattern: pattern, place))
  }

  static func test(ofPattern pattern: CellPattern, _ column: Int) -> CellTest {
    .cells(column) { _, cell, value in !pattern.matches(cell) && value() != .missing }
  }

  /// Cells with blanks around them, which other programs take for other words.
  func blanks(_ place: Int, _ was: ColumnTraits) -> Drift? {
    let column = sketch.columns[place]
    let cells = column.present.reduce(0, +)
    let pair = SharePair(
      past: was.padded ?? 0, pastRows: was.cells, count: column.padded, rows: cells)
    guard pair.exceeds(allowed: allowed("levels")) else { return nil }
    let share = NumberText.percent(pair.share, decimals: 1)
    return Drift(
      name: "levels", column: column.name, expected: "no blanks around cells",
      found: "\(share) with blanks", value: pair.share,
      message: "\(share) of \(NumberText.quoted(column.name)) have blanks before or behind them; "
        + (pair.past == 0 ? "none had." : "it was \(NumberText.percent(pair.past, decimals: 1)).")
        + " Other programs take them for other words.",
      test: CellTest(kind: .padded(place)))
  }

  /// Levels that were not there, or are spelled in another way.
  func levels(_ place: Int, _ was: ColumnTraits) -> Drift? {
    guard let before = was.levels, before.isWhole else { return nil }
    let column = sketch.columns[place]
    let name = NumberText.quoted(column.name)
    let cells = column.present.reduce(0, +)
    var (new, variants) = (0, 0)
    var digests = Set<String>()
    let forms = Set(before.levels.values.map(\.form))
    for count in column.values.counts.values {
      guard let text = count.text else {
        new += count.all
        continue
      }
      let digest = LevelCounts.digest(ColumnTraits.level(text, column), column.name)
      guard before.levels[digest] == nil else { continue }
      new += count.all
      digests.insert(digest)
      if forms.contains(LevelCounts.digest(LevelCounts.form(text), column.name)) {
        variants += count.all
      }
    }
    // Of a sample of the values, the others are as many.
    if !column.values.isExact {
      new = Int(
        Double(new) / Double(max(1, column.values.counts.values.reduce(0) { $0 + $1.all }))
          * Double(cells))
    }
    guard new > 0, cells > 0 else { return nil }
    let ordinary = max(
      Double(was.singleLevels ?? 0) / Double(was.cells),
      DriftComparison.ordinary * (was.turnover ?? 0))
    // Of many levels, which come and go as customers do, it takes more than two of them.
    let count = before.levels.count
    let many = count > DriftComparison.fewLevels ? 2 / Double(count) : 0
    let share = was.dependence ?? 1
    let pair = SharePair(
      past: ordinary, pastRows: Int(share * Double(was.cells)), count: Int(share * Double(new)),
      rows: Int(share * Double(cells)))
    let isVariant = variants > 0 && Double(variants) >= max(2, 0.002 * Double(cells))
    guard isVariant || pair.exceeds(allowed: max(many, allowed("levels"))) else { return nil }
    let known = Set(before.levels.keys)
    return Drift(
      name: "levels", column: column.name,
      expected: "one of \(NumberText.plural(before.levels.count, "level"))",
      found: "\(NumberText.percent(pair.share, decimals: 1)) of other levels", value: pair.share,
      message: "\(NumberText.percent(pair.share, decimals: 1)) of \(name) are of "
        + (digests.count == 1 ? "a level that was not there" : "levels that were not there")
        + (isVariant
          ? ": another spelling of " + (variants == new ? "one that was." : "some that were.")
          : "."),
      test: .cells(place) { _, cell, value in
        value() != .missing
          && !known.contains(
            LevelCounts.digest(
              ColumnTraits.level(String(decoding: cell, as: UTF8.self), column), column.name))
      })
  }

  /// Levels that are gone although many rows had them.
  func gone(_ place: Int, _ was: ColumnTraits) -> Drift? {
    guard let before = was.levels, before.isWhole, (was.turnover ?? 0) < 0.02,
      (was.drift ?? 0) < 0.25
    else { return nil }
    let column = sketch.columns[place]
    guard let now = column.values.levels else { return nil }
    let cells = column.present.reduce(0, +)
    let there = Set(
      now.map { LevelCounts.digest(ColumnTraits.level($0.text, column), column.name) })
    let all = Double(max(1, before.rows))
    let lost = before.levels.filter { digest, level in
      // By chance none of so many rows has it once in a million times.
      !there.contains(digest) && Double(level.count) / all * Double(cells) > 14 && level.count > 14
    }
    guard !lost.isEmpty else { return nil }
    let share = Double(lost.values.reduce(0) { $0 + $1.count }) / all
    return Drift(
      name: "levels", column: column.name,
      expected: NumberText.plural(before.levels.count, "level"),
      found: "\(NumberText.plural(lost.count, "level")) gone", value: share,
      message: "\(NumberText.plural(lost.count, "level")) of \(NumberText.quoted(column.name)) "
        + "\(lost.count == 1 ? "is" : "are") gone, which \(NumberText.percent(share)) of the rows had.",
      test: nil)
  }

  /// Other shares of the levels.
  func shares(
    _ place: Int, _ was: ColumnTraits, _ now: ColumnTraits, _ meta: Baseline.Column
  ) -> Drift? {
    guard let a = was.levels, let b = now.levels, meta.role != .target else { return nil }
    // Of many levels the most frequent of before are compared, and all others together.
    var later = [String: Int]()
    let column = sketch.columns[place]
    for level in column.values.levels ?? [] {
      let digest = LevelCounts.digest(ColumnTraits.level(level.text, column), column.name)
      later[a.levels[digest] == nil ? "" : digest, default: 0] += level.count.all
    }
    let grown = Double(b.rows) / Double(max(1, a.rows))
    // Levels of so few rows are counted together.
    func isRare(_ level: LevelCounts.Level) -> Bool {
      Double(level.count) < 10 || Double(level.count) * grown < 10
    }
    let names = a.levels.filter { !isRare($0.value) }.keys.sorted()
    let (kept, keptLater) = (
      names.map { a.levels[$0]?.count ?? 0 }, names.map { later[$0] ?? 0 }
    )
    let before = kept.map(Double.init) + [Double(a.rows - kept.reduce(0, +))]
    let after =
      keptLater.map(Double.init) + [Double(later.values.reduce(0, +) - keptLater.reduce(0, +))]
    let share = was.dependence ?? 1
    let isThere = zip(before, after).map { $0 + $1 > 0 }
    guard b.rows > 0,
      let index = StabilityIndex(
        zip(before, isThere).filter(\.1).map { share * $0.0 },
        zip(after, isThere).filter(\.1).map { share * $0.0 })
    else { return nil }
    let limit = allowed("shift") + DriftComparison.ordinary * (was.drift ?? 0)
    guard index.value > limit, index.chance > DriftComparison.deviate else { return nil }
    return Drift(
      name: "shift", column: meta.name, expected: "index at most \(NumberText.number(limit))",
      found: NumberText.number(index.value), value: index.value,
      message:
        "The levels of \(NumberText.quoted(meta.name)) have other shares (population stability index "
        + "\(NumberText.number(index.value)), allowed are \(NumberText.number(limit))).", test: nil)
  }

  /// What texts are made of.
  func text(_ place: Int, _ was: ColumnTraits, _ now: ColumnTraits) -> Drift? {
    let column = sketch.columns[place]
    let present = column.present.reduce(0, +)
    if let from = was.commonest, let to = now.commonest, to - from > 0.1, was.levels == nil,
      SharePair(past: from, pastRows: was.cells, count: Int(to * Double(present)), rows: present)
        .deviate > DriftComparison.deviate
    {
      return Drift(
        name: "text", column: column.name,
        expected: "at most \(NumberText.percent(from)) of one text",
        found: NumberText.percent(to), value: to,
        message:
          "\(NumberText.percent(to)) of \(NumberText.quoted(column.name)) are one and the same text; it was \(NumberText.percent(from)).",
        test: nil)
    }
    guard let before = was.text else { return nil }
    let name = NumberText.quoted(column.name)
    func drift(_ expected: String, _ found: String, _ value: Double, _ message: String) -> Drift {
      Drift(
        name: "text", column: column.name, expected: expected, found: found, value: value,
        message: message, test: nil)
    }
    let distinct = column.values.distinct
    let cells = column.present.reduce(0, +)
    if cells >= 50, was.isUnique == true || (was.turnover ?? 0) > 0.5,
      distinct < 0.2 * Double(cells), distinct < 0.1 * Double(was.cells)
    {
      return drift(
        "texts that differ", NumberText.plural(Int(distinct), "text"), distinct,
        "\(name) holds \(NumberText.plural(Int(distinct), "different text")) in \(NumberText.count(cells)) rows; hardly any was there twice."
      )
    }
    guard
      let after = now.text
        ?? TextTraits(column.text, lengths: sketch.sample.values[place].filter { !$0.isNaN })
    else { return nil }
    if after.garbled - before.garbled > allowed("text") / 10 {
      return drift(
        "readable text", "\(NumberText.percent(after.garbled, decimals: 1)) garbled", after.garbled,
        "\(NumberText.percent(after.garbled, decimals: 1)) of \(name) were read in a wrong encoding. Save the file as UTF-8."
      )
    }
    let moved = zip(before.characters, after.characters).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
    if moved > allowed("text") {
      return drift(
        "about the same characters", "\(NumberText.percent(moved)) others", moved,
        "\(name) is made of other characters: \(NumberText.percent(moved)) of them would have to change "
          + "\(DriftComparison.kinds(before.characters, after.characters)).")
    }
    let share = before.vocabulary.values.reduce(0, +)
    let later = TextTraits.vocabulary(column.text, most: .max)
    let kept = before.vocabulary.keys.reduce(0) { $0 + (later[$1] ?? 0) }
    if before.words > 3, share > 0.15, kept < 0.4 * share, column.text.wordCount > 200 {
      return drift(
        "about the same words", "\(NumberText.percent(kept)) of the words", kept,
        "The words that were most frequent in \(name), \(NumberText.percent(share)) of all, are now "
          + "\(NumberText.percent(kept)). Is it another language?")
    }
    let spread = max(before.length[1], 0.1 * before.length[0], 1)
    let longer = (after.length[0] - before.length[0]) / spread
    if abs(longer) > 1.5 {
      return drift(
        "about \(NumberText.number(before.length[0])) bytes", NumberText.number(after.length[0]),
        after.length[0],
        "\(name) is \(longer > 0 ? "longer" : "shorter"): \(NumberText.number(after.length[0])) bytes in the middle, it was \(NumberText.number(before.length[0]))."
      )
    }
    return nil
  }

  private static func kinds(_ before: [Double], _ after: [Double]) -> String {
    let names = ["small letters", "capitals", "digits", "blanks", "marks", "letters beyond ASCII"]
    let most = names.indices.max { abs(after[$0] - before[$0]) < abs(after[$1] - before[$1]) } ?? 0
    return
      "(\(names[most]): \(NumberText.percent(before[most])), now \(NumberText.percent(after[most])))"
  }

  // MARK: The whole table

  /// Columns of which one was never above the other.
  var orders: [Drift] {
    past.orders.compactMap { order in
      guard let (broken, rows) = order.broken(in: sketch), broken > 1, rows > 0 else { return nil }
      let share = Double(broken) / Double(rows)
      let pair = SharePair(past: 0, pastRows: pastRows, count: broken, rows: rows)
      guard pair.exceeds(allowed: allowed("orders")),
        let low = sketch.columns.firstIndex(where: { $0.name == order.low }),
        let high = sketch.columns.firstIndex(where: { $0.name == order.high })
      else { return nil }
      return Drift(
        name: "orders", column: order.high, expected: "\(order.low) <= \(order.high)",
        found: "\(NumberText.percent(share, decimals: 1)) the other way", value: share,
        message: "\(NumberText.quoted(order.high)) is below \(NumberText.quoted(order.low)) in "
          + "\(NumberText.percent(share, decimals: 1)) of the rows; it never was.",
        test: CellTest(kind: .rows([low, high], { $0[0].number > $0[1].number })))
    }
  }

  /// Numbers that the other columns told and do not tell any more.
  func explained(_ place: Int, _ was: ColumnTraits, _ now: ColumnTraits) -> Drift? {
    lost(
      "correlation", sketch.columns[place].name, was.explained, now.explained,
      least: allowed("correlation", from: was.explained?.share ?? 0), "Were its rows shuffled?")
  }

  /// A target that the other columns told and do not tell any more.
  var target: Drift? {
    lost(
      "target", targetName, past.target, present.target,
      least: max(0.02, allowed("target", from: past.target?.share ?? 0)),
      "Were labels exchanged, or do they mean something else?")
  }

  private func lost(
    _ name: String, _ column: String?, _ was: ExplainedShare?, _ now: ExplainedShare?,
    least: Double, _ question: String
  ) -> Drift? {
    guard let was, let now else { return nil }
    let error =
      (was.standardError * was.standardError + now.standardError * now.standardError).squareRoot()
    guard was.share - now.share > max(least, DriftComparison.deviate * error) else { return nil }
    let whom = name == "target" ? "the target" : NumberText.quoted(column ?? "")
    return Drift(
      name: name, column: column, expected: "about \(NumberText.percent(was.share)) explained",
      found: NumberText.percent(now.share), value: now.share,
      message: "The other columns explain \(NumberText.percent(now.share)) of \(whom); it was "
        + "\(NumberText.percent(was.share)). \(question)", test: nil)
  }

  /// Rows that repeat an earlier one, beyond what more rows bring.
  var repeated: Drift? {
    guard let was = past.repeated, let now = present.repeated else { return nil }
    // Rows that agree by chance are as many more as there are rows.
    let grown = Double(presentRows) / Double(max(1, pastRows))
    let expected = min(1, was * max(1, grown))
    let pair = SharePair(
      past: expected, pastRows: max(1, pastRows), count: Int(now * Double(presentRows)),
      rows: presentRows)
    guard now - expected > allowed("repeats", from: was), pair.exceeds(allowed: 0) else {
      return nil
    }
    return Drift(
      name: "repeats", column: nil,
      expected: "about \(NumberText.percent(was, decimals: 1)) repeated rows",
      found: NumberText.percent(now, decimals: 1), value: now,
      message: "\(NumberText.percent(now, decimals: 1)) of the rows repeat an earlier one; it was "
        + "\(NumberText.percent(was, decimals: 1)). Was a part loaded twice?", test: nil)
  }

  // MARK: What was not compared

  /// The comparisons that were not made although the baseline asks for them, with the reason.
  var reasons: [String: String] {
    var reasons = [String: String]()
    if presentRows < ColumnTraits.fewestCells {
      for name in ["levels", "text", "shift", "correlation", "target"] {
        reasons[name] =
          "\(NumberText.plural(presentRows, "row")) are too few to compare "
          + "(\(ColumnTraits.fewestCells))"
      }
    }
    if present.repeated == nil { reasons["repeats"] = "repeated rows were not counted" }
    if present.target == nil { reasons["target"] = "what explains it could not be measured" }
    if !present.columns.values.contains(where: { $0.explained != nil }) {
      reasons["correlation"] = "there are too few rows, or too many columns"
    }
    return reasons
  }

  /// The comparisons that the baseline asks for: of what it knows something.
  var asked: Set<String> {
    let columns = past.columns.values
    func any(_ holds: (ColumnTraits) -> Bool) -> Bool { columns.contains(where: holds) }
    let known: [(name: String, isAsked: Bool)] = [
      ("rejected", true), ("cells", any { $0.kind == .numbers }),
      ("range", any { $0.range != nil }),
      ("levels", any { $0.kind == .words }), ("pattern", any { $0.pattern != nil }),
      ("unique", any { $0.isUnique == true }), ("orders", !past.orders.isEmpty),
      ("repeats", past.repeated != nil), ("text", any { $0.kind == .words && $0.levels == nil }),
      ("shift", any { $0.intervals != nil || $0.levels != nil }),
      ("correlation", any { $0.explained != nil }), ("target", past.target != nil),
    ]
    return Set(known.filter(\.isAsked).map(\.name))
  }
}
