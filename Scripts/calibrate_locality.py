"""Calibrates the tests of arrangement with the command itself.

    python Scripts/calibrate_locality.py [--sets 1000] [--fathom PATH] > Benchmarks/CALIBRATION.md

Needs numpy. Everything is simulated from fixed seeds but the digits of Fixtures/Data.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--sets", type=int, default=1000)
parser.add_argument("--fathom", default=".build/release/fathom")
options = parser.parse_args()
folder = tempfile.mkdtemp()


def write(path, x, labels=None):
    names = [f"c{j}" for j in range(x.shape[1])]
    with open(path, "w") as file:
        file.write(",".join(names + (["y"] if labels is not None else [])) + "\n")
        for i, row in enumerate(x):
            cells = [f"{v:.6g}" for v in row]
            file.write(",".join(cells + ([str(labels[i])] if labels is not None else [])) + "\n")


def analyze(name, x, layout, labels=None, parts=("localCorrelation",), permutations=999):
    path = os.path.join(folder, f"{name}.csv")
    write(path, x, labels)
    command = [options.fathom, "analyze", path, "--layout", layout, "--threads", "1"]
    command += ["--permutations", str(permutations), "--format", "json"]
    command += [word for part in parts for word in ("--only", part)]
    command += ["--target", "y"] if labels is not None else []
    run = subprocess.run(command, capture_output=True, text=True)
    os.remove(path)
    if run.returncode != 0:
        sys.exit(run.stderr)
    return {a["id"]: a["evidence"] for a in json.loads(run.stdout)["analyses"] if a["evidence"]}


def every(function, count):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(function, range(count)))


def share(values):
    return f"{np.mean(values):.3f}"


def smooth(x, width, axes):
    """Means over `width` neighbours along each axis; what is left at the border is cut off."""
    for axis in axes:
        sums = np.cumsum(x, axis=axis)
        zero = np.zeros_like(np.take(sums, [0], axis=axis))
        sums = np.concatenate([zero, sums], axis=axis)
        length = sums.shape[axis]
        x = np.take(sums, range(width, length), axis=axis) - np.take(
            sums, range(0, length - width), axis=axis
        )
    return x


print("# Calibration of the tests of arrangement\n")
print(f"Made by `python Scripts/calibrate_locality.py --sets {options.sets}`.\n")

# MARK: Type I error

print("## Error of the first kind\n")
print(
    f"{options.sets} sets each of 60 rows without any arrangement: independent columns, and columns that share "
    "half of their variance. Share with p ≤ 0.05; 0.036 to 0.064 is what 1,000 sets allow.\n"
)
print("| layout | columns | locality | any of the four properties | arrangement and target | hidden order |")
print("| --- | --- | --- | --- | --- | --- |")
for layout, columns in (("table", 20), ("sequence", 20), ("5x5", 25)):
    for common in (0.0, 0.5):

        def one(index):
            rng = np.random.default_rng([index, columns, int(common * 10), len(layout)])
            x = np.sqrt(1 - common) * rng.standard_normal((60, columns))
            x += np.sqrt(common) * rng.standard_normal((60, 1))
            labels = rng.integers(0, 2, 60)
            parts = ("localCorrelation", "supervisedLocality", "hiddenOrder")
            e = analyze(f"null{index}", x, layout, [f"k{v}" for v in labels], parts)
            local = e["localCorrelation"]
            tests = (local["properties"] or {"tests": []})["tests"]
            return (
                local["pValue"] <= 0.05,
                any(t["adjustedPValue"] <= 0.05 for t in tests) if tests else None,
                e["supervisedLocality"]["pValue"] <= 0.05,
                e["hiddenOrder"]["found"]["pValue"] <= 0.05,
            )

        found = list(zip(*every(one, options.sets)))
        cells = [share(c) if c[0] is not None else "–" for c in found]
        kind = "independent" if common == 0 else "half shared"
        print(f"| {layout} | {kind} | {' | '.join(cells)} |", flush=True)

# MARK: Power

print("\n## Power\n")
print(
    "200 sets each of 60 rows: noise averaged over 3 neighbours (3 × 3 in a grid), mixed with white noise. Share "
    "with p ≤ 0.05, and the mean locality index.\n"
)
print("| layout | " + " | ".join(f"{s:.0%} local" for s in (0, 0.1, 0.2, 0.3, 0.5, 0.75, 1)) + " |")
print("| --- | --- | --- | --- | --- | --- | --- | --- |")
for layout, shape in (("sequence", (30,)), ("6x6", (6, 6))):
    cells = []
    for strength in (0, 0.1, 0.2, 0.3, 0.5, 0.75, 1):

        def one(index):
            rng = np.random.default_rng([index, int(strength * 100), len(shape)])
            noise = rng.standard_normal((60,) + tuple(s + 2 for s in shape))
            field = smooth(noise, 3, range(1, len(shape) + 1)).reshape(60, -1)
            field /= 3 ** (len(shape) / 2)
            white = rng.standard_normal(field.shape)
            x = np.sqrt(strength) * field + np.sqrt(1 - strength) * white
            e = analyze(f"power{index}", x, layout)["localCorrelation"]
            return e["pValue"] <= 0.05, e["effectSize"]

        found = every(one, 200)
        cells.append(f"{np.mean([f[0] for f in found]):.2f}, {np.mean([f[1] for f in found]):.2f}")
    print(f"| {layout} | {' | '.join(cells)} |", flush=True)

# MARK: Progressive shuffling

print("\n## Progressive shuffling\n")
print("The 8 × 8 digits with a share of their pixels shuffled among themselves: mean of ten shuffles.\n")
digits = np.genfromtxt("Fixtures/Data/digits.csv", delimiter=",", skip_header=1)
shares = (0, 0.1, 0.2, 0.3, 0.5, 0.75, 1)
print("| | " + " | ".join(f"{s:.0%}" for s in shares) + " |")
print("| --- | --- | --- | --- | --- | --- | --- | --- |")
table = {}
for part in shares:

    def one(index):
        rng = np.random.default_rng([index, 64])
        order = np.arange(64)
        chosen = rng.permutation(64)[: round(part * 64)]
        order[np.sort(chosen)] = chosen
        labels = [f"d{int(v)}" for v in digits[:, 64]]
        parts = ("localCorrelation", "supervisedLocality")
        e = analyze(f"part{part}_{index}", digits[:, order], "8x8", labels, parts, 199)
        local = e["localCorrelation"]
        by = {t["id"]: t for t in local["properties"]["tests"]}
        return (
            local["effectSize"],
            local["auc"],
            by["sharing"]["effectSize"] or 0,
            by["pooling"]["effectSize"] or 0,
            e["supervisedLocality"]["effectSize"],
        )

    for row, values in zip(
        ("locality index", "AUC", "sharing", "pooling", "error saved"), zip(*every(one, 10))
    ):
        table.setdefault(row, []).append(f"{np.mean(values):.2f}")
for row, cells in table.items():
    print(f"| {row} | {' | '.join(cells)} |", flush=True)

# MARK: Sharing and pooling

print("\n## Sharing and pooling\n")
print(
    "Simulated 12 × 12 fields, ten sets each. Effect of sharing and of pooling, mean. *The same everywhere*: noise "
    "averaged over 3 × 3. *Grain*: averaged across or down, by squares of 3 or 6 pixels. *Own scale*: "
    "averaged over 1 to 7 pixels from left to right. *Parts*: regions of 3 × 3 or 4 × 4 pixels that share a value each, as the parts of "
    "an aligned face do.\n"
)
print("| field | 50 rows | 200 rows | 1,000 rows |")
print("| --- | --- | --- | --- |")


def field(kind, rows, rng):
    side = 12
    wide = rng.standard_normal((rows, side + 12, side + 12))
    if kind == "same everywhere":
        return smooth(wide, 3, (1, 2))[:, :side, :side]
    if kind == "twice as wide":
        return smooth(wide, 6, (1, 2))[:, :side, :side]
    if kind.startswith("grain"):
        size = int(kind.split()[-1])
        across = smooth(wide, 7, (2,))[:, :side, :side]
        down = smooth(wide, 7, (1,))[:, :side, :side]
        r, c = np.indices((side, side))
        return np.where((r // size + c // size) % 2 == 0, across, down)
    if kind == "own scale":
        out = np.empty((rows, side, side))
        for column in range(side):
            width = 1 + column * 7 // side
            block = smooth(wide[:, :, column : column + width], width, (1, 2))
            out[:, :, column] = block[:, :side, 0] / width
        return out
    size = int(kind.split()[-1])
    parts = rng.standard_normal((rows, side // size, side // size))
    return np.kron(parts, np.ones((size, size))) + 0.5 * rng.standard_normal((rows, side, side))


for kind in ("same everywhere", "twice as wide", "grain 6", "grain 3", "own scale", "parts 3", "parts 4"):
    cells = []
    for rows in (50, 200, 1000):

        def one(index):
            rng = np.random.default_rng([index, rows, len(kind)])
            x = field(kind, rows, rng).reshape(rows, -1)
            e = analyze(f"field{index}", x, "12x12", permutations=199)["localCorrelation"]
            by = {t["id"]: t for t in e["properties"]["tests"]}
            return by["sharing"]["effectSize"] or np.nan, by["pooling"]["effectSize"] or np.nan

        found = every(one, 10)
        cells.append(
            f"{np.nanmean([f[0] for f in found]):.2f}, {np.nanmean([f[1] for f in found]):.2f}"
        )
    print(f"| {kind} | {' | '.join(cells)} |", flush=True)
