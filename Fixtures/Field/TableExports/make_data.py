"""Writes the tables of this folder, those of Clean/exports_* that look like them, and their oracles.

    python3 make_data.py

Exports of shops, laboratories and old systems: encodings, units, codes, numbers out of a whole, files that are cut.
"""

import gzip
import json
import pathlib
import sys

sys.path.insert(0, "..")
from table_case import stream, write  # noqa: E402

HERE = pathlib.Path(".")
CLEAN = pathlib.Path("../Clean")
N = 200


def plain(r, n=N):
    return [f"{r.gauss(0, 1):.3f}" for _ in range(n)]


def table(name, column, cells, why, folder=HERE, **rest):
    r = stream(name + " rest")
    rows = list(zip(cells, plain(r, len(cells)), plain(r, len(cells))))
    write(folder, name, [column, "x", "y"], rows, why, arguments=["--target", "y"], **rest)


# Encodings -----------------------------------------------------------------------------------------------------------

GERMAN = "Müller Jäger Schröder Weiß Köhler Groß Übel Anna Peter".split()
FRENCH = "Hélène François Zoé Jérôme Noël Agnès Benoît Paul".split()
SPANISH = "Muñoz Núñez Gómez Peña Íñigo Sánchez Ruiz Ávila".split()
for name, words, encoding, title, folder in [
    ("dos_german", GERMAN, "cp437", "IBM858", HERE), ("dos_french", FRENCH, "cp850", "IBM858", HERE),
    ("dos_spanish", SPANISH, "cp850", "IBM858", HERE),
    ("mac_german", GERMAN, "mac_roman", "Mac Roman", HERE), ("mac_french", FRENCH, "mac_roman", "Mac Roman", HERE),
    ("mac_spanish", SPANISH, "mac_roman", "Mac Roman", HERE),
    ("dos_polish", "Łódź Kraków Gdańsk Poznań Wrocław Białystok".split(), "cp852", "CP852", HERE),
    ("dos_turkish", "Şahin Yılmaz Doğan Öztürk Çelik Güneş Kaya".split(), "cp857", "CP857", HERE),
    ("windows_hungarian", "Győr Pécs Hódmezővásárhely Sűrű Erdő Tűz Szeged".split(), "cp1250", "Windows-1250", HERE),
    ("windows_ukrainian", "Київ Львів Їжак Одеса Харків Дніпро".split(), "cp1251", "Windows-1251", HERE),
    ("koi8_ukrainian", "Київ Львів Їжак Одеса Харків Ґанок".split(), "koi8_u", "KOI8-U", HERE),
    ("windows_german", GERMAN, "cp1252", "Windows-1252", CLEAN), ("windows_french", FRENCH, "cp1252", "Windows-1252", CLEAN),
    ("windows_spanish", SPANISH, "cp1252", "Windows-1252", CLEAN),
    ("windows_danish", "Ærø Møn Århus Køge Rønne Nykøbing".split(), "cp1252", "Windows-1252", CLEAN),
    ("windows_europe", "Zürich Málaga Besançon Ålesund Coruña Göteborg Nîmes Évora".split(), "cp1252", "Windows-1252", CLEAN),
    ("windows_units", "µg mg m² °C ±5 §3".split(), "cp1252", "Windows-1252", CLEAN),
]:
    r = stream(name)
    cells = [words[i % len(words)] for i in range(N)]
    r.shuffle(cells)
    prefix = "exports_" if folder is CLEAN else ""
    table(prefix + name, "name", cells, f"Words in {encoding} are read as they were written.", folder, encoding=encoding,
          expect={"input.columns[name].type": "categorical", "input.columns[name].distinct": len(words)},
          notes=[f"encoded in {title}."], silent=["U+FFFD", "text.encoding"], blind=[])

# Nothing that any encoding explains: letters and signs in turns.
r = stream("no encoding")
odd = [bytes([0x41, a, 0x62, b, 0x63]).decode("latin-1") for a, b in [(0x84, 0xA6), (0xD7, 0x9E), (0xF7, 0x99), (0xB0, 0x8B)]]
table("no_encoding", "name", [r.choice(odd) for _ in range(N)],
      "No encoding makes words of these bytes, so that the one that is taken is not certain.", encoding="latin-1",
      blind=["text.encoding"])

# Units ---------------------------------------------------------------------------------------------------------------

