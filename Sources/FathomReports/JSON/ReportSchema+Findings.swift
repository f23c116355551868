internal import FathomAnalyses

/// What a report and its gate say of the data.
extension ReportSchema {
  static let tool: SchemaNode = .object(
    "The program that made the report.",
    [
      "name": ["description": "The name of the program.", "const": "fathom"],
      "version": .value(.text("Its version.", pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$")),
    ])

  static let verdict: SchemaNode = .object(
    "What the findings say together.",
    [
      "recommendation": .value(.choice("What to do.", ["deep", "classical", "inconclusive"])),
      "deepProbability": .value(
        .number(
          "The probability that a small network trained from scratch beats the best of linear models, nearest neighbours and boosted trees by more than 1 % and more than a standard error.",
          min: 0, max: 1)),
      "summary": .value(.text("One sentence.", minLength: 1)),
      "reasons": .value(
        .array("Reasons for and against, the weightiest first.", of: .text(), least: 1)),
      "wouldChange": .value(.array("What would change the answer.", of: .text(), least: 1)),
      "tryFirst": .value(
        .text(
          "What to try first, with its score on rows held out beside that of guessing.",
          minLength: 1)),
      "options": [
        "description": "The ways to go, the most promising first; empty without a verdict.",
        "type": "array",
        "items": .object(
          "A way to go.",
          [
            "id": .value(.text("Stable name.", minLength: 1)),
            "title": .value(.text("What to do.", minLength: 1)),
            "stance": .value(
              .choice("How it stands beside the others.", ["first", "worthTrying", "unlikely"])),
            "expectedScore": .value(
              .number("Accuracy or R² on rows held out; null where it did not run here.").orNull),
            "standardError": .value(.number("Its standard error.").orNull),
            "why": .value(.text("The evidence, in plain words.", minLength: 1)),
          ]),
      ],
      "ifDeep": [
        "description": "A start for whoever goes deep; empty without a verdict.", "type": "array",
        "items": .object(
          "A piece of advice.",
          [
            "topic": .value(.text("What it is about.", minLength: 1)),
            "advice": .value(.text("What to do and why.", minLength: 1)),
            "source": .value(.text("Who says so.", minLength: 1)),
          ]),
      ],
      "beforeAnything": .value(
        .array("What voids or weakens the verdict, to be fixed first.", of: .text())),
      "blindSpots": [
        "description": "What the verdict has not seen, the largest first.", "type": "array",
        "items": .object(
          "Something that no analysis could look at, or only in part.",
          [
            "id": .value(
              .text("Stable name of the kind.", pattern: "^[a-z][A-Za-z]*\\.[a-z][A-Za-z]*$")),
            "subject": .value(.text("A column, a kind of file, or the data as a whole.")),
            "share": .value(
              .number("The share that was not seen; null where it is not known.", min: 0, max: 1)
                .orNull),
            "message": .value(.text("What was not seen, and how much of it.", minLength: 1)),
            "remedy": .value(.text("What cures it.", minLength: 1)),
            "isLarge": .value(
              .boolean("Whether it makes the verdict inconclusive.")),
          ]),
      ],
    ])

  static let finding: SchemaNode = .object(
    "A grade on a piece of evidence against a declared threshold.",
    [
      "id": .value(
        .text(
          "Stable name: the analysis, a point, what was graded; for instance `collinearity.vif`.",
          pattern: "^[a-z][A-Za-z]*\\.[a-z][A-Za-z]*$")),
      "grade": .value(
        .choice(
          "How the evidence compares with its threshold; what has no value is `indeterminate`.",
          ["good", "caution", "bad", "indeterminate"])),
      "subject": .value(.text("What is graded: a column, or the data as a whole.")),
      "message": .value(.text("One sentence that states what was found.", minLength: 1)),
    ])

  static let gate: SchemaNode = .object(
    "What the gate made of the report; only there where `fathom check` ran.",
    [
      "failOn": .value(
        .choice("What makes the command fail.", ["error", "warning", "inconclusive", "never"])),
      "exitCode": [
        "description": "The exit code: 0 passed, 1 failed, 3 inconclusive.", "enum": [0, 1, 3],
      ],
      "configuration": .value(.text("The configuration file; null where there is none.").orNull),
      "baseline": .value(.text("The baseline; null where there is none.").orNull),
      "tellingApart": .value(
        .object(
          "How well a model tells these rows from those that they are compared with; null where these are not there.",
          [
            "area": .number(
              "The area under the ROC curve on held-out rows; 0.5 where nothing tells.", min: 0,
              max: 1),
            "columns": .array(
              "The columns that tell most alone, the best first.",
              of: .object(
                "A column.",
                [
                  "name": .text("Its name."),
                  "area": .number("The area under its ROC curve.", min: 0, max: 1),
                ])),
          ]
        ).orNull),
      "checks": [
        "description": "All checks, in the order of the file.", "type": "array",
        "items": .object(
          "One check.",
          [
            "id": .value(
              .text("Stable name: what is looked at, a point, the bound.", minLength: 1)),
            "title": .value(.text("What is looked at, in plain words.", minLength: 1)),
            "subject": .value(
              .text("A column or another part; null for the data as a whole.").orNull),
            "severity": .value(.choice("How much it matters.", ["error", "warning"])),
            "status": .value(
              .choice(
                "What became of it; what was not run or is inconclusive never counts as a pass.",
                ["passed", "failed", "inconclusive", "notRun", "excepted"])),
            "expected": .value(.text("What was asked for.")),
            "found": .value(.text("What was there.")),
            "message": .value(.text("One sentence that says both.", minLength: 1)),
            "value": .value(.number("What was there, as a number; null where it is none.").orNull),
            "rows": .value(
              .integer(
                "How many rows break it; null where it is no matter of rows.", min: 0
              ).orNull),
            "lines": .value(
              .array(
                "The first runs of consecutive lines of the data with such rows; null where it is no matter of rows.",
                of: .object(
                  "Consecutive lines.",
                  [
                    "first": .integer("The first line, from 1.", min: 1),
                    "last": .integer("The last line.", min: 1),
                  ])
              ).orNull),
            "line": .value(
              .integer(
                "The line of the configuration file that asks for it; null where nobody wrote it."
              ).orNull),
            "exception": .value(.text("Why it is excepted; null where it is not.").orNull),
          ]),
      ],
      "exceptions": [
        "description": "The exceptions of the file.", "type": "array",
        "items": .object(
          "An exception and whether it was needed.",
          [
            "id": .value(
              .text("The check that it is for, or the beginning of its name.", minLength: 1)),
            "subject": .value(.text("The column or other part; null for all.").orNull),
            "reason": .value(.text("Why it may stay.", minLength: 1)),
            "expires": .value(.text("The last day on which it holds; null for ever.").orNull),
            "state": .value(.choice("Whether it was needed.", ["used", "unused", "expired"])),
            "line": .value(.integer("Its line in the configuration file.", min: 1)),
          ]),
      ],
    ])
}
