#!/usr/bin/env python3
"""Makes the corpus that measures the gate: planted changes, and ordinary pairs of batches from one source.

    make_cases.py OUTPUT [--seed 1] [--only ordinary|planted] [--largest ROWS]

Writes OUTPUT/CASE/old.csv, OUTPUT/CASE/new.csv and OUTPUT/cases.json, which says of each case what was done. The same
seed makes the same bytes; each case draws from a stream of its own. Needs the standard library alone.
"""

import argparse
import csv
import io
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

import changes
import measured
import trade

SOURCES = {**trade.SOURCES, **measured.SOURCES}
#: How many ordinary pairs there are of each split; 200 in all.
SPLITS = {"random halves": 36, "halves by order": 30, "next batch": 44, "smaller next batch": 24, "larger next batch": 20,
          "written by another program": 32, "other order of rows": 14}
#: Rows of both files of the large pairs, by split.
LARGE = {"next batch": [100_000, 40_000], "random halves": [80_000], "halves by order": [50_000], "written by another program": [30_000],
         "larger next batch": [120_000]}


@dataclass(frozen=True)
class Style:
    """How a program writes a table."""

    words: str = "commas, quotes where they are needed"
    delimiter: str = ","
    quoting: int = csv.QUOTE_MINIMAL
    end: str = "\n"
    encoding: str = "utf-8"
    missing: str = ""
    booleans: tuple[str, str] = ("true", "false")
    #: Which columns of whole numbers get a decimal, as pandas gives it to those with missing cells.
    decimals: str = "none"
    #: Whether decimals end in zeros.
    zeros: bool = True
    last_end: bool = True
    #: The sources in which it makes a difference; empty for all.
    sources: tuple[str, ...] = ()


HOLES = ("churn", "homes", "tickets", "flights", "survey", "marks")
ACCENTS = ("orders", "homes", "bank", "stock")
DECIMALS = ("orders", "churn", "bank", "flights", "meters", "marks")
PLAIN = Style()
STYLES = [
    Style("34 becomes 34.0 in columns with missing cells", decimals="missing", sources=HOLES),
    Style("every cell in quotes", quoting=csv.QUOTE_ALL),
    Style("CRLF at the end of lines", end="\r\n"),
    Style("12.50 becomes 12.5", zeros=False, sources=DECIMALS),
    Style("true becomes True", booleans=("True", "False")),
    Style("semicolons between cells", delimiter=";"),
    Style("a byte order mark", encoding="utf-8-sig"),
    Style("Windows-1252", encoding="cp1252", sources=ACCENTS),
    Style("34 becomes 34.0 in all columns", decimals="all"),
    Style("NA for missing cells", missing="NA"),
    Style("tabs between cells", delimiter="\t"),
    Style("as pandas: 34.0, 12.5, True", decimals="missing", zeros=False, booleans=("True", "False"), sources=HOLES),
    Style("as R: quotes, NA, TRUE", quoting=csv.QUOTE_NONNUMERIC, missing="NA", booleans=("TRUE", "FALSE"), zeros=False),
    Style("as a spreadsheet: semicolons, CRLF, TRUE, a byte order mark", delimiter=";", end="\r\n", booleans=("TRUE", "FALSE"), encoding="utf-8-sig"),
    Style("NULL for missing cells", missing="NULL"),
    Style("UTF-16", encoding="utf-16"),
    Style("no end of the last line", last_end=False),
]


def written(table, style):
    """The text of a table, as the style says."""
    columns = []
    for name, cells in table.columns.items():
        kind = table.kinds[name]
        if kind == "boolean" and style.booleans != PLAIN.booleans:
            yes, no = style.booleans
            cells = [yes if cell == "true" else no if cell == "false" else cell for cell in cells]
        elif kind == "integer" and (style.decimals == "all" or style.decimals == "missing" and "" in cells):
            cells = [cell and f"{cell}.0" for cell in cells]
        elif kind == "decimal" and not style.zeros:
            cells = [cell and repr(float(cell)) for cell in cells]
        if style.missing:
            cells = [cell or style.missing for cell in cells]
        if style.quoting == csv.QUOTE_NONNUMERIC:
            cells = [Bare(cell) if kind != "text" or cell == style.missing else cell for cell in cells]
        columns.append(cells)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=style.delimiter, quoting=style.quoting, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*columns))
    result = text.getvalue()
    return result if style.last_end else result.removesuffix("\n")


class Bare(float):
    """A cell that the writer takes for a number, and leaves without quotes."""

    def __new__(cls, cell):
        number = super().__new__(cls)
        number.cell = cell
        return number

    def __str__(self):
        return self.cell

    __repr__ = __str__


