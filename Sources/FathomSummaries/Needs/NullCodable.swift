/// An optional that is written as `null` rather than left out.
///
/// The JSON contract promises every name of an analysis' evidence; what has no value is `null`.
/// Doubles that are not finite have no value either.
@propertyWrapper
public struct NullCodable<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
  /// The value, or nil.
  public var wrappedValue: Value?

  /// Wraps a value.
  public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  /// Reads a value or `null`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  /// Writes the value, or `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue, (wrappedValue as? Double)?.isFinite ?? true {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}

extension KeyedDecodingContainer {
  /// A name that an older report does not hold reads as nil.
  public func decode<Value>(
    _ type: NullCodable<Value>.Type, forKey key: Key
  ) throws -> NullCodable<Value> {
    try decodeIfPresent(type, forKey: key) ?? NullCodable(wrappedValue: nil)
  }
}

extension Double {
  /// The number, or nil when it is not finite.
  public var finite: Double? { isFinite ? self : nil }
}
