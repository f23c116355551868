"""Writes clean tables that look a little like those with something around them or between their cells.

    python3 make_layouts.py
"""

import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent
random.seed(27)


def add(name, why, data, rows, columns, codec="utf-8", notes=0):
    (HERE / f"{name}.csv").write_bytes(data.encode(codec))
    (HERE / f"{name}.json").write_text(json.dumps({
        "why": why, "input": f"{name}.csv",
        "expect": {
            "input.rows.read": rows, "input.rows.used": rows, "input.columns.count": columns, "input.notes.count": notes,
        },
        "blindSpots": [],
    }, indent=2) + "\n")


def number():
    return f"{random.random():.3f}"


def lines(header, make, count=60):
    return header + "\n" + "".join(make(i) + "\n" for i in range(count))


pick = random.choice
add("total-is-a-category", "A level that recurs may be called Total.",
    lines("kind,a,b", lambda i: f"{pick(['Total', 'part'])},{number()},{number()}") + "Total,0.5,0.25\n", 61, 3)
add("total-is-a-company", "A company may be called Total.",
    lines("company,price,volume", lambda i: f"firm{i},{number()},{i % 17}") + "Total,0.512,9\n", 61, 3)
add("last-cells-missing", "The last row has missing cells.",
    lines("a,b,c", lambda i: f"{number()},{number()},{number()}") + "0.5,,\n", 61, 3)
add("years-as-names", "Years name columns.",
    lines("country,2010,2011,2012", lambda i: f"{pick('ABCDE')},{number()},{number()},{number()}"), 60, 4)
add("all-words", "All columns hold words, the first row too.",
    lines("size,colour,mood", lambda i: f"{pick(['big', 'small'])},{pick(['red', 'blue'])},{pick(['glad', 'sad'])}"), 60, 3)
add("one-column", "A single column of numbers.", lines("x", lambda i: number()), 60, 1)
add("two-words", "Two words in each cell of a single column.",
    lines("full name", lambda i: f"{pick(['Anna', 'Bob'])} {pick(['Smith', 'Jones'])}"), 60, 1)
add("texts-of-lines", "Quoted cells of several lines with delimiters.",
    lines("id,note,x", lambda i: f'{i},"first, {pick("ab")}\nsecond, ""{pick("cd")}""\n\nthird",{number()}'), 60, 3)
add("apostrophes", "Names with apostrophes.",
    lines("name,x", lambda i: f"{pick([chr(39) + 't Hooft', 'O' + chr(39) + 'Neil', 'Bob'])},{number()}"), 60, 2)
add("inches", "Marks for inches inside of cells.", lines("size,x", lambda i: f'{pick(["pipe", "rod"])} of {i % 9}",{number()}'), 60, 2)
add("notes-as-levels", "Levels that begin like a footnote.",
    lines("x,remark", lambda i: f"{number()},{pick(['Note: late', 'Source: web', 'ok'])}"), 60, 2)
add("empty-columns", "A column without a name and without cells.", lines("a,,b", lambda i: f"{number()},,{number()}"), 60, 3)
add("first-row-missing", "The first row lacks its numbers.",
    lines("name,a,b", lambda i: f"{pick('ABC')}," + ("NA,NA" if i == 0 else f"{number()},{number()}")), 60, 3)
add("latin-1", "Words of several languages in Windows-1252.",
    lines("city,x", lambda i: f"{pick(['München', 'São Paulo', 'Århus', 'Genève', 'Málaga'])},{number()}"), 60, 2, "cp1252", 1)
