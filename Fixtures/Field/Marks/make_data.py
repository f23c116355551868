"""Decimal marks and marks between groups of digits, where files leave a doubt. All of it is simulated."""

import csv
import sys

sys.path.insert(0, "..")
from table_case import stream, write


def table(name, spells, why, *, low=0.1, high=50.0, places=3, count=200, **rest):
    """Columns a, b, …, each spelled in its way, and what they hold."""
    random = stream(name)
    header = [chr(97 + k) for k in range(len(spells))]
    values = [[round(random.uniform(low, high), places) for _ in range(count)] for _ in spells]
    rows = [[spell(column[row]) for spell, column in zip(spells, values)] for row in range(count)]
    scale = rest.pop("scale", [1] * len(spells))
    known = {h: [v * s for v in column] for h, column, s in zip(header, values, scale)}
    write(".", name, header, rows, why, numbers=known, **rest)


def comma(places):
    return lambda v: f"{v:.{places}f}".replace(".", ",")


def point(places):
    return lambda v: f"{v:.{places}f}"


table("quoted_commas", [comma(3), comma(3)], "Quoted decimal commas between commas: 0,129 is no group of three.",
      low=0.01, high=40, quoting=csv.QUOTE_ALL, notes=["Decimals are written with a comma."])
table("quoted_commas_some", [comma(2), lambda v: f"{v:.0f}"], "A decimal comma in one column, whole numbers in the other.",
      places=0, low=1, high=900, notes=["Decimals are written with a comma."])
table("both_marks", [point(2), comma(3), point(1)], "Most columns have a point, one has a quoted comma.",
      places=1, notes=["“b” is written with a decimal comma"])
table("commas_by_semicolons", [comma(2), comma(2)], "The usual file of a European program.", places=2,
      delimiter=";", notes=["Decimals are written with a comma."], silent=["decimal-mark"])
table("commas_by_tabs", [comma(1), comma(2)], "Decimal commas between tabs.", places=1, delimiter="\t",
      notes=["Decimals are written with a comma."], silent=["decimal-mark"])
table("one_zero", [comma(3), comma(3)], "Almost all cells could be groups, but a few begin with a zero.", low=0.9, high=9,
      quoting=csv.QUOTE_ALL, notes=["Decimals are written with a comma."], silent=["decimal-mark"])
table("groups_told_by_short", [lambda v: f"{v:,.0f}", lambda v: f"{v:.2f}"],
      "Thousands beside hundreds without a mark: groups.", places=0, low=50, high=5000, silent=["decimal-mark"])
table("groups_told_by_millions", [lambda v: f"{v:,.0f}"] * 2, "Two marks in a number are groups.", places=0, low=1e5,
      high=9e6, silent=["decimal-mark"])
table("ambiguous_commas", [comma(3), lambda v: f"{v:.0f}"], "1,234 is a group or has decimals: said and asked.",
      places=0, low=1, high=99, scale=[1000, 1], notes=["--decimal-mark ,"])
table("ambiguous_commas_told", [comma(3), lambda v: f"{v:.0f}"], "The answer to that question.", places=0, low=1,
      high=99, arguments=["--decimal-mark", ","], notes=["Decimals are written with a comma."], silent=["may be a decimal"])
table("ambiguous_points", [point(3), point(3)], "1.234 between semicolons: said and asked.", low=1, high=999,
      delimiter=";", notes=["--decimal-mark ,"])
table("ambiguous_points_told", [point(3), point(3)], "The answer: groups.", low=1, high=999, delimiter=";",
      scale=[1000, 1000], arguments=["--decimal-mark", ",", "--thousands-mark", "."])
table("point_and_groups", [lambda v: f"{v:,.2f}".translate(str.maketrans(",.", ".,"))] * 2,
      "1.234,56 leaves no doubt.", low=100, high=90000, places=2, delimiter=";", silent=["decimal-mark"])
table("zeros_and_points", [point(3), point(3)], "Three decimals, some below one: no doubt.", low=0.1, high=90,
      silent=["decimal-mark", "comma"])
