public import FathomData

extension Cells {
  /// The findings that it may make.
  public static let findings = [
    trouble("variants", "A column whose levels are written in more than one way."),
    trouble("specialValues", "A number or a date that stands for a missing value."),
    trouble("mixed", "A column of numbers or dates with other cells."),
    trouble(
      "missingness",
      "A column whose missing cells say something about the target, or come together with others."),
    finding("all", "Said where nothing is wrong with any cell."),
  ]

  /// The kinds of blind spots that it may declare.
  public static let blindSpots = [BlindSpotInfo.levelsNotCompared]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: do the cells say what they should?",
    [
      "rows": .integer("Rows that were looked at.", min: 0),
      "variants": .array(
        "Columns whose levels are written in more than one way, the target first.",
        of: Values.variants),
      "specialValues": .array("Values that stand for missing ones.", of: Values.special),
      "mixed": .array("Columns of numbers or dates with other cells.", of: Values.mixed),
      "nearlyConstant": .array(
        "Columns that hold one value in nearly all rows.", of: .text()),
      "identifiers": .array(
        "Columns that tell rows apart, or what rows belong to, by their names, types or forms.",
        of: .text()),
      "missingness": .array(
        "Columns with missing cells, at most 200, those with the largest V first.",
        of: Values.missingness),
      "target": .text("The target; null without one.").orNull,
      "hasClasses": .boolean("Whether the target is classes."),
      "notCompared": .array(
        "Columns of so many levels that typing errors could not be looked for.", of: .text()),
      "columnShare": .number(
        "One column as a share of those that could be features.", min: 0, max: 1),
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    static let variants = ValueInfo.object(
      "A column whose levels are written in more than one way.",
      [
        "column": .text("The column's name."),
        "isTarget": .boolean("Whether it is the target."),
        "levels": .integer("How many levels there are.", min: 2),
        "distinctLevels": .integer(
          "How many are left when each is written in one way.", min: 1),
        "groups": .array(
          "Levels that are one, the most frequent first.",
          of: .array(of: level, least: 2)),
        "typingErrors": .integer(
          "Levels among them that differ from a frequent one by a letter.", min: 0),
      ])

    static let level = ValueInfo.object(
      "One way of writing a level.",
      [
        "level": .text(
          "How it is written: of the target, and with `--include-samples`; null otherwise."
        ).orNull,
        "digest": .text("The first 16 digits of the SHA-256 of column, a zero byte, and level."),
        "count": .integer("How many of the counted rows have it.", min: 0),
      ])

    static let special = ValueInfo.object(
      "A value that stands for a missing one.",
      [
        "column": .text("The column's name."),
        "value": .text("The value, one of a fixed list: a number, or a date."),
        "written": .text("How the cells write it."),
        "count": .integer("How many of the cells that were looked at hold it.", min: 1),
        "cells": .integer("Cells that were looked at and are not missing.", min: 1),
        "gap": .number(
          "Interquartile ranges between it and all others; null where half of these are one value.",
          min: 0
        ).orNull,
        "meanWith": .number("The mean with it; null for dates.").orNull,
        "meanWithout": .number("The mean without it; null for dates.").orNull,
        "isOrdinaryElsewhere": .boolean("Whether another column holds it as an ordinary value."),
      ])

    static let mixed = ValueInfo.object(
      "A column of numbers or dates with other cells.",
      [
        "column": .text("The column's name."),
        "among": .choice("What most of its cells are.", Mixed.Kind.self),
        "cells": .integer(
          "Cells that are something else; of dates, in a sample of a thousand cells.", min: 1),
        "lines": .array(
          "The lines of the first hundred of them, from 1; empty where they were not noted.",
          of: .integer(min: 1)),
        "isLeftOut": .boolean("Whether the column was left out because of them."),
      ])

    static let missingness = ValueInfo.object(
      "A column with missing cells.",
      [
        "column": .text("The column's name."),
        "missing": .integer("Rows that were looked at and lack it.", min: 1),
        "share": .number("Their share.", min: 0, max: 1),
        "cramersV": .number(
          "Cramér's V, without bias, of being missing and the class; of a number the correlation with its ranks; null without a target.",
          min: 0, max: 1
        ).orNull,
        "pValue": .number("How likely chance alone would show as much.", min: 0, max: 1).orNull,
        "byClass": .array(
          "The share that is missing in each class of enough rows; empty without classes.",
          of: .object(
            "A share of the rows of a class.",
            [
              "label": .text("The class."),
              "share": .number("The share of its rows.", min: 0, max: 1),
            ])),
        "together": .array("Columns that lack a value in the same rows.", of: .text()),
      ])
  }
}

extension BlindSpotInfo {
  static let levelsNotCompared = BlindSpotInfo(
    id: "cells.levelsNotCompared",
    meaning: "Columns of so many levels that typing errors among them could not be looked for.",
    share: "of the columns that could be features", largeFrom: nil,
    source: "such columns are no features, so what is written wrongly in them misleads no model")
}
