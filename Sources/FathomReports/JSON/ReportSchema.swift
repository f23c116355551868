public import FathomAnalyses

/// The JSON Schema of the report, made from what the analyses of a catalog declare.
///
/// That of ``Catalog/standard`` is published as `report.schema.json`; `make schemas` writes it.
public enum ReportSchema {
  /// The schema, ending with a line break.
  public static func text(_ catalog: Catalog = .standard) -> String {
    root.adding(["$defs": .object(definitions(catalog))]).text() + "\n"
  }

  private static let root: SchemaNode = [
    "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:fathom:report:1",
    "title": "Report of fathom, version 1",
    "description":
      "The JSON report. Numbers are doubles written so that they read back the same; what has no value is null. A name keeps its meaning as long as schemaVersion stays; a later program may add names, and this schema with them.",
    "type": "object", "additionalProperties": false,
    "required": [
      "schemaVersion", "tool", "seed", "permutations", "options", "input", "verdict", "analyses",
    ],
    "properties": [
      "schemaVersion": ["description": "The version of this schema.", "const": 1],
      "tool": .reference("tool", "The program that made the report."),
      "seed": [
        "description": "The seed of every random stream.", "type": "integer", "minimum": 0,
        "maximum": .integer(.max),
      ],
      "permutations": .value(.integer("How many random relabellings were asked for.", min: 1)),
      "options": .value(
        .array(
          "Further options of the command that made the report, one word each.",
          of: .text("A word of the command line."))),
      "input": .reference("input", "The data behind the report."),
      "verdict": .reference("verdict", "What the findings say together."),
      "analyses": [
        "description": "What each analysis found, in a fixed order.", "type": "array",
        "items": .reference("analysis"), "minItems": 1,
      ],
      "gate": .reference(
        "gate", "What the gate made of the report; only there where `fathom check` ran."),
    ],
  ]

  private static func definitions(_ catalog: Catalog) -> [SchemaNode.Member] {
    var definitions: [SchemaNode.Member] = [
      .init(name: "tool", value: tool), .init(name: "rejection", value: rejection),
      .init(name: "rows", value: rows), .init(name: "class", value: classCount),
      .init(name: "columnHistogram", value: columnHistogram),
      .init(name: "topValue", value: topValue), .init(name: "column", value: column),
      .init(name: "images", value: images), .init(name: "thumbnail", value: thumbnail),
      .init(name: "input", value: input), .init(name: "verdict", value: verdict),
      .init(name: "finding", value: finding), .init(name: "analysis", value: analysis(catalog)),
      .init(name: "gate", value: gate),
    ]
    func addParts(of info: ValueInfo) {
      switch info.kind {
      case .array(let inner, _, _), .dictionary(let inner): addParts(of: inner)
      case .object(let fields): for field in fields { addParts(of: field.value) }
      case .part(let name, let inner):
        guard !definitions.contains(where: { $0.name == name }) else { return }
        addParts(of: inner)
        definitions.append(.init(name: name, value: .value(inner)))
      default: break
      }
    }
    addParts(of: .layout(""))
    for entry in catalog.entries {
      addParts(of: entry.evidence)
      definitions.append(.init(name: entry.info.id, value: .value(entry.evidence)))
    }
    return definitions
  }

  private static func analysis(_ catalog: Catalog) -> SchemaNode {
    let ids = catalog.entries.map(\.info.id)
    let whole = SchemaNode.object(
      "What became of one analysis.",
      [
        "id": .value(.choice("Which analysis.", ids)),
        "status": .value(
          .choice("Whether it ran.", ["measured", "notApplicable", "failed"])),
        "reason": .value(.text("Why it did not run; null when it did.").orNull),
        "evidence": [
          "description":
            "What was measured, in the form of the analysis; null when it did not run."
        ],
        "findings": [
          "description": "The grades; empty when it did not run.", "type": "array",
          "items": .reference("finding"),
        ],
        "thresholds": .value(
          .dictionary(
            "The thresholds by which the evidence was graded, by name.", of: .number())),
      ])
    let measured: SchemaNode = [
      "if": ["properties": ["status": ["const": "measured"]]],
      "then": [
        "properties": [
          "reason": ["type": "null"], "evidence": ["type": "object"], "findings": ["minItems": 1],
        ]
      ],
      "else": [
        "properties": [
          "reason": ["type": "string", "minLength": 1], "evidence": ["type": "null"],
          "findings": ["maxItems": 0],
        ]
      ],
    ]
    let evidence = ids.map { id -> SchemaNode in
      [
        "if": ["properties": ["id": ["const": .string(id)]]],
        "then": [
          "properties": ["evidence": ["oneOf": [.reference(id), ["type": "null"]]]]
        ],
      ]
    }
    return whole.adding(["allOf": .array([measured] + evidence)])
  }
}
