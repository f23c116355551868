#!/usr/bin/env python3
"""The same corpus under Great Expectations and Evidently: does a check of the new batch fail that was made from the old one?

    peers.py CORPUS [--only planted|ordinary] [--cases ID,ID] [--keep FILE.jsonl] [--output FILE.md]

    python3 -m venv VENV; VENV/bin/pip install great_expectations evidently "pandas<3"

Both get tables that pandas read with the right delimiter and encoding, which are found from the first line and the
first bytes; what pandas cannot read counts as a check that fails. Both are spared what is sure to differ between two
batches: identifiers, which are different in all rows, and the values of dates.

Great Expectations 1.x has no profiler, so that expectations are written here for every column as a user would, from
the old batch. `observed` holds what was seen: the columns in their order; the type of each; at least the share of
cells that are not missing; no value twice where none came twice; the format of dates; numbers between the least and the
most; for up to 20 levels of text, these levels. `tolerant` loosens it: any number for a number; 5 points more missing
cells; ranges a tenth wider at each end, and 99 % of the cells within them, or among the levels; and adds the mean, within
a quarter of a standard deviation, and the standard deviation, within a quarter of it. A suite fails where one
expectation does.

Evidently runs its presets with their defaults and `include_tests=True`, the old batch as reference: DataDriftPreset,
judged by any of its tests, and by its share of drifted columns alone; DataSummaryPreset, judged by any test. Columns
are declared in a DataDefinition: numbers, levels, dates, text (four words or more in a cell). Identifiers are left out.

What a case took and said is kept in FILE.jsonl, a line each; cases that are there are not run again.
"""

import argparse
import json
import os
import platform
import time
import warnings
from importlib.metadata import version
from io import StringIO
from pathlib import Path

os.environ.update(GX_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")
warnings.filterwarnings("ignore")

import great_expectations as gx
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset, DataSummaryPreset

#: What each way of asking is called in the table.
WAYS = {
    "gx observed": "Great Expectations, what was observed",
    "gx tolerant": "Great Expectations, with tolerances",
    "drift any": "Evidently DataDriftPreset, any test",
    "drift share": "Evidently DataDriftPreset, half of the columns",
    "summary any": "Evidently DataSummaryPreset, any test",
}
DATE_FORMATS = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]


