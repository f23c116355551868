/// Brings one channel of an image to a grid: each cell is the mean of the area that it covers.
///
/// Pixels on the border of a cell count by the part that lies inside. It shrinks, keeps and enlarges.
/// All weights are whole numbers, see ``AreaAxis``; sums of whole values are therefore exact, and so
/// is an unchanged size. Rows are taken one at a time, which is why a large image is never held as
/// doubles; within a row a cell is a difference of two running sums, whatever its length.
///
/// - Complexity: O(rows of the image · (width + columns) + cells).
struct AreaAverage {
  private let vertical: AreaAxis
  private let horizontal: AreaAxis
  /// One row of the image, brought to the columns of the grid, times the length of a cell.
  private var line: [Double]
  /// The weighted sum of the lines that the current row of cells covers so far.
  private var sums: [Double]
  /// Whether each element is one cell, so that nothing is averaged.
  private let isCopy: Bool
  private var nextRow = 0
  private var cellRow = 0
  /// The cells, row by row; complete when all rows were absorbed.
  private(set) var cells: [Double]

  /// Averages an image of one size onto a grid of another.
  ///
  /// - Parameters:
  ///   - image: its size in pixels.
  ///   - block: the side of the squares of pixels whose means the rows hold; 1 for pixels.
  init(from image: ImageSize, to grid: ImageSize, block: Int = 1) {
    vertical = AreaAxis(pixels: image.height, cells: grid.height, block: block)
    horizontal = AreaAxis(pixels: image.width, cells: grid.width, block: block)
    isCopy = vertical.isOneToOne && horizontal.isOneToOne
    line = [Double](repeating: 0, count: grid.width)
    sums = line
    cells = [Double](repeating: 0, count: grid.height * grid.width)
  }

  /// The size of the grid.
  var size: ImageSize { ImageSize(height: vertical.cells, width: horizontal.cells) }

  /// Takes in the next row, from the top.
  mutating func absorb(_ row: UnsafeBufferPointer<Double>) {
    precondition(row.count == horizontal.elements, "a row has a value an element")
    withUnsafeTemporaryAllocation(of: Double.self, capacity: row.count + 1) { sums in
      AreaAverage.sum(row, horizontal, into: sums)
      absorb(row, sums: UnsafeBufferPointer(sums))
    }
  }

  /// Takes in the next row with its running sums, see ``sum(_:_:into:)``.
  mutating func absorb<Value: RowValue, Sum: RowValue>(
    _ row: UnsafeBufferPointer<Value>, sums running: UnsafeBufferPointer<Sum>
  ) {
    precondition(nextRow < vertical.elements, "there are no more rows")
    if isCopy { return copy(row) }
    fillLine(row, running)
    var start = vertical.unit * nextRow * vertical.pixels(of: 0)
    let end = start + vertical.length(of: nextRow)
    nextRow += 1
    while start < end {
      let cellEnd = (cellRow + 1) * vertical.cellLength
      let overlap = min(end, cellEnd) - start
      let weight = Double(overlap)
      sums.withUnsafeMutableBufferPointer { sums in
        line.withUnsafeBufferPointer { line in
          // In bounds: both hold a value a column of the grid.
          for x in 0..<line.count { sums[x] += weight * line[x] }
        }
      }
      start += overlap
      if start == cellEnd { finishCellRow() }
    }
  }

  /// Takes in the next row where each of its values is one cell.
  private mutating func copy<Value: RowValue>(_ row: UnsafeBufferPointer<Value>) {
    let first = nextRow * horizontal.cells
    precondition(row.count == horizontal.cells)
    cells.withUnsafeMutableBufferPointer { cells in
      // In bounds: there are as many rows of cells as rows.
      for x in 0..<row.count { cells[first + x] = row[x].real }
    }
    nextRow += 1
  }

  private mutating func fillLine<Value: RowValue, Sum: RowValue>(
    _ row: UnsafeBufferPointer<Value>, _ running: UnsafeBufferPointer<Sum>
  ) {
    precondition(row.count == horizontal.elements && running.count > row.count)
    let unit = Double(horizontal.unit)
    line.withUnsafeMutableBufferPointer { line in
      if horizontal.isIdentity {
        for x in 0..<line.count { line[x] = row[x].real }
        return
      }
      horizontal.borders.withUnsafeBufferPointer { borders in
        // In bounds: a border lies at or before the end of the row; there its offset is 0, and the
        // running sums have one value more than the row.
        func integral(_ border: AreaAxis.Border) -> Double {
          let sum = unit * running[border.element].real
          return border.offset > 0 ? sum + border.offset * row[border.element].real : sum
        }
        var left = 0.0
        for x in 0..<line.count {
          let right = integral(borders[x + 1])
          line[x] = right - left
          left = right
        }
      }
    }
  }

