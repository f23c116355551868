public import FathomData
internal import FathomNumerics
public import FathomSummaries

extension SecondFile {
  /// Whether the question arises: images in splits have a second part in themselves.
  public static func concerns(_ schema: Schema) -> Bool {
    schema.images != nil && schema.splits.count > 1
  }

  /// Pairs the columns of both files, or the properties of both sets of images.
  public func input(from summary: Summary) -> Applicability<Input> {
    if let second = summary.secondFile {
      guard (summary.images == nil) == (second.images == nil) else {
        return .notApplicable("one of the two is a table and the other holds images")
      }
      if let first = summary.images, let other = second.images {
        return .applicable(
          images(
            first.inOrder, other.inOrder, summary,
            labels: (
              summary.schema.target?.levels ?? [], second.schema.target?.levels ?? []
            )))
      }
      return tables(summary, second)
    }
    guard let images = summary.images, summary.schema.splits.count > 1 else {
      return .notApplicable("there is no second file: name one with --test")
    }
    let entries = images.inOrder
    let labels = summary.schema.target?.levels ?? []
    return .applicable(
      self.images(
        entries.filter { $0.split == 0 }, entries.filter { $0.split > 0 }, summary,
        labels: (labels, labels)))
  }

  // MARK: Tables

  private func tables(_ first: Summary, _ second: Summary) -> Applicability<Input> {
    let names = first.schema.columns.map(\.name)
    let places = Dictionary(
      second.schema.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    var columns = [PairedColumn]()
    for (index, name) in names.enumerated() {
      guard let other = places[name], let a = Values(first, index), let b = Values(second, other)
      else { continue }
      columns.append(
        SecondFile.paired(name, a, b, isTarget: index == first.schema.targetIndex))
    }
    let isFeature = Set(first.schema.columns.filter { $0.role == .feature }.map(\.name))
    for place in columns.indices where !columns[place].isTarget {
      columns[place].isFeature = isFeature.contains(columns[place].name)
    }
    let features = columns.filter { $0.isFeature && !$0.isTarget }
    var overlap = RowOverlap(
      features, others: SecondFile.others(first, second), threads: 1)
    overlap.isComplete = first.sample.isComplete && second.sample.isComplete
    let target = columns.first(where: \.isTarget)
    return .applicable(
      Input(
        isTable: true, columns: columns, target: first.schema.target?.name,
        onlyFirst: names.filter { places[$0] == nil },
        onlySecond: second.schema.columns.map(\.name).filter { !names.contains($0) },
        overlap: overlap, groups: SecondFile.groups(first, second, columns),
        targets: target.map { ($0.first, $0.second) }, classes: target?.levels?.count,
        rows: (first.rows.used, second.rows.used), rejected: second.rows.read - second.rows.used,
        numbers: second.sample.rowNumbers, rowPlaces: second.schema.rowPlaces))
  }

  /// What text, dates and the like tell rows apart by, where both files have the same columns.
  private static func others(_ first: Summary, _ second: Summary) -> ([UInt64], [UInt64]) {
    guard let a = first.repeatedRows?.others, let b = second.repeatedRows?.others, !a.isEmpty,
      first.schema.columns.map(\.name) == second.schema.columns.map(\.name)
    else { return ([], []) }
    func all(_ known: [Int: UInt64], _ numbers: [Int], _ salt: UInt64) -> [UInt64] {
      // What is not known is in no other file.
      numbers.map { known[$0] ?? RowHashes.spread(UInt64($0) ^ salt) }
    }
    return (all(a, first.sample.rowNumbers, 1 << 62), all(b, second.sample.rowNumbers, 1 << 63))
  }

  /// Named groups, and columns whose rows belong together, with the share of the second file's rows whose group is in the
  /// first.
  private static func groups(
    _ first: Summary, _ second: Summary, _ columns: [PairedColumn]
  ) -> [GroupOverlap] {
    if let name = first.schema.groupName, !first.sample.groups.isEmpty,
      !second.sample.groups.isEmpty
    {
      let known = Set(first.sample.groups)
      let shared = second.sample.groups.count { known.contains($0) }
      return [
        GroupOverlap(
          column: name, share: Double(shared) / Double(second.sample.groups.count))
      ]
    }
    return SampleSize().proposals(first).compactMap { proposal in
      columns.first { $0.name == proposal.column }.map { column in
        let known = Set(column.first.filter { !$0.isNaN })
        let shared = column.second.count { known.contains($0) }
        return GroupOverlap(
          column: column.name, share: Double(shared) / Double(max(1, column.second.count)))
      }
    }
  }

  /// The values of a column in the rows in memory.
  private struct Values {
    var numbers: [Double]
    /// The names of levels; nil for numbers.
    var levels: [String]?

    /// The values as numbers; nil where a level is none.
    var asNumbers: [Double]? {
      guard let levels else { return numbers }
      let known = levels.map { Double($0) }
      guard !known.contains(nil) else { return nil }
      return numbers.map { $0.isNaN ? .nan : known[Int($0)] ?? .nan }
    }

    /// Nil for what is not in memory.
    init?(_ summary: Summary, _ index: Int) {
      let column = summary.schema.columns[index]
      if index == summary.schema.targetIndex, !summary.sample.target.isEmpty {
        numbers = summary.sample.target
        levels = summary.schema.task == .classification ? column.levels : nil
        return
      }
      if let term = summary.design.terms.first(where: { $0.column == index }) {
        numbers =
          term.isNumeric
          ? Array(summary.sample.features.column(term.range.lowerBound))
          : GroupCandidate.codes(summary.sample.features, term.range)
        levels = term.isNumeric ? nil : column.levels
        return
      }
      if let place = summary.levelColumns.firstIndex(of: index) {
        (numbers, levels) = (Array(summary.levels.column(place)), column.levels)
        return
      }
      // What numbers the rows, or was left out on request, differs from file to file.
      guard let place = summary.otherColumns.firstIndex(of: index), column.type != .identifier
      else { return nil }
      numbers = Array(summary.others.column(place))
      levels = nil
    }
  }

  /// Brings the levels of both files to common codes.
  private static func paired(_ name: String, _ a: Values, _ b: Values, isTarget: Bool)
    -> PairedColumn
  {
    var column = PairedColumn(
      name: name, first: a.numbers, second: b.numbers, levels: a.levels,
      known: a.levels?.count ?? 0, isTarget: isTarget)
    guard a.levels != nil || b.levels != nil else { return column }
    // Classes that are numbers may be a quantity in the other file.
    if let first = a.asNumbers, let second = b.asNumbers, (a.levels == nil) != (b.levels == nil) {
      (column.first, column.second) = (first, second)
      (column.levels, column.known) = (nil, 0)
      return column
    }
    // Numbers in one file and words in the other are compared as words.
    var names = a.levels ?? []
    var codes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0)) })
    func code(_ name: String) -> Double {
      if let known = codes[name] { return known }
      codes[name] = Double(names.count)
      names.append(name)
      return Double(names.count - 1)
    }
    func coded(_ values: Values) -> [Double] {
      values.numbers.map { value in
        guard !value.isNaN else { return .nan }
        return code(values.levels?[Int(value)] ?? NumberText.exact(value))
      }
    }
    column.first = coded(a)
    // Levels that no row of memory has are known too.
    column.known = names.count
    column.second = coded(b)
    column.levels = names
    return column
  }

  // MARK: Images

  private func images(
    _ first: [ImageInventory.Entry], _ second: [ImageInventory.Entry], _ summary: Summary,
    labels: (first: [String], second: [String])
  ) -> Input {
    // Those of the second set follow, as another split.
    let entries =
      first.map { ImageInventory.Entry(row: $0.row, label: -1, split: 0, record: $0.record) }
      + second.map { ImageInventory.Entry(row: $0.row, label: -1, split: 1, record: $0.record) }
    let duplicates = ImageDuplicates(entries)
    let overlap = RowOverlap(
      images: Set(duplicates.acrossSplits.map { $0.later - first.count }).filter { $0 >= 0 }
        .sorted())
    func paired(_ name: String, _ value: (ImageRecord) -> Double) -> PairedColumn {
      PairedColumn(
        name: name, first: first.map { value($0.record) }, second: second.map { value($0.record) })
    }
    var columns = [
      paired("brightness") { Double($0.traits.mean) },
      paired("contrast") { Double($0.traits.deviation) },
      paired("width") { Double($0.width) }, paired("height") { Double($0.height) },
    ]
    var classes: Int?
    var targets: (first: [Double], second: [Double])?
    if !labels.first.isEmpty, !labels.second.isEmpty {
      var names = labels.first
      let codes = labels.second.map { name -> Int in
        if let known = names.firstIndex(of: name) { return known }
        names.append(name)
        return names.count - 1
      }
      let a = first.map { $0.label < 0 ? .nan : Double($0.label) }
      let b = second.map { $0.label < 0 ? .nan : Double(codes[Int($0.label)]) }
      columns.append(
        PairedColumn(
          name: summary.schema.target?.name ?? "class", first: a, second: b, levels: names,
          known: labels.first.count, isTarget: true))
      (classes, targets) = (names.count, (a, b))
    }
    return Input(
      isTable: false, columns: columns, target: summary.schema.target?.name, onlyFirst: [],
      onlySecond: [], overlap: overlap, groups: [],
      targets: targets, classes: classes, rows: (first.count, second.count),
      rejected: summary.secondFile.map { $0.rows.read - $0.rows.used } ?? 0,
      numbers: Array(second.indices))
  }
}
