extension BlindSpotInfo {
  /// The kinds that a source of images may declare.
  public static let ofImages: [BlindSpotInfo] = [
    unreadImageLabels, colour, unreadFormats, unreadPages, cutArchive,
  ]

  /// Masks, boxes or outlines of objects.
  public static let unreadImageLabels = BlindSpotInfo(
    id: "images.labelsNotRead",
    meaning: "Masks or boxes of objects, which no analysis reads, or a table that names images.",
    share: "of the images", largeFrom: nil,
    source:
      "they are targets of another task; what is weighed is the classes, or that there are none")

  /// Image files of formats that are not read.
  public static let unreadFormats = BlindSpotInfo(
    id: "images.formatNotRead", meaning: "Image files of formats that are not read.",
    share: "of the image files", largeFrom: 0.1, source: bennett)

  /// Pages and frames beside the first of a file.
  public static let unreadPages = BlindSpotInfo(
    id: "images.pagesNotRead",
    meaning: "Pages and frames of files of which the first alone was read.",
    share: "of the pages and frames", largeFrom: 0.5,
    source: "with half of the pictures unread the first ones cannot stand for them")

  /// What lies behind the place where an archive is cut or damaged.
  public static let cutArchive = BlindSpotInfo(
    id: "images.archiveCut",
    meaning: "What lies behind the place where an archive is cut or damaged.",
    share: "of the files, which nobody knows", largeFrom: 0,
    source: "how much is missing cannot be told, and archives are in order, so whole classes may be"
  )

  /// Images that cannot be decoded; the analysis of their health declares them.
  public static let unreadableImages = BlindSpotInfo(
    id: "images.unreadable", meaning: "Images that cannot be decoded.", share: "of the images",
    largeFrom: 0.1, source: bennett)

  /// Colour that was averaged away.
  public static let colour = BlindSpotInfo(
    id: "images.colour", meaning: "Images in colour that were read as grey.",
    share: "of the images", largeFrom: nil,
    source:
      "the user asks for it; of two kinds of fruit of equal brightness no model told one from the other in "
      + "grey, and 0.98 of them in colour")
}

extension BlindSpot {
  /// Images in colour that were read as grey.
  static func greyed(_ count: Int, of images: Int) -> BlindSpot {
    BlindSpot(
      .colour, subject: "colour", share: Double(count) / Double(max(1, images)),
      message: "\(count) of \(images) images are in colour and were read as grey, as asked.",
      remedy: "Leave --layout and --no-colour out, or give --layout HxWx3.")
  }
}
