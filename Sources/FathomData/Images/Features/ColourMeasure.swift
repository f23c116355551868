/// Whether the colours of some images say more than their grey values do.
///
/// Red and blue, each less grey, are fitted by a parabola of grey over the cells of all images: what a tint or
/// a toned print adds to grey is explained by it. What is left over is colour that grey does not tell.
struct ColourMeasure: Sendable {
  /// Fewer grey values than this are left over where grey says as much: sums of rounded values in YCbCr
  /// move a channel by up to 2 of 255 (JFIF 1.02), which is 0.6 on average.
  static let leastRest = 1.0
  /// How many images are looked at.
  static let images = 32

  /// Σ g^k, k = 0 … 4.
  private var powers = [Double](repeating: 0, count: 5)
  /// Σ y·g^k, k = 0 … 2, and Σ y², for red and blue.
  private var products = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 2)

  /// Takes in the cells of an image, channels last.
  mutating func absorb(_ cells: [Double]) {
    for start in stride(from: 0, to: cells.count - 2, by: 3) {
      let (red, green, blue) = (cells[start], cells[start + 1], cells[start + 2])
      let grey = 0.299 * red + 0.587 * green + 0.114 * blue
      // Scaled, so that powers stay comparable.
      let g = grey / 255
      var power = 1.0
      for k in 0..<5 {
        powers[k] += power
        if k < 3 {
          products[0][k] += (red - grey) * power
          products[1][k] += (blue - grey) * power
        }
        power *= g
      }
      products[0][3] += (red - grey) * (red - grey)
      products[1][3] += (blue - grey) * (blue - grey)
    }
  }

  /// Adds what another measure took in.
  mutating func merge(_ other: ColourMeasure) {
    for k in powers.indices { powers[k] += other.powers[k] }
    for channel in products.indices {
      for k in products[channel].indices { products[channel][k] += other.products[channel][k] }
    }
  }

  /// The standard deviation of red or blue, the larger of both, that a parabola of grey leaves.
  var rest: Double {
    guard powers[0] > 0 else { return 0 }
    return products.map { rest($0) }.max() ?? 0
  }

  /// Whether colour says more than grey.
  var isNeeded: Bool { rest >= ColourMeasure.leastRest }

  private func rest(_ y: [Double]) -> Double {
    // A parabola passes through three cells whatever they show.
    guard powers[0] > 8 else { return (y[3] / powers[0]).squareRoot() }
    // Cholesky of the 3 × 3 moments, with a ridge for grey that hardly varies.
    var lower = [[Double]](repeating: [0, 0, 0], count: 3)
    var solved = [0.0, 0.0, 0.0]
    var explained = 0.0
    for i in 0..<3 {
      for j in 0...i {
        var value = powers[i + j] + (i == j ? 1e-9 * powers[0] : 0)
        for k in 0..<j { value -= lower[i][k] * lower[j][k] }
        lower[i][j] = i == j ? max(value, 1e-12).squareRoot() : value / lower[j][j]
      }
      solved[i] = y[i]
      for k in 0..<i { solved[i] -= lower[i][k] * solved[k] }
      solved[i] /= lower[i][i]
      explained += solved[i] * solved[i]
    }
    return (max(0, y[3] - explained) / powers[0]).squareRoot()
  }

  /// Which of some images are looked at: evenly spread, so that all folders have their share.
  static func chosen(of count: Int) -> [Int] {
    count <= images ? Array(0..<count) : (0..<images).map { $0 * count / images }
  }
}
