import FathomData
import FathomLearners
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct PartialLeastSquaresTests: RaceTesting {
  // MARK: Expected values

  struct Expected: Decodable {
    var spectra: [String: [Double]]
    var rootMeanSquaredErrors: [String: Double]
    var wine: [String: [[Double]]]
  }

  /// The rows of a file: every third is predicted from the others.
  private func fold(_ file: String, _ layout: Layout) throws -> Fold {
    let input = try Race().input(of: try Fixture.summary(file, layout: layout))
    let rows = Array(0..<input.rows.count)
    return Fold(
      rows: input.rows, training: rows.filter { $0 % 3 != 0 }, test: rows.filter { $0 % 3 == 0 },
      seed: 1)
  }

  /// The same in double precision: features and targets to learn from, features and targets to predict.
  private func parts(_ file: String) throws -> (x: Matrix, y: [Double], z: Matrix, truth: [Double])
  {
    let sample = try Fixture.summary(file).sample
    let rows = sample.target.indices
    let (known, asked) = (rows.filter { $0 % 3 != 0 }, rows.filter { $0 % 3 == 0 })
    return (
      sample.features.selecting(rows: known), known.map { sample.target[$0] },
      sample.features.selecting(rows: asked), asked.map { sample.target[$0] }
    )
  }

  @Test func `spectra are predicted as by scikit-learn's PLSRegression`() throws {
    let expected = try Fixture.expected("PartialLeastSquares", as: Expected.self)
    let (x, fat, z, truth) = try parts("spectra.csv")
    let model = PartialLeastSquares(x, Matrix(columns: [fat]), components: 20)
    #expect(model.components == 20)
    for (name, values) in expected.spectra {
      let own = model.predict(z, components: try #require(Int(name)))
      for (place, value) in values.enumerated() {
        #expect(abs(own[place, 0] - value) < 1e-6 * 50, "\(name): \(own[place, 0]), \(value)")
      }
      let squares = truth.indices.reduce(0.0) {
        $0 + (own[$1, 0] - truth[$1]) * (own[$1, 0] - truth[$1])
      }
      let error = try #require(expected.rootMeanSquaredErrors[name])
      let rootMeanSquare = (squares / Double(truth.count)).squareRoot()
      #expect(abs(rootMeanSquare - error) < 1e-6 * error, "\(name): \(rootMeanSquare)")
    }
  }

  @Test func `classes are predicted as by scikit-learn's PLSRegression of their indicators`() throws
  {
    let expected = try Fixture.expected("PartialLeastSquares", as: Expected.self)
    var (x, cultivar, z, _) = try parts("wine.csv")
    for column in x.columnIndices {
      let moments = Moments(Array(x.column(column)))
      for row in 0..<x.rows {
        x[row, column] = (x[row, column] - moments.mean) / moments.standardDeviation
      }
      for row in 0..<z.rows {
        z[row, column] = (z[row, column] - moments.mean) / moments.standardDeviation
      }
    }
    let indicators = Matrix(
      columns: (0..<3).map { name in cultivar.map { $0 == Double(name) ? 1 : 0 } })
    let model = PartialLeastSquares(x, indicators, components: 5)
    for (name, rows) in expected.wine {
      let own = model.predict(z, components: try #require(Int(name)))
      for (place, values) in rows.enumerated() {
        for (column, value) in values.enumerated() {
          #expect(
            abs(own[place, column] - value) < 1e-6, "\(name): \(own[place, column]), \(value)")
        }
      }
    }
  }

  // MARK: Laws

  private func made(_ rows: Int, _ columns: Int) -> (Matrix, Matrix) {
    var normal = NormalStream("partial least squares")
    let x = Matrix(columns: (0..<columns).map { _ in normal.column(rows) })
    let y = (0..<rows).map { 2 * x[$0, 0] - x[$0, 1] + 3 }
    return (x, Matrix(columns: [y]))
  }

  @Test func `with all components it is least squares`() {
    let (x, y) = made(60, 5)
    let model = PartialLeastSquares(x, y, components: 5)
    let own = model.predict(x, components: 5)
    for row in 0..<60 { #expect(abs(own[row, 0] - y[row, 0]) < 1e-9) }
  }

  @Test func `without anything to explain the mean is predicted`() {
    let (x, _) = made(20, 3)
    let flat = Matrix(columns: [[Double](repeating: 4, count: 20)])
    let model = PartialLeastSquares(x, flat, components: 3)
    #expect(model.components == 0)
    #expect(model.predict(x, components: 2)[7, 0] == 4)
  }

  // MARK: In the race

  @Test func `in a race it predicts the fat of the spectra better than nearest neighbours`() throws
  {
    let evidence = try race(
      try Fixture.summary("spectra.csv", layout: .sequence),
      [NeighbourContender(), PartialLeastSquaresContender()])
    let own = try score("partialLeastSquares", evidence)
    // Ten components of scikit-learn leave a root mean square of 2.7 on another third: R² .95.
    #expect(own.score > 0.9 && evidence.best?.id == own.id, "\(own.score)")
    #expect(own.side == "other" && !own.isControl)
  }

  @Test func `it runs on sequences alone, and tells classes apart`() throws {
    let contender = PartialLeastSquaresContender()
    #expect(!contender.concerns(try fold("wine.csv", .table).rows))
    #expect(contender.concerns(try fold("spectra.csv", .sequence).rows))
    #expect(Race.contenders.contains { $0.info == contender.info })
    let wine = try fold("wine.csv", .sequence)
    let predicted = try contender.predict(wine)
    let wrong = RaceLoss.scoring(predicted, wine).reduce(0, +) / Double(wine.test.count)
    // Linear discriminants of the standardised columns err on 0 to 2 % of the wines.
    #expect(wrong < 0.06, "\(wrong)")
    for row in 0..<predicted.rows {
      #expect(abs(predicted.columnIndices.reduce(0) { $0 + predicted[row, $1] } - 1) < 1e-12)
    }
  }

  /// Measured: 0.09 s for 333 rows to learn from and 167 to predict, on one core.
  @Test func `500 rows of 1,000 steps are planned with well below a second`() {
    let size = FoldSize(
      training: 333, test: 167, width: 1_000, outputs: 1, extent: .init(width: 1_000, channels: 1))
    #expect((0.09...0.5).contains(PartialLeastSquaresContender().seconds(size)))
  }
}
