public import FathomData

extension Cells {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let id = Cells.info.id
    let wrong =
      evidence.variants.map {
        Finding(
          id: "\(id).variants", grade: $0.isTarget ? .bad : .caution, subject: $0.column,
          message: sentence($0))
      }
      + evidence.specialValues.map {
        Finding(
          id: "\(id).specialValues", grade: .caution, subject: $0.column, message: sentence($0))
      }
      + evidence.mixed.map {
        Finding(id: "\(id).mixed", grade: .caution, subject: $0.column, message: sentence($0))
      }
      + graded(evidence).map { column in
        Finding(
          id: "\(id).missingness",
          grade: isLarge(column, evidence) ? .bad : .caution, subject: column.column,
          message: sentence(column, evidence))
      }
    return wrong.isEmpty
      ? [
        Finding(
          id: "\(id).all", grade: .good, subject: "cells",
          message:
            "Every level is written in one way, no value seems to stand for a missing one, and missing cells say nothing."
        )
      ] : wrong
  }

  /// Levels that could not be compared.
  public func blindSpots(_ evidence: Evidence) -> [BlindSpot] {
    guard let first = evidence.notCompared.first else { return [] }
    let others = evidence.notCompared.count - 1
    return [
      BlindSpot(
        .levelsNotCompared, subject: first,
        share: min(1, evidence.columnShare * Double(evidence.notCompared.count)),
        message: "\(NumberText.quoted(first))"
          + (others > 0 ? " and \(NumberText.plural(others, "more column"))" : "")
          + " \(others > 0 ? "have" : "has") so many levels that typing errors were not looked for.",
        remedy: "Put rare levels together, or leave the column out with --exclude.")
    ]
  }

  // MARK: What the verdict reads

  /// Why there is no verdict: classes that are one; nil where there are none.
  func void(_ evidence: Evidence) -> String? {
    evidence.variants.first(where: \.isTarget).map { sentence($0).uncapitalizedFirst }
  }

  /// How many columns of a kind are named before anything else.
  private static let mostNamed = 3

  /// What is to be settled before anything else: special values, and missing cells that say something.
  func beforeAnything(_ evidence: Evidence) -> [String] {
    let informative = graded(evidence).filter { isInformative($0, evidence) }
    return Cells.few(evidence.specialValues.map(sentence), "more special value")
      + Cells.few(
        informative.map { sentence($0, evidence) },
        "more column with missing cells that say something of the target",
        "more columns with missing cells that say something of the target")
  }

  private static func few(_ all: [String], _ one: String, _ many: String? = nil) -> [String] {
    let more = all.count - mostNamed
    return all.prefix(mostNamed)
      + (more > 0 ? ["\(NumberText.plural(more, one, many)): see “\(info.title)”."] : [])
  }

  // MARK: Grading

  private func isInformative(_ column: Missingness, _ evidence: Evidence) -> Bool {
    guard let strength = column.cramersV, let p = column.pValue else { return false }
    return strength >= missingSmall && p < significance / Double(max(1, evidence.missingness.count))
  }

  private func isLarge(_ column: Missingness, _ evidence: Evidence) -> Bool {
    isInformative(column, evidence) && (column.cramersV ?? 0) >= missingLarge
  }

  /// Columns whose missing cells say something; of a block the first one stands for all.
  private func graded(_ evidence: Evidence) -> [Missingness] {
    var said = Set<String>()
    return evidence.missingness.filter { column in
      guard !said.contains(column.column),
        isInformative(column, evidence) || !column.together.isEmpty
      else { return false }
      said.formUnion(column.together)
      return true
    }
  }

  // MARK: Sentences

  private func sentence(_ found: Variants) -> String {
    let column = NumberText.quoted(found.column)
    let (noun, nouns) = found.isTarget ? ("class", "classes") : ("level", "levels")
    let spellings = found.levels - found.distinctLevels - found.typingErrors
    let reasons =
      [
        spellings > 0 ? "only in case, accents, blanks or marks" : nil,
        found.typingErrors > 0 ? "in one letter, as typing errors do" : nil,
      ].compactMap(\.self).joined(separator: ", or ")
    let counts = Cells.words(found.levels, found.distinctLevels)
    return
      "\(counts.first.capitalizedFirst) \(nouns) of \(column) are \(counts.second)\(examples(found)): "
      + "they differ \(reasons). Write each \(noun) in one way and analyze again."
  }

  /// The largest group, where its levels may be shown.
  private func examples(_ found: Variants) -> String {
    let group = found.groups.first?.compactMap(\.level) ?? []
    guard group.count > 1, let last = group.prefix(4).last else { return "" }
    let names = group.prefix(4).dropLast().map { NumberText.quoted($0) }
    return " (\(names.joined(separator: ", ")) and \(NumberText.quoted(last)) are one)"
  }

  private func sentence(_ found: SpecialValue) -> String {
    let column = NumberText.quoted(found.column)
    let share = Double(found.count) / Double(max(1, found.cells))
    var text =
      "\(column): \(NumberText.plural(found.count, "cell")) "
      + "(\(NumberText.percent(share, decimals: 1))) \(found.count == 1 ? "holds" : "hold") "
      + "\(found.value), \(place(found)): probably a missing value."
    if let with = found.meanWith, let without = found.meanWithout {
      text +=
        " The mean is \(NumberText.number(with)) with it and \(NumberText.number(without)) without."
    }
    let word = found.written.contains(" ") ? "'\(found.written)'" : found.written
    return text
      + (found.isOrdinaryElsewhere
        ? " Leave these cells of \(column) empty; --missing-values=\(word) would empty other columns too."
        : " If so, analyze with --missing-values=\(word).")
  }

  /// How a special value lies to the others.
  private func place(_ found: SpecialValue) -> String {
    if let gap = found.gap, gap >= specialGap {
      return "\(NumberText.number(gap)) interquartile ranges from all others"
    }
    return found.value.hasPrefix("-") ? "the one number below zero" : "far from all others"
  }

  private func sentence(_ found: Mixed) -> String {
    let column = NumberText.quoted(found.column)
    let lines = found.lines.prefix(5).map { "\($0)" }
    let place =
      lines.isEmpty
      ? ""
      : found.cells > lines.count || found.lines.count > lines.count
        ? " (first in lines \(lines.joined(separator: ", ")))"
        : " (\(lines.count == 1 ? "line" : "lines") \(lines.joined(separator: ", ")))"
    let isOne = found.cells == 1
    return "\(column): \(NumberText.plural(found.cells, "cell")) among \(found.among.rawValue) "
      + "\(isOne ? "is" : "are") no \(isOne ? String(found.among.rawValue.dropLast()) : found.among.rawValue)\(place)"
      + (found.isLeftOut
        ? ", so the column was left out. "
        : found.among == .dates
          ? ". " : " and \(isOne ? "counts" : "count") as missing. ")
      + "Correct \(isOne ? "it" : "them"), or name \(isOne ? "its word" : "their words") with --missing-values."
  }

  private func sentence(_ found: Missingness, _ evidence: Evidence) -> String {
    let names = [found.column] + found.together
    let shown = names.prefix(3).map { NumberText.quoted($0) }
    let more = names.count - shown.count
    let columns =
      more > 0
      ? shown.joined(separator: ", ") + " and \(NumberText.plural(more, "more column"))"
      : names.count == 1
        ? shown[0] : shown.dropLast().joined(separator: ", ") + " and \(shown[shown.count - 1])"
    let verb = names.count == 1 ? "is" : "are"
    guard isInformative(found, evidence), let strength = found.cramersV else {
      return
        "\(columns) are missing together, in the same \(NumberText.plural(found.missing, "row"))"
        + " (\(NumberText.percent(found.share, decimals: 1))): find out why before filling them in."
    }
    let target = NumberText.quoted(evidence.target ?? "the target")
    let classes = found.byClass.count > 1 ? found.byClass : []
    let most = classes.max { $0.share < $1.share }
    let least = classes.min { $0.share < $1.share }
    let where_ =
      most.flatMap { most in
        least.map { least in
          " in \(NumberText.percent(most.share, decimals: 1)) of the rows of \(NumberText.quoted(most.label)) and "
            + "\(NumberText.percent(least.share, decimals: 1)) of \(NumberText.quoted(least.label)) (Cramér's V \(NumberText.coefficient(strength)))"
        }
      }
      ?? " in \(NumberText.percent(found.share, decimals: 1)) of the rows, which differ from the rest in \(target) (\(evidence.hasClasses ? "Cramér's V" : "correlation of ranks") \(NumberText.coefficient(strength)))"
    return "\(columns) \(verb) missing\(where_): that says something of \(target). "
      + "Add a column that is 1 where it is missing, and make sure that this is known before \(target) is."
  }

  /// Two small numbers as words.
  private static func words(_ first: Int, _ second: Int) -> (first: String, second: String) {
    let words = [
      "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
      "twelve",
    ]
    guard max(first, second) < words.count else {
      return (NumberText.count(first), NumberText.count(second))
    }
    return (words[first], words[second])
  }
}
