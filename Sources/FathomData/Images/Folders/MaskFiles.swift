/// Which of the images of a set are masks: drawn by hand, or by a program, over another image of the set.
///
/// They lie in a folder of their own (`masks` beside `images`, `ground_truth` beside `test`), or beside their
/// image (`dog.jpg` and `dog_mask.png`). Where the names alone are a weak sign, a few files are looked into:
/// a mask has few values.
struct MaskFiles: Sendable {
  /// The masks.
  private(set) var paths: Set<FilePath> = []
  /// How many other images have one.
  private(set) var imageCount = 0

  /// How many masks of a folder are looked into.
  private static let looks = 5

  private static let words: Set<String> = [
    "mask", "masks", "gt", "groundtruth", "annotation", "annotations", "annot", "annots", "anno",
    "segmentation", "segmentations", "segmentationclass", "segmentationobject", "segmap", "segmaps",
    "label", "labels", "labelids", "labelimg", "lbl", "trimap", "trimaps", "matte", "mattes",
    "manual", "seg", "silhouette", "silhouettes", "semantic", "instance", "instances", "bw",
  ]
  /// Words for which nothing else is needed.
  private static let certain: Set<String> = [
    "groundtruth", "segmentationclass", "segmentationobject", "trimap", "trimaps", "labelids",
  ]
  /// Words beside them.
  private static let beside: Set<String> = FolderName.generic.union([
    "fine", "coarse", "ids", "color", "colour", "instance", "st", "nd", "ground", "truth", "class",
    "object", "binary", "train", "training", "val", "valid", "validation", "test", "testing",
  ])

  /// Looks for masks.
  ///
  /// - Parameters:
  ///   - images: all images of the set.
  ///   - looksDrawn: whether a file has so few values that it was drawn.
  init(among images: [FilePath], looksDrawn: (FilePath) -> Bool) {
    takeFolders(images, looksDrawn)
    takeNeighbours(images.filter { !paths.contains($0) }, looksDrawn)
  }

  // MARK: Folders of masks

  /// A folder on the way to some images.
  private struct Folder {
    var parent: [UInt8]
    var name: String
    var images: [FilePath]
  }

  static func isMask(_ name: String) -> Bool {
    let all = mergedWords(name)
    if all.contains(where: certain.contains) { return true }
    return all.contains(where: isMaskWord)
      && all.allSatisfy { isMaskWord($0) || beside.contains($0) || Int($0) != nil }
  }

  /// `masks`, and `trainannot`: the name of a split that touches the word.
  private static func isMaskWord(_ word: String) -> Bool {
    if words.contains(word) { return true }
    return ["train", "val", "test"].contains {
      word.hasPrefix($0) && words.contains(String(word.dropFirst($0.count)))
    }
  }

  private static func mergedWords(_ name: String) -> [String] {
    var all = FolderName.words(name)
    if let place = all.firstIndex(of: "ground"), place + 1 < all.count, all[place + 1] == "truth" {
      all.replaceSubrange(place...(place + 1), with: ["groundtruth"])
    }
    return all
  }

