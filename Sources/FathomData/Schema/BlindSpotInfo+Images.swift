extension BlindSpotInfo {
  /// The kinds that a source of images may declare.
  public static let ofImages: [BlindSpotInfo] = [unreadImageLabels]

  /// Masks, boxes or outlines of objects.
  public static let unreadImageLabels = BlindSpotInfo(
    id: "images.labelsNotRead",
    meaning: "Masks or boxes of objects, which no analysis reads.",
    share: "of the images", largeFrom: nil,
    source:
      "they are targets of another task; what is weighed is the classes, or that there are none")
}
