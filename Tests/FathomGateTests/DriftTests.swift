import FathomAnalyses
import FathomData
import FathomReports
import FathomSummaries
import Foundation
import ReportTesting
import Testing

@testable import FathomGate

/// In what later data differ from a baseline, cell by cell.
@Suite struct DriftTests {
  /// The folder that holds Package.swift.
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A pair of files of the corpus.
  private struct Case: Decodable, Sendable {
    var id: String
    var kind: String
    var target: String?
    var expects: [String]
  }

  /// A table that was read, and what its baseline is.
  private struct Read {
    var result: SurveyResult
    var report: Report
  }

  private static func read(_ path: String, target: String?) throws -> Read {
    let file = try CSVFile(
      path: path, options: TableOptions(roles: ColumnRoles(target: target)), threads: 1)
    var survey = Survey(permutations: 99, threads: 1)
    survey.only = [
      Survey.columns, SampleSize.info.id, Collinearity.info.id, Repeats.info.id,
    ]
    let result = try survey.run(file)
    return Read(result: result, report: Report(result, includesSamples: true))
  }

  private static func baseline(_ path: String, target: String?) throws -> Baseline {
    let old = try read(path, target: target)
    let review = try CellReview.read(
      old.result.summary, old.report, CellReview.Request(today: "2026-11-01"), threads: 1)
    let baseline = Baseline(old.report, table: review?.table)
    // What is compared is what was written.
    return try Baseline.read(Data(try baseline.text().utf8), path: "baseline")
  }

  /// What fails of new data against old data.
  private static func failing(
    _ old: String, _ new: String, target: String?
  ) throws -> [GateResult.Check] {
    let past = try baseline(old, target: target)
    let later = try read(new, target: target)
    let review = try CellReview.read(
      later.result.summary, later.report,
      CellReview.Request(past: past, today: "2026-11-01"), threads: 1)
    let comparison = GatePolicy.Comparison(
      path: old, past: past, present: Baseline(later.report, table: review?.table))
    return GatePolicy(checks: []).judge(
      later.report, comparison, cells: review, today: "2026-11-01"
    ).checks.filter { $0.status == .failed && $0.severity == .error }
  }

  /// What became of a pair; nil where the data could not be read.
  private static func messages(_ item: Case, _ folder: URL) -> [String]? {
    let place = folder.appending(path: item.id)
    return try? failing(
      place.appending(path: "old.csv").path, place.appending(path: "new.csv").path,
      target: item.target
    ).map { "\($0.id)[\($0.subject ?? "")]: \($0.message)" }
  }

