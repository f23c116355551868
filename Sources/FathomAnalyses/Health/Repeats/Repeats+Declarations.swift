public import FathomData

extension Repeats {
  /// The findings that it may make.
  public static let findings = [
    trouble("equal", "Rows that repeat an earlier one."),
    trouble("conflicting", "Rows that agree in all features and differ in the target."),
    trouble("near", "Rows that are nearly the same as another."),
  ]

  /// Rows that were not compared.
  public static let blindSpots: [BlindSpotInfo] = [.rowsNotCompared]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: is each row there once, with one label?",
    [
      "rows": .integer("Rows with a target, or all rows without one.", min: 0),
      "isComplete": .boolean(
        "Whether all rows were compared; else those whose hashes fit into memory, and counts are estimates."
      ),
      "exceptColumns": .array("Columns that number the rows and do not count.", of: .text()),
      "equalPairs": .number(
        "Pairs of rows that agree in all features and the target.", min: 0),
      "oneColumnPairs": .number(
        "Pairs of different rows that agree in all features but one; null where no rows agree.",
        min: 0
      ).orNull,
      "groups": .number(
        "Different rows, by their features, that are there more than once.", min: 0),
      "isNatural": .boolean(
        "Whether chance explains that rows agree: at least as many pairs differ in one feature as rows are there more than once."
      ),
      "repeated": .integer("Rows that repeat an earlier one.", min: 0),
      "repeatedShare": .number("Their share of the rows.", min: 0, max: 1),
      "repeatedRows": .array(
        "The rows that agree with another in all features and the target, from 0: all of a group, up to 10,000 rows.",
        of: .integer()),
      "conflicting": .integer(
        "Rows that agree with another in all features and differ from it in the target.", min: 0),
      "conflictingShare": .number("Their share of the rows.", min: 0, max: 1),
      "conflictingRows": .array("Which they are, from 0, up to 10,000.", of: .integer()),
      "accuracyCeiling": .number(
        "The accuracy that nobody exceeds, because rows that agree have different classes; null for numbers.",
        min: 0, max: 1
      ).orNull,
      "r2Ceiling": .number(
        "The R² that nobody exceeds, because rows that agree have different numbers; null for classes.",
        min: 0, max: 1
      ).orNull,
      "nearCompared": .integer("Rows whose neighbours were looked at.", min: 0),
      "nearPassedOver": .integer("Rows that there was no room to compare so.", min: 0),
      "nearPairs": .integer("Pairs of near repeats.", min: 0),
      "nearPairsWider": .integer(
        "The same by a ratio that is 5/3 as wide.", min: 0),
      "nearRows": .array(
        "The near repeats, from 0, up to 10,000 rows; empty where neighbours explain them.",
        of: .integer()),
      "nearGroups": .array(
        "The same in groups of rows that belong together, as lines of the file from 1.",
        of: .array(of: .integer())),
      "byClass": .array(
        "The share of each class that repeats an earlier row; empty for numbers.",
        of: .object(
          "A class.",
          [
            "class": .text("The class."),
            "share": .number(
              "The share of its rows that repeat an earlier one.", min: 0, max: 1),
          ])),
      "examples": .array(
        "The first groups of repeats of any kind, as lines of the file from 1.",
        of: .array(of: .integer())),
    ])
}

extension BlindSpotInfo {
  static let rowsNotCompared = BlindSpotInfo(
    id: "repeats.rowsNotCompared", meaning: "Rows that were not compared for near repeats.",
    share: "of the rows", largeFrom: nil,
    source: "copies among the rows that were compared tell of the others")
}
