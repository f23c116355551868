#!/usr/bin/env python3
"""Writes expected.json: V without bias with the p-value of χ², the correlation with ranks, and distances of words.

Needs numpy and scipy. The tables are made up here, so there is no licence to state.
"""

import json
import pathlib

import numpy as np
from scipy import stats


def bias_corrected_v(counts):
    """Bergsma 2013, from the definition."""
    table = np.array(counts, float)
    n = table.sum()
    r, k = table.shape
    chi2, p, _, _ = stats.chi2_contingency(table, correction=False)
    phi2 = max(0, chi2 / n - (k - 1) * (r - 1) / (n - 1))
    k_ = k - (k - 1) ** 2 / (n - 1)
    r_ = r - (r - 1) ** 2 / (n - 1)
    return min(1, float(np.sqrt(phi2 / min(k_ - 1, r_ - 1)))), float(p)


def rank_correlation(missing, target):
    """The correlation of an indicator with ranks, corrected as R² is, with the normal test."""
    r = stats.pearsonr(missing, stats.rankdata(target)).statistic
    n = len(target)
    corrected = max(0, 1 - (1 - r**2) * (n - 1) / (n - 2))
    return float(np.sqrt(corrected)), float(2 * stats.norm.sf(abs(r) * np.sqrt(n - 1)))


# Of each class: rows with a value, rows without.
tables = [[[90, 10], [60, 40]], [[30, 30], [31, 29]], [[50, 5], [40, 20], [80, 12]]]
generator = np.random.default_rng(1)
missing = (generator.random(60) < 0.3).astype(int)
target = np.round(generator.normal(size=60) + missing, 1)
strength, p = rank_correlation(missing, target)
expected = {
    "tables": [
        {"counts": counts, "strength": bias_corrected_v(counts)[0], "p_value": bias_corrected_v(counts)[1]}
        for counts in tables
    ],
    "ranks": {
        "missing": [bool(m) for m in missing], "target": [float(t) for t in target],
        "strength": strength, "p_value": p,
    },
}
path = pathlib.Path(__file__).parent / "expected.json"
path.write_text(json.dumps(expected, indent=1) + "\n")