def read(path):
    """A table as pandas reads it, once its encoding and its delimiter are known."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
    first = text.partition("\n")[0]
    return pd.read_csv(StringIO(text), sep=max(",;\t", key=first.count))


def roles(table):
    """What each column is: a number, levels, a date with its format, text or an identifier."""
    found = {}
    for name, column in table.items():
        cells = column.dropna()
        if pd.api.types.is_bool_dtype(column) or set(map(type, cells)) == {bool}:
            found[name] = "levels"
        elif pd.api.types.is_numeric_dtype(column):
            whole = len(cells) == len(column) and (cells % 1 == 0).all()
            found[name] = "identifier" if whole and cells.is_unique and len(cells) > 50 else "number"
        else:
            words = cells.astype(str)
            form = next((form for form in DATE_FORMATS if pd.to_datetime(words, format=form, errors="coerce").notna().all()), None)
            if form and len(cells):
                found[name] = form
            elif words.str.count(" ").mean() >= 3:
                found[name] = "text"
            else:
                found[name] = "levels" if words.nunique() <= max(20, len(words) // 2) else "identifier"
    return found


def types_of(column, tolerant):
    """The names of types that a column of the new batch may have."""
    if column.dtype == object:
        return sorted({type(cell).__name__ for cell in column.dropna()})
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return ["int64", "float64"] if tolerant and number else [str(column.dtype)]


def suite(old, kinds, tolerant):
    """The expectations of the old batch."""
    make, expectations = gx.expectations, []
    expectations.append(make.ExpectTableColumnsToMatchOrderedList(column_list=list(old.columns)))
    for name, column in old.items():
        cells, kind = column.dropna(), kinds[name]
        present = len(cells) / len(column)
        if cells.empty:
            continue
        expectations.append(make.ExpectColumnValuesToBeInTypeList(column=name, type_list=types_of(column, tolerant)))
        expectations.append(make.ExpectColumnProportionOfNonNullValuesToBeBetween(column=name, min_value=max(0.0, present - 0.05 * tolerant)))
        if cells.is_unique and kind == "identifier":
            expectations.append(make.ExpectColumnValuesToBeUnique(column=name))
        if kind in DATE_FORMATS:
            expectations.append(make.ExpectColumnValuesToMatchStrftimeFormat(column=name, strftime_format=kind))
        if kind == "number":
            least, most = float(cells.min()), float(cells.max())
            wider = 0.1 * (most - least) * tolerant
            expectations.append(make.ExpectColumnValuesToBeBetween(column=name, min_value=least - wider, max_value=most + wider,
                                                                   mostly=0.99 if tolerant else 1.0))
            if tolerant:
                mean, deviation = float(cells.mean()), float(cells.std())
                expectations.append(make.ExpectColumnMeanToBeBetween(column=name, min_value=mean - deviation / 4, max_value=mean + deviation / 4))
                expectations.append(make.ExpectColumnStdevToBeBetween(column=name, min_value=0.75 * deviation, max_value=1.25 * deviation))
        if kind == "levels" and cells.nunique() <= 20:
            expectations.append(make.ExpectColumnValuesToBeInSet(column=name, value_set=cells.unique().tolist(), mostly=0.99 if tolerant else 1.0))
    return expectations


class Peers:
    """One context of Great Expectations for all cases."""

    def __init__(self):
        self.context = gx.get_context(mode="ephemeral")
        self.context.variables.progress_bars = {"globally": False}
        asset = self.context.data_sources.add_pandas("files").add_dataframe_asset("table")
        self.batch = asset.add_batch_definition_whole_dataframe("whole")

    def expectations(self, old, new, kinds, tolerant):
        batch = self.batch.get_batch({"dataframe": new})
        result = batch.validate(gx.ExpectationSuite(name="old", expectations=suite(old, kinds, tolerant)))
        failed = [one.expectation_config for one in result.results if not one.success]
        return [f"{one.type} {one.kwargs.get('column', '')}".strip() for one in failed]

    def reports(self, old, new, kinds):
        """What each preset fails; columns that are not in both tables are left out, and named as a failure."""
        both = [name for name in old.columns if name in new.columns]
        gone = [f"column {name}" for name in [*old.columns, *new.columns] if name not in both]
        groups = {group: [name for name in both if kinds[name] == group] for group in ("number", "levels", "text")}
        stamps = [name for name in both if kinds[name] in DATE_FORMATS]
        tables = []
        for table in (new, old):
            table = table[[*groups["number"], *groups["levels"], *groups["text"], *stamps]].copy()
            for name in stamps:
                table[name] = pd.to_datetime(table[name], errors="coerce")
            tables.append(Dataset.from_pandas(table, data_definition=DataDefinition(
                numerical_columns=groups["number"], categorical_columns=groups["levels"], text_columns=groups["text"], datetime_columns=stamps)))
        return *tables, gone


def failed_tests(preset, new, old):
    snapshot = Report([preset()], include_tests=True).run(new, old)
    return [test.name for test in snapshot.tests_results if test.status.value.upper() in ("FAIL", "ERROR")]


def judged(peers, folder):
    """What fails of each way, and the seconds of it; an error of a tool counts as a failure, and is named."""
    result = {"failed": {}, "seconds": {}}

    def ask(ways, question):
        start = time.perf_counter()
        try:
            answers = question()
        except Exception as problem:
            answers = [[f"{type(problem).__name__}: {str(problem)[:120]}"]] * len(ways)
        seconds = time.perf_counter() - start
        for way, answer in zip(ways, answers):
            result["failed"][way], result["seconds"][way] = answer, seconds

    try:
        old, new = read(folder / "old.csv"), read(folder / "new.csv")
    except Exception as problem:
        for way in WAYS:
            result["failed"][way], result["seconds"][way] = [f"{type(problem).__name__}: {str(problem)[:120]}"], 0.0
        return result
    kinds = roles(old)
    ask(["gx observed"], lambda: [peers.expectations(old, new, kinds, False)])
    ask(["gx tolerant"], lambda: [peers.expectations(old, new, kinds, True)])

    def drift():
        current, reference, gone = peers.reports(old, new, kinds)
        failed = failed_tests(DataDriftPreset, current, reference)
        return [gone + failed, gone + [name for name in failed if name.startswith("Share of Drifted Columns")]]

    def summary():
        current, reference, gone = peers.reports(old, new, kinds)
        return [gone + failed_tests(DataSummaryPreset, current, reference)]

    ask(["drift any", "drift share"], drift)
    ask(["summary any"], summary)
    return result


def processor():
    """The processor, as its maker names it."""
    try:
        names = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    except OSError:
        names = []
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"


def table(cases, results):
    """A row for each way: found, false alarms, seconds."""
    kinds = {kind: [case for case in cases if case["kind"] == kind] for kind in ("planted", "ordinary")}
    lines = [f"| tool | planted found, of {len(kinds['planted'])} | of these, the right column named | ordinary pairs failing, of {len(kinds['ordinary'])} | seconds for all |",
             "| --- | ---: | ---: | ---: | ---: |"]
    for way, name in WAYS.items():
        failed = {kind: [case for case in some if results[case["id"]]["failed"][way]] for kind, some in kinds.items()}
        named = sum(all(any(word.lower() in " ".join(results[case["id"]]["failed"][way]).lower() for word in expected.split("|"))
                        for expected in case["expects"]) for case in failed["planted"])
        seconds = sum(results[case["id"]]["seconds"][way] for case in cases)
        lines.append(f"| {name} | {len(failed['planted'])} | {named} | {len(failed['ordinary'])} | {seconds:.0f} |")
    return lines


HOW = """\
## How they were asked

