internal import FathomData

/// How many parameters the models in question have.
///
/// The networks are small ones of the kind that is tried first; what counts is the order of magnitude.
struct ModelSizes {
  typealias Model = SampleSize.Evidence.Model

  private static let hidden = 64
  private static let channels = (first: 16, second: 32)
  /// A 3 × 3 kernel, or one of nine steps.
  private static let kernel = 9
  /// What a ResNet-18 hands to its last layer (He, Zhang, Ren & Sun 2016, CVPR).
  private static let pretrainedFeatures = 512

  let parameters: Int
  let layout: Layout
  /// Numbers that are predicted: one, or one a class for three or more classes.
  let outputs: Int
  let rows: Double

  /// - Parameter classes: how many; nil for a regression or without a target.
  init(parameters: Int, layout: Layout, classes: Int?, rows: Double) {
    self.parameters = parameters
    self.layout = layout
    outputs = classes.map { $0 > 2 ? $0 : 1 } ?? 1
    self.rows = rows
  }

  func all() -> [Model] {
    let linearOutputs = outputs > 1 ? outputs - 1 : 1
    var models = [
      model("linear", "linear model", (parameters + 1) * linearOutputs),
      model(
        "dense", "dense network with one hidden layer of \(Self.hidden)",
        Self.hidden * (parameters + 1) + (Self.hidden + 1) * outputs),
    ]
    guard layout != .table else { return models }
    let channels: Int
    if case .grid(_, _, let count) = layout { channels = count } else { channels = 1 }
    models.append(
      model(
        "convolutional",
        "convolutional network with \(Self.channels.first) and \(Self.channels.second) channels",
        (Self.kernel * channels + 1) * Self.channels.first
          + (Self.kernel * Self.channels.first + 1) * Self.channels.second
          + (Self.channels.second + 1) * outputs))
    if layout.isGrid {
      models.append(
        model(
          "pretrained", "pretrained network with a new head",
          (Self.pretrainedFeatures + 1) * outputs))
    }
    return models
  }

  private func model(_ id: String, _ title: String, _ parameters: Int) -> Model {
    Model(
      id: id, title: title, parameters: parameters, rowsPerParameter: rows / Double(parameters))
  }
}
