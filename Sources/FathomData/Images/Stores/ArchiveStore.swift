/// The files in a tar or zip archive, packed or not.
///
/// The archive is read once; its files are written behind one another into a temporary file without a
/// name, and read from there by position. No name in the archive ever reaches the file system.
/// Names are brought to what they would be in a folder: without `.` and `..`, without a leading slash,
/// without what begins with a dot and `__MACOSX`; a folder that holds all files is taken off. Archives
/// inside of archives are not entered.
struct ArchiveStore: ImageStore {
  let paths: [FilePath]
  let notes: [String]
  let damage: String?
  private let file: ReadOnlyFile
  private let members: [FilePath: Member]

  /// Where a file is, or why it cannot be read.
  private enum Member: Sendable {
    case stored(offset: Int, size: Int)
    case unreadable(String)
  }

  /// Limits that stop an archive from filling the disk.
  enum Limit {
    /// An archive may have this many files.
    static let files = 10_000_000
    /// Its files may have this many times its own bytes.
    static let ratio = 200
    /// They may have this many bytes in any case: 4 GiB.
    static let bytes = 4 << 30
  }

  /// Whether a path leads to an archive; packed ones are looked into.
  static func canOpen(path: String) -> Bool {
    guard PathKind.isFile(path), let file = try? ReadOnlyFile(path: path),
      let first = try? FirstBytes(file)
    else { return false }
    return canOpen(file, first)
  }

  /// Whether a file with these first bytes is an archive.
  static func canOpen(_ file: ReadOnlyFile, _ first: FirstBytes) -> Bool {
    let isPlain = first.archive != nil
    guard isPlain || first.compression != nil else { return false }
    guard let archive = try? Archive(file), archive.hasMembers else {
      // Where nothing can be unpacked, opening says why.
      return first.packsTar
    }
    return isPlain || archive.isTar
  }

  /// Reads an archive.
  ///
  /// - Parameter progress: called with the fraction that is done.
  init(path: String, progress: @Sendable (Double) -> Void = { _ in }) throws(DataError) {
    let source = try ReadOnlyFile(path: path)
    let first = try FirstBytes(source)
    let archive = try Archive(source)
    let isPlainTar = archive.isTar && first.archive != nil
    let spool = try TemporaryFile(for: path)
    let limit = max(Limit.bytes, source.size * Limit.ratio)
    var found = [(path: FilePath, member: Member)]()
    var notes = [String]()
    var skipped = 0
    var damage: String?
    reading: while true {
      let entry: Archive.Entry
      switch archive.next() {
      case .entry(let next): entry = next
      case .end:
        if isPlainTar, try !ArchiveStore.hasEnd(source) {
          damage = "it has no end"
          notes.append("The archive has no end, so it is cut; what is there is used.")
        }
        break reading
      case .damaged(let reason):
        guard !found.isEmpty else { throw .cannotUnpack(path: path, reason: reason) }
        notes.append("The archive is damaged (\(reason)); what comes before is used.")
        damage = reason
        break reading
      }
      guard let name = ArchiveStore.normalized(entry.name) else {
        skipped += entry.isFile ? 1 : 0
        continue
      }
      guard entry.isFile else { continue }
      guard found.count < Limit.files else {
        throw .cannotUnpack(path: path, reason: "it has more than \(Limit.files) files")
      }
      if entry.isEncrypted {
        found.append((name, .unreadable("the file is encrypted")))
        continue
      }
      let start = spool.count
      let problem = try archive.copy(to: spool, limit: limit, path: path)
      found.append(
        (
          name,
          problem.map { .unreadable($0) } ?? .stored(offset: start, size: spool.count - start)
        ))
      progress(archive.fractionDone)
    }
    if skipped > 0 {
      notes.append("\(skipped) hidden \(skipped == 1 ? "file was" : "files were") left out.")
    }
    let members = ArchiveStore.placed(found)
    self.notes = notes
    self.damage = damage
    self.members = members
    paths = members.keys.sorted()
    file = ReadOnlyFile(owning: spool.release(), named: path)
  }

  /// Whether a tar archive ends with a block of zeros, as it must (POSIX 1003.1).
  private static func hasEnd(_ file: ReadOnlyFile) throws(DataError) -> Bool {
    let block = 512
    return try file.read(at: max(0, file.size - block), count: block).allSatisfy { $0 == 0 }
  }

  func open(_ path: FilePath) throws(UnreadableImage) -> ImageFile {
    switch members[path] {
    case .stored(let offset, let size)?: return ImageFile(file, offset: offset, size: size)
    case .unreadable(let reason)?: throw UnreadableImage(reason: reason)
    case nil: throw UnreadableImage(reason: "the file is not there")
    }
  }

  /// The first bytes of a file; none where it cannot be read.
  func firstBytes(_ path: FilePath) -> FirstBytes {
    guard case .stored(let offset, let size)? = members[path] else { return FirstBytes([]) }
    return FirstBytes((try? file.read(at: offset, count: min(FirstBytes.count, size))) ?? [])
  }

  /// The path of the archive.
  var path: String { file.path }

  /// The file in the archive that a user means by a path or a name to which no file leads; nil where
  /// there is such a file, or where none or several in the archive have that name.
  func member(forMissing name: String) -> FilePath? {
    guard (try? PathKind(path: name)) == nil,
      let wanted = ArchiveStore.normalized(Array(name.utf8))
    else { return nil }
    if members[wanted] != nil { return wanted }
    let named = paths.filter { $0.name.elementsEqual(wanted.name) }
    return named.count == 1 ? named[0] : nil
  }

  /// A file of its own with the content of one.
  func extract(_ path: FilePath) throws(DataError) -> ReadOnlyFile {
    ReadOnlyFile(owning: try copy(path).release(), named: file.path)
  }

  /// A temporary file with the content of one.
  func copy(_ path: FilePath) throws(DataError) -> TemporaryFile {
    guard case .stored(let offset, let size)? = members[path] else {
      throw .unreadable(path: "\(file.path): \(path)", reason: "it cannot be read")
    }
    let copy = try TemporaryFile(for: file.path)
    for start in stride(from: 0, to: size, by: 1 << 20) {
      let bytes = try file.read(at: offset + start, count: min(1 << 20, size - start))
      var failure: DataError?
      bytes.withUnsafeBytes { bytes in
        do throws(DataError) { try copy.append(bytes) } catch { failure = error }
      }
      if let failure { throw failure }
    }
    return copy
  }

  /// The files by their names; of two with one name the later one counts, as when they are unpacked.
  private static func placed(_ found: [(path: FilePath, member: Member)]) -> [FilePath: Member] {
    var common = found.first?.path.firstFolder
    for (path, _) in found where path.firstFolder != common { common = nil }
    var members = [FilePath: Member](minimumCapacity: found.count)
    for (path, member) in found {
      members[common.map { FilePath(bytes: Array(path.bytes.dropFirst($0.count + 1))) } ?? path] =
        member
    }
    return members
  }

  /// A name as it would be in a folder; nil for one that is left out.
  static func normalized(_ name: [UInt8]) -> FilePath? {
    var parts = [ArraySlice<UInt8>]()
    let slashes: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
    for part in name.split(whereSeparator: slashes.contains) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        _ = parts.popLast()
        continue
      }
      if part.first == UInt8(ascii: ".") || part.elementsEqual("__MACOSX".utf8) { return nil }
      parts.append(part)
    }
    return parts.isEmpty ? nil : FilePath(bytes: Array(parts.joined(separator: [0x2F])))
  }
}
