/// The coefficients of the verdict's model, written by `Benchmarks/verdict/fit.py`; not to be edited.
enum VerdictCoefficients {
  static let withoutTarget = VerdictModel.Coefficients(
    intercept: -1.13,
    weights: [.gridLocality: 2.14, .sequenceLocality: 1.30],
    datasets: 80)
  static let withoutRace = VerdictModel.Coefficients(
    intercept: -1.14,
    weights: [.supervisedLocality: 2.86],
    datasets: 80)
  static let withTrial = VerdictModel.Coefficients(
    intercept: -1.21,
    weights: [.hasPositions: 1.27, .trialMargin: 0.84],
    datasets: 80)
  static let withRace = VerdictModel.Coefficients(
    intercept: -1.43,
    weights: [.hasPositions: 0.53, .raceMargin: 1.13],
    datasets: 78)
}
