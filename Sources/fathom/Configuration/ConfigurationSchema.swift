import FathomGate
import FathomAnalyses
import FathomData
import FathomReports

/// The JSON Schema of `fathom.yml`, which editors complete and check by.
enum ConfigurationSchema {
  private typealias Value = JSONValue

  /// The schema, ending with a line break.
  static func text() throws(ReportError) -> String { try JSONRenderer.text(of: schema) }

  private static var schema: Value {
    block(
      "What a team asks of its data.",
      [
        "settings": block("What is analysed and how.", settings),
        "thresholds": block("Thresholds of the analyses.", thresholds),
        "checks": block("What must hold.", checks),
        "columns": .object([
          "description": .string("What the cells of a column must be like, by its name."),
          "type": .string("object"),
          "additionalProperties": block("What the cells must be like.", columns),
        ]),
        "conditions": .object([
          "description": .string(
            "Conditions between the cells of a row, such as “end >= start”."),
          "type": .string("array"),
          "items": .object([
            "anyOf": .array([
              .object(["type": .string("string")]),
              block(
                "With what may break it.",
                [
                  "check": typed("string", "The condition."),
                  "allow": typed("number", "The share of rows that may break it."),
                  "severity": severity,
                ]),
            ])
          ]),
        ]),
        "failOn": choice(
          "What makes the gate fail.", GateResult.FailOn.allCases.map(\.rawValue)),
        "exceptions": .object([
          "description": .string("Failures that are known."), "type": .string("array"),
          "items": exception,
        ]),
        "baseline": .object([
          "description": .string("What later data are compared with."),
          "anyOf": .array([
            typed("string", "The file."), block("The file and allowances.", baseline),
          ]),
        ]),
      ],
      [
        "$schema": .string("https://json-schema.org/draft/2020-12/schema"),
        "title": .string("fathom.yml"), "$defs": .object(kinds),
      ])
  }

  // MARK: Sections

  private static var settings: [String: Value] {
    var properties = ["path": typed("string", "The data, from the folder of this file.")]
    for field in SettingField.all {
      let description = "As --\(field.option) and \(field.variable)."
      switch field.kind {
      case .flag, .choice: properties[field.key] = typed("boolean", description)
      case .budget: properties[field.key] = typed("number", description + " 0 for no race.")
      case .value:
        properties[field.key] = .object([
          "description": .string(description),
          "type": .array([.string("string"), .string("number")]),
        ])
      case .list:
        properties[field.key] = .object([
          "description": .string(description),
          "anyOf": .array([
            .object(["type": .string("string")]),
            .object([
              "type": .string("array"), "items": .object(["type": .string("string")]),
            ]),
          ]),
        ])
      }
    }
    return properties
  }

  private static var thresholds: [String: Value] {
    Dictionary(
      uniqueKeysWithValues: Catalog.standard.entries.map { entry in
        (
          entry.info.id,
          block(
            entry.info.question,
            Dictionary(
              uniqueKeysWithValues: entry.thresholds.map {
                (
                  $0.name,
                  typed(
                    "number",
                    "\($0.meaning). Default: \(NumberText.exact($0.value)) (\($0.source)).")
                )
              }))
        )
      })
  }

  private static var checks: [String: Value] {
    var properties = [String: Value]()
    for (name, meaning) in CheckNames.standard.all {
      let kind =
        switch name {
        case "verdict", "columns.required", "columns.types": name
        case _ where name.hasSuffix(".grade"): "grade"
        case _ where name.hasSuffix(".status"): "status"
        default: "number"
        }
      properties[name] = reference(kind, meaning)
    }
    // Blocks, such as `collinearity.vif: {max: 10, severity: warning}`, and short names.
    for measure in CheckNames.standard.measures {
      properties[measure.name] = reference("bounds", measure.meaning)
      let parts = measure.name.split(separator: ".")
      guard parts.count > 2, let first = parts.first, let last = parts.last else { continue }
      let short = "\(first).\(last)"
      guard let meant = CheckNames.standard.measure(short), properties[short] == nil else {
        continue
      }
      properties[short] = reference("bounds", meant.meaning)
      for end in ["min", "max"] {
        properties["\(short).\(end)"] = reference("number", meant.meaning)
      }
    }
    return properties
  }

