import CKernels
import Testing

@testable import FathomLearners
@testable import FathomNumerics

@Suite struct SharedFiltersTests {
  private struct Shape: Sendable, CustomTestStringConvertible {
    var height: Int
    var width: Int
    var channels = 1
    var taps = (rows: 3, columns: 3)
    var regions = (rows: 2, columns: 2)
    var testDescription: String { "\(height)x\(width)x\(channels)" }
  }

  private static let shapes = [
    Shape(height: 1, width: 1, regions: (1, 1)), Shape(height: 8, width: 8),
    Shape(height: 5, width: 17, channels: 3), Shape(height: 28, width: 28),
    Shape(height: 1, width: 100, taps: (1, 9), regions: (1, 4)),
    Shape(height: 2, width: 16, taps: (3, 5), regions: (2, 3)),
  ]

  private func image(_ filters: SharedFilters, _ shape: Shape) -> (framed: [Float], plain: [Float])
  {
    var stream = RandomStream(seed: 4, domain: "image", index: 0)
    var framed = [Float](repeating: 0, count: filters.imageSize)
    var plain = [Float]()
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        for channel in 0..<shape.channels {
          let value = Float(stream.normal())
          plain.append(value)
          framed[filters.place(row: row, column: column, channel: channel)] = value
        }
      }
    }
    return (framed, plain)
  }

  @Test(arguments: shapes)
  private func `features are those of a plain convolution`(_ shape: Shape) {
    let key = RandomStream.Key(seed: 1, domain: "filters")
    let count = 6
    let filters = SharedFilters(
      height: shape.height, width: shape.width, channels: shape.channels, count: count,
      taps: shape.taps, regions: shape.regions, key: key)
    let (framed, plain) = image(filters, shape)
    let features = filters.features(of: framed)
    #expect(features.count == count * shape.regions.rows * shape.regions.columns)
    for filter in 0..<count {
      var stream = RandomStream(key, index: UInt64(filter))
      let taps = (0..<shape.channels * shape.taps.rows * shape.taps.columns).map { _ in
        Float(stream.normal())
      }
      for band in 0..<shape.regions.rows {
        for region in 0..<shape.regions.columns {
          var sum = 0.0
          var cells = 0
          for row in band * shape.height / shape.regions.rows..<(band + 1) * shape.height
            / shape.regions.rows
          {
            for column in region * shape.width / shape.regions.columns..<(region + 1) * shape.width
              / shape.regions.columns
            {
              var response = 0.0
              var tap = 0
              for channel in 0..<shape.channels {
                for a in 0..<shape.taps.rows {
                  for b in 0..<shape.taps.columns {
                    let r = row + a - shape.taps.rows / 2
                    let c = column + b - shape.taps.columns / 2
                    if r >= 0, r < shape.height, c >= 0, c < shape.width {
                      response +=
                        Double(taps[tap])
                        * Double(plain[(r * shape.width + c) * shape.channels + channel])
                    }
                    tap += 1
                  }
                }
              }
              sum += max(0, response)
              cells += 1
            }
          }
          let expected = cells > 0 ? sum / Double(cells) : 0
          let found = features[
            (filter * shape.regions.rows + band) * shape.regions.columns + region]
          // Sums of floats: seven digits.
          #expect(abs(found - expected) < 1e-5 * max(1, expected))
        }
      }
    }
  }

  @Test func `all processors give the same numbers`() {
    var stream = RandomStream(seed: 2, domain: "kernels", index: 0)
    var shape = fathom_filters(
      height: 9, width: 21, channels: 2, count: 7, tap_rows: 3, tap_columns: 3, region_rows: 2,
      region_columns: 2)
    let size = 2 * 11 * fathom_filter_stride(&shape)
    let image = (0..<size + 16).map { _ in Float(stream.normal()) }
    let weights = (0..<7 * 18).map { _ in Float(stream.normal()) }
    var fast = [Double](repeating: 0, count: 28)
    var plain = fast
    fathom_filter_means(image, &shape, weights, &fast)
    fathom_filter_means_scalar(image, &shape, weights, &plain)
    #expect(fast == plain && fast.contains { $0 > 0 })
  }
}
