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

  private func points(
    _ features: Matrix, _ target: [Double], classes: Int? = nil, seed: UInt64 = 1, threads: Int = 1
  ) -> [LearningCurve.Point] {
    LearningCurve(features: features, target: target, classes: classes, seed: seed)
      .points(threads: threads)
  }

  @Test func `sizes double up to three quarters of the rows`() {
    let x = features(200)
    let target = Array(x.column(0))
    #expect(points(x, target).map(\.rows) == [18, 37, 75, 150])
    // 42 rows leave 32 for training, which is 16 twice; 41 leave too few.
    #expect(points(features(42), Array(features(42).column(0))).map(\.rows) == [16, 32])
    #expect(points(features(41), Array(features(41).column(0))).isEmpty)
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
    #expect(points.map(\.rows) == [30, 60])
    #expect(points.allSatisfy { $0.error.isFinite })
    // 60 rows cannot single out one of 150 columns, but they are better than none.
    let last = try #require(points.last)
    #expect(last.error < 1)
  }

  @Test func `the curve of wine falls and is part of the evidence`() throws {
    let evidence = try SampleSize().measure(try Fixture.summary("wine.csv"))
    let curve = try #require(evidence.learningCurve)
    #expect(curve.metric == "errorRate")
    let first = try #require(curve.points.first)
    let last = try #require(curve.points.last)
    #expect(last.rows == 134 && last.error < first.error && last.error < 0.05)
    let regression = try SampleSize().measure(try Fixture.summary("diabetes.csv"))
    #expect(regression.learningCurve?.metric == "unexplainedVariance")
    #expect(try SampleSize().measure(try Fixture.summary("swiss_roll.csv")).learningCurve == nil)
  }
}
