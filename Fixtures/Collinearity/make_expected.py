"""Compute expected.json from the CSV files in ../Data with 80 digits. Needs mpmath only.

Every cell is read as the double nearest to its text, and that double is taken as exact.
"""

import csv
import json
from fractions import Fraction

from mpmath import eigsy, inverse, matrix, mp, mpf, sqrt

mp.dps = 80

ORDINARY = {"vif_relative": 1e-10, "condition_index_relative": 1e-10, "proportion_absolute": 1e-9}
EXTREME = {"vif_relative": 1e-6, "condition_index_relative": 1e-6, "proportion_absolute": 1e-6}

# case: (file, the columns that are not predictors, tolerance)
CASES = {
    "longley": ("longley.csv", ["TOTEMP"], ORDINARY),
    "mtcars": ("mtcars.csv", ["mpg"], ORDINARY),
    "diabetes": ("diabetes.csv", ["target"], ORDINARY),
    "wine": ("wine.csv", ["cultivar"], ORDINARY),
    "breast_cancer": ("breast_cancer.csv", ["diagnosis"], ORDINARY),
    "filip_poly10": ("filip_poly10.csv", ["y"], EXTREME),
    "airquality": ("airquality.csv", ["Ozone"], ORDINARY),
}


def read(name):
    """The header and the rows of a CSV file, as text."""
    with open(f"../Data/{name}", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def columns_of(name, predictors):
    """The predictors as columns of doubles, over the rows in which none of them is missing."""
    header, rows = read(name)
    places = [header.index(predictor) for predictor in predictors]
    cells = [[row[place] for place in places] for row in rows]
    complete = [[float(cell) for cell in row] for row in cells if not {"", "NA"} & set(row)]
    return [list(column) for column in zip(*complete)], len(rows)


def dot(a, b):
    return mp.fdot(zip(a, b))


def gram(columns):
    """X'X of the columns after each was brought to unit length."""
    lengths = [sqrt(dot(column, column)) for column in columns]
    unit = [[v / length for v in column] for column, length in zip(columns, lengths)]
    p = len(unit)
    result = matrix(p, p)
    for i in range(p):
        for j in range(i + 1):
            result[i, j] = result[j, i] = dot(unit[i], unit[j]) if i != j else mpf(1)
    return result


def correlation(columns):
    centred = []
    for column in columns:
        mean = mp.fsum(column) / len(column)
        centred.append([mpf(v) - mean for v in column])
    return gram(centred)


def vif(columns):
    """The diagonal of the inverse correlation matrix."""
    inverted = inverse(correlation(columns))
    return [float(inverted[i, i]) for i in range(len(columns))]


def belsley(columns):
    """Condition indices and variance-decomposition proportions of [1, X], not centred.

    An eigenvalue below 1e-60 is a zero: its index is None, and no proportions are given.
    """
    with_intercept = [[mpf(1)] * len(columns[0])] + [[mpf(v) for v in c] for c in columns]
    values, vectors = eigsy(gram(with_intercept))
    order = sorted(range(len(values)), key=lambda j: -values[j])
    zero = mpf(10) ** -60
    indices = [
        float(sqrt(values[order[0]] / values[j])) if values[j] > zero else None for j in order]
    if None in indices:
        return indices, None
    count = range(len(values))
    parts = [[vectors[k, j] ** 2 / values[j] for k in count] for j in order]
    totals = [mp.fsum(row[k] for row in parts) for k in count]
    return indices, [[float(row[k] / totals[k]) for k in count] for row in parts]


def ordinary_case(name, others, tolerance):
    predictors = [column for column in read(name)[0] if column not in others]
    columns, rows_in_file = columns_of(name, predictors)
    indices, proportions = belsley(columns)
    return {
        "file": name,
        "predictors": predictors,
        "rows_in_file": rows_in_file,
        "rows": len(columns[0]),
        "vif": dict(zip(predictors, vif(columns))),
        "condition_indices": indices,
        "variance_decomposition": proportions,
        "tolerance": tolerance,
    }


def solve(columns, y):
    """Exact coefficients of y on independent columns, or None where y is not in their span."""
    width = len(columns)
    rows = [[Fraction(c[i]) for c in columns] + [Fraction(y[i])] for i in range(len(y))]
    for j in range(width):
        pivot = next(i for i in range(j, len(rows)) if rows[i][j])
        rows[j], rows[pivot] = rows[pivot], rows[j]
        rows[j] = [v / rows[j][j] for v in rows[j]]
        for i, row in enumerate(rows):
            if i != j and row[j]:
                rows[i] = [v - row[j] * w for v, w in zip(row, rows[j])]
    if any(row[width] for row in rows[width:]):
        return None
    return [row[width] for row in rows[:width]]


def exact_case(name):
    """Columns that others reproduce exactly, found in rational arithmetic.

    From the left, a column that the intercept and the columns kept so far reproduce is dropped.
    A VIF is None where the intercept and all other columns reproduce the column.
    """
    predictors = read(name)[0]
    columns, rows = columns_of(name, predictors)
    table = dict(zip(predictors, columns))
    ones = [1.0] * rows

    def kept_among(names):
        kept, dependent = [], {}
        for column in names:
            found = solve([ones, *(table[k] for k in kept)], table[column])
            if found is None:
                kept.append(column)
            else:
                terms = zip(["(Intercept)", *kept], found)
                dependent[column] = {k: float(v) for k, v in terms if v}
        return kept, dependent

    kept, dependent = kept_among(predictors)
    after = dict(zip(kept, vif([table[k] for k in kept])))
    values = {}
    for column in predictors:
        others, _ = kept_among([k for k in predictors if k != column])
        spanned = solve([ones, *(table[k] for k in others)], table[column]) is not None
        values[column] = None if spanned else vif([table[column], *(table[k] for k in others)])[0]
    indices, _ = belsley(columns)
    return {
        "file": name,
        "predictors": predictors,
        "rows_in_file": rows,
        "rows": rows,
        "rank_with_intercept": len(kept) + 1,
        "vif": values,
        "condition_indices": indices,
        "variance_decomposition": None,
        "kept": kept,
        "dependencies": dependent,
        "vif_after_dropping": after,
        "tolerance": ORDINARY,
    }


def duncan_case(name):
    """Generalised VIF: det R(term) · det R(others) / det R. `type` is coded by two dummies."""
    header, rows = read(name)
    number = {k: [float(row[header.index(k)]) for row in rows] for k in ("income", "education")}
    types = [row[header.index("type")] for row in rows]
    levels = sorted(set(types))
    coded = {f"type={level}": [float(t == level) for t in types] for level in levels[1:]}
    columns = {**number, **coded}
    terms = {"income": ["income"], "education": ["education"], "type": list(coded)}

    def determinant(names):
        return mp.det(correlation([columns[k] for k in names])) if names else mpf(1)

    whole = determinant(list(columns))
    gvif = {}
    for term, names in terms.items():
        others = [k for k in columns if k not in names]
        value = determinant(names) * determinant(others) / whole
        degrees = len(names)
        gvif[term] = {
            "gvif": float(value),
            "degrees_of_freedom": degrees,
            "gvif_root": float(value ** (mpf(1) / (2 * degrees))),
        }
    indices, proportions = belsley(list(columns.values()))
    return {
        "file": name,
        "predictors": list(terms),
        "rows_in_file": len(rows),
        "rows": len(rows),
        "gvif": gvif,
        "coded_columns": list(columns),
        "condition_indices": indices,
        "variance_decomposition": proportions,
        "tolerance": {**ORDINARY, "gvif_relative": 1e-9},
    }


def ridge_case(name, others, rows, penalty):
    """Regularised VIFs, diag((R + kI)^-1) (1 + k), of the first rows, fewer than predictors."""
    predictors = [column for column in read(name)[0] if column not in others]
    columns = [column[:rows] for column in columns_of(name, predictors)[0]]
    k = mpf(penalty)
    inverted = inverse(correlation(columns) + k * mp.eye(len(columns)))
    return {
        "file": name,
        "rows": rows,
        "penalty": penalty,
        "ridge_vif": [float(inverted[i, i] * (1 + k)) for i in range(len(columns))],
        "relative": 1e-10,
    }


def main():
    cases = {case: ordinary_case(*rest) for case, rest in CASES.items()}
    cases["exact_collinear"] = exact_case("exact_collinear.csv")
    cases["duncan"] = duncan_case("duncan.csv")
    with open("expected.json", "w") as file:
        ridge = ridge_case("breast_cancer.csv", ["diagnosis"], 20, 0.01)
        json.dump({"cases": cases, "ridge": ridge}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
