#!/usr/bin/env python3
"""Measures the permutations alone: 784 positions, the 1,512 edges of a 28 x 28 grid.

    Benchmarks/permutations.py DATA [--fathom PATH] [--rounds 5] > Benchmarks/PERMUTATIONS.md

DATA is the folder of Benchmarks/run, for locality.npy. Ours is the difference between runs with
1,000,001 and with 1 permutation, on one thread, divided by 1,000,000: all else is the same in both.
The peers permute 10,000 times in this process: a loop of numpy, and the same compiled by numba on one
and on two threads (without the time to compile). Needs numpy; numba if it is there.
"""

import argparse
import os
import platform
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("data", type=Path)
parser.add_argument("--fathom", default=".build/release/fathom")
parser.add_argument("--rounds", type=int, default=5)
options = parser.parse_args()

MANY = 1_000_001
DRAWS = 10_000


def ours(permutations):
    command = [options.fathom, "analyze", str(options.data / "locality.npy"), "--layout", "28x28",
               "--only", "localCorrelation", "--threads", "1", "--permutations", str(permutations)]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


images = np.load(options.data / "locality.npy", mmap_mode="r")
correlations = np.corrcoef(np.asarray(images).reshape(len(images), -1).T)
grid = np.arange(784).reshape(28, 28)
left = np.concatenate([grid[:, :-1].ravel(), grid[:-1].ravel()])
right = np.concatenate([grid[:, 1:].ravel(), grid[1:].ravel()])


def numpy_loop():
    generator = np.random.default_rng(1)
    start = time.perf_counter()
    for _ in range(DRAWS):
        order = generator.permutation(784)
        correlations[order[left], order[right]].mean()
    return time.perf_counter() - start


peers = {"numpy, a loop": numpy_loop}
try:
    import numba

    def compiled(parallel):
        @numba.njit(parallel=parallel)
        def draws(r, a, b, count):
            means = np.empty(count)
            for draw in numba.prange(count):
                order = np.random.permutation(784)
                total = 0.0
                for edge in range(a.size):
                    total += r[order[a[edge]], order[b[edge]]]
                means[draw] = total / a.size
            return means

        draws(correlations, left, right, 10)

        def run():
            start = time.perf_counter()
            draws(correlations, left, right, DRAWS)
            return time.perf_counter() - start

        return run

    peers["numba, one thread"] = compiled(False)
    peers[f"numba, {min(2, numba.config.NUMBA_NUM_THREADS)} threads"] = compiled(True)
except ImportError:
    pass

few, many, others = [], [], {name: [] for name in peers}
for _ in range(options.rounds):
    few.append(ours(1))
    many.append(ours(MANY))
    for name, run in peers.items():
        others[name].append(run())

own = (statistics.median(many) - statistics.median(few)) / (MANY - 1) * 1e6
model = next(line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
print("# Permutations alone\n")
print(f"Made by `Benchmarks/permutations.py`: {options.rounds} rounds side by side on {model}, "
      f"{os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}. 784 positions, 1,512 edges; "
      "median time of one permutation.\n")
print("| | µs a permutation | 10,000 take | ratio to ours |")
print("| --- | --- | --- | --- |")
print(f"| **fathom, one thread** | {own:.2f} | {own * DRAWS / 1000:.1f} ms | 1 |")
for name, times in others.items():
    value = statistics.median(times) / DRAWS * 1e6
    print(f"| {name} | {value:.2f} | {value * DRAWS / 1000:.1f} ms | {value / own:.1f} |")
print(f"\n1,000,000 permutations on one thread, with all else that the command does: {statistics.median(many):.1f} s.")
