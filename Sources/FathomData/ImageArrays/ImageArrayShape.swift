/// How the numbers of a row of an array form an image.
struct ImageArrayShape: Sendable, Equatable {
  let size: ImageSize
  /// 1 for grey, 3 for colour, 4 for colour and alpha.
  let channels: Int
  /// Whether a row holds one channel after another rather than one pixel after another.
  let isPlanar: Bool
  /// What was decided where the shape leaves a choice.
  let notes: [String]

  /// - Parameters:
  ///   - shape: of the array, rows first.
  ///   - layout: what the user says of rows that are flat.
  init(_ shape: [Int], layout: Layout?, path: String) throws(DataError) {
    let text = shape.map(String.init).joined(separator: "×")
    var notes = [String]()
    switch shape.count {
    case 2:
      let length = shape[1]
      guard case .grid(let height, let width, let channels)? = layout else {
        throw .invalidOption(
          "\(path): its shape \(text) does not tell how the \(length) values of a row form an image; "
            + "give --layout HEIGHTxWIDTH" + ImageArrayShape.example(length))
      }
      guard height * width * channels == length, [1, 3, 4].contains(channels) else {
        throw .invalidOption(
          "\(path): layout \(height)x\(width)\(channels == 1 ? "" : "x\(channels)") does not fit "
            + "the \(length) values of a row" + ImageArrayShape.example(length))
      }
      self.init(height, width, channels, isPlanar: false, notes)
    case 3:
      self.init(shape[1], shape[2], 1, isPlanar: false, notes)
    case 4:
      let isLast = [1, 3, 4].contains(shape[3])
      let isFirst = [1, 3].contains(shape[1])
      guard isLast || isFirst else {
        throw .unreadable(
          path: path,
          reason: "its shape \(text) has no side of 1, 3 or 4 channels; "
            + "save images as rows×height×width or rows×height×width×channels")
      }
      if isLast {
        if isFirst && shape[1] != shape[3] {
          notes.append("The shape \(text) was read as rows×height×width×channels.")
        }
        self.init(shape[1], shape[2], shape[3], isPlanar: false, notes)
      } else {
        self.init(shape[2], shape[3], shape[1], isPlanar: true, notes)
      }
    default:
      throw .unreadable(
        path: path,
        reason: "its shape \(text) is no stack of images; "
          + "save images as rows×height×width or rows×height×width×channels")
    }
  }

  private init(
    _ height: Int, _ width: Int, _ channels: Int, isPlanar: Bool, _ notes: [String]
  ) {
    size = ImageSize(height: height, width: width)
    self.channels = channels
    self.isPlanar = isPlanar && channels > 1
    self.notes = notes
  }

  /// The square that a row may be.
  private static func example(_ length: Int) -> String {
    let side = Int(Double(length).squareRoot().rounded())
    return side * side == length ? ", such as \(side)x\(side)" : ""
  }

  /// Brings the channels of each pixel together.
  func interleaved<Value>(_ row: ArraySlice<Value>) -> [Value] {
    guard isPlanar else { return Array(row) }
    let plane = size.height * size.width
    return (0..<(plane * channels)).map { index in
      row[row.startIndex + index % channels * plane + index / channels]
    }
  }

  /// An image of bytes that are grey values, R, G and B, or these and alpha.
  func image(bytes row: ArraySlice<UInt8>) -> DecodedImage {
    DecodedImage(
      size: size, samples: channels == 1 ? .grey8 : channels == 3 ? .rgb8 : .rgba8,
      bytes: interleaved(row))
  }

  /// An image of real values from 0 to 255; as bytes where all of them are, so that it hashes alike.
  func image(real row: ArraySlice<Double>) -> DecodedImage {
    if row.allSatisfy({ $0 >= 0 && $0 <= 255 && $0 == $0.rounded(.down) }) {
      return image(bytes: row.map { UInt8($0) }[...])
    }
    return DecodedImage(size: size, channels: channels, values: interleaved(row))
  }
}
