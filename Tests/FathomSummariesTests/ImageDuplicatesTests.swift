import FathomData
import FathomNumerics
import SummaryTesting
import Testing

@testable import FathomSummaries

@Suite struct ImageDuplicatesTests {
  private func entries(
    _ records: [ImageRecord], labels: [Int32] = [], splits: [Int32] = []
  ) -> [ImageInventory.Entry] {
    records.indices.map {
      ImageInventory.Entry(
        row: $0, label: labels.isEmpty ? -1 : labels[$0], split: splits.isEmpty ? -1 : splits[$0],
        record: records[$0])
    }
  }

  private func record(_ content: UInt64, _ difference: UInt64, _ picture: UInt64 = 0)
    -> ImageRecord
  {
    .test(content: content, difference: difference, picture: picture)
  }

  /// Images that are no exact duplicate of an earlier one, yet look like one: by all pairs.
  private func nearByComparingAll(_ records: [ImageRecord]) -> Int {
    var earlier = [ImageRecord]()
    var near = 0
    for image in records where !earlier.contains(where: { $0.content == image.content }) {
      if earlier.contains(where: {
        ($0.difference ^ image.difference).nonzeroBitCount <= 4
          && correlation($0.cells, image.cells) >= 0.99
      }) {
        near += 1
      }
      earlier.append(image)
    }
    return near
  }

  private func correlation(_ a: SIMD64<UInt8>, _ b: SIMD64<UInt8>) -> Double {
    let (x, y) = ((0..<64).map { Double(a[$0]) }, (0..<64).map { Double(b[$0]) })
    let (mx, my) = (x.reduce(0, +) / 64, y.reduce(0, +) / 64)
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
    return xy / (xx * yy).squareRoot()
  }

  @Test func `hand-made hashes count as anyone would`() {
    let records = [
      record(1, 0), record(1, 0),  // the same pixels again
      record(2, 0b1111),  // four bits away from the first
      record(3, 0xff00_0000_0000),  // eight bits away
      record(4, 0),  // other pixels, the same difference hash
      record(5, 0b11111 << 40),  // within four bits of the third kind: five of its eight bits
      record(6, 0, 9),  // the same hash, another picture
    ]
    let found = ImageDuplicates(entries(records))
    #expect(found.exactGroups == [[0, 1]])
    #expect(found.exactCount == 1)
    #expect(found.near.map(\.later) == [2, 4, 5])
    #expect(found.near.map(\.earlier) == [0, 0, 3])
    #expect(found.near.count == nearByComparingAll(records))
  }

  @Test func `five bits are too many`() {
    #expect(ImageDuplicates(entries([record(1, 0), record(2, 0b11111)])).near.isEmpty)
    // One changed bit in each of four parts and none in the fifth, wherever that is.
    for part in 0..<5 {
      let hash = (0..<5).filter { $0 != part }.reduce(0 as UInt64) { $0 | 1 << UInt64(40 + $1) }
      #expect(hash.nonzeroBitCount == 4)
      #expect(ImageDuplicates(entries([record(1, 0), record(2, hash)])).near.count == 1)
    }
  }

  @Test func `a brighter copy looks alike, a flat picture and a slope like nothing`() {
    var brighter = record(2, 0)
    var original = record(1, 0)
    var (flat, slope) = (original, original)
    for index in 0..<64 {
      original.cells[index] = UInt8(index * 37 % 160)
      brighter.cells[index] = original.cells[index] + 60
      flat.cells[index] = 90 + UInt8(index % 2)
      slope.cells[index] = UInt8(20 + 10 * (index % 8) + 5 * (index / 8))
    }
    #expect(ImageDuplicates(entries([original, brighter])).near.count == 1)
    for cells in [flat.cells, slope.cells] {
      var (one, other) = (record(3, 0), record(4, 0))
      one.cells = cells
      other.cells = cells
      #expect(ImageDuplicates(entries([one, other])).near.isEmpty)
    }
  }

  @Test(arguments: [1, 3])
  func `three hundred random hashes agree with comparing all pairs`(_ threads: Int) {
    var stream = RandomStream(seed: 6, domain: "hashes", index: 0)
    // Thirty centres with changed bits, so that distances around four are frequent.
    let centres = (0..<30).map { _ in stream.next() }
    let records = (0..<300).map { index in
      let centre = Int(stream.uniform(below: 30))
      var hash = centres[centre]
      for _ in 0..<stream.uniform(below: 5) { hash ^= 1 << UInt64(stream.uniform(below: 64)) }
      let isCopy = index > 0 && stream.uniform(below: 10) == 0
      let isOther = stream.uniform(below: 4) == 0
      return record(
        isCopy ? UInt64(stream.uniform(below: UInt32(index))) : UInt64(index), hash,
        UInt64(isOther ? index + 100 : centre))
    }
    let found = ImageDuplicates(entries(records), threads: threads)
    #expect(found.near.count == nearByComparingAll(records))
    #expect((50..<280).contains(found.near.count))
    #expect(found.exactCount == 300 - Set(records.map(\.content)).count)
  }

