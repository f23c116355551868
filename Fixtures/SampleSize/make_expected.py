"""Compute expected.json from the CSV files in ../Data. Needs numpy, scipy and mpmath.

Squared distances are summed in column order; logarithms and sums over them have 30 digits.
"""

import csv
import json
import math
from collections import Counter
from fractions import Fraction

import numpy as np
from mpmath import log, mp, mpf
from scipy.optimize import curve_fit

mp.dps = 30

DISCARD = 0.1
NEIGHBOURS = (5, 10, 20)


def read(name):
    with open(f"../Data/{name}", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def events_per_variable():
    header, rows = read("wine.csv")
    features = len(header) - 1
    counts = Counter(row[header.index("cultivar")] for row in rows)
    minority, majority = min(counts.values()), max(counts.values())
    return {
        "file": "wine.csv",
        "target": "cultivar",
        "rows": len(rows),
        "features": features,
        "class_counts": dict(sorted(counts.items())),
        "minority": minority,
        "majority": majority,
        "imbalance_ratio": majority / minority,
        "rows_per_feature": len(rows) / features,
        "events_per_variable": minority / features,
    }


def nearest_squared_distances(x, k):
    """The k smallest squared Euclidean distances of every row to the other rows, ascending."""
    result = np.empty((len(x), k))
    for i, row in enumerate(x):
        squared = np.zeros(len(x))
        for column, value in zip(x.T, row):
            step = column - value
            squared += step * step
        squared[i] = np.inf
        result[i] = np.sort(squared)[:k]
    return result


def two_nn(squared):
    """Slope through the origin of −log(1 − F) on log(r2/r1), F = i/N, int(N(1 − discard)) kept."""
    n = len(squared)
    ratios = sorted((log(mpf(b) / mpf(a)) / 2 for a, b in squared[:, :2].tolist()))
    kept = ratios[: int(n * (1 - DISCARD))]
    heights = [-log(1 - mpf(i) / n) for i in range(1, len(kept) + 1)]
    return float(mp.fdot(zip(kept, heights)) / mp.fdot(zip(kept, kept))), len(kept)


def maximum_likelihood(squared, k):
    """Mean of the local estimates (Levina–Bickel, k − 1), and inverse of the mean inverse."""
    inverses = []
    for row in squared[:, :k].tolist():
        last = log(mpf(row[-1]))
        inverses.append(mp.fsum((last - log(mpf(v))) / 2 for v in row[:-1]) / (k - 1))
    n = len(inverses)
    return {"k": k, "mean": float(mp.fsum(1 / v for v in inverses) / n),
            "inverse_mean": float(n / mp.fsum(inverses))}


def participation_ratio(x):
    """(tr C)² / tr C² of the covariance matrix C, in exact arithmetic."""
    n = len(x)
    columns = [[Fraction(v) for v in column] for column in x.T.tolist()]
    scale = max(v.denominator for column in columns for v in column)
    columns = [[int(v * scale) for v in column] for column in columns]
    sums = [sum(column) for column in columns]
    trace, square = 0, 0
    for i, a in enumerate(columns):
        for j, b in enumerate(columns[: i + 1]):
            cross = n * sum(v * w for v, w in zip(a, b)) - sums[i] * sums[j]
            trace += cross if i == j else 0
            square += cross * cross * (1 if i == j else 2)
    return float(Fraction(trace * trace, square))


def intrinsic_dimension(name, others):
    header, rows = read(name)
    places = [i for i, column in enumerate(header) if column not in others]
    points = [tuple(float(row[i]) for i in places) for row in rows]
    distinct = list(dict.fromkeys(points))  # the first of equal rows stays
    x = np.array(distinct)
    squared = nearest_squared_distances(x, max(NEIGHBOURS))
    slope, kept = two_nn(squared)
    return {
        "file": name,
        "rows": len(points),
        "features": len(places),
        "duplicate_rows": len(points) - len(distinct),
        "two_nn": {"discard": DISCARD, "kept": kept, "dimension": slope},
        "mle": [maximum_likelihood(squared, k) for k in NEIGHBOURS],
        "participation_ratio": participation_ratio(np.array(points)),
    }


def power_law():
    """Noise-free error(n) = a + b·n^−c with a = 0.05, b = 1.2, c = 0.5."""
    a, b, c = 0.05, 1.2, 0.5
    sizes = [50, 100, 200, 400, 800, 1600]
    errors = [a + b / math.sqrt(n) for n in sizes]
    found, _ = curve_fit(lambda n, a, b, c: a + b * n**-c, sizes, errors, p0=(0.1, 1, 1),
                         bounds=([0, 0, 0.01], [1, 100, 3]), xtol=1e-15, ftol=1e-15, gtol=1e-15)
    assert np.allclose(found, (a, b, c), rtol=1e-8), found
    return {
        "rows": sizes,
        "error": errors,
        "asymptote": a,
        "coefficient": b,
        "exponent": c,
        "error_at_6400_rows": 0.065,
        "rows_for_excess_error_0.01": 14400,
    }


def main():
    expected = {
        "events_per_variable": {"wine": events_per_variable()},
        "intrinsic_dimension": {
            "swiss_roll": intrinsic_dimension("swiss_roll.csv", []),
            "digits": intrinsic_dimension("digits.csv", ["label"]),
        },
        "learning_curve": {"noise_free": power_law()},
    }
    with open("expected.json", "w") as file:
        json.dump(expected, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
