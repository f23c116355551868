import FathomLearners
import FathomNumerics
import Foundation

/// Trains a network of a fixed shape on random samples and prints the seconds that it took, for comparison with other
/// trainers.
///
///     fathom-train dense|grid|sequence SAMPLES EPOCHS BATCH
@main struct FathomTrain {
  static func main() throws {
    let words = CommandLine.arguments.dropFirst()
    guard words.count == 4, let name = words.first, let shape = shape(name) else {
      FileHandle.standardError.write(
        Data("fathom-train dense|grid|sequence SAMPLES EPOCHS BATCH\n".utf8))
      exit(2)
    }
    let numbers = words.dropFirst().compactMap { Int($0) }
    guard numbers.count == 3, numbers.allSatisfy({ $0 >= 1 }), numbers[0] >= 2 else { exit(2) }
    let (samples, epochs, batch) = (numbers[0], numbers[1], numbers[2])
    var stream = RandomStream(seed: 1, domain: "train", index: 0)
    let width = shape.input.count
    let rows = SampleRows(
      count: samples, width: width,
      values: (0..<samples * width).map { _ in Float(stream.normal()) })
    let classes = (0..<samples).map { Int32($0 % 10) }
    let network = Network(shape, outputs: 10, batchSize: batch, stream: stream)
    let start = ContinuousClock.now
    network.train(
      rows, .classes(classes, count: 10), NetworkTraining(epochs: epochs, batchSize: batch))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print(String(format: "%.4f", seconds))
  }

  /// The networks of the race: dense layers on 64 numbers, blocks on 28 × 28 pixels, layers on 128 steps.
  private static func shape(_ name: String) -> NetworkShape? {
    switch name {
    case "dense":
      NetworkShape(
        input: .init(channels: 64),
        layers: [.dense(256), .rectifier, .dense(256), .rectifier, .dense(256), .rectifier])
    case "grid":
      NetworkShape(
        input: .init(height: 28, width: 28, channels: 1),
        layers: [16, 32, 64].flatMap { channels -> [NetworkShape.Layer] in
          [
            .convolution(height: 3, width: 3, channels: channels),
            .maxPooling(height: 2, width: 2), .normalisation, .rectifier,
          ]
        })
    case "sequence":
      NetworkShape(
        input: .init(width: 128, channels: 1),
        layers: [
          .convolution(height: 1, width: 7, channels: 24), .maxPooling(height: 1, width: 2),
          .normalisation, .rectifier, .convolution(height: 1, width: 5, channels: 48),
          .maxPooling(height: 1, width: 2), .normalisation, .rectifier,
          .convolution(height: 1, width: 3, channels: 48), .normalisation, .rectifier,
        ])
    default: nil
    }
  }
}
