internal import FathomAnalyses

/// A part of a JSON Schema, whose names stay in the order in which they are written.
enum SchemaNode: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(UInt64)
  case number(Double)
  case string(String)
  case array([SchemaNode])
  case object([Member])

  /// A name and its value.
  struct Member: Sendable, Equatable {
    var name: String
    var value: SchemaNode
  }
}

extension SchemaNode: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(booleanLiteral value: Bool) { self = .boolean(value) }
  init(integerLiteral value: Int) { self = .number(Double(value)) }
  init(nilLiteral: ()) { self = .null }
  init(arrayLiteral elements: SchemaNode...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, SchemaNode)...) {
    self = .object(elements.map { Member(name: $0.0, value: $0.1) })
  }
}

// MARK: - Parts of a schema

extension SchemaNode {
  /// An object with these names and no others, all of them there.
  static func object(
    _ meaning: String, _ fields: KeyValuePairs<String, SchemaNode>
  ) -> SchemaNode {
    object(meaning, fields.map { Member(name: $0.key, value: $0.value) }, orNull: false)
  }

  private static func object(
    _ meaning: String, _ fields: [Member], orNull: Bool
  ) -> SchemaNode {
    .object(
      description(meaning) + [
        Member(name: "type", value: type("object", orNull)),
        Member(name: "additionalProperties", value: false),
        Member(name: "required", value: .array(fields.map { .string($0.name) })),
        Member(name: "properties", value: .object(fields)),
      ])
  }

  /// A definition in another place.
  static func reference(_ name: String, _ meaning: String = "") -> SchemaNode {
    .object(description(meaning) + [Member(name: "$ref", value: .string("#/$defs/\(name)"))])
  }

  /// A value as the analyses declare it.
  static func value(_ info: ValueInfo) -> SchemaNode {
    let orNull = info.isOptional
    func with(_ type: String, _ more: [Member?] = []) -> SchemaNode {
      .object(
        description(info.meaning) + [Member(name: "type", value: self.type(type, orNull))]
          + more.compactMap { $0 })
    }
    switch info.kind {
    case .number(let limits): return with("number", members(limits))
    case .integer(let limits): return with("integer", members(limits))
    case .boolean: return with("boolean")
    case .text(let minLength, let pattern, _):
      return with(
        "string",
        [
          minLength > 0 ? Member(name: "minLength", value: .number(Double(minLength))) : nil,
          pattern.map { Member(name: "pattern", value: .string($0)) },
        ])
    case .choice(let names):
      let values = names.map { SchemaNode.string($0) } + (orNull ? [.null] : [])
      return .object(
        description(info.meaning) + [Member(name: "enum", value: .array(values))])
    case .array(let item, let least, let most):
      return with(
        "array",
        [
          least.map { Member(name: "minItems", value: .number(Double($0))) },
          most.map { Member(name: "maxItems", value: .number(Double($0))) },
          Member(name: "items", value: value(item)),
        ])
    case .dictionary(let inner):
      return with("object", [Member(name: "additionalProperties", value: value(inner))])
    case .object(let fields):
      return object(
        info.meaning, fields.map { Member(name: $0.name, value: value($0.value)) },
        orNull: orNull)
    case .part(let name, _):
      guard orNull else { return reference(name, info.meaning) }
      return .object(
        description(info.meaning) + [
          Member(name: "anyOf", value: [reference(name), ["type": "null"]])
        ])
    }
  }

  /// The object with further names behind its own.
  func adding(_ more: SchemaNode) -> SchemaNode {
    guard case .object(let members) = self, case .object(let others) = more else { return self }
    return .object(members + others)
  }

  private static func description(_ meaning: String) -> [Member] {
    meaning.isEmpty ? [] : [Member(name: "description", value: .string(meaning))]
  }

  private static func type(_ name: String, _ orNull: Bool) -> SchemaNode {
    orNull ? .array([.string(name), "null"]) : .string(name)
  }

  private static func members(_ limits: ValueInfo.Limits) -> [Member?] {
    [
      limits.minimum.map { Member(name: "minimum", value: .number($0)) },
      limits.exclusiveMinimum.map { Member(name: "exclusiveMinimum", value: .number($0)) },
      limits.maximum.map { Member(name: "maximum", value: .number($0)) },
    ]
  }
}

// MARK: - Text

extension SchemaNode {
  /// The text with two blanks a level, without a line break at its end.
  func text(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .number(let value):
      return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    case .string(let value): return SchemaNode.quoted(value)
    case .array(let items):
      guard !items.isEmpty else { return "[]" }
      return "[\n" + items.map { inner + $0.text(indent: inner) }.joined(separator: ",\n")
        + "\n\(indent)]"
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      return "{\n"
        + members.map {
          "\(inner)\(SchemaNode.quoted($0.name)): \($0.value.text(indent: inner))"
        }.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
