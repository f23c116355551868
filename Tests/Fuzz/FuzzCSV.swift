import Foundation

/// Calls the checks of the tests with the inputs of libFuzzer; `Scripts/fuzz.sh` builds it.
private let checks = CSVFuzzChecks(
  path: FileManager.default.temporaryDirectory.appending(
    path: "fathom-fuzz-\(ProcessInfo.processInfo.processIdentifier).csv"
  ).path)

/// One run of the fuzzer: a failure stops it, and libFuzzer writes the input that caused it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCSV(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  // In bounds: libFuzzer gives `count` bytes.
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  do {
    if let failure = checks.scannerFailure(input) { fatalError(failure) }
    // A file takes a hundred times as long as the scanner, so an eighth of the inputs become files.
    if input.reduce(0, &+) & 7 == 0, let failure = try checks.sourceFailure(input) {
      fatalError(failure)
    }
  } catch {
    fatalError("the file for the checks cannot be written: \(error)")
  }
  return 0
}
