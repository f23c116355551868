import FathomData
import FathomNumerics
import SummaryTesting
import Testing

@testable import FathomSummaries

/// The laws of ``Partial``, for each accumulator of the summaries.
@Suite struct PartialLawTests {
  /// What two partials over the same rows agree in.
  struct View {
    /// Equal, however the rows were split.
    var exact: [String] = []
    /// Equal to a relative 1e-12, in units of the largest.
    var sums: [Double] = []

    func agrees(with other: View) -> Bool {
      guard exact == other.exact, sums.count == other.sums.count else { return false }
      let unit = sums.reduce(1e-300) { $1.isFinite ? max($0, abs($1)) : $0 }
      return zip(sums, other.sums).allSatisfy {
        $0 == $1 || $0.isNaN && $1.isNaN || abs($0 - $1) <= 1e-12 * unit
      }
    }
  }

  /// Checks the laws on partials over batches.
  private func check<P: Partial>(
    _ empty: P, _ batches: [P.Input], _ view: (P) -> View,
    at location: SourceLocation = #_sourceLocation
  ) {
    func partial(_ range: Range<Int>) -> P {
      batches[range].reduce(into: empty) { $0.absorb($1) }
    }
    func sum(_ a: P, _ b: P) -> P {
      var result = a
      result.merge(b)
      return result
    }
    func expectAgree(_ a: P, _ b: P, _ law: Comment) {
      #expect(view(a).agrees(with: view(b)), law, sourceLocation: location)
    }
    let count = batches.count
    let whole = partial(0..<count)
    let first = partial(0..<1)
    #expect(
      !view(whole).agrees(with: view(first)), "the rows show", sourceLocation: location)
    expectAgree(sum(empty, whole), whole, "an empty partial before changes nothing")
    expectAgree(sum(whole, empty), whole, "an empty partial behind changes nothing")
    for (a, b) in [(1, 2), (count / 3, count / 2), (0, count - 1)] {
      let (x, y, z) = (partial(0..<a), partial(a..<b), partial(b..<count))
      expectAgree(sum(x, sum(y, z)), sum(sum(x, y), z), "merging is associative")
      expectAgree(sum(sum(x, y), z), whole, "another split agrees")
    }
    var size = empty
    for batch in batches {
      size.absorb(batch)
      #expect(size.byteCount <= size.byteLimit, "the size is bounded", sourceLocation: location)
    }
    let merged = sum(partial(0..<count / 2), partial(count / 2..<count))
    #expect(merged.byteCount <= merged.byteLimit, "also merged", sourceLocation: location)
  }

  /// Checks the laws, and that bytes are as good as the partial.
  private func checkTravel<P: Partial & Codable>(
    _ empty: P, _ batches: [P.Input], _ view: (P) -> View,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    check(empty, batches, view, at: location)
    let half = batches.count / 2
    let first = batches[..<half].reduce(into: empty) { $0.absorb($1) }
    let last = batches[half...].reduce(into: empty) { $0.absorb($1) }
    func travelled(_ partial: P) throws -> P {
      try PartialReader.value(P.self, from: PartialWriter.bytes(of: partial))
    }
    var here = first
    here.merge(last)
    var there = try travelled(first)
    there.merge(try travelled(last))
    #expect(
      PartialWriter.bytes(of: there) == PartialWriter.bytes(of: here), "bytes travel",
      sourceLocation: location)
    var again = batches[..<half].reduce(into: empty) { $0.absorb($1) }
    again.merge(batches[half...].reduce(into: empty) { $0.absorb($1) })
    #expect(
      PartialWriter.bytes(of: again) == PartialWriter.bytes(of: here),
      "the same split gives the same bytes", sourceLocation: location)
    let empty = try travelled(empty)
    #expect(
      PartialWriter.bytes(of: empty) == PartialWriter.bytes(of: try travelled(empty)),
      "also without a row", sourceLocation: location)
  }

  // MARK: Rows

  private static let rows = 700
  /// Batches of different sizes, one of them a single row.
  private static let cuts = [0, 1, 90, 97, 300, 301, 420, 600, 700]

  /// Numbers with missing values, one of them a target, classes, groups, texts, rejections.
  private static func batches(
    task: Task? = .regression, complete: Bool = false
  ) -> (schema: Schema, batches: [Batch]) {
    var normal = NormalStream("laws")
    let a = normal.column(rows).map { $0 * 1e3 + 7e5 }
    let noise = normal.column(rows)
    let b = zip(a, noise).map { $0 - 2 * $1 }
    let c = normal.column(rows).enumerated().map { !complete && $0 % 9 == 4 ? .nan : $1 }
    let target = zip(a, c).enumerated().map { $0 % 31 == 3 ? .nan : $1.0 * 1e-3 + $1.1 }
    let codes = (0..<rows).map { (row: Int) -> Int32 in
      row % 40 == 1 ? -1 : Int32(row * 7 % 5 / 2)
    }
    var schema = Schema(
      path: "memory", format: "csv", sha256: "", layout: .table, rows: rows,
      columns: [
        Column(name: "a", type: .double, holdsNumbers: true),
        Column(name: "b", type: .double, holdsNumbers: true),
        Column(name: "c", type: .double, holdsNumbers: true),
        Column(
          name: "y", type: .double, role: task == .regression ? .target : .excluded,
          holdsNumbers: true),
        Column(
          name: "class", type: .categorical, role: task == .classification ? .target : .feature,
          levels: ["r", "s", "t"], holdsNumbers: false),
        Column(
          name: "text", type: .text, role: .excluded, roleReason: ExclusionReason.freeText,
          holdsNumbers: false),
      ],
      targetIndex: task == .regression ? 3 : task == .classification ? 4 : nil, task: task)
    schema.groupName = "g"
    let batches = zip(cuts, cuts.dropFirst()).map { start, end in
      let range = start..<end
      var batch = Batch(
        columns: [
          .doubles(Array(a[range])), .doubles(Array(b[range])), .doubles(Array(c[range])),
          .doubles(Array(target[range])), .codes(Array(codes[range])), .skipped,
        ], rowNumbers: Array(range),
        rejections: [Rejection(reason: .tooFewFields, line: start, column: 2)])
      batch.groups = range.map { RandomStream.rowHash(seed: 3, row: $0 % 37) }
      batch.texts = range.filter { $0 % 3 == 0 }.map {
        TextCell(column: 5, row: $0, text: "cell \($0)")
      }
      return batch
    }
    return (schema, batches)
  }

  private static func encoded(_ task: Task = .regression, complete: Bool = false) -> (
    plan: SummaryPlan, rows: [EncodedBatch]
  ) {
    let (schema, batches) = batches(task: task, complete: complete)
    let plan = SummaryPlan(schema, limits: SummaryLimits(cells: 900))
    return (plan, batches.map { plan.encode($0) })
  }

  private static func text(_ value: some Encodable) -> String {
    "\(PartialWriter.bytes(of: value))"
  }

  // MARK: The laws

  @Test func `moments`() throws {
    let (_, rows) = PartialLawTests.encoded()
    try checkTravel(Moments(), rows.map { $0.features.column(2) }) {
      View(
        exact: ["\($0.count) \($0.minimum) \($0.maximum)"], sums: [$0.mean, $0.standardDeviation])
    }
  }

  @Test(arguments: [true, false])
  func `sums of products`(complete: Bool) throws {
    let (plan, rows) = PartialLawTests.encoded(complete: complete)
    let p = plan.design.columnCount
    let scaling = Scaling(
      (0..<p).map { column in
        rows.reduce(into: Moments()) { $0.absorb($1.features.column(column)) }
      })
    try checkTravel(CorrelationPartial(columns: p), rows.map { scaling.apply(to: $0.features) }) {
      View(exact: ["\($0.rows)"], sums: $0.correlations().storage)
    }
    for source in [DesignSums.FactorSource.none, .gram, .rows] {
      let empty = DesignSums(
        scaling: scaling, factor: source,
        target: TargetSums(plan.schema, columns: p, shift: 700))
      let inputs = rows.map { DesignSums.Rows(features: $0.features, targets: $0.targets) }
      try checkTravel(empty, inputs) { sums in
        var sums = sums
        sums.flush()
        let factor = sums.factor
        let gram = factor.map { LinearAlgebra.gram(of: $0.factor).storage } ?? []
        let target = sums.target?.correlations
        return View(
          exact: ["\(sums.correlation.rows) \(factor?.rowCount ?? 0) \(target?.rows ?? 0)"],
          sums: sums.correlation.correlations().storage + gram.map { $0 / 700 }
            + (target?.values.storage ?? []))
      }
    }
  }

  @Test(arguments: [Task.regression, .classification])
  func `products with the target`(task: Task) throws {
    let (plan, rows) = PartialLawTests.encoded(task, complete: true)
    let scaling = Scaling(
      (0..<plan.design.columnCount).map { column in
        rows.reduce(into: Moments()) { $0.absorb($1.features.column(column)) }
      })
    let inputs = rows.map { rows in
      let complete = CompleteRows(rows.features).rows
      return TargetSums.Rows(
        features: scaling.apply(to: rows.features.selecting(rows: complete)),
        targets: complete.map { rows.targets[$0] })
    }
    let empty = try #require(
      TargetSums(plan.schema, columns: plan.design.columnCount, shift: 700))
    try checkTravel(empty, inputs) {
      View(
        exact: ["\($0.correlations?.rows ?? 0)"], sums: $0.correlations?.values.storage ?? [])
    }
  }

  @Test func `counts of classes, pairs and groups`() throws {
    let (_, batches) = PartialLawTests.batches(task: .classification)
    let codes = batches.map { batch -> [Int32] in
      guard case .codes(let codes) = batch.columns[4] else { return [] }
      return codes
    }
    try checkTravel(TargetCounts(classes: 3), codes) {
      View(exact: ["\($0.counts) \($0.missing)"])
    }
    for task in [Task.regression, .classification] {
      let (plan, rows) = PartialLawTests.encoded(task)
      let isClassification = task == .classification
      try checkTravel(
        OrderSums(isClassification: isClassification), rows.map(\.targets)
      ) {
        View(exact: ["\($0.pairs)"], sums: [$0.squares])
      }
      try checkTravel(
        GroupSums(classes: isClassification ? 3 : 0),
        rows.map { GroupSums.Rows(groups: $0.batch.groups, targets: $0.targets) }
      ) {
        let found = $0.statistics()
        return View(
          exact: ["\(found?.count ?? 0) \(found?.isExact ?? true) \(found?.size ?? 0)"],
          sums: [found?.intraclassCorrelation ?? 0])
      }
      #expect(plan.schema.task == task)
    }
  }

  @Test func `accounts, hashes and texts of rows`() throws {
    let (schema, batches) = PartialLawTests.batches()
    try checkTravel(RowAccount(), batches) { View(exact: [PartialLawTests.text($0)]) }
    for printed in [100_000, 40] {
      let hashes = RowHashes(
        columns: [0, 1], target: 4, rows: PartialLawTests.rows, printed: printed)
      try checkTravel(hashes, batches) {
        View(exact: ["\($0.counter.count)", PartialLawTests.text($0.prints.inOrder())])
      }
    }
    try checkTravel(TextSample(schema, seed: 4), batches.map(\.texts)) {
      View(exact: $0.texts(5))
    }
  }

  @Test(arguments: [10_000, 600])
  func `rows in memory`(cells: Int) throws {
    let (plan, rows) = PartialLawTests.encoded()
    let width = plan.design.columnCount
    let empty = RowSamplePartial(
      rows: PartialLawTests.rows, width: width, seed: 2, cells: cells, sampledCells: cells)
    #expect(empty.takesAll == (cells == 10_000))
    let inputs = rows.map {
      RowSamplePartial.Rows(
        features: $0.features, targets: $0.targets, rowNumbers: $0.batch.rowNumbers,
        groups: $0.batch.groups)
    }
    try checkTravel(empty, inputs) { partial in
      var partial = partial
      let sample = partial.take(columns: width)
      return View(
        exact: [
          "\(sample.rowNumbers) \(sample.groups) \(sample.isComplete)",
          "\(sample.target.map(\.bitPattern))",
          "\(sample.features.storage.map(\.bitPattern))",
        ])
    }
  }

  @Test func `what is known of images`() throws {
    let batches = (0..<6).map { index in
      var batch = Batch(
        columns: [.codes([0, 1, -1])], rowNumbers: (0..<3).map { 3 * index + $0 },
        images: (0..<3).map { .test(content: UInt64(index * $0), picture: UInt64($0)) })
      batch.splits = [0, 1, 1]
      return batch
    }
    let empty = ImageInventory(labels: 0, bound: 18)
    try checkTravel(empty, batches) { View(exact: $0.inOrder.map { "\($0)" }) }
  }

  @Test func `quartiles and histograms of columns, and the search for them`() throws {
    let (schema, batches) = PartialLawTests.batches()
    let numbered = batches.enumerated().map { NumberedBatch($1, index: $0) }
    let empty = TrackedColumns(schema, limits: SummaryLimits())
    try checkTravel(empty, numbered) { columns in
      View(
        exact: columns.states.map { state in
          "\(state?.quantiles.finish().map { $0.quantile ?? .nan } ?? [])"
            + "\(state?.histogram.finish()?.counts ?? []) \(state?.zones.map { Array($0.known).count } ?? 0)"
        })
    }
    let numbers = batches.flatMap { batch -> [Double] in
      guard case .doubles(let values, _) = batch.columns[0] else { return [] }
      return values
    }
    let search = QuartileSearch(
      [
        0: BracketCounter(
          probabilities: [0.25, 0.5, 0.75], count: numbers.count,
          brackets: Array(repeating: -.infinity ... .infinity, count: 3))
      ], zones: [:])
    check(search, batches) { View(exact: ["\($0.outcomes())"]) }
  }

  @Test(arguments: [Task.regression, .classification])
  func `profiles and whole passes`(task: Task) throws {
    let (plan, rows) = PartialLawTests.encoded(task)
    check(ProfilePartial(plan), rows) { PartialLawTests.view($0, plan) }
    let numbered = rows.enumerated().map { NumberedBatch($1.batch, index: $0) }
    check(SummaryPass(plan), numbered) { PartialLawTests.view($0.profile, plan) }
  }

  private static func view(_ profile: ProfilePartial, _ plan: SummaryPlan) -> View {
    var profile = profile
    let (sample, others, _) = profile.takeSample(columns: plan.design.columnCount)
    return View(
      exact: [
        "\(profile.rows) \(profile.completeRows) \(sample.rowNumbers)",
        "\(sample.features.storage.map(\.bitPattern)) \(others.storage.map(\.bitPattern))",
        "\(profile.target?.counts ?? []) \(profile.order?.pairs ?? 0)",
        "\(profile.rowHashes?.counter.count ?? 0) \(profile.groups?.statistics()?.count ?? 0)",
      ], sums: (profile.designMoments + profile.otherMoments).map(\.mean))
  }
}
