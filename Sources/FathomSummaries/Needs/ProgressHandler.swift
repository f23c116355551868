/// How far a step of a long computation is.
public struct ProgressEvent: Sendable, Equatable {
  /// What is being done, in plain words.
  public var step: String
  /// The share of the step that is done, in [0, 1]; 0 throughout where that is not known.
  public var fraction: Double
  /// How many bytes have been read; nil where the step does not read.
  public var bytesDone: Int?
  /// How many bytes the step reads in all; nil where it does not read.
  public var bytesTotal: Int?

  /// A step that does not read.
  public init(step: String, fraction: Double) {
    self.step = step
    self.fraction = fraction
  }

  /// A step that reads this many bytes in all.
  public init(step: String, bytesDone: Int, bytesTotal: Int) {
    self.init(step: step, fraction: Double(bytesDone) / Double(max(1, bytesTotal)))
    self.bytesDone = bytesDone
    self.bytesTotal = bytesTotal
  }
}

/// Where a long computation says how far it is; silent unless somebody listens.
public struct ProgressHandler: Sendable {
  private let report: @Sendable (ProgressEvent) -> Void

  /// A handler that calls a closure, from any thread.
  ///
  /// Events of several threads may arrive out of order.
  public init(_ report: @escaping @Sendable (ProgressEvent) -> Void) { self.report = report }

  /// A handler that does nothing.
  public static let silent = ProgressHandler { _ in }

  /// Says how far a step is.
  public func callAsFunction(_ event: ProgressEvent) { report(event) }

  /// Says what share of a step is done, in [0, 1].
  public func callAsFunction(_ step: String, _ fraction: Double) {
    report(ProgressEvent(step: step, fraction: fraction))
  }

  /// Says how many bytes a step has read; without a total, what share of them.
  public func callAsFunction(_ step: String, _ fraction: Double, ofBytes total: Int?) {
    guard let total, total > 0 else { return self(step, fraction) }
    let done = Int(fraction * Double(total))
    report(ProgressEvent(step: step, bytesDone: done, bytesTotal: total))
  }
}
