/// The coefficients of the verdict's model, written by `Benchmarks/verdict/fit.py`; not to be edited.
enum VerdictCoefficients {
  static let withoutRace = VerdictModel.Coefficients(
    intercept: -1.14,
    weights: [.gridLocality: 2.15, .nonlinearity: 2.90],
    datasets: 61)
  static let withRace = VerdictModel.Coefficients(
    intercept: -1.47,
    weights: [.gridLocality: 0.64, .raceMargin: 1.81],
    datasets: 61)
}
