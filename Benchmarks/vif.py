#!/usr/bin/env python3
"""VIFs of 500 and 2,000 columns at 100,000 rows, read from CSV, side by side with what users would pick instead.

    Benchmarks/vif.py DATA [--fathom PATH] [--rounds 3] [--columns 500,2000] [--python PY] > Benchmarks/VIF.md

DATA is a folder; the tables are made there first (0.4 and 1.7 GB). The columns share twenty factors, and are written
with five decimals. Every run is a process of its own, in turn with the others, timed with start-up and imports; the
memory is its peak resident size. Ours is the whole `fathom analyze FILE --only collinearity --format json`:
VIFs with intervals, exact dependencies, condition indices, clusters, drops. A peer reads the file and forms VIFs
with an intercept: the diagonal of the inverse of numpy's correlation matrix, behind pyarrow or polars as a
reader; statsmodels' function, of which only some columns are timed and the rest is extrapolated. Its
matrix takes numpy's file, so that reading it is no part of its time. The VIFs are compared.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("data", type=Path)
parser.add_argument("--fathom", default=".build/release/fathom")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--columns", default="500,2000")
parser.add_argument("--python", default=sys.executable)
options = parser.parse_args()
ROWS = 100_000

INVERSE = """
X -= X.mean(0); G = X.T @ X; s = 1 / np.sqrt(np.diag(G)); R = G * s * s[:, None]
v = np.diag(np.linalg.inv(R))
"""
PYARROW = "import sys, json, numpy as np, pyarrow.csv as c\nT = c.read_csv(sys.argv[1])\n" \
    "X = np.column_stack([x.to_numpy() for x in T.columns]); del T\n" + INVERSE + "json.dump(list(v), open(sys.argv[2], 'w'))"
POLARS = "import sys, json, numpy as np, polars as p\nX = p.read_csv(sys.argv[1]).to_numpy(writable=True)\n" \
    + INVERSE + "json.dump(list(v), open(sys.argv[2], 'w'))"
STATSMODELS = """
import sys, time, json, numpy as np
from statsmodels.stats.outliers_influence import variance_inflation_factor as vif
X = np.load(sys.argv[1]); X = np.column_stack([np.ones(len(X)), X])
t = time.perf_counter(); v = [vif(X, j) for j in range(1, 1 + int(sys.argv[3]))]
json.dump([time.perf_counter() - t, v], open(sys.argv[2], 'w'))
"""


def make(columns):
    path = options.data / f"vif{columns}.csv"
    if not path.exists():
        import pyarrow
        import pyarrow.csv
        random = np.random.default_rng(columns)
        factors = random.standard_normal((ROWS, 20))
        loadings = random.standard_normal((20, columns)) * 0.4
        table = np.empty((ROWS, columns))
        for start in range(0, ROWS, 10_000):
            part = slice(start, start + 10_000)
            table[part] = np.round(factors[part] @ loadings + random.standard_normal((10_000, columns)), 5)
        np.save(options.data / f"vif{columns}.npy", table)
        pyarrow.csv.write_csv(pyarrow.table(
            {f"x{j + 1}": np.ascontiguousarray(table[:, j]) for j in range(columns)}), path)
    with open(path, "rb") as file:  # into the page cache
        while file.read(1 << 24):
            pass
    return path


def run(command, stdout=None):
    """Wall seconds, CPU seconds and peak MB of a process."""
    with tempfile.NamedTemporaryFile("r") as times:
        subprocess.run(["/usr/bin/time", "-o", times.name, "-f", "%e %U %S %M", *command], check=True, stdout=stdout)
        wall, user, system, memory = times.read().split()
    return float(wall), float(user) + float(system), int(memory) / 1024


def version(module):
    return subprocess.run([options.python, "-c", f"import {module}; print({module}.__version__)"],
                          capture_output=True, text=True).stdout.strip()


def model():
    names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return names[0] if names else platform.machine()


print("# VIFs of many columns\n")
print(f"Made by `Benchmarks/vif.py`: {options.rounds} rounds in turn on {model()}, {os.cpu_count()} cores, "
      f"Python {platform.python_version()}, "
      + ", ".join(f"{m} {version(m)}" for m in ("numpy", "pyarrow", "polars", "statsmodels"))
      + f". {ROWS:,} rows of CSV; the smallest wall time counts.\n")
print("| columns | | wall s | CPU s | peak MB | ratio to ours |\n| ---: | --- | ---: | ---: | ---: | ---: |")
differences = []
for columns in map(int, options.columns.split(",")):
    path = make(columns)
    with tempfile.TemporaryDirectory() as folder:
        files = {name: os.path.join(folder, name) for name in ("fathom", "pyarrow", "polars", "statsmodels")}
        timed = {}
        for _ in range(options.rounds):
            for name in ("fathom", "pyarrow", "polars"):
                if name == "fathom":
                    with open(files[name], "w") as out:
                        result = run([options.fathom, "analyze", str(path), "--only", "collinearity", "--format", "json"], out)
                else:
                    code = PYARROW if name == "pyarrow" else POLARS
                    result = run([options.python, "-c", code, str(path), files[name]])
                timed.setdefault(name, []).append(result)
        report = json.load(open(files["fathom"]))
        evidence = next(a for a in report["analyses"] if a["id"] == "collinearity")["evidence"]
        own = np.array([p["vif"] for p in evidence["predictors"]])
        peer = np.array(json.load(open(files["pyarrow"])))
        differences.append(f"{columns}: {np.abs(own / peer - 1).max():.1e}")
        best = {name: tuple(min(t[k] for t in runs) for k in range(3)) for name, runs in timed.items()}
        some = 3 if columns <= 500 else 1
        run([options.python, "-c", STATSMODELS, str(options.data / f"vif{columns}.npy"), files["statsmodels"], str(some)])
        seconds = json.load(open(files["statsmodels"]))[0] / some * columns
    names = {"fathom": "**fathom**", "pyarrow": "pyarrow, numpy's inverse", "polars": "polars, numpy's inverse"}
    for name, (wall, cpu, memory) in sorted(best.items(), key=lambda item: item[1][0]):
        print(f"| {columns:,} | {names[name]} | {wall:.2f} | {cpu:.2f} | {memory:,.0f} | {wall / best['fathom'][0]:.2f} |")
    print(f"| {columns:,} | statsmodels ({some} of {columns:,} columns, extrapolated) | {seconds:,.0f} | | | "
          f"{seconds / best['fathom'][0]:,.0f} |", flush=True)
print(f"\nLargest relative difference between our VIFs and those of numpy's inverse: {', '.join(differences)}.")
