#!/usr/bin/env python3
"""Counts how many files a new analysis, contender, renderer or table format touches, in a copy of the sources.

    count_touched.py [--build] [CASE …]          all cases without more

Each case adds a small one, as CONTRIBUTING says, and git counts the files. What is made by a command (schemas, expected
values, the list of the pages) is named apart. With --build the copy is compiled, too, and the files that are made from
it are written. The exit code is 1 where a case touches more files than it may.
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Ignored by git, and always in the same place, so that a second build is quick.
COPY = ROOT / ".build-touched/copy"
# Files that a command writes.
MADE = [
    r"Fixtures/.*/expected\.json",
    r"Sources/.*\.schema\.json",
    r"Sources/FathomAnalyses/FathomAnalyses\.docc/FathomAnalyses\.md",
    r"Reports/.*",
]


def run(*command, **options):
    return subprocess.run(command, cwd=COPY, check=True, text=True, **options)


def copy_sources():
    """The sources as they are, changes included, as one commit of a repository of its own."""
    if COPY.exists():
        shutil.rmtree(COPY)
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
        capture_output=True).stdout.decode().split("\0")
    for name in names:
        # Of the fixtures, what the sources and the script of the skeleton read is enough.
        if name.startswith(("Fixtures/", "Reports/", "Benchmarks/")) and not name.startswith("Fixtures/Data/airq"):
            continue
        if not (ROOT / name).is_file():
            continue
        (COPY / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, COPY / name)
    run("git", "init", "--quiet")
    commit()


def commit():
    run("git", "add", "--all")
    run("git", "-c", "user.name=count", "-c", "user.email=count@localhost", "commit", "--quiet",
        "--message", "before")


def find(pattern, folder="Sources"):
    """The one Swift file below a folder that holds a pattern."""
    found = [path for path in (COPY / folder).glob("**/*.swift") if re.search(pattern, path.read_text())]
    if len(found) != 1:
        sys.exit(f"count_touched.py: {pattern} is in {len(found)} files of {folder}")
    return found[0]


def change(path, pattern, replacement):
    """Replaces one pattern in a file."""
    text, count = re.subn(pattern, replacement, path.read_text(), count=1)
    if count == 0:
        sys.exit(f"count_touched.py: {pattern} is not in {path.relative_to(COPY)}")
    path.write_text(text)


def analysis():
    run(sys.executable, "Scripts/new_analysis.py", "RowParity", "Health", stdout=subprocess.DEVNULL)


CONTENDER = '''internal import FathomNumerics

/// The share of each class among the rows to learn from, or their mean: what guessing does.
struct ShareContender: Contender {
  let info = ContenderInfo(
    id: "shares", name: "shares of the classes", side: .other,
    option: .init(title: "no model at all", complexity: 0))

  func seconds(_ size: FoldSize) -> Double { Double(size.training + size.test) / 1e9 }

  func predict(_ fold: Fold) throws(NumericsError) -> Matrix {
    var predictions = Matrix(rows: fold.test.count, columns: fold.rows.outputs)
    for row in fold.training {
      let target = fold.rows.target[row] / Double(fold.training.count)
      for place in 0..<fold.test.count {
        if fold.rows.classes == nil {
          predictions[place, 0] += target
        } else {
          predictions[place, Int(fold.rows.target[row])] += 1 / Double(fold.training.count)
        }
      }
    }
    return predictions
  }
}
'''

CONTENDER_TEST = '''import Testing

@testable import FathomAnalyses

@Suite struct ShareContenderTests {
  @Test func `it is in the race`() {
    #expect(Race.contenders.contains { $0.info.id == "shares" })
  }
}
'''


def contender():
    (find(r"struct LinearContender\b").parent / "ShareContender.swift").write_text(CONTENDER)
    change(find(r"struct Race: Analysis\b|struct Race: \w*Analysis\b"),
           r"(static let contenders: \[any Contender\] = \[)", r"\1\n    ShareContender(),")
    (COPY / "Tests/FathomAnalysesTests/Race/ShareContenderTests.swift").write_text(CONTENDER_TEST)


RENDERER = '''internal import FathomAnalyses

/// The recommendation alone.
public struct BriefRenderer: Renderer {
  /// A renderer.
  public init() {}

  /// The sentence of the verdict, ending with a line break.
  public func render(_ report: Report) throws(ReportError) -> String { report.verdict.summary + "\\n" }
}
'''


def renderer():
    (find(r"struct TextRenderer\b").parent / "BriefRenderer.swift").write_text(RENDERER)
    formats = find(r"enum ReportFormat\b")
    change(formats, r"case text, markdown, html, json\b", "case text, markdown, html, json, brief")
    change(formats, r"case \.text, \.markdown, \.html, \.json:", "case .text, .markdown, .html, .json, .brief:")
    change(formats, r"( *)case \.json: JSONRenderer\(\)", r"\1case .json: JSONRenderer()\n\1case .brief: BriefRenderer()")


NUMBERS = '''/// A table of one column, behind a first line that says so: `NUMBERS`.
enum NumberList {
  /// Opens a file; its first line is the name of the column.
  static func open(_ path: String) throws(DataError) -> CSVFile { try CSVFile(path: path) }
}
'''


def table_format():
    data = COPY / "Sources/FathomData"
    (data / "Tables").mkdir(exist_ok=True)
    (data / "Tables/NumberList.swift").write_text(NUMBERS)
    formats = find(r"struct DataFormat\b", "Sources/FathomData")
    change(formats, r"(static let all: \[DataFormat\] =\s*\[\n *csv,)", r"\1 numbers,")
    change(formats, r"( *)(static let png = )",
           r'\1static let numbers = DataFormat(\n\1  "numbers", "NUMBERS", .table, extensions: ["numbers"],'
           r' signatures: [Signature("NUMBERS".utf8)])\n\1\2')
    opening = find(r"enum Opening\b", "Sources/FathomData")
    change(opening, r"(  case table\(CSVFile\)\n)", r"\1  /// A list of numbers.\n  case numbers(CSVFile)\n")
    change(opening, r"case table, folder,", "case table, numbers, folder,")
    change(opening, r"case \.folder, \.table:", "case .folder, .table, .numbers:")
    change(opening, r"( *)(let needsArchive = )",
           r"\1if DataFormat.numbers.matches(first.bytes) { return .numbers }\n\1\2")
    change(opening, r"( *)(if case \.table = content \{)",
           r"\1if case .numbers = content {\n\1  return .numbers(try NumberList.open(path))\n"
           r"\1}\n\1\2")
    change(find(r"case \.table\(let file\)", "Sources/fathom"), r"( *)case \.table\(let file\)",
           r"\1case .numbers(let file): try survey.run(file, progress: progress)\n\1case .table(let file)")


# Of a format three files of FathomData and one of the command.
CASES = {
    "analysis": (analysis, 6), "contender": (contender, 3), "renderer": (renderer, 2), "format": (table_format, 4),
}


def build():
    run("swift", "build", "--product", "fathom", "--scratch-path", "../build")
    fathom = "../build/debug/fathom"
    for option, file in [("--report-schema", "report"), ("--config-schema", "fathom")]:
        schema = run(fathom, "list", option, capture_output=True).stdout
        (COPY / f"Sources/FathomReports/{file}.schema.json").write_text(schema)
    run(fathom, "list", "--update-pages", "Sources/FathomAnalyses/FathomAnalyses.docc")


def main():
    arguments = sys.argv[1:]
    builds = "--build" in arguments
    names = [name for name in arguments if name != "--build"] or list(CASES)
    unknown = [name for name in names if name not in CASES]
    if unknown:
        sys.exit(f"count_touched.py: there is no case {unknown[0]}; there are {', '.join(CASES)}")
    copy_sources()
    failed = False
    for name in names:
        add, limit = CASES[name]
        run("git", "reset", "--quiet", "--hard")
        run("git", "clean", "--quiet", "--force", "-d")
        add()
        if builds:
            build()
        run("git", "add", "--all")
        files = run("git", "diff", "--cached", "--name-only", capture_output=True).stdout.split()
        made = [file for file in files if any(re.fullmatch(pattern, file) for pattern in MADE)]
        touched = [file for file in files if file not in made]
        failed = failed or len(touched) > limit
        print(f"{name}: {len(touched)} files, at most {limit}" + (", compiled" if builds else ""))
        print("".join(f"  {file}\n" for file in touched) + "".join(f"  made by a command: {file}\n" for file in made), end="")
    sys.exit(1 if failed else 0)


main()
