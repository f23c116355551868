"""Expected values of Moran's I for the map of eta squared, by esda.

Run in this folder: python make_expected.py. Needs numpy, esda, libpysal.
"""

import csv
import json

import libpysal
import numpy as np
import esda


def read(name):
    with open(f"../Data/{name}", newline="") as file:
        rows = list(csv.reader(file))
    return np.array([[float(cell) for cell in row] for row in rows[1:]]), rows[0]


def eta_squared(values, labels):
    mean = values.mean()
    between = sum(
        (labels == label).sum() * (values[labels == label].mean() - mean) ** 2
        for label in np.unique(labels)
    )
    return between / ((values - mean) ** 2).sum()


data, header = read("digits.csv")
target = header.index("digit") if "digit" in header else header.index("label")
labels = data[:, target]
pixels = np.delete(data, target, axis=1)
kept = [j for j in range(64) if pixels[:, j].min() < pixels[:, j].max()]
shares = np.array([eta_squared(pixels[:, j], labels) for j in kept])
node = {position: index for index, position in enumerate(kept)}
neighbours = {
    index: [
        node[other]
        for other, inside in (
            (position - 1, position % 8 > 0),
            (position + 1, position % 8 < 7),
            (position - 8, position >= 8),
            (position + 8, position < 56),
        )
        if inside and other in node
    ]
    for position, index in node.items()
}
weights = libpysal.weights.W(neighbours, silence_warnings=True)
moran = esda.Moran(shares, weights, transformation="b", permutations=0)
json.dump(
    {
        "made with": f"numpy {np.__version__}, esda {esda.__version__}, libpysal {libpysal.__version__}",
        "digits": {
            "shares": [float(share) for share in shares],
            "statistic": float(moran.I),
            "expected": float(moran.EI),
            "standardDeviation": float(np.sqrt(moran.VI_rand)),
            "zScore": float(moran.z_rand),
        },
    },
    open("expected.json", "w"),
    indent=1,
)
