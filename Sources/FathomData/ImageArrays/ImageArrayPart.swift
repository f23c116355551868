/// Arrays that belong together: images, and a label for each.
struct ImageArrayPart: Sendable {
  /// The split, such as `train`.
  let name: String
  let images: ArrayFile
  var labels: ArrayFile?

  /// How many rows are declared, missing ones among them.
  var rows: Int { images.declaredRows }

  /// The labels of all rows; nil where they end early, or are not finite.
  func values() throws(DataError) -> [Double?] {
    guard let labels else { return [] }
    guard labels.header.rowLength == 1 else {
      throw .unreadable(
        path: labels.path,
        reason: "it does not hold one label an image; give class indices, one number a row")
    }
    guard labels.declaredRows == rows else {
      throw .unreadable(
        path: labels.path,
        reason: "it has \(labels.declaredRows) labels for \(rows) images; "
          + "give the labels of these images")
    }
    var values = [Double?]()
    for start in stride(from: 0, to: labels.rows, by: 1 << 16) {
      values += try labels.read(rows: start..<min(labels.rows, start + 1 << 16)).map {
        $0.isFinite ? $0 : nil
      }
    }
    return values + Array(repeating: nil, count: rows - labels.rows)
  }
}

/// What the opening of a path finds: its parts, and the files that they came from.
struct ImageArrayParts: Sendable {
  var parts: [ImageArrayPart]
  /// The files, by which the dataset is identified.
  var files: [String]

  /// A table of labels, one for each image in their order.
  var table: LabelTable?

  /// Finds the parts of a file or a folder.
  ///
  /// - Parameter labels: the file that the user says the labels are in: an array, or a table.
  init(path: String, labels: String?) throws(DataError) {
    if try PathKind(path: path) == .folder {
      guard labels == nil else {
        throw .invalidOption("\(path): labels are found in the folder; name a file of images")
      }
      try self.init(folder: path)
      return
    }
    let first = try FirstBytes(ReadOnlyFile(path: path))
    if first.archive == .zip {
      try self.init(zip: ZipDirectory(path: path), path: path)
    } else {
      try self.init(array: path)
    }
    try add(labels: labels ?? (parts[0].labels == nil ? ImageArrayParts.labels(beside: path) : nil))
  }

  /// Takes the labels from another file.
  private mutating func add(labels: String?, or archive: ArchiveStore? = nil) throws(DataError) {
    guard let labels else { return }
    guard parts.count == 1 else {
      throw .invalidOption("\(files[0]): it has labels for train and test; leave --labels out")
    }
    if let archive, let member = archive.member(forMissing: labels) {
      let name = "\(archive.path): \(member)"
      if archive.firstBytes(member).array != nil {
        parts[0].labels = try ArrayFile(unpacking: archive.extract(member), path: name)
      } else {
        parts[0].labels = nil
        table = try LabelTable(named: labels, orIn: archive)
      }
      return
    }
    if try FirstBytes(ReadOnlyFile(path: labels)).array != nil {
      parts[0].labels = try ArrayFile(path: labels)
    } else {
      parts[0].labels = nil
      table = try LabelTable(path: labels)
    }
    files.append(labels)
  }

  private init(array path: String) throws(DataError) {
    parts = [ImageArrayPart(name: "all", images: try ArrayFile(path: path))]
    files = [path]
  }

  /// MNIST and its kin, as they are distributed.
  private init(folder: String) throws(DataError) {
    parts = []
    files = []
    for (prefix, name) in [("train", "train"), ("t10k", "test")] {
      guard let images = ImageArrayParts.images(prefix, in: folder) else { continue }
      var part = ImageArrayPart(name: name, images: try ArrayFile(path: images))
      files.append(images)
      if let labels = ImageArrayParts.labels(beside: images) {
        part.labels = try ArrayFile(path: labels)
        files.append(labels)
      }
      parts.append(part)
    }
    guard let first = parts.first else {
      throw .unreadable(path: folder, reason: "it holds no train-images-idx3-ubyte")
    }
    try ImageArrayParts.checkLabels(parts, first, folder)
  }

  private init(zip directory: ZipDirectory, path: String) throws(DataError) {
    files = [path]
    let members = directory.members
    parts = try ImageArrayParts.parts(
      ofArrays: members.map { $0.name.split(separator: "/").last.map(String.init) ?? "" }, path
    ) { index throws(DataError) in try directory.array(members[index]) }
  }

