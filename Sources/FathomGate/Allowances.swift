public import FathomReports

/// By how much a report may differ from its baseline before a check fails.
public struct Allowances: Sendable, Equatable {
  /// How much one thing may change.
  public struct Allowance: Sendable, Equatable {
    /// In the units of the thing.
    public var absolute: Double
    /// As a share of what it was; the larger of the two holds.
    public var relative: Double
    /// How much a larger change matters; nil where that is not looked at.
    public var severity: GateResult.Severity?

    /// An allowance from its parts.
    public init(
      absolute: Double = 0, relative: Double = 0, severity: GateResult.Severity? = .error
    ) {
      self.absolute = absolute
      self.relative = relative
      self.severity = severity
    }

    /// The largest change from a value that is allowed.
    func change(from value: Double) -> Double { max(absolute, relative * abs(value)) }
  }

  /// Something that is compared.
  public struct Comparison: Sendable {
    /// Its name in a configuration file.
    public let name: String
    /// How much it may change without anybody saying so.
    public let allowance: Allowance
    /// What it is.
    public let meaning: String
    /// Where the default comes from.
    public let source: String

    init(_ name: String, _ allowance: Allowance, _ meaning: String, source: String) {
      self.name = name
      self.allowance = allowance
      self.meaning = meaning
      self.source = source
    }
  }

  /// All that is compared.
  public static let all = [
    Comparison(
      "rows", Allowance(relative: 0.1, severity: .warning), "rows that can be used, downward",
      source:
        "fathom: a tenth less widens intervals by 5 %; files of one kind differ in length, so it warns"
    ),
    Comparison(
      "rejected", Allowance(), "the share of rows that cannot be read, upward",
      source: "fathom: a row that cannot be read is a file that was cut or written wrongly"),
    Comparison(
      "columns", Allowance(), "columns that came, went or changed their type",
      source: "fathom: a schema is kept or changed on purpose"),
    Comparison(
      "order", Allowance(), "the order of the columns",
      source: "fathom: positions of a sequence or grid are places; programs read tables by position"
    ),
    Comparison(
      "missing", Allowance(absolute: 0.05), "the share of missing cells of a column, upward",
      source: "fathom: less than this rarely changes an analysis (Schafer 1999, SMMR 8:3)"),
    Comparison(
      "shift", Allowance(absolute: 0.1),
      "the population stability index of a column, where it is more than chance",
      source:
        "Siddiqi 2006, Credit Risk Scorecards, Wiley: from 0.1 on a shift; half a standard deviation is 0.25"
    ),
    Comparison(
      "cells", Allowance(absolute: 0.001),
      "the share of cells of a column of numbers that are none, upward; other signs in numbers always fail",
      source: "fathom: a program that reads numbers stops at the first that is none"),
    Comparison(
      "range", Allowance(absolute: 0.002),
      "the share of numbers or dates beyond the tails of what was there, and two at least",
      source:
        "fathom: beyond the tails of a normal distribution lies less than one number in 100,000 (measured in Benchmarks/gate.md)"
    ),
    Comparison(
      "levels", Allowance(absolute: 0.005),
      "the share of rows with a level that was not there, beyond what rare levels let expect; another spelling fails from 0.002 on",
      source: "Good 1953, Biometrika 40:237: levels of one row tell how many are still to come"),
    Comparison(
      "pattern", Allowance(absolute: 0.002), "the share of cells not written like the others were",
      source: "fathom: all cells, or nearly all, were"),
    Comparison(
      "unique", Allowance(absolute: 0.001),
      "the share of values that repeat another, where none did",
      source: "fathom: what tells rows apart does so without exception"),
    Comparison(
      "text", Allowance(absolute: 0.15),
      "the share of the characters of texts that are of another kind; a tenth of it for cells in a wrong encoding",
      source: "fathom: halves of one corpus differ by less than 0.05"),
    Comparison(
      "orders", Allowance(absolute: 0.002),
      "the share of rows in which a column is above another that it never was above",
      source: "fathom: an order that held in all rows and would not by chance"),
    Comparison(
      "repeats", Allowance(absolute: 0.01), "the share of rows that repeat an earlier one, upward",
      source: "fathom: beyond what more rows bring by chance"),
    Comparison(
      "target", Allowance(relative: 0.12),
      "the share of the target that the other columns explain, downward",
      source: "fathom: with 6 % of the labels exchanged at random it falls by so much"),
    Comparison(
      "classes", Allowance(absolute: 0.1), "half the sum of the changes of the classes' shares",
      source: "fathom: one row in ten would have to change its class"),
    Comparison(
      "collinearity", Allowance(absolute: 5, relative: 1),
      "the VIF of a column, upward; new exact dependencies always fail",
      source: "fathom: twice as large, and from 1 to 6 the stricter of the usual bounds (5 and 10)"),
    Comparison(
      "correlation", Allowance(absolute: 0.25),
      "the share of a column that the others explain (adjusted R²), downward",
      source: "Cohen 1988, Statistical Power Analysis: R² of 0.26 is large"),
    Comparison(
      "locality", Allowance(absolute: 0.1), "the locality index of a sequence or grid, downward",
      source: "fathom: a tenth of the way between chance and best"),
    Comparison(
      "verdict", Allowance(), "the recommendation", source: "fathom: this is what the gate is for"),
  ]

  /// What is compared cell by cell, with the title of the check.
  static let ofCells: [(name: String, title: String)] = [
    ("rejected", "Rows that cannot be read since the baseline"),
    ("cells", "Cells of numbers since the baseline"),
    ("range", "Ranges since the baseline"), ("levels", "Levels since the baseline"),
    ("pattern", "Patterns since the baseline"), ("unique", "Unique values since the baseline"),
    ("orders", "Orders of columns since the baseline"),
    ("repeats", "Repeated rows since the baseline"), ("text", "Texts since the baseline"),
    ("shift", "Distributions since the baseline"),
    ("correlation", "Correlations since the baseline"),
    ("target", "What explains the target since the baseline"),
  ]

  private var changed: [String: Allowance] = [:]

  /// The defaults.
  public init() {}

  /// Changes one of ``all``.
  ///
  /// - Throws: ``GateError`` where there is no such thing.
  public mutating func set(_ name: String, to allowance: Allowance) throws(GateError) {
    guard Allowances.all.contains(where: { $0.name == name }) else {
      throw .unknownAllowance(name)
    }
    changed[name] = allowance
  }

  /// The allowance for one of ``all``.
  public subscript(_ name: String) -> Allowance {
    changed[name] ?? Allowances.all.first { $0.name == name }?.allowance ?? Allowance()
  }
}
