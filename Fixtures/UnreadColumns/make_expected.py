"""Writes expected.json: cosines between weighted bags of words, and ridge regression on them, of a few texts."""

import json
import math

TEXTS = [
    "the lamp is bright and the lamp is warm",
    "a warm bright lamp for the desk",
    "the parcel came late and the box was broken",
    "broken box late parcel no refund",
    "bright desk lamp with a warm light",
    "no refund for the broken lamp",
]
TARGETS = [1.0, 1.5, -1.0, -2.0, 1.25, -0.75]
PENALTY = 0.5

bags = [text.split() for text in TEXTS]
frequency = {}
for bag in bags:
    for word in set(bag):
        frequency[word] = frequency.get(word, 0) + 1


def weights(bag):
    result = {}
    for word in set(bag):
        result[word] = (1 + math.log(bag.count(word))) * (1 + math.log(len(TEXTS) / frequency[word]))
    size = math.sqrt(sum(value * value for value in result.values()))
    return {word: value / size for word, value in result.items()}


rows = [weights(bag) for bag in bags]
cosines = [[sum(a[w] * b.get(w, 0.0) for w in a) for b in rows] for a in rows]


def solve(matrix, right):
    """Gaussian elimination with pivoting."""
    size = len(right)
    work = [list(row) + [value] for row, value in zip(matrix, right)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(work[k][i]))
        work[i], work[pivot] = work[pivot], work[i]
        for k in range(i + 1, size):
            factor = work[k][i] / work[i][i]
            for j in range(i, size + 1):
                work[k][j] -= factor * work[i][j]
    result = [0.0] * size
    for i in reversed(range(size)):
        result[i] = (work[i][size] - sum(work[i][j] * result[j] for j in range(i + 1, size))) / work[i][i]
    return result


# The first four rows are learned from, the last two are held out.
known = TARGETS[:4]
mean = sum(known) / 4
system = [[cosines[i][j] + (PENALTY if i == j else 0.0) for j in range(4)] for i in range(4)]
dual = solve(system, [value - mean for value in known])
errors = [(TARGETS[k] - mean - sum(cosines[k][j] * dual[j] for j in range(4))) ** 2 for k in (4, 5)]

with open("expected.json", "w") as file:
    json.dump({"texts": TEXTS, "targets": TARGETS, "cosines": cosines, "squaredErrors": errors}, file, indent=2)
    file.write("\n")
