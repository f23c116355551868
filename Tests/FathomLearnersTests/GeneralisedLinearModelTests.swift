import Foundation
import Testing

@testable import FathomLearners
@testable import FathomNumerics

@Suite struct GeneralisedLinearModelTests {
  private let precise = LimitedMemoryBFGS(tolerance: 1e-10, mostSteps: 2_000)

  private func random(_ rows: Int, _ columns: Int) -> Matrix {
    var stream = RandomStream(seed: 7, domain: "glm", index: 0)
    return Matrix(
      rows: rows, columns: columns, storage: (0..<rows * columns).map { _ in stream.normal() })
  }

  /// With one indicator a logistic regression without penalty reproduces the table: log-odds 1/3 and 3/1.
  @Test func `two classes and one indicator give the log-odds of the table`() throws {
    let x = Matrix(rows: 8, columns: 1, storage: [0, 0, 0, 0, 1, 1, 1, 1])
    let model = try GeneralisedLinearModel(
      .multinomial(classes: 2), x, [1, 0, 0, 0, 1, 1, 1, 0], penalty: 0, search: precise)
    #expect(abs(model.coefficients[0, 0] - log(1.0 / 3)) < 1e-8)
    #expect(abs(model.coefficients[1, 0] - 2 * log(3.0)) < 1e-8)
    #expect(abs(model.predict(x)[7, 1] - 0.75) < 1e-8)
  }

  /// A Poisson regression on one indicator has the groups' means: 2 and 5.
  @Test func `counts of two groups have their means`() throws {
    let x = Matrix(rows: 6, columns: 1, storage: [0, 0, 0, 1, 1, 1])
    let model = try GeneralisedLinearModel(
      .poisson, x, [1, 2, 3, 4, 5, 6], penalty: 0, search: precise)
    #expect(abs(model.coefficients[0, 0] - log(2.0)) < 1e-8)
    #expect(abs(model.coefficients[1, 0] - log(2.5)) < 1e-8)
  }

  /// At the minimum the gradient of the penalised likelihood vanishes; softmax scores of the classes.
  @Test func `three classes meet the equations of the maximum`() throws {
    let x = random(60, 4)
    let target = (0..<60).map { Double(x[$0, 0] + x[$0, 1] > 0.5 ? 2 : x[$0, 2] > 0 ? 1 : 0) }
    let penalty = 0.05
    let model = try GeneralisedLinearModel(
      .multinomial(classes: 3), x, target, penalty: penalty, search: precise)
    let fitted = model.predict(x)
    for k in 0..<3 {
      let residuals = (0..<60).map { fitted[$0, k] - (target[$0] == Double(k) ? 1 : 0) }
      #expect(abs(residuals.reduce(0, +)) < 1e-6)
      for j in 0..<4 {
        let slope = zip(x.column(j), residuals).reduce(0) { $0 + $1.0 * $1.1 } / 60
        #expect(abs(slope + penalty * model.coefficients[1 + j, k]) < 1e-8)
      }
    }
    for row in 0..<60 {
      #expect(abs((0..<3).reduce(0) { $0 + fitted[row, $1] } - 1) < 1e-12)
    }
  }

  @Test func `ridge meets its normal equations with more rows than columns, and with fewer`() throws
  {
    for (n, p) in [(40, 5), (6, 15)] {
      let x = random(n, p)
      let y = (0..<n).map { 3 + x[$0, 0] - 2 * x[$0, 1] + 0.1 * x[$0, 2] }
      let model = try GeneralisedLinearModel(.gaussian, x, y, penalty: 0.1)
      let fitted = model.predict(x)
      let residuals = (0..<n).map { y[$0] - fitted[$0, 0] }
      #expect(abs(residuals.reduce(0, +)) < 1e-9)
      for j in 0..<p {
        let slope = zip(x.column(j), residuals).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(slope - 0.1 * Double(n) * model.coefficients[1 + j, 0]) < 1e-8)
      }
    }
  }

  @Test func `a warm start ends where a cold one does`() throws {
    let x = random(50, 3)
    let target = (0..<50).map { x[$0, 0] + 0.5 * x[$0, 1] > 0 ? 1.0 : 0.0 }
    let first = try GeneralisedLinearModel(
      .multinomial(classes: 2), x, target, penalty: 1, search: precise)
    let warm = try GeneralisedLinearModel(
      .multinomial(classes: 2), x, target, penalty: 0.01, start: first, search: precise)
    let cold = try GeneralisedLinearModel(
      .multinomial(classes: 2), x, target, penalty: 0.01, search: precise)
    for (a, b) in zip(warm.coefficients.storage, cold.coefficients.storage) {
      #expect(abs(a - b) < 1e-7)
    }
  }

  @Test func `separable classes without a penalty end, with finite coefficients`() throws {
    let x = Matrix(rows: 4, columns: 1, storage: [-2, -1, 1, 2])
    let model = try GeneralisedLinearModel(
      .multinomial(classes: 2), x, [0, 0, 1, 1], penalty: 0)
    #expect(model.coefficients.isFinite)
    #expect(model.predict(x)[3, 1] > 0.99)
  }

  @Test func `what is not finite is refused`() {
    #expect(throws: NumericsError.notFinite(routine: "GeneralisedLinearModel")) {
      _ = try GeneralisedLinearModel(
        .gaussian, Matrix(rows: 2, columns: 1, storage: [1, .nan]), [1, 2], penalty: 1)
    }
  }
}
