/// The values of one column in a batch, laid out as Apache Arrow has them: whatever a typed source knows
/// arrives without loss.
///
/// Where a validity is given, it alone says which cells are missing, and what stands in their places
/// means nothing.
public enum ColumnValues: Sendable, Equatable {
  /// Numbers; without a validity NaN where the cell is missing.
  case doubles([Double], Validity? = nil)
  /// Whole numbers, exactly; without a validity none is missing.
  ///
  /// So it is in the following cases.
  case integers([Int64], Validity? = nil)
  /// Whole numbers that may be beyond the largest `Int64`.
  case unsignedIntegers([UInt64], Validity? = nil)
  /// Truth values.
  case booleans([Bool], Validity? = nil)
  /// Points in time, counted from the start of 1970 in UTC.
  case dates([Int64], DateUnit, Validity? = nil)
  /// Texts, as indices into a dictionary of them.
  case strings([Int32], dictionary: [String], Validity? = nil)
  /// Indices into the levels that the schema names; −1 where the cell is missing.
  case codes([Int32])
  /// Not decoded, because no analysis reads the column.
  case skipped
}

/// What points in time are counted in.
public enum DateUnit: String, Sendable, Codable, CaseIterable {
  case days, seconds, milliseconds, microseconds, nanoseconds

  /// How many there are in a day.
  var perDay: Int64 {
    switch self {
    case .days: 1
    case .seconds: 86_400
    case .milliseconds: 86_400_000
    case .microseconds: 86_400_000_000
    case .nanoseconds: 86_400_000_000_000
    }
  }
}

/// Which rows of a column hold a value: a bit a row, set where one is there, the lowest bit of a byte
/// first.
public struct Validity: Sendable, Equatable {
  /// The bits; those behind the last row mean nothing.
  public var bytes: [UInt8]

  /// A validity from its bits.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// A validity from what it says of each row.
  public init(_ isPresent: some Sequence<Bool>) {
    var bytes = [UInt8]()
    for (row, isPresent) in isPresent.enumerated() {
      if row % 8 == 0 { bytes.append(0) }
      if isPresent { bytes[row / 8] |= 1 << UInt8(row % 8) }
    }
    self.bytes = bytes
  }

  /// Whether a row holds a value.
  public subscript(row: Int) -> Bool { bytes[row / 8] >> UInt8(row % 8) & 1 == 1 }
}

extension ColumnValues {
  /// How many cells there are; nil where they were not decoded.
  public var count: Int? {
    switch self {
    case .doubles(let values, _): values.count
    case .integers(let values, _): values.count
    case .unsignedIntegers(let values, _): values.count
    case .booleans(let values, _): values.count
    case .dates(let values, _, _): values.count
    case .strings(let codes, _, _): codes.count
    case .codes(let codes): codes.count
    case .skipped: nil
    }
  }

  /// Whether a cell holds a value.
  public func isPresent(_ row: Int) -> Bool {
    switch self {
    case .doubles(let values, let validity): validity?[row] ?? !values[row].isNaN
    case .integers(_, let validity), .unsignedIntegers(_, let validity), .booleans(_, let validity),
      .dates(_, _, let validity), .strings(_, _, let validity):
      validity?[row] ?? true
    case .codes(let codes): codes[row] >= 0
    case .skipped: false
    }
  }

  /// What analyses read of a column of numbers: the nearest doubles, NaN where the cell is missing, and
  /// 0 and 1 for truth values; nil for everything else.
  ///
  /// - Complexity: O(1) for doubles without a validity, O(rows) otherwise.
  public var numbers: [Double]? {
    switch self {
    case .doubles(let values, let validity):
      guard let validity else { return values }
      return values.indices.map { validity[$0] ? values[$0] : .nan }
    case .integers(let values, let validity): return ColumnValues.doubles(values, validity)
    case .unsignedIntegers(let values, let validity): return ColumnValues.doubles(values, validity)
    case .booleans(let values, let validity):
      return values.indices.map { validity?[$0] ?? true ? (values[$0] ? 1 : 0) : .nan }
    case .dates, .strings, .codes, .skipped: return nil
    }
  }

  private static func doubles(
    _ values: [some FixedWidthInteger], _ validity: Validity?
  ) -> [Double] {
    guard let validity else { return values.map { Double($0) } }
    return values.indices.map { validity[$0] ? Double(values[$0]) : .nan }
  }

  /// Bits that are the same for two cells of a column when their values are: those of the double, or of
  /// an integer that no double holds, and those of NaN where the cell is missing; nil for codes, texts,
  /// dates and what was not decoded.
  public var exactBits: [UInt64]? {
    switch self {
    case .integers(let values, let validity): return ColumnValues.bits(values, validity)
    case .unsignedIntegers(let values, let validity): return ColumnValues.bits(values, validity)
    default: return numbers?.map { ($0 + 0).bitPattern }
    }
  }

  private static func bits<Integer: FixedWidthInteger>(
    _ values: [Integer], _ validity: Validity?
  ) -> [UInt64] {
    values.indices.map { row in
      guard validity?[row] ?? true else { return Double.nan.bitPattern }
      let value = Double(values[row])
      return Integer(exactly: value) == values[row]
        ? value.bitPattern : StableHash.mix(UInt64(truncatingIfNeeded: values[row]))
    }
  }
}
