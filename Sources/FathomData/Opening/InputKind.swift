/// What a path leads to, as far as choosing a source needs to know.
public enum InputKind: Sendable, Equatable {
  case file, folder

  /// Looks at the path; `-` is standard input and counts as a file.
  public init(path: String) throws(DataError) {
    guard path != "-" else {
      self = .file
      return
    }
    switch try FileKind(path: path) {
    case .folder: self = .folder
    case .file, .other: self = .file
    }
  }
}
