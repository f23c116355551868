/// Where encoded images lie: a folder, or an archive.
protocol ImageStore: Sendable {
  /// Everything that is not a folder, in the order of the bytes of the paths.
  var paths: [FilePath] { get }
  /// What was left out, one sentence each.
  var notes: [String] { get }
  /// What cut or damaged it; nil where it is whole.
  var damage: String? { get }
  /// Opens one of ``paths``; safe to be called from several threads.
  func open(_ path: FilePath) throws(UnreadableImage) -> ImageFile
}

/// The files below a folder.
struct FolderStore: ImageStore {
  let root: String
  let paths: [FilePath]
  let notes: [String]
  var damage: String? { nil }

  /// Walks a folder.
  init(root: String) throws(DataError) {
    let scan = try FolderScan(root: root)
    self.root = root
    paths = scan.files
    notes = FolderStore.notes(scan)
  }

  func open(_ path: FilePath) throws(UnreadableImage) -> ImageFile {
    do throws(DataError) {
      let file = try ReadOnlyFile(regularFile: path.terminated(in: root), named: path.description)
      return ImageFile(file, offset: 0, size: file.size)
    } catch {
      throw ImageFile.reason(error)
    }
  }

  private static func notes(_ scan: FolderScan) -> [String] {
    var notes = [String]()
    let refused = scan.unreadableFolders
    if !refused.isEmpty {
      let named = refused.prefix(3).map(\.description).joined(separator: ", ")
      notes.append(
        "\(refused.count) \(refused.count == 1 ? "folder" : "folders") could not be read: \(named)"
          + (refused.count > 3 ? " and \(refused.count - 3) more." : "."))
    }
    let repeated = scan.repeatedFolders
    if repeated > 0 {
      notes.append(
        "\(repeated) \(repeated == 1 ? "link leads" : "links lead") "
          + "to a folder that was read already.")
    }
    return notes
  }
}
