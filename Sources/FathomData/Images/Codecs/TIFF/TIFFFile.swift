internal import CTIFF

/// An open TIFF file: libtiff's handle and the texts in which it says what is wrong.
struct TIFFFile {
  let handle: OpaquePointer
  private let error: UnsafeMutablePointer<CChar>
  private let warning: UnsafeMutablePointer<CChar>

  /// The library may ask for this many bytes at a time.
  private static let largestAllocation = ImageHeader.maximumBytes

  /// The global handlers print; those of a handle are set, but not everything asks them.
  private static let silence: Void = {
    TIFFSetErrorHandler(nil)
    TIFFSetWarningHandler(nil)
  }()

  /// Opens the first page of a file for the time of a closure.
  static func with<Value>(
    _ bytes: [UInt8], _ body: (TIFFFile) throws(UnreadableImage) -> Value
  ) throws(UnreadableImage) -> Value {
    silence
    let length = Int(fathom_tiff_text)
    let texts = UnsafeMutablePointer<CChar>.allocate(capacity: 2 * length)
    texts.initialize(repeating: 0, count: 2 * length)
    defer { texts.deallocate() }
    let (error, warning) = (texts, texts + length)
    return try bytes.withUnsafeBufferPointer { buffer throws(UnreadableImage) in
      var source = TIFFSource(bytes: buffer)
      return try withUnsafeMutablePointer(to: &source) { source throws(UnreadableImage) in
        let opened = fathom_tiff_open(
          source, TIFFSource.read, { _, _, _ in -1 }, TIFFSource.seek, { _ in 0 }, TIFFSource.size,
          tmsize_t(largestAllocation), error, warning)
        guard let handle = opened else { throw failure(error) }
        // The source outlives the handle.
        defer { TIFFClose(handle) }
        return try body(TIFFFile(handle: handle, error: error, warning: warning))
      }
    }
  }

  /// What went wrong, in the words of the library.
  var failure: UnreadableImage { TIFFFile.failure(error) }

  private static func failure(_ error: UnsafeMutablePointer<CChar>) -> UnreadableImage {
    let text = String(cString: error)
    return .damaged(.tiff, text.isEmpty ? "its directory cannot be read" : text)
  }

  /// What the library warned of, when the palette cannot be used; nil when nothing.
  var missingPalette: UnreadableImage? {
    let text = String(cString: warning)
    return text.contains("ColorMap") ? .damaged(.tiff, text) : nil
  }

  /// What a decoder of pixels warned of, when pixels are missing; nil when nothing.
  ///
  /// Two decoders fill missing pixels with a warning instead of an error: of JPEG and of fax.
  var missingPixels: UnreadableImage? {
    let text = String(cString: warning)
    guard text.hasPrefix("JPEGLib") || text.hasPrefix("Fax"), !text.contains("extraneous") else {
      return nil
    }
    return .damaged(.tiff, text)
  }

  /// A tag of 16 bits, or its default.
  func u16(_ tag: Int32) -> Int? {
    var value: UInt16 = 0
    return fathom_tiff_u16(handle, UInt32(tag), &value) == 1 ? Int(value) : nil
  }

  /// A tag of 32 bits.
  func u32(_ tag: Int32) -> Int? {
    var value: UInt32 = 0
    return fathom_tiff_u32(handle, UInt32(tag), &value) == 1 ? Int(value) : nil
  }

  /// What the samples after the colours mean.
  var extraSamples: [UInt16] {
    var count: UInt16 = 0
    var kinds: UnsafePointer<UInt16>?
    guard fathom_tiff_extra_samples(handle, &count, &kinds) == 1, let kinds else { return [] }
    // In bounds: the library says how many there are.
    return Array(UnsafeBufferPointer(start: kinds, count: Int(count)))
  }

  /// The colours of a palette for indices of this many bits.
  ///
  /// Entries have 16 bits, of which the higher 8 are used; where all fit into 8 bits they are those.
  func palette(bits: Int) -> [SIMD3<UInt8>]? {
    var (red, green, blue): (UnsafePointer<UInt16>?, UnsafePointer<UInt16>?, UnsafePointer<UInt16>?)
    guard fathom_tiff_palette(handle, &red, &green, &blue) == 1, let red, let green, let blue
    else { return nil }
    // In bounds: each array has an entry for every index.
    let indices = 0..<(1 << bits)
    let shift: UInt16 = indices.allSatisfy { red[$0] | green[$0] | blue[$0] < 256 } ? 0 : 8
    return indices.map {
      SIMD3(UInt8(red[$0] >> shift), UInt8(green[$0] >> shift), UInt8(blue[$0] >> shift))
    }
  }
}

/// The bytes that the library reads.
private struct TIFFSource {
  let bytes: UnsafeBufferPointer<UInt8>
  var position: UInt64 = 0

  static let read: @convention(c) (thandle_t?, UnsafeMutableRawPointer?, tmsize_t) -> tmsize_t = {
    data, target, count in
    guard let source = data?.assumingMemoryBound(to: TIFFSource.self), let target, count > 0,
      source.pointee.position < UInt64(source.pointee.bytes.count),
      let base = source.pointee.bytes.baseAddress
    else { return 0 }
    let start = Int(source.pointee.position)
    let length = min(Int(count), source.pointee.bytes.count - start)
    // In bounds: `count` bytes are asked for, and `length` bytes are left from the position.
    target.copyMemory(from: base + start, byteCount: length)
    source.pointee.position += UInt64(length)
    return tmsize_t(length)
  }

  static let seek: @convention(c) (thandle_t?, toff_t, Int32) -> toff_t = { data, offset, origin in
    guard let source = data?.assumingMemoryBound(to: TIFFSource.self) else { return .max }
    switch origin {
    case 0: source.pointee.position = offset
    case 1: source.pointee.position &+= offset
    default: source.pointee.position = UInt64(source.pointee.bytes.count) &+ offset
    }
    return source.pointee.position
  }

  static let size: @convention(c) (thandle_t?) -> toff_t = { data in
    UInt64(data?.assumingMemoryBound(to: TIFFSource.self).pointee.bytes.count ?? 0)
  }
}
