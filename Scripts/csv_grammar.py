"""Random CSV files from a grammar: ordinary tables, and every way in which they go wrong."""

import gzip
from dataclasses import dataclass

from csv_reference import Dialect

DELIMITERS = [",", ",", ",", ";", ";", "\t", "|", " ", ":"]

SPELLINGS = [
    "0", "-0", "+3", "007", ".5", "5.", "-.5", "+.5e1", "1e5", "1E5", "1e+5", "1e-5", "1e05", "0e0",
    "1e22", "1e23", "1e-22", "1e-23", "123456789012345678", "1234567890123456789",
    "12345678901234567890", "123456789012345678901234567890", "9007199254740992",
    "9007199254740993", "9007199254740993.0", "9007199254740994", "9007199254740995",
    "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616",
    "0.1", "0.30000000000000004", "0.1000000000000000055511151231257827021181583404541015625",
    "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e308", "1e309",
    "1e400", "-1e400", "1e-400", "5e-324", "4.9e-324", "2.4703282292062327e-324",
    "2.4703282292062328e-324", "2.2250738585072011e-308", "2.2250738585072014e-308",
    "8.5e-312", "4503599627370496.5", "4503599627370497.5", "0.5000000000000000000000001",
    "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203124",
    "1.00000000000000011102230246251565404236316680908203126",
    "00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001",
    "100000000000000000000000000000000000000e-38", "1e99999", "1e-99999", "0e99999",
    "179769313486231580793728971405301e276", "6.02214076e23", "1.6e-19", "3.14159265358979323846",
]
NOT_NUMBERS = [
    "0x1A", "1_000", "1d5", "1e", "1e+", "e5", ".", "-", "+", "+-1", "--1", "1.2.3", "1 000", "1,5",
    "1,234", "$5", "5%", "٣", "１２", "1e5.0", "0b1", "1f", "1L", "−1", "½", "1e 5", "Infinit", "in",
]
INFINITE = ["inf", "-inf", "+inf", "Inf", "INF", "infinity", "-Infinity", "INFINITY"]
MISSING = ["", "", "", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?", "<NA>", "-NaN", "#N/A"]
WORDS = [
    "red", "green", "blue", "a b", "x", "Ünïcode", "日本語", "naïve", "nai\u0308ve", "🙂", "e\u0301",
    "\u00e9", "\u00a0nbsp\u00a0", "\u2003em", "\u200b", "\x0c", "\x0b", "\u2028", "\u0085", "it's",
    "#", "# comment", "=1+1", "sep=;", "\\", "\\n", "a\\\"b", "true", "False", "NaN ", "Zürich",
]
DATES = ["2024-05-17", "17.05.2024", "5/17/2024", "2024-05-17T12:30:00Z", "2024-05-17 12:30:05.25+02:00",
         "12:30", "2024-02-31", "1999/1/2"]
# Written into the file as they are, so that quotes stand where they should not.
HOSTILE = [
    '5" pipe', '"a"b', '"a"b"', '"a""', '"a"""b"', '""""', '""""""', '"""', '""', '""x', '"" ""', ' "x"',
    'x"', 'x""y', '"a" ', '"a"\t', '"a', "'a", '"a\nb"c', '"\r"', '"\r\n"', '"\n"', '" "', '"  5 "',
    '"1"2', '"1""2"', '"1,5"', "\x0c", '"",', '\\"', '"\\""',
]


@dataclass
class CSVFile:
    data: bytes
    dialect: Dialect


def cell_maker(random, kind):
    small = random.randrange(2, 12)
    words = random.sample(WORDS, random.randrange(2, 9))

    def make():
        if kind == "integer":
            return str(random.randrange(-10**small, 10**small))
        if kind == "decimal":
            return f"{random.uniform(-10**small, 10**small):.{random.randrange(0, 18)}f}"
        if kind == "repr":
            return repr(random.uniform(-1, 1) * 10.0 ** random.randrange(-320, 308))
        if kind == "digits":
            count = random.randrange(1, 45)
            digits = "".join(random.choice("0123456789") for _ in range(count))
            point = random.randrange(0, count + 1)
            text = digits[:point] + random.choice(["", "."]) + digits[point:]
            return text + random.choice(["", f"e{random.randrange(-340, 320)}"])
        if kind == "spelling":
            return random.choice(SPELLINGS)
        if kind == "nearNumber":
            return random.choice(SPELLINGS + INFINITE + MISSING + ([random.choice(NOT_NUMBERS)]
                                 if random.random() < 0.05 else []))
        if kind == "category":
            return random.choice(words)
        if kind == "boolean":
            return random.choice(["true", "false"])
        if kind == "date":
            return random.choice(DATES)
        if kind == "sequence":
            return str(random.randrange(1, 10**6))
        if kind == "empty":
            return random.choice(MISSING)
        if kind == "prose":
            return "".join(
                random.choice(["word", " ", ",", ";", "|", "\t", '"', "\n", "\r\n", "\r", "é", "1"])
                for _ in range(random.randrange(0, 12)))
        return random.choice(SPELLINGS + NOT_NUMBERS + INFINITE + MISSING + WORDS + DATES)

    return make


KINDS = ["integer", "integer", "decimal", "decimal", "repr", "digits", "spelling", "nearNumber",
         "category", "boolean", "date", "sequence", "empty", "prose", "anything"]


def quoted(text, escape=None):
    if escape:
        text = text.replace(escape, escape * 2)
        return '"' + text.replace('"', escape + '"') + '"'
    return '"' + text.replace('"', '""') + '"'


def generate(random, size):
    """One file. `size`: `small` for the committed sample, `normal`, or `large` (above 1 MiB)."""
    delimiter = random.choice(DELIMITERS)
    escape = comment = None
    if size != "small" and random.random() < 0.1:
        escape = "\\"
    if size != "small" and random.random() < 0.1:
        comment = "#"
    columns = random.randrange(1, {"small": 5, "normal": 41, "large": 12}[size])
    rows = {
        "small": random.randrange(0, 6), "normal": random.choice([1, 3, 10, 60, 60, 200]),
        "large": 1 << 30,
    }[size]
    if size == "normal":
        rows = random.randrange(rows // 2, rows + 1)
    style = {
        "break": random.choice(["\n", "\n", "\r\n", "\r\n", "\r", "mixed"]),
        "quote": random.choice([0, 0, 0.1, 1]),
        "blank": random.choice([0, 0, 0.1, 0.5]),
        "missing": random.choice([0, 0, 0.1, 0.6]),
        "ragged": random.choice([0, 0, 0, 0.05, 0.3]),
        "blankLine": random.choice([0, 0, 0.1]),
        "hostile": random.choice([0, 0, 0.02, 0.3]) if size != "large" else 0,
    }
    if random.random() < 0.3:
        # An ordinary file, which every reader understands alike.
        style |= {"ragged": 0, "blank": 0, "blankLine": 0, "hostile": 0}
        style["break"] = random.choice(["\n", "\r\n"])
    makers = [cell_maker(random, random.choice(KINDS)) for _ in range(columns)]

    def line_break():
        return random.choice(["\n", "\r\n", "\r"]) if style["break"] == "mixed" else style["break"]

    def written(text):
        if escape and "\r" not in text and random.random() < 0.5:
            marks = (delimiter, '"', escape, "\n")
            return "".join(escape + c if c in marks else c for c in text)
        must = any(c in text for c in (delimiter, "\n", "\r")) or text.startswith('"')
        if random.random() < style["hostile"] and not escape:
            return random.choice(HOSTILE)
        if must or random.random() < style["quote"]:
            if random.random() < style["blank"]:
                text = " " * random.randrange(0, 3) + text + random.choice(["", " ", "\t"])
            return quoted(text, escape)
        if escape:
            text = text.replace(escape, escape * 2)
        if random.random() < style["blank"]:
            return " " * random.randrange(0, 3) + text + random.choice(["", " ", "  "])
        return text

    def name(index):
        return random.choice([f"c{index}", f"c{index}", f"name {index}", random.choice(WORDS), "", "1", "id"])

    out = [delimiter.join(written(name(i)) for i in range(columns))]
    length = 0
    written_rows = 0
    target = random.randrange(1 << 20, 5 << 19)
    while written_rows < rows and not (size == "large" and length > target):
        cells = [
            written(random.choice(MISSING) if random.random() < style["missing"] else make())
            for make in makers
        ]
        if random.random() < style["ragged"]:
            cells = cells[: random.randrange(0, columns + 1)] + ["x"] * random.randrange(0, 3)
        if size == "large" and cells and random.random() < 0.01:
            cells[-1] = quoted("a long, cell" + line_break() * random.randrange(0, 900) + '"', escape)
        line = delimiter.join(cells)
        out.append(line)
        length += len(line) + 1
        written_rows += 1
    text = ""
    if random.random() < style["blankLine"]:
        text += line_break()
    pieces = [text]
    for index, line in enumerate(out):
        pieces.append(line)
        if index + 1 < len(out) or random.random() < 0.8:
            pieces.append(line_break())
        if comment and pieces[-1][-1] in "\r\n" and random.random() < 0.1:
            pieces.append('# said "so", 1' + line_break())
        if random.random() < style["blankLine"]:
            pieces.append(random.choice(["", " ", "  \t"]) + line_break())
    data = "".join(pieces).encode("utf-8")
    if random.random() < 0.05:
        data = b"\xef\xbb\xbf" + data
    if size != "small" and random.random() < 0.03:
        data = data.decode("utf-8").encode("latin-1", "ignore")
    if size == "normal" and not escape and random.random() < 0.02:
        at = random.randrange(0, len(data) + 1)
        data = data[:at] + random.choice([b"\x00", b"\xff", b'"', b"\r", b"\n"]) + data[at:]
    if delimiter == " ":
        # A blank stands for tabs too, which Python's csv does not know.
        data = data.replace(b"\t", b" ")
    if size != "small" and data.isascii() and random.random() < 0.05:
        data = data.decode("utf-8").encode("utf-16")
    if size != "small" and random.random() < 0.03:
        data = gzip.compress(data, mtime=0)
    return CSVFile(data, Dialect(delimiter, escape, comment))
