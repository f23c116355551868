internal import CTIFF

/// The samples of a page, gathered from its strips or tiles.
struct TIFFSamples {
  let file: TIFFFile
  let layout: TIFFLayout

  /// All used samples, those of a pixel side by side, as `level` finds them at an index of a row.
  ///
  /// - Complexity: O(height · width · channels).
  func read<Level>(
    zero: Level, _ level: (UnsafeRawBufferPointer, Int) -> Level
  ) throws(UnreadableImage) -> [Level] {
    let (size, channels) = (layout.header.storedSize, layout.channels)
    let count = size.height * size.width * channels
    guard count * MemoryLayout<Level>.stride <= ImageHeader.maximumBytes else {
      throw UnreadableImage(
        reason: "\(size) pixels of \(layout.bits) bits are more than can be read, "
          + "\(ImageHeader.maximumBytes / 1_000_000) MB")
    }
    try checkLibraryAgrees()
    var samples = [Level](repeating: zero, count: count)
    var block = [UInt8](repeating: 0, count: layout.blockLength)
    // Between neighbours in a row of the block: all samples of a pixel, or those of one channel.
    let step = layout.isPlanar ? 1 : layout.samplesPerPixel
    for plane in 0..<(layout.isPlanar ? channels : 1) {
      for top in stride(from: 0, to: size.height, by: layout.block.height) {
        let rows = min(layout.block.height, size.height - top)
        for left in stride(from: 0, to: size.width, by: layout.block.width) {
          try fill(&block, top: top, left: left, plane: plane, rows: rows)
          let columns = min(layout.block.width, size.width - left)
          block.withUnsafeBytes { bytes in
            for y in 0..<rows {
              // In bounds: the block has rows of this length, as many as `block.height`.
              let start = y * layout.rowLength
              let row = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + layout.rowLength)])
              var target = ((top + y) * size.width + left) * channels + plane
              for x in 0..<columns {
                for channel in 0..<(layout.isPlanar ? 1 : channels) {
                  samples[target + channel] = level(row, x * step + channel)
                }
                target += channels
              }
            }
          }
        }
      }
    }
    return samples
  }

  /// All samples of a page whose strips hold just the bytes that are wanted, row by row; nil of any
  /// other page.
  func readBytes() throws(UnreadableImage) -> [UInt8]? {
    guard layout.bits == 8, layout.numbers == .unsigned, !layout.isTiled, !layout.isPlanar,
      layout.channels == layout.samplesPerPixel
    else { return nil }
    try checkLibraryAgrees()
    let (height, rowLength) = (layout.header.storedSize.height, layout.rowLength)
    var isWhole = true
    let samples = [UInt8](unsafeUninitializedCapacity: height * rowLength) { buffer, initialized in
      for top in stride(from: 0, to: height, by: layout.block.height) where isWhole {
        let length = min(layout.block.height, height - top) * rowLength
        // In bounds: the library is told the length of these rows, which are inside of the capacity.
        let target = buffer.baseAddress.map { $0 + top * rowLength }
        let strip = TIFFComputeStrip(file.handle, UInt32(top), 0)
        isWhole = TIFFReadEncodedStrip(file.handle, strip, target, tmsize_t(length)) == length
        if isWhole { initialized += length }
      }
    }
    guard isWhole else { throw file.failure }
    if let problem = file.missingPixels { throw problem }
    return samples
  }

  /// The library must have the same rows and blocks in mind.
  private func checkLibraryAgrees() throws(UnreadableImage) {
    let handle = file.handle
    let (row, block) =
      layout.isTiled
      ? (TIFFTileRowSize64(handle), TIFFTileSize64(handle))
      : (TIFFScanlineSize64(handle), TIFFStripSize64(handle))
    guard row == UInt64(layout.rowLength), block == UInt64(layout.blockLength) else {
      throw .contradiction
    }
  }

  private func fill(
    _ block: inout [UInt8], top: Int, left: Int, plane: Int, rows: Int
  ) throws(UnreadableImage) {
    let (x, y, sample) = (UInt32(left), UInt32(top), UInt16(plane))
    let size = tmsize_t(block.count)
    let length: tmsize_t = block.withUnsafeMutableBytes { bytes in
      // In bounds: the library is told the length.
      layout.isTiled
        ? TIFFReadEncodedTile(
          file.handle, TIFFComputeTile(file.handle, x, y, 0, sample), bytes.baseAddress, size)
        : TIFFReadEncodedStrip(
          file.handle, TIFFComputeStrip(file.handle, y, sample), bytes.baseAddress, size)
    }
    guard length >= rows * layout.rowLength else { throw file.failure }
    if let problem = file.missingPixels { throw problem }
  }
}

/// Reading a sample at an index of a row; the caller knows that it is there.
///
/// Samples of 16 bits and more are in the order of the machine; shorter and odd ones are packed, the
/// highest bit first (TIFF 6.0, BitsPerSample and FillOrder).
extension UnsafeRawBufferPointer {
  /// A sample of at most 16 bits.
  @inline(__always)
  func packed(_ index: Int, bits: Int) -> Int {
    if bits == 8 { return Int(self[index]) }
    if bits == 16 { return Int(loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)) }
    var (position, left, value) = (index * bits, bits, 0)
    while left > 0 {
      let length = Swift.min(left, 8 - position % 8)
      let byte = Int(self[position / 8]) >> (8 - position % 8 - length)
      value = value << length | byte & (1 << length - 1)
      position += length
      left -= length
    }
    return value
  }

  /// A sample of 16 bits and more as a number.
  func number(_ index: Int, _ numbers: TIFFLayout.Numbers, bits: Int) -> Double {
    switch (numbers, bits) {
    case (.real, 16): half(loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
    case (.real, 32): Double(loadUnaligned(fromByteOffset: 4 * index, as: Float.self))
    case (.real, _): loadUnaligned(fromByteOffset: 8 * index, as: Double.self)
    case (.signed, 32): Double(loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
    case (.signed, _): Double(loadUnaligned(fromByteOffset: 8 * index, as: Int64.self))
    case (.unsigned, 32): Double(loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    case (.unsigned, _): Double(loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
  }

  /// A number of IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction.
  private func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023)
    let size: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
      }
    return bits >> 15 == 1 ? -size : size
  }
}
