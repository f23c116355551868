import FathomData
import FathomNumerics
import SummaryTesting
import Foundation
import Testing

@testable import FathomSummaries

@Suite struct SummaryPassTests {
  /// A small table with NaN, infinities and −0, whose sums are formed in the first round.
  private static func small() throws -> (plan: SummaryPlan, pass: SummaryPass) {
    var source = MemorySource(
      [
        ("a", [1, .nan, .infinity, 4, -0.0, 6]), ("b", [2, 1, 4, 3, 6, 5]),
        ("y", [0.5, 1, 1.5, 2.5, -1, 3]),
      ], rowsPerBatch: 3)
    source.schema.columns[2].role = .target
    source.schema.targetIndex = 2
    source.schema.task = .regression
    let plan = try SummaryPlan(source.schema, limits: SummaryLimits(cells: 3))
      .standardising(by: [0], of: source)
    var pass = SummaryPass(plan)
    for index in 0..<source.batchCount {
      pass.absorb(NumberedBatch(try source.batch(index), index: index))
    }
    return (plan, pass)
  }

  @Test func `a pass comes back to the last bit`() throws {
    let (plan, pass) = try SummaryPassTests.small()
    let bytes = pass.encoded()
    let read = try SummaryPass(decoding: bytes, plan: plan)
    #expect(read.encoded() == bytes)
    #expect(read.sums != nil && read.columns != nil)
    let (moments, original) = (read.profile.designMoments[0], pass.profile.designMoments[0])
    #expect(moments.maximum == .infinity && moments.count == 5)
    #expect(moments.mean.bitPattern == original.mean.bitPattern)
    #expect(moments.squaredDeviations.bitPattern == original.squaredDeviations.bitPattern)
  }

  @Test func `a pass is Codable as its bytes`() throws {
    let (plan, pass) = try SummaryPassTests.small()
    let data = try JSONEncoder().encode(EncodedPass(pass))
    let read = try JSONDecoder().decode(EncodedPass.self, from: data)
    #expect(try read.pass(plan).encoded() == pass.encoded())
  }

  @Test func `every flipped byte is refused`() throws {
    let (plan, pass) = try SummaryPassTests.small()
    let bytes = pass.encoded()
    var accepted = [Int]()
    for index in bytes.indices {
      for mask: UInt8 in [0x01, 0x80, 0xFF] {
        var flipped = bytes
        flipped[index] ^= mask
        if SummaryPassTests.isAccepted(flipped, plan) { accepted.append(index) }
      }
    }
    #expect(accepted == [])
  }

  /// Whether bytes are read as a pass; any error but one of a pass is a failure of the test.
  private static func isAccepted(_ bytes: [UInt8], _ plan: SummaryPlan) -> Bool {
    do {
      _ = try SummaryPass(decoding: bytes, plan: plan)
      return true
    } catch is PassError {
      return false
    } catch {
      Issue.record("\(error)")
      return false
    }
  }

