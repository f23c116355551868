public import FathomData

extension SecondFile {
  /// The findings that it may make.
  public static let findings = [
    trouble("overlap", "Rows or groups of the second file that are in the first."),
    trouble("shift", "Columns that are distributed differently in the second file."),
    trouble("concept", "Columns on which the target depends in another way in the second file."),
  ]

  /// What may not have been compared.
  public static let blindSpots: [BlindSpotInfo] = [
    .secondFileColumns, .secondFileRows, .secondFileRowsNotCompared,
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: is the second file like the first, and apart from it?",
    [
      "target": .text("The target of the first file; null for none.").orNull,
      "firstRows": .integer("Rows of the first file.", min: 0),
      "secondRows": .integer("Rows of the second file.", min: 0),
      "secondRejected": .integer("Rows of the second file that could not be read.", min: 0),
      "onlyFirst": .array("Columns that only the first file has.", of: .text()),
      "onlySecond": .array("Columns that only the second file has.", of: .text()),
      "overlap": overlap,
      "columns": .array("One entry a column that both have.", of: column),
    ])

  private static let overlap = ValueInfo.object(
    "Rows of the second file that are in the first.",
    [
      "rows": .integer("How many.", min: 0),
      "share": .number("Their share of the second file's rows.", min: 0, max: 1),
      "oneColumnPairs": .number(
        "Pairs of different rows of both files that differ in one feature; null where no row is in both.",
        min: 0
      ).orNull,
      "isNatural": .boolean("Whether chance explains them."),
      "isComplete": .boolean("Whether all rows of both were compared."),
      "secondRows": .array(
        "Which they are, from 0, in the second file; up to 10,000.", of: .integer(min: 0)),
      "near": .integer(
        "How many more are nearly the same as a row of the first: noise or rounding, beyond chance.",
        min: 0),
      "nearShare": .number("Their share of the second file's rows.", min: 0, max: 1),
      "nearRows": .array("Which they are, from 0; up to 10,000.", of: .integer(min: 0)),
      "groups": .array(
        "Groups, named or proposed, that have rows in both.",
        of: .object(
          "A column that names groups.",
          [
            "column": .text("The column."),
            "share": .number(
              "The share of the second file's rows whose group is in the first.", min: 0, max: 1),
          ])),
    ])

  private static let column = ValueInfo.object(
    "How a column changed.",
    [
      "name": .text("The column."),
      "isTarget": .boolean("Whether it is the target."),
      "psiLessChance": .number(
        "The population stability index, less what chance gives it; null where nothing tells.",
        min: 0
      ).orNull,
      "z": .number(
        "How unlikely that is by chance, as a normal deviate; null where nothing tells.",
        min: 0
      ).orNull,
      "missing": .array(
        "The share of missing cells in the first and in the second file.",
        of: .number(min: 0, max: 1), least: 2, most: 2),
      "newLevels": .number(
        "The share of the second file's rows with a level that the first lacks; 0 for numbers, and for what is no feature.",
        min: 0, max: 1),
      "unitFactor": .number(
        "A factor between units that undoes most of the shift; null for none.", above: 0
      ).orNull,
      "conceptShare": .number(
        "By how much the target given the column changed, beside its mean, as a share of its variance; null without a target."
      ).orNull,
      "conceptZ": .number(
        "By how many of its standard deviations under no change; null without a target."
      ).orNull,
    ])
}

extension BlindSpotInfo {
  static let secondFileColumns = BlindSpotInfo(
    id: "secondFile.columns",
    meaning: "Columns that the second file lacks, so that nothing says whether they moved.",
    share: "of the columns but for the target", largeFrom: 0.5,
    source: "fathom: where more is not compared than is, nothing is known of the second file")
  static let secondFileRows = BlindSpotInfo(
    id: "secondFile.rows", meaning: "Rows of the second file that could not be read.",
    share: "of its rows", largeFrom: 0.1, source: bennett)
  static let secondFileRowsNotCompared = BlindSpotInfo(
    id: "secondFile.rowsNotCompared",
    meaning: "Rows of the second file that were not looked for among all rows of the first.",
    share: "of its rows", largeFrom: nil,
    source: "rows in both among those that were compared tell of the others")
}
