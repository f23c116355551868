#!/usr/bin/env python3
"""Intrinsic dimension and learning curves of 10,000 images of 28 x 28, beside what users would pick instead.

    Benchmarks/sample_size.py [--fathom PATH] [--rounds 5] [--python PY] > Benchmarks/SAMPLE-SIZE.md

The images are blurred blobs in ten classes, made here. Every run is a process of its own, in turn with the others,
timed with start-up and imports; the memory is its peak resident size. Ours is `fathom analyze FILE --only
sampleSize --format json`, which also counts, finds repeats, principal components and rules, from NPY, without
labels for the intrinsic dimension, with labels for the learning curves. A peer loads the file and makes
the estimates: scikit-dimension's TwoNN and MLE (k = 10), or scikit-learn's learning_curve of its ridge classifier
and of its nearest neighbours, each with one setting, at the sizes of ours on four folds. The dimensions are compared.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--fathom", default=".build/release/fathom")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--python", default=sys.executable)
options = parser.parse_args()

SKDIM = """
import sys, json, numpy as np, skdim
X = np.load(sys.argv[1]).reshape(10_000, -1).astype(float)
json.dump([skdim.id.TwoNN().fit(X).dimension_,
           skdim.id.MLE(unbiased=False).fit(X, n_neighbors=10, comb='mle').dimension_], open(sys.argv[3], 'w'))
"""
SKLEARN = """
import sys, numpy as np
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import StratifiedKFold, learning_curve
from sklearn.neighbors import KNeighborsClassifier
X = np.load(sys.argv[1]).reshape(10_000, -1).astype(float); y = np.load(sys.argv[2])
sizes = [117, 186, 295, 468, 743, 1180, 1874, 2975, 4724, 7500]
for learner in (RidgeClassifier(), KNeighborsClassifier(5)):
    learning_curve(learner, X, y, train_sizes=sizes, cv=StratifiedKFold(4, shuffle=True, random_state=0), n_jobs=2)
"""


def images():
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:28, 0:28] / 27
    labels = random.integers(0, 10, 10_000)
    shapes = random.normal(size=(10, 6, 3))
    shift = random.normal(0, 0.08, (10_000, 2))
    result = np.zeros((10_000, 28, 28), np.float32)
    for blob in range(6):
        shape = shapes[labels, blob]
        centre = 0.5 + 0.22 * shape[:, :2] + shift + 0.03 * random.normal(size=(10_000, 2))
        width = 0.06 + 0.02 * abs(shape[:, 2])
        result += np.exp(-((x - centre[:, 0, None, None]) ** 2 + (y - centre[:, 1, None, None]) ** 2)
                         / (2 * width[:, None, None] ** 2))
    noisy = result * 200 + random.normal(0, 6, result.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), labels.astype(np.uint8)


def run(command, stdout=None):
    """Wall seconds, CPU seconds and peak MB of a process."""
    with tempfile.NamedTemporaryFile("r") as times:
        subprocess.run(["/usr/bin/time", "-o", times.name, "-f", "%e %U %S %M", *command], check=True, stdout=stdout,
                       stderr=subprocess.DEVNULL)
        wall, user, system, memory = times.read().split()
    return float(wall), float(user) + float(system), int(memory) / 1024


def evidence(path):
    report = json.load(open(path))
    return next(a for a in report["analyses"] if a["id"] == "sampleSize")["evidence"]


with tempfile.TemporaryDirectory() as folder:
    folder = Path(folder)
    pictures, labels = images()
    np.save(folder / "x.npy", pictures)
    np.save(folder / "y.npy", labels)
    data, named, out = str(folder / "x.npy"), str(folder / "y.npy"), str(folder / "out.json")
    ours = [options.fathom, "analyze", data, "--only", "sampleSize", "--format", "json"]
    tasks = {
        "intrinsic dimension": {"**fathom**": ours, "scikit-dimension": [options.python, "-c", SKDIM, data, named, out]},
        "learning curves": {"**fathom**": ours + ["--labels", named],
                            "scikit-learn": [options.python, "-c", SKLEARN, data, named]},
    }
    results = {task: {name: [] for name in peers} for task, peers in tasks.items()}
    found = {}
    for _ in range(options.rounds):
        for task, peers in tasks.items():
            for name, command in peers.items():
                if name == "**fathom**":
                    with open(folder / "report.json", "w") as report:
                        results[task][name].append(run(command, report))
                    found[task] = evidence(folder / "report.json")
                else:
                    results[task][name].append(run(command))
    theirs = json.load(open(out))
    versions = subprocess.run(
        [options.python, "-c", "import numpy, sklearn, importlib.metadata as m; print(', '.join("
         "['numpy ' + numpy.__version__, 'scikit-learn ' + sklearn.__version__, "
         "'scikit-dimension ' + m.version('scikit-dimension')]))"], check=True, capture_output=True, text=True).stdout.strip()

model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
print("# Sample size\n")
print(f"Made by `Benchmarks/sample_size.py`: {options.rounds} rounds in turn on {model}, 2 cores, Python "
      f"{platform.python_version()}, {versions}. 10,000 images of 28 × 28 from NPY; the smallest wall time counts. Ours is the "
      "whole command.\n")
print("| task | | wall s | CPU s | peak MB | ratio to ours |\n| --- | --- | ---: | ---: | ---: | ---: |")
for task, peers in results.items():
    best = min(peers["**fathom**"])[0]
    for name, runs in peers.items():
        wall, cpu, memory = min(runs)
        print(f"| {task} | {name} | {wall:.2f} | {cpu:.2f} | {memory:,.0f} | {wall / best:.2f} |")
dimension = found["intrinsic dimension"]["intrinsicDimension"]
differences = [abs(dimension[k] / v - 1) for k, v in zip(("twoNN", "mle"), theirs)]
print(f"\nTwoNN {dimension['twoNN']:.4f}, maximum likelihood {dimension['mle']:.4f}, from {dimension['rows']:,} rows; largest "
      f"relative difference from scikit-dimension {max(differences):.1e}.\n")
curves = found["learning curves"]["learningCurves"]
print("Our learning curves choose the penalty among six and the neighbours among six at each size, hold "
      f"every row out at least once, and end with {len(curves[0]['points'])} sizes and 399 bootstrap draws a learner; scikit-learn's "
      "have one setting and no interval.")
