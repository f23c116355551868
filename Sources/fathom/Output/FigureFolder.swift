internal import FathomReports
private import Foundation

/// The folder that `--figures` names.
struct FigureFolder {
  let path: String

  /// A folder; of its slashes at the end none is kept.
  init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// Refuses what is no folder and cannot become one, before anything is read.
  func check() throws(CommandFailure) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw CommandFailure(message: "\(path): is a file; name a folder for the figures")
      }
      return
    }
    // The folder itself is made later; where it goes must be there.
    try ReportFile(path: path).check()
  }

  /// Writes each figure of a report as a file of its own.
  func write(_ report: Report) throws(CommandFailure) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    } catch CocoaError.fileWriteFileExists {
      // It was there before.
    } catch {
      throw CommandFailure(
        message: "\(path): the folder cannot be made: \(error.localizedDescription)")
    }
    for figure in FigureFile.all(of: report) {
      try ReportFile(path: "\(path)/\(figure.name)").write(figure.text)
    }
  }

  /// The folder as a link from a page in a file has it.
  func link(from page: String) -> String {
    let folder = URL(filePath: path).standardizedFileURL.pathComponents
    let base = URL(filePath: page).deletingLastPathComponent().standardizedFileURL.pathComponents
    var shared = 0
    while shared < min(folder.count, base.count), folder[shared] == base[shared] { shared += 1 }
    let up = Array(repeating: "..", count: base.count - shared)
    return (up + folder[shared...]).joined(separator: "/")
  }
}
