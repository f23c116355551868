/// Arrays that belong together: images, and a label for each.
struct StackPart: Sendable {
  /// The split, such as `train`.
  let name: String
  let images: ArrayFile
  var labels: ArrayFile?

  /// The labels of the whole rows of images, as whole numbers; nil where they end early.
  func codes() throws(DataError) -> [Int?] {
    guard let labels else { return [] }
    guard labels.header.rowLength == 1 else {
      throw .unreadable(
        path: labels.path,
        reason: "it does not hold one label an image; give class indices, one number a row")
    }
    guard labels.header.rows == images.header.rows else {
      throw .unreadable(
        path: labels.path,
        reason: "it has \(labels.header.rows) labels for \(images.header.rows) images; "
          + "give the labels of these images")
    }
    var codes = [Int?]()
    let available = min(labels.rows, images.rows)
    for start in stride(from: 0, to: available, by: 1 << 16) {
      for value in try labels.read(rows: start..<min(available, start + 1 << 16)) {
        guard let code = Int(exactly: value) else {
          throw .unreadable(
            path: labels.path,
            reason: "label \(codes.count + 1) is \(value), which is no whole number; "
              + "give class indices")
        }
        codes.append(code)
      }
    }
    return codes + Array(repeating: nil, count: images.rows - available)
  }
}

/// What the opening of a path finds: its parts, and the files that they came from.
struct StackParts: Sendable {
  var parts: [StackPart]
  /// The files, by which the dataset is identified.
  var files: [String]

  /// Finds the parts of a file or a folder.
  ///
  /// - Parameter labels: the file that the user says the labels are in.
  init(path: String, labels: String?) throws(DataError) {
    if case .folder = try FileKind(path: path) {
      guard labels == nil else {
        throw .invalidOption("\(path): labels are found in the folder; name a file of images")
      }
      try self.init(folder: path)
      return
    }
    let head = try ReadOnlyFile(path: path).read(at: 0, count: 4)
    if ZipDirectory.matches(head) {
      try self.init(zip: path)
    } else {
      try self.init(array: path)
    }
    guard let beside = labels ?? (parts[0].labels == nil ? StackParts.labels(beside: path) : nil)
    else { return }
    guard parts.count == 1 else {
      throw .invalidOption("\(path): it has labels for train and test; leave --labels out")
    }
    parts[0].labels = try ArrayFile(path: beside)
    files.append(beside)
  }

  private init(array path: String) throws(DataError) {
    parts = [StackPart(name: "all", images: try ArrayFile(path: path))]
    files = [path]
  }

  /// MNIST and its kin, as they are distributed.
  private init(folder: String) throws(DataError) {
    parts = []
    files = []
    for (prefix, name) in [("train", "train"), ("t10k", "test")] {
      guard let images = StackParts.images(prefix, in: folder) else { continue }
      var part = StackPart(name: name, images: try ArrayFile(path: images))
      files.append(images)
      if let labels = StackParts.labels(beside: images) {
        part.labels = try ArrayFile(path: labels)
        files.append(labels)
      }
      parts.append(part)
    }
    guard let first = parts.first else {
      throw .unreadable(path: folder, reason: "it holds no train-images-idx3-ubyte")
    }
    try StackParts.checkLabels(parts, first, folder)
  }

  private init(zip path: String) throws(DataError) {
    let directory = try ZipDirectory(path: path)
    files = [path]
    func find(_ names: [String]) throws(DataError) -> ArrayFile? {
      for name in names {
        if let member = directory.members.first(where: { $0.name == name + ".npy" }) {
          return try directory.array(member)
        }
      }
      return nil
    }
    parts = []
    for name in ["train", "test"] {
      if let images = try find(["x_\(name)"]) {
        parts.append(StackPart(name: name, images: images, labels: try find(["y_\(name)"])))
      }
    }
    if parts.isEmpty, let images = try find(["images", "x", "X", "data", "arr_0", "pixels"]) {
      let labels = try find(["y", "labels", "label", "target", "arr_1"])
      parts = [StackPart(name: "all", images: images, labels: labels)]
    }
    guard let first = parts.first else {
      let names = directory.members.prefix(8).map(\.name).joined(separator: ", ")
      throw .unreadable(
        path: path,
        reason: "it has no array named images, x, X, data, arr_0, pixels or x_train, "
          + "but \(names.isEmpty ? "nothing" : names)")
    }
    try StackParts.checkLabels(parts, first, path)
  }

  private static func checkLabels(
    _ parts: [StackPart], _ first: StackPart, _ path: String
  ) throws(DataError) {
    guard parts.allSatisfy({ ($0.labels == nil) == (first.labels == nil) }) else {
      throw .unreadable(path: path, reason: "only one of train and test has labels")
    }
  }

  /// The file of images of one split; nil where there is none.
  static func images(_ prefix: String, in folder: String) -> String? {
    ["-idx3-ubyte", "-idx3-ubyte.gz", ".idx3-ubyte", ".idx3-ubyte.gz"].map {
      "\(folder)/\(prefix)-images\($0)"
    }.first(where: isFile)
  }

  /// The file of labels that lies beside one of images; nil where there is none.
  static func labels(beside path: String) -> String? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let name = parts.last else { return nil }
    var labels = name
    for (from, to) in [("images", "labels"), ("idx3", "idx1"), ("idx4", "idx1")] {
      guard let range = labels.firstRange(of: from) else {
        if from == "images" { return nil }
        continue
      }
      labels.replaceSubrange(range, with: to)
    }
    guard labels.contains("idx1") else { return nil }
    let other = labels.hasSuffix(".gz") ? String(labels.dropLast(3)) : labels + ".gz"
    for candidate in [labels, other] {
      parts[parts.count - 1] = candidate
      let path = parts.joined(separator: "/")
      if isFile(path) { return path }
    }
    return nil
  }

  private static func isFile(_ path: String) -> Bool {
    if case .file? = try? FileKind(path: path) { true } else { false }
  }

  /// Whether a path leads to such arrays, by its content.
  static func canOpen(path: String) -> Bool {
    guard path != "-", let kind = try? FileKind(path: path) else { return false }
    switch kind {
    case .folder:
      return ["train", "t10k"].contains { prefix in
        images(prefix, in: path).map(canOpen) ?? false
      }
    case .file:
      guard let head = try? ReadOnlyFile(path: path).read(at: 0, count: 4_096) else { return false }
      guard ZipDirectory.matches(head) else { return ArrayFile.canOpen(head: head) }
      let members = (try? ZipDirectory(path: path))?.members ?? []
      return members.contains { $0.name.hasSuffix(".npy") }
    case .other: return false
    }
  }
}