  @Test func `planted changes are found, and ordinary batches pass, by the baseline alone`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "fathom-gate-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", DriftTests.root.appending(path: "Fixtures/Gate/make_cases.py").path, folder.path,
      "--largest", "1200", "--seed", "1",
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let cases = try JSONDecoder().decode(
      [Case].self, from: try Data(contentsOf: folder.appending(path: "cases.json")))
    let planted = cases.filter { $0.kind == "planted" }
    let ordinary = cases.filter { $0.kind == "ordinary" }
    #expect(planted.count == 60 && ordinary.count == 200)
    let found = await withTaskGroup(of: (Case, [String]?).self) { group in
      for item in cases { group.addTask { (item, Self.messages(item, folder)) } }
      return await group.reduce(into: [(Case, [String]?)]()) { $0.append($1) }
    }
    let missed = found.filter { item, messages in
      item.kind == "planted" && messages?.isEmpty == true
    }.map(\.0.id).sorted()
    // Fewer rows show less than the whole corpus does (Benchmarks/gate.md).
    #expect(missed.count <= 6, "\(missed)")
    let unnamed = found.filter { item, messages in
      guard item.kind == "planted", let messages, !messages.isEmpty else { return false }
      let text = messages.joined(separator: "\n")
      // A bar separates words of which one is enough.
      return !item.expects.allSatisfy { words in
        words.split(separator: "|").contains { text.lowercased().contains($0.lowercased()) }
      }
    }.map(\.0.id).sorted()
    #expect(unnamed.count <= 4, "\(unnamed)")
    let accused = found.filter { item, messages in
      item.kind == "ordinary" && messages?.isEmpty != true
    }
    #expect(
      accused.count <= 4, "\(accused.map { "\($0.0.id): \($0.1?.first ?? "could not be read")" })")
  }

  /// Rows of an order, in the order of time.
  private static func table(_ rows: Range<Int>, _ change: (Int, [String]) -> [String] = { $1 })
    -> String
  {
    var state: UInt64 = UInt64(rows.lowerBound) + 99
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    let lines = rows.map { row in
      let amount = (exp(2 + uniform() + uniform()) * 100).rounded() / 100
      let plan = uniform() < 0.5 ? "free" : uniform() < 0.6 ? "pro" : "team"
      let day = 1 + row / 40 % 28
      let start = "2024-0\(1 + row / 1120)-\(day < 10 ? "0" : "")\(day)"
      let cells = [
        "\(row)", "ORD-\(10_000 + row)", plan, "\(amount)", "\(Int(uniform() * uniform() * 20))",
        start,
      ]
      return change(row, cells).joined(separator: ",")
    }
    return (["id,code,plan,amount,events,ordered"] + lines).joined(separator: "\n") + "\n"
  }

  private func failing(_ new: String) throws -> [GateResult.Check] {
    let folder = try ReportTestFolder()
    return try Self.failing(
      try folder.write(Self.table(1..<401), to: "old.csv"),
      try folder.write(new, to: "new.csv"), target: nil)
  }

  @Test func `the next rows pass, ids and dates that go on, and 34.0 for 34`() throws {
    #expect(try failing(Self.table(401..<801)).map(\.message) == [])
    let other = Self.table(401..<801) { _, cells in
      var cells = cells
      cells[4] += ".0"
      return cells
    }
    #expect(try failing(other).map(\.message) == [])
  }

  @Test func `what breaks is named with its column and its lines`() throws {
    func failing(_ change: @escaping (Int, [String]) -> [String]) throws -> [GateResult.Check] {
      try self.failing(Self.table(401..<801, change))
    }
    let minutes = try failing { _, cells in
      var cells = cells
      cells[3] = "\((Double(cells[3]) ?? 0) * 60)"
      return cells
    }
    #expect(
      minutes.contains { $0.subject == "amount" && $0.message.contains("times as large") })
    let sentinel = try failing { row, cells in
      var cells = cells
      if row % 100 == 1 { cells[4] = "-999" }
      return cells
    }
    #expect(sentinel.map(\.id) == ["baseline.range"] && sentinel[0].subject == "events")
    #expect(sentinel[0].rows == 4 && sentinel[0].lines?.map(\.first) == [2, 102, 202, 302])
    #expect(sentinel[0].message.contains("Lines 2, 102, 202 and 1 more."))
    let spelled = try failing { row, cells in
      var cells = cells
      if row % 40 == 0, cells[2] == "pro" { cells[2] = "Pro" }
      return cells
    }
    #expect(spelled.map(\.id) == ["baseline.levels"])
    #expect(spelled.first?.message.contains("another spelling of one that was") == true)
    let repeated = try failing { row, cells in
      var cells = cells
      if row % 50 == 0 { cells[1] = "ORD-10777" }
      return cells
    }
    #expect(repeated.contains { $0.id == "baseline.unique" && $0.subject == "code" })
    let blanks = try failing { row, cells in
      var cells = cells
      if row % 10 == 0 { cells[2] += " " }
      return cells
    }
    #expect(blanks.map(\.id) == ["baseline.levels"])
    #expect(blanks.first?.rows == 40)
    let words = try failing { row, cells in
      var cells = cells
      if row % 40 == 0 { cells[3] = "abc" }
      return cells
    }
    #expect(words.contains { $0.id == "baseline.cells" && $0.subject == "amount" })
    let dates = try failing { _, cells in
      var cells = cells
      cells[5] = cells[5].split(separator: "-").reversed().joined(separator: "/")
      return cells
    }
    #expect(dates.map(\.id) == ["baseline.pattern"] && dates.first?.rows == 400)
  }

  @Test func `what was not compared is not run, and what the baseline does not know is not said`()
    throws
  {
    let folder = try ReportTestFolder()
    let old = try folder.write(Self.table(1..<401), to: "old.csv")
    let past = try Self.baseline(old, target: nil)
    func checks(_ text: String, _ only: [String]) throws -> [String: GateResult.Status] {
      let file = try CSVFile(path: try folder.write(text, to: "new.csv"), threads: 1)
      var survey = Survey(permutations: 99, threads: 1)
      survey.only = Set(only)
      let result = try survey.run(file)
      let report = Report(result, includesSamples: true)
      let review = try CellReview.read(
        result.summary, report, CellReview.Request(past: past, today: "2026-11-01"), threads: 1)
      let comparison = GatePolicy.Comparison(
        path: old, past: past, present: Baseline(report, table: review?.table))
      let checks = GatePolicy(checks: []).judge(
        report, comparison, cells: review, today: "2026-11-01"
      ).checks
      return Dictionary(checks.map { ($0.id, $0.status) }, uniquingKeysWith: { first, _ in first })
    }
    let next = try checks(Self.table(401..<801), [Survey.columns])
    #expect(next["baseline.repeats"] == .notRun && next["baseline.levels"] == .passed)
    // There is no target, and no column that is never above another.
    #expect(next["baseline.target"] == nil && next["baseline.orders"] == nil)
    let few = try checks(
      Self.table(401..<421), [Survey.columns, SampleSize.info.id, Repeats.info.id])
    for name in ["levels", "shift", "correlation"] {
      #expect(few["baseline.\(name)"] == .notRun, "\(name)")
    }
    #expect(few["baseline.repeats"] == .passed && few["baseline.pattern"] == .passed)
  }

  @Test func `a cut row and ragged rows fail`() throws {
    let whole = Self.table(401..<801)
    let cut = try failing(String(whole.dropLast(18)))
    #expect(cut.map(\.id) == ["baseline.rejected"] && cut.first?.lines?.map(\.first) == [401])
    let ragged = try failing(
      Self.table(401..<801) { row, cells in row % 8 == 0 ? cells + ["x"] : cells })
    #expect(ragged.contains { $0.id == "baseline.rejected" && $0.rows == 50 })
  }

  @Test func `a baseline of many columns is small, and holds no cell`() throws {
    let folder = try ReportTestFolder()
    let names = (0..<500).map { "column_\($0)" }
    var state: UInt64 = 3
    let lines = (0..<200).map { row in
      names.indices.map { column -> String in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let number = Double(state >> 11) / Double(1 << 53)
        return column % 5 == 0
          ? ["canary_one", "canary_two", "canary_three"][Int(number * 3)]
          : "\((number * 1e6).rounded() / 1e3)"
      }.joined(separator: ",")
    }
    let path = try folder.write(
      ([names.joined(separator: ",")] + lines).joined(separator: "\n"), to: "wide.csv")
    let text = try Self.baseline(path, target: nil).text()
    #expect(text.utf8.count <= 200_000, "\(text.utf8.count)")
    #expect(!text.contains("canary"))
  }
}
