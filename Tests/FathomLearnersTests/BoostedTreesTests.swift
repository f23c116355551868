import Foundation
import Testing

@testable import FathomLearners
@testable import FathomNumerics

@Suite struct BoostedTreesTests {
  /// Two features of noise and two that decide together, as no sum of both could.
  private func rows(_ count: Int, index: UInt64) -> SampleRows {
    var stream = RandomStream(seed: 3, domain: "trees", index: index)
    return SampleRows(
      count: count, width: 4, values: (0..<count * 4).map { _ in Float(stream.uniform()) - 0.5 })
  }

  private func classes(_ rows: SampleRows, count: Int = 2) -> NetworkTarget {
    .classes(
      (0..<rows.count).map { row in
        let product = rows[row, 0] * rows[row, 1]
        return product > 0 ? 1 : count > 2 && rows[row, 0] > 0 ? 2 : 0
      }, count: count)
  }

  @Test func `trees find what two features say together`() throws {
    let training = rows(600, index: 0)
    let test = rows(300, index: 1)
    for count in [2, 3] {
      let target = classes(training, count: count)
      let truth = classes(test, count: count)
      let trees = BoostedTrees(.init(depth: 4), seed: 1)
      let best = try trees.bestRounds(
        training, target, validation: test, truth, mostRounds: 60, patience: 10)
      #expect(best.rounds > 1 && best.rounds <= 60)
      #expect(best.loss < 0.35)
      let answers = try trees.predict(training, target, rounds: best.rounds, for: test)
      #expect(answers.width == count)
      guard case .classes(let names, _) = truth else { return }
      let right = names.indices.count { row in
        (0..<count).max { answers[row, $0] < answers[row, $1] } == Int(names[row])
      }
      #expect(Double(right) > 0.9 * Double(test.count))
      for row in 0..<test.count {
        #expect(abs((0..<count).reduce(0) { $0 + answers[row, $1] } - 1) < 1e-5)
      }
    }
  }

  @Test func `numbers are predicted, with missing values and from the mean on`() throws {
    var training = rows(400, index: 0)
    let values = (0..<400).map { 100 + 10 * training[$0, 0] }
    for row in stride(from: 0, to: 400, by: 7) { training[row, 2] = .nan }
    let trees = BoostedTrees(.init(depth: 3), seed: 1)
    let one = try trees.predict(training, .values(values), rounds: 1, for: training)
    #expect(one.values.allSatisfy { abs($0 - 100) < 2 })
    let many = try trees.predict(training, .values(values), rounds: 80, for: training)
    #expect(zip(many.values, values).allSatisfy { abs($0 - $1) < 1 })
  }

  @Test func `the same seed grows the same trees`() throws {
    let training = rows(200, index: 0)
    func answers(_ seed: UInt64) throws -> [Float] {
      try BoostedTrees(.init(), seed: seed).predict(
        training, classes(training), rounds: 10, for: training
      ).values
    }
    #expect(try answers(1) == answers(1))
    #expect(try answers(1) != answers(2))
  }
}
