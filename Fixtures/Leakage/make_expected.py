"""Writes expected.json: what a column alone says of classes and of numbers, from the definition."""

import json
import math

ROWS = 400
values = [math.sin(0.7 * row) + 0.3 * math.cos(2.9 * row) for row in range(ROWS)]
missing = [row % 17 == 0 for row in range(ROWS)]
classes = [int(math.sin(0.7 * row + 0.4) + 0.2 * math.cos(5.3 * row) > 0.3) for row in range(ROWS)]
numbers = [value * value + 0.2 * math.sin(11 * row) for row, value in enumerate(values)]
half = [row % 3 == 0 for row in range(ROWS)]


def bin_of(edges, row):
    return -1 if missing[row] else sum(edge <= values[row] for edge in edges)


def predicted(target, summary):
    """What the bins of the one half say of the other, and what guessing does."""
    own, guess, groups = [None] * ROWS, [None] * ROWS, [None] * ROWS
    for held in (False, True):
        known = [row for row in range(ROWS) if half[row] != held]
        present = sorted(values[row] for row in known if not missing[row])
        count = min(64, max(2, len(present) // 5))
        edges = [present[k * len(present) // count] for k in range(1, count)]
        whole = [target[row] for row in known]
        for row in range(ROWS):
            if half[row] == held:
                mine = [target[k] for k in known if bin_of(edges, k) == bin_of(edges, row)]
                own[row], guess[row] = summary(mine or whole), summary(whole)
                groups[row] = (mine, whole)
    return own, guess, groups


def majority(labels):
    return int(2 * sum(labels) > len(labels))


def mean(numbers):
    return sum(numbers) / len(numbers)


own, guess, groups = predicted(classes, majority)
wrong = sum(a != b for a, b in zip(own, classes))
guessed = sum(a != b for a, b in zip(guess, classes))
chances = [(sum(mine) + mean(whole)) / (len(mine) + 1) for mine, whole in groups]
pairs = [(1.0 if a > b else 0.5 if a == b else 0.0) for a, x in zip(chances, classes) if x
         for b, y in zip(chances, classes) if not y]
own_numbers, guess_numbers, _ = predicted(numbers, mean)
squares = sum((a - b) ** 2 for a, b in zip(own_numbers, numbers))
guessed_squares = sum((a - b) ** 2 for a, b in zip(guess_numbers, numbers))

with open("expected.json", "w") as file:
    json.dump({"values": [None if m else v for v, m in zip(values, missing)], "classes": classes, "numbers": numbers,
               "half": half, "classShare": 1 - wrong / guessed, "area": mean(pairs),
               "numberShare": 1 - squares / guessed_squares}, file)
    file.write("\n")
