internal import CKernels

/// Counts what is not valid UTF-8 in a text, and the NUL characters.
///
/// Blocks are absorbed in their order, cut anywhere; checks of neighbouring parts can be made apart
/// and merged. An invalid sequence is what becomes one U+FFFD when it is decoded: the longest
/// beginning of a character, else one byte (Unicode 16, section 3.9, “maximal subpart”), as
/// `String(decoding:as:)` does.
struct UTF8Check: Sendable, Equatable {
  /// How many bytes were absorbed.
  private(set) var byteCount = 0
  /// Characters of two bytes or more.
  private(set) var validMultibyte = 0
  private(set) var nulCount = 0

  private var breaks = LineBreaks()
  private var invalidInside = 0
  private var firstInvalidInside: Place?
  private var firstNul: Place?
  /// Continuation bytes at the very beginning, at most three, which may end a character of the part
  /// before.
  private var head = [UInt8]()
  private var state = State()

  private struct Place: Equatable {
    var offset: Int
    var breaks: LineBreaks
  }

  /// The part of a character that was read, and what its next byte must be.
  private struct State: Equatable {
    var read = 0
    var missing = 0
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
  }

  /// Whether every byte is below 0x80.
  var isASCII: Bool { validMultibyte == 0 && invalid == 0 }

  /// Invalid sequences, each of which is read as one U+FFFD; a character that the end cuts is one.
  var invalid: Int { invalidInside + head.count + (endsInsideCharacter ? 1 : 0) }

  /// Whether the bytes end inside a character.
  var endsInsideCharacter: Bool { state.missing > 0 }

  /// Where the first invalid sequence starts.
  var firstInvalidOffset: Int? { firstInvalid?.offset }

  /// The line of the first invalid sequence, from 1.
  var firstInvalidLine: Int? { firstInvalid?.breaks.line(in: breaks) }

  /// The line of the first NUL, from 1.
  var firstNulLine: Int? { firstNul?.breaks.line(in: breaks) }

  private var firstInvalid: Place? {
    if !head.isEmpty { return Place(offset: 0, breaks: LineBreaks()) }
    if let firstInvalidInside { return firstInvalidInside }
    return endsInsideCharacter ? Place(offset: byteCount - state.read, breaks: breaks) : nil
  }

  /// Sentences for the report; none when there is nothing to say.
  var notes: [String] {
    var notes = [String]()
    if let line = firstInvalidLine {
      notes.append(
        invalid == 1
          ? "1 byte sequence in line \(line) is not valid UTF-8; it is read as U+FFFD."
          : "\(invalid) byte sequences are not valid UTF-8, the first in line \(line); "
            + "they are read as U+FFFD.")
    }
    if let line = firstNulLine {
      notes.append(
        nulCount == 1
          ? "1 NUL character, in line \(line), is kept as a character."
          : "\(nulCount) NUL characters, the first in line \(line), are kept as characters.")
    }
    return notes
  }

  // MARK: Absorbing

  /// Absorbs the next bytes.
  mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    while start < bytes.count, byteCount == head.count, head.count < 3, bytes[start] & 0xC0 == 0x80
    {
      head.append(bytes[start])
      byteCount += 1
      start += 1
    }
    while start < bytes.count {
      let end = min(bytes.count, start + UTF8Survey.largest)
      absorbPart(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      start = end
    }
  }

  /// Absorbs the next bytes, of which it is known whether any is NUL or above 0x7F, and which line
  /// breaks are among them, so that they need not be looked at again.
  mutating func absorb(
    _ bytes: UnsafeRawBufferPointer, hasNUL: Bool, isASCII: Bool, _ breaks: LineBreaks
  ) {
    guard !hasNUL else {
      absorb(bytes)
      return
    }
    if isASCII, !endsInsideCharacter {
      self.breaks = self.breaks + breaks
      byteCount += bytes.count
      return
    }
    // What the part before has begun, and what the next one ends: no line breaks among them.
    let begun = endsInsideCharacter ? bytes.prefix(3).prefix { $0 & 0xC0 == 0x80 }.count : 0
    absorb(UnsafeRawBufferPointer(rebasing: bytes[..<begun]))
    let whole = max(begun, bytes.count - UTF8Check.cutLength(bytes))
    let middle = UnsafeRawBufferPointer(rebasing: bytes[begun..<whole])
    if !endsInsideCharacter, let count = UTF8Check.charactersIfValid(middle) {
      validMultibyte += count
      self.breaks = self.breaks + breaks
      byteCount += middle.count
    } else {
      absorb(middle)
    }
    absorb(UnsafeRawBufferPointer(rebasing: bytes[whole...]))
  }

