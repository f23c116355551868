#!/usr/bin/env python3
"""How often the 95 % intervals of VIFs hold the VIF of the population, by the command.

    Scripts/calibrate_vif.py [--fathom PATH] [--sets 400] > Benchmarks/VIF-COVERAGE.md

One factor behind p columns gives every pair the same correlation, so the VIF of the population is known:
normal columns, their exponentials (lognormal, skewed), and rows with a common scale (Student's t with 5
degrees of freedom, heavy tails). The first column of each set counts. Needs numpy.
"""

import argparse
import json
import subprocess
import tempfile

import numpy as np

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--fathom", default=".build/release/fathom")
parser.add_argument("--sets", type=int, default=400)
options = parser.parse_args()
SHAPES = ((50, 5), (200, 5), (200, 20))


def population(r, p):
    return (1 + (p - 2) * r) / ((1 - r) * (1 + (p - 1) * r))


def covered(kind, n, p, random):
    r = 0.8
    x = np.sqrt(r) * random.standard_normal((n, 1)) + np.sqrt(1 - r) * random.standard_normal((n, p))
    if kind == "lognormal":
        x, r = np.exp(0.5 * x), (np.exp(0.25 * r) - 1) / (np.exp(0.25) - 1)
    elif kind == "heavy tails":
        x = x / np.sqrt(random.chisquare(5, (n, 1)) / 5)
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        np.savetxt(file, x, delimiter=",", header=",".join(f"x{j + 1}" for j in range(p)), comments="", fmt="%.17g")
        file.flush()
        out = subprocess.run([options.fathom, "analyze", file.name, "--only", "collinearity", "--format", "json"],
                             check=True, capture_output=True, text=True).stdout
    evidence = next(a for a in json.loads(out)["analyses"] if a["id"] == "collinearity")["evidence"]
    low, high = evidence["predictors"][0]["interval"]
    return low <= population(r, p) <= high


print("# Coverage of the intervals for VIFs\n")
print(f"Made by `Scripts/calibrate_vif.py`: {options.sets} simulated sets a cell, one standard error about "
      f"{np.sqrt(.95 * .05 / options.sets):.3f}. The share of 95 % intervals that hold the VIF of the population; all pairs "
      "of columns correlate by 0.8 (before exp).\n")
print("| columns | " + " | ".join(f"{n} × {p}" for n, p in SHAPES) + " |\n| --- |" + " ---: |" * len(SHAPES))
for kind in ("normal", "lognormal", "heavy tails"):
    shares = []
    for n, p in SHAPES:
        random = np.random.default_rng([n, p, len(kind)])
        shares.append(np.mean([covered(kind, n, p, random) for _ in range(options.sets)]))
    print(f"| {kind} | " + " | ".join(f"{s:.3f}" for s in shares) + " |", flush=True)
