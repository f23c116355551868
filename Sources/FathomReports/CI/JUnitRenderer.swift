/// The checks of a gate as a test report that CI servers show: one test suite, one case a check.
///
/// A case fails where the check makes the command fail. What could not be told, was not measured or is
/// excepted counts as skipped, never as passed. There are no times and no names of machines.
public struct JUnitRenderer: Renderer {
  /// A renderer.
  public init() {}

  /// The whole report, ending with a line break.
  ///
  /// - Throws: ``ReportError/noGate(_:)``.
  public func render(_ report: Report) throws(ReportError) -> String {
    let gate = try report.gate(for: "junit")
    var cases = [String]()
    // Servers tell cases apart by their names, as they are shown: long ones are shortened.
    var seen = [String: Int]()
    for check in gate.checks {
      let name = XMLText.visible(check.name)
      seen[name, default: 0] += 1
      cases += testCase(check, gate, name: name, number: seen[name] ?? 1)
    }
    var properties = [
      ("path", report.input.path), ("failOn", gate.failOn.rawValue),
      ("exitCode", String(gate.exitCode)),
    ]
    if let configuration = gate.configuration {
      properties.append(("configuration", configuration))
    }
    if let baseline = gate.baseline { properties.append(("baseline", baseline)) }
    return JUnitRenderer.document(
      path: report.input.path, tests: gate.checks.count,
      failures: gate.checks.count { gate.fails($0) }, errors: 0,
      skipped: gate.checks.count { JUnitRenderer.skips($0) },
      ["    <properties>"]
        + properties.map { name, value in
          "      <property name=\"\(name)\" value=\"\(XMLText.visible(value))\"/>"
        }
        + ["    </properties>"] + cases)
  }

  /// The document around the lines of a test suite.
  static func document(
    path: String?, tests: Int, failures: Int, errors: Int, skipped: Int, _ lines: [String]
  ) -> String {
    let counts = "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\""
    let name = XMLText.visible("fathom check" + (path.map { " " + $0 } ?? ""))
    return
      ([
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<testsuites name=\"fathom check\" \(counts)>",
        "  <testsuite name=\"\(name)\" \(counts) skipped=\"\(skipped)\">",
      ] + lines + ["  </testsuite>", "</testsuites>", ""]).joined(separator: "\n")
  }

  private static func skips(_ check: GateResult.Check) -> Bool {
    switch check.status {
    case .inconclusive, .notRun, .excepted: true
    case .passed, .failed: false
    }
  }

  private func testCase(
    _ check: GateResult.Check, _ gate: GateResult, name: String, number: Int
  ) -> [String] {
    let head =
      "    <testcase classname=\"\(XMLText.visible(check.part))\" name=\"\(name)"
      + (number > 1 ? " (\(number))" : "") + "\""
    guard let inside = inside(check, gate) else { return [head + "/>"] }
    return [head + ">", "      " + inside, "    </testcase>"]
  }

  /// What stands inside of a case; nil where it simply passed.
  private func inside(_ check: GateResult.Check, _ gate: GateResult) -> String? {
    let message = XMLText.visible(check.message)
    switch check.status {
    case .passed: return nil
    case .failed where gate.fails(check):
      return "<failure type=\"\(check.severity.rawValue)\" message=\"\(message)\">"
        + details(check, gate) + "</failure>"
    case .failed:
      return "<system-out>\(check.severity.rawValue): \(message)\n"
        + "It passes here because only \(JUnitRenderer.phrase(gate.failOn)) fails the gate.\n"
        + details(check, gate) + "</system-out>"
    case .inconclusive:
      return "<skipped message=\"inconclusive: \(message)\"/>"
    case .notRun:
      return "<skipped message=\"not run: \(message)\"/>"
    case .excepted:
      let reason = XMLText.visible(check.exception ?? "no reason given")
      return "<skipped message=\"excepted: \(reason) (\(message))\"/>"
    }
  }

  private static func phrase(_ failOn: GateResult.FailOn) -> String {
    switch failOn {
    case .never: "nothing"
    case .error: "an error"
    case .warning: "an error or a warning"
    case .inconclusive: "what is not certain"
    }
  }

  private func details(_ check: GateResult.Check, _ gate: GateResult) -> String {
    var lines = [
      XMLText.visible(check.title), "expected: " + XMLText.visible(check.expected),
      "found: " + XMLText.visible(check.found),
    ]
    if let place = gate.place(of: check) {
      lines.append("asked for in: \(XMLText.visible(place.file)):\(place.line)")
    }
    return lines.joined(separator: "\n")
  }
}
