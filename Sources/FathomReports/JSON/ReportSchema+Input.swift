internal import FathomAnalyses

/// The data behind a report.
extension ReportSchema {
  static let rejection: SchemaNode = [
    "description":
      "A row that could not be used: of a table with its line, of a folder with the image.",
    "oneOf": [
      .object(
        "A row of a table.",
        [
          "reason": .value(
            .choice(
              "Why: fewer or more cells than the header, a quote that never closes, or the end of the data.",
              ["tooFewFields", "tooManyFields", "unclosedQuote", "cutOff"])),
          "line": .value(.integer("The line of the file, from 1.", min: 1)),
          "column": .value(
            .integer("The cell of the row, from 1, at which it goes wrong.", min: 1)),
          "detail": ["description": "Nothing: a row has a line.", "type": "null"],
        ]),
      [
        "description": "An image.", "type": "object", "additionalProperties": false,
        "required": ["reason", "line", "column", "detail"],
        "properties": [
          "reason": [
            "description": "Why: the image cannot be decoded.", "const": "unreadableImage",
          ],
          "detail": .value(
            .text("The path of the image below the folder, and what is wrong with it.")),
          "line": ["description": "Nothing: an image has no line.", "type": "null"],
          "column": ["description": "Nothing: an image has no cells.", "type": "null"],
        ],
      ],
    ],
  ]

  static let rows: SchemaNode = .object(
    "Every row accounted for: read = used + the sum of rejected.",
    [
      "read": .value(.integer("Rows that were read; for images, image files.", min: 0)),
      "used": .value(.integer("Rows that could be used.", min: 0)),
      "rejected": [
        "description": "How many rows could not be used, by reason; empty when all could.",
        "type": "object", "additionalProperties": false,
        "properties": [
          "tooFewFields": .value(.integer("Rows with fewer cells than the header.", min: 1)),
          "tooManyFields": .value(.integer("Rows with more cells than the header.", min: 1)),
          "unclosedQuote": .value(
            .integer("Rows with a quote that never closes: one at most, the last.", min: 1)),
          "cutOff": .value(
            .integer("Rows in the middle of which the data end: one at most, the last.", min: 1)),
          "unreadableImage": .value(.integer("Images that cannot be decoded.", min: 1)),
        ],
      ],
      "rejectedExamples": [
        "description": "The first rejected rows of each reason, at most ten.", "type": "array",
        "items": .reference("rejection"),
      ],
      "withoutTarget": .value(
        .integer("Used rows whose target is missing; 0 without a target.", min: 0)),
    ])

  static let classCount: SchemaNode = .object(
    "A class and how many rows it has.",
    [
      "label": .value(
        .text("The label: a value of the target, or the name of a folder of images.")),
      "count": .value(.integer("Rows that carry it.", min: 0)),
    ])

  static let columnHistogram: SchemaNode = .object(
    "Counts in bins of equal width: bin i, from 0, holds the numbers from `lowerEdge` + i · `binWidth` to below the edge of the next.",
    [
      "lowerEdge": .value(.number("Where the first bin begins.")),
      "binWidth": .value(.number("The width of each bin.", above: 0)),
      "counts": .value(.array("How many numbers each bin holds.", of: .integer(min: 0), least: 1)),
      "isExact": .value(.boolean("Whether all rows were counted rather than a sample.")),
    ])

  static let topValue: SchemaNode = .object(
    "A level of a column and how many rows have it.",
    [
      "label": .value(.text("The level, a raw cell value.")),
      "count": .value(.integer("How many rows have it.", min: 1)),
    ])

