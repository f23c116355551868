"""Cells that look a little like something else, and in which nothing is wrong. All of it is simulated."""

import sys

sys.path.insert(0, "..")
from table_case import stream, write


def table(name, column, cells, why, *, type, role="feature", numeric=False, count=150, **rest):
    random = stream(name)
    values = cells(random, count)
    rows = [(v, f"{random.gauss(0, 1):.4f}", f"{random.gauss(3, 1):.4f}") for v in values]
    known = {column: [None if v in ("", "NA") else float(v) for v in values]} if numeric else None
    write(".", name, [column, "x", "y"], rows, why, arguments=["--target", "y"], numbers=known,
          expect={f"input.columns[{column}].type": type, f"input.columns[{column}].role": role},
          silent=["read as", "--decimal-mark", "not a number", "not numbers"], **rest)


def chosen(*levels):
    return lambda random, count: [random.choice(levels) for _ in range(count)]


table("cells_levels_with_plus", "children", chosen("0", "1", "2", "3+"), "The last level is open: a category.",
      type="categorical")
table("cells_levels_and_other", "ward", chosen("1", "2", "3", "4", "other"), "Numbers of wards beside a word.",
      type="categorical")
table("cells_income_classes", "income", chosen("<=50K", ">50K"), "Two classes with bounds in their names.",
      type="categorical")
table("cells_age_bands", "age", chosen("18-25", "26-40", "41-60", "60+"), "Bands of ages.", type="categorical")
table("cells_flats", "flat", chosen("1A", "1B", "2A", "2B", "3C"), "Digits and letters.", type="categorical")
table("cells_scientific", "rate", lambda r, n: [f"{r.uniform(1, 9):.3e}" for _ in range(n)], "Exponents of numbers.",
      type="double", numeric=True)
table("cells_zero_point", "share", lambda r, n: [f"{r.random():.3f}" for _ in range(n)],
      "0.478 begins with a zero and is no code.", type="double", numeric=True)
table("cells_one_padded", "amount", lambda r, n: ["007"] + [str(r.randrange(2000)) for _ in range(n - 1)],
      "One padded number makes no codes.", type="integer", numeric=True)
table("cells_three_decimals", "length", lambda r, n: [f"{r.gauss(50, 3):.3f}" for _ in range(n)],
      "Three decimals between commas are decimals.", type="double", numeric=True)
table("cells_missing", "depth", lambda r, n: ["NA" if r.random() < 0.1 else f"{r.gauss(9, 2):.2f}" for _ in range(n)],
      "NA among numbers is missing, and needs no word.", type="double", numeric=True)
table("cells_months", "month", lambda r, n: [f"{r.randrange(1, 13):02d}" for _ in range(n)],
      "Padded months are numbers by their name.", type="integer", numeric=True)
table("cells_large", "population", lambda r, n: [str(r.randrange(10 ** 9, 10 ** 12)) for _ in range(n)],
      "Large numbers that doubles hold.", type="integer", numeric=True)
table("cells_signs", "change", lambda r, n: [f"{r.gauss(0, 5):+.2f}" for _ in range(n)], "Signs on all numbers.",
      type="double", numeric=True)
table("cells_few_na", "colour", lambda r, n: ["NA" if k in (3, 50) else r.choice(["red", "blue"]) for k in range(n)],
      "Two missing cells of a category need no word.", type="categorical")
table("cells_files", "file", chosen("2021-400", "2021-512", "1850-012", "2400-100"), "Numbers of files are no days of a year.",
      type="categorical")
table("cells_lists", "list", chosen("list 1", "out 2", "set 3", "maja 4", "lipstick 5"), "Words that begin like months.",
      type="categorical")
table("cells_counters", "counter", chosen("3日 2", "5年", "1. 2. 3"), "Signs without a date.", type="categorical")
