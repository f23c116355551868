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
  var isIdentity: Bool { block == 1 && pixels == cells }

  /// How many pixels an element stands for.
  func pixels(of element: Int) -> Int { min(block, pixels - element * block) }

  /// The length of an element in units.
  func length(of element: Int) -> Int { pixels(of: element) * unit }
}
