extension ImageHealth {
  /// The findings that it may make.
  public static let findings = [
    trouble("conflicts", "Images that repeat or resemble one of another class."),
    trouble("unreadable", "Images that cannot be decoded."),
    trouble("blank", "Images that are blank."),
    trouble("dark", "Images that are dark."),
    trouble("bright", "Images that are overexposed."),
    trouble("blurred", "Images that are blurred."),
    trouble("oddShape", "Images that are unusually long."),
    trouble("oddSize", "Images with an unusual size."),
    trouble("greyAmongColour", "Grey images among colour images."),
    trouble("duplicates", "Images that repeat or resemble another."),
    finding("images", "Said where nothing is wrong with any single image."),
    trouble("confounders", "A property that is no content tells the class."),
    trouble("leakage", "Images that repeat or resemble one of an earlier split."),
    trouble("splitClasses", "Classes of the first split that another split lacks."),
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: is each image what it should be, and there only once?",
    [
      "images": .integer("Images that were decoded.", min: 1),
      "issues": .array("What concerns single images.", of: Values.issues),
      "sizes": Values.sizes,
      "withEdges": .integer(
        "Images whose edges are strong enough to tell sharp from blurred.", min: 0),
      "edgeWidths": .array(
        "How many of these have strong edges of a width of 1 to 1.5 pixels, 1.5 to 2, and so on to 8.",
        of: .integer(min: 0), least: 14, most: 14),
      "brightness": .array(
        "How many images have a mean grey value in each of 16 equal parts from black to white.",
        of: .integer(min: 0), least: 16, most: 16),
      "duplicates": Values.duplicates,
      "splits": .array("The splits; empty where there are none.", of: Values.splits),
      "confounders": .array(
        "What properties beside the content say of the class; empty without classes.",
        of: Values.confounder),
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    static let imagePair = ValueInfo.object(
      "An image and an earlier one that it repeats or resembles.",
      [
        "first": .text("The name of the earlier one."),
        "second": .text("The name of the later one."),
        "isExact": .boolean("Whether the pixels are the same."),
        "classes": .array("The classes of both; empty without classes.", of: .text(), most: 2),
      ])

    static let confounder = ValueInfo.object(
      "What a property of images says of their class.",
      [
        "property": .choice("The property.", Property.self),
        "alone": .number("The share of guessing's errors that it removes alone.", max: 1),
        "aloneInterval": .array(
          "The 95 % interval of that; null where there is none.", of: .number(), least: 2, most: 2
        ).orNull,
      ])

    static let issues = ValueInfo.object(
      "An issue and the images that have it.",
      [
        "id": .choice(
          "Stable name.",
          [
            "unreadable", "blank", "dark", "bright", "blurred", "oddShape", "oddSize",
            "greyAmongColour",
          ]),
        "images": .integer("How many images.", min: 0),
        "share": .number("Their share of all.", min: 0, max: 1),
        "examples": .array("The names of the first.", of: .text()),
      ])

    static let sizesMostFrequent = ValueInfo.object(
      "A size.",
      [
        "height": .integer("Its size in pixels.", min: 1),
        "width": .integer("Its size in pixels.", min: 1),
        "images": .integer("How many have it.", min: 1),
      ])

    static let sizes = ValueInfo.object(
      "How sizes are distributed, in pixels.",
      [
        "distinct": .integer("Different sizes.", min: 1),
        "heights": .array(
          "The smallest, the median and the largest height.", of: .integer(min: 1), least: 3,
          most: 3),
        "widths": .array(
          "The smallest, the median and the largest width.", of: .integer(min: 1), least: 3, most: 3
        ),
        "mostFrequent": .array(
          "The most frequent sizes, the most frequent first.", of: sizesMostFrequent),
      ])

    static let duplicates = ValueInfo.object(
      "Images that repeat others.",
      [
        "exact": .integer("Images that repeat the pixels of an earlier one.", min: 0),
        "near": .integer("Further images that look like an earlier one.", min: 0),
        "examples": .array("The first pairs.", of: .part("imagePair", imagePair)),
        "acrossClasses": .integer(
          "Images that repeat or resemble an earlier one of another class; null without classes.",
          min: 0
        ).orNull,
        "acrossClassesExamples": .array("The first such pairs.", of: .part("imagePair", imagePair)),
        "acrossSplits": .integer(
          "Images that repeat or resemble one of an earlier split; null without splits.", min: 0
        ).orNull,
        "acrossSplitsExamples": .array("The first such pairs.", of: .part("imagePair", imagePair)),
      ])

    static let splits = ValueInfo.object(
      "One split.",
      [
        "name": .text("Its name."),
        "images": .integer("Its images.", min: 0),
        "labelled": .integer("Those with a class.", min: 0),
        "classesMissing": .integer("Classes of the first split that it lacks.", min: 0),
        "classDistance": .number(
          "Half the sum of the differences between the shares of its classes and those of the first split; null without classes.",
          min: 0, max: 1
        ).orNull,
        "meanGrey": .number("The mean grey value.", min: 0, max: 255),
      ])
  }
}
