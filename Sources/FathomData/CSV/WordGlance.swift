/// What a cell is that shows at a glance to be a word or a date: most cells of columns that are no numbers.
///
/// It is what ``ReadCell`` finds, without a look at what is impossible: what begins with a letter is no plain number
/// but for infinities, what holds no digit is no date and no number in dress, and a unit before digits is short.
struct WordGlance {
  /// What it holds.
  let content: CellContent

  /// Infinities, truth values and most words for a missing value have no more bytes than this.
  private static let longestSpecial = 9

  /// The word in `cell[start..<end]`, which holds something and has no blanks around it; nil where it has to be
  /// looked at closely.
  @inline(__always)
  init?(_ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, missing: MissingWords) {
    let text = UnsafeBufferPointer(start: cell + start, count: end - start)
    guard !missing.contains(cell + start, text.count) else { return nil }
    if CellKind.isCalendarDate(cell + start, text.count) {
      content = .date
      return
    }
    guard cell[start] | 0x20 &- 97 < 26 else { return nil }
    let kinds = ByteKinds(text)
    let isWord =
      kinds.digit
      ? !WordGlance.mayBeDate(text) && !WordGlance.mayBeDressed(text)
      : text.count > WordGlance.longestSpecial
    guard isWord else { return nil }
    content = OtherCell.text(text, kinds, isDressed: false)
  }

  private static func mayBeDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= 4, text.count <= DateReading.longest else { return false }
    return DateCursor.mayBeName(text[0], text[1], text[2])
  }

  /// Whether a unit may stand at the beginning and digits behind it.
  private static func mayBeDressed(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var place = 1
    while place < text.count, text[place] | 0x20 &- 97 < 26 { place += 1 }
    guard place < text.count else { return false }
    // `A123` and `user17` are names, `kr5` and `USD5` are not.
    if text[place] &- 48 < 10 { return place == 2 || place == 3 }
    guard text[place] == 0x20 else { return true }
    while place < text.count, text[place] == 0x20 { place += 1 }
    return place >= text.count || text[place] | 0x20 &- 97 >= 26
  }
}
