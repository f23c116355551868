/// A table that says the label of each image: one column names the images, another one has the labels.
struct LabelTable: Sendable {
  /// The path, for messages.
  let path: String
  /// SHA-256 of the file.
  let sha256: String
  /// The names of its columns.
  let columns: [String]
  /// Its rows as text, each as wide as ``columns``; shorter rows are filled with empty cells.
  let rows: [[String]]

  /// The labels of some images.
  struct Labels: Sendable {
    /// The name of the column of labels.
    var column: String
    /// The label of each image, in their order; nil where there is none.
    var values: [String?]
    /// A hash of the group of each image, of the image itself where there is none; empty without groups.
    var groups: [UInt64] = []
    /// What did not match, one sentence each.
    var notes: [String]
  }

  /// A table of labels is read as a whole, so it may not have more bytes: 1 GiB.
  static let maximumBytes = 1 << 30
  /// The words for a label that is missing.
  private static let missing = Set(CellKind.missingWords.map { "\($0)" })
  /// Columns of these names hold labels, where the user does not say which one does.
  private static let usualNames: Set<String> = [
    "label", "labels", "class", "classes", "target", "category", "y",
  ]

  /// Reads a table, packed or not, in any of the dialects and encodings of tables.
  init(path: String) throws(DataError) {
    try self.init(TextInput.open(path: path), path: path)
  }

  /// Reads the table that a user names, from a file, or where there is none from an archive.
  init(named path: String, orIn archive: ArchiveStore?) throws(DataError) {
    if let archive, let member = archive.member(forMissing: path) {
      let name = "\(archive.path): \(member)"
      let bytes = try InputBytes(
        archive.copy(member), named: name, headSize: InputSample.size)
      try self.init(TextInput.open(bytes), path: name)
    } else {
      try self.init(path: path)
    }
  }

  private init(_ input: TextInput, path: String) throws(DataError) {
    guard input.file.size <= LabelTable.maximumBytes else {
      throw .invalidOption("\(path): more than 1 GiB is no table of labels")
    }
    let text = Array(
      try input.file.read(at: 0, count: input.file.size).dropFirst(input.textStart))
    var digest = Digest()
    text.withUnsafeBytes { digest.update($0) }
    let dialect = CSVDialect(detectingIn: text, isWhole: true)
    let table = FieldTable(ByteBlock(text), dialect)
    var rows = (0..<table.rowCount).filter { !table.isBlank($0) }.map { row in
      (0..<table.width(row)).map { table.text(row: row, column: $0) }
    }
    guard let first = rows.first else { throw .empty(path: path) }
    columns = dialect.hasHeader ? first : first.indices.map { "column\($0 + 1)" }
    if dialect.hasHeader { rows.removeFirst() }
    let width = columns.count
    self.rows = rows.map { row in
      row.count >= width ? row : row + Array(repeating: "", count: width - row.count)
    }
    self.path = path
    sha256 = digest.finish()
  }

  /// Finds the label of each image.
  ///
  /// An image is named by its path, its name, or either without the extension; what two images share
  /// names neither.
  ///
  /// - Parameters:
  ///   - images: their paths.
  ///   - wanted: the name of the column of labels; nil to find it.
  ///   - group: the name of the column of groups; nil without groups.
  /// - Throws: `unknownColumn` for a column that is not there, `invalidOption` when no column names the
  ///   images, when it is not clear which one holds labels, or when an image has two labels.
  func labels(
    of images: [FilePath], column wanted: String?, group: String? = nil
  ) throws(DataError) -> Labels {
    let index = LabelTable.index(images)
    let names = try nameColumn(index)
    let groups = try groupColumn(group, wanted)
    let column = try labelColumn(wanted, names: names, groups: groups)
    var hashes = groups == nil ? [] : images.indices.map(StableHash.alone)
    var values = [String?](repeating: nil, count: images.count)
    var isNamed = [Bool](repeating: false, count: images.count)
    var unknown = 0
    for row in rows {
      guard let image = LabelTable.find(row[names], index) else {
        unknown += 1
        continue
      }
      let label = LabelTable.label(row[column])
      if isNamed[image], values[image] != label {
        throw .invalidOption("\(path): the image “\(images[image])” has two labels; keep one row")
      }
      isNamed[image] = true
      values[image] = label
      if let groups { hashes[image] = LabelTable.group(row[groups], image) }
    }
    var notes = ["Labels come from the column “\(columns[column])” of \(path)."]
    notes += LabelTable.missingNote(values)
    if unknown > 0 {
      notes.append(
        "\(unknown) \(unknown == 1 ? "row" : "rows") of the labels "
          + "\(unknown == 1 ? "names" : "name") no image.")
    }
    return Labels(column: columns[column], values: values, groups: hashes, notes: notes)
  }