  /// What a column may ask for.
  private static var columns: [String: Value] {
    var properties: [String: Value] = [
      "allow": typed("number", "The share of cells that may break the rules of the column."),
      "severity": severity,
      "sensitive": typed("boolean", "Whether no cell of the column may be written anywhere."),
      "missing": block("", ["max": typed("number", "The share of missing cells, at most.")]),
      "length": block(
        "", ["min": typed("number", "Characters."), "max": typed("number", "Characters.")]),
    ]
    for key in ColumnRule.keys {
      let description = Value.string("\(key.meaning): \(key.expected)")
      let types: [String] =
        switch key.name {
        case "unique", "increasing": ["boolean"]
        case "in": ["array", "string", "number"]
        case "share": ["object"]
        case "min", "max", "notBefore", "notAfter": ["number", "string"]
        case "holds", "pattern": ["string"]
        default: ["number"]
        }
      properties[key.name] = .object([
        "description": description, "type": .array(types.map { .string($0) }),
      ])
    }
    return properties
  }

  /// What the checks refer to.
  private static var kinds: [String: Value] {
    func withSeverity(_ plain: Value) -> Value {
      .object([
        "anyOf": .array([
          plain,
          block("With its severity.", ["is": plain, "severity": severity]),
        ])
      ])
    }
    let text = Value.object(["type": .string("string")])
    return [
      "number": .object(["type": .string("number")]),
      "bounds": block(
        "Bounds, and how much they matter.",
        [
          "min": .object(["type": .string("number")]), "max": .object(["type": .string("number")]),
          "severity": severity,
        ]),
      "grade": withSeverity(.object(["enum": .array([.string("good"), .string("caution")])])),
      "status": withSeverity(.object(["const": .string("measured")])),
      "verdict": withSeverity(list(of: ["deep", "classical", "inconclusive"])),
      "columns.required": withSeverity(.object(["type": .string("array"), "items": text])),
      "columns.types": .object([
        "type": .string("object"),
        "additionalProperties": .object([
          "enum": .array(ColumnType.allCases.map { .string($0.rawValue) })
        ]),
      ]),
    ]
  }

  private static func reference(_ kind: String, _ description: String) -> Value {
    .object(["description": .string(description), "$ref": .string("#/$defs/\(kind)")])
  }

  private static var exception: Value {
    var value = [
      "id": typed("string", "The check, or the beginning of its name up to a point."),
      "subject": typed("string", "The column; all without it."),
      "reason": typed("string", "Why it may stay."),
      "expires": .object([
        "description": .string("The last day on which it holds."), "type": .string("string"),
        "format": .string("date"),
      ]),
    ]
    value = [
      "type": .string("object"), "additionalProperties": .boolean(false),
      "required": .array([.string("id"), .string("reason")]), "properties": .object(value),
    ]
    return .object(value)
  }

  private static var baseline: [String: Value] {
    var properties = ["file": typed("string", "The file, from the folder of this one.")]
    for comparison in Allowances.all {
      properties[comparison.name] = .object([
        "description": .string("\(comparison.meaning) (\(comparison.source))"),
        "anyOf": .array([
          .object(["const": .string("off")]),
          block(
            "How much it may change.",
            [
              "absolute": typed("number", "In its own units."),
              "relative": typed("number", "As a share of what it was; the larger one holds."),
              "severity": severity,
            ]),
        ]),
      ])
    }
    return properties
  }

  // MARK: Parts

  private static let severity = choice(
    "How much it matters.", GateResult.Severity.allCases.map(\.rawValue))

  private static func typed(_ type: String, _ description: String) -> Value {
    .object(["description": .string(description), "type": .string(type)])
  }

  private static func choice(_ description: String, _ values: [String]) -> Value {
    .object(["description": .string(description), "enum": .array(values.map { .string($0) })])
  }

  private static func list(of values: [String]) -> Value {
    let one = Value.object(["enum": .array(values.map { .string($0) })])
    return .object(["anyOf": .array([one, .object(["type": .string("array"), "items": one])])])
  }

  private static func block(
    _ description: String, _ properties: [String: Value], _ more: [String: Value] = [:]
  ) -> Value {
    .object(
      [
        "description": .string(description), "type": .string("object"),
        "additionalProperties": .boolean(false), "properties": .object(properties),
      ].merging(more) { $1 })
  }
}
