#!/usr/bin/env python3
"""The race's dense network beside others on the same three parts of the rows: RealMLP with its tuned defaults (pytabkit;
Holzmüller et al. 2024) and a tuned torch network, by score and by seconds on one thread.

    networks.py --fathom BINARY --given BENCH --rdata SITE_LIBRARY --work FOLDER [--only NAME,…] [--output FILE]

Each row is given one of three groups, which `--group` keeps whole, so that every learner holds out the same rows. Needs
pytabkit and what verdict/further_sets.py needs.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "verdict"))
import further_sets as sets  # sets the threads before numpy is loaded
import numpy as np


def tables():
    """Name, task, and a function that gives the table with its target last."""
    def given(name):
        def load():
            X, y, entry = sets.given_table(name)
            return X.assign(**{entry["target"]: y})
        return load

    yield "kin8nm", "regression", given("kin8nm_n8192")
    yield "winewhite", "regression", given("winewhite_n4898")
    yield "segment", "classification", given("segment_n2310")
    yield "creditg", "classification", given("creditg_n1000")
    yield "adult", "classification", given("adult_n10000")
    yield "letter", "classification", lambda: sets.table(sets.rda("mlbench", "LetterRecognition"), "lettr", n=10000)
    yield "satellite", "classification", lambda: sets.table(sets.rda("mlbench", "Satellite"), "classes", n=5000)
    yield "vehicle", "classification", lambda: sets.table(sets.rda("mlbench", "Vehicle"), "Class")
    yield "spam", "classification", lambda: sets.table(sets.rda("kernlab", "spam"), "type")
    yield "boston", "regression", lambda: sets.table(sets.rda("mlbench", "BostonHousing"), "medv")


def realmlp(problem, train, test):
    from pytabkit import RealMLP_TD_Classifier, RealMLP_TD_Regressor
    learner = (RealMLP_TD_Classifier if problem.classification else RealMLP_TD_Regressor)(
        device="cpu", n_threads=1, random_state=sets.SEED, verbosity=0)
    learner.fit(problem.X.iloc[train], problem.y[train])
    return learner.predict(problem.X.iloc[test])


def torch_network(problem, train, test):
    return sets.mlp(problem, train, test)[0]


def held_out(learner, problem, groups):
    """The score over three parts that are held out in turn, and the seconds of one."""
    start, gains = time.monotonic(), []
    for part in range(3):
        train, test = np.flatnonzero(groups != part), np.flatnonzero(groups == part)
        truth, prediction = problem.y[test], learner(problem, train, test)
        if problem.classification:
            gains += (prediction == truth).tolist()
        else:
            # As in the report: against the mean of the part held out.
            gains += (1 - (prediction - truth) ** 2 / truth.var()).tolist()
    return np.mean(gains), (time.monotonic() - start) / 3


def race(options, name, frame, task, groups):
    """The score of the race's dense network over the same parts, and the seconds of one, learning curves included."""
    path, report = options.work / f"{name}.csv", options.work / f"{name}.json"
    frame.assign(part=groups).to_csv(path, index=False)
    run = subprocess.run(
        [options.fathom, "analyze", path, "--target", frame.columns[-1], "--task", task, "--group", "part", "--timings",
         "--threads", "1", "--format", "json", "--output", f"json={report}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    evidence = next(a["evidence"] for a in json.loads(report.read_text())["analyses"] if a["id"] == "race")
    dense = next(c for c in evidence["contenders"] if c["id"] == "denseNetwork")
    seconds = float(re.search(r"([0-9.]+) s +race, dense network", run.stderr)[1])
    return dense["score"], seconds / dense["parts"], dense["parts"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fathom", required=True)
    parser.add_argument("--given", type=pathlib.Path, required=True)
    parser.add_argument("--rdata", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    sets.GIVEN, sets.RDATA = options.given, options.rdata
    wanted = set(filter(None, options.only.split(",")))
    lines = ["| set | rows | race | parts | RealMLP | torch | race, s a part | RealMLP, s | torch, s |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for name, task, load in tables():
        if wanted and name not in wanted:
            continue
        frame = load()
        target = frame.columns[-1]
        if task == "classification":
            frame[target] = frame[target].astype(str)
        groups = np.random.default_rng(sets.SEED).permutation(len(frame)) % 3
        problem = sets.Problem(frame.drop(columns=target), frame[target], task, "table")
        own, seconds, parts = race(options, name, frame, task, groups)
        others = [held_out(learner, problem, groups) for learner in (realmlp, torch_network)]
        lines.append(f"| {name} | {len(frame):,} | {own:.4f} | {parts} | {others[0][0]:.4f} | {others[1][0]:.4f} | {seconds:.1f} | "
                     f"{others[0][1]:.1f} | {others[1][1]:.1f} |")
        print(lines[-1], flush=True)
    if options.output:
        options.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
