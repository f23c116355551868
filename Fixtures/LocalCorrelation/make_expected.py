"""Compute expected.json from the CSV files in ../Data. Needs numpy and mpmath.

Correlations are correctly rounded doubles: sums are exact integers, the quotient has 50 digits.
Sums over them are exact too. Only the random relabellings use double arithmetic.
"""

import csv
import json
from fractions import Fraction
from itertools import permutations
from math import perm

import numpy as np
from mpmath import mp, mpf, sqrt

mp.dps = 50

RELABELLINGS = 20_000
SEED = 7
TIE = 1e-9

# case: (file, columns that are no features, graph, (height, width), statistic)
CASES = {
    "longley": ("longley.csv", ["TOTEMP"], "path", None, "|R|"),
    "mtcars": ("mtcars.csv", ["mpg"], "path", None, "|R|"),
    "diabetes": ("diabetes.csv", ["target"], "path", None, "|R|"),
    "wine": ("wine.csv", ["cultivar"], "path", None, "|R|"),
    "breast_cancer": ("breast_cancer.csv", ["diagnosis"], "path", None, "|R|"),
    "spectra": ("spectra.csv", ["fat"], "path", None, "|R|"),
    "digits": ("digits.csv", ["label"], "rook", (8, 8), "R"),
    "digits_shuffled": ("digits_shuffled.csv", ["label"], "rook", (8, 8), "R"),
    "noise6x6_path": ("noise6x6.csv", [], "path", None, "|R|"),
    "noise6x6_rook": ("noise6x6.csv", [], "rook", (6, 6), "R"),
}


def read(name, others):
    """Names and columns of the features; every column as whole numbers on one scale of its own."""
    with open(f"../Data/{name}", newline="") as file:
        header, *rows = csv.reader(file)
    columns = {}
    for place, column in enumerate(header):
        if column not in others:
            exact = [Fraction(float(row[place])) for row in rows]
            scale = max(v.denominator for v in exact)
            columns[column] = [int(v * scale) for v in exact]
    return columns


def correlations(columns):
    """Pearson's correlation of every pair as a correctly rounded double; zero diagonal."""
    n = len(columns[0])
    sums = [sum(c) for c in columns]
    spread = [n * sum(v * v for v in c) - s * s for c, s in zip(columns, sums)]
    result = np.zeros((len(columns), len(columns)))
    for i, a in enumerate(columns):
        for j, b in enumerate(columns[:i]):
            cross = n * sum(v * w for v, w in zip(a, b)) - sums[i] * sums[j]
            result[i, j] = result[j, i] = float(cross / sqrt(mpf(spread[i]) * mpf(spread[j])))
    return result


def whole(x):
    """A matrix of doubles as whole numbers (objects) times 1/scale."""
    exact = [[Fraction(v) for v in row] for row in x.tolist()]
    scale = max(v.denominator for row in exact for v in row)
    return np.array([[int(v * scale) for v in row] for row in exact], dtype=object), scale


def embeddings(a):
    """Sums over injective maps of the eight multigraphs with three edges, and of those with two.

    `a` is symmetric with zero diagonal. Each entry is (name, vertices): sum. The names give the
    edges: `aa` is a double edge, `ab` a path of two, `a|b` two disjoint edges, and so on.
    """
    a2, a3 = a * a, a * a * a
    d, d2, d3 = a.sum(1), a2.sum(1), a3.sum(1)
    s, s2, s3 = d.sum(), d2.sum(), d3.sum()
    triangle = (a.dot(a) * a).sum()
    path2 = (d * d - d2).sum()
    disjoint2 = s * s - 4 * path2 - 2 * s2
    double_touching = (d2 * d).sum() - s3
    double_apart = s2 * s - 4 * double_touching - 2 * s3
    star = (d * d * d - 3 * d * d2 + 2 * d3).sum()
    path3 = d.dot(a).dot(d) - 2 * (d2 * d).sum() + s3 - triangle
    path2_apart = path2 * s - 4 * path3 - 2 * star - 4 * double_touching - 2 * triangle
    disjoint3 = disjoint2 * s - 8 * path2_apart - 4 * double_apart - 8 * path3
    second = [(2, 2, s2), (4, 3, path2), (1, 4, disjoint2)]
    third = [(4, 2, s3), (24, 3, double_touching), (8, 3, triangle), (6, 4, double_apart),
             (8, 4, star), (24, 4, path3), (12, 5, path2_apart), (1, 6, disjoint3)]
    return s, second, third


def moments(w, x):
    """Exact E[T], E[T²], E[T³] over all relabellings, as fractions.

    With S = Σ_{i≠j} w_ij x_{π(i)π(j)}, a power of S is a sum over ordered tuples of ordered edges.
    Tuples are grouped by the multigraph they form on k vertices. A group adds
    (ways to form it) · (its sum in w) · (its sum in x) / (n (n−1) … (n−k+1)), and T = S / Σ w.
    """
    n = len(w)
    x, scale = whole(x)
    total, second_w, third_w = embeddings(w)
    total_x, second_x, third_x = embeddings(x)

    def expectation(in_w, in_x):
        return sum(Fraction(int(ways * a * b), perm(n, k))
                   for (ways, k, a), (_, _, b) in zip(in_w, in_x) if k <= n)

    unit = Fraction(1, int(total) * scale)
    return (Fraction(int(total_x), perm(n, 2) * scale),
            expectation(second_w, second_x) * unit**2,
            expectation(third_w, third_x) * unit**3)


