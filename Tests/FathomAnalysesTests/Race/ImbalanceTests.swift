import FathomData
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses

/// What contenders are scored by, and what people decide by beside it.
@Suite struct ImbalanceTests: RaceTesting {
  // MARK: Known values

  private func pairs(_ scores: [Double], _ truths: [Int]) -> [(score: Double, isOfClass: Bool)] {
    zip(scores, truths).map { ($0, $1 == 1) }
  }

  @Test func `area and average precision are those of scikit-learn's examples`() throws {
    // sklearn.metrics.roc_auc_score and average_precision_score, their own examples.
    let example = pairs([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    #expect(ClassMeasures.area(example) == 0.75)
    #expect(abs(try #require(ClassMeasures.averagePrecision(example)) - 0.8333333333333333) < 1e-15)
    // All tied: half of the pairs, and the share of the class.
    let tied = pairs([0.5, 0.5, 0.5, 0.5, 0.5], [1, 0, 0, 0, 1])
    #expect(ClassMeasures.area(tied) == 0.5 && ClassMeasures.averagePrecision(tied) == 0.4)
    // Some tied: 4 of 6 pairs are right, one is a tie.
    let some = pairs([0.2, 0.5, 0.5, 0.9, 0.1], [0, 1, 0, 1, 1])
    #expect(ClassMeasures.area(some) == 3.5 / 6)
    // Without the one or the other kind there is nothing to rank.
    #expect(ClassMeasures.area(pairs([1, 2], [0, 0])) == nil)
    #expect(ClassMeasures.area(pairs([1, 2], [1, 1])) == nil)
    #expect(ClassMeasures.averagePrecision(pairs([1, 2], [0, 0])) == nil)
  }

  @Test func `mistakes are counted by class, and folds added up`() throws {
    let probabilities = Matrix(columns: [
      [0.7, 0.2, 0.1, 0.4], [0.2, 0.5, 0.1, 0.4], [0.1, 0.3, 0.8, 0.2],
    ])
    // Of equals the first is taken.
    let measures = ClassMeasures(probabilities, truths: [0, 2, 2, 1], classes: 3)
    #expect(measures.mistakes == [[1, 0, 0], [1, 0, 0], [0, 1, 1]])
    let report = try #require(ClassReport([measures, measures]))
    #expect(report.mistakes == [[2, 0, 0], [2, 0, 0], [0, 2, 2]])
    #expect(report.recalls == [1, 0, 0.5])
    #expect(ClassReport([]) == nil)
  }

  // MARK: Races

  /// 1,500 rows of four numbers, of which a share are events that the first two foretell by `slope`.
  private func events(_ share: Double, slope: Double, seed: UInt64 = 3) throws -> Summary {
    var normal = NormalStream("events\(seed)")
    var stream = RandomStream(seed: seed, domain: "events", index: 0)
    let columns = (0..<4).map { _ in normal.column(1_500) }
    let risks = (0..<1_500).map { slope * (columns[0][$0] - columns[1][$0]) }
    // The intercept that makes so many events, by bisection.
    var (low, high) = (-30.0, 30.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let mean = risks.reduce(0) { $0 + 1 / (1 + exp(-$1 - middle)) } / 1_500
      if mean > share { high = middle } else { low = middle }
    }
    let events = risks.map { stream.uniform() < 1 / (1 + exp(-$0 - low)) }
    return try Summary(
      of: try MemoryTable(
        columns: columns.enumerated().map { ("x\($0)", .doubles($1)) } + [
          ("event", .strings(events.map { $0 ? 1 : 0 }, dictionary: ["no", "yes"]))
        ], roles: ColumnRoles(target: "event")))
  }

  @Test func `rare events are found by log loss where accuracy sees nothing`() throws {
    let evidence = try race(try events(0.06, slope: 1), classical)
    #expect(evidence.metric == "d2LogLoss" && evidence.guessing == 0)
    let best = try #require(evidence.contenders.first)
    let guess = try #require(evidence.guess)
    // Accuracy hardly moves, the score does.
    #expect(abs(try #require(best.accuracy) - (try #require(guess.accuracy))) < 0.02)
    #expect(best.score > 0.1 && best.score == best.explainedLogLoss && evidence.beatsGuessing)
    #expect(
      abs(1 - (try #require(best.logLoss)) / (try #require(guess.logLoss)) - best.score) < 1e-12)
    #expect(guess.score == 0 && guess.auc == 0.5)
    #expect(try #require(best.auc) > 0.75)
    let rare = try #require(best.rareClasses.first)
    #expect(rare.label == "yes" && rare.share < 0.1)
    #expect(try #require(rare.averagePrecision) > 2 * rare.share)
    let confusion = try #require(evidence.confusion)
    #expect(confusion.labels == ["no", "yes"] && confusion.contender == best.id)
    let held = confusion.counts.joined().reduce(0, +)
    #expect(held == 1_500 * evidence.folds / 3)
  }

  @Test func `even classes are scored by accuracy as ever`() throws {
    let evidence = try race(try events(0.5, slope: 1), classical)
    #expect(evidence.metric == "accuracy" && evidence.guessing < 0.6)
    let best = try #require(evidence.contenders.first)
    #expect(best.score == best.accuracy && best.rareClasses.isEmpty)
    #expect(abs(try #require(best.explainedLogLoss)) < 1)
  }

  @Test func `noise is not better than guessing, however rare the events`() throws {
    var claimed = 0
    for seed in 1...12 {
      let share = [0.03, 0.1, 0.3][seed % 3]
      let evidence = try race(try events(share, slope: 0, seed: UInt64(seed)), classical)
      claimed += evidence.beatsGuessing ? 1 : 0
    }
    // Two standard errors, of the best of two: one in twenty or thirty.
    #expect(claimed <= 2, "\(claimed) of 12")
  }

  @Test func `numbers have a mean absolute error beside R²`() throws {
    var normal = NormalStream("distances")
    let x = normal.column(300)
    let y = x.map { 10 * $0 + normal.next() }
    let evidence = try race(try Summary(of: regression([x], y)), classical)
    let best = try #require(evidence.contenders.first)
    // The mean distance of a normal number from its mean: √(2/π) of its deviation.
    #expect(abs(try #require(best.meanAbsoluteError) - 0.8) < 0.12)
    #expect(abs(try #require(evidence.guess?.meanAbsoluteError) - 8) < 1.2)
    #expect(best.accuracy == nil && best.auc == nil && evidence.confusion == nil)
  }
}
