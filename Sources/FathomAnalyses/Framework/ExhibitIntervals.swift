/// Values with intervals, one below the other on a common axis.
public struct ExhibitIntervals: Sendable, Equatable {
  /// A value with its interval.
  public struct Entry: Sendable, Equatable {
    /// Whose value.
    public var label: String
    /// The value.
    public var value: Double
    /// The lower end of its interval.
    public var lower: Double
    /// The upper end of its interval.
    public var upper: Double
    /// Whether it is of the marked kind.
    public var isMarked: Bool

    /// An entry from its parts.
    public init(label: String, value: Double, lower: Double, upper: Double, isMarked: Bool) {
      self.label = label
      self.value = value
      self.lower = lower
      self.upper = upper
      self.isMarked = isMarked
    }
  }

  /// The finding that the figure shows.
  public var title: String
  /// What is measured.
  public var unit: String
  /// The values, in the order to be shown.
  public var entries: [Entry]
  /// What the marked kind is.
  public var markLabel: String
  /// A value to compare with.
  public var reference: Double
  /// What that is.
  public var referenceLabel: String
  /// One sentence on how to read it.
  public var howToRead: String

  /// Intervals from their parts.
  public init(
    title: String, unit: String, entries: [Entry], markLabel: String, reference: Double,
    referenceLabel: String, howToRead: String
  ) {
    self.title = title
    self.unit = unit
    self.entries = entries
    self.markLabel = markLabel
    self.reference = reference
    self.referenceLabel = referenceLabel
    self.howToRead = howToRead
  }
}
