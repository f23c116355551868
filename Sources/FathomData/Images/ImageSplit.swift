/// The parts into which people divide images before they learn from them.
enum ImageSplit: Int, CaseIterable, Sendable {
  case training, validation, test

  /// The split that the name of a folder says; nil for another name.
  init?(folder name: [UInt8]) {
    switch FilePath.text(name).lowercased() {
    case "train", "training": self = .training
    case "val", "valid", "validation", "dev": self = .validation
    case "test", "testing", "eval", "evaluation": self = .test
    default: return nil
    }
  }

  /// How the folder of each image splits them; nil when the first-level folders are not all splits, or
  /// are fewer than two.
  static func splits(_ paths: some Collection<FilePath>) -> [ImageSplit]? {
    var splits = [ImageSplit]()
    splits.reserveCapacity(paths.count)
    for path in paths {
      guard let folder = path.firstFolder, let split = ImageSplit(folder: folder) else {
        return nil
      }
      splits.append(split)
    }
    return Set(splits).count > 1 ? splits : nil
  }
}
