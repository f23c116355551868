import FathomLearners
import FathomData
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct RaceTests: RaceTesting {
  // MARK: Expected values

  struct Expected: Decodable {
    struct Score: Decodable {
      var mean: Double
      var standardDeviation: Double
    }
    struct Wine: Decodable {
      var linearModel: Score
      var kNearestNeighbours: Score
    }
    struct Diabetes: Decodable {
      var linearModel: Score
    }
    var wine: Wine
    var diabetes: Diabetes
  }

  private func expected() throws -> Expected { try Fixture.expected("Race", as: Expected.self) }

  @Test func `scores are those of scikit-learn's cross-validation`() throws {
    let expected = try expected()
    let wine = try race(try Fixture.summary("wine.csv"), classical)
    #expect(wine.metric == "accuracy" && wine.folds == 12)
    for (id, score) in [
      ("linearModel", expected.wine.linearModel),
      ("kNearestNeighbours", expected.wine.kNearestNeighbours),
    ] {
      let own = try self.score(id, wine).score
      #expect(abs(own - score.mean) < 4 * score.standardDeviation, "\(id): \(own)")
    }
    let diabetes = try race(try Fixture.summary("diabetes.csv"), classical)
    #expect(diabetes.metric == "r2" && diabetes.folds == 12 && diabetes.guessing == 0)
    let own = try self.score("linearModel", diabetes).score
    let score = expected.diabetes.linearModel
    #expect(abs(own - score.mean) < 4 * score.standardDeviation, "\(own)")
  }

  // MARK: What is measured

  /// Rows of 24 steps with a rising or a falling pair of steps somewhere, in noise.
  private func patterns(_ rows: Int) throws -> Summary {
    var normal = NormalStream("patterns")
    var stream = RandomStream(seed: 5, domain: "patterns", index: 0)
    var columns = [[Double]](repeating: [], count: 24)
    var target = [Double]()
    for _ in 0..<rows {
      var steps = normal.column(24).map { 0.3 * $0 }
      let place = Int(stream.uniform(below: 22))
      let isRising = stream.uniform() < 0.5
      for (step, value) in [-2.0, 0, 2].enumerated() {
        steps[place + step] += isRising ? value : -value
      }
      for (column, value) in steps.enumerated() { columns[column].append(value) }
      target.append(isRising ? 1 : 0)
    }
    var named = columns.enumerated().map { ("t\($0)", $1) }
    named.append(("rises", target))
    var source = MemorySource(named, layout: .sequence)
    source.schema.columns[24].role = .target
    source.schema.targetIndex = 24
    source.schema.task = .regression
    return try Summary(of: source)
  }

  @Test
  func `a convolution wins where a pattern may be anywhere, and loses its gain when shuffled`()
    throws
  {
    let evidence = try race(
      try patterns(300),
      [
        LinearContender(), TreeContender(), ConvolutionContender(positions: .asGiven),
        ConvolutionContender(positions: .shuffled), RandomConvolutionContender(),
      ])
    #expect(evidence.layout == .sequence)
    let difference = try #require(evidence.deepMinusClassical)
    #expect(difference.first == "convolution")
    #expect(difference.difference > 0.2)
    #expect(Race().comparison(difference, evidence).outcome == .better)
    let gain = try #require(evidence.localityGain)
    #expect(gain.difference > 0.1 && gain.interval[0] > 0)
    let findings = Race().judge(evidence)
    #expect(findings.first { $0.id == "race.deepMinusClassical" }?.grade == .good)
    #expect(findings.first { $0.id == "race.localityGain" }?.grade == .good)
    #expect(evidence.curve.map(\.rows) == [50, 100, 200])
    #expect(evidence.curve.allSatisfy { !$0.scores.isEmpty })
  }

  @Test func `a network wins on a smooth function of few columns`() throws {
    var normal = NormalStream("smooth")
    let columns = (0..<4).map { _ in normal.column(500) }
    let target = (0..<500).map { row in
      columns[0][row] * columns[1][row] + columns[2][row] * columns[3][row] + 0.1 * normal.next()
    }
    let evidence = try race(
      try Summary(of: regression(columns, target)),
      [LinearContender(), NeighbourContender(), DenseNetworkContender()])
    let difference = try #require(evidence.deepMinusClassical)
    #expect(difference.difference > 0.05, "\(difference.difference)")
  }

  // MARK: Null data

  @Test func `where nothing is to be learned nobody is said to predict`() throws {
    var normal = NormalStream("nothing")
    let columns = (0..<5).map { _ in normal.column(200) }
    let evidence = try race(
      try Summary(of: regression(columns, normal.column(200))),
      classical + [TreeContender(), DenseNetworkContender()])
    #expect(Race().judge(evidence).first { $0.id == "race.winner" }?.grade == .bad)
    #expect(evidence.contenders.allSatisfy { $0.score < 0.1 })
  }

  /// The interval of a difference between two contenders that are equally good leaves out 0 in about 5 % of
  /// races; 800 of them are within 3 standard errors (2.3 %) of that.
  @Test(arguments: [true, false])
  func `paired differences are calibrated`(_ isClassification: Bool) {
    var stream = RandomStream(seed: 11, domain: "calibration", index: 0)
    let races = 800
    let outside = (0..<races).count { _ in
      func losses() -> [Double] {
        (0..<120).map { _ in
          let error = stream.normal()
          return isClassification ? (error > 0.8 ? 1 : 0) : error * error
        }
      }
      let totals: [Double] =
        isClassification
        ? [Double](repeating: 1, count: 120) : (0..<120).map { _ in pow(stream.normal(), 2) + 1 }
      let units = Array(0..<120)
      let a = RaceScores(losses: losses(), logLosses: [], totals: totals, units: units)
      let b = RaceScores(losses: losses(), logLosses: [], totals: totals, units: units)
      let (value, error) = a.difference(from: b)
      return abs(value) > 1.96 * error
    }
    let share = Double(outside) / Double(races)
    #expect(abs(share - 0.05) < 0.023, "\(share)")
  }

  @Test func `a standard error of accuracies is that of the differences, by rows and by groups`() {
    let a = RaceScores(
      losses: [1, 0, 0, 1, 0, 0], logLosses: [], totals: [1, 1, 1, 1, 1, 1],
      units: [0, 1, 2, 3, 4, 5])
    let b = RaceScores(
      losses: [0, 0, 0, 1, 0, 0], logLosses: [], totals: [1, 1, 1, 1, 1, 1],
      units: [0, 1, 2, 3, 4, 5])
    let (value, error) = a.difference(from: b)
    #expect(abs(value + 1.0 / 6) < 1e-12)
    // Losses differ by 1 in one of six rows: variance 5/36 · 6/5, over 6.
    #expect(abs(error - (1.0 / 36).squareRoot()) < 1e-12)
    var grouped = a
    grouped.units = [0, 0, 0, 1, 1, 1]
    // Two groups whose sums are 0 after centring: 1 − 1, 1 − 1.
    #expect(grouped.standardError < 1e-12)
  }

  // MARK: Invariance

  @Test func `threads change nothing, and another seed does`() throws {
    let summary = try patterns(130)
    let contenders: [any Contender] = [
      LinearContender(), TreeContender(), KernelContender(), RandomConvolutionContender(),
      DenseNetworkContender(),
    ]
    let one = try race(summary, contenders, threads: 1)
    #expect(one == (try race(summary, contenders, threads: 3)))
    #expect(one != (try race(summary, contenders, seed: 2)))
  }

  @Test func `scales of columns change nothing but rounding`() throws {
    var normal = NormalStream("scales")
    let columns = (0..<3).map { _ in normal.column(150) }
    let target = (0..<150).map { columns[0][$0] - 2 * columns[1][$0] + normal.next() }
    let plain = try race(try Summary(of: regression(columns, target)), classical)
    let scaled = try race(
      try Summary(of: regression(columns.map { $0.map { 1_000 * $0 - 7 } }, target)), classical)
    for (a, b) in zip(plain.contenders, scaled.contenders) {
      #expect(a.id == b.id && abs(a.score - b.score) < 1e-3)
    }
  }

  /// A contender that only looks at what it is given.
  private struct Spy: Contender {
    let info = ContenderInfo(id: "spy", name: "spy", side: .other)
    var hasCurve: Bool { false }
    let look: @Sendable (Fold) -> Void
    func seconds(_ size: FoldSize) -> Double { 0 }
    func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
      look(fold)
      return Matrix(rows: fold.test.count, columns: fold.rows.outputs)
    }
  }

  @Test func `groups are held out whole, inside of a fit too`() throws {
    var normal = NormalStream("groups")
    let columns = (0..<3).map { _ in normal.column(120) }
    var input = try Race().input(of: try Summary(of: regression(columns, normal.column(120))))
    input.rows.groups = (0..<120).map { $0 / 6 }
    let groups = input.rows.groups ?? []
    let spy = Spy { fold in
      for part in [fold, fold.inner()] {
        let known = Set(part.training.map { groups[$0] })
        #expect(!part.test.isEmpty && part.test.allSatisfy { !known.contains(groups[$0]) })
      }
    }
    _ = try Race().measure(input, AnalysisContext(), [spy])
  }

  @Test func `three groups are enough, although a quarter of the rows is then one of them`() throws
  {
    var normal = NormalStream("three groups")
    let columns = (0..<3).map { _ in normal.column(240) }
    let target = (0..<240).map { columns[0][$0] + 0.1 * normal.next() }
    var input = try Race().input(of: try Summary(of: regression(columns, target)))
    input.rows.groups = (0..<240).map { $0 / 80 }
    let evidence = try Race().measure(
      input, AnalysisContext(), classical + [TreeContender(), KernelContender()])
    #expect(evidence.contenders.count == 4 && evidence.leftOut.isEmpty)
    #expect(evidence.curve.count == 3 && evidence.curve.allSatisfy { $0.scores.count == 1 })
    // All rows to learn from are of one group.
    let inner = Fold(
      rows: input.rows, training: Array(0..<80), test: Array(80..<240), seed: 1
    ).inner()
    #expect(inner.training.count == 64 && inner.test.count == 16)
    input.rows.groups = (0..<240).map { $0 / 120 }
    #expect(throws: AnalysisError.self) {
      _ = try Race().measure(input, AnalysisContext(), classical)
    }
  }

  @Test func `features are scaled by the rows to learn from alone`() throws {
    var rows = LabelledRows(
      features: SampleRows(count: 6, width: 2, values: [1, 5, 2, 6, 3, 7, 4, 8, 5, 9, 6, .nan]),
      isNumber: [true, true], target: [1, 2, 3, 4, 5, 6], classes: nil, layout: .table, groups: nil)
    func fold() -> Fold {
      Fold(rows: rows, training: [0, 1, 2], test: [3, 4, 5], seed: 1)
    }
    for scale in [Fold.FeatureScale.columns, .common, .bins(2)] {
      let before = fold().features(scale).training
      rows.features[4, 0] = 1e6
      #expect(fold().features(scale).training == before)
      rows.features[4, 0] = 5
    }
    let (known, asked) = fold().features(.columns)
    #expect(known[0, 0] == -1 && known[2, 0] == 1)
    // What lies outside of what was learned from is taken for its edge; what is missing for the mean.
    #expect(asked[0, 0] == 1 && asked[2, 1] == 0)
    #expect(fold().features(.none).test[2, 1].isNaN)
    // 1, 2 and 3 in two bins: 0, 1, 1 and 0, 0, 1, less their means 2/3 and 1/3; what is missing lies in the middle.
    let (bins, asking) = fold().features(.bins(2))
    #expect(bins.width == 6 && abs(bins[0, 2] + 2.0 / 3) < 1e-6 && abs(bins[2, 3] - 2.0 / 3) < 1e-6)
    #expect(abs(asking[0, 3] - 2.0 / 3) < 1e-6 && abs(asking[2, 4] - 1.0 / 3) < 1e-6)
  }

  @Test func `copies of a row have a voice of their own, however many there are`() throws {
    var normal = NormalStream("copies")
    var rows = [Float]()
    var target = [Double]()
    var held = [Bool]()
    // 60 kinds of rows with 3 copies and 10 with 18, of which a third is held out; targets scatter by 0.8.
    for copies in [Int](repeating: 3, count: 60) + [Int](repeating: 18, count: 10) {
      let values = (0..<3).map { _ in Float(normal.next()) }
      let centre = 3 * normal.next()
      for copy in 0..<copies {
        rows += values
        target.append(centre + 0.8 * normal.next())
        held.append(copy % 3 == 0)
      }
    }
    let fold = Fold(
      rows: LabelledRows(
        features: SampleRows(count: target.count, width: 3, values: rows),
        isNumber: [true, true, true], target: target, classes: nil, layout: .table, groups: nil),
      training: target.indices.filter { !held[$0] }, test: target.indices.filter { held[$0] },
      seed: 1)
    let losses = RaceLoss.scoring(try NeighbourContender().predict(fold), fold)
    // Means of 2 and of 12 copies err by 0.64 · (1 + 1/2) and 0.64 · (1 + 1/12), 0.83 in the mean; a single
    // neighbour by 1.28, and three take in strangers.
    #expect(losses.reduce(0, +) / Double(losses.count) < 1.05)
  }

  @Test func `predictions beyond what was learned from are taken for its edge`() {
    let rows = LabelledRows(
      features: SampleRows(count: 4, width: 1, values: [1, 2, 3, 4]), isNumber: [true],
      target: [10, 20, 14, 25], classes: nil, layout: .table, groups: nil)
    let fold = Fold(rows: rows, training: [0, 1], test: [2, 3], seed: 1)
    var predictions = Matrix(rows: 2, columns: 1)
    predictions[0, 0] = -1e9
    predictions[1, 0] = 1e9
    #expect(RaceLoss.scoring(predictions, fold) == [16, 25])
    predictions[0, 0] = 15
    #expect(RaceLoss.scoring(predictions, fold) == [1, 25])
  }
}
