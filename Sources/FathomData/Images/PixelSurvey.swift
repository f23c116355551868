/// What is decided for all pixels of a set before they are read: the ground behind what is transparent, and which
/// numbers of 16 bits are black and white.
struct PixelSurvey: Sendable {
  /// The grey value behind what is transparent.
  private(set) var ground = 255.0
  /// Which numbers are black and white.
  private(set) var levels = ImageLevels.all
  /// How real numbers become grey values; nil where each page tells.
  private(set) var realScale: PixelScale?
  /// The largest number of 8 bits where all are very small; nil where grey values are as they are stored.
  private(set) var largestSmall: UInt8?
  /// What was found, one sentence each.
  private(set) var notes: [String] = []

  /// What is drawn in less contrast to a ground is not shown by it.
  static let leastContrast = 30.0
  /// A ground is good for a set where it shows this part of the pictures.
  private static let shown = 0.95
  /// Numbers that lie within this part of what 16 bits hold are brought to all grey values.
  private static let narrow = 1 << 14
  /// Numbers of 8 bits that nowhere exceed this are counts or classes, or of fewer bits.
  private static let small: UInt8 = 31
  /// Fewer pixels in all tell nothing of how many bits are used.
  private static let fewestPixels = 4_096
  /// A set whose numbers reach the largest of 15 bits, and nowhere exceed it, has no more of them; nearly all of
  /// its numbers end in this range.
  private static let endOf15Bits = 3 << 13...1 << 15 - 1
  /// This part of the numbers at either end may be single wrong pixels.
  private static let outside = 1e-4

  /// Nothing is unusual.
  init() {}

  /// Looks at some images that may be transparent, and at numbers of 16 bits; at all of these where some show that
  /// they are narrow.
  ///
  /// - Parameter decode: decodes an image; nil where it cannot be.
  init(
    headers: [ImageHeader], threads: Int, decode: @Sendable (Int) -> DecodedImage?
  ) throws(DataError) {
    let transparent = headers.indices.filter { headers[$0].hasAlpha }
    let deep = headers.indices.filter { headers[$0].bitDepth > 8 }
    if !transparent.isEmpty {
      ground = try PixelSurvey.ground(transparent, threads, decode)
    }
    try takeSmall(headers, threads, decode)
    guard !deep.isEmpty else { return }
    if let range = try PixelSurvey.realRange(deep, threads, decode) {
      let scale = PixelScale(ofNumbersIn: range)
      realScale = scale
      if let note = scale.note { notes.append(note) }
    }
    let some = ColourMeasure.chosen(of: deep.count).map { deep[$0] }
    var range = try PixelSurvey.range(some, threads, decode)
    if let found = range, found.upperBound - found.lowerBound < PixelSurvey.narrow,
      some.count < deep.count
    {
      range = try PixelSurvey.range(deep, threads, decode)
    }
    guard let found = range, found.upperBound > found.lowerBound else { return }
    if found.upperBound - found.lowerBound < PixelSurvey.narrow {
      take(found)
    } else if PixelSurvey.endOf15Bits ~= found.upperBound,
      try PixelSurvey.largest(deep, threads, decode) == PixelSurvey.endOf15Bits.upperBound
    {
      takeBits(upTo: found.upperBound)
    }
  }

  /// Finds out whether no grey number of 8 bits exceeds a small one, also where grey is stored in three channels;
  /// most sets show at once that some do.
  private mutating func takeSmall(
    _ headers: [ImageHeader], _ threads: Int, _ decode: @Sendable (Int) -> DecodedImage?
  ) throws(DataError) {
    let plain = headers.indices.filter {
      headers[$0].bitDepth == 8 && !headers[$0].hasAlpha && headers[$0].format != .jpeg
    }
    let pixels = headers.reduce(0) { $0 + $1.size.height * $1.size.width }
    guard plain.count == headers.count, pixels >= PixelSurvey.fewestPixels,
      let first = plain.first,
      let largest = decode(first)?.largestGrey8, largest <= PixelSurvey.small
    else { return }
    let found = try SourceReader.reduce(
      count: plain.count, threads: threads, lanes: 1,
      make: { index in decode(plain[index]).map { $0.largestGrey8 ?? .max } ?? 0 },
      initial: { UInt8(0) }, absorb: { $0 = max($0, $1) }, merge: { $0 = max($0, $1) },
      progress: { _ in })
    guard 1...PixelSurvey.small ~= found else { return }
    let bits = UInt8.bitWidth - found.leadingZeroBitCount
    let top = UInt8(1 << bits - 1)
    largestSmall = top
    notes.append("Numbers of 8 bits use \(bits) of them: 0 to \(top) was brought to 0 to 255.")
  }

