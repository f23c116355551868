/// Where a long computation says how far it is; silent unless somebody listens.
public struct ProgressHandler: Sendable {
  private let report: @Sendable (_ step: String, _ fraction: Double) -> Void

  /// A handler that calls a closure, from any thread, with the step in plain words and the share of
  /// it that is done, in [0, 1].
  public init(_ report: @escaping @Sendable (_ step: String, _ fraction: Double) -> Void) {
    self.report = report
  }

  /// A handler that does nothing.
  public static let silent = ProgressHandler { _, _ in }

  /// Says how far a step is.
  public func callAsFunction(_ step: String, _ fraction: Double) { report(step, fraction) }
}
