import Testing

@testable import FathomAnalyses

/// What a curve with known limits says of more rows.
@Suite struct CurveOutlookTests {
  private typealias Curve = FittedLearningCurve

  /// A gain that grows by a step with each doubling of 1,000 rows, between half and twice of it.
  private func curve(step: Double, lower: Double = 0.5, upper: Double = 2) -> Curve {
    func projection(_ times: Double, _ doublings: Double) -> Curve.Projection {
      let gain = step * doublings
      return Curve.Projection(
        rows: Int(1_000 * times), error: 0.3 - gain, lower: 0.3 - upper * gain,
        upper: 0.3 - lower * gain, gain: gain, gainLower: lower * gain, gainUpper: upper * gain)
    }
    return Curve(
      id: "ridge", learner: "linear model", metric: "errorRate",
      points: [Curve.Point(rows: 750, error: 0.3, standardError: 0.01)], today: 1_000,
      guessingError: 0.5, asymptote: nil, coefficient: nil, exponent: nil,
      asymptoteInterval: [0, 0.3],
      projections: [projection(1, 0), projection(2, 1), projection(4, 2), projection(10, 3.32)],
      band: [
        projection(0.5, -1), projection(1, 0), projection(2, 1), projection(4, 2), projection(8, 3),
      ])
  }

  @Test func `the rows of a gain lie between those of its limits`() {
    // 0.02 a doubling: 0.01 after half of one, surely after one, at best after a quarter.
    guard
      case .falling(let more, let lower, let upper) = CurveOutlook(curve(step: 0.02), gain: 0.01)
    else {
      Issue.record("it falls")
      return
    }
    #expect(more == 415 && lower == 190 && upper == 1_000)
    let sentence = SampleSize().outlook(curve(step: 0.02))
    #expect(sentence.hasPrefix("About 420 more rows (190 to 1,000) would lower the error rate"))
    #expect(sentence.hasSuffix("of a linear model by 0.01, from 0.300."))
  }

  @Test func `only the upper limit says that more rows will not help`() {
    guard case .flattened(let most) = CurveOutlook(curve(step: 0.001), gain: 0.01) else {
      Issue.record("it has flattened")
      return
    }
    #expect(abs(most - 0.00664) < 1e-12)
    // At ten times the rows 0.0083 are gained, with limits of 0.0042 and 0.0166.
    guard case .undecided(let lower, let upper) = CurveOutlook(curve(step: 0.0025), gain: 0.01)
    else {
      Issue.record("it cannot be told")
      return
    }
    #expect(abs(lower - 0.00415) < 1e-12 && abs(upper - 0.0166) < 1e-12)
    // The middle gains enough, the lower limit does not.
    guard case .undecided = CurveOutlook(curve(step: 0.005), gain: 0.01) else {
      Issue.record("it cannot be told")
      return
    }
  }

  @Test func `grades follow the outlook, and what is guessed is not good`() throws {
    var evidence = try SampleSize().measure(try Fixture.summary("wine.csv"))
    func grade(_ curve: Curve?) -> Grade? {
      evidence.learningCurve = curve
      return SampleSize().judge(evidence).first { $0.id == "sampleSize.learningCurve" }?.grade
    }
    #expect(grade(curve(step: 0.02)) == .caution)
    #expect(grade(curve(step: 0.001)) == .good)
    #expect(grade(curve(step: 0.005)) == .indeterminate)
    var guessing = curve(step: 0.001)
    guessing.guessingError = 0.31
    #expect(grade(guessing) == .caution)
    // What was not measured is no pass.
    #expect(grade(nil) == .indeterminate)
    // Another gain changes the grade without measuring again.
    var analysis = SampleSize()
    analysis.gain = 0.1
    evidence.learningCurve = curve(step: 0.02)
    #expect(
      analysis.judge(evidence).first { $0.id == "sampleSize.learningCurve" }?.grade
        == .indeterminate)
  }
}
