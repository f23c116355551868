#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// All files below a folder, in the order of their paths' bytes.
///
/// Names that begin with a dot, and the `__MACOSX` that archives leave, are skipped. Links are
/// followed after the folders themselves were read, and no folder is entered twice: loops end, and a
/// file that is reached both ways has the path without a link.
struct FolderScan: Sendable {
  /// Everything that is not a folder, sorted.
  private(set) var files: [FilePath] = []
  /// The folders that could not be read, sorted.
  private(set) var unreadableFolders: [FilePath] = []
  /// How often a folder was reached that had been read already.
  private(set) var repeatedFolders = 0

  private let root: String
  private var visited = Set<FolderIdentity>()
  private var folders = [FilePath.root]
  private var links: [FilePath] = []

  private struct FolderIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  private enum Entry {
    case folder(FolderIdentity), other
  }

  /// Walks a folder.
  init(root: String) throws(DataError) {
    self.root = root
    while true {
      if let folder = folders.popLast() {
        try enter(folder)
      } else if !links.isEmpty {
        // Sorted, so that it does not depend on the file system which of two links is followed.
        folders = links.sorted(by: >)
        links = []
      } else {
        break
      }
    }
    files.sort()
    unreadableFolders.sort()
  }

  private mutating func enter(_ folder: FilePath) throws(DataError) {
    if case .folder(let identity) = kind(of: folder), !visited.insert(identity).inserted {
      repeatedFolders += 1
      return
    }
    // What is no folder, or is not there any more, fails here.
    guard let stream = opendir(folder.terminated(in: root)) else { return try fail(folder) }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        return errno == 0 ? () : try fail(folder)
      }
      let name = FolderScan.name(of: entry)
      if name.first == UInt8(ascii: ".") || name.elementsEqual("__MACOSX".utf8) { continue }
      note(folder.appending(name), type: Int(entry.pointee.d_type))
    }
  }

  private mutating func note(_ path: FilePath, type: Int) {
    switch type {
    case Int(DT_REG): files.append(path)
    case Int(DT_DIR): folders.append(path)
    default:
      // A link, or a file system that does not tell. A link to nothing is kept as a file, so that
      // it is counted when it has the name of an image.
      if case .folder = kind(of: path) { links.append(path) } else { files.append(path) }
    }
  }

  private mutating func fail(_ folder: FilePath) throws(DataError) {
    if folder == .root { throw DataError.ofSystem(root) }
    unreadableFolders.append(folder)
  }

  private func kind(of path: FilePath) -> Entry {
    var status = stat()
    guard stat(path.terminated(in: root), &status) == 0, status.st_mode & S_IFMT == S_IFDIR
    else { return .other }
    return .folder(
      FolderIdentity(
        device: UInt64(truncatingIfNeeded: status.st_dev),
        inode: UInt64(truncatingIfNeeded: status.st_ino)))
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    // In bounds: the name ends with NUL inside of the record, which may be shorter than the type
    // says; that is why the field is not copied as a whole.
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let start = UnsafeRawPointer(entry).advanced(by: offset)
    let length = strlen(start.assumingMemoryBound(to: CChar.self))
    return Array(UnsafeRawBufferPointer(start: start, count: length))
  }
}
