"""Writes the tables of this folder and their oracles: titles, units, totals and footnotes around a table.

    python3 make_data.py

Everything is made up. The numbers expected are computed here, from the cells as they are written.
"""

import json
import pathlib
import random
import statistics

HERE = pathlib.Path(__file__).parent
random.seed(27)
HEADER = ["region", "kind", "tons", "sold"]
ROWS = [[random.choice(["north", "south", "east"]), random.choice("xyz"), f"{random.gauss(5, 2):.2f}",
         str(random.randrange(100))] for _ in range(150)]
TONS = [float(row[2]) for row in ROWS]
SOLD = [int(row[3]) for row in ROWS]


def text(above=(), under=(), below=(), header=HEADER, mark=","):
    lines = list(above) + [mark.join(header)] + list(under)
    return "\n".join(lines + [mark.join(row) for row in ROWS] + list(below)) + "\n"


def near(value):
    return {"atLeast": value - 1e-9, "atMost": value + 1e-9}


def add(name, why, data, notes, arguments=(), names=HEADER, used=len(ROWS)):
    (HERE / f"{name}.csv").write_text(data, newline="")
    oracle = {
        "why": why, "input": f"{name}.csv", "arguments": list(arguments),
        "expect": {
            "input.rows.read": used, "input.rows.used": used, "input.columns.count": len(names),
            f"input.columns[{names[2]}].type": "double",
            f"input.columns[{names[2]}].mean": near(statistics.fmean(TONS)),
            f"input.columns[{names[3]}].max": max(SOLD), f"input.columns[{names[3]}].missing": 0,
        },
        "notes": notes, "blindSpots": [],
    }
    (HERE / f"{name}.json").write_text(json.dumps(oracle, indent=2, ensure_ascii=False) + "\n")


total = f"Total,,{sum(TONS):.2f},{sum(SOLD)}"
add("title", "A title above the header names no column.", text(["Sales 2024"]), ["Line 1 stands above"])
add("title-lines", "Several lines and a blank one stand above the header.",
    text(["Sales 2024", "by region, all branches", ""]), ["Lines 1 to 2 stand above"])
add("title-padded", "A spreadsheet pads the title with delimiters.", text(["Sales 2024,,,", ",,,"]),
    ["Lines 1 to 2 stand above"])
add("title-semicolon", "A title with a comma above cells between semicolons.",
    text(["Estrazione, gennaio 2025"], mark=";"), ["Line 1 stands above", "semicolons"])
add("title-pairs", "Pairs of a name and a value stand above the header.",
    text(["Station,Berlin", "Operator,Anna"]), ["Lines 1 to 2 stand above"])
add("units", "A row of units under the header holds no values.", text(under=[",,t,count"]),
    ["Line 2 stands under the header"])
add("units-in-brackets", "Units in brackets, and words for the other columns.",
    text(under=["name,code,[t],(#)"]), ["Line 2 stands under the header"])
add("second-header", "A second header in plain words.",
    text(under=["Region of sale,Type of goods,Weight in tons,Items sold"]),
    ["Line 2 stands under the header"])
add("grouped-header", "The upper of two rows of names stands for several columns.",
    text(header=["where", "where", "how much", "how much"], under=["region,KIND,weight,number"]),
    ["joined with its names"], names=["where region", "where KIND", "how much weight", "how much number"])
add("total", "The last row adds up the columns.", text(below=[total]), ["Line 152 stands under the table, left out as totals"])
add("total-italian", "Totals in Italian, with the mean below.",
    text(below=["Totale" + total[5:], f"Media,,{statistics.fmean(TONS):.2f},{statistics.fmean(SOLD):.2f}"]),
    ["Lines 152 to 153"])
add("total-without-label", "A last row without a label adds up the columns.", text(below=[total[5:]]),
    ["Line 152 stands under the table, left out as totals"])
add("footnotes", "A source and a footnote below a blank line.",
    text(below=["", "Source: Ministry of Trade, 2024", "* provisional"]), ["left out as a note"])
add("footnotes-padded", "A spreadsheet pads footnotes with delimiters.",
    text(below=[",,,", "Source: Ministry of Trade in 2024,,,", "* provisional values,,,"]), ["left out as a note"])
add("total-and-source", "A total, and the source below it.", text(["Sales"], below=[total, "Quelle: eigene Erhebung"]),
    ["left out as totals", "left out as a note", "Line 1 stands above"])
add("rows-counted", "A database counts the rows below a ruled table.",
    text(under=["-------+---+-----+----"], mark=" | ", below=["(150 rows)"]),
    ["left out as drawn", "left out as a note"])
add("separator", "The line of a spreadsheet that names the delimiter.", text(["sep=;"], mark=";"),
    ["Line 1 names the delimiter"])
add("skipped", "Lines above the header that look like a table are skipped on request.",
    text(["a,b,c,d", "1,2,3,4", "5,6,7,8"]), ["skipped, as asked"], ["--skip", "3"])

# What is kept counts.
(HERE / "kept.csv").write_text(text(below=[total]))
(HERE / "kept.json").write_text(json.dumps({
    "why": "A total is a row where the user says so.", "input": "kept.csv", "arguments": ["--keep-edges"],
    "expect": {"input.rows.used": 151, "input.columns[sold].max": sum(SOLD)},
    "silent": ["left out as totals"], "blindSpots": [],
}, indent=2) + "\n")
