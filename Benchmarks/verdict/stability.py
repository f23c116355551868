#!/usr/bin/env python3
"""Whether a verdict stands: runs Fathom on half of the rows, with other seeds and, for tables, with the columns
in another order.

    stability.py DATA --fathom BINARY --reports FOLDER [--only ID,ID] [--seeds 2,3,4] [--seeds-alone] [-- OPTION ...]

Keeps what the model reads of each run in FOLDER/stability.json; judge.py makes probabilities of it. What follows
`--` is passed to `fathom analyze`.
"""

import argparse
import csv
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import features
import run


def rearrange(source, target, destination):
    """Writes a table with its columns in another order; the target is the last one."""
    with gzip.open(source, "rt", newline="") as file, open(destination, "w", newline="") as result:
        reader, writer = csv.reader(file), csv.writer(result)
        header = next(reader)
        order = [place for place, name in enumerate(header) if name != target]
        random.Random(1).shuffle(order)
        order.append(header.index(target))
        writer.writerow([header[place] for place in order])
        writer.writerows([row[place] for place in order] for row in reader)


def measured(fathom, words):
    result = subprocess.run([fathom, "analyze", *words, "--format", "json"], capture_output=True, text=True)
    if result.returncode:
        print(result.stderr.strip(), file=sys.stderr)
        return None
    return features.features(json.loads(result.stdout))


def main():
    own, _, passed = " ".join(sys.argv[1:]).partition(" -- ")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--fathom", required=True)
    parser.add_argument("--reports", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--seeds", default="2")
    parser.add_argument("--seeds-alone", action="store_true", help="all rows, columns as they are")
    options = parser.parse_args(own.split())
    wanted = set(filter(None, options.only.split(",")))
    options.reports.mkdir(parents=True, exist_ok=True)
    kept = options.reports / "stability.json"
    found = json.loads(kept.read_text()) if kept.exists() else {}
    for entry in json.loads((options.data / "manifest.json").read_text())["datasets"]:
        name = entry["id"]
        if wanted and name not in wanted:
            continue
        words = run.arguments(entry, options.data) + passed.split()
        values = found.get(name, {})
        for seed in options.seeds.split(","):
            if f"seed {seed}" not in values:
                values[f"seed {seed}"] = measured(options.fathom, words + ["--seed", seed])
        if not options.seeds_alone:
            values["half"] = measured(options.fathom, words + ["--sample", str(entry["n"] // 2)])
            if entry["kind"] == "table":
                with tempfile.TemporaryDirectory() as folder:
                    table = pathlib.Path(folder) / "table.csv"
                    rearrange(options.data / entry["path"], entry["target"], table)
                    values["order"] = measured(options.fathom, [str(table), *words[1:]])
        found[name] = values
        print(name, {change: value and value["raceMargin"] for change, value in values.items()}, flush=True)
        kept.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
