"""What tells rows apart, and what merely counts. All of it is simulated."""

import sys

sys.path.insert(0, "..")
from table_case import stream, write


def table(name, column, cells, why, *, type, role, count=120, **rest):
    random = stream(name)
    values = cells(random, count)
    rows = [(v, f"{random.gauss(0, 1):.3f}", f"{random.gauss(3, 1):.3f}") for v in values]
    write(".", name, [column, "x", "y"], rows, why, arguments=["--target", "y"],
          expect={f"input.columns[{column}].type": type, f"input.columns[{column}].role": role}, **rest)


def counting(first=1):
    return lambda random, count: list(range(first, first + count))


def shuffled(random, count):
    numbers = list(range(1, count + 1))
    random.shuffle(numbers)
    return numbers


quantity = dict(type="integer", role="feature")
identifier = dict(type="identifier", role="excluded")
for column in ("t", "time", "day", "step", "year_index", "dose", "minute", "cycle"):
    table(f"counts_{column}", column, counting(), "A time, a step or a dose that counts is a quantity.", **quantity)
table("rank", "rank", shuffled, "A rank is a permutation of 1 to n, and says something.", **quantity)
table("score", "score", shuffled, "So is a score.", **quantity)
table("time_from_zero", "timeStep", counting(0), "Steps from zero.", **quantity)
table("row_numbers", "no", counting(), "A running number tells rows apart.", **identifier)
table("unnamed", "Unnamed: 0", counting(0), "The index of pandas.", **identifier)
table("sample_numbers", "sample", shuffled, "Numbers of samples, in any order.", **identifier)
table("patient_id", "patient_id", lambda r, n: r.sample(range(10 ** 6), n), "An identifier by its name.", **identifier)
