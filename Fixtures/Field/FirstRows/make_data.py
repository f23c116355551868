"""Writes tables without a header, with a header of numbers, and with a title as wide as the table; and their oracles.

    python3 make_data.py

Everything is made up. The numbers expected are computed here, from the cells as they are written.
"""

import json
import pathlib
import random
import statistics

HERE = pathlib.Path(__file__).parent
random.seed(41)
KINDS = ["oak", "elm", "pine"]
NOTE = "The first row holds data like the rows below"


def add(name, why, above, rows, column, numbers, notes=(), names=None, silent=(), folder=HERE, mark=",",
        blind=()):
    """column: the name of the column that holds the numbers."""
    (folder / f"{name}.csv").write_text("\n".join(list(above) + [mark.join(row) for row in rows]) + "\n")
    mean = statistics.fmean(numbers)
    expect = {"input.rows.used": len(rows), "input.columns.count": len(rows[0]),
              f"input.columns[{column}].mean": {"atLeast": mean - 1e-9, "atMost": mean + 1e-9}}
    for index, known in enumerate(names or []):
        expect[f"input.columns.{index}.name"] = known
    oracle = {"why": why, "input": f"{name}.csv", "expect": expect, "notes": list(notes),
              "silent": list(silent), "blindSpots": list(blind)}
    (folder / f"{name}.json").write_text(json.dumps(oracle, indent=2) + "\n")


size = [random.gauss(5, 1) for _ in range(120)]
text = [f"{value:.2f}" for value in size]
size = [float(value) for value in text]
kinds = [random.choice(KINDS) for _ in size]
KINDS[0] in kinds or kinds.__setitem__(0, KINDS[0])
count = [str(random.randrange(9)) for _ in size]
dates = [f"{1 + i % 28:02d}.0{1 + i % 9}.2021" for i in range(len(size))]

add("words-last", "The class stands in the last column; the first row is data.", [],
    list(zip(text, count, kinds)), "column1", size, [NOTE], ["column1", "column2", "column3"])
add("words-first", "Blanks stand behind the commas, and the first row is data.", [],
    [(k, " " + t, " " + c) for k, t, c in zip(kinds, text, count)], "column2", size, [NOTE])
add("dates", "Dates and words; the first row is data.", [], list(zip(dates, kinds, text)), "column3", size, [NOTE])
add("money", "Numbers with a currency are data.", [], [(k, "$" + t) for k, t in zip(kinds, text)], "column2", size,
    [NOTE])
add("names-once", "Names that do not recur, and numbers with decimals.", [],
    [(f"Jane Doe{i}", c, t) for i, (c, t) in enumerate(zip(count, text))], "column3", size, [NOTE], blind=["columns.text"])
missing = [("oak", "NA", "?")] + list(zip(kinds[1:], text[1:], count[1:]))
add("missing-first", "The first row is data with two cells missing, and no title.", [], missing, "column2", size[1:],
    [NOTE], silent=["left out as a title", "only numbers"])
add("comment-header", "The header is a comment of several, right above the rows.", ["# run 12", "# plot north", "#size,kind,count"],
    list(zip(text, kinds, count)), "#size", size, ["Lines 1 to 2 stand above the header"], ["#size", "kind", "count"])
add("title-wide", "A title with as many commas as the header.", ["Report, trees, 2021", "size,kind,count"],
    list(zip(text, kinds, count)), "size", size, ["Line 1 stands above the header"], ["size", "kind", "count"])
add("title-prose", "A title of words with a comma between.", ["Trees of the north, a draft", "size,count"],
    list(zip(text, count)), "size", size, ["Line 1 stands above the header"], ["size", "count"])

# Headers that are.
CLEAN = HERE.parent / "Clean"
genes = [f"N{i}x" for i in range(len(size))]
few = random.sample(range(1000), len(size))
add("header-of-years", "Years name columns of numbers of their size.", ["country,1960,1980,2000"],
    [(g, str(1000 + n), str(1500 + n), str(1900 + n)) for g, n in zip(genes, few)], "1960", [1000 + n for n in few],
    folder=CLEAN, silent=[NOTE])
add("header-of-samples", "Numbers of samples name columns of numbers.", ["gene,123,45,678"],
    [(g, str(n), str(n * 7 % 1000), str(n * 3 % 800)) for g, n in zip(genes, few)], "123", few, folder=CLEAN,
    silent=[NOTE])
add("header-of-levels", "Columns of 0 and 1 are named by levels.", ["kind,1,2,3"],
    [(k, str(n % 2), str(n // 2 % 2), str(n // 4 % 2)) for k, n in zip(kinds, few)], "1", [n % 2 for n in few],
    folder=CLEAN, silent=[NOTE])
add("header-of-probes", "Names of probes begin with digits.", ["sample,1007_s_at,1053_at"],
    list(zip(genes, text, text[::-1])), "1007_s_at", size, folder=CLEAN, silent=[NOTE])
add("header-of-sodium", "Na is sodium, and not missing.", ["plot,Na,Ca"], list(zip(kinds, text, text[::-1])), "Na",
    size, folder=CLEAN, silent=[NOTE])
add("header-of-doses", "Doses name columns.", ["mouse,2.5,0.5,0.1"], list(zip(genes, text, text[::-1], count)), "2.5",
    size, folder=CLEAN, silent=[NOTE])
