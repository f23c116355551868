/// Brings an image to a grid: each cell is the mean of the area that it covers.
///
/// Pixels on the border of a cell count by the part that lies inside. It shrinks, keeps and enlarges.
///
/// With g = gcd(height, rows), a pixel is rows / g units high and a cell height / g, so all overlaps
/// are whole numbers. Sums of whole grey values are therefore exact, and so is an unchanged size.
/// Rows are taken one at a time, which is why a large image is never held as doubles.
///
/// - Complexity: O(height · width + rows · max(width, columns)).
struct AreaAverage {
  private let vertical: Axis
  private let horizontal: Axis
  /// The weighted sum of the rows that the current cell row covers so far.
  private var sums: [Double]
  private var nextRow = 0
  private var cellRow = 0
  /// The cells, row by row; complete when all rows were absorbed.
  private(set) var cells: [Double]

  /// How pixels and cells lie along one side, in the units of the type's comment.
  private struct Axis {
    let pixels: Int
    let cells: Int
    let pixelLength: Int
    let cellLength: Int

    init(pixels: Int, cells: Int) {
      var (a, b) = (pixels, cells)
      while b != 0 { (a, b) = (b, a % b) }
      self.pixels = pixels
      self.cells = cells
      pixelLength = cells / a
      cellLength = pixels / a
    }
  }

  /// Averages an image of one size onto a grid of another.
  init(from image: ImageSize, to grid: ImageSize) {
    vertical = Axis(pixels: image.height, cells: grid.height)
    horizontal = Axis(pixels: image.width, cells: grid.width)
    sums = [Double](repeating: 0, count: image.width)
    cells = [Double](repeating: 0, count: grid.height * grid.width)
  }

  /// Takes in the next row, from the top.
  mutating func absorb(_ row: UnsafeBufferPointer<Double>) {
    precondition(row.count == horizontal.pixels && nextRow < vertical.pixels)
    var start = nextRow * vertical.pixelLength
    let end = start + vertical.pixelLength
    nextRow += 1
    while start < end {
      let cellEnd = (cellRow + 1) * vertical.cellLength
      let overlap = min(end, cellEnd) - start
      add(row, weight: Double(overlap))
      start += overlap
      if start == cellEnd { finishCellRow() }
    }
  }

  private mutating func add(_ row: UnsafeBufferPointer<Double>, weight: Double) {
    sums.withUnsafeMutableBufferPointer { sums in
      // In bounds: both hold one value a pixel of the width.
      for x in 0..<row.count { sums[x] += weight * row[x] }
    }
  }

  private mutating func finishCellRow() {
    let area = Double(vertical.cellLength) * Double(horizontal.cellLength)
    var pixel = 0
    var used = 0
    for column in 0..<horizontal.cells {
      var total = 0.0
      var left = horizontal.cellLength
      while left > 0 {
        let overlap = min(left, horizontal.pixelLength - used)
        total += Double(overlap) * sums[pixel]
        left -= overlap
        used += overlap
        if used == horizontal.pixelLength {
          pixel += 1
          used = 0
        }
      }
      cells[cellRow * horizontal.cells + column] = total / area
    }
    for x in sums.indices { sums[x] = 0 }
    cellRow += 1
  }
}