  /// How many characters of two bytes or more there are; nil where a byte is not valid.
  private static func charactersIfValid(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress else { return 0 }
    var characters = 0
    // In bounds: address and length come from one buffer.
    let isValid = fathom_utf8(
      base.assumingMemoryBound(to: UInt8.self), bytes.count, &characters)
    return isValid != 0 ? characters : nil
  }

  /// How many bytes at the end may begin a character without ending it, at most three.
  private static func cutLength(_ bytes: UnsafeRawBufferPointer) -> Int {
    for length in 1...3 where length <= bytes.count {
      let byte = bytes[bytes.count - length]
      if byte >= 0xC0 {
        let wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        return wanted > length ? length : 0
      }
      // No character is open behind ASCII.
      if byte < 0x80 { return 0 }
    }
    return 0
  }

  /// Absorbs the check of the bytes that follow.
  mutating func merge(_ next: UTF8Check) {
    next.head.withUnsafeBytes { absorb($0) }
    // What follows the head is no continuation byte, or one too many.
    guard next.byteCount > next.head.count else { return }
    if endsInsideCharacter { endInvalid() }
    func shifted(_ place: Place?) -> Place? {
      place.map {
        Place(
          offset: $0.offset + byteCount - next.head.count, breaks: breaks + $0.breaks)
      }
    }
    firstInvalidInside = firstInvalidInside ?? shifted(next.firstInvalidInside)
    firstNul = firstNul ?? shifted(next.firstNul)
    invalidInside += next.invalidInside
    validMultibyte += next.validMultibyte
    nulCount += next.nulCount
    breaks = breaks + next.breaks
    byteCount += next.byteCount - next.head.count
    state = next.state
  }

  /// Absorbs at most `UTF8Survey.largest` bytes.
  private mutating func absorbPart(_ bytes: UnsafeRawBufferPointer) {
    let survey = UTF8Survey(bytes)
    if survey.nuls > 0, firstNul == nil, let index = bytes.firstIndex(of: 0) {
      firstNul = place(index, bytes)
    }
    nulCount += survey.nuls
    if !survey.isASCII || endsInsideCharacter { validate(bytes) }
    breaks = breaks + survey.breaks
    byteCount += bytes.count
  }

  private func place(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Place {
    let before = UTF8Survey(UnsafeRawBufferPointer(rebasing: bytes[..<max(0, index)]))
    return Place(offset: byteCount + index, breaks: breaks + before.breaks)
  }

  /// Counts a character that was begun and does not go on.
  private mutating func endInvalid() {
    if firstInvalidInside == nil {
      firstInvalidInside = Place(offset: byteCount - state.read, breaks: breaks)
    }
    invalidInside += 1
    state = State()
  }

  /// Finds characters, byte by byte, as the UTF-8 decoder of the WHATWG Encoding Standard does.
  private mutating func validate(_ bytes: UnsafeRawBufferPointer) {
    var state = state
    var valid = 0
    var invalid = 0
    var firstIndex: Int?
    var index = 0
    while index < bytes.count {
      // In bounds: index + 8 ≤ count.
      if state.missing == 0, index + 8 <= bytes.count,
        bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
        continue
      }
      let byte = bytes[index]
      if state.missing > 0 {
        if byte < state.lowest || byte > state.highest {
          if invalid == 0 { firstIndex = index - state.read }
          invalid += 1
          // The same byte may begin a character.
          state = State()
          continue
        }
        state.lowest = 0x80
        state.highest = 0xBF
        state.read += 1
        state.missing -= 1
        if state.missing == 0 {
          valid += 1
          state = State()
        }
      } else if byte >= 0x80 {
        switch byte {
        case 0xC2...0xDF: state = State(read: 1, missing: 1)
        case 0xE0: state = State(read: 1, missing: 2, lowest: 0xA0)
        case 0xED: state = State(read: 1, missing: 2, highest: 0x9F)
        case 0xE1...0xEF: state = State(read: 1, missing: 2)
        case 0xF0: state = State(read: 1, missing: 3, lowest: 0x90)
        case 0xF1...0xF3: state = State(read: 1, missing: 3)
        case 0xF4: state = State(read: 1, missing: 3, highest: 0x8F)
        default:
          if invalid == 0 { firstIndex = index }
          invalid += 1
        }
      }
      index += 1
    }
    // An index below zero lies in the part before, on the same line.
    if firstInvalidInside == nil, let firstIndex { firstInvalidInside = place(firstIndex, bytes) }
    validMultibyte += valid
    invalidInside += invalid
    self.state = state
  }
}
