import ReportTesting
import FathomNumerics
import FathomReports
import FathomAnalyses
import FathomData
import FathomSummaries
import Foundation
import Testing

@testable import FathomGate

/// What later data differ in from a baseline.
@Suite struct BaselineTests {
  private static let header = "a,b,c,kind"

  /// Rows with b made from a and noise, so that they tell one another.
  private static func rows(_ count: Int, shift: Double = 0, seed: UInt64 = 1) -> [[String]] {
    var state = seed
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    return (0..<count).map { row in
      let a = uniform() + uniform() + uniform()
      let b = a + 0.3 * uniform()
      let c = uniform() * 10 + shift
      return ["\(a)", "\(b)", "\(c)", row % 3 == 0 ? "canary_one" : "canary_two"]
    }
  }

  private static func report(_ rows: [[String]], _ header: String = header) throws -> Report {
    try reportOfText(
      header + "\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined(), TableOptions(),
      includesSamples: true)
  }

  private func failing(_ past: Report, _ present: Report) -> [GateResult.Check] {
    BaselineComparison(Baseline(past), Baseline(present), Allowances()).checks.filter {
      $0.status != .passed
    }
  }

  @Test func `the same data pass, and other data of the same kind too`() throws {
    let past = try Self.report(Self.rows(400))
    #expect(failing(past, past).isEmpty)
    for seed in 2...6 {
      let found = failing(past, try Self.report(Self.rows(400, seed: UInt64(seed))))
      #expect(found.isEmpty, "\(found.map(\.message))")
    }
    // Few rows differ by chance, and that is no shift.
    let small = try Self.report(Self.rows(60))
    for seed in 2...6 {
      let found = failing(small, try Self.report(Self.rows(60, seed: UInt64(seed))))
      #expect(found.isEmpty, "\(found.map(\.message))")
    }
  }

  @Test func `what a pull request does to data is said by name`() throws {
    let rows = Self.rows(400)
    let past = try Self.report(rows)
    let half = failing(past, try Self.report(Array(rows.prefix(200))))
    #expect(half.map(\.id) == ["baseline.rows"])
    #expect(
      half.first?.message
        == "There are 200 rows; there were 400: 50\u{202F}% less, allowed are 10\u{202F}%.")

    let copy = failing(past, try Self.report(rows.map { $0 + [$0[0]] }, "a,b,c,kind,copy"))
    #expect(Set(copy.map(\.id)) == ["baseline.columns", "baseline.collinearity"])
    #expect(copy.contains { $0.message.contains("“copy” is a copy of “a”") })

    let order = failing(
      past, try Self.report(rows.map { [$0[1], $0[0], $0[2], $0[3]] }, "b,a,c,kind"))
    #expect(order.map(\.id) == ["baseline.order"])
    #expect(order.first?.message.contains("shuffled") == true)

    // Half a standard deviation: √(100 / 12) / 2.
    let less = failing(past, try Self.report(Self.rows(400, shift: 1.44)))
    #expect(less.map(\.id) == ["baseline.shift"] && less.map(\.subject) == ["c"])
    let shifted = failing(past, try Self.report(Self.rows(400, shift: 3)))
    #expect(shifted.map(\.id) == ["baseline.shift"] && shifted.map(\.subject) == ["c"])

    let gone = failing(past, try Self.report(rows.map { [$0[0], $0[1], $0[3]] }, "a,b,kind"))
    #expect(gone.map(\.message) == ["The column “c” is gone."])

    let empty = failing(
      past, try Self.report(rows.enumerated().map { $0 % 5 == 0 ? [$1[0], $1[1], "", $1[3]] : $1 }))
    #expect(empty.map(\.id) == ["baseline.missing"])
    #expect(empty.first?.found == "20\u{202F}%")

    let loose = failing(
      past,
      try Self.report(
        zip(rows, rows.dropFirst() + rows.prefix(1)).map { [$0[0], $1[1], $0[2], $0[3]] }))
    #expect(Set(loose.map(\.id)) == ["baseline.correlation"])
    #expect(Set(loose.compactMap(\.subject)) == ["a", "b"])

    let other = failing(
      past, try Self.report(rows.map { [$0[0], $0[1], $0[2], "canary_three"] + [] }))
    #expect(other.contains { $0.subject == "kind" })
  }

  @Test func `allowances and their severity are followed, and nobody looks where they are off`()
    throws
  {
    let rows = Self.rows(400)
    let past = Baseline(try Self.report(rows))
    let present = Baseline(try Self.report(Array(rows.prefix(200))))
    var allowances = Allowances()
    try allowances.set("rows", to: .init(relative: 0.5))
    #expect(
      BaselineComparison(past, present, allowances).checks.allSatisfy { $0.status == .passed })
    try allowances.set("rows", to: .init(absolute: 199, severity: .warning))
    let found = BaselineComparison(past, present, allowances).checks.filter {
      $0.status == .failed
    }
    #expect(found.map(\.severity) == [.warning])
    try allowances.set("rows", to: .init(severity: nil))
    #expect(
      !BaselineComparison(past, present, allowances).checks.contains { $0.id == "baseline.rows" })
    #expect(throws: GateError.unknownAllowance("row")) {
      try allowances.set("row", to: .init())
    }
  }

  @Test func `a baseline holds no value of a cell and reads back the same`() throws {
    let report = try Self.report(Self.rows(100))
    #expect(report.input.columns.contains { $0.topValues?.isEmpty == false })
    let baseline = Baseline(report)
    let text = try baseline.text()
    #expect(!text.contains("canary"))
    #expect(try Baseline.read(Data(text.utf8), path: "x") == baseline)
    #expect(baseline.columns.contains { $0.levels?.count == 2 })
    for broken in [
      "", "{}", "[1]", text.replacing("\"schemaVersion\": 2", with: "\"schemaVersion\": 9"),
    ] {
      #expect(throws: ReportError.self) { try Baseline.read(Data(broken.utf8), path: "x") }
    }
  }

  @Test func `the stability index is that of its definition, less its mean under no change`() throws
  {
    // (0.4 − 0.5) ln(0.4 / 0.5) + (0.6 − 0.5) ln(0.6 / 0.5)
    let plain = -0.1 * log(0.8) + 0.1 * log(1.2)
    let index = try #require(StabilityIndex([500, 500], [400, 600])?.value)
    #expect(abs(index - (plain - 0.002)) < 1e-12)
    #expect(StabilityIndex([500, 500], [500, 500])?.value == 0)
    #expect(StabilityIndex([], [])?.value == nil)
    #expect(StabilityIndex([5], [0])?.value == nil)
  }

  @Test func `two reports of the same data differ in nothing, and others in what is said`() throws {
    let past = try Self.report(Self.rows(200))
    let same = ReportComparison(past, past)
    #expect(same.changes.isEmpty && same.values.isEmpty && same.grades.isEmpty)
    #expect(same.text().contains("the same bytes"))
    let other = ReportComparison(past, try Self.report(Self.rows(100)))
    #expect(other.changes.count == 1)
    #expect(other.values.contains { $0.name == "rows.used" && $0.was == 200 && $0.now == 100 })
    #expect(other.markdown().contains("50"))
    #expect(try other.json().contains("\"changes\""))
  }
}
