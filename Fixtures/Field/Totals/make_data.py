"""Writes tables in which rows add up or describe others, and their oracles; and tables in which a kind is called total.

    python3 make_data.py

Everything is made up. The numbers expected are computed here, from the cells as they are written.
"""

import json
import pathlib
import random
import statistics

HERE = pathlib.Path(__file__).parent
CLEAN = HERE.parent / "Clean"
random.seed(43)
N = 120
KINDS = [random.choice(["oak", "elm", "pine"]) for _ in range(N)]
SIZE = [f"{random.gauss(10, 2):.2f}" for _ in range(N)]
COUNT = [str(random.randrange(1, 9)) for _ in range(N)]
ROWS = [list(row) for row in zip(SIZE, KINDS, COUNT)]
FIRST = [[k, s, c] for s, k, c in ROWS]


def add(name, why, header, rows, notes, used=N, folder=HERE, size=None):
    (folder / f"{name}.csv").write_text("\n".join(",".join(row) for row in [header] + rows) + "\n")
    mean = statistics.fmean(float(v) for v in (size or SIZE))
    oracle = {"why": why, "input": f"{name}.csv", "expect": {
        "input.rows.used": used, "input.columns.count": 3,
        "input.columns[size].mean": {"atLeast": mean - 1e-9, "atMost": mean + 1e-9}},
        "notes": notes, "blindSpots": []}
    if not notes:
        oracle["silent"] = ["left out as totals"]
    (folder / f"{name}.json").write_text(json.dumps(oracle, indent=2, ensure_ascii=False) + "\n")


def total(word, low=0, high=N):
    return [f"{sum(map(float, SIZE[low:high])):.2f}", word, str(sum(map(int, COUNT[low:high])))]


def front(row):
    return [row[1], row[0], row[2]]


HEADER, NAMES = ["size", "kind", "count"], ["kind", "size", "count"]
numbers, counts = [float(v) for v in SIZE], [int(v) for v in COUNT]
for word, name in [("Total", "second-cell"), ("Summe", "german"), ("Итого", "russian"), ("合計", "japanese")]:
    add(name, "The word stands in another cell than the first.", HEADER, ROWS + [total(word)],
        ["Line 122 stands under the table, left out as totals"])
add("at-the-top", "The first row adds up all others.", NAMES, [front(total("Total"))] + FIRST,
    ["Line 2 stands among the rows, left out as totals"])
add("subtotals", "Subtotals of parts, and no grand total.", HEADER,
    ROWS[:50] + [total("Subtotal", 0, 50)] + ROWS[50:90] + [total("Subtotal", 50, 90)] + ROWS[90:],
    ["2 lines, the first of them line 52, stand among the rows, left out as totals"])
add("subtotals-and-total", "Subtotals, and the total of all parts.", NAMES,
    FIRST[:50] + [front(total("oak Total", 0, 50))] + FIRST[50:] + [front(total("elm Total", 50)), front(total("Grand Total"))],
    ["Lines 123 to 124 stand under the table", "Line 52 stands among the rows"])
add("extremes", "The ends, the mean and the standard deviation of the columns stand below.", NAMES, FIRST + [
    ["Min", f"{min(numbers):.2f}", str(min(counts))], ["Max", f"{max(numbers):.2f}", str(max(counts))],
    ["Mean", f"{statistics.fmean(numbers):.3f}", f"{statistics.fmean(counts):.3f}"],
    ["Std Dev", f"{statistics.stdev(numbers):.1f}", f"{statistics.stdev(counts):.1f}"]],
    ["Lines 122 to 125 stand under the table, left out as totals"])
add("under-any-name", "All numbers of the last row are the sums of their columns.", NAMES,
    FIRST + [front(total("All regions"))], ["Line 122 stands under the table, left out as totals"])

# Rows that add up nothing.
kinds = ["total", "part", "other"]
named = [[random.choice(kinds), s, c] for s, c in zip(SIZE, COUNT)]
add("kind-called-total", "A kind is called total, and its numbers are no sums.", NAMES, named, [], folder=CLEAN)
add("kind-called-mean", "Kinds are called min, max and mean.", NAMES,
    [[random.choice(["Min", "Max", "Mean", "n"]), s, c] for s, c in zip(SIZE, COUNT)], [], folder=CLEAN)
late = [["9.99", "Total", "3"]]
add("one-called-total", "One row is called total, and is an ordinary one.", HEADER, ROWS + late, [], used=N + 1,
    folder=CLEAN, size=SIZE + ["9.99"])
far = [["All others", "99.50", "77"]]
add("last-row-far", "The last row lies far from the others, and is no sum.", NAMES, FIRST + far, [], used=N + 1,
    folder=CLEAN, size=SIZE + ["99.50"])
