"""Writes a table of text and its oracle; the numbers of the oracle are computed here, not by Fathom."""

import csv
import io
import json
import math
import pathlib
import random


def stream(name):
    """Random numbers that depend on the name of a case only."""
    return random.Random(name)


def write(folder, name, header, rows, why, *, delimiter=",", quoting=csv.QUOTE_MINIMAL, arguments=(),
          expect=None, notes=(), silent=(), blind=(), exit=0, error=(), numbers=None, encoding="utf-8"):
    """One case.

    blind: the ids of all blind spots; None where what is expected of them is another case's business.
    numbers: column -> the values it has, None where a cell is missing; its type, role and moments are expected.
    """
    folder = pathlib.Path(folder)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
    expected = {"input.rows.used": len(rows)} if exit == 0 else {}
    for column, values in (numbers or {}).items():
        there = [value for value in values if value is not None]
        mean = math.fsum(there) / len(there)
        deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in there) / (len(there) - 1))
        path = f"input.columns[{column}]"
        expected[path + ".missing"] = len(values) - len(there)
        for key, value in (("mean", mean), ("standardDeviation", deviation)):
            slack = 1e-9 * max(abs(value), deviation)
            expected[f"{path}.{key}"] = {"atLeast": value - slack, "atMost": value + slack}
    expected.update(expect or {})
    oracle = {"why": why, "input": f"{name}.csv"}
    if arguments:
        oracle["arguments"] = list(arguments)
    oracle["exit"] = exit
    if expected:
        oracle["expect"] = expected
    if notes:
        oracle["notes"] = list(notes)
    if silent:
        oracle["silent"] = list(silent)
    if error:
        oracle["error"] = list(error)
    if exit == 0 and blind is not None:
        oracle["blindSpots"] = list(blind)
    (folder / f"{name}.json").write_text(json.dumps(oracle, indent=2, ensure_ascii=False) + "\n")
