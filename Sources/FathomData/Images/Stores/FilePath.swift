/// A path relative to a folder, as the bytes that the file system has: they need not be UTF-8.
struct FilePath: Sendable, Hashable {
  /// The components, separated by `/`; empty for the folder itself.
  let bytes: [UInt8]

  /// The folder itself.
  static let root = FilePath(bytes: [])

  /// The path of an entry of this folder.
  func appending(_ name: [UInt8]) -> FilePath {
    FilePath(bytes: bytes.isEmpty ? name : bytes + [FilePath.separator] + name)
  }

  /// What C functions take: this path inside of a folder, closed by NUL.
  func terminated(in folder: String) -> [CChar] {
    var path = Array(folder.utf8)
    if !bytes.isEmpty { path += [FilePath.separator] + bytes }
    return path.map { CChar(bitPattern: $0) } + [0]
  }

  /// The folders on the way to the file, from the top.
  var folders: [[UInt8]] { folder.split(separator: FilePath.separator).map(Array.init) }

  /// Something that the folder of a file decides, for many files: where neighbours lie in one, it is asked for once.
  static func perFolder<Value>(
    _ paths: [FilePath], _ value: (FilePath) throws -> Value
  ) rethrows -> [Value] {
    var last: (folder: ArraySlice<UInt8>, value: Value)?
    return try paths.map { path in
      let folder = path.folder
      if let last, last.folder == folder { return last.value }
      let found = try value(path)
      last = (folder, found)
      return found
    }
  }

  /// The folder that holds the file, closed by a separator; empty for the folder itself.
  var folder: ArraySlice<UInt8> {
    bytes.lastIndex(of: FilePath.separator).map { bytes[...$0] } ?? []
  }

  /// The first component, where there is more than one.
  var firstFolder: [UInt8]? {
    bytes.firstIndex(of: FilePath.separator).map { Array(bytes[..<$0]) }
  }

  /// The last component.
  var name: ArraySlice<UInt8> {
    bytes.lastIndex(of: FilePath.separator).map { bytes[($0 + 1)...] } ?? bytes[...]
  }

  /// Whether the name ends like that of an image.
  var hasImageExtension: Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), bytes.count - dot <= 5 else {
      return false
    }
    return FilePath.imageExtensions.contains(FilePath.text(bytes[(dot + 1)...]).lowercased())
  }

  private static let separator = UInt8(ascii: "/")
  private static let imageExtensions = Set(DataFormat.all(.image).flatMap(\.extensions))

  /// A name for people.
  ///
  /// Where it is not UTF-8, each byte above 127 is written as `\xE9`, so that different names stay
  /// different.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return bytes.map { byte in
      byte < 0x80
        ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}

extension FilePath: Comparable {
  /// By bytes, so that the order is the same on every machine.
  static func < (a: FilePath, b: FilePath) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

extension FilePath: CustomStringConvertible {
  var description: String { FilePath.text(bytes) }
}
