internal import ArgumentParser
internal import FathomData

/// What the user says about how images are read.
struct ImageArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the path of an image names its class: the level of a folder (1 for the folders in PATH, 0 for "
        + "none), or a pattern such as '*/{class}/*' or '{class}_*.jpg'. Found without.",
      valueName: "place"))
  var classesAt: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether images are read in colour or in grey; without, their pixels decide.")
  var colour: Bool?

  @Option(
    help: ArgumentHelp(
      "Which pages of a TIFF and frames of a GIF or WebP are images: first or all. Default: first.",
      valueName: "pages"))
  var pages: ImagePages?

  /// The options that were given, as the command writes them.
  var given: [String] {
    var options = [String]()
    if let classesAt { options.append("--classes-at=\(classesAt)") }
    if let colour { options.append(colour ? "--colour" : "--no-colour") }
    if let pages { options.append("--pages=\(pages.rawValue)") }
    return options
  }

  /// Where classes are named.
  func classPlace() throws(CommandFailure) -> ClassPlace? {
    guard let classesAt else { return nil }
    guard let place = ClassPlace(classesAt) else {
      throw CommandFailure(
        message:
          "--classes-at \(classesAt): expected the level of a folder, such as 2, or a pattern with "
          + "{class}, such as '{class}_*.jpg'")
    }
    return place
  }
}

/// Which pictures of a file are images of the set.
enum ImagePages: String, ExpressibleByArgument, CaseIterable {
  case first, all
}
