"""Compares Fathom's CSV reader with Python's csv, pandas and polars, cell by cell.

    python3 Scripts/differential.py [--count 5000] [--seed 1] [--only csv] [--keep FOLDER]

Files come from a random grammar (csv_grammar.py); one in a hundred is larger than 1 MiB, so that it is
read in several chunks. Every file of Fixtures/CSV takes part too. Compared are

  cells    with Python's csv.reader, all of them, as strings (csv_reference.py states the rules);
  values   with Python's float, bit for bit, with names, kinds, missing cells, rejected rows and errors;
  numbers  with pandas.read_csv and polars.read_csv, bit for bit (csv_peers.py lists where they differ).

The last needs `pip install pandas polars`; with `--only csv` the script runs without them. It builds the
tool fathom-cells, prints counts and the first mismatches, keeps the files that caused them, and fails
when there is one.
"""

import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unicodedata

import csv_grammar
import csv_reference as reference

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIGNATURES = [
    b"\x04\x22\x4d\x18", b"PK\x03\x04", b"\x93NUMPY", b"\x89PNG", b"\xff\xd8\xff",
    b"\xff\xfe\0\0", b"\0\0\xfe\xff",
]
# What a single file is read with.
THREADS = (1, 2, 7)


def build():
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "fathom-cells"], cwd=ROOT, check=True,
        stdout=subprocess.DEVNULL)
    return ROOT / ".build/release/fathom-cells"


def ask(tool, requests):
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([tool], input=lines.encode(), stdout=subprocess.PIPE)
    answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    if len(answers) != len(requests):
        # The tool answers in order, so the first request without an answer ended it.
        answers += [{"error": f"crash ({done.returncode})"}] * (len(requests) - len(answers))
    return answers


# What Fathom should answer


def is_refused(text):
    """Whether the first characters are not those of a text, by the rule of `InputSignature`."""
    characters = text[: reference.SAMPLE].decode("utf-8", "replace")
    controls = sum(c in "\x7f" or "\x02" <= c <= "\x08" or "\x0e" <= c <= "\x1a" for c in characters)
    return (characters.count("\0") * 100 > len(characters)
            or controls * 50 > len(characters))


def expected_error(data, dialect):
    """(error, line) of opening the file with a header; (None, None) when it can be read."""
    if any(data.startswith(signature) for signature in SIGNATURES):
        return "unsupported", None
    text, first_line = reference.opened(data)
    if is_refused(reference.decoded(data)):
        return "unsupported", None
    rows = reference.numbered_rows(text, dialect)
    if not rows:
        return "empty", None
    open_line = reference.open_quote_line(text, dialect)
    if open_line is not None and len(rows) == 1:
        return "unclosedQuote", open_line + first_line
    if len(rows) == 1:
        return "noRows", None
    usable, rejected = sorted_rows(text, first_line, dialect)
    if not usable:
        reason, line, _ = rejected[0]
        return ("unclosedQuote", line) if reason == "unclosedQuote" else ("allRowsRejected", None)
    if not any(any(reference.ColumnFacts(c).present) for c in zip(*(cells for _, cells in usable))):
        return "noValues", None
    return None, None


def sorted_rows(text, first_line, dialect):
    """The rows under the header: (line from 0, cells), and (reason, line, cell), both from 1."""
    rows = reference.numbered_rows(text, dialect, "fathom.hexadecimal")
    width = len(rows[0][1])
    open_line = reference.open_quote_line(text, dialect)
    usable, rejected = [], []
    for index, (line, cells) in enumerate(rows[1:], start=1):
        line += first_line
        if open_line is not None and index == len(rows) - 1:
            rejected.append(("unclosedQuote", open_line + first_line, len(cells)))
        elif len(cells) == width:
            usable.append((line, cells))
        else:
            reason = "tooFewFields" if len(cells) < width else "tooManyFields"
            rejected.append((reason, line + 1, min(len(cells), width) + 1))
    return usable, rejected