  /// The arrays in an archive that holds no images: those of an NPZ, MNIST's four files, NPY files that
  /// are named like the arrays of an NPZ, or a single file of images.
  ///
  /// - Returns: nil where it holds no arrays.
  init?(_ archive: ArchiveStore, path: String, labels: String?) throws(DataError) {
    guard !archive.paths.contains(where: \.hasImageExtension) else { return nil }
    var arrays = [(path: FilePath, name: String)]()
    for member in archive.paths {
      let first = archive.firstBytes(member)
      if first.archive == .zip || first.array != nil {
        arrays.append((member, FilePath.text(member.name)))
      }
    }
    guard !arrays.isEmpty else { return nil }
    func open(_ index: Int) throws(DataError) -> ArrayFile {
      let name = "\(path): \(arrays[index].path)"
      return try ArrayFile(unpacking: archive.extract(arrays[index].path), path: name)
    }
    files = [path]
    let names = arrays.map(\.name)
    if let npz = names.firstIndex(where: DataFormat.npz.isName) {
      let name = "\(path): \(arrays[npz].path)"
      parts = try ImageArrayParts(
        zip: ZipDirectory(archive.extract(arrays[npz].path), path: name), path: path
      ).parts
    } else if names.contains(where: { $0.contains("idx") }) {
      parts = []
      for (prefix, name) in [("train", "train"), ("t10k", "test"), ("", "all")] {
        func find(_ kind: String) -> Int? {
          names.firstIndex { $0.hasPrefix(prefix) && $0.contains(kind) }
        }
        guard let images = find("images"), prefix != "" || parts.isEmpty else { continue }
        let labels = try find("labels").map(open)
        parts.append(ImageArrayPart(name: name, images: try open(images), labels: labels))
      }
      guard let first = parts.first else {
        throw .unreadable(path: path, reason: "no file in it is named like images-idx3-ubyte")
      }
      try ImageArrayParts.checkLabels(parts, first, path)
    } else if names.count == 1 {
      parts = [ImageArrayPart(name: "all", images: try open(0))]
    } else {
      parts = try ImageArrayParts.parts(ofArrays: names, path, open)
    }
    try add(labels: labels, or: archive)
  }

  /// The parts among arrays with the names of files, such as `x_train.npy`.
  private static func parts(
    ofArrays files: [String], _ path: String, _ open: (Int) throws(DataError) -> ArrayFile
  ) throws(DataError) -> [ImageArrayPart] {
    func find(_ names: [String]) throws(DataError) -> ArrayFile? {
      for name in names {
        if let index = files.firstIndex(of: name + ".npy") { return try open(index) }
      }
      return nil
    }
    var parts = [ImageArrayPart]()
    for name in ["train", "test"] {
      if let images = try find(["x_\(name)"]) {
        parts.append(ImageArrayPart(name: name, images: images, labels: try find(["y_\(name)"])))
      }
    }
    if parts.isEmpty, let images = try find(["images", "x", "X", "data", "arr_0", "pixels"]) {
      let labels = try find(["y", "labels", "label", "target", "arr_1"])
      parts = [ImageArrayPart(name: "all", images: images, labels: labels)]
    }
    let arrays = files.indices.filter { files[$0].hasSuffix(".npy") }
    if parts.isEmpty, arrays.count == 1 {
      parts = [ImageArrayPart(name: "all", images: try open(arrays[0]))]
    }
    guard let first = parts.first else {
      let names = files.prefix(8).joined(separator: ", ")
      throw .unreadable(
        path: path,
        reason: "it has no array named images, x, X, data, arr_0, pixels or x_train, "
          + "but \(names.isEmpty ? "nothing" : names)")
    }
    try ImageArrayParts.checkLabels(parts, first, path)
    return parts
  }

  private static func checkLabels(
    _ parts: [ImageArrayPart], _ first: ImageArrayPart, _ path: String
  ) throws(DataError) {
    guard parts.allSatisfy({ ($0.labels == nil) == (first.labels == nil) }) else {
      throw .unreadable(path: path, reason: "only one of train and test has labels")
    }
  }

  /// The file of images of one split; nil where there is none.
  static func images(_ prefix: String, in folder: String) -> String? {
    ["-idx3-ubyte", "-idx3-ubyte.gz", ".idx3-ubyte", ".idx3-ubyte.gz"].map {
      "\(folder)/\(prefix)-images\($0)"
    }.first(where: PathKind.isFile)
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
      if PathKind.isFile(path) { return path }
    }
    return nil
  }

  /// Whether a path leads to such arrays, by its content.
  static func canOpen(path: String) -> Bool {
    switch try? PathKind(path: path) {
    case .folder?: isMNIST(folder: path)
    case .file?: (try? FirstBytes(ReadOnlyFile(path: path))).map { canOpen(path, $0) } ?? false
    case .stream?, nil: false
    }
  }

  /// Whether a folder holds MNIST's files.
  static func isMNIST(folder: String) -> Bool {
    ["train", "t10k"].contains { images($0, in: folder).map { canOpen(path: $0) } ?? false }
  }

  /// Whether a file with these first bytes holds arrays.
  static func canOpen(_ path: String, _ first: FirstBytes) -> Bool {
    guard first.archive == .zip else { return first.array != nil }
    let members = (try? ZipDirectory(path: path))?.members ?? []
    return members.contains { $0.name.hasSuffix(".npy") }
  }
}
