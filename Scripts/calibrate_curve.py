#!/usr/bin/env python3
"""How often the 95 % intervals of learning curves hold what more rows bring, by the command.

    Scripts/calibrate_curve.py DATA [--fathom PATH] [--repeats 10] > Benchmarks/CURVE-COVERAGE.md

DATA is a folder of public data sets with a manifest.json (id, path, kind, format, target, task, n, image).
Of each set some rows are drawn, their learning curves measured, and what they say of 1, 2 and 4 times as many
rows is compared with the learning curves of all rows, measured once. Simulated sets, on which nothing was
tuned, stand beside. Needs numpy.
"""

import argparse
import gzip
import json
import math
import os
import subprocess
import tempfile

import numpy as np

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("data")
parser.add_argument("--fathom", default=".build/release/fathom")
parser.add_argument("--repeats", type=int, default=10)
options = parser.parse_args()

# Tuned on these six: how draws are fitted was chosen so that the intervals hold what they say.
TUNED = ["mnist_n6000", "crop_n5000", "kin8nm_n8192", "calhousing_n10000", "mnist1d_n4000", "ames_n2930"]


OTHERS = ["adult_n10000", "segment_n2310", "winewhite_n4898", "nhis_health_n10000", "cells_n2019"]


def evidence(path, target, layout, task):
    command = [options.fathom, "analyze", path, "--target", target, "--task", task, "--only", "sampleSize",
               "--format", "json"] + (["--layout", layout] if layout else [])
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = next(a for a in json.loads(out)["analyses"] if a["id"] == "sampleSize")["evidence"]
    return {curve["id"]: curve for curve in found["learningCurves"]}


def public(name):
    manifest = json.load(open(os.path.join(options.data, "manifest.json")))
    entry = next(s for s in manifest.get("datasets", manifest.get("sets", [])) if s["id"] == name)
    path = os.path.join(options.data, "data", os.path.basename(entry["path"]))
    lines = gzip.open(path, "rt").read().splitlines()
    layout = None
    if entry["kind"] == "image":
        image = entry["image"]
        layout = f"{image['height']}x{image['width']}" + (f"x{image['channels']}" if image.get("channels", 1) > 1 else "")
    elif entry["kind"] == "series":
        layout = "sequence"
    return lines[0], lines[1:], entry["target"], layout, entry["task"]


def simulated(name):
    random = np.random.default_rng(len(name))
    n = 8_000
    if name == "linear, 30 columns, noise":
        x = random.standard_normal((n, 30))
        y = x @ random.standard_normal(30) + 6 * random.standard_normal(n)
        task = "regression"
    elif name == "Friedman's function":
        x = random.random((n, 10))
        y = (10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - .5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
             + random.standard_normal(n))
        task = "regression"
    elif name == "ten overlapping classes":
        label = random.integers(0, 10, n)
        x = random.standard_normal((10, 20))[label] * .7 + random.standard_normal((n, 20))
        y, task = [f"c{k}" for k in label], "classification"
    else:
        x = random.standard_normal((n, 8))
        y, task = [f"c{k}" for k in random.integers(0, 2, n)], "classification"
    head = ",".join(f"x{j}" for j in range(x.shape[1])) + ",y"
    rows = [",".join(f"{v:.6g}" for v in row) + f",{t}" for row, t in zip(x, y)]
    return head, rows, "y", None, task


def at(curve, rows):
    sizes = [math.log(p["rows"]) for p in curve["points"]]
    if math.log(rows) > sizes[-1] + 0.02:
        return None
    return tuple(float(np.interp(math.log(rows), sizes, [p[k] for p in curve["points"]]))
                 for k in ("error", "standardError"))


def measure(names, load):
    total = {}
    for name in names:
        head, rows, target, layout, task = load(name)
        cells = {}
        with tempfile.TemporaryDirectory() as folder:
            def write(some):
                path = os.path.join(folder, "rows.csv")
                with open(path, "w") as file:
                    file.write("\n".join([head] + list(some)) + "\n")
                return path
            truth = evidence(write(rows), target, layout, task)
            for count in (len(rows) // 12, len(rows) // 5):
                for repeat in range(options.repeats):
                    chosen = np.random.default_rng([repeat, count]).choice(len(rows), count, replace=False)
                    for learner, curve in evidence(write(rows[i] for i in chosen), target, layout, task).items():
                        for times, p in zip((1, 2, 4), curve["projections"]):
                            there, now = at(truth[learner], p["rows"]), at(truth[learner], count)
                            if there is None or now is None:
                                continue
                            error, doubt = there
                            held = p["lower"] - doubt <= error <= p["upper"] + doubt
                            gained = now[0] - error
                            for key, ok, width in ((("error", times), held, p["upper"] - p["lower"]),
                                                   (("gain", times), p["gainLower"] - doubt <= gained <= p["gainUpper"] + doubt,
                                                    p["gainUpper"] - p["gainLower"])):
                                for place in (cells, total):
                                    place.setdefault(key, []).append((ok, width))
        print(f"| {name} | {len(rows):,} | " + " | ".join(cell(cells, k) for k in KEYS) + " |", flush=True)
    print("| **together** | | " + " | ".join(cell(total, k) for k in KEYS) + " |", flush=True)


KEYS = [("error", 1), ("error", 2), ("error", 4), ("gain", 2), ("gain", 4)]


def cell(cells, key):
    found = cells.get(key, [])
    return f"{sum(ok for ok, _ in found)} of {len(found)}, {np.median([w for _, w in found]):.3f}" if found else "–"


HEAD = ("| data | rows | " + " | ".join(f"{what}, {times} ×" for what, times in KEYS) + " |\n| --- | ---: |"
        + " ---: |" * len(KEYS))
print("# Coverage of the intervals of learning curves\n")
print(f"Made by `Scripts/calibrate_curve.py`: of each set a twelfth and a fifth of the rows are drawn {options.repeats} times. A "
      "cell says how often the 95 % interval of the error with 1, 2 and 4 times as many rows, and of the gain over "
      "today's, held what all rows show, for ridge regression and k-nearest neighbours together, and the median "
      "width of the interval. The error that all rows show is itself known to a standard error only, by which the interval is "
      "widened on both sides for the comparison; the draws of one set share its rows, so cells are not independent.\n")
print("## Public sets, on which the way draws are fitted was chosen\n\n" + HEAD)
measure(TUNED, public)
print("\n## Public sets, on which nothing was chosen\n\n" + HEAD)
measure(OTHERS, public)
print("\n## Simulated sets, on which nothing was chosen\n\n" + HEAD)
measure(["linear, 30 columns, noise", "Friedman's function", "ten overlapping classes", "labels by lot"], simulated)