Both get tables that pandas read with the right delimiter and encoding. What pandas cannot read, and an error within a tool, counts as a check that fails. Both are spared what is sure to differ between two batches: identifiers
(numbers that are whole and all different, texts of which more than half are different) and the values of dates.

- **Great Expectations** 1.x has no profiler any more, so that the script writes expectations for every column from the old batch. *What was observed*: the columns in their order
  (`ExpectTableColumnsToMatchOrderedList`); types (`…ValuesToBeInTypeList`); at least the share of cells that are not missing (`…ProportionOfNonNullValuesToBeBetween`); identifiers unique where they were (`…ValuesToBeUnique`); the format of
  dates (`…ValuesToMatchStrftimeFormat`); numbers between the least and the most (`…ValuesToBeBetween`); of up to 20 levels, these (`…ValuesToBeInSet`). *With tolerances*: any number for a number; 5 points more missing cells; ranges a tenth
  wider at each end, 99 % of the cells within them or among the levels; the mean within a quarter of a standard deviation (`…MeanToBeBetween`), and this within a quarter of itself (`…StdevToBeBetween`). The tolerances are ours. One expectation that fails, fails.
- **Evidently** runs its presets with their defaults, `include_tests=True` and the old batch as reference. A `DataDefinition` says which columns are numbers, levels, dates and text (four words or more in a cell); identifiers are left out. A column
  that is in one batch alone counts as a failure. *Any test*: one of the tests fails. *Half of the columns*: the test of the share of drifted columns fails.

Nobody wrote rules by hand for a table, such as an order of two dates, a pattern or a range that must hold; who does finds more.
"""


def document(cases, results):
    versions = ", ".join(f"{name} {version(name)}" for name in ("great_expectations", "evidently", "pandas", "numpy"))
    lines = ["# The gate: planted changes, ordinary pairs, and other tools", "",
             f"Made by `Benchmarks/gate/peers.py` of the corpus of `Fixtures/Gate` (seed 1), on {processor()}, one process beside other work; Python {platform.python_version()}, {versions}.", "",
             "The old batch makes the check, the new one is checked. A planted change is found where the check fails; an ordinary pair should pass. A tool that fails on every pair finds all: the columns belong together.", "",
             *table(cases, results), "", *HOW.splitlines(), "", "## What they miss, and what they say of ordinary pairs", ""]
    for way, name in WAYS.items():
        missed = [f"`{case['id'].removeprefix('planted-')}`" for case in cases if case["kind"] == "planted" and not results[case["id"]]["failed"][way]]
        said = {}
        for case in cases:
            if case["kind"] == "ordinary":
                for kind in {words(failure) for failure in results[case["id"]]["failed"][way]}:
                    said[kind] = said.get(kind, 0) + 1
        often = sorted(said.items(), key=lambda item: (-item[1], item[0]))[:8]
        lines += [f"- **{name}** misses {', '.join(missed) or 'nothing'}.",
                  f"  Of ordinary pairs it says most, in how many of them: {', '.join(f'{kind} {count}' for kind, count in often) or 'nothing'}."]
    return "\n".join(lines).rstrip() + "\n"


def words(failure):
    """The kind of a failure, without the column and its numbers."""
    kind = failure.split(" of '")[0].split(" for column ")[0].split(":")[0]
    return "missing values of a column" if kind.startswith("Column '") else kind.split(" ")[0] if kind.startswith("expect_") else kind


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--only", choices=["planted", "ordinary"])
    parser.add_argument("--cases", default="")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    wanted = set(filter(None, options.cases.split(",")))
    cases = [case for case in json.loads((options.corpus / "cases.json").read_text(encoding="utf-8"))
             if options.only in (None, case["kind"]) and (not wanted or case["id"] in wanted)]
    results = {}
    if options.keep and options.keep.exists():
        results = {entry.pop("id"): entry for entry in map(json.loads, options.keep.read_text().splitlines())}
    peers = Peers()
    for case in cases:
        if case["id"] not in results:
            results[case["id"]] = judged(peers, options.corpus / case["id"])
            if options.keep:
                with options.keep.open("a") as file:
                    file.write(json.dumps({"id": case["id"], **results[case["id"]]}) + "\n")
    text = document(cases, results)
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
