/// Files beside images that say where objects are in them: boxes and outlines in the formats of YOLO, Pascal
/// VOC, COCO and LabelMe.
struct BoxFiles: Sendable {
  /// What people call the format; nil where there is none.
  private(set) var format: String?
  /// How many images have such a file; all of them where one file is for all.
  private(set) var imageCount = 0

  /// How many bytes of a file show what it is.
  private static let lookLength = 1 << 16
  /// How many files are looked into.
  private static let looks = 8

  /// Looks for boxes.
  ///
  /// - Parameters:
  ///   - images: the images of the set.
  ///   - others: all other files.
  ///   - head: the first bytes of a file, as many as are asked for.
  init(beside images: [FilePath], among others: [FilePath], head: (FilePath, Int) -> [UInt8]) {
    guard !others.isEmpty else { return }
    let stems = Set(images.map(BoxFiles.key))
    func text(_ path: FilePath) -> String {
      String(decoding: head(path, BoxFiles.lookLength), as: UTF8.self)
    }
    for (ending, name, isOne) in [
      (".txt", "YOLO", BoxFiles.isYOLO), (".xml", "Pascal VOC", BoxFiles.isVOC),
      (".json", "LabelMe", BoxFiles.isLabelMe),
    ] {
      let files = others.filter {
        FilePath.text($0.name).lowercased().hasSuffix(ending) && stems.contains(BoxFiles.key($0))
      }
      guard !files.isEmpty, files.prefix(BoxFiles.looks).allSatisfy({ isOne(text($0)) }),
        ending != ".txt" || files.prefix(BoxFiles.looks).contains(where: { !text($0).isEmpty })
      else { continue }
      format = name
      imageCount = Set(files.map(BoxFiles.key)).count
      return
    }
    let isCOCO = others.contains { path in
      let name = FilePath.text(path.name).lowercased()
      guard name.hasSuffix(".json") else { return false }
      let text = text(path)
      return ["\"images\"", "\"annotations\"", "\"categories\""].count(where: text.contains) > 1
        || (text.contains("\"images\"") && name.contains("coco"))
    }
    format = isCOCO ? "COCO" : nil
    for path in others where format == nil { format = BoxFiles.formatOfOne(path, text) }
    if format != nil { imageCount = images.count }
  }

  /// The format of one file for all images: of the VGG annotator, of CVAT, or a table as TensorFlow's tools write it.
  private static func formatOfOne(_ path: FilePath, _ text: (FilePath) -> String) -> String? {
    let name = FilePath.text(path.name).lowercased()
    func holds(_ words: [String]) -> Bool {
      let text = text(path)
      return words.allSatisfy(text.contains)
    }
    if name.hasSuffix(".json") {
      return holds(["\"regions\"", "\"filename\"", "\"shape_attributes\""]) ? "VIA" : nil
    }
    if name.hasSuffix(".xml") {
      return holds(["<annotations", "<image "]) ? "CVAT" : nil
    }
    guard name.hasSuffix(".csv") else { return nil }
    let header = text(path).prefix { !$0.isNewline }.lowercased().split(separator: ",")
    return ["xmin", "ymin", "xmax", "ymax"].allSatisfy { header.contains(Substring($0)) }
      ? "a table of corners" : nil
  }

  /// What an image and the file of its boxes have in common: the path without the ending and without the
  /// folders that tell images from boxes.
  private static func key(_ path: FilePath) -> String {
    let folders = path.folders.map { FilePath.text($0).lowercased() }.filter { name in
      !FolderName.words(name).contains {
        FolderName.pictures.contains($0) || $0.hasPrefix("label") || $0.hasPrefix("annotation")
      }
    }
    return (folders + [MaskFiles.stem(path)]).joined(separator: "/")
  }

  /// Lines of a class and at least four parts of one.
  private static func isYOLO(_ text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).prefix(20).allSatisfy { line in
      let words = line.split(separator: " ")
      return words.count >= 5 && Int(words[0]) != nil
        && words.dropFirst().allSatisfy { Double($0).map { abs($0) <= 1.5 } ?? false }
    }
  }

  private static func isVOC(_ text: String) -> Bool {
    text.contains("<annotation") && (text.contains("<object") || text.contains("<size"))
  }

  private static func isLabelMe(_ text: String) -> Bool {
    text.contains("\"shapes\"") || text.contains("\"points\"") || text.contains("\"bbox\"")
  }
}
