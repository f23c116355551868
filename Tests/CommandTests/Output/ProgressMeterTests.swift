import FathomSummaries
import Testing

@testable import fathom

/// What the progress line says at a time, after events at earlier times.
@Suite struct ProgressMeterTests {
  /// A meter that was told of a step at steady speed, once a second from 0.
  private func meter(
    _ step: String = "Reading rows", until seconds: Int, of total: Int, bytes: Int? = nil
  ) -> ProgressMeter {
    var meter = ProgressMeter()
    for second in 0...seconds {
      let fraction = Double(second) / Double(total)
      meter.record(
        bytes.map {
          ProgressEvent(step: step, bytesDone: Int(fraction * Double($0)), bytesTotal: $0)
        } ?? ProgressEvent(step: step, fraction: fraction), at: Double(second))
    }
    return meter
  }

  @Test func `before the first event there is no line`() {
    #expect(ProgressMeter().line(at: 5, width: 80) == nil)
  }

  @Test func `a step of unknown length says how long it has taken`() {
    var meter = ProgressMeter()
    meter.record(ProgressEvent(step: "Measuring", fraction: 0), at: 2)
    #expect(meter.line(at: 2, width: 80) == "Measuring  0:00")
    #expect(meter.line(at: 77, width: 80) == "Measuring  1:15")
  }

  @Test func `a step that reads says all there is to say`() {
    let line = meter(until: 12, of: 50, bytes: 3_400_000_000).line(at: 12, width: 100)
    #expect(
      line == "Reading rows  ━━━━────────────────   24 %  0.8 of 3.4 GB  68 MB/s  0:38 left")
    let small = meter(until: 1, of: 20, bytes: 820_000_000).line(at: 1, width: 100)
    #expect(
      small == "Reading rows  ━───────────────────    5 %   41 of 820 MB  41 MB/s  0:19 left")
    let tiny = meter(until: 1, of: 2, bytes: 4_000).line(at: 1, width: 100)
    #expect(
      tiny == "Reading rows  ━━━━━━━━━━──────────   50 %  2 of 4 KB  2 KB/s  0:01 left")
  }

  @Test func `the time that is left falls while no event arrives`() {
    let meter = meter(until: 10, of: 4_000)
    #expect(meter.line(at: 10, width: 80)?.hasSuffix("1:06:30 left") == true)
    #expect(meter.line(at: 13, width: 80)?.hasSuffix("1:06:27 left") == true)
    // When the step is overdue nobody can tell.
    #expect(meter.line(at: 5_000, width: 80)?.hasSuffix(" 0 %") == true)
  }

  @Test func `the time that is left follows the present speed, smoothed`() {
    // Ten seconds at 1 % a second, then at 4 % a second.
    var meter = meter(until: 10, of: 100)
    meter.record(ProgressEvent(step: "Reading rows", fraction: 0.14), at: 11)
    // 0.01 + (1 − e^(−1/5)) · 0.03 = 0.01544 a second: 0.86 take 56 s, between 86 and 21.5.
    #expect(meter.line(at: 11, width: 80)?.hasSuffix("0:56 left") == true)
    for second in 12...30 {
      let fraction = 0.14 + Double(second - 11) * 0.04
      meter.record(ProgressEvent(step: "Reading rows", fraction: fraction), at: Double(second))
    }
    #expect(meter.line(at: 30, width: 80)?.hasSuffix("0:03 left") == true)
  }

  @Test func `another step starts again`() {
    var meter = meter(until: 30, of: 60)
    meter.record(ProgressEvent(step: "Correlating", fraction: 0.01), at: 31)
    #expect(meter.line(at: 31.5, width: 80) == "Correlating  ────────────────────    1 %")
    meter.record(ProgressEvent(step: "Correlating", fraction: 0.11), at: 33)
    #expect(meter.line(at: 33, width: 80)?.hasSuffix(" 11 %  0:18 left") == true)
  }

  @Test func `events of several threads may arrive out of order`() {
    var meter = meter(until: 30, of: 60)
    let line = meter.line(at: 30, width: 80)
    meter.record(ProgressEvent(step: "Reading rows", fraction: 0.3), at: 30)
    #expect(meter.line(at: 30, width: 80) == line)
  }

  @Test func `the end is 100 percent and no time`() {
    #expect(
      meter(until: 8, of: 8).line(at: 8, width: 80)
        == "Reading rows  ━━━━━━━━━━━━━━━━━━━━  100 %")
  }

  @Test(arguments: 1...120)
  func `the line never fills the terminal, and a wider one says no less`(width: Int) throws {
    let meter = meter(until: 12, of: 50, bytes: 3_400_000_000)
    let line = try #require(meter.line(at: 12, width: width))
    #expect(line.count < max(2, width))
    let wider = try #require(meter.line(at: 12, width: width + 1))
    #expect(wider.count >= line.count)
    #expect(width < 20 || line.contains(" 24 %"))
  }
}
