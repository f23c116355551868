/// A table that lies beside images and names them, where no option gives it.
struct TableBeside: Sendable {
  /// Where it is.
  let path: FilePath

  /// How much of a table is looked at.
  private static let lookLength = 1 << 16
  /// How many tables are looked at.
  private static let looks = 20
  /// The first columns, one of which names the images.
  private static let columns = 12

  /// Looks for one: of its first rows most name an image.
  ///
  /// What is handed in for a competition lists images to be predicted, with answers that mean nothing.
  init?(images: [FilePath], others: [FilePath], head: (FilePath, Int) -> [UInt8]) {
    let tables = others.filter { path in
      let name = FilePath.text(path.name).lowercased()
      return [".csv", ".tsv"].contains(where: name.hasSuffix) && !name.contains("submission")
    }
    guard !tables.isEmpty else { return nil }
    let index = LabelTable.index(images)
    let found = tables.prefix(TableBeside.looks).first { path in
      let text = String(decoding: head(path, TableBeside.lookLength), as: UTF8.self)
      return TableBeside.namesImages(text, index, images: images.count)
    }
    guard let found else { return nil }
    path = found
  }

  private static func namesImages(
    _ text: String, _ index: [String: Int], images: Int
  ) -> Bool {
    var lines = text.split(whereSeparator: \.isNewline)
    // The last may be cut.
    if text.utf8.count >= lookLength { lines.removeLast() }
    guard lines.count > 2,
      let mark = [",", ";", "\t"].map(Character.init).first(where: lines[0].contains)
    else { return false }
    let rows = lines.dropFirst().map { line in
      line.split(separator: mark, maxSplits: columns, omittingEmptySubsequences: false)
        .map { $0.trimmingPrefix { "\" ".contains($0) } }
        .map { cell in String(cell.reversed().trimmingPrefix { "\" ".contains($0) }.reversed()) }
    }
    let isWhole = text.utf8.count < lookLength
    return (0..<columns).contains { column in
      let cells = rows.compactMap { $0.count > max(1, column) ? $0[column] : nil }
      let named = cells.compactMap { LabelTable.find($0, index) }
      guard named.count > 1, 2 * named.count >= rows.count else { return false }
      guard cells.allSatisfy(isPlainNumber) else { return true }
      // Months, counts and classes are numbers like the names of a few images.
      return 10 * named.count >= 9 * rows.count
        && (isWhole ? 10 * Set(named).count >= 9 * images : 2 * Set(named).count >= rows.count)
    }
  }

  /// Whether a cell is a number such as a row or a class may have.
  private static func isPlainNumber(_ cell: String) -> Bool {
    cell.count <= 4 && cell.allSatisfy { ("0"..."9").contains($0) }
      && (cell == "0" || !cell.hasPrefix("0"))
  }
}
