extension Collinearity {
  /// How many features repeat others: the one source of every sentence that counts them.
  struct Repeats: Sendable, Equatable {
    /// Features that vary.
    var all: Int
    /// Of these, with a VIF above the limit; an exact combination of others has an infinite one.
    var inflated: Int
    /// Of these, exact combinations of others.
    var exact: Int
    /// The largest finite VIF, and its interval; nil where none is finite.
    var largest: (vif: Double, interval: [Double]?)?

    static func == (a: Self, b: Self) -> Bool {
      a.all == b.all && a.inflated == b.inflated && a.exact == b.exact
        && a.largest?.vif == b.largest?.vif
    }
  }

  /// Counts them; what never varies repeats nothing.
  func repeats(_ evidence: Evidence) -> Repeats {
    let constants = Set(
      evidence.dependencies.filter { $0.kind == .constant }.map(\.predictor))
    let varying = evidence.predictors.filter { !constants.contains($0.name) }
    let largest = varying.filter { $0.vif != nil }.max { ($0.vif ?? 0) < ($1.vif ?? 0) }
    return Repeats(
      all: varying.count, inflated: varying.count { ($0.vif ?? .infinity) > vifBad },
      exact: varying.count { $0.vif == nil },
      largest: largest.flatMap { predictor in
        predictor.vif.map { (vif: $0, interval: predictor.interval) }
      })
  }

  /// What makes them repeats: “VIF above 10”, “exact combinations of others”, or how many of each.
  func words(_ repeats: Repeats) -> String {
    let limit = "VIF above \(NumberText.number(vifBad))"
    guard repeats.exact > 0 else { return limit }
    let exact = repeats.exact == 1 ? "an exact combination" : "exact combinations"
    return repeats.exact == repeats.inflated
      ? "\(exact) of others"
      : "\(limit), \(NumberText.count(repeats.exact)) of them \(exact) of others"
  }

  /// The highest VIF with its interval; infinite where a feature is an exact combination of others.
  ///
  /// So near to an exact combination that the jackknife no longer holds the VIF itself, the interval says nothing.
  func highest(_ repeats: Repeats) -> String {
    let finite = repeats.largest.map { largest in
      let interval = largest.interval.flatMap { interval -> String? in
        guard let lower = interval.first, let upper = interval.last,
          (lower...max(lower, upper)).contains(largest.vif)
        else { return nil }
        return " (\(NumberText.range(interval)))"
      }
      return NumberText.number(largest.vif) + (interval ?? "")
    }
    guard repeats.exact > 0 else { return finite.map { "highest VIF \($0)" } ?? "no VIF is finite" }
    return "highest VIF infinite" + (finite.map { ", highest finite one \($0)" } ?? "")
  }
}
