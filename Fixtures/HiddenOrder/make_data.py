"""Makes chain.csv and groups.csv with the standard library alone: python make_data.py."""

import csv
import json
import random

ROWS, COLUMNS = 120, 24
generator = random.Random(20260101)


def write(name, columns, order):
    with open(name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"c{place}" for place in range(COLUMNS)])
        for row in range(ROWS):
            writer.writerow([f"{columns[source][row]:.4f}" for source in order])


def normal():
    return [generator.gauss(0, 1) for _ in range(ROWS)]


noise = [normal() for _ in range(COLUMNS + 3)]
chain = [[sum(noise[k + i][row] for i in range(4)) for row in range(ROWS)] for k in range(COLUMNS)]
order = list(range(COLUMNS))
generator.shuffle(order)
write("chain.csv", chain, order)

factors = [normal() for _ in range(4)]
groups = [
    [0.6**0.5 * factors[k % 4][row] + 0.4**0.5 * value for row, value in enumerate(normal())]
    for k in range(COLUMNS)
]
write("groups.csv", groups, range(COLUMNS))

# The columns of chain.csv in their true order.
json.dump({"order": [f"c{order.index(k)}" for k in range(COLUMNS)]}, open("expected.json", "w"))