def save(folder, name, text, style=PLAIN):
    data = text.replace("\n", style.end) if style.end != "\n" else text
    (folder / name).write_bytes(data.encode(style.encoding))


def split(source, kind, rows, rng):
    """Two batches of one source: as many rows as `rows` says where the split does not say it itself."""
    old = rows
    new = {"smaller next batch": round(rows * rng.uniform(0.65, 0.85)), "larger next batch": round(rows * rng.uniform(1.6, 2.6)),
           "next batch": round(rows * rng.uniform(0.7, 1.3))}.get(kind, rows)
    table = source(rng, old + new)
    places = list(range(old + new))
    if kind == "random halves":
        rng.shuffle(places)
        return table.take(sorted(places[:old])), table.take(sorted(places[old:]))
    return table.take(places[:old]), table.take(places[old:])


def rows_of(rng, least, most, largest):
    """Few rows more often than many: even on the logarithm."""
    rows = round(math.exp(rng.uniform(math.log(least), math.log(most))))
    return rows if largest is None else min(rows, largest)


def make(folder, case, old, new, style_old=PLAIN, style_new=PLAIN, rewrite=None):
    """Writes both files of a case; the entry of `cases.json`."""
    place = folder / case["id"]
    place.mkdir(parents=True, exist_ok=True)
    text = written(new, style_new)
    save(place, "old.csv", written(old, style_old), style_old)
    save(place, "new.csv", rewrite(text) if rewrite else text, style_new)
    return {**case, "rowsOld": old.rows, "rowsNew": new.rows}


def ordinary(folder, seed, largest):
    """200 pairs of batches in which nothing broke: chance, time and the hand of another program tell them apart."""
    names = list(SOURCES)
    count = styled = 0
    for kind, pairs in SPLITS.items():
        for number in range(pairs):
            style = STYLES[styled % len(STYLES)] if kind == "written by another program" else PLAIN
            choice = style.sources or names
            name = choice[count % len(choice)]
            identifier = f"ordinary-{count + 1:03d}-{name}"
            rng = random.Random(f"{seed}/{identifier}")
            both = LARGE.get(kind, [])
            least = 500 if kind == "smaller next batch" else 100 if number % 8 == 7 else 200
            rows = rows_of(rng, least, 5000, largest)
            if number < len(both):
                rows = both[number] // 3 if kind == "larger next batch" else both[number] // 2
                rows = rows if largest is None else min(rows, largest)
            words, styles = kind, (PLAIN, PLAIN)
            again = count % 2 == 0
            base = "next batch" if kind in ("written by another program", "other order of rows") else kind
            old, new = split(SOURCES[name], base, rows, rng)
            if base != kind:
                words = f"{'the same rows' if again else 'next batch'}, {kind}"
                new = old if again else new
            if kind == "other order of rows":
                new = new.take(rng.sample(range(new.rows), new.rows))
            if kind == "written by another program":
                styles = (style, PLAIN) if styled >= len(STYLES) and styled % 3 == 0 else (PLAIN, style)
                words += f": {style.words}{', before' if styles[1] is PLAIN else ''}"
                styled += 1
            case = {"id": identifier, "kind": "ordinary", "table": name, "target": old.target if (count // len(names)) % 2 == 0 else None,
                    "split": words, "change": None, "size": None, "columns": [], "expects": []}
            yield make(folder, case, old, new, *styles)
            count += 1


def planted(folder, seed, largest):
    """60 next batches in which one thing broke."""
    for change in changes.CHANGES:
        identifier = f"planted-{change.id}"
        rng = random.Random(f"{seed}/{identifier}")
        rows = rows_of(rng, 600, 4000, largest)
        old, new = split(SOURCES[change.table], "next batch", rows, rng)
        if change.edit:
            new = change.edit(new, rng)
        expects = list(change.expects) or ["|".join(change.columns)]
        case = {"id": identifier, "kind": "planted", "table": change.table, "target": old.target if change.target else None, "split": "next batch",
                "change": change.change, "size": change.size, "columns": list(change.columns), "expects": expects}
        yield make(folder, case, old, new, rewrite=change.rewrite and (lambda text: change.rewrite(text, rng)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["ordinary", "planted"])
    parser.add_argument("--largest", type=int, help="the most rows of an old batch; a new one has at most 2.6 times as many")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    cases = []
    for kind, maker in (("planted", planted), ("ordinary", ordinary)):
        if options.only in (None, kind):
            cases += maker(options.output, options.seed, options.largest)
    (options.output / "cases.json").write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
