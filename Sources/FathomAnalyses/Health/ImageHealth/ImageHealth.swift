public import FathomData
public import FathomSummaries

/// Asks whether each image is what it should be, and there only once.
///
/// **Question.** Which images are unreadable, blank, dark, bright, blurred, of odd size or shape, grey
/// among colour, or repeat others, perhaps of another class or of another split?
///
/// **Method.** Counts of images on the wrong side of a threshold, by measures of each image alone;
/// duplicates by the hash of their pixels, near duplicates by a difference hash and the correlation
/// of 8 × 8 cells.
///
/// **Assumptions.** Grey values from 0 to 255. An image is judged where its longer side is at most 128.
///
/// **Units.** Images; grey values as parts of white; widths of edges in pixels.
///
/// **Failure.** Not applicable to tables.
///
/// **References.** See ``info``.
public struct ImageHealth: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "imageHealth", title: "Image health",
    question: "Is each image what it should be, and there only once?",
    references: [
      "cleanvision 0.3 (Cleanlab): default thresholds of dark, light and odd images",
      "Marziliano, Dufaux, Winkler & Ebrahimi 2002, ICIP (width of edges)",
      "Ferzli & Karam 2009, IEEE Trans. Image Process. 18:717 (just noticeable blur)",
      "Tukey 1977, Exploratory Data Analysis, Addison-Wesley (outer fences)",
      "Norouzi, Punjani & Fleet 2012, CVPR (multi-index hashing)",
      "Barz & Denzler 2020, J. Imaging 6:41 (duplicates in test sets)",
      "Northcutt, Athalye & Mueller 2021, NeurIPS Datasets (label errors)",
    ])

  /// Single images are read, not their features.
  public static let needs: SummaryNeeds = []

  /// Images alone.
  public static func concerns(_ schema: Schema) -> Bool { schema.images != nil }

  /// The declared thresholds.
  public static let thresholds: [Threshold<ImageHealth>] = [
    Threshold(
      "blankRange", \.blankRange,
      meaning: "an image whose grey values span a smaller part of white shows nothing",
      source:
        "2 % is about the least contrast that is seen (Weber fraction; Wyszecki & Stiles 1982)"),
    Threshold(
      "blankContrast", \.blankContrast,
      meaning:
        "an image with a cell that differs from another by more, in any colour, is not blank",
      source: "a tenth of white, as for strong edges; noise of 40 blank scans reached 0.05"),
    Threshold(
      "darkLevel", \.darkLevel,
      meaning: "an image is dark when 99 % of it are below this part of white",
      source: "cleanvision 0.3, default of dark"),
    Threshold(
      "darkPart", \.darkPart,
      meaning:
        "an image is also dark when 99 % of it are below this part of what is usual in the set",
      source: "two stops less light: (1/4)^(1/2.2), by the gamma of sRGB"),
    Threshold(
      "brightLevel", \.brightLevel,
      meaning: "an image is bright when 95 % of it are above this part of white",
      source: "cleanvision 0.3, default of light (0.05 below white)"),
    Threshold(
      "brightContrast", \.brightContrast,
      meaning:
        "an image with a larger contrast in any colour shows something on white, and is not overexposed",
      source:
        "a quarter of white: of 80 objects on white 79 have more, of 40 overexposed scenes none"),
    Threshold(
      "blurredWidth", \.blurredWidth,
      meaning: "an image is blurred when its strong edges are wider than so many pixels of 128",
      source: "Ferzli & Karam 2009: blur of an edge is just noticed at a width of 5 pixels"),
    Threshold(
      "oddAspect", \.oddAspect,
      meaning: "an image has an odd shape when its sides have a smaller ratio",
      source: "cleanvision 0.3, default of odd_aspect_ratio"),
    Threshold(
      "oddSizeFence", \.oddSizeFence,
      meaning: "an image has an odd size when the logarithm of its area lies so many interquartile "
        + "ranges beyond the quartiles, and its area is twice or half the median at least",
      source: "Tukey 1977: outer fences"),
    Threshold(
      "greyChroma", \.greyChroma,
      meaning: "an image among colour images is grey when its channels differ by less on average",
      source: "rounding in YCbCr moves a channel by up to 2 of 255 (JFIF 1.02)"),
    Threshold(
      "colourChroma", \.colourChroma,
      meaning:
        "an image with a cell whose channels differ by more is in colour, however small that is",
      source:
        "three times what JPEG of quality 30 moves a channel by in grey pictures with noise, 5 of 255"
    ),
    Threshold(
      "propertyShare", \.propertyShare,
      meaning: "what concerns a larger share of the images is a property of the data, no issue",
      source: "cleanvision 0.3, max_prevalence"),
    Threshold(
      "confounderCaution", \.confounderCaution,
      meaning:
        "share of the errors of guessing the class from which on a property that is no content may stand for it",
      source: "fathom: planted confounders 0.7 and more, sets without 0.3 and less"),
    Threshold(
      "confounderBad", \.confounderBad, meaning: "share from which on it does",
      source: "as leakage.aloneCaution"),
    Threshold(
      "seriousShare", \.seriousShare,
      meaning: "a larger share of unreadable, mislabelled or leaked images is bad",
      source: "Barz & Denzler 2020: 3.3 % of CIFAR-10's test images have a duplicate in training"),
  ]

  /// The range of grey values below which an image is blank, as a part of white.
  public var blankRange = 0.02
  /// The difference between two cells from which an image is not blank, as a part of white.
  public var blankContrast = 0.1
  /// The level that a dark image hardly exceeds, as a part of white.
  public var darkLevel = 0.37
  /// The same, as a part of the median of the set.
  public var darkPart = 0.53
  /// The level that a bright image hardly falls below, as a part of white.
  public var brightLevel = 0.95
  /// The contrast from which an image on white is not overexposed, as a part of white.
  public var brightContrast = 0.25
  /// The width of strong edges from which an image is blurred.
  public var blurredWidth = 5.0
  /// The ratio of the shorter to the longer side below which a shape is odd.
  public var oddAspect = 0.35
  /// Interquartile ranges of the logarithm of the area beyond which a size is odd.
  public var oddSizeFence = 3.0
  /// The mean difference of channels below which an image is grey, of 255.
  public var greyChroma = 2.0
  /// The difference of channels in one cell from which an image is in colour, of 255.
  public var colourChroma = 16.0
  /// The share of errors from which a property may stand for the class.
  public var confounderCaution = 0.5
  /// The share from which it does.
  public var confounderBad = 0.85
  /// The share of images from which something is a property of the data.
  public var propertyShare = 0.5
  /// The share of images from which an issue is serious.
  public var seriousShare = 0.033

  /// The analysis with its defaults.
  public init() {}

  /// What is known of the images.
  public struct Input: Sendable {
    /// The images, with their duplicates.
    public var inventory: ImageInventory
    /// Which of them repeat others.
    var duplicates: ImageDuplicates
    /// How many could not be decoded.
    public var unreadable: Int
    /// The names of those, and why; the first few.
    public var unreadableExamples: [String]
    /// The labels of the classes.
    public var classes: [String]
    /// The names of the splits.
    public var splits: [String]
    /// The names of the images.
    public var names: RowNames

    /// An input whose duplicates were found already.
    init(
      inventory: ImageInventory, duplicates: ImageDuplicates, unreadable: Int,
      unreadableExamples: [String], classes: [String], splits: [String], names: RowNames
    ) {
      self.inventory = inventory
      self.duplicates = duplicates
      self.unreadable = unreadable
      self.unreadableExamples = unreadableExamples
      self.classes = classes
      self.splits = splits
      self.names = names
    }

    /// An input from its parts.
    public init(
      inventory: ImageInventory, unreadable: Int = 0, unreadableExamples: [String] = [],
      classes: [String] = [], splits: [String] = [],
      names: RowNames = RowNames { "#\($0 + 1)" }
    ) {
      self.init(
        inventory: inventory, duplicates: ImageDuplicates(inventory.inOrder),
        unreadable: unreadable, unreadableExamples: unreadableExamples, classes: classes,
        splits: splits, names: names)
    }
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// Images that were decoded.
    public var images: Int
    /// What concerns single images.
    public var issues: [Issue]
    /// How sizes are distributed.
    public var sizes: Sizes
    /// Images whose edges are strong enough to tell sharp from blurred.
    public var withEdges: Int
    /// How many of these have strong edges of a width from k / 2 to (k + 1) / 2 pixels, from k = 2 on.
    public var edgeWidths: [Int]
    /// How many images have a mean grey value in each of 16 equal parts from black to white.
    public var brightness: [Int]
    /// Images that repeat others.
    public var duplicates: Duplicates
    /// The splits; empty where there are none.
    public var splits: [Split]
    /// What properties beside the content say of the class; empty without classes.
    public var confounders: [Confounder] = []
  }

  /// What a property of images says of their class.
  public struct Confounder: Codable, Sendable, Equatable {
    /// The property.
    public var property: Property
    /// The share of guessing's errors that it removes alone.
    public var alone: Double
    /// The 95 % interval of that; null where there is none.
    @NullCodable public var aloneInterval: [Double]?
  }

  /// A kind of issue with the images that have it.
  public struct Issue: Codable, Sendable, Equatable {
    /// Stable name: `unreadable`, `blank`, `dark`, `bright`, `blurred`, `oddShape`, `oddSize`,
    /// `greyAmongColour`.
    public var id: String
    /// How many images.
    public var images: Int
    /// Their share of all, from 0 to 1.
    public var share: Double
    /// The names of the first.
    public var examples: [String]
  }

  /// How the sizes of images are distributed, in pixels.
  public struct Sizes: Codable, Sendable, Equatable {
    /// Different sizes.
    public var distinct: Int
    /// The smallest, the median and the largest height.
    public var heights: [Int]
    /// The smallest, the median and the largest width.
    public var widths: [Int]
    /// The most frequent sizes, the most frequent first.
    public var mostFrequent: [Size]
  }

  /// A size and how many images have it.
  public struct Size: Codable, Sendable, Equatable {
    /// In pixels.
    public var height: Int
    /// In pixels.
    public var width: Int
    /// How many.
    public var images: Int
  }

  /// Images that repeat others.
  public struct Duplicates: Codable, Sendable, Equatable {
    /// Images that repeat the pixels of an earlier one.
    public var exact: Int
    /// Further images that look like an earlier one.
    public var near: Int
    /// The first pairs.
    public var examples: [Pair]
    /// Images that repeat, or look like, an earlier one of another class; null without classes.
    @NullCodable public var acrossClasses: Int?
    /// The first such pairs.
    public var acrossClassesExamples: [Pair]
    /// Images that repeat, or look like, one of an earlier split; null without splits.
    @NullCodable public var acrossSplits: Int?
    /// The first such pairs.
    public var acrossSplitsExamples: [Pair]
  }

  /// An image and an earlier one that it repeats.
  public struct Pair: Codable, Sendable, Equatable {
    /// The name of the earlier one.
    public var first: String
    /// The name of the later one.
    public var second: String
    /// Whether the pixels are the same.
    public var isExact: Bool
    /// The classes of both, in their order; empty without classes.
    public var classes: [String]
  }

  /// One split.
  public struct Split: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its images.
    public var images: Int
    /// Those with a class.
    public var labelled: Int
    /// Classes that the first split has and this one has not.
    public var classesMissing: Int
    /// Half the sum of the differences between the shares of the classes here and in the first
    /// split, from 0 (the same) to 1; null without classes.
    @NullCodable public var classDistance: Double?
    /// The mean grey value, 0 to 255.
    public var meanGrey: Double
  }

  /// The images of a summary.
  public func input(from summary: Summary) -> Applicability<Input> {
    guard let inventory = summary.images, let duplicates = summary.imageDuplicates else {
      return .notApplicable("the data are no images")
    }
    return .applicable(
      Input(
        inventory: inventory, duplicates: duplicates,
        unreadable: summary.rows.rejected[.unreadableImage] ?? 0,
        unreadableExamples: summary.rows.examples.compactMap(\.detail),
        classes: summary.schema.task == .classification
          ? summary.schema.target?.levels ?? [] : [],
        splits: summary.schema.splits,
        names: summary.schema.rowNames ?? RowNames { "#\($0 + 1)" }))
  }
}