def decimal_mark(text, dialect):
    """The mark by the rule of `CSVDialect`: a comma where only a comma explains some cell.

    Only files of less than 64 KiB are decided whole; a larger one is generated without decimal commas.
    """
    if dialect.delimiter == ",":
        return "."
    comma = point = False
    for cells in reference.rows(text[: reference.SAMPLE], dialect):
        for cell in cells:
            if reference.INTEGER.fullmatch(cell):
                continue
            by_comma = reference.number(cell, ",") is not None and "," in cell
            by_point = reference.number(cell, ".") is not None and "." in cell
            if reference.number(cell, ",") is None and reference.number(cell, ".") is None:
                by_comma = reference.number(cell, ",", ".") is not None
                by_point = reference.number(cell, ".", ",") is not None
            comma |= by_comma
            point |= by_point
    return "," if comma and not point else "."


def canonical(text):
    """Swift's strings are equal when canonically equivalent, and levels are strings."""
    return unicodedata.normalize("NFC", text)


def label_agrees(label, cell, value, is_there):
    if label is None or not is_there:
        return label is None and not is_there
    if value is not None and value - value == 0:
        return reference.number(label) == value
    return canonical(label) == canonical(cell)


def check_column(index, column, facts):
    """Mismatches of one column, each a sentence."""
    found = []
    if column["type"] not in facts.types:
        found.append(f"column {index} is {column['type']}, not {sorted(facts.types)}")
    if column["holdsNumbers"] != facts.holds_numbers:
        found.append(f"column {index}: holdsNumbers is {column['holdsNumbers']}")
    if column["missing"] != facts.missing:
        found.append(f"column {index}: {column['missing']} missing, not {facts.missing}")
    if column.get("distinct", facts.distinct) != facts.distinct:
        found.append(f"column {index}: {column['distinct']} distinct, not {facts.distinct}")
    if "numbers" in column and column["numbers"] != facts.numbers:
        pairs = zip(column["numbers"], facts.numbers, facts.cells)
        ours, theirs, cell = next(p for p in pairs if p[0] != p[1])
        found.append(f"column {index}: {cell[:60]!r} is {ours}, not {theirs}")
    if "labels" in column:
        for label, cell, value, there in zip(
            column["labels"], facts.cells, facts.values, facts.present
        ):
            if not label_agrees(label, cell, value, there):
                found.append(f"column {index}: {cell[:60]!r} has the level {label!r}")
                break
    return found


def check_values(data, dialect, answer):
    error, line = expected_error(data, dialect)
    if (answer.get("error"), answer.get("line")) != (error, line):
        return [f"error {answer.get('error')} in line {answer.get('line')}, not {error}, {line}"]
    if error:
        return []
    text, first_line = reference.opened(data)
    header = reference.rows(text, dialect)[0]
    usable, rejected = sorted_rows(text, first_line, dialect)
    found = []
    if [c["name"] for c in answer["columns"]] != reference.column_names(header):
        found.append(f"names {[c['name'] for c in answer['columns']]}")
    total = len(usable) + len(rejected)
    if answer["rows"] != total or answer["rowNumbers"] != [line for line, _ in usable]:
        found.append(f"{answer['rows']} rows, not {total}, or on other lines")
    if [(r["reason"], r["line"], r["column"]) for r in answer["rejected"]] != rejected:
        found.append(f"rejected rows {answer['rejected'][:5]}, not {rejected[:5]}")
    mark = decimal_mark(text, dialect)
    columns = list(zip(*(cells for _, cells in usable)))
    for index, column in enumerate(answer["columns"]):
        if len(columns) == len(answer["columns"]):
            facts = reference.ColumnFacts(columns[index], mark, dialect.group)
            found += check_column(index, column, facts)
    return found


def check_cells(data, dialect, answer):
    if "rows" not in answer:
        return [answer.get("error", "no answer")]
    expected = reference.rows(data, dialect)
    if answer["rows"] == expected:
        return []
    for index, (ours, theirs) in enumerate(zip(answer["rows"], expected)):
        if ours != theirs:
            return [f"row {index} is {ours!r:.200}, not {theirs!r:.200}"]
    return [f"{len(answer['rows'])} rows, not {len(expected)}"]


# Running


def fixed_files():
    folder = ROOT / "Fixtures/CSV"
    for name, case in json.loads((folder / "expected.json").read_text()).items():
        dialect = reference.Dialect(
            case["delimiter"], case["escape"], case["comment"], case["group"])
        data = (folder / name).read_bytes()
        if not (dialect.delimiter == " " and b"\t" in data):
            yield csv_grammar.CSVFile(data, dialect)
    for path in sorted((folder / "fuzz").glob("*")):
        data = path.read_bytes()
        # Text in UTF-16 without a byte-order mark is told by its NULs: not repeated here.
        if data.count(0) * 4 > len(data):
            continue
        for delimiter in ",;\t|":
            yield csv_grammar.CSVFile(data, reference.Dialect(delimiter))
        yield csv_grammar.CSVFile(data.replace(b"\t", b" "), reference.Dialect(" "))