def check_moments():
    """Compare the closed form with all relabellings of 4 to 7 nodes; both are exact."""
    random = np.random.default_rng(1)
    for n in range(4, 8):
        for density in (0.4, 0.8):
            w = np.triu(random.random((n, n)) < density, 1).astype(int)
            w[0, 1] = 1
            w = (w + w.T).astype(object)
            x = np.triu(random.integers(-9, 10, (n, n)), 1)
            x = (x + x.T).astype(object)
            edges = [(i, j) for i in range(n) for j in range(i) if w[i, j]]
            sums = [sum(int(x[p[i], p[j]]) for i, j in edges) for p in permutations(range(n))]
            brute = tuple(
                Fraction(sum(v**k for v in sums), len(sums) * len(edges) ** k) for k in (1, 2, 3))
            assert moments(w, x.astype(float)) == brute, (n, density)


def exact_mean(values):
    return sum(map(Fraction, values)) / len(values)


def auc(high, low):
    """P(a value of `high` exceeds one of `low`), ties count one half."""
    low = np.sort(low)
    below = np.searchsorted(low, high, "left").sum() + np.searchsorted(low, high, "right").sum()
    return float(Fraction(int(below), 2 * len(high) * len(low)))


def relabelled(x, edges, orders):
    return x[orders[:, edges[:, 0]], orders[:, edges[:, 1]]].mean(axis=1)


def measure(name, others, graph, shape, statistic):
    columns = read(name, others)
    width = shape[1] if shape else len(columns)
    features = [(divmod(place, width), values) for place, values in enumerate(columns.values())]
    constant = [k for k, values in zip(columns, columns.values()) if len(set(values)) == 1]
    features = [(node, values) for node, values in features if len(set(values)) > 1]
    nodes = [node for node, _ in features]
    r = correlations([values for _, values in features])
    x = np.abs(r) if statistic == "|R|" else r

    n = len(nodes)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    distance = {(i, j): abs(nodes[i][0] - nodes[j][0]) + abs(nodes[i][1] - nodes[j][1])
                for i, j in pairs}
    w = np.zeros((n, n), dtype=object)
    for i, j in pairs:
        w[i, j] = w[j, i] = int(distance[i, j] == 1)
    edges = [pair for pair in pairs if distance[pair] == 1]
    apart = [pair for pair in pairs if distance[pair] > 1]

    t = exact_mean([x[e] for e in edges])
    m1, m2, m3 = moments(w, x)
    variance = m2 - m1**2
    third = m3 - 3 * m1 * m2 + 2 * m1**3
    deviation = sqrt(mpf(variance.numerator) / variance.denominator)

    def ratio(fraction, denominator):
        return float(mpf(fraction.numerator) / fraction.denominator / denominator)

    top = exact_mean(sorted((x[p] for p in pairs), reverse=True)[: len(edges)])

    # Classes of Toeplitz: the displacement of the two nodes, up to its sign. Always signed R.
    classes, lags = {}, {}
    for i, j in pairs:
        step = (nodes[j][0] - nodes[i][0], nodes[j][1] - nodes[i][1])
        classes.setdefault(max(step, (-step[0], -step[1])), []).append(r[i, j])
        lags.setdefault(distance[i, j], []).append(r[i, j])
    everything = [Fraction(r[p]) for p in pairs]
    overall = exact_mean(everything)
    explained = sum(len(c) * (exact_mean(c) - overall) ** 2 for c in classes.values())
    toeplitz = explained / sum((v - overall) ** 2 for v in everything)

    edge_array = np.array(edges)
    random = np.random.default_rng(SEED)
    orders = random.permuted(np.tile(np.arange(n), (RELABELLINGS, 1)), axis=1)
    at_least = int((relabelled(x, edge_array, orders) >= float(t) - TIE).sum())

    result = {
        "file": name,
        "graph": graph,
        "shape": list(shape) if shape else None,
        "statistic": statistic,
        "constant": constant,
        "features": n,
        "edges": len(edges),
        "t": float(t),
        "mean": float(m1),
        "variance": float(variance),
        "standard_deviation": float(deviation),
        "skewness": ratio(third, deviation**3),
        "z": ratio(t - m1, deviation),
        "auc": auc(*(np.array([abs(r[p]) for p in group]) for group in (edges, apart))),
        "top_mean": float(top),
        "locality_index": float((t - m1) / (top - m1)),
        "toeplitz_r2": float(toeplitz),
        "toeplitz_classes": len(classes),
        "relabellings": RELABELLINGS,
        "at_least": at_least,
        "p": (at_least + 1) / (RELABELLINGS + 1),
    }
    if n <= 10:
        orders = np.array(list(permutations(range(n))), dtype=np.int8)
        parts = np.array_split(orders, max(1, len(orders) // 100_000))
        count = sum(int((relabelled(x, edge_array, part) >= float(t) - TIE).sum())
                    for part in parts)
        result["full_enumeration"] = {"relabellings": len(orders), "at_least": count}
    result["correlogram"] = [
        {"distance": lag, "pairs": len(lags[lag]), "mean_r": float(exact_mean(lags[lag])),
         "mean_abs_r": float(exact_mean([abs(v) for v in lags[lag]]))}
        for lag in sorted(lags)]
    return result


def main():
    check_moments()
    cases = {case: measure(*rest) for case, rest in CASES.items()}
    with open("expected.json", "w") as file:
        json.dump({"cases": cases}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