  @Test func `copies with another class and in a later split are found, exact or alike`() {
    let records = [
      record(1, 0, 1), record(1, 0, 1), record(2, 1, 1), record(3, 1 << 40, 2), record(4, 9, 3),
    ]
    let found = ImageDuplicates(
      entries(records, labels: [0, 1, 0, 0, -1], splits: [1, 0, 1, 0, 1]))
    // The second is a copy with another class; the third looks like the second.
    #expect(
      found.acrossClasses == [
        .init(earlier: 0, later: 1, isExact: true), .init(earlier: 1, later: 2, isExact: false),
      ])
    // The first lies in the later split, although its row comes first.
    #expect(
      found.acrossSplits == [
        .init(earlier: 1, later: 0, isExact: true), .init(earlier: 1, later: 2, isExact: false),
      ])
  }

  @Test func `without classes and splits nothing lies across them`() {
    let found = ImageDuplicates(entries([record(1, 0), record(1, 0), record(2, 1)]))
    #expect(found.acrossClasses.isEmpty && found.acrossSplits.isEmpty)
    #expect(found.near.count == 1)
  }

  // MARK: Thumbnails

  /// A record with a thumbnail: a ground, and a thing in some of its cells.
  private func picture(
    _ content: UInt64, ground: Double = 0, thing: Range<Int> = 0..<0, noise: Double = 0
  ) -> ImageRecord {
    var record = ImageRecord.test(content: content, picture: 1)
    var stream = RandomStream(seed: content, domain: "noise", index: 0)
    let grey = (0..<144).map { cell in
      120 + ground + 60 * (Double(cell % 12) / 6 - 1) * (cell / 12 < 6 ? 1 : -1)
        + (thing.contains(cell) ? 40 : 0) + noise * (Double(stream.uniform(below: 201)) / 100 - 1)
    }
    record.thumbnail = ImageThumbnail(
      grey: grey, blue: [Double](repeating: 0, count: 36), red: [Double](repeating: 0, count: 36))
    return record
  }

  @Test func `a copy differs a little everywhere, another picture much in one cell`() {
    let copies = [picture(1), picture(2, noise: 3), picture(3, ground: 12)]
    #expect(ImageDuplicates(entries(copies)).near.count == 2)
    #expect(ImageDuplicates(entries([picture(1), picture(2, thing: 30..<31)])).near.isEmpty)
  }

  @Test func `a copy in another colour is another picture`() {
    var other = picture(2)
    var red = [Double](repeating: 0, count: 36)
    red[7] = 15
    other.thumbnail = ImageThumbnail(
      grey: other.thumbnail.bytes.prefix(144).map(Double.init),
      blue: [Double](repeating: 0, count: 36), red: red)
    #expect(ImageDuplicates(entries([picture(1), other])).near.isEmpty)
  }

  @Test func `of pictures that are all alike none is called a copy`() {
    let records = (0..<40).map { picture(UInt64($0 + 1), noise: 2) }
    #expect(ImageDuplicates(entries(records)).near.isEmpty)
    // Fewer tell nothing of the set.
    #expect(ImageDuplicates(entries(Array(records.prefix(5)))).near.count == 4)
  }

  @Test func `a small thing of another colour or place tells pictures of a fixed camera apart`() {
    /// One of three grounds, with a thing that changes one cell of grey and one of red.
    func picture(_ number: Int, thing: Bool = true, noise: Double = 0) -> ImageThumbnail {
      var stream = RandomStream(seed: UInt64(number), domain: "noise", index: 0)
      var grey = (0..<144).map { cell -> Double in
        let wave = number % 3 == 0 ? cell % 12 : number % 3 == 1 ? cell / 12 : cell % 7
        return 80 + 8 * Double(wave) + noise * (Double(stream.uniform(below: 201)) / 100 - 1)
      }
      var red = [Double](repeating: 0, count: 36)
      if thing {
        grey[7 * number % 144] += 1
        red[5 * number % 36] = number % 2 == 0 ? 5 : -5
      }
      return ImageThumbnail(grey: grey, blue: [Double](repeating: 0, count: 36), red: red)
    }
    let copy = picture(0, noise: 1)
    let found = ThumbnailComparison((0..<45).map { picture($0) } + [copy])
    #expect(found.tolerance == ThumbnailComparison.smallestDifference)
    for later in 0..<45 {
      for earlier in 0..<later where earlier % 36 != later % 36 {
        #expect(!found.areSame(earlier, later), "\(earlier) \(later)")
      }
    }
    #expect(found.areSame(0, 45))
  }

  @Test func `no image has no duplicate`() {
    let found = ImageDuplicates([])
    #expect(found.exactCount == 0 && found.near.isEmpty)
  }
}