  /// The labels of images that have no names: one row an image, in their order.
  ///
  /// - Throws: `unknownColumn` for a column that is not there, `invalidOption` when the table has
  ///   another number of rows, or when it is not clear which column holds labels.
  func labels(
    inOrderOf count: Int, column wanted: String?, group: String? = nil
  ) throws(DataError) -> Labels {
    guard rows.count == count else {
      throw .invalidOption(
        "\(path): it has \(rows.count) rows for \(count) images; give one row an image, in their order"
      )
    }
    // A column that counts the rows holds no labels.
    let counting = columns.indices.first { column in
      let first = Int(rows.first?[column] ?? "")
      return count > 1 && first != nil
        && rows.enumerated().allSatisfy { Int($1[column]) == (first ?? 0) + $0 }
    }
    let groups = try groupColumn(group, wanted)
    let column = try labelColumn(wanted, names: counting, groups: groups)
    let values = rows.map { LabelTable.label($0[column]) }
    var notes = [
      "Labels come from the column “\(columns[column])” of \(path), in the order of its rows."
    ]
    notes += LabelTable.missingNote(values)
    return Labels(
      column: columns[column], values: values,
      groups: groups.map { column in
        rows.enumerated().map { LabelTable.group($1[column], $0) }
      } ?? [], notes: notes)
  }

  /// A hash of the group that a cell names.
  private static func group(_ cell: String, _ image: Int) -> UInt64 {
    guard let name = label(cell) else { return StableHash.alone(image) }
    return Array(name.utf8).withUnsafeBytes { StableHash.hash($0) }
  }

  private static func label(_ cell: String) -> String? {
    cell.isEmpty || missing.contains(cell) ? nil : cell
  }

  private static func missingNote(_ values: [String?]) -> [String] {
    switch values.count(where: { $0 == nil }) {
    case 0: []
    case 1: ["1 image has no label."]
    case let missing: ["\(missing) images have no label."]
    }
  }

  // MARK: Columns

  /// The column whose cells name the most images.
  private func nameColumn(_ index: [String: Int]) throws(DataError) -> Int {
    let sample = rows.prefix(2_000)
    let matches = columns.indices.map { column in
      sample.count { LabelTable.find($0[column], index) != nil }
    }
    guard let best = matches.indices.max(by: { matches[$0] < matches[$1] }), matches[best] > 0
    else {
      throw .invalidOption(
        "\(path): no column names the images; expected paths or names of files, "
          + "such as “cat/1.png” or “1.png”")
    }
    return best
  }

  private func groupColumn(_ group: String?, _ target: String?) throws(DataError) -> Int? {
    guard let group else { return nil }
    guard let column = columns.firstIndex(of: group) else {
      throw .unknownColumn(
        name: group, nearest: NearestName.find(group, among: columns), path: path)
    }
    guard group != target else {
      throw .invalidOption(
        "\(path): “\(group)” cannot be the target and name the groups at once")
    }
    return column
  }

  private func labelColumn(
    _ wanted: String?, names: Int?, groups: Int?
  ) throws(DataError) -> Int {
    if let wanted {
      guard let column = columns.firstIndex(of: wanted) else {
        throw .unknownColumn(
          name: wanted, nearest: NearestName.find(wanted, among: columns), path: path)
      }
      return column
    }
    let others = columns.indices.filter { $0 != names && $0 != groups }
    let usual = others.filter { LabelTable.usualNames.contains(columns[$0].lowercased()) }
    if usual.count == 1 { return usual[0] }
    if others.count == 1 { return others[0] }
    throw .invalidOption(
      others.isEmpty
        ? "\(path): there is no column of labels beside “\(names.map { columns[$0] } ?? "")”"
        : "\(path): which column holds the labels? Say it with --target; there are "
          + others.map { "“\(columns[$0])”" }.joined(separator: ", "))
  }

  // MARK: Names

  /// All that may name an image, with its place; what names two of them is left out.
  static func index(_ images: [FilePath]) -> [String: Int] {
    var index = [String: Int](minimumCapacity: 4 * images.count)
    var ambiguous = Set<String>()
    for (place, image) in images.enumerated() {
      let path = image.description
      let name = FilePath.text(image.name)
      for key in Set([path, name, stem(path), stem(name)]) {
        if let other = index.updateValue(place, forKey: key), other != place {
          ambiguous.insert(key)
        }
      }
    }
    for key in ambiguous { index[key] = nil }
    // A whole path always names its own image.
    for (place, image) in images.enumerated() { index[image.description] = place }
    return index
  }

  static func find(_ cell: String, _ index: [String: Int]) -> Int? {
    if let place = index[cell] { return place }
    var path = cell.split(separator: "\\").joined(separator: "/")
    while path.hasPrefix("./") { path.removeFirst(2) }
    if let place = index[path] { return place }
    // The table may name a folder above, or another extension.
    guard let slash = path.lastIndex(of: "/") else { return index[stem(path)] }
    let name = String(path[path.index(after: slash)...])
    return index[name] ?? index[stem(path)] ?? index[stem(name)]
  }

  /// A path without its extension.
  private static func stem(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), dot != path.startIndex,
      !path[dot...].contains("/")
    else { return path }
    return String(path[..<dot])
  }
}