def files(count, seed):
    yield from fixed_files()
    for index in range(count):
        stream = random.Random(f"{seed}/{index}")
        yield csv_grammar.generate(stream, "large" if index % 100 == 99 else "normal")


class Comparison:
    def __init__(self, tool, folder, keep, peers):
        self.tool, self.folder, self.keep, self.peers = tool, folder, keep, peers
        self.counts = collections.Counter()
        self.mismatches = []

    def run(self, batch):
        paths = []
        for index, file in enumerate(batch):
            path = self.folder / f"{index}.csv"
            path.write_bytes(file.data)
            paths.append(path)
        common = [
            {"path": str(p), "delimiter": f.dialect.delimiter, "header": True,
             "escape": f.dialect.escape, "comment": f.dialect.comment, "group": f.dialect.group}
            for p, f in zip(paths, batch)
        ]
        cells = ask(self.tool, [r | {"mode": "cells"} for r in common])
        values = [
            ask(self.tool, [r | {"mode": "values", "threads": t} for r in common]) for t in THREADS]
        for file, cell_answer, *value_answers in zip(batch, cells, *values):
            self.compare(file, cell_answer, value_answers)

    def compare(self, file, cells, answers):
        values = answers[0]
        found = []
        if any(answer != values for answer in answers):
            found.append("another number of threads gives another answer")
        # Other encodings are no matter of the scanner.
        if reference.decoded(file.data) == file.data.removeprefix(reference.BOM):
            found += check_cells(file.data, file.dialect, cells)
        found += check_values(file.data, file.dialect, values)
        counts = self.counts
        counts["files"] += 1
        counts["bytes"] += len(file.data)
        counts["cells"] += sum(map(len, cells.get("rows", [])))
        error = values.get("error")
        counts[f"refused: {error}" if error else "read"] += 1
        counts["read in several chunks"] += values.get("batches", 0) > 1
        counts["rejected rows"] += len(values.get("rejected", []))
        for column in values.get("columns", []):
            counts["numbers"] += len(column.get("numbers", []))
            counts["labels"] += len(column.get("labels", []))
        if self.peers and not error:
            text, first_line = reference.opened(file.data)
            if decimal_mark(text, file.dialect) == "," or file.dialect.group:
                counts["decimal commas and grouped digits, not given to pandas and polars"] += 1
            else:
                usable, _ = sorted_rows(text, first_line, file.dialect)
                found += self.peers.compare(
                    text, file.dialect, [cells for _, cells in usable], values)
        if found:
            self.record(file, found)

    def record(self, file, found):
        self.mismatches.append(found)
        if len(self.mismatches) > 20:
            return
        self.keep.mkdir(parents=True, exist_ok=True)
        path = self.keep / f"mismatch-{len(self.mismatches)}.csv"
        path.write_bytes(file.data)
        print(f"{path} ({file.dialect}):")
        for sentence in found[:4]:
            print(f"  {sentence}")


def peers(only):
    if only == "csv":
        return None
    try:
        import pandas
        import polars
    except ImportError as missing:
        sys.exit(f"{missing}; install them with pip install pandas polars, or say --only csv")
    from csv_peers import Peers

    return Peers(pandas, polars)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=5000, help="how many files to generate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["csv"], help="leave pandas and polars out")
    parser.add_argument("--keep", type=pathlib.Path, default=ROOT / ".build/differential",
                        help="the folder for files that are read differently")
    options = parser.parse_args()
    beside = peers(options.only)
    tool = build()
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(tool, pathlib.Path(folder), options.keep, beside)
        batch = []
        for file in files(options.count, options.seed):
            batch.append(file)
            if len(batch) == 100:
                comparison.run(batch)
                batch = []
        comparison.run(batch)
    counts = dict(comparison.counts) | (beside.counts if beside else {})
    for name, count in counts.items():
        print(f"{count:>12,}  {name}")
    print(f"{len(comparison.mismatches):>12,}  files are read differently")
    sys.exit(1 if comparison.mismatches else 0)


if __name__ == "__main__":
    main()
