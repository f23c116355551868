internal import FathomData
internal import FathomNumerics

extension Cells {
  /// More columns with missing cells are not listed.
  private static let mostListed = 200

  /// Measures; the same input gives the same evidence.
  ///
  /// - Complexity: O(rows · columns), and O(rows · columns² / 64) of up to 400 columns with missing cells.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let variants = input.columns.compactMap { self.variants($0, context.includesSamples) }
    return Evidence(
      rows: input.rows,
      variants: variants.filter(\.isTarget) + variants.filter { !$0.isTarget },
      specialValues: specialValues(input),
      mixed: input.columns.filter { $0.otherCells > 0 }.map {
        Mixed(
          column: $0.name, among: $0.days.isEmpty ? .numbers : .dates, cells: $0.otherCells,
          lines: Array($0.otherLines.prefix(100)), isLeftOut: $0.isLeftOut)
      },
      nearlyConstant: input.columns.filter { !$0.isTarget && isNearlyConstant($0) }.map(\.name),
      identifiers: input.columns.filter(\.isIdentifier).map(\.name),
      missingness: missingness(input),
      target: input.targetName, hasClasses: input.target?.labels != nil,
      notCompared: input.columns.filter(\.hasUncountedLevels).map(\.name),
      columnShare: input.share)
  }

  // MARK: Levels

  private func variants(_ column: InputColumn, _ includesSamples: Bool) -> Variants? {
    guard column.levels.count > 1 else { return nil }
    let found = LevelVariants(
      column.levels, typoLetters: Int(typoLetters), typoShare: typoShare)
    guard !found.groups.isEmpty else { return nil }
    return Variants(
      column: column.name, isTarget: column.isTarget, levels: column.levels.count,
      distinctLevels: found.distinctLevels,
      groups: found.groups.map { places in
        places.map { place in
          let level = column.levels[place]
          return Level(
            // Labels of the target are the answer, and reports show them in any case.
            level: column.isTarget || includesSamples ? level.label : nil,
            digest: String(Fingerprint.sha256(column.name + "\0" + level.label).prefix(16)),
            count: level.count)
        }
      }, typingErrors: found.typingErrors)
  }

  // MARK: Special values

  private func specialValues(_ input: Input) -> [SpecialValue] {
    let rule = SpecialValues(share: specialShare, gap: specialGap)
    let found = input.columns.map { column in
      // Numbers that tell rows apart lie anywhere.
      column.isIdentifier
        ? [] : column.numbers.map { rule.numbers(in: $0, isTime: column.isTime) } ?? []
    }
    var result = [SpecialValue]()
    for (place, column) in input.columns.enumerated() {
      let numbers = (column.numbers ?? []).filter { !$0.isNaN }
      for special in found[place] {
        let value = special.value
        let isElsewhere = input.columns.indices.contains { other in
          other != place && !found[other].contains { $0.value == value }
            && input.columns[other].numbers?.contains(value) ?? false
        }
        let rest = numbers.filter { number in !found[place].contains { $0.value == number } }
        result.append(
          SpecialValue(
            column: column.name, value: Cells.text(value), written: Cells.text(value),
            count: special.count,
            cells: numbers.count, gap: special.gap, meanWith: Moments(numbers).mean,
            meanWithout: Moments(rest).mean, isOrdinaryElsewhere: isElsewhere))
      }
      for special in rule.days(in: column.days.map(\.day)) {
        let value = SpecialValues.days[special.value] ?? ""
        result.append(
          SpecialValue(
            column: column.name, value: value,
            written: column.days.first { $0.day == special.value }?.text ?? value,
            count: special.count, cells: column.days.count, gap: special.gap, meanWith: nil,
            meanWithout: nil, isOrdinaryElsewhere: false))
      }
    }
    return result
  }

  /// A number as an option takes it.
  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  // MARK: One value

  private func isNearlyConstant(_ column: InputColumn) -> Bool {
    if let numbers = column.numbers, !column.isIdentifier {
      // A value of more than half of the rows outlives the votes (Boyer & Moore 1981).
      var (most, votes, present) = (Double.nan, 0, 0)
      for number in numbers where !number.isNaN {
        if votes == 0 { most = number }
        votes += number == most ? 1 : -1
        present += 1
      }
      return isNearlyAll(numbers.count { $0 == most }, of: present)
    }
    return column.levels.count > 1
      && isNearlyAll(
        column.levels.map(\.count).max() ?? 0, of: column.levels.reduce(0) { $0 + $1.count })
  }

  private func isNearlyAll(_ count: Int, of all: Int) -> Bool {
    count < all && Double(count) > nearlyConstant * Double(all)
  }

  // MARK: Missing cells

  private func missingness(_ input: Input) -> [Missingness] {
    let columns = input.columns.filter { $0.missing != nil }
    let missing = columns.map { $0.missing ?? [] }
    var together = [[String]](repeating: [], count: columns.count)
    for block in MissingCells.blocks(missing) {
      for place in block {
        together[place] = block.filter { $0 != place }.map { columns[$0].name }
      }
    }
    let all = columns.indices.map { place in
      let lost = missing[place].count { $0 }
      let found = input.target.flatMap { MissingCells.association(missing[place], $0) }
      return Missingness(
        column: columns[place].name, missing: lost,
        share: Double(lost) / Double(max(1, missing[place].count)), cramersV: found?.strength,
        pValue: found?.pValue,
        byClass: zip(input.target?.labels ?? [], found?.shares ?? []).compactMap { label, share in
          share.map { ClassShare(label: label, share: $0) }
        }, together: together[place])
    }
    let order = all.indices.sorted { first, second in
      let strengths = (all[first].cramersV ?? -1, all[second].cramersV ?? -1)
      return strengths.0 != strengths.1 ? strengths.0 > strengths.1 : first < second
    }
    return order.prefix(Cells.mostListed).map { all[$0] }
  }
}