  private mutating func finishCellRow() {
    let area = Double(vertical.cellLength) * Double(horizontal.cellLength)
    let first = cellRow * horizontal.cells
    for x in sums.indices {
      cells[first + x] = sums[x] / area
      sums[x] = 0
    }
    cellRow += 1
  }

  /// Running sums of a row: element k is the sum of the first k values, each times its pixels.
  static func sum(
    _ row: UnsafeBufferPointer<UInt8>, _ axis: AreaAxis,
    into sums: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(sums.count > row.count, "there is one sum more than values")
    // 65,535 pixels of 255 are far below 2³².
    var total: UInt32 = 0
    let usual = UInt32(truncatingIfNeeded: axis.pixels(of: 0))
    sums[0] = 0
    for x in 0..<row.count {
      total &+= UInt32(row[x]) &* usual
      sums[x &+ 1] = total
    }
    if let last = row.indices.last {
      sums[last + 1] = sums[last] &+ UInt32(row[last]) &* UInt32(axis.pixels(of: last))
    }
  }

  /// As above, of doubles.
  static func sum(
    _ row: UnsafeBufferPointer<Double>, _ axis: AreaAxis,
    into sums: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(sums.count > row.count, "there is one sum more than values")
    var total = 0.0
    let usual = Double(axis.pixels(of: 0))
    sums[0] = 0
    for x in 0..<row.count {
      total += row[x] * usual
      sums[x + 1] = total
    }
    if let last = row.indices.last {
      sums[last + 1] = sums[last] + row[last] * Double(axis.pixels(of: last))
    }
  }
}

/// A number in a row of an image, or in its running sums.
protocol RowValue {
  /// The number, exactly.
  var real: Double { get }
}

extension UInt8: RowValue {
  @inline(__always) var real: Double { Double(self) }
}

extension UInt32: RowValue {
  @inline(__always) var real: Double { Double(self) }
}

extension Double: RowValue {
  @inline(__always) var real: Double { self }
}

/// How the stored elements along one side of an image and the cells of a grid lie on one another.
///
/// An element is a pixel, or the mean of a block of pixels, of which the last may be shorter. With
/// g = gcd(pixels, cells), a pixel is cells / g units long and a cell pixels / g, so all borders and
/// overlaps are whole numbers.
struct AreaAxis: Sendable {
  /// A border between cells: the element in which it lies, and how many units behind its start.
  struct Border: Sendable {
    let element: Int
    let offset: Double
  }

  /// The number of cells.
  let cells: Int
  /// The number of elements.
  let elements: Int
  /// The length of a cell in units.
  let cellLength: Int
  /// The length of a pixel in units.
  let unit: Int
  /// The borders of the cells, one more than there are.
  let borders: [Border]

  private let pixels: Int
  private let block: Int

  /// - Parameters:
  ///   - pixels: the length of the side.
  ///   - block: how many pixels an element stands for.
  init(pixels: Int, cells: Int, block: Int = 1) {
    var (a, b) = (pixels, cells)
    while b != 0 { (a, b) = (b, a % b) }
    let (unit, cellLength) = (cells / a, pixels / a)
    self.pixels = pixels
    self.cells = cells
    self.block = block
    self.unit = unit
    self.cellLength = cellLength
    elements = (pixels + block - 1) / block
    borders = (0...cells).map { cell in
      let position = cell * cellLength
      let element = position / (block * unit)
      return Border(element: element, offset: Double(position - element * block * unit))
    }
  }

  /// Whether each cell is one element.
  var isOneToOne: Bool { pixels == cells * block }
  /// Whether each cell is one pixel.
  var isIdentity: Bool { block == 1 && pixels == cells }

  /// How many pixels an element stands for.
  func pixels(of element: Int) -> Int { min(block, pixels - element * block) }

  /// The length of an element in units.
  func length(of element: Int) -> Int { pixels(of: element) * unit }
}
