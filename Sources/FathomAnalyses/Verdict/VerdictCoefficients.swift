/// The coefficients of the verdict's model, written by `Benchmarks/verdict/fit.py`; not to be edited.
enum VerdictCoefficients {
  static let withoutRace = VerdictModel.Coefficients(
    intercept: -0.76,
    weights: [.gridLocality: 2.47, .nonlinearity: 2.26],
    datasets: 26)
  static let withRace = VerdictModel.Coefficients(
    intercept: -1.31,
    weights: [.gridLocality: 0.68, .raceMargin: 1.95],
    datasets: 26)
}