for name, unit, other in [("few_pounds", "kg", "lb"), ("few_feet", "m", "ft"), ("few_grams", "kg", "g"), ("few_fahrenheit", "°C", "°F"),
                          ("few_euros", "$", "€")]:
    r = stream(name)
    values = [None if i % 25 == 7 else round(r.uniform(50, 90), 1) for i in range(N)]
    cells = [f"{r.uniform(50, 90):.1f} {other}" if v is None else f"{v} {unit}" for v in values]
    table(name, "measure", cells, "A few cells in another unit are named with how many they are.", numbers={"measure": values},
          notes=["8 cells have another unit"], blind=["cells.otherUnit"])
r = stream("unit in few")
values = [round(r.uniform(150, 190)) for _ in range(N)]
table("unit_in_few", "height", [f"{v} in" if i % 50 == 3 else str(v) for i, v in enumerate(values)],
      "A unit that a few cells have alone may be another one than that of the others.", numbers={"height": values},
      notes=["4 cells have the unit “in”"], blind=["cells.otherUnit"])

# Codes ---------------------------------------------------------------------------------------------------------------

ICD = ["250.00", "401.9", "428.0", "414.01", "786.50", "276.1", "V45.01", "V58.67", "E850.2"]
r = stream("icd9")
table("icd9", "diagnosis", [r.choice(ICD) for _ in range(N)], "Diagnoses of ICD-9 are codes: V and E stand before supplements.",
      expect={"input.columns[diagnosis].type": "categorical", "input.columns[diagnosis].distinct": len(ICD)},
      notes=["codes, not as quantities"], blind=[])
many = [f"{r.randint(100, 999)}.{r.randint(0, 9)}" for _ in range(180)] + ["V45", "V58", "E909"]
table("icd9_many", "diagnosis", [r.choice(many) for _ in range(400)] + ["V45", "E909"],
      "A hundred of them are codes as well, of which few have a letter.",
      expect={"input.columns[diagnosis].type": "categorical", "input.columns[diagnosis].missing": 0},
      notes=["codes, not as quantities"], blind=None)
table("exponent_lots", "lot", [f"{34 + i % 40}E{1 + i % 8}" for i in range(N)],
      "Lots such as 34E7 are codes where all look like that.", expect={"input.columns[lot].type": "categorical"},
      notes=["codes, not as quantities"], blind=None)


def check(digits):
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))
    return digits + str(-total % 10)


articles = [check(f"{r.randint(400, 440)}{r.randint(0, 10 ** 9 - 1):09d}") for _ in range(20)]
table("articles", "product", [r.choice(articles) for _ in range(N)], "Thirteen digits with a right check digit are articles.",
      expect={"input.columns[product].type": "categorical", "input.columns[product].distinct": 20},
      notes=["codes, not as quantities"], blind=[])
for name, column, cells in [
    ("order_numbers", "Order No.", [str(10_000 + 3 * i + i % 2) for i in range(N)]),
    ("invoice_numbers", "Invoice #", [str(7_000 + 2 * i + i % 2) for i in range(N)]),
    ("german_numbers", "Rechnungsnr.", [str(20_210_000 + 5 * i + i % 3) for i in range(N)]),
    ("spanish_numbers", "numero de pedido", [str(880 + 4 * i + i % 3) for i in range(N)]),
    ("gaps_in_ids", "customer_id", ["" if i % 20 == 5 else f"{9_000 + 2 * i}.0" for i in range(N)]),
]:
    table(name, column, cells, "Numbers of papers tell rows apart, with gaps and with a point too.",
          expect={f"input.columns[{column}].type": "identifier", f"input.columns[{column}].role": "excluded"}, blind=None)

# Numbers out of a whole ----------------------------------------------------------------------------------------------

for name, text, whole in [("out_of_5", "{} out of 5", 5), ("stars", "{}/5 stars", 5), ("of_10", "{}/10", 10), ("von_10", "{} von 10", 10),
                          ("percent_points", "{} / 100", 100)]:
    r = stream(name)
    values = [r.randint(2, 2 * whole) / 2 if whole == 5 else r.randint(1, whole) for _ in range(N)]
    table(name, "rating", [text.format(v) for v in values], "A number out of a whole that never changes is a number.",
          numbers={"rating": values}, notes=[f"“/{whole}”"], blind=[])

