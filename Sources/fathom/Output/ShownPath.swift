private import Foundation

/// How reports name a file: they are read elsewhere, by people whom a home folder does not concern.
enum ShownPath {
  /// A file that is not the data, such as a policy: as it was named, unless that was from the root.
  static func ofPolicy(_ path: String) -> String { path.hasPrefix("/") ? of(path) : path }

  /// The path from the working directory where it lies inside, else its name alone.
  static func of(_ path: String) -> String {
    guard path != "-", path != "standard input" else { return path }
    let folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL
      .pathComponents
    let file = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
    guard file.count > folder.count, file.starts(with: folder) else {
      return file == folder ? "." : file.last ?? path
    }
    let isPlain = !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    // As the user named it, where that says no more.
    return isPlain ? path : file.dropFirst(folder.count).joined(separator: "/")
  }
}
