/// What cells of a column were found to be, by the hash of their bytes: categories repeat.
///
/// Direct-mapped: a word that meets another at its place takes it.
final class WordCache {
  struct Entry {
    var hash: UInt64
    var content: CellContent
    var code: Int32
  }

  /// The entries, `mask` + 1 of them.
  let entries: UnsafeMutablePointer<Entry>
  /// The largest place.
  let mask: Int

  /// A cache for one of so many columns: smaller where there are many.
  init(columns: Int) {
    let size = columns <= 1 << 10 ? 1 << 10 : 1 << 6
    mask = size - 1
    entries = .allocate(capacity: size)
    entries.initialize(repeating: Entry(hash: 0, content: .missing, code: -1), count: size)
  }

  deinit { entries.deallocate() }
}
