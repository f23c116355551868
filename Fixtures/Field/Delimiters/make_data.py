"""Writes the tables of this folder and their oracles: what stands between cells, and how rows end.

    python3 make_data.py
"""

import json
import pathlib
import random
import statistics

HERE = pathlib.Path(__file__).parent
random.seed(27)
HEADER = ["region", "kind", "a", "b"]
ROWS = [[random.choice(["north", "south", "east"]), random.choice(["red wine", "ale", "tea"]),
         f"{random.gauss(5, 2):.2f}", str(random.randrange(100))] for _ in range(120)]
A = [float(row[2]) for row in ROWS]


def joined(mark, header=HEADER, rows=ROWS, end=""):
    return "".join(mark.join(row) + end + "\n" for row in [header] + rows)


def add(name, why, data, notes=(), first="categorical", names=HEADER):
    (HERE / f"{name}.csv").write_text(data, newline="")
    mean = statistics.fmean(A)
    oracle = {
        "why": why, "input": f"{name}.csv",
        "expect": {
            "input.rows.read": 120, "input.rows.used": 120, "input.columns.count": len(names),
            f"input.columns[{names[0]}].type": first, "input.columns[a].type": "double",
            "input.columns[a].mean": {"atLeast": mean - 1e-9, "atMost": mean + 1e-9},
        },
        "notes": list(notes), "blindSpots": [],
    }
    (HERE / f"{name}.json").write_text(json.dumps(oracle, indent=2) + "\n")


add("caret", "Cells between carets.", joined("^"), ["carets"])
add("tilde", "Cells between tildes.", joined("~"), ["tildes"])
add("colon", "Cells between colons.", joined(":"), ["colons"])
add("control", "Cells between the control characters of Hive.", joined("\x01"), ["control character 0x01"])
add("pairs-of-bars", "Cells between pairs of bars.", joined("||"), ["pairs of bars"])
add("aligned", "Columns aligned by blanks, with blanks inside of cells.",
    "".join("%-10s  %-12s  %8s  %5s\n" % tuple(row) for row in [HEADER] + ROWS), ["two blanks and more"])
words = [[row[0], row[1].split()[0]] + row[2:] for row in ROWS]
add("blanks", "Two words and two numbers between blanks.", joined(" ", rows=words), ["blanks"])
dates = [[row[2], f"20{10 + i % 14}-0{1 + i % 9}-1{i % 9}", row[0]] for i, row in enumerate(ROWS)]
add("blanks-dates", "A number, a date and a word between blanks.", joined(" ", ["a", "day", "region"], dates), ["blanks"],
    first="double", names=["a", "day", "region"])
quoted = [[f"'{row[0]}, x'", f"'{row[1]}'"] + row[2:] for row in ROWS]
add("single-quotes", "Single quotes around cells, some with the delimiter inside.",
    joined(",", [f"'{name}'" for name in HEADER], quoted), ["single quotes"])
named = [[f'"{i + 1}"', f'"{row[0]}"', f'"{row[1]}"'] + row[2:] for i, row in enumerate(ROWS)]
add("row-names", "R writes a name before each row, and none into the header.",
    joined(",", [f'"{name}"' for name in HEADER], named), ["rownames"], first="identifier", names=["rownames"] + HEADER)
add("row-names-blanks", "The same between blanks, as write.table does.",
    joined(" ", [f'"{name}"' for name in HEADER], named), ["rownames"], first="identifier", names=["rownames"] + HEADER)
add("trailing", "A comma at the end of each row, but for the header.",
    ",".join(HEADER) + "\n" + joined(",", end=",").split("\n", 1)[1], ["end of rows"])
add("trailing-everywhere", "A comma at the end of each row.", joined(",", end=","), ["end of rows"])
add("markdown", "A table of Markdown.",
    "".join("| " + " | ".join(row) + " |\n" for row in [HEADER, ["---"] * 4] + ROWS), ["bars", "left out as drawn"],
    first="empty", names=["column1"] + HEADER)
numbers = [row[2:] + row[2:] for row in ROWS]
text = "".join("::".join(row) + "\n" for row in numbers)
add("pairs-without-header", "Numbers between pairs of colons, and no header.", text, ["pairs of colons", "holds only numbers"],
    first="double", names=["column1", "column2", "column3", "column4"])
oracle = json.loads((HERE / "pairs-without-header.json").read_text())
for key in ("input.columns[a].type", "input.columns[a].mean"):
    oracle["expect"][key.replace("[a]", "[column1]")] = oracle["expect"].pop(key)
(HERE / "pairs-without-header.json").write_text(json.dumps(oracle, indent=2) + "\n")
ruler = "+-----+-----+\n"
add("frame-of-two", "A client of a database frames a table of two columns.",
    ruler + "| region | a |\n" + ruler + "".join(f"| {row[0]} | {row[2]} |\n" for row in ROWS) + ruler + "120 rows in set (0.01 sec)\n",
    ["bars"], first="empty", names=["column1", "region", "a"])
add("quotes-behind-blanks", "A blank stands between a comma and a quote.",
    joined(", ", rows=[[row[0], f'"{row[1]}, x"'] + row[2:] for row in ROWS]))

(HERE / "wrong-header.csv").write_text("a,b\n" + joined(",").split("\n", 1)[1])
(HERE / "wrong-header.json").write_text(json.dumps({
    "why": "The header has fewer names than rows have cells: nobody can say which.", "input": "wrong-header.csv",
    "exit": 2, "error": ["none has the 2 cells of the first row; most have 4"],
}, indent=2) + "\n")
