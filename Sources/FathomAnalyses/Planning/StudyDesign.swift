/// What is known, or assumed, of a study before there are data.
public struct StudyDesign: Sendable, Equatable {
  /// What is to be predicted, and what is expected of it.
  public enum Outcome: Sendable, Equatable {
    /// A number: the adjusted R² of the model, and where they are known the mean and the standard
    /// deviation of the number.
    case continuous(rSquared: Double, mean: Double? = nil, deviation: Double? = nil)
    /// An event or none: its share among the rows.
    case binary(prevalence: Double, fit: ExpectedFit = .unknown)
    /// One of several classes: their shares.
    case multinomial(shares: [Double], fit: ExpectedFit = .unknown)
    /// A time to an event: events a person and unit of time, the time at which risks are predicted,
    /// and for how long persons are followed up on average.
    case survival(
      rate: Double, timePoint: Double, meanFollowUp: Double, fit: ExpectedFit = .unknown)
  }

  /// What is to be predicted.
  public var outcome: Outcome
  /// Coefficients of the model, without its intercept.
  public var parameters: Int
  /// The uniform shrinkage that is aimed at.
  ///
  /// 0.9 by Riley et al. 2019.
  public var shrinkage: Double
  /// How many times too large the mean of a number may be estimated.
  ///
  /// 1.1 by Riley et al. 2019.
  public var marginOfError: Double

  /// A design.
  public init(
    _ outcome: Outcome, parameters: Int, shrinkage: Double = 0.9, marginOfError: Double = 1.1
  ) {
    self.outcome = outcome
    self.parameters = parameters
    self.shrinkage = shrinkage
    self.marginOfError = marginOfError
  }
}

/// Why no plan follows from a design.
public struct StudyDesignError: Error, Equatable, CustomStringConvertible {
  /// What is wrong and what was expected.
  public var description: String
}

extension StudyDesign {
  /// Says what is out of range.
  func check() throws(StudyDesignError) {
    guard (1...1_000_000_000).contains(parameters) else {
      throw StudyDesignError(
        description: "\(parameters) parameters: expected 1 to 1,000,000,000")
    }
    try StudyDesign.require("the shrinkage", shrinkage, above: 0, below: 1)
    guard marginOfError > 1, marginOfError.isFinite else {
      throw StudyDesignError(
        description: "a margin of error of \(NumberText.exact(marginOfError)): expected more than 1"
      )
    }
    switch outcome {
    case .continuous(let rSquared, let mean, let deviation):
      try StudyDesign.require("R²", rSquared, above: 0, below: 1)
      if let deviation, !(deviation > 0 && deviation.isFinite) {
        throw StudyDesignError(
          description:
            "a standard deviation of \(NumberText.exact(deviation)): expected more than 0")
      }
      if let mean, !(mean.isFinite && mean != 0) {
        throw StudyDesignError(
          description:
            "a mean of \(NumberText.exact(mean)): a margin relative to it needs one that is not 0")
      }
      if (mean == nil) != (deviation == nil) {
        throw StudyDesignError(
          description: "the mean and the standard deviation of the outcome come together")
      }
    case .binary(let prevalence, let fit):
      try StudyDesign.require("the prevalence", prevalence, above: 0, below: 1)
      try check(fit)
      try check(
        coxSnell: fit.coxSnell(prevalence: prevalence),
        largest: ExpectedFit.largestCoxSnell(shares: [prevalence, 1 - prevalence]))
    case .multinomial(let shares, let fit):
      try check(shares)
      if case .coxSnell = fit {
        throw StudyDesignError(
          description: "a Cox–Snell R² is that of two classes; of more, say that of Nagelkerke or "
            + "the C statistic of a typical pair of classes")
      }
      try check(fit)
    case .survival(let rate, let timePoint, let meanFollowUp, let fit):
      for (name, value) in [
        ("the event rate", rate), ("the time point", timePoint), ("the follow-up", meanFollowUp),
      ] where !(value > 0 && value.isFinite) {
        throw StudyDesignError(
          description: "\(name) is \(NumberText.exact(value)): expected more than 0")
      }
      guard rate * meanFollowUp < 1 else {
        throw StudyDesignError(
          description:
            "\(NumberText.number(rate * meanFollowUp)) events a person (rate times follow-up): "
            + "expected less than 1, as only the first event of a person counts")
      }
      try check(fit)
      try check(
        coxSnell: fit.coxSnell(rate: rate, meanFollowUp: meanFollowUp),
        largest: ExpectedFit.largestCoxSnell(rate: rate, meanFollowUp: meanFollowUp))
    }
  }

  private func check(_ shares: [Double]) throws(StudyDesignError) {
    guard shares.count >= 2 else {
      throw StudyDesignError(description: "shares of classes: expected two or more")
    }
    for share in shares {
      try StudyDesign.require("the share of a class", share, above: 0, below: 1)
    }
    let sum = shares.reduce(0, +)
    guard abs(sum - 1) < 1e-6 else {
      throw StudyDesignError(
        description: "the shares of the classes add up to \(NumberText.number(sum)): expected 1")
    }
  }

  private func check(_ fit: ExpectedFit) throws(StudyDesignError) {
    switch fit {
    case .coxSnell(let value):
      try StudyDesign.require("the Cox–Snell R²", value, above: 0, below: 1)
    case .nagelkerke(let value):
      try StudyDesign.require("the Nagelkerke R²", value, above: 0, below: 1)
    case .cStatistic(let value):
      try StudyDesign.require("the C statistic", value, above: 0.5, below: 1)
    }
  }

  private func check(coxSnell: Double, largest: Double) throws(StudyDesignError) {
    guard coxSnell < largest else {
      throw StudyDesignError(
        description:
          "a Cox–Snell R² of \(NumberText.number(coxSnell)): this outcome allows less than "
          + NumberText.number(largest))
    }
    guard coxSnell < shrinkage else {
      throw StudyDesignError(
        description: "a Cox–Snell R² of \(NumberText.number(coxSnell)) is not below the shrinkage "
          + "\(NumberText.exact(shrinkage)); ask for more")
    }
  }

  private static func require(
    _ name: String, _ value: Double, above low: Double, below high: Double
  ) throws(StudyDesignError) {
    guard value > low, value < high else {
      throw StudyDesignError(
        description:
          "\(name) is \(NumberText.exact(value)): expected more than \(NumberText.exact(low)) and less "
          + "than \(NumberText.exact(high))")
    }
  }
}
