/// What a value of the evidence is: its meaning and the values that it may have.
///
/// An analysis declares its evidence once, as a tree of these. The schema of the report, the numbers that a gate may
/// bound and the check against the type of the evidence are made from it.
public struct ValueInfo: Sendable, Equatable {
  /// The form of a value.
  public indirect enum Kind: Sendable, Equatable {
    case number(Limits)
    case integer(Limits)
    case boolean
    /// A text, at least so long, that fits a regular expression where there is one, as the example does.
    case text(minLength: Int, pattern: String?, example: String)
    /// One of these texts.
    case choice([String])
    /// Any number of values, or one within the limits.
    case array(ValueInfo, least: Int?, most: Int?)
    /// Values by names that the data decide.
    case dictionary(ValueInfo)
    /// Named values, all of them there.
    case object([Field])
    /// A value that several places have in common; the schema defines it once, under this name.
    case part(String, ValueInfo)
  }

  /// The limits of a number; nil where there is none.
  public struct Limits: Sendable, Equatable {
    /// The least value.
    public let minimum: Double?
    /// All values are above this one.
    public let exclusiveMinimum: Double?
    /// The largest value.
    public let maximum: Double?
  }

  /// A named value of an object.
  public struct Field: Sendable, Equatable {
    /// The name in the JSON report.
    public let name: String
    /// What it is.
    public let value: ValueInfo
  }

  /// What it is, in one sentence; empty where what holds it says so.
  public let meaning: String
  /// Its form.
  public let kind: Kind
  /// Whether it may be `null`.
  public private(set) var isOptional = false

  private init(_ meaning: String, _ kind: Kind) {
    self.meaning = meaning
    self.kind = kind
  }

  /// The same value, which may also be `null`.
  public var orNull: ValueInfo {
    var result = self
    result.isOptional = true
    return result
  }

  /// A number, which a gate may bound.
  public static func number(
    _ meaning: String = "", min: Double? = nil, above: Double? = nil, max: Double? = nil
  ) -> ValueInfo {
    ValueInfo(meaning, .number(Limits(minimum: min, exclusiveMinimum: above, maximum: max)))
  }

  /// A whole number, which a gate may bound.
  public static func integer(
    _ meaning: String = "", min: Double? = nil, max: Double? = nil
  ) -> ValueInfo {
    ValueInfo(meaning, .integer(Limits(minimum: min, exclusiveMinimum: nil, maximum: max)))
  }

  /// True or false.
  public static func boolean(_ meaning: String = "") -> ValueInfo { ValueInfo(meaning, .boolean) }

  /// A text.
  public static func text(
    _ meaning: String = "", minLength: Int = 0, pattern: String? = nil, example: String = "text"
  ) -> ValueInfo {
    ValueInfo(meaning, .text(minLength: minLength, pattern: pattern, example: example))
  }

  /// One of these texts.
  public static func choice(_ meaning: String, _ names: [String]) -> ValueInfo {
    ValueInfo(meaning, .choice(names))
  }

  /// One of the raw values of a type.
  public static func choice<Option: RawRepresentable<String> & CaseIterable>(
    _ meaning: String, _ type: Option.Type
  ) -> ValueInfo {
    ValueInfo(meaning, .choice(type.allCases.map(\.rawValue)))
  }

  /// Values in an order.
  public static func array(
    _ meaning: String = "", of item: ValueInfo, least: Int? = nil, most: Int? = nil
  ) -> ValueInfo {
    ValueInfo(meaning, .array(item, least: least, most: most))
  }

  /// Values by names that the data decide.
  public static func dictionary(_ meaning: String, of value: ValueInfo) -> ValueInfo {
    ValueInfo(meaning, .dictionary(value))
  }

  /// Named values, in the order of the schema.
  public static func object(
    _ meaning: String, _ fields: KeyValuePairs<String, ValueInfo>
  ) -> ValueInfo {
    ValueInfo(meaning, .object(fields.map { Field(name: $0.key, value: $0.value) }))
  }

  /// A value that several places have in common.
  ///
  /// - Parameters:
  ///   - name: its name in the schema.
  ///   - meaning: what it is in this place; empty where its own meaning says enough.
  public static func part(
    _ name: String, _ value: ValueInfo, _ meaning: String = ""
  ) -> ValueInfo {
    ValueInfo(meaning, .part(name, value))
  }

  /// How the features lie: the layout of the report.
  public static func layout(_ meaning: String) -> ValueInfo {
    .part(
      "layout",
      .text(
        "`table`, `sequence`, or a grid: `HEIGHTxWIDTH`, with `xCHANNELS` behind it when there are several (row-major, channels last).",
        pattern: "^(table|sequence|[1-9][0-9]*x[1-9][0-9]*(x[1-9][0-9]*)?)$", example: "table"),
      meaning)
  }
}

/// A finding that an analysis may make.
public struct FindingInfo: Sendable, Equatable {
  /// Stable name: the analysis, a point, what is graded; for instance `collinearity.vif`.
  public let id: String
  /// What is graded, in one sentence.
  public let meaning: String
  /// Whether it says that something is wrong: where that was looked for and there is none, all is well.
  public let isTrouble: Bool
}

extension Analysis {
  /// Declares a finding of this analysis.
  ///
  /// - Parameters:
  ///   - name: what is graded, in one word: the id without the name of the analysis.
  ///   - meaning: what is graded, in one sentence.
  public static func finding(_ name: String, _ meaning: String) -> FindingInfo {
    FindingInfo(id: "\(info.id).\(name)", meaning: meaning, isTrouble: false)
  }

  /// Declares a finding that says that something is wrong, and may be missing where nothing is.
  public static func trouble(_ name: String, _ meaning: String) -> FindingInfo {
    FindingInfo(id: "\(info.id).\(name)", meaning: meaning, isTrouble: true)
  }
}
