/// What the folders and the other files of a set say of its images: classes, splits, groups, and masks that are
/// no images of the set.
struct ImageFolders: Sendable {
  /// Whether each image is a mask of another one.
  let isMask: [Bool]
  /// The class of each image; nil where its path names none.
  let classes: [String?]
  /// The split of each image; empty where they are not split, nil for one outside of the splits.
  let splits: [ImageSplit?]
  /// The level of the folders that are splits; nil where there are none.
  let splitLevel: Int?
  /// The folder of the group of each image, nil where it has none; empty without groups.
  let groups: [[UInt8]?]
  /// What a group is called.
  let groupName: String?
  /// How the folders were understood, one sentence each.
  let notes: [String]
  /// What lies there and was not read.
  let blindSpots: [BlindSpot]

  /// Reads the paths of a set.
  ///
  /// - Parameters:
  ///   - images: the images, readable or not, in order.
  ///   - isReadable: whether each can be read.
  ///   - others: all other files.
  ///   - place: where the user says that classes are; nil to find them.
  ///   - hasTable: whether a table has the labels, so that no folder needs to.
  ///   - head: the first bytes of a file.
  ///   - looksDrawn: whether an image has so few values that it was drawn.
  init(
    _ images: [FilePath], isReadable: [Bool], others: [FilePath], place: ClassPlace?,
    hasTable: Bool,
    head: (FilePath, Int) -> [UInt8], looksDrawn: (FilePath) -> Bool
  ) {
    let masks = MaskFiles(among: images, looksDrawn: looksDrawn)
    let isMask = images.map(masks.paths.contains)
    let pictures = images.indices.filter { !isMask[$0] }
    let boxes = BoxFiles(beside: pictures.map { images[$0] }, among: others, head: head)
    let folders = FilePath.perFolder(images) { $0.folders.map(FilePath.text) }
    let readable = pictures.filter { isReadable[$0] }
    var counts = [[String]: Int]()
    for index in readable { counts[folders[index], default: 0] += 1 }
    let levels = FolderLevels(
      counts.map { FolderLevels.Place(folders: $0.key, images: $0.value) })
    func name(_ index: Int, _ level: Int?) -> String? {
      level.flatMap { folders[index].count > $0 ? folders[index][$0] : nil }
    }
    self.isMask = isMask
    var classes =
      place?.classes(of: images) ?? images.indices.map { name($0, levels.classes) }
    if place == nil, !masks.paths.isEmpty || boxes.format != nil,
      Set(readable.compactMap { classes[$0] }).count == 1
    {
      // Of images with masks or boxes, one folder is a place rather than a class.
      classes = images.map { _ in nil }
    }
    splits =
      levels.splits == nil
      ? [] : images.indices.map { name($0, levels.splits).flatMap { levels.splitOfName[$0] } }
    splitLevel = levels.splits
    let labels =
      place == nil
      ? ImageFolders.withoutUnlabelled(classes, splits, pictures, hasMasks: !masks.paths.isEmpty)
      : classes
    self.classes = labels
    groups =
      levels.groups.map { level in
        images.map { image in
          let parts = image.folders
          return parts.count > level ? Array(parts[...level].joined(separator: [0x2F])) : nil
        }
      } ?? []
    let groupNames = Set(readable.compactMap { name($0, levels.groups) })
    groupName = levels.groups.map { _ in ImageFolders.groupName(groupNames) }
    let classNames = Set(readable.compactMap { labels[$0] })
    var notes = [String]()
    if levels.hasFolds {
      notes.append(
        "Folders that count the parts of a cross-validation or of a download are no classes.")
    }
    if let groupName, !groupNames.isEmpty {
      notes.append(
        "\(groupNames.count) folders name groups (\(groupName)), not classes"
          + (levels.areGroupsByRecurrence
            ? ": each holds the same names; --classes-at \((levels.groups ?? 0) + 1) takes them as classes."
            : "."))
    }
    if !hasTable {
      notes += ImageFolders.notes(
        classNames, levels, place, isAnyInside: readable.contains { !folders[$0].isEmpty })
    }
    self.notes = notes
    blindSpots = ImageFolders.blindSpots(masks, boxes, pictures.count)
  }

  /// So many folders of images with masks are ids where each has few images.
  private static let fewestIds = 10
  /// The images of one, in the mean.
  private static let mostImagesOfId = 3

  /// The classes without what is none: a bag such as `images` that stands in the place of the classes in a split without
  /// labels, and folders of one image each that has a mask.
  private static func withoutUnlabelled(
    _ classes: [String?], _ splits: [ImageSplit?], _ pictures: [Int], hasMasks: Bool
  ) -> [String?] {
    let names = pictures.compactMap { classes[$0] }
    // Few images of each of many ids, as of a nucleus or a slide, are no classes either.
    if hasMasks, names.count > 2, Set(names).count > 1,
      Set(names).count == names.count
        || Set(names).count >= ImageFolders.fewestIds
          && names.count <= ImageFolders.mostImagesOfId * Set(names).count
    {
      return classes.map { _ in nil }
    }
    guard !splits.isEmpty else { return classes }
    let trained = Set(zip(classes, splits).filter { $1 == .training }.compactMap(\.0))
    guard !trained.isEmpty else { return classes }
    let bags = Set(names).subtracting(trained).filter { FolderName($0).kind == .container }
    return classes.map { name in name.flatMap { bags.contains($0) ? nil : $0 } }
  }

  /// The word that the names of groups share.
  private static func groupName(_ names: Set<String>) -> String {
    let words = Set(names.map { FolderName($0).words.first ?? "" })
    guard words.count == 1, let word = words.first, word.contains(where: \.isLetter) else {
      return "folder"
    }
    return word
  }

  private static func notes(
    _ names: Set<String>, _ levels: FolderLevels, _ place: ClassPlace?, isAnyInside: Bool
  ) -> [String] {
    guard !names.isEmpty else {
      return isAnyInside || place != nil
        ? ["No \(place == nil ? "folder" : "path") names a class."] : []
    }
    let isUsual =
      place == nil && levels.passed.isEmpty && levels.groups == nil
      && levels.classes == (levels.splits == 0 ? 1 : 0)
    if isUsual { return [] }
    let shown = names.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    return [
      "Classes by \(place == nil ? "folder" : "path"): "
        + shown.prefix(8).joined(separator: ", ")
        + (shown.count > 8 ? " and \(shown.count - 8) more." : ".")
    ]
  }

  private static func blindSpots(_ masks: MaskFiles, _ boxes: BoxFiles, _ images: Int)
    -> [BlindSpot]
  {
    var spots = [BlindSpot]()
    func add(_ subject: String, _ count: Int, _ what: String) {
      let share = min(1, Double(count) / Double(max(1, images)))
      spots.append(
        BlindSpot(
          .unreadImageLabels, subject: subject, share: share,
          message: "\(what) of \(count) of \(images) images were not read.",
          remedy: "Detection and segmentation are not weighed: give the class of each image with "
            + "--labels FILE or --classes-at."))
    }
    if !masks.paths.isEmpty { add("masks", min(images, masks.imageCount), "Masks") }
    if let format = boxes.format {
      add("boxes", min(images, boxes.imageCount), "Boxes (\(format))")
    }
    return spots
  }
}
