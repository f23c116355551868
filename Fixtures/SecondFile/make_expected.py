"""Writes expected.json: how a column and the target given it changed, from the definition."""

import json
import math

N, M = 300, 220
first = [math.sin(0.7 * row) + 0.3 * math.cos(2.9 * row) for row in range(N)]
second = [math.sin(0.9 * row) + 0.3 * math.cos(2.3 * row) + 0.2 for row in range(M)]
gap_first = [row % 19 == 0 for row in range(N)]
gap_second = [row % 7 == 0 for row in range(M)]
target_first = [value + 0.5 * math.sin(13 * row) for row, value in enumerate(first)]
target_second = [0.3 * value * value + 0.5 * math.sin(11 * row) for row, value in enumerate(second)]

known = sorted(value for value, gap in zip(first, gap_first) if not gap)
edges = sorted({known[k * len(known) // 10] for k in range(1, 10)} - {known[-1]})


def bins(values, gaps):
    return [-1 if gap else sum(edge < value for edge in edges) for value, gap in zip(values, gaps)]


a, b = bins(first, gap_first), bins(second, gap_second)
places = sorted(set(a) | set(b))
index = 0
for place in places:
    p, q = max(0.5, a.count(place)) / N, max(0.5, b.count(place)) / M
    index += (q - p) * math.log(q / p)
scale = 1 / N + 1 / M
freedom = len(places) - 1
spread = 2 / (9 * freedom)
chance = ((index / scale / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
index -= freedom * scale


def mean(values):
    return sum(values) / len(values)


def variance(values):
    return sum((value - mean(values)) ** 2 for value in values) / (len(values) - 1)


groups = {place: ([y for y, at in zip(target_first, a) if at == place], [y for y, at in zip(target_second, b) if at == place])
          for place in places}
used = [pair for pair in groups.values() if min(map(len, pair)) >= 10]
weight = sum(len(now) for _, now in used)
change = sum(len(now) / weight * (mean(now) - mean(was)) for was, now in used)
total = sum(len(now) / weight * ((mean(now) - mean(was) - change) ** 2
                                 - variance(was) / len(was) - variance(now) / len(now)) for was, now in used)

with open("expected.json", "w") as file:
    json.dump({"first": [None if gap else value for value, gap in zip(first, gap_first)],
               "second": [None if gap else value for value, gap in zip(second, gap_second)],
               "targetFirst": target_first, "targetSecond": target_second, "index": index,
               "chance": chance,
               "conceptShare": total / ((variance(target_first) + variance(target_second)) / 2)}, file)
    file.write("\n")
