/// How the features lie beside one another.
public enum Layout: Sendable, Equatable, Hashable {
  /// A table: the order of the columns carries no meaning that is known beforehand.
  case table
  /// Time steps, wavelengths: each feature has a neighbour on either side.
  case sequence
  /// Pixels: row-major, channels last.
  case grid(height: Int, width: Int, channels: Int)

  /// Number of positions that the layout fixes; nil where any number will do.
  public var positions: Int? {
    guard case .grid(let height, let width, let channels) = self else { return nil }
    return height * width * channels
  }

  /// Whether positions lie in rows and columns.
  public var isGrid: Bool { if case .grid = self { true } else { false } }

  /// A layout from its name: `table`, `sequence`, `28x28`, `32x32x3`; nil when it is none of these.
  public init?(_ name: String) {
    switch name {
    case "table": self = .table
    case "sequence": self = .sequence
    default:
      let parts = name.lowercased().split(
        separator: "x", omittingEmptySubsequences: false
      ).map { Int($0) }
      let sizes = parts.compactMap { $0 }
      // Bounded so that the product of the sizes cannot overflow.
      guard sizes.count == parts.count, (2...3).contains(sizes.count),
        sizes.allSatisfy({ (1...65_536).contains($0) })
      else { return nil }
      self = .grid(height: sizes[0], width: sizes[1], channels: sizes.count == 3 ? sizes[2] : 1)
    }
  }
}

extension Layout: CustomStringConvertible {
  /// The name that ``init(_:)`` reads.
  public var description: String {
    switch self {
    case .table: "table"
    case .sequence: "sequence"
    case .grid(let height, let width, 1): "\(height)x\(width)"
    case .grid(let height, let width, let channels): "\(height)x\(width)x\(channels)"
    }
  }
}

extension Layout: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    guard let layout = Layout(name) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "unknown layout \(name)"))
    }
    self = layout
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