  static let column: SchemaNode = .object(
    "A column of the data.",
    [
      "name": .value(
        .text("The name in the header, made unique; `columnN` where the header has none.")),
      "type": .value(
        .choice(
          "What the cells are.",
          [
            "integer", "double", "boolean", "date", "categorical", "text", "identifier", "constant",
            "empty",
          ])),
      "role": .value(.choice("What the column is used for.", ["feature", "target", "excluded"])),
      "roleReason": .value(.text("Why the column is excluded; null otherwise.").orNull),
      "missing": .value(.integer("How many cells hold no value.", min: 0)),
      "distinct": .value(
        .integer(
          "Distinct values among the cells that have one; null where they were not counted.", min: 0
        ).orNull),
      "distinctIsExact": .value(.boolean("Whether `distinct` was counted rather than estimated.")),
      "mean": .value(
        .number("Arithmetic mean. Null where the cells are not numbers or none is there.").orNull),
      "standardDeviation": .value(
        .number(
          "Standard deviation, divisor n − 1. Null where the cells are not numbers or none is there.",
          min: 0
        ).orNull),
      "min": .value(
        .number("Smallest value. Null where the cells are not numbers or none is there.").orNull),
      "q1": .value(
        .number(
          "Lower quartile, R's type 7. Null where the cells are not numbers or none is there."
        ).orNull),
      "median": .value(
        .number("Median. Null where the cells are not numbers or none is there.").orNull),
      "q3": .value(
        .number(
          "Upper quartile, R's type 7. Null where the cells are not numbers or none is there."
        ).orNull),
      "max": .value(
        .number("Largest value. Null where the cells are not numbers or none is there.").orNull),
      "quantilesAreExact": .value(
        .boolean("Whether the quartiles are those of all rows rather than of a sample.")),
      "histogram": [
        "description":
          "How the numbers are distributed. Null where the cells are not numbers or none is there.",
        "oneOf": [.reference("columnHistogram"), ["type": "null"]],
      ],
      "topValues": [
        "description":
          "The most frequent levels, the most frequent first, equally frequent ones in the order of their scalars: raw cell values. Null unless they were asked for with `--include-samples`, and where the column has no levels or they were not counted.",
        "type": ["array", "null"], "maxItems": 10, "items": .reference("topValue"),
      ],
    ]
  ).adding([
    "if": ["properties": ["role": ["const": "excluded"]]],
    "then": ["properties": ["roleReason": ["type": "string"]]],
    "else": ["properties": ["roleReason": ["type": "null"]]],
  ])

  static let images: SchemaNode = .object(
    "The images of a folder.",
    [
      "read": .value(.integer("Image files.", min: 0)),
      "unreadable": .value(.integer("Image files that could not be decoded.", min: 0)),
      "height": .value(.integer("Median height in pixels.", min: 1)),
      "width": .value(.integer("Median width in pixels.", min: 1)),
      "channels": ["description": "1 when all images are grey, else 3.", "enum": [1, 3]],
      "exactDuplicates": .value(
        .integer("Images that repeat the pixels of an earlier one.", min: 0)),
      "nearDuplicates": .value(
        .integer(
          "Further images that look like an earlier one; null where that was not looked for.",
          min: 0
        ).orNull),
      "thumbnails": [
        "description":
          "Pictures of the first images of each class, at most three of eight classes, or of the first twelve images, and of the first 24 images whose label is doubted: raw data. Null unless they were asked for with `--include-samples`; empty where the pixels were not read.",
        "type": ["array", "null"], "maxItems": 48, "items": .reference("thumbnail"),
      ],
    ])

  static let thumbnail: SchemaNode = .object(
    "A picture of an image, as the analyses see it.",
    [
      "name": .value(.text("The name of the image.")),
      "label": .value(.text("Its class; null without one.").orNull),
      "likely": .value(
        .text("The class that it probably should have; null unless its label is doubted.").orNull),
      "height": .value(.integer("Height in pixels.", min: 1)),
      "width": .value(.integer("Width in pixels.", min: 1)),
      "png": [
        "description": "The picture as a PNG file, in Base64.", "type": "string",
        "contentEncoding": "base64", "contentMediaType": "image/png",
      ],
    ])

  static let input: SchemaNode = .object(
    "The data behind the report.",
    [
      "path": .value(.text("The path as the user named it; `standard input` for `-`.")),
      "sha256": .value(
        .text(
          "SHA-256 of the bytes in hexadecimal; for a folder, of the names and digests of its images.",
          pattern: "^[0-9a-f]{64}$")),
      "format": .value(.choice("The kind of data.", ["csv", "images", "memory"])),
      "rows": .reference("rows", "Every row accounted for."),
      "layout": .reference("layout", "How the features lie beside one another."),
      "target": .value(.text("The name of the target; null without one.").orNull),
      "task": [
        "description": "What is predicted; null without a target.",
        "enum": ["classification", "regression", nil],
      ],
      "classes": [
        "description":
          "The classes in the order of their labels; empty unless the task is classification.",
        "type": "array", "items": .reference("class"),
      ],
      "columns": [
        "description": "The columns in the order of the file; empty for images.", "type": "array",
        "items": .reference("column"),
      ],
      "images": [
        "description": "The images; null for tables.",
        "oneOf": [.reference("images"), ["type": "null"]],
      ],
      "notes": .value(.array("What the reader decided, one sentence each.", of: .text())),
    ]
  ).adding([
    "allOf": [
      [
        "if": ["properties": ["format": ["const": "images"]]],
        "then": ["properties": ["images": ["type": "object"], "columns": ["maxItems": 0]]],
        "else": ["properties": ["images": ["type": "null"], "columns": ["minItems": 1]]],
      ],
      [
        "if": ["properties": ["target": ["type": "null"]]],
        "then": ["properties": ["task": ["type": "null"], "classes": ["maxItems": 0]]],
        "else": ["properties": ["task": ["type": "string"]]],
      ],
    ]
  ])
}
