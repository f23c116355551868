import Foundation
import Testing

@testable import FathomData

@Suite struct InputCompressionTests {
  @Test(arguments: Compression.allCases)
  func `a compressed file is read like the plain one`(_ pack: Compression) throws {
    let name = "rows.csv.\(pack.suffix)"
    let input = try TextInput.open(path: inputPath(name))
    #expect(try input.text() == rowsText)
    #expect(input.compression == pack)
    #expect(input.encoding == .utf8)
    #expect(input.damage == nil)
    #expect(input.textStart == 0)
    #expect(input.file.path == inputPath(name))
    #expect(input.rawSHA256 == (try sha256(inputBytes(name))))
    #expect(input.notes == ["The file is compressed with \(pack)."])
  }

  @Test(arguments: Compression.allCases)
  func `members that follow one another are one text`(_ pack: Compression) throws {
    let members = try TextInput.open(path: inputPath("members.csv.\(pack.suffix)"))
    #expect(try members.text() == inputBytes("words.csv"))
    let packed = try inputBytes("rows.csv.\(pack.suffix)")
    let twice = try open(packed + packed)
    #expect(try twice.text() == rowsText + rowsText)
    #expect(twice.damage == nil)
    let padded = try open(packed + [UInt8](repeating: 0, count: 512) + packed + [0, 0, 0, 0])
    #expect(try padded.text() == rowsText + rowsText)
    #expect(padded.damage == nil)
  }

  @Test func `a zstd frame that is to be skipped is skipped`() throws {
    let skipped: [UInt8] = [0x5E, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
    let packed = try inputBytes("rows.csv.zst")
    for bytes in [skipped + packed, packed + skipped] {
      let input = try open(bytes)
      #expect(try input.text() == rowsText)
      #expect(input.damage == nil)
    }
  }

  @Test func `compression is found by the bytes, not by the name`() throws {
    #expect(try open(inputBytes("words.csv")).compression == nil)
    #expect(try open(Array("BZh,b\n1,2\n".utf8)).compression == nil)
    #expect(try open(Array("BZh9,b\n1,2\n".utf8)).compression == nil)
    #expect(Compression(startOf: [0x1F, 0x8B, 0x08, 0xE0]) == nil)
    #expect(Compression(startOf: [0x1F, 0x8B]) == nil)
  }

  @Test(arguments: Compression.allCases)
  func `a pipe may be compressed`(_ pack: Compression) throws {
    let packed = try inputBytes("rows.csv.\(pack.suffix)")
    let input = try throughPipe(packed) { try TextInput.open(path: $0) }
    #expect(try input.text() == rowsText)
    #expect(input.rawSHA256 == (try open(packed)).rawSHA256)
  }

  @Test func `a pipe of plain text is its own digest`() throws {
    let text = rowsText + rowsText + rowsText + rowsText + rowsText + rowsText
    let input = try throughPipe(text) { try TextInput.open(path: $0) }
    #expect(try input.text() == text)
    #expect(input.rawSHA256 == nil)
    #expect(input.notes.isEmpty)
  }

  @Test func `compressed data of another encoding is decoded, too`() throws {
    let input = try TextInput.open(path: inputPath("windows1252.csv.gz"))
    #expect(try input.text() == inputBytes("words.csv"))
    #expect(input.compression == .gzip)
    #expect(input.encoding == .windows1252)
    #expect(input.rawSHA256 == (try sha256(inputBytes("windows1252.csv.gz"))))
    #expect(
      input.notes == [
        "The file is compressed with gzip.", "Text is encoded in Windows-1252.",
      ])
  }

  @Test func `one layer of compression is unpacked, not two`() throws {
    let outer = storedGzip(try inputBytes("rows.csv.xz"))
    #expect(try open(storedGzip(rowsText)).text() == rowsText)
    guard case .unsupported(_, let kind, let advice) = try openingError(outer) else {
      Issue.record("read \(outer.count) bytes")
      return
    }
    #expect(kind == "xz data inside gzip data")
    #expect(advice == "unpack it once: gunzip -c FILE | fathom analyze -")
  }

  @Test func `what is no text is refused inside compression, too`() throws {
    let parquet = Array("PAR1".utf8) + [0x15, 0x04, 0x15, 0x00]
    guard case .unsupported(_, "a Parquet file", _) = try openingError(storedGzip(parquet))
    else {
      Issue.record("a compressed Parquet file was read")
      return
    }
  }

  @Test func `nothing inside compression is an empty file`() throws {
    try withCSV(storedGzip([])) { path in
      _ = #expect(throws: DataError.empty(path: path)) { _ = try TextInput.open(path: path) }
    }
  }

  @Test func `progress ends with all bytes`() throws {
    let log = ProgressLog()
    let path = inputPath("rows.csv.gz")
    _ = try TextInput.open(path: path) { done, total in
      log.append(Double(done) / Double(total ?? 0))
    }
    #expect(log.values.last == 1)
  }

  @Test func `a folder without room is named in the error`() throws {
    let folder = "/nowhere/at all"
    let error = DataError.noTemporaryFile(
      path: "data.csv", folder: folder, reason: "No such file or directory")
    #expect(throws: error) { try TemporaryFile(for: "data.csv", in: folder) }
    #expect(
      error.description
        == "data.csv: its plain text needs a temporary file in \(folder): No such file or "
        + "directory; make room there or set TMPDIR to another folder")
  }

  @Test func `a temporary file has no name`() throws {
    try withCSV("") { path in
      let folder = URL(filePath: path).deletingLastPathComponent().path
      let file = try TemporaryFile(for: "data.csv", in: folder)
      try [1, 2, 3].withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in try file.append(bytes) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["data.csv"])
    }
  }
}

/// Gives bytes to a body as the path of a pipe that another thread fills.
func throughPipe<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
  let pipe = Pipe()
  let writer = pipe.fileHandleForWriting
  let thread = Thread {
    try? writer.write(contentsOf: Data(bytes))
    try? writer.close()
  }
  thread.start()
  return try body("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
}

func sha256(_ bytes: [UInt8]) -> String {
  var digest = Digest()
  bytes.withUnsafeBytes { digest.update($0) }
  return digest.finish()
}

/// Bytes as a gzip member of stored blocks (RFC 1951, section 3.2.4).
func storedGzip(_ bytes: [UInt8]) -> [UInt8] {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  var blocks = [UInt8]()
  var start = 0
  repeat {
    let end = min(bytes.count, start + 0xFFFF)
    blocks += [end == bytes.count ? 1 : 0] + little(end - start, 2) + little(~(end - start), 2)
    blocks += bytes[start..<end]
    start = end
  } while start < bytes.count
  return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + blocks + little(Int(~crc), 4)
    + little(bytes.count, 4)
}
