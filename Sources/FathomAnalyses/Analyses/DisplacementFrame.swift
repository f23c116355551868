internal import FathomData

/// Numbers places so that the difference of two numbers tells the displacement: columns and
/// channels are spread twice as wide as they are, so that a step back differs from a step on.
struct DisplacementFrame {
  private let width: Int
  private let height: Int
  private let channels: Int

  init(_ layout: Layout) {
    guard case .grid(let height, let width, let channels) = layout else {
      self.width = 0
      self.height = 0
      self.channels = 1
      return
    }
    self.width = width
    self.height = height
    self.channels = channels
  }

  /// How many columns a grid has; nil without one.
  var columns: Int? { isGrid ? width : nil }

  /// How many steps a grid allows in its longer direction; nil without one.
  var longestSteps: Int? { isGrid ? max(height, width) - 1 : nil }

  /// Whether two places of the grid can be so far apart.
  func holds(_ rows: Int, _ columns: Int) -> Bool { abs(columns) < width && abs(rows) < height }

  private var isGrid: Bool { width > 0 }
  private var channelSpan: Int { 2 * channels - 1 }
  private var rowSpan: Int { (2 * width - 1) * channelSpan }

  func number(of place: (row: Int, column: Int, channel: Int)) -> Int {
    isGrid ? place.row * rowSpan + place.column * channelSpan + place.channel : place.column
  }

  /// Manhattan distance of a displacement; nil between channels.
  func distance(_ number: Int) -> Int? {
    guard isGrid else { return number }
    let (pixel, channel) = DisplacementFrame.nearest(number, channelSpan)
    guard channel == 0 else { return nil }
    let (row, column) = DisplacementFrame.nearest(pixel, 2 * width - 1)
    return abs(row) + abs(column)
  }

  /// How many spans, and what remains when it may be negative.
  private static func nearest(_ number: Int, _ span: Int) -> (spans: Int, rest: Int) {
    let spans = (number + span / 2) / span
    return (spans, number - spans * span)
  }
}
