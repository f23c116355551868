internal import FathomData
internal import FathomNumerics
internal import FathomSummaries
internal import Foundation

/// What tells the class of an image without a look at what it shows.
extension ImageHealth {
  /// A property of an image beside what it shows.
  public enum Property: String, Codable, Sendable, CaseIterable {
    /// Pixels.
    case width, height
    /// Width over height.
    case shape
    /// The end of the file's name.
    case format
    /// The mean grey value.
    case brightness
    /// The mean of the outermost cells, grey or a difference of colours, whichever says more.
    case borderColour
  }

  /// With fewer labelled images nothing is said.
  private static let fewestImages = 40

  /// How much each property alone says of the class, by the half of the images that did not make its bins; empty without
  /// classes.
  func confounders(_ entries: [ImageInventory.Entry], _ input: Input) -> [Confounder] {
    let labelled = entries.filter { $0.label >= 0 }
    guard labelled.count >= ImageHealth.fewestImages, input.classes.count > 1 else { return [] }
    let half = labelled.map { RandomStream.rowHash(seed: 3, row: $0.row) & 1 == 1 }
    let target = labelled.map { Double($0.label) }
    func alone(_ values: [Double], isLevels: Bool = false) -> BinnedPrediction {
      BinnedPrediction(
        values, isLevels: isLevels, target, classes: input.classes.count, half: half)
    }
    return Property.allCases.compactMap { property in
      let predictions = readings(property, labelled, input).map {
        alone($0, isLevels: property == .format)
      }
      guard let best = predictions.max(by: { $0.share < $1.share }) else { return nil }
      return Confounder(
        property: property, alone: best.share,
        aloneInterval: ErrorShare.interval(best.errors, of: best.guessed))
    }
  }

  /// The readings of a property that vary.
  private func readings(
    _ property: Property, _ entries: [ImageInventory.Entry], _ input: Input
  ) -> [[Double]] {
    let readings: [[Double]]
    switch property {
    case .width: readings = [entries.map { Double($0.record.width) }]
    case .height: readings = [entries.map { Double($0.record.height) }]
    case .shape:
      readings = [entries.map { Double($0.record.width) / Double(max(1, $0.record.height)) }]
    case .brightness: readings = [entries.map { Double($0.record.traits.mean) }]
    case .format:
      let ends = entries.map { entry in
        (input.names.name(ofRow: entry.row) as NSString).pathExtension.lowercased()
      }
      let places = Dictionary(
        uniqueKeysWithValues: Set(ends).sorted().enumerated().map { ($1, Double($0)) })
      readings = [ends.map { places[$0] ?? .nan }]
    case .borderColour:
      let borders = entries.map { ImageHealth.border($0.record) }
      readings = (0..<3).map { channel in borders.map { $0[channel] } }
    }
    return readings.filter { values in values.contains { $0 != values[0] && !$0.isNaN } }
  }

  /// The mean of the outermost cells: grey, and blue and red less grey; NaN for a colour that is not known.
  private static func border(_ record: ImageRecord) -> [Double] {
    func mean(_ side: Int, _ value: (Int) -> UInt8) -> Double {
      var (sum, count) = (0.0, 0.0)
      for row in 0..<side {
        for column in 0..<side
        where row == 0 || column == 0 || row == side - 1 || column == side - 1 {
          sum += Double(value(row * side + column))
          count += 1
        }
      }
      return sum / count
    }
    guard record.thumbnail.isThere else {
      return [mean(8) { record.cells[$0] }, .nan, .nan]
    }
    let bytes = record.thumbnail.bytes
    let (grey, colour) = (ImageThumbnail.side, ImageThumbnail.colourSide)
    let blue = grey * grey
    return [
      mean(grey) { bytes[$0] }, mean(colour) { bytes[blue + $0] },
      mean(colour) { bytes[blue + colour * colour + $0] },
    ]
  }

  /// What is said of properties that tell the class.
  func confounderFindings(_ evidence: Evidence) -> [Finding] {
    evidence.confounders.filter {
      $0.alone >= confounderCaution && ($0.aloneInterval?.first ?? 0) > 0
    }.map { found in
      let what =
        switch found.property {
        case .width: "The width in pixels"
        case .height: "The height in pixels"
        case .shape: "The ratio of the sides"
        case .format: "The format of the file"
        case .brightness: "The brightness"
        case .borderColour: "The colour of the border"
        }
      return Finding(
        id: "\(ImageHealth.info.id).confounders",
        grade: found.alone >= confounderBad ? .bad : .caution, subject: found.property.rawValue,
        message:
          "\(what) alone removes \(NumberText.percent(found.alone)) of the errors of guessing the class: a "
          + "network may learn that instead of what the images show. Make it the same in all classes, or test on "
          + "images where it is.")
    }
  }
}
