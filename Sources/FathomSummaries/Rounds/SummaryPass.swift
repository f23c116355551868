public import FathomData
internal import FathomNumerics

/// What the first round makes of rows: everything that one look at each row can tell.
///
/// Passes over parts of the rows under one plan are merged in the order of the parts. Memory: each part
/// of a pass states its limit, and only what is known of images grows with their number.
public struct SummaryPass: Partial {
  /// The plan that the rows are read under.
  public internal(set) var plan: SummaryPlan
  private(set) var profile: ProfilePartial
  private(set) var sums: DesignSums?
  /// Quartiles and histograms; nil where all rows are kept, or they are not wanted.
  var columns: TrackedColumns?

  /// A pass over no row.
  public init(_ plan: SummaryPlan) {
    self.init(plan, tracksColumns: plan.tracksColumns)
  }

  /// - Parameter tracksColumns: false where something that all threads share does it.
  init(_ plan: SummaryPlan, tracksColumns: Bool) {
    self.plan = plan
    profile = ProfilePartial(plan)
    sums = plan.sums
    columns = tracksColumns ? TrackedColumns(plan.schema, limits: plan.limits) : nil
  }

  /// Hands the profile over, so that its sample is not in memory twice.
  mutating func takeProfile() -> ProfilePartial {
    var taken = ProfilePartial(plan)
    swap(&taken, &profile)
    return taken
  }

  /// What all parts hold together.
  public var byteCount: Int {
    profile.byteCount + (sums?.byteCount ?? 0) + (columns?.byteCount ?? 0)
  }

  /// What all parts may hold together.
  public var byteLimit: Int {
    let known = (sums?.byteLimit ?? 0) + (columns?.byteLimit ?? 0)
    let (bytes, isTooMany) = profile.byteLimit.addingReportingOverflow(known)
    return isTooMany ? .max : bytes
  }

  /// Takes in a batch whose rows come after those so far.
  public mutating func absorb(_ input: NumberedBatch) {
    columns?.absorb(input)
    var rows = plan.encode(input.batch)
    profile.absorb(rows)
    guard sums != nil else { return }
    // Handed over rather than copied, so that they are standardised in place.
    var features = Matrix(rows: 0, columns: 0)
    swap(&features, &rows.features)
    sums?.absorb(DesignSums.Rows(features: consume features, targets: rows.targets))
  }

  /// Adds a pass over later rows under the same plan.
  public mutating func merge(_ other: SummaryPass) {
    profile.merge(other.profile)
    if let theirs = other.sums { sums?.merge(theirs) }
    if let theirs = other.columns { columns?.merge(theirs) }
  }
}

// MARK: - The binary form

extension SummaryPass {
  /// The pass as bytes that another machine can read; see ``init(decoding:plan:)``.
  ///
  /// A header (magic, version, hash of the plan, checksum) and tagged sections, each with a checksum;
  /// numbers in little-endian order and by their bit patterns, so that NaN with its payload, infinities and
  /// −0 survive. The plan itself is not written.
  public func encoded() -> [UInt8] {
    PassFile.bytes(plan: plan.hash, sections)
  }

  /// The pass that ``encoded()`` wrote under the same plan.
  ///
  /// - Throws: a ``PassError`` that says what is wrong: bytes of something else, another version or plan,
  ///   damage, missing or additional bytes.
  public init(decoding bytes: [UInt8], plan: SummaryPlan) throws(PassError) {
    self.init(plan)
    let found = try PassFile.sections(of: bytes, plan: plan.hash)
    let expected = sections.map(\.tag)
    guard found.map(\.tag) == expected else {
      throw .otherSections(found: found.map(\.tag), expected: expected)
    }
    let shape = self.shape
    for section in found {
      do {
        try take(section)
      } catch {
        throw .malformed(section: section.tag)
      }
    }
    guard self.shape == shape else { throw .malformed(section: "shape") }
  }

  /// One section a partial, in a fixed order.
  private var sections: [PassFile.Section] {
    var sections = profile.sections
    if let sums { sections.append(PassFile.Section("SUMS", sums)) }
    if let columns { sections.append(PassFile.Section("QUAR", columns)) }
    return sections
  }

  private mutating func take(_ section: PassFile.Section) throws {
    switch section.tag {
    case "SUMS": sums = try section.value() as DesignSums
    case "QUAR": columns = try section.value() as TrackedColumns
    default: try profile.take(section)
    }
  }

  /// The sizes that the plan fixes.
  private var shape: [Int] {
    profile.shape + [sums?.columnCount ?? -1, columns?.columnCount ?? -1]
  }
}

/// The bytes of a pass as a `Codable` value, for whatever carries such values between machines.
public struct EncodedPass: Codable, Sendable, Equatable {
  /// What ``SummaryPass/encoded()`` wrote.
  public var bytes: [UInt8]

  /// The bytes of a pass.
  public init(_ pass: SummaryPass) { bytes = pass.encoded() }

  /// The pass, under the plan that it was made under.
  public func pass(_ plan: SummaryPlan) throws(PassError) -> SummaryPass {
    try SummaryPass(decoding: bytes, plan: plan)
  }
}

extension PassFile.Section {
  init(_ tag: String, _ value: some Encodable) {
    self.init(tag: tag, bytes: PartialWriter.bytes(of: value))
  }

  func value<Value: Decodable>() throws -> Value {
    try PartialReader.value(Value.self, from: bytes)
  }
}
