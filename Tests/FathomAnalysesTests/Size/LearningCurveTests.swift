import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct LearningCurveTests {
  private func features(_ rows: Int, columns: Int = 3) -> Matrix {
    Matrix(
      columns: (0..<columns).map { index in
        var normal = NormalStream("learning", index)
        return normal.column(rows)
      })
  }

  private func measured(
    _ features: Matrix, _ target: [Double], classes: Int? = nil, groups: [Int]? = nil,
    seed: UInt64 = 1, threads: Int = 1
  ) -> LearningCurve.Measurement? {
    LearningCurve(
      CurveRows(features: features, target: target, classes: classes, hasCommonUnit: false),
      groups: groups, seed: seed
    ).measure(today: features.rows, threads: threads)
  }

  private func points(
    _ features: Matrix, _ target: [Double], classes: Int? = nil, seed: UInt64 = 1,
    threads: Int = 1, learner: String = "ridge"
  ) -> [FittedLearningCurve.Point] {
    measured(features, target, classes: classes, seed: seed, threads: threads)?.curves.first {
      $0.id == learner
    }?.points ?? []
  }

  @Test func `sizes grow evenly, by the root of two or more, up to three quarters of the rows`() {
    #expect(LearningCurve.ladder(upTo: 150) == [16, 23, 34, 49, 71, 103, 150])
    #expect(LearningCurve.ladder(upTo: 7_500).first == 117)
    #expect(LearningCurve.ladder(upTo: 7_500).count == 10)
    #expect(LearningCurve.ladder(upTo: 32) == [16, 23, 32])
    #expect(LearningCurve.ladder(upTo: 31).isEmpty)
    #expect(points(features(41), Array(features(41).column(0))).isEmpty)
  }

  @Test func `every row is held out as often as any other, and never learned from then`() {
    let splits = CrossValidationSplit.all(
      rows: 53, classes: (0..<53).map { $0 % 3 }, groups: nil, repetitions: 2, seed: 1)
    #expect(splits.count == 8)
    var held = [Int](repeating: 0, count: 53)
    for split in splits {
      for row in split.test { held[row] += 1 }
      #expect(Set(split.test).isDisjoint(with: split.training))
      #expect(split.test.count + split.training.count == 53)
      // 17 or 18 of each class: four or five in each quarter.
      for name in 0..<3 { #expect((4...5).contains(split.test.count { $0 % 3 == name })) }
    }
    #expect(held.allSatisfy { $0 == 2 })
  }

  @Test func `groups are held out whole, and learned from one after the other`() {
    let groups = (0..<60).map { $0 * 7 % 60 / 5 }
    for split in CrossValidationSplit.all(
      rows: 60, classes: [], groups: groups, repetitions: 3, seed: 2)
    {
      let held = Set(split.test.map { groups[$0] })
      #expect(held.isDisjoint(with: split.training.map { groups[$0] }))
      // Twelve groups of five rows: three in each quarter.
      #expect(split.test.count == 15 && held.count == 3)
      let order = split.training.map { groups[$0] }
      #expect(zip(order, order.dropFirst()).count { $0 != $1 } == 8)
    }
  }

  @Test func `rows of a group that are alike make random splits too hopeful`() throws {
    // 40 groups of 10 rows in one place each, with labels drawn by lot a group.
    var normal = NormalStream("groups")
    var stream = RandomStream(seed: 4, domain: "lot", index: 0)
    let centres = Matrix(columns: (0..<3).map { _ in normal.column(40) })
    let labels = (0..<40).map { _ in Double(stream.uniform(below: 2)) }
    let groups = (0..<400).map { $0 / 10 }
    var x = Matrix(rows: 400, columns: 3)
    for row in 0..<400 {
      for c in 0..<3 { x[row, c] = centres[groups[row], c] + 1e-3 * normal.next() }
    }
    let target = groups.map { labels[$0] }
    func last(_ groups: [Int]?) -> Double {
      measured(x, target, classes: 2, groups: groups)?.curves.first {
        $0.id == "kNearestNeighbours"
      }?.points.last?.error ?? .nan
    }
    #expect(last(nil) < 0.02)
    #expect(last(groups) > 0.3)
  }

  @Test func `a linear relation is learned almost wholly`() throws {
    let x = features(120)
    let target = (0..<120).map { 2 * x[$0, 0] - x[$0, 1] + 5 }
    let last = try #require(points(x, target).last)
    // The smallest penalty of 0.001 shrinks the weights by 0.1 %, which leaves 1e-6 unexplained.
    #expect(last.error < 1e-5)
  }

  @Test func `classes that a line separates are learned, labels drawn by lot are not`() throws {
    let x = features(400)
    let classes = (0..<400).map { x[$0, 0] + x[$0, 1] > 0 ? 1.0 : 0.0 }
    let learned = points(x, classes, classes: 2)
    let first = try #require(learned.first)
    let last = try #require(learned.last)
    #expect(last.error < 0.05 && last.error < first.error)
    var stream = RandomStream(seed: 8, domain: "lot", index: 0)
    let lot = (0..<400).map { _ in Double(stream.uniform(below: 2)) }
    let guessed = try #require(points(x, lot, classes: 2).last)
    // 100 rows held out, four overlapping splits: a standard error below 0.05.
    #expect(abs(guessed.error - 0.5) < 0.15)
    #expect(guessed.standardError > 0)
  }

  @Test func `noise is explained by nothing`() throws {
    let x = features(300)
    var normal = NormalStream("learning noise")
    let last = try #require(points(x, normal.column(300)).last)
    #expect(abs(last.error - 1) < 0.1)
  }

  @Test func `rows that were held out are never learned from`() throws {
    // 150 columns fit 60 rows of noise perfectly; had the learner seen them, little would be left.
    var normal = NormalStream("learning noise", 1)
    for point in points(features(80, columns: 150), normal.column(80)) {
      #expect(point.error > 0.8)
    }
  }

  @Test func `units and zeros of the features do not matter`() {
    let x = features(100)
    let target = (0..<100).map { x[$0, 0] * x[$0, 1] + x[$0, 2] }
    var other = x
    for row in 0..<100 {
      other[row, 0] = 1e-12 * x[row, 0] + 3e-12
      other[row, 1] = -5e6 * x[row, 1]
    }
    for (a, b) in zip(points(x, target), points(other, target)) {
      #expect(relativeError(a.error, b.error) < 1e-10)
    }
  }

  @Test func `any number of threads gives the same points, another seed others`() {
    let x = features(100)
    let target = (0..<100).map { x[$0, 0] * x[$0, 1] + x[$0, 2] }
    let one = points(x, target)
    for threads in [2, 3, 7] { #expect(points(x, target, threads: threads) == one) }
    #expect(points(x, target, seed: 2) != one)
  }

  @Test func `more columns than rows are learned by the other normal system`() throws {
    let x = features(80, columns: 150)
    let target = (0..<80).map { 3 * x[$0, 0] }
    let points = points(x, target)
    #expect(points.map(\.rows) == [16, 25, 39, 60])
    #expect(points.allSatisfy { $0.error.isFinite })
    // 60 rows cannot single out one of 150 columns, but they are better than none.
    let last = try #require(points.last)
    #expect(last.error < 1)
  }

  @Test func `both normal systems give the same predictions`() throws {
    // 40 columns: sizes up to 40 are solved by rows, those above by columns. The same with a column
    // more or less changes the system at 40 rows, hardly the error.
    let x = features(160, columns: 41)
    let target = (0..<160).map { x[$0, 0] + 0.5 * x[$0, 1] }
    let rows = CurveRows(features: x, target: target, classes: nil, hasCommonUnit: false)
    let split = CrossValidationSplit(training: Array(0..<120), test: Array(120..<160))
    let ladder = RidgeLadder(rows, split)
    // One cut by rows and one by columns, next to one another.
    let losses = ladder.losses(sizes: [41, 42]).losses.map { $0.reduce(0, +) }
    let explicit = [41, 42].map { size -> Double in explicitRidge(x, target, size, split.test) }
    #expect(relativeError(losses[0], explicit[0]) < 1e-8)
    #expect(relativeError(losses[1], explicit[1]) < 1e-8)
  }

  /// Ridge regression by its definition: standardise, solve (ZᵀZ + λnI) w = Zᵀy.
  private func explicitRidge(
    _ x: Matrix, _ target: [Double], _ size: Int, _ test: [Int]
  ) -> Double {
    func fit(_ rows: [Int], _ penalty: Double, _ others: [Int]) -> Double {
      let scaling = Scaling(Moments.ofColumns(x.selecting(rows: rows), threads: 1))
      let z = scaling.apply(to: x.selecting(rows: rows))
      let mean = rows.map { target[$0] }.reduce(0, +) / Double(rows.count)
      var gram = LinearAlgebra.gram(of: z)
      for i in 0..<gram.rows { gram[i, i] += penalty * Double(rows.count) }
      let right = LinearAlgebra.product(
        z, transposingFirst: true, Matrix(columns: [rows.map { target[$0] - mean }]))
      guard let w = try? LinearAlgebra.solve(positiveDefinite: gram, right) else { return .nan }
      let predicted = LinearAlgebra.product(scaling.apply(to: x.selecting(rows: others)), w)
      return zip(others, predicted.storage).reduce(0) {
        let error = target[$1.0] - mean - $1.1
        return $0 + error * error
      }
    }
    let inner = size - max(2, size / 5)
    let errors = RidgeLadder.penalties.map {
      fit(Array(0..<inner), $0, Array(inner..<size))
    }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return fit(Array(0..<size), RidgeLadder.penalties[best], test)
  }

  @Test func `neighbours vote as they do by their definition`() throws {
    let x = features(120)
    let target = (0..<120).map { Double(($0 * 7 + (x[$0, 0] > 0 ? 1 : 0)) % 3) }
    let rows = CurveRows(features: x, target: target, classes: 3, hasCommonUnit: true)
    let split = CrossValidationSplit(training: Array(0..<90), test: Array(90..<120))
    let losses = NeighbourLadder(rows, split).losses(sizes: [40, 90]).losses
    for (size, found) in zip([40, 90], losses) {
      func error(_ count: Int, _ learned: Range<Int>, _ row: Int) -> Double {
        let near = learned.sorted { a, b in
          func distance(_ other: Int) -> Double {
            (0..<3).reduce(0) {
              $0 + (x[row, $1] - x[other, $1]) * (x[row, $1] - x[other, $1])
            }
          }
          return distance(a) < distance(b)
        }.prefix(count).map { target[$0] }
        let votes = near.map { name in near.count { $0 == name } }
        let winner = near[votes.firstIndex(of: votes.max() ?? 0) ?? 0]
        return winner == target[row] ? 0 : 1
      }
      let inner = size - size / 5
      let counts = NeighbourLadder.counts
      let tried = counts.map { k in (inner..<size).reduce(0) { $0 + error(k, 0..<inner, $1) } }
      let best = counts[tried.indices.min { tried[$0] < tried[$1] } ?? 0]
      #expect(found == split.test.map { error(best, 0..<size, $0) })
    }
  }

  @Test func `the C statistic is the share of pairs in order`() throws {
    #expect(Concordance.pair([1, 2, 3], [4, 5]) == 1)
    #expect(Concordance.pair([1, 2], [1, 2]) == 0.5)
    #expect(Concordance.pair([1, 3], [2, 2]) == 0.5)
    #expect(Concordance.pair([], [2]) == nil)
    let x = features(400)
    let classes = (0..<400).map { x[$0, 0] + x[$0, 1] > 0 ? 1.0 : 0.0 }
    let found = try #require(measured(x, classes, classes: 2))
    #expect(try #require(found.cStatistic) > 0.98)
    #expect(found.rSquared == nil)
    let noise = NormalStream("concordance")
    var normal = noise
    let none = try #require(measured(x, normal.column(400).map { $0 > 0 ? 1.0 : 0 }, classes: 2))
    #expect(abs(try #require(none.cStatistic) - 0.5) < 0.1)
  }

  @Test func `a fall that goes on is told from one that has ended`() throws {
    // Ridge on 30 columns with noise goes on falling at 200 rows; on 2 columns it has ended.
    let wide = features(200, columns: 30)
    var normal = NormalStream("outlook")
    let noise = normal.column(200)
    let wideTarget = (0..<200).map { row in
      (0..<30).reduce(0.0) { $0 + wide[row, $1] } + 3 * noise[row]
    }
    let falling = try #require(
      measured(wide, wideTarget)?.curves.first { $0.id == "ridge" })
    guard case .falling(let more, let lower, let upper) = CurveOutlook(falling, gain: 0.01) else {
      Issue.record("it falls: \(falling.projections)")
      return
    }
    #expect(lower <= more && more <= upper)
    let narrow = features(1_500, columns: 2)
    let scatter = normal.column(1_500)
    let narrowTarget = (0..<1_500).map { narrow[$0, 0] + narrow[$0, 1] + scatter[$0] }
    let ended = try #require(
      measured(narrow, narrowTarget)?.curves.first { $0.id == "ridge" })
    guard case .flattened(let most) = CurveOutlook(ended, gain: 0.02) else {
      Issue.record("it has ended: \(ended.projections)")
      return
    }
    #expect(most < 0.02)
  }

  /// Rows of a linear relation with noise: 6 / (6 + 9) of the variance can be explained.
  private func linear(_ rows: Int, _ index: Int) -> (features: Matrix, target: [Double]) {
    var normal = NormalStream("coverage of curves", index)
    let x = Matrix(columns: (0..<6).map { _ in normal.column(rows) })
    let target = (0..<rows).map { row in
      (0..<6).reduce(0.0) { $0 + x[row, $1] } + 3 * normal.next()
    }
    return (x, target)
  }

  @Test func `intervals hold the error with twice the rows as often as they say`() throws {
    // What 240 rows teach, measured on 2,000 others, twenty times.
    var truth = 0.0
    for index in 0..<20 {
      let (x, target) = linear(2_240, 1_000 + index)
      let rows = CurveRows(features: x, target: target, classes: nil, hasCommonUnit: false)
      let losses = RidgeLadder(
        rows, CrossValidationSplit(training: Array(0..<240), test: Array(240..<2_240))
      )
      .losses(sizes: [240])
      truth += losses.losses[0].reduce(0, +) / losses.totals.reduce(0, +) / 20
    }
    #expect(abs(truth - 0.62) < 0.03)
    let projections = try (0..<40).map { index in
      let (x, target) = linear(120, index)
      let curve = try #require(
        measured(x, target, threads: 2)?.curves.first { $0.id == "ridge" })
      return curve.projections[1]
    }
    let held = projections.count { $0.lower <= truth && truth <= $0.upper }
    // 95 % of 40 is 38, with a standard error of 1.4; on public data they held 97 %.
    #expect(held >= 34, "\(held)")
    let widths = projections.map { $0.upper - $0.lower }.sorted()
    #expect((0.15...0.45).contains(widths[20]), "\(widths[20])")
  }

  @Test func `the curve of wine falls and is part of the evidence`() throws {
    let evidence = try SampleSize().measure(try Fixture.summary("wine.csv"))
    let curve = try #require(evidence.learningCurve)
    #expect(curve.metric == "errorRate")
    let first = try #require(curve.points.first)
    let last = try #require(curve.points.last)
    #expect(last.rows == 133 && last.error < first.error && last.error < 0.05)
    let regression = try SampleSize().measure(try Fixture.summary("diabetes.csv"))
    #expect(regression.learningCurve?.metric == "unexplainedVariance")
    #expect(try SampleSize().measure(try Fixture.summary("swiss_roll.csv")).learningCurve == nil)
  }
}
