/// The part of SARIF 2.1.0 that a gate needs.
///
/// The names are those of the standard: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.
struct SARIFLog: Encodable {
  var schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  var version = "2.1.0"
  var runs: [Run]

  private enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  struct Run: Encodable {
    var tool: Tool
    var invocations: [Invocation]
    var automationDetails: AutomationDetails?
    var results: [Result]
  }

  struct Tool: Encodable {
    var driver: Driver
  }

  struct Driver: Encodable {
    var name: String
    var version: String
    var semanticVersion: String
    var rules: [Rule]
  }

  /// A kind of check (reportingDescriptor).
  struct Rule: Encodable {
    var id: String
    var shortDescription: Message
    var fullDescription: Message
    var help: Message
    var defaultConfiguration: Configuration
    var properties: Tags
  }

  struct Configuration: Encodable {
    var level: Level
  }

  struct Tags: Encodable {
    var tags: [String]
  }

  struct AutomationDetails: Encodable {
    var id: String
  }

  struct Invocation: Encodable {
    var executionSuccessful: Bool
    var exitCode: Int
    var toolExecutionNotifications: [Notification]?
  }

  struct Notification: Encodable {
    var level: Level
    var message: Message
    var locations: [Location]?
  }

  struct Message: Encodable {
    var text: String
  }

  enum Level: String, Encodable {
    case none, note, warning, error
  }

  enum Kind: String, Encodable {
    case fail, open
  }

  struct Result: Encodable {
    var ruleId: String
    var ruleIndex: Int
    var kind: Kind
    var level: Level
    var message: Message
    var locations: [Location]
    var relatedLocations: [Location]?
    var partialFingerprints: [String: String]
    var suppressions: [Suppression]?
    var properties: [String: String]
  }

  struct Suppression: Encodable {
    var kind = "external"
    var status = "accepted"
    var justification: String
  }

  struct Location: Encodable {
    var message: Message?
    var physicalLocation: PhysicalLocation
    var logicalLocations: [LogicalLocation]?
  }

  struct PhysicalLocation: Encodable {
    var artifactLocation: ArtifactLocation
    var region: Region
  }

  struct ArtifactLocation: Encodable {
    var uri: String
  }

  struct Region: Encodable {
    var startLine: Int
    var endLine: Int?
  }

  struct LogicalLocation: Encodable {
    var name: String
    var kind: String?
  }
}

extension SARIFLog.Location {
  /// A line of a file; nil for the path stands for standard input, which is named so.
  init(path: String?, line: Int = 1, end: Int? = nil) {
    physicalLocation = SARIFLog.PhysicalLocation(
      artifactLocation: SARIFLog.ArtifactLocation(
        uri: SARIFLog.reference(path ?? "standard input")),
      region: SARIFLog.Region(startLine: line, endLine: end))
  }
}

extension SARIFLog {
  /// A path as a URI reference (RFC 3986): relative paths stay relative, and everything that could mean
  /// something else is encoded by its bytes.
  static func reference(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var result = path.hasPrefix("/") ? "file://" : ""
    for byte in PlainText.withoutLeadingDots(path).utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%" + String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      }
    }
    return result
  }

  /// Text that a user may have made up, for a message: it can hold neither a placeholder nor a link
  /// (SARIF 2.1.0, 3.11.5 and 3.11.6).
  static func message(_ text: String, limit: Int = 1_000) -> Message {
    var result = ""
    for character in PlainText.visible(text, limit: limit) {
      switch character {
      case "{", "}": result += String([character, character])
      case "[", "]", "\\": result += "\\" + String(character)
      default: result.append(character)
      }
    }
    return Message(text: result)
  }
}
