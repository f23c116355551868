import CJPEGDecoder

// The fuzzer compiles this file and the decoders into one module.
#if !FUZZING
  @testable import FathomData
#endif

/// What must hold for any bytes: checked by the tests on a stored corpus, by the fuzzer on its own.
enum ImageFuzzChecks {
  /// Larger images are not decoded here, because they take seconds.
  private static let maximumPixels = 1 << 20

  /// What a decoder does wrong with these bytes; nil when nothing.
  static func failure(_ bytes: [UInt8]) -> String? {
    let header: ImageHeader
    do throws(UnreadableImage) {
      header = try ImageHeader(bytes)
    } catch {
      return error.reason.isEmpty ? "there is no reason why the header cannot be read" : nil
    }
    let size = header.storedSize
    guard size.height * size.width <= maximumPixels else { return nil }
    let image: DecodedImage
    do throws(UnreadableImage) {
      image = try DecodedImage(decoding: bytes)
    } catch {
      return error.reason.isEmpty ? "there is no reason why the pixels cannot be read" : nil
    }
    guard image.size == size, image.orientation == header.orientation else {
      return "the image is \(image.size), its header says \(size)"
    }
    var rows = 0
    var isInRange = true
    image.forEachColourRow { row in
      rows += 1
      isInRange = isInRange && row.count == 3 * size.width && row.allSatisfy { 0...255.0001 ~= $0 }
    }
    image.forEachGreyRow { row in
      isInRange = isInRange && row.count == size.width && row.allSatisfy { 0...255.0001 ~= $0 }
    }
    guard rows == size.height, isInRange else {
      return "a row is missing, or a value is out of range"
    }
    return header.format == .jpeg ? disagreement(bytes) : nil
  }

  /// Where our reader of the means of blocks and libjpeg do not agree.
  private static func disagreement(_ bytes: [UInt8]) -> String? {
    func rows(_ reader: fathom_jpeg_reader) -> [[UInt8]]? {
      guard let image = try? JPEGDecoder.blockMeans(bytes, by: reader) else { return nil }
      var rows = [[UInt8]]()
      image.forEachStoredRow { rows.append([UInt8]($0)) }
      return rows
    }
    return rows(fathom_jpeg_fastest) == rows(fathom_jpeg_library)
      ? nil : "the means of blocks are not those that libjpeg gives"
  }
}