  private mutating func takeFolders(_ images: [FilePath], _ looksDrawn: (FilePath) -> Bool) {
    let areMasks = FilePath.perFolder(images) { image in
      image.folders.contains { MaskFiles.isMask(FilePath.text($0)) }
    }
    guard areMasks.contains(true) else { return }
    var folders = [[UInt8]: Folder]()
    for image in images {
      var path = [UInt8]()
      for name in image.folders {
        let parent = path
        path += (path.isEmpty ? [] : [0x2F]) + name
        folders[path, default: Folder(parent: parent, name: FilePath.text(name), images: [])].images
          .append(image)
      }
    }
    let siblings = Dictionary(grouping: folders.values, by: \.parent)
    for (_, folder) in folders.sorted(by: { $0.key.count < $1.key.count })
    where MaskFiles.isMask(folder.name) {
      let others = (siblings[folder.parent] ?? []).filter { !MaskFiles.isMask($0.name) }
      guard let first = folder.images.first, !others.isEmpty, !paths.contains(first) else {
        continue
      }
      let isCertain = MaskFiles.mergedWords(folder.name).contains(where: MaskFiles.certain.contains)
      let level = folder.parent.split(separator: 0x2F).count + 1
      func key(_ path: FilePath) -> String { MaskFiles.key(path, below: level) }
      let stems = Set(folder.images.map(key))
      let partners = others.filter { other in
        other.images.contains { stems.contains(key($0)) }
      }
      let hasPictures = others.contains { other in
        FolderName.words(other.name).contains(where: FolderName.pictures.contains)
      }
      let matched = partners.reduce(0) { sum, other in
        sum + other.images.count { stems.contains(key($0)) }
      }
      let isDrawn = folder.images.prefix(MaskFiles.looks).allSatisfy(looksDrawn)
      guard isCertain || (hasPictures && isDrawn) || (matched > 0 && isDrawn) else { continue }
      paths.formUnion(folder.images)
      imageCount +=
        matched > 0 ? matched : min(folder.images.count, others.reduce(0) { $0 + $1.images.count })
    }
  }

  /// What the path of an image below a level and that of its mask have in common.
  private static func key(_ path: FilePath, below level: Int) -> String {
    var kept = mergedWords(stem(path)).filter { !words.contains($0) && !beside.contains($0) }
    // `f0_L.png` of `f0.png`.
    if kept.count > 1, kept.last?.count == 1, kept.last?.first?.isLetter == true {
      kept.removeLast()
    }
    return (path.folders.dropFirst(level).map(FilePath.text) + [kept.joined(separator: " ")])
      .joined(separator: "/")
  }

  /// The name of a file without its ending.
  static func stem(_ path: FilePath) -> String {
    let name = path.name
    return FilePath.text(name.lastIndex(of: UInt8(ascii: ".")).map { name[..<$0] } ?? name)
  }

  // MARK: Masks beside their image

  private static let pictureWords = FolderName.pictures.union(["sat", "satellite", "orig", "raw"])

  private mutating func takeNeighbours(_ images: [FilePath], _ looksDrawn: (FilePath) -> Bool) {
    let candidates = images.filter { path in
      let all = FolderName.words(MaskFiles.stem(path))
      return all.count > 1 && all.contains(where: MaskFiles.words.contains)
    }
    guard !candidates.isEmpty else { return }
    struct Name: Hashable {
      var folder: ArraySlice<UInt8>
      var words: [String]
    }
    func name(_ path: FilePath, _ words: [String]) -> Name {
      Name(folder: path.bytes.dropLast(path.name.count), words: words)
    }
    let known = Set(
      images.flatMap { path in
        let all = FolderName.words(MaskFiles.stem(path))
        // `0_sat.jpg` beside `0_mask.png`.
        let isSaid = all.count > 1 && MaskFiles.pictureWords.contains(all[all.count - 1])
        return [name(path, all)] + (isSaid ? [name(path, all.dropLast())] : [])
      })
    var owners = Set<Name>()
    var found = [FilePath]()
    for path in candidates {
      let all = FolderName.words(MaskFiles.stem(path))
      // “dog_mask”, “dog_mask_1”, “mask_dog”.
      let last = all.lastIndex(where: MaskFiles.words.contains) ?? 0
      let owner = [Array(all[..<last]), Array(all[(last + 1)...])].map { name(path, $0) }.first {
        !$0.words.isEmpty && known.contains($0)
      }
      guard let owner else { continue }
      owners.insert(owner)
      found.append(path)
    }
    guard !found.isEmpty, found.prefix(MaskFiles.looks).allSatisfy(looksDrawn) else { return }
    paths.formUnion(found)
    imageCount += owners.count
  }
}
