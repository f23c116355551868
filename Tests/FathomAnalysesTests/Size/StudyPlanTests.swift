import FathomNumerics
import Testing

@testable import FathomAnalyses

/// Published programs, worked examples and limits that are known.
@Suite struct StudyPlanTests {
  private func rows(_ plan: StudyPlan) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: plan.criteria.compactMap { c in c.rows.map { (c.id, $0) } })
  }

  /// The example of part I (Riley 2019).
  @Test func `a number, as published`() throws {
    let plan = try StudyPlan(
      StudyDesign(.continuous(rSquared: 0.2, mean: 1.9, deviation: 0.6), parameters: 25))
    let rows = rows(plan)
    #expect(rows["shrinkage"] == 918)
    #expect(rows["optimism"] == 401)
    #expect(rows["residualDeviation"] == 259)
    #expect(plan.rows == 918)
    #expect(abs(plan.perParameter - 36.72) < 1e-12)
    let shrinkages = plan.criteria.map { $0.shrinkage ?? .nan }
    #expect(abs(shrinkages[0] - 0.9) < 5e-4)
    #expect(abs(shrinkages[1] - 0.801) < 5e-4)
    #expect(abs(shrinkages[2] - 0.727) < 5e-4)
  }

  /// The published program stops after one step, at 245.
  @Test func `criterion four goes on until it is met`() throws {
    let plan = try StudyPlan(
      StudyDesign(.continuous(rSquared: 0.3, mean: 1, deviation: 5), parameters: 10))
    #expect(plan.rows == 6_725)
    func margin(_ n: Double) -> Double {
      Distributions.studentQuantile(0.975, degreesOfFreedom: n - 11) * (25 * 0.7 / n).squareRoot()
    }
    #expect(margin(6_725) <= 0.1)
    #expect(margin(6_724) > 0.1)
    // A mean below 0 is as hard to know as its mirror image.
    let mirrored = try StudyPlan(
      StudyDesign(.continuous(rSquared: 0.3, mean: -1, deviation: 5), parameters: 10))
    #expect(mirrored.rows == plan.rows)
  }

  @Test func `events, as published`() throws {
    let plan = try StudyPlan(
      StudyDesign(.binary(prevalence: 0.174, fit: .coxSnell(0.288)), parameters: 24))
    let rows = rows(plan)
    #expect(rows["shrinkage"] == 623)
    #expect(rows["optimism"] == 662)
    #expect(rows["overallRisk"] == 221)
    #expect(plan.rows == 662)
    #expect(abs(ExpectedFit.largestCoxSnell(shares: [0.174, 0.826]) - 0.603_208_667_767) < 1e-12)
    #expect(abs(plan.perParameter - 4.80) < 5e-3)
    #expect(abs((plan.events ?? 0) - 115.188) < 1e-9)
    // Events may be the more frequent class; rules of thumb count the rarer one.
    let frequent = try StudyPlan(
      StudyDesign(.binary(prevalence: 0.826, fit: .coxSnell(0.288)), parameters: 24))
    #expect(frequent.rows == 662)
    #expect(abs((frequent.events ?? 0) - 662 * 0.826) < 1e-9)
    #expect(frequent.rules == plan.rules)
  }

  @Test func `times, as published`() throws {
    let plan = try StudyPlan(
      StudyDesign(
        .survival(rate: 0.065, timePoint: 2, meanFollowUp: 2.07, fit: .coxSnell(0.051)),
        parameters: 25))
    let rows = rows(plan)
    #expect(rows["shrinkage"] == 4_286)
    #expect(rows["optimism"] == 866)
    #expect(plan.rows == 4_286)
    #expect(abs(plan.perParameter - 23.07) < 5e-3)
    #expect(abs((plan.events ?? 0) - 576.6813) < 1e-9)
  }

  /// The second example of the authors' program; criterion 3 with three classes rather than five.
  @Test func `several classes, as published`() throws {
    let plan = try StudyPlan(
      StudyDesign(
        .multinomial(shares: [50.0 / 300, 100.0 / 300, 150.0 / 300], fit: .nagelkerke(0.15)),
        parameters: 17))
    let rows = rows(plan)
    #expect(rows["shrinkage"] == 2_660)
    #expect(rows["optimism"] == 714)
    // χ² with one degree of freedom at 1 − 0.05 / 3 is 5.7311.
    #expect(rows["overallRisk"] == 574)
    #expect(plan.rows == 2_660)
  }

  /// The pairs of the worked example of Pate et al., to the three decimals that are printed.
  @Test(arguments: [
    (0.85, 2_557.0, 186.0, 0.116), (0.92, 2_557, 176, 0.179), (0.99, 2_557, 467, 0.497),
    (0.75, 186, 176, 0.185), (0.87, 176, 467, 0.329), (0.71, 176, 120, 0.128),
  ])
  func `the R² of a C statistic, as simulated`(
    c: Double, first: Double, second: Double, expected: Double
  ) {
    let value = ExpectedFit.coxSnell(cStatistic: c, prevalence: second / (first + second))
    // They simulate a million persons.
    #expect(abs(value - expected) < 1.5e-3)
  }

  @Test func `a C statistic has its limits`() {
    #expect(ExpectedFit.coxSnell(cStatistic: 0.5, prevalence: 0.3) == 0)
    let nearlyCertain = ExpectedFit.coxSnell(cStatistic: 1 - 1e-12, prevalence: 0.3)
    #expect(abs(nearlyCertain - ExpectedFit.largestCoxSnell(shares: [0.3, 0.7])) < 1e-6)
    let mirrored = ExpectedFit.coxSnell(cStatistic: 0.8, prevalence: 0.3)
    #expect(abs(mirrored - ExpectedFit.coxSnell(cStatistic: 0.8, prevalence: 0.7)) < 1e-12)
  }

  @Test func `the R² of survival rises with C and with events`() {
    let fits = [0.6, 0.7, 0.8, 0.9].map {
      ExpectedFit.coxSnell(survivalCStatistic: $0, eventsPerPerson: 0.2)
    }
    #expect(fits == fits.sorted() && fits[0] > 0)
    #expect(fits[3] < ExpectedFit.largestCoxSnell(rate: 0.1, meanFollowUp: 2))
    #expect(ExpectedFit.coxSnell(survivalCStatistic: 0.7, eventsPerPerson: 0.4) > fits[1])
  }

  /// n = exp((−0.508 + 0.259 ln φ + 0.504 ln P − ln MAPE) / 0.544), by hand for φ = 0.3, P = 10.
  @Test func `the mean absolute error is no part of the total`() throws {
    let plan = try StudyPlan(StudyDesign(.binary(prevalence: 0.3), parameters: 10))
    let criterion = try #require(plan.criteria.first { $0.id == "meanAbsoluteError" })
    #expect(criterion.rows == 461)
    #expect(!criterion.counts)
    let many = try StudyPlan(StudyDesign(.binary(prevalence: 0.3), parameters: 31))
    #expect(many.criteria.first { $0.id == "meanAbsoluteError" }?.rows == nil)
  }

  @Test func `what is assumed is said`() throws {
    let plan = try StudyPlan(StudyDesign(.binary(prevalence: 0.3), parameters: 10))
    let fit = try #require(plan.assumptions.first { $0.id == "nagelkerkeRSquared" })
    #expect(fit.value == 0.15)
    #expect(fit.origin.contains("Riley et al. 2020"))
  }

  /// What did not run counts for nothing: without a mean there is no fourth criterion.
  @Test func `a criterion that cannot be computed says so`() throws {
    let plan = try StudyPlan(StudyDesign(.continuous(rSquared: 0.2), parameters: 25))
    let criterion = try #require(plan.criteria.first { $0.id == "intercept" })
    #expect(criterion.rows == nil && !criterion.counts)
    #expect(criterion.note?.contains("standard deviation") == true)
  }

  @Test func `an R² near the largest possible cannot fall by more`() throws {
    let plan = try StudyPlan(
      StudyDesign(
        .multinomial(shares: [Double](repeating: 0.1, count: 10), fit: .cStatistic(0.999)),
        parameters: 60))
    let optimism = try #require(plan.criteria.first { $0.id == "optimism" })
    #expect(optimism.rows == 1 && optimism.note?.contains("largest possible") == true)
    #expect(plan.rows > 100)
  }

  @Test func `many parameters take no time`() throws {
    let plan = try StudyPlan(StudyDesign(.continuous(rSquared: 1e-6), parameters: 1_000_000))
    #expect(plan.rows > 1_000_000_000)
  }

  @Test(arguments: [
    (StudyDesign(.binary(prevalence: 1.2), parameters: 3), "prevalence"),
    (StudyDesign(.binary(prevalence: 0.3, fit: .coxSnell(0.9)), parameters: 3), "allows less than"),
    (StudyDesign(.binary(prevalence: 0.3, fit: .cStatistic(0.4)), parameters: 3), "C statistic"),
    (StudyDesign(.binary(prevalence: 0.3, fit: .cStatistic(1)), parameters: 3), "C statistic"),
    (
      StudyDesign(
        .survival(rate: 0.1, timePoint: 1, meanFollowUp: 1, fit: .cStatistic(1)), parameters: 3),
      "C statistic"
    ),
    (
      StudyDesign(.multinomial(shares: [0.5, 0.5], fit: .cStatistic(.nan)), parameters: 3),
      "C statistic"
    ),
    (StudyDesign(.binary(prevalence: 0.3), parameters: 0), "parameters"),
    (StudyDesign(.continuous(rSquared: 0), parameters: 3), "R²"),
    (StudyDesign(.continuous(rSquared: 0.2, mean: 0, deviation: 1), parameters: 3), "mean"),
    (StudyDesign(.continuous(rSquared: 0.2, mean: 1), parameters: 3), "together"),
    (StudyDesign(.multinomial(shares: [0.5, 0.4]), parameters: 3), "add up"),
    (StudyDesign(.binary(prevalence: 0.3), parameters: 3, shrinkage: 1), "shrinkage"),
    (
      StudyDesign(.survival(rate: 2, timePoint: 1, meanFollowUp: 1), parameters: 3),
      "events a person"
    ),
  ])
  func `what is out of range is refused`(design: StudyDesign, word: String) {
    let error = #expect(throws: StudyDesignError.self) { try StudyPlan(design) }
    #expect(error?.description.contains(word) == true)
  }
}
