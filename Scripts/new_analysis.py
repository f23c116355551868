#!/usr/bin/env python3
"""Writes the skeleton of a new analysis: source, page, test, fixture, line in the catalog.

    new_analysis.py NAME GROUP          for instance: new_analysis.py RowParity Health

The skeleton compiles, and its tests pass: it asks whether a column is mostly empty. Put your own question in its
place. `make analysis NAME=… GROUP=…` runs this, then `make schemas`.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ANALYSES = ROOT / "Sources/FathomAnalyses"
NO_GROUPS = {"Framework", "Shared", "Verdict", "Planning", "FathomAnalyses.docc"}

SOURCE = '''public import FathomData
public import FathomSummaries

/// Asks whether any column is mostly empty.
///
/// **Question.** Does a column lack so many cells that it tells little?
///
/// **Method.** The largest share of missing cells of a column that is no target.
///
/// **Assumptions.** None.
///
/// **Units.** Shares of the rows.
///
/// **Failure.** Not applicable to images. Fails without a column.
///
/// **References.** See ``info``.
public struct NAME: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "ID", title: "TITLE", question: "Is any column mostly empty?",
    references: ["Schafer 1999, Statistical Methods in Medical Research 8:3"])

  /// The declared thresholds.
  public static let thresholds: [Threshold<NAME>] = [
    Threshold(
      "most", \\.most, meaning: "a column that lacks a larger share of its cells tells little",
      source: "fathom: more than half is missing")
  ]

  /// The findings that it may make.
  public static let findings = [
    finding("largest", "Whether a column lacks too large a share of its cells.")
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: is any column mostly empty?",
    [
      "column": .text("The column with the largest share of missing cells."),
      "largest": .number("Its share of missing cells.", min: 0, max: 1),
      "columns": .integer("Columns that were looked at.", min: 1),
    ])

  /// The share of missing cells above which a column tells little.
  public var most = 0.5

  /// The analysis with its defaults.
  public init() {}

  /// What is known of the columns.
  public struct Input: Sendable {
    /// Rows that could be used.
    public var rows: Int
    /// The columns, with the number of their missing cells.
    public var columns: [(name: String, missing: Int)]
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The column with the largest share of missing cells.
    public var column: String
    /// Its share of missing cells.
    public var largest: Double
    /// Columns that were looked at.
    public var columns: Int
  }

  /// Takes the columns from the summary.
  public func input(from summary: Summary) -> Applicability<Input> {
    guard summary.schema.images == nil else { return .notApplicable("images have no columns") }
    return .applicable(
      Input(
        rows: summary.rows.used,
        columns: summary.profiles.filter { $0.role != .target }.map { ($0.name, $0.missing) }))
  }

  /// Measures the largest share; the first of equals counts.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    guard let first = input.columns.first, input.rows > 0 else {
      throw .unsuitable("there is no column with a row")
    }
    let worst = input.columns.reduce(first) { $1.missing > $0.missing ? $1 : $0 }
    return Evidence(
      column: worst.name, largest: Double(worst.missing) / Double(input.rows),
      columns: input.columns.count)
  }

  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    [
      Finding(
        id: "\\(NAME.info.id).largest", grade: evidence.largest > most ? .bad : .good,
        subject: evidence.column,
        message: "At most \\(NumberText.percent(evidence.largest, decimals: 1)) of a column is "
          + "missing.")
    ]
  }

  /// Lays the evidence out in a table.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    [
      .table(
        ExhibitTable(
          title: "The emptiest column", columns: ["Column", "Missing"],
          rows: [
            [
              .text(evidence.column),
              .text(NumberText.percent(evidence.largest, decimals: 1)),
            ]
          ]))
    ]
  }
}
'''

PAGE = '''# TITLE

Is any column mostly empty?

## Question

Does a column lack so many cells that it tells little?

## Method

The largest share of missing cells of a column that is no target; of equals the first column counts.

## Assumptions

None.

## Units

Shares of the rows.

## Thresholds

## Failure

Not applicable to images. Fails without a column.

## References

- Schafer 1999, Statistical Methods in Medical Research 8:3
'''

TEST = '''import FathomData
import FathomSummaries
import SummaryTesting
import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct NAMETests {
  private func evidence(
    _ columns: [(name: String, missing: Int)], rows: Int
  ) throws -> NAME.Evidence {
    try NAME().measure(NAME.Input(rows: rows, columns: columns), AnalysisContext())
  }

  private struct Expected: Decodable {
    var column: String
    var largest: Double
    var columns: Int
  }

  @Test func `the largest share is that of the fixture's script`() throws {
    let summary = try Summary(
      of: try CSVSource(
        path: Package.root.appending(path: "Fixtures/Data/airquality.csv").path,
        options: TableOptions()))
    guard case .applicable(let input) = NAME().input(from: summary) else {
      Issue.record("not applicable to a table")
      return
    }
    let found = try NAME().measure(input, AnalysisContext())
    let file = Package.root.appending(path: "Fixtures/NAME/expected.json")
    let expected = try JSONDecoder().decode(Expected.self, from: try Data(contentsOf: file))
    #expect(found.column == expected.column && found.columns == expected.columns)
    // Both divide the same two integers.
    #expect(found.largest == expected.largest)
  }

  @Test func `the order of the columns does not matter`() throws {
    let columns = [("a", 3), ("b", 7), ("c", 0)]
    #expect(
      try evidence(columns, rows: 10) == evidence(Array(columns.reversed()), rows: 10))
  }

  @Test func `columns without a gap are good, and so is one at the threshold`() throws {
    #expect(NAME().judge(try evidence([("a", 0)], rows: 10)).map(\\.grade) == [.good])
    #expect(NAME().judge(try evidence([("a", 5)], rows: 10)).map(\\.grade) == [.good])
    #expect(NAME().judge(try evidence([("a", 6)], rows: 10)).map(\\.grade) == [.bad])
  }

  @Test func `without columns or rows it fails`() {
    #expect(throws: AnalysisError.self) { try evidence([], rows: 10) }
    #expect(throws: AnalysisError.self) { try evidence([("a", 0)], rows: 0) }
  }
}
'''

FIXTURE_README = '''# NAME: expected values

`python3 make_expected.py`, run in this folder, reads `../Data/airquality.csv` and writes `expected.json`. Data and
licence: `../Data/README.md`.

## Definitions

- `largest`: the missing cells of a column, by the number of rows; `column` is the first with the most.

## Tolerances

None: both sides divide the same two integers.
'''

FIXTURE_SCRIPT = '''"""Writes expected.json: the largest share of missing cells of a column of ../Data/airquality.csv."""

import csv
import json

with open("../Data/airquality.csv", newline="") as file:
    rows = list(csv.DictReader(file))
missing = {name: sum(row[name] in ("", "NA") for row in rows) for name in rows[0]}
worst = max(missing, key=missing.get)
with open("expected.json", "w") as file:
    json.dump({"column": worst, "largest": missing[worst] / len(rows), "columns": len(missing)}, file, indent=2)
    file.write("\\n")
'''


def fail(message):
    sys.exit(f"new_analysis.py: {message}")


def main():
    if len(sys.argv) != 3 or not all(sys.argv[1:]):
        fail("say NAME and GROUP, as in: make analysis NAME=RowParity GROUP=Health")
    name, group = sys.argv[1:]
    if not re.fullmatch(r"[A-Z][a-z0-9]+([A-Z][a-z0-9]+)*", name):
        fail(f"{name} is no name of a type, such as RowParity")
    groups = sorted(
        folder.name for folder in ANALYSES.iterdir() if folder.is_dir() and folder.name not in NO_GROUPS)
    if group not in groups:
        fail(f"there is no group {group}; there are {', '.join(groups)}")
    if list(ANALYSES.glob(f"*/**/{name}.swift")):
        fail(f"there is a {name} already")
    words = re.sub(r"(?<!^)([A-Z])", lambda match: " " + match.group(1).lower(), name)

    def write(path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text.replace("NAME", name).replace("TITLE", words)
        path.write_text(text.replace('"ID"', f'"{name[:1].lower() + name[1:]}"'))
        print(f"wrote {path.relative_to(ROOT)}")

    write(ANALYSES / group / name / f"{name}.swift", SOURCE)
    write(ANALYSES / f"FathomAnalyses.docc/{name}.md", PAGE)
    write(ROOT / f"Tests/FathomAnalysesTests/{group}/{name}Tests.swift", TEST)
    fixture = ROOT / f"Fixtures/{name}"
    write(fixture / "README.md", FIXTURE_README)
    write(fixture / "make_expected.py", FIXTURE_SCRIPT)
    subprocess.run([sys.executable, "make_expected.py"], cwd=fixture, check=True)
    print(f"made  {(fixture / 'expected.json').relative_to(ROOT)}")

    catalog = ANALYSES / "Catalog.swift"
    text = catalog.read_text()
    # The end of the list of the standard catalog.
    start = text.index("static let standard")
    end = text.index("  ])", start)
    catalog.write_text(text[:end] + f"    Entry({name}.self),\n" + text[end:])
    print(f"added its line to {catalog.relative_to(ROOT)}")


main()
