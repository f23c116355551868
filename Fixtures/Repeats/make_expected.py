"""Writes expected.json: which rows repeat others, by comparing every pair."""

import itertools
import json
import math

# Rows of levels.
ROWS = 160
levels = [[row * row % 3, (row * 7 + row // 9) % 4, (row * row // 5) % 5, (row // 3) % 2] for row in range(ROWS)]
classes = [(sum(level) + row // 40) % 2 for row, level in enumerate(levels)]
pairs = list(itertools.combinations(range(ROWS), 2))
same = [(a, b) for a, b in pairs if levels[a] == levels[b]]
equal = [(a, b) for a, b in same if classes[a] == classes[b]]
conflicts = [(a, b) for a, b in same if classes[a] != classes[b]]
different = sorted(set(map(tuple, levels)))
one = sum(sum(x != y for x, y in zip(a, b)) == 1 for a, b in itertools.combinations(different, 2))
right = 0
for level in different:
    own = [classes[row] for row in range(ROWS) if tuple(levels[row]) == level]
    right += max(own.count(0), own.count(1))

# Rows of numbers; some of the first come again, nearly.
numbers = [[math.sin(1.3 * row + column) + 0.5 * math.cos((2 + column) * row * row) for column in range(5)]
           for row in range(180)]
numbers += [[value + 0.002 * math.sin(9 * row + place) for place, value in enumerate(numbers[3 * row])]
            for row in range(20)]


def places(values):
    ordered = sorted(values)
    count = min(len(ordered), 64)
    knots = sorted({ordered[k * (len(ordered) - 1) // (count - 1)] for k in range(count)})
    result = []
    for value in values:
        above = min(max(sum(knot < value for knot in knots), 1), len(knots) - 1)
        part = (value - knots[above - 1]) / (knots[above] - knots[above - 1])
        result.append((above - 1 + part) / (len(knots) - 1))
    return result


points = list(zip(*(places(column) for column in zip(*numbers))))
distances = [sorted((math.dist(a, b), place) for place, b in enumerate(points) if place != row)
             for row, a in enumerate(points)]


def near(ratio):
    found = []
    for row in distances:
        close = next((j for j in (1, 2, 3) if row[j - 1][0] < ratio * row[j][0]), 0)
        found.append({place for _, place in row[:close]})
    return sum(b in found[a] and a in found[b] and b - a > 1 for a, b in itertools.combinations(range(len(points)), 2))


with open("expected.json", "w") as file:
    json.dump({"levels": levels, "classes": classes, "equalPairs": len(equal), "oneColumnPairs": one,
               "groups": sum(levels.count(list(level)) > 1 for level in different),
               "repeatedRows": sorted({row for pair in equal for row in pair}),
               "conflictingRows": sorted({row for pair in conflicts for row in pair}), "ceiling": right / ROWS,
               "numbers": numbers, "nearPairs": near(0.3), "widerPairs": near(0.5)}, file)
    file.write("\n")