  /// The range of the real numbers of all images; nil where some image has none.
  private static func realRange(
    _ images: [Int], _ threads: Int, _ decode: @Sendable (Int) -> DecodedImage?
  ) throws(DataError) -> ClosedRange<Double>? {
    // Most sets have none.
    guard let first = images.first, decode(first)?.realScale != nil else { return nil }
    let ranges = try SourceReader.reduce(
      count: images.count, threads: threads, lanes: 1,
      make: { index in decode(images[index]).map { [$0.realRange] } ?? [] },
      initial: { [ClosedRange<Double>?]() }, absorb: { $0 += $1 }, merge: { $0 += $1 },
      progress: { _ in })
    let known = ranges.compactMap(\.self)
    guard known.count == ranges.count, let low = known.map(\.lowerBound).min(),
      let high = known.map(\.upperBound).max()
    else { return nil }
    return low...high
  }

  private mutating func take(_ range: ClosedRange<Int>) {
    if range.upperBound < PixelSurvey.narrow {
      takeBits(upTo: range.upperBound)
    } else {
      levels = ImageLevels(black: UInt16(range.lowerBound), white: UInt16(range.upperBound))
      notes.append(
        "Numbers of 16 bits span \(range.upperBound - range.lowerBound) levels, which were brought to 0 to 255."
      )
    }
  }

  private mutating func takeBits(upTo largest: Int) {
    let bits = Int.bitWidth - largest.leadingZeroBitCount
    levels = ImageLevels(black: 0, white: UInt16(1 << bits - 1))
    notes.append(
      "Numbers of 16 bits use \(bits) of them: 0 to \(1 << bits - 1) was brought to 0 to 255.")
  }

  /// The largest number of all images.
  private static func largest(
    _ images: [Int], _ threads: Int, _ decode: @Sendable (Int) -> DecodedImage?
  ) throws(DataError) -> Int {
    try SourceReader.reduce(
      count: images.count, threads: threads, lanes: 1,
      make: { index in
        var largest = 0
        decode(images[index])?.forEachNumber { largest = max(largest, Int($0)) }
        return largest
      },
      initial: { 0 }, absorb: { $0 = max($0, $1) }, merge: { $0 = max($0, $1) },
      progress: { _ in })
  }

  /// White, unless black or grey shows more of what is drawn.
  private static func ground(
    _ images: [Int], _ threads: Int, _ decode: @Sendable (Int) -> DecodedImage?
  ) throws(DataError) -> Double {
    let chosen = ColourMeasure.chosen(of: images.count).map { images[$0] }
    let grounds = [255.0, 0, 128]
    let found = try SourceReader.reduce(
      count: chosen.count, threads: threads, lanes: 1,
      make: { index in
        decode(chosen[index]).map { image in grounds.map { image.contrast(onGround: $0) } } ?? []
      },
      initial: { [[Double?]]() }, absorb: { $0.append($1) }, merge: { $0 += $1 },
      progress: { _ in }
    ).filter { !$0.isEmpty && $0[0] != nil }
    guard !found.isEmpty else { return 255 }
    let shares = grounds.indices.map { place in
      Double(found.count { ($0[place] ?? 0) >= leastContrast }) / Double(found.count)
    }
    if let good = grounds.indices.first(where: { shares[$0] >= shown }) { return grounds[good] }
    let best = shares.max() ?? 0
    return grounds[shares.firstIndex(of: best) ?? 0]
  }

  /// The range of the numbers without the outermost; nil where there are none.
  private static func range(
    _ images: [Int], _ threads: Int, _ decode: @Sendable (Int) -> DecodedImage?
  ) throws(DataError) -> ClosedRange<Int>? {
    let counts = try SourceReader.reduce(
      count: images.count, threads: threads, lanes: 1,
      make: { index in
        var counts = [Int: Int]()
        decode(images[index])?.forEachNumber { counts[Int($0), default: 0] += 1 }
        return counts
      },
      initial: { [Int](repeating: 0, count: 1 << 16) },
      absorb: { all, counts in for (number, count) in counts { all[number] += count } },
      merge: { all, other in for number in all.indices { all[number] += other[number] } },
      progress: { _ in })
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let least = Int(outside * Double(total))
    func end(_ numbers: some Sequence<Int>) -> Int {
      var seen = 0
      for number in numbers {
        seen += counts[number]
        if seen > least { return number }
      }
      return 0
    }
    let (low, high) = (end(counts.indices), end(counts.indices.reversed()))
    return low...max(low, high)
  }

  /// The image as the set is read.
  func applied(to image: DecodedImage) -> DecodedImage {
    var image = largestSmall.map { image.spread(from: $0) } ?? image
    image.ground = ground
    image.levels = levels
    if image.realScale != nil, let realScale { image.realScale = realScale }
    return image
  }

  /// What the ground is called.
  var groundName: String { ground == 255 ? "white" : ground == 0 ? "black" : "grey" }
}