# Infinities ----------------------------------------------------------------------------------------------------------

r = stream("infinite")
values = [None if i % 40 == 1 else round(r.gauss(0, 1), 3) for i in range(N)]
words = iter(["inf", "-Infinity", "1e309", "Inf", "-1e400"])
table("infinite", "ratio", [next(words) if v is None else v for v in values], "What is infinite counts as missing, and that is said.",
      numbers={"ratio": values}, notes=["5 cells are infinite or too large"], blind=["cells.notNumbers"])

# Marks and quotes ----------------------------------------------------------------------------------------------------

r = stream("two marks")
points = [round(r.gauss(0, 3), 3) for _ in range(N)]
rows = [(f"{r.randint(1, 9)}.{r.randint(100, 999)},{r.randint(10, 99)}", f"{p:.3f}", f"{r.gauss(0, 3):.2f}".replace(".", ",")) for p in points]
write(HERE, "points_beside_commas", ["amount", "ratio", "level"], rows, "Decimals after a point beside decimals after a comma.",
      delimiter=";", numbers={"ratio": points}, notes=["“ratio” is written with a decimal point"], blind=[])
r = stream("single quotes")
text = "kind height age\n" + "".join(f"'{r.choice(['red oak', 'white pine', 'ash'])}' {r.gauss(10, 2):.2f} {r.randint(10, 90)}\n" for _ in range(N))
(HERE / "single_quotes_blanks.csv").write_text(text)
(HERE / "single_quotes_blanks.json").write_text(json.dumps({
    "why": "Single quotes keep the blank of two words together where blanks separate cells.", "input": "single_quotes_blanks.csv",
    "expect": {"input.rows.used": N, "input.columns.count": 3, "input.columns[kind].distinct": 3},
    "notes": ["single quotes"], "blindSpots": []}, indent=2, ensure_ascii=False) + "\n")

# Files that are cut --------------------------------------------------------------------------------------------------

r = stream("cut")
text = "a,b,y\n" + "".join(f"{r.gauss(0, 1):.6f},{r.gauss(0, 1):.6f},{r.gauss(0, 1):.3f}\n" for _ in range(1_500))
packed = gzip.compress(text.encode(), mtime=0)
(HERE / "cut.csv.gz").write_bytes(packed[:len(packed) * 6 // 10])
for name, more in [("cut", {"exit": 0, "notes": ["end early"], "blindSpots": ["input.damaged", "rows.rejected"],
                            "expect": {"verdict.recommendation": "inconclusive"}}),
                   ("cut_strict", {"exit": 2, "error": ["end early"]})]:
    oracle = {"why": "How much of a cut file is lost nobody knows, so that there is no verdict.", "input": "cut.csv.gz",
              "arguments": ["--target", "y"] + (["--strict"] if name.endswith("strict") else []), **more}
    (HERE / f"{name}.json").write_text(json.dumps(oracle, indent=2, ensure_ascii=False) + "\n")

# Clean ---------------------------------------------------------------------------------------------------------------

CLEANS = {
    "atomic_number": ("atomic number", [str(i % 97 + 1) for i in range(N)], "integer"),
    "milliseconds": ("recorded", [str(1_600_000_000_000 + 60_000 * i + i * i % 977) for i in range(N)], "integer"),
    "powers": ("concentration", [f"{1 + i % 9}E{i % 7}" for i in range(N)], "double"),
    "fractions": ("bolt", [f"{1 + 2 * (i % 3)}/{[4, 8, 16][i * 7 % 3]}" for i in range(N)], "categorical"),
    "kilograms": ("weight", [f"{50 + i % 41}.{i % 10}" for i in range(N)], "double"),
    "floors": ("floor", [str(1 + i % 12) for i in range(N)], "integer"),
    "large_amounts": ("budget", [str(1_000_000_000_000 + 7_919 * i * i) for i in range(N)], "integer"),
    "vitamins": ("vitamin", ["B12" if i % 3 else "B6" for i in range(N)], "categorical"),
}
for name, (column, cells, kind) in CLEANS.items():
    table(f"exports_{name}", column, cells, "Nothing is wrong here, although something looks a bit like it.", CLEAN,
          expect={f"input.columns[{column}].type": kind, f"input.columns[{column}].missing": 0},
          silent=["codes, not as quantities", "what they are out of", "another unit"], blind=[])
