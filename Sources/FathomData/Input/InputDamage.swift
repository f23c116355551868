/// What is wrong with an input whose beginning could be read.
struct InputDamage: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// The data stop before their end; everything before is delivered.
    case endsEarly
    /// The data break the rules of their format; what was unpacked before is delivered.
    case corrupt
    /// Behind the data there is something else, which was not read.
    case followed
  }

  let kind: Kind
  /// A sentence for people, without the path.
  let message: String

  /// Whether the last row may be cut off or wrong.
  var cutsText: Bool { kind != .followed }
}
