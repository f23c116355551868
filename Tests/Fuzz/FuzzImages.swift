import Foundation

/// The one format to stay with, in small letters: without it, inputs drift to the formats that are
/// decoded by the code of this package, because only that code is watched.
private let format = ProcessInfo.processInfo.environment["FUZZ_FORMAT"]

/// One run of the fuzzer: a failure stops it, and libFuzzer writes the input that caused it.
///
/// `Scripts/fuzz-images.sh` builds it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImages(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  // In bounds: libFuzzer gives `count` bytes.
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  // Such an input is not kept.
  if let format, DataFormat.find(.image, startOf: input)?.name.lowercased() != format { return -1 }
  if let failure = ImageFuzzChecks.failure(input) { fatalError(failure) }
  return 0
}
