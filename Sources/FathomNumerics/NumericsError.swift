/// What can go wrong in the numerical layer.
public enum NumericsError: Error, Equatable, Sendable {
  /// A LAPACK routine did not converge or met a singular factor (`info > 0`): a property of the data.
  case notConverged(routine: String, info: Int)
  /// An input held a value that is not finite.
  case notFinite(routine: String)
  /// The input is too small for the question, for instance fewer than two positions.
  case tooSmall(String)
  /// A library gave up, in its own words.
  case library(name: String, message: String)
}

extension NumericsError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .notConverged(let routine, let info):
      "\(routine) did not converge (info \(info)); the columns may be extremely ill-conditioned"
    case .notFinite(let routine):
      "\(routine) was given a value that is not finite"
    case .tooSmall(let what):
      what
    case .library(let name, let message):
      "\(name) gave up: \(message)"
    }
  }
}
