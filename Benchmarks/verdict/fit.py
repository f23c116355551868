#!/usr/bin/env python3
"""Fits the coefficients of the verdict's model and writes them into its Swift file.

    fit.py DATA REPORTS [--also DATA REPORTS] --without-race REPORTS [--write]

DATA holds manifest.json with the measured winners; REPORTS the JSON reports of run.py, with the race; those of
`run.py … -- --no-race` on all of the data hold the trial. A logistic regression with a ridge penalty, by Newton's
method, on the features of features.py; without a target, without race or trial, with the trial, and with the race. What is fitted is not whether a network won, but the chance that it would win if it were measured again: a
winner within a standard error of the line could as well be another. How good it is, is judged by the measured
winner, with whole families left out: a family is all variants of one source.
"""

import argparse
import json
import math
import pathlib

import features

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "Sources/FathomAnalyses/Verdict/VerdictCoefficients.swift"
WITHOUT_TARGET = ["gridLocality", "sequenceLocality"]
WITHOUT_RACE = ["supervisedLocality"]
WITH_TRIAL = ["hasPositions", "trialMargin"]
WITH_RACE = ["hasPositions", "raceMargin"]
# Half the sum of squares of the slopes times this is added to the negative log-likelihood: a prior with a
# standard deviation of 2, wide beside slopes of 1 to 3, that keeps separable features finite.
PENALTY = 0.25
# Beside a race the kind of data may lean, not outweigh a measured lead: a deviation of 0.7. With the wide prior tables need 2.5
# standard errors beyond the line for a network, and 10,000 letters, where it removes a fifth of the errors, were classical.
PENALTY_OF_KIND = 2.0


def penalty(name, names):
    return PENALTY_OF_KIND if name == "hasPositions" and "raceMargin" in names else PENALTY


def solve(matrix, right):
    """Gaussian elimination with pivoting, for a handful of unknowns."""
    size = len(right)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for other in range(size):
            if other != column:
                factor = rows[other][column] / rows[column][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[column])]
    return [rows[r][size] / rows[r][r] for r in range(size)]


def curve(coefficients, names, values):
    eta = coefficients[0] + sum(c * values[n] for c, n in zip(coefficients[1:], names))
    return 1 / (1 + math.exp(-eta))


def probability(coefficients, names, values, datasets):
    """Never closer to 0 or 1 than one in n + 2 (Laplace's rule of succession)."""
    least = 1 / (datasets + 2)
    return min(1 - least, max(least, curve(coefficients, names, values)))


def fit(names, examples, steps=60):
    """Intercept first; examples are (features, chance that a network wins)."""
    size = 1 + len(names)
    coefficients = [0.0] * size
    penalties = [0.0] + [penalty(name, names) for name in names]
    for _ in range(steps):
        gradient = [weight * c for weight, c in zip(penalties, coefficients)]
        curvature = [[penalties[i] + 1e-9 * (i == 0) if i == j else 0.0 for j in range(size)]
                     for i in range(size)]
        for values, won in examples:
            row = [1.0] + [values[n] for n in names]
            p = curve(coefficients, names, values)
            for i in range(size):
                gradient[i] += (p - won) * row[i]
                for j in range(size):
                    curvature[i][j] += p * (1 - p) * row[i] * row[j]
        step = solve(curvature, gradient)
        coefficients = [c - s for c, s in zip(coefficients, step)]
    return coefficients


def read(data, reports, plain):
    """One entry a dataset: the manifest's, with the features of its report, and those of the trial from the report
    without a race."""
    entries = []
    for entry in json.loads((data / "manifest.json").read_text())["datasets"]:
        report = json.loads((reports / f"{entry['id']}.json").read_text())
        found = features.features(report)
        without = json.loads((plain / f"{entry['id']}.json").read_text())
        found["trialMargin"] = features.trial_margin(without)
        race = features.evidence(report, "race")
        entries.append({**entry, "features": found, "report": report, "plain": without,
                        "isByLogLoss": race is not None and race["metric"] == "d2LogLoss"})
    return entries


def chance(entry):
    """The chance that a network wins where the race is measured again: by more than 1 % and a standard error.

    The measured difference is taken for normal, with its standard error.
    """
    scores = entry["scores"]
    error = max(1e-6, scores["se_diff"])
    line = max(0.01 * abs(scores["classical_score"]), error)
    return 0.5 * (1 + math.erf((scores["diff"] - line) / error / math.sqrt(2)))


def examples(entries, names):
    """Those that have all features. A race that is scored by log loss does not measure what the winner was measured by."""
    return [(e["features"], chance(e)) for e in entries
            if has(e, names) and not ("raceMargin" in names and e["isByLogLoss"])]


def has(entry, names):
    return all(entry["features"][n] is not None for n in names)


def left_out(entries, names):
    """The probability of each dataset by a model that saw none of its family."""
    result = {}
    for family in sorted({e["family"] for e in entries}):
        known = examples([e for e in entries if e["family"] != family], names)
        model = fit(names, known)
        for entry in entries:
            if entry["family"] == family and has(entry, names):
                result[entry["id"]] = probability(model, names, entry["features"], len(known))
    return result


def swift(name, coefficients, names, datasets):
    weights = ", ".join(f".{n}: {c:.2f}" for n, c in zip(names, coefficients[1:]))
    return (f"  static let {name} = VerdictModel.Coefficients(\n"
            f"    intercept: {coefficients[0]:.2f},\n    weights: [{weights}],\n    datasets: {datasets})\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("reports", type=pathlib.Path)
    parser.add_argument("--also", nargs=2, type=pathlib.Path, action="append", default=[])
    parser.add_argument("--without-race", type=pathlib.Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    entries = [e for data, reports in [(options.data, options.reports), *options.also]
               for e in read(data, reports, options.without_race)]
    text = ("/// The coefficients of the verdict's model, written by `Benchmarks/verdict/fit.py`; not to be edited.\n"
            "enum VerdictCoefficients {\n")
    for title, name, names in [("without a target", "withoutTarget", WITHOUT_TARGET),
                               ("without the race", "withoutRace", WITHOUT_RACE),
                               ("with the trial", "withTrial", WITH_TRIAL),
                               ("with the race", "withRace", WITH_RACE)]:
        known = examples(entries, names)
        coefficients = fit(names, known)
        text += swift(name, coefficients, names, len(known))
        print(title, dict(zip(["intercept"] + names, [round(c, 2) for c in coefficients])))
        predicted = left_out(entries, names)
        for entry in entries:
            if entry["id"] in predicted:
                p = predicted[entry["id"]]
                wrong = (p > 0.5) != entry["deep_pays"]
                print(f"  {entry['id']:24s} {'network' if entry['deep_pays'] else 'classical':10s} {p:.2f}"
                      f"{'  wrong' if wrong else ''}{' (borderline)' if wrong and entry['borderline'] else ''}"
                      f"   {({k: v if v is None else round(v, 2) for k, v in entry['features'].items() if k in names})}")
        right = [(predicted[e["id"]] > 0.5) == e["deep_pays"] for e in entries if e["id"] in predicted]
        print(f"  families left out: {sum(right)} of {len(right)} right")
    text += "}\n"
    if options.write:
        TARGET.write_text(text)


if __name__ == "__main__":
    main()