  @Test func `missing and additional bytes are refused at every length`() throws {
    let (plan, pass) = try SummaryPassTests.small()
    let bytes = pass.encoded()
    #expect(
      (0..<bytes.count).filter { SummaryPassTests.isAccepted(Array(bytes[..<$0]), plan) } == [])
    #expect(throws: PassError.missingBytes) {
      try SummaryPass(decoding: Array(bytes.dropLast()), plan: plan)
    }
    #expect(throws: PassError.extraBytes(count: 2)) {
      try SummaryPass(decoding: bytes + [0, 0], plan: plan)
    }
  }

  @Test func `each mistake has an error of its own`() throws {
    let (plan, pass) = try SummaryPassTests.small()
    let bytes = pass.encoded()
    #expect(throws: PassError.notAPass) {
      try SummaryPass(decoding: Array("{\"a\": 1, \"b\": 2}".utf8), plan: plan)
    }
    var newer = bytes
    newer[8] = 3
    #expect(throws: PassError.otherVersion(found: 3, expected: 2)) {
      try SummaryPass(decoding: newer, plan: plan)
    }
    var damaged = bytes
    damaged[28 + 12] ^= 1
    #expect(throws: PassError.damaged(section: "ROWS")) {
      try SummaryPass(decoding: damaged, plan: plan)
    }
    // A section that its plan does not know, with all checksums right.
    let sections = try PassFile.sections(of: bytes, plan: plan.hash)
    let more = PassFile.bytes(
      plan: plan.hash, sections + [PassFile.Section(tag: "MORE", bytes: [])])
    #expect(throws: PassError.self) { try SummaryPass(decoding: more, plan: plan) }
    let fewer = PassFile.bytes(plan: plan.hash, sections.dropLast())
    #expect(throws: PassError.self) { try SummaryPass(decoding: fewer, plan: plan) }
    // A value of another plan under this one's hash.
    var wrong = sections
    wrong[1] = PassFile.Section("MOMS", [Moments]())
    #expect(throws: PassError.self) {
      try SummaryPass(decoding: PassFile.bytes(plan: plan.hash, wrong), plan: plan)
    }
  }

  @Test func `another plan is refused, whatever differs`() throws {
    let (plan, pass) = try SummaryPassTests.small()
    let bytes = pass.encoded()
    var renamed = plan.schema
    renamed.columns[0].name = "c"
    var retyped = plan.schema
    retyped.columns[0].type = .integer
    var longer = plan.schema
    longer.rowBound = 7
    for other in [
      SummaryPlan(renamed, limits: plan.limits), SummaryPlan(retyped, limits: plan.limits),
      SummaryPlan(longer, limits: plan.limits),
      SummaryPlan(plan.schema, seed: 2, limits: plan.limits),
      SummaryPlan(plan.schema, needs: .features, limits: plan.limits), SummaryPlan(plan.schema),
      SummaryPlan(plan.schema, limits: plan.limits, missingPolicy: .mean),
      // The same, but for the means by which columns are standardised.
      SummaryPlan(plan.schema, limits: plan.limits),
    ] {
      #expect(throws: PassError.otherPlan(found: plan.hash, expected: other.hash)) {
        try SummaryPass(decoding: bytes, plan: other)
      }
    }
    // Where the bytes came from is no part of the plan.
    var moved = plan.schema
    moved.path = "elsewhere"
    moved.sha256 = "another"
    #expect(SummaryPlan(moved).hash == SummaryPlan(plan.schema).hash)
  }

  // MARK: Parts of a table, parts of a folder

  /// Passes over two parts of a source, cut between batches.
  private func parts(
    _ source: some Source, _ plan: SummaryPlan, cut: Int
  ) throws -> [SummaryPass] {
    try [0..<cut, cut..<source.batchCount].map { batches in
      var pass = SummaryPass(plan)
      for index in batches {
        pass.absorb(NumberedBatch(try source.batch(index), index: index))
      }
      return pass
    }
  }

  private func check(_ source: some Source, _ plan: SummaryPlan, cut: Int) throws -> Summary {
    let parts = try parts(source, plan, cut: cut)
    var here = parts[0]
    here.merge(parts[1])
    var there = try SummaryPass(decoding: parts[0].encoded(), plan: plan)
    there.merge(try SummaryPass(decoding: parts[1].encoded(), plan: plan))
    #expect(there.encoded() == here.encoded())
    var rounds = SummaryRounds(there)
    while let next = rounds.next {
      switch next {
      case .correlations(let empty):
        var sums = empty
        for index in 0..<source.batchCount {
          let rows = plan.encode(try source.batch(index))
          sums.absorb(DesignSums.Rows(features: rows.features, targets: rows.targets))
        }
        rounds.take(sums)
      case .quartiles(var search):
        for index in 0..<source.batchCount where search.needs(batch: index) {
          search.absorb(try source.batch(index))
        }
        try rounds.take(search)
      }
    }
    return rounds.finish(observations: source.observations)
  }

  @Test(arguments: [100_000, 500])
  func `a table in two parts has the summary of the whole`(cells: Int) throws {
    let source = try MemorySource(try Fixture.source("wine.csv"), rowsPerBatch: 20)
    let limits = SummaryLimits(cells: cells)
    let plan = SummaryPlan(source.schema, limits: limits)
    let merged = try check(source, plan, cut: 4)
    let whole = try Summarizer(seed: 1, threads: 2, limits: limits).summarize(source)
    #expect(merged.rows == whole.rows && merged.classes == whole.classes)
    #expect(merged.sample.features == whole.sample.features)
    #expect(merged.sample.isComplete == (cells == 100_000))
    #expect(merged.order?.pairs == whole.order?.pairs)
    for (a, b) in zip(merged.profiles, whole.profiles) {
      #expect(a.median == b.median && a.histogram == b.histogram && a.min == b.min)
      #expect(isClose(a.mean ?? 0, b.mean ?? 0, 1e-12))
    }
    for (a, b) in zip(merged.correlations.storage, whole.correlations.storage) {
      #expect(abs(a - b) < 1e-12)
    }
  }

  @Test func `sorted rows need a round for their quartiles, in parts too`() throws {
    let rows = 60_000
    let source = MemorySource(
      [("a", (0..<rows).map { Double($0) }), ("b", (0..<rows).map { Double($0 % 1_009) })],
      rowsPerBatch: 2_000)
    let plan = SummaryPlan(source.schema, limits: SummaryLimits(cells: 1_000))
    let merged = try check(source, plan, cut: 11)
    #expect(merged.profiles[0].median == Double(rows - 1) / 2)
    // The numbers below 469 occur 60 times, so ranks 14,999 and 15,000 are 249 and 250.
    #expect(merged.profiles[0].quantilesAreExact && merged.profiles[1].q1 == 249.75)
    var rounds = SummaryRounds(try parts(source, plan, cut: 11)[0])
    if case .correlations(let empty)? = rounds.next { rounds.take(empty) }
    guard case .quartiles(let search)? = rounds.next else {
      Issue.record("the order is unusual enough")
      return
    }
    // Few batches of a sorted column hold a quartile.
    #expect((0..<11).count { search.needs(batch: $0) } <= 11)
    #expect(throws: DataError.self) { try rounds.take(search) }
  }

  @Test func `images in two parts have the summary of the whole`() throws {
    let path = Package.root.appending(path: "Fixtures/Data/digits").path
    let source = try ImageFolderSource(path: path, options: ImageOptions())
    let limits = SummaryLimits(cells: 30_000)
    let plan = try SummaryPlan(source.schema, limits: limits).standardising(by: [0], of: source)
    #expect(source.batchCount > 1)
    let merged = try check(source, plan, cut: source.batchCount / 2)
    let whole = try Summarizer(seed: 1, threads: 2, limits: limits).summarize(source)
    #expect(merged.images?.inOrder == whole.images?.inOrder)
    #expect(merged.imageDuplicates == whole.imageDuplicates)
    #expect(merged.sample.rowNumbers == whole.sample.rowNumbers)
    #expect(merged.classes == whole.classes)
  }

  @Test func `with little memory for quartiles they are found all the same`() throws {
    var normal = NormalStream("few tracked")
    let values = normal.column(40_000)
    let source = MemorySource([("a", values), ("b", values.map { $0 * $0 })])
    var limits = SummaryLimits(cells: 1_000)
    let plenty = try Summarizer(seed: 1, threads: 1, limits: limits).summarize(source)
    limits.trackedBytes = 1_000
    let little = try Summarizer(seed: 1, threads: 1, limits: limits).summarize(source)
    #expect(little.profiles == plenty.profiles)
    let columns = TrackedColumns(source.schema, limits: limits)
    #expect(columns.byteLimit < TrackedColumns(source.schema, limits: SummaryLimits()).byteLimit)
  }
}
