import Testing

@testable import FathomData

@Suite struct InputDamageTests {
  @Test(arguments: Compression.allCases)
  func `the text before a cut is used`(_ pack: Compression) throws {
    let name = "cut.csv.\(pack.suffix)"
    let input = try TextInput.open(path: inputPath(name))
    let text = try input.text()
    #expect(text.count >= 100_000)
    #expect(text.count < plainText.count)
    #expect(plainText.starts(with: text))
    let size = try inputBytes(name).count
    #expect(
      input.damage
        == InputDamage(
          kind: .endsEarly,
          message: "The \(pack) data end early, at byte \(size) of the file; "
            + "what comes before is used."))
    #expect(input.rawSHA256 == (try sha256(inputBytes(name))))
  }

  @Test(arguments: Compression.allCases)
  func `the text before a damage is used`(_ pack: Compression) throws {
    let name = "corrupt.csv.\(pack.suffix)"
    let input = try TextInput.open(path: inputPath(name))
    let text = try input.text()
    #expect(text.count >= 100_000)
    #expect(plainText.starts(with: text.prefix(100_000)))
    // A block of bzip2 is verified before it counts.
    if pack == .bzip2 { #expect(plainText.starts(with: text)) }
    #expect(input.damage?.kind == .corrupt)
    #expect(input.damage?.cutsText == true)
    #expect(input.damage?.message.hasPrefix("The \(pack) data are damaged near byte ") == true)
    // The digest is that of the whole file, not of what was read before the damage.
    #expect(input.rawSHA256 == (try sha256(inputBytes(name))))
  }

  @Test(arguments: Compression.allCases)
  func `a cut anywhere leaves a beginning of the text`(_ pack: Compression) throws {
    let packed = try inputBytes("rows.csv.\(pack.suffix)")
    var random = SplitMix(11)
    let cuts =
      stride(from: 10, to: 40, by: 3)
      + (0..<20).map { _ in Int.random(in: 40..<packed.count, using: &random) }
      + Array((packed.count - 12)..<packed.count)
    var delivered = 0
    for cut in cuts {
      do {
        let input = try open(Array(packed[..<cut]))
        let text = try input.text()
        #expect(rowsText.starts(with: text))
        #expect(input.damage?.kind == .endsEarly)
        delivered = max(delivered, text.count)
      } catch let error as DataError {
        guard case .cannotUnpack = error else {
          Issue.record("cut at \(cut): \(error)")
          continue
        }
      }
    }
    #expect(delivered == rowsText.count)
  }

  @Test func `gzip data are delivered up to the byte of the cut`() throws {
    let packed = try inputBytes("rows.csv.gz")
    var before = 0
    for cut in stride(from: packed.count / 2, to: packed.count / 2 + 200, by: 20) {
      let count = try open(Array(packed[..<cut])).text().count
      #expect(count > before)
      before = count
    }
  }

  @Test(arguments: Compression.allCases)
  func `no bit flip crashes or goes unnoticed`(_ pack: Compression) throws {
    let packed = try inputBytes("rows.csv.\(pack.suffix)")
    var random = SplitMix(12)
    for _ in 0..<40 {
      var broken = packed
      // The header holds bytes without meaning, such as a time.
      let index = Int.random(in: 12..<packed.count, using: &random)
      broken[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      do {
        let input = try open(broken)
        if input.damage == nil { #expect(try input.text() == rowsText, "byte \(index)") }
      } catch let error as DataError {
        switch error {
        case .cannotUnpack, .unsupported: break
        default: Issue.record("byte \(index): \(error)")
        }
      }
    }
  }

  @Test func `a wrong checksum is said`() throws {
    var packed = try inputBytes("rows.csv.gz")
    packed[packed.count - 8] ^= 1
    let input = try open(packed)
    #expect(try input.text() == rowsText)
    #expect(
      input.damage?.message
        == "The gzip data are damaged near byte \(packed.count - 4) of the file; "
        + "their checksum does not match, so any row may be wrong.")
  }

  @Test func `a block of bzip2 with a wrong checksum is no text`() throws {
    let packed = try inputBytes("rows.csv.bz2")
    var twice = packed + packed
    // Behind the 4 bytes of the stream's header and the 6 that begin a block.
    twice[packed.count + 10] ^= 1
    let input = try open(twice)
    #expect(try input.text() == rowsText)
    #expect(input.damage?.kind == .corrupt)
    #expect(input.damage?.message.hasSuffix("what comes before is used.") == true)
  }

  @Test(arguments: Compression.allCases)
  func `something else behind the data is left out and said`(_ pack: Compression) throws {
    let packed = try inputBytes("rows.csv.\(pack.suffix)")
    for tail in ["\n", "row,digit\n1,2\n"] {
      let input = try open(packed + Array(tail.utf8))
      #expect(try input.text() == rowsText)
      #expect(
        input.damage
          == InputDamage(
            kind: .followed,
            message: "Behind byte \(packed.count) of the file there is something else than "
              + "\(pack) data; it is not used."))
    }
  }

  @Test func `nothing to unpack is an error that says where`() throws {
    try withCSV(Array(try inputBytes("rows.csv.gz")[..<14])) { path in
      _ = #expect(
        throws: DataError.cannotUnpack(
          path: path,
          reason: "the gzip data end at byte 14, before the first row; get the file again")
      ) { _ = try TextInput.open(path: path) }
    }
    #expect(
      DataError.cannotUnpack(path: "a.gz", reason: "why").description
        == "a.gz: cannot be unpacked: why")
    guard case .cannotUnpack = try openingError([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 0xFF]) else {
      Issue.record("noise was unpacked")
      return
    }
  }

  @Test func `data that need too much memory are refused with the way to unpack them`() throws {
    // RFC 8878: a window of 2^(10 + 31) bytes.
    let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xF8, 0x01, 0x00, 0x00]
    guard case .cannotUnpack(_, let reason) = try openingError(frame) else {
      Issue.record("the frame was unpacked")
      return
    }
    #expect(
      reason == "its zstd data need too much memory; "
        + "unpack it: zstd -dc --long=31 FILE | fathom analyze -")
  }
}
