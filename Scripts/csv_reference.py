"""What Fathom must read in a CSV: Python's csv module, and Fathom's own rules stated on top of it.

Cells are those of `csv.reader(strict=False)`. Where Fathom means to differ:

1. Blanks (space, tab; no other) around a cell are removed, inside quotes too.
2. A line without any character, or of blanks alone, is no row. (Python gives `[]` and `[" "]`.)
3. Text is UTF-8, UTF-16 with a byte-order mark, or Windows-1252 where it is rather that than UTF-8. Bytes
   that are neither are U+FFFD in names and `\\xE9` in levels. A byte-order mark is left out.
4. A row whose last quote never closes is rejected. (Python takes the rest of the file as its last cell.)
5. A blank as the delimiter stands for any run of blanks; those at the ends of a line separate nothing.
6. Lines that start with the comment byte of the dialect are no rows, nor is a first line `sep=;`.

The rest is Python's: a quote opens only as the first character of a cell; inside quotes two quotes are
one; what follows a closing quote is appended; LF, CR and CRLF each end a row.
"""

import codecs
import csv
import gzip
import io
import math
import re
import struct
import unicodedata
from dataclasses import dataclass

BLANKS = " \t"
BOM = b"\xef\xbb\xbf"
SAMPLE = 1 << 16

MISSING = {
    "", "NA", "N/A", "n/a", "#N/A", "#NA", "#N/A N/A", "NaN", "nan", "NAN", "-NaN", "-nan", "null",
    "NULL", "Null", "None", "<NA>", "?", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
}
# Beyond so many distinct values a column has no levels (ColumnContents).
NUMBER_LEVELS = 256
WORD_LEVELS = 4096
BOOLEANS = {"true", "false", "True", "False", "TRUE", "FALSE"}
INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE | re.ASCII)
INTEGER = re.compile(r"[+-]?[0-9]+")

csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    escape: str | None = None
    comment: str | None = None
    # Between groups of three digits.
    group: str | None = None


# Text


def opened(data):
    """(UTF-8 without byte-order mark and `sep=` line, its first line): what a source splits into rows."""
    text = decoded(data)
    preamble = re.match(rb'sep=[^"\r\n](\r\n|\r|\n)', text, re.DOTALL)
    return (text[preamble.end():], 1) if preamble else (text, 0)


def decoded(data):
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    if data.startswith(BOM):
        return data[len(BOM):]
    for mark, name in [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]:
        if data.startswith(mark):
            return data[2:].decode(name, "replace").encode("utf-8")
    invalid = 0

    def count(error):
        nonlocal invalid
        invalid += 1
        return "", error.end

    codecs.register_error("fathom.count", count)
    valid = sum(character > "\x7f" for character in data.decode("utf-8", "fathom.count"))
    if invalid > 0 and invalid >= 10 * valid:
        return data.decode("cp1252", "replace").encode("utf-8")
    return data


def hexadecimal(error):
    return "".join(f"\\x{byte:02X}" for byte in error.object[error.start:error.end]), error.end


codecs.register_error("fathom.hexadecimal", hexadecimal)


# Rows


def lines(data):
    """The lines with their ends, bytes as the characters of Latin-1 so that none is lost."""
    text = data.removeprefix(BOM).decode("latin-1")
    return io.StringIO(text, newline="").readlines()


def raw_rows(data, dialect):
    """(line from 0, is quoted, cells) of every row as the csv module gives it."""
    text = lines(data)
    next_line = row_line = 0
    starts_row = True

    def feed():
        nonlocal next_line, row_line, starts_row
        while next_line < len(text):
            line = text[next_line]
            next_line += 1
            if starts_row and dialect.comment and line.lstrip(
                BLANKS if dialect.delimiter == " " else "").startswith(dialect.comment):
                continue
            if starts_row:
                row_line = next_line - 1
            starts_row = False
            yield line

    runs = dialect.delimiter == " "
    reader = csv.reader(
        feed(), delimiter=dialect.delimiter, escapechar=dialect.escape, skipinitialspace=runs,
        strict=False)
    found = []
    while True:
        starts_row = True
        cells = next(reader, None)
        if cells is None:
            return found
        quoted = text[row_line].lstrip(BLANKS if runs else "").startswith('"')
        # The blank at the end of a line is no delimiter.
        if runs and cells and not cells[-1] and text[next_line - 1].rstrip("\r\n")[-1:] in BLANKS:
            cells = cells[:-1]
        found.append((row_line, quoted, cells))


def is_blank(quoted, cells):
    return not quoted and len(cells) <= 1 and not "".join(cells).strip(BLANKS)


def text_of(cell, errors="replace"):
    return cell.strip(BLANKS).encode("latin-1").decode("utf-8", errors)


def numbered_rows(data, dialect, errors="replace"):
    """(line from 0, cells) of every row that Fathom reads."""
    return [
        (line, [text_of(cell, errors) for cell in cells])
        for line, quoted, cells in raw_rows(data, dialect)
        if not is_blank(quoted, cells)
    ]


def rows(data, dialect):
    return [cells for _, cells in numbered_rows(data, dialect)]


def open_quote_line(data, dialect):
    """The line, from 1, of a quote that never closes; None when all close.

    A line put behind the file is a row of its own, unless a quote is open.
    """
    last = raw_rows(data + b"\nQ", dialect)[-1][2]
    if last == ["Q"]:
        return None
    breaks = lambda text: len(re.findall("\r\n|\r|\n", text))
    whole = data.removeprefix(BOM).decode("latin-1")
    return breaks(whole + "\nQ") - breaks(last[-1]) + 1


# Numbers and columns


def number(cell, mark=".", group=None):
    """The value of a cell that is a number, infinite when it overflows; None when it is none."""
    if group and re.match(rf"[+-]?[0-9]{{1,3}}({re.escape(group)}[0-9]{{3}})+(?![0-9])", cell):
        cell = cell.replace(group, "")
    digits = re.escape(mark)
    pattern = rf"[+-]?([0-9]+({digits}[0-9]*)?|{digits}[0-9]+)([eE][+-]?[0-9]+)?"
    if re.fullmatch(pattern, cell):
        return float(cell.replace(mark, "."))
    if INFINITE.fullmatch(cell):
        return float(cell)
    return None


def bits(value):
    """The bits of a double in hexadecimal, as Swift's `String(_:radix:)` writes them."""
    return format(struct.unpack(">Q", struct.pack(">d", value))[0], "x")


def column_names(header):
    """Empty names are numbered; repeated ones get `.2`, `.3`; `(Intercept)` is taken.

    Names are one when Swift's strings are: when they are canonically equivalent.
    """
    equivalent = lambda name: unicodedata.normalize("NFD", name)
    taken = {"(Intercept)"}
    names = []
    for index, written in enumerate(header):
        base = written or f"column{index + 1}"
        name, copy = base, 1
        while equivalent(name) in taken:
            copy += 1
            name = f"{base}.{copy}"
        taken.add(equivalent(name))
        names.append(name)
    return names


def exact(value, cell):
    """The number in a cell as it is counted: an integer by its digits, everything else by its double."""
    return int(cell) if INTEGER.fullmatch(cell) else value + 0.0


class ColumnFacts:
    """What the cells of a column are, by the rules of `ColumnContents` and `ColumnResolver`."""

    def __init__(self, cells, mark=".", group=None):
        self.cells = cells
        self.values = [number(cell, mark, group) for cell in cells]
        finite = [v is not None and math.isfinite(v) for v in self.values]
        infinite = [v is not None and not math.isfinite(v) for v in self.values]
        words = [v is None and c not in MISSING for v, c in zip(self.values, cells)]
        self.holds_words = any(words)
        # `inf` among words is a word, among numbers it is missing.
        self.present = [
            f or w or (i and self.holds_words) for f, w, i in zip(finite, words, infinite)
        ]
        self.missing = len(cells) - sum(self.present)
        self.holds_numbers = any(finite) and not self.holds_words
        numbers = {
            exact(v, c.replace(group or " ", ""))
            for v, c, f in zip(self.values, cells, finite) if f
        }
        words = {c for f, c, p in zip(finite, cells, self.present) if p and not f}
        if len(numbers) <= NUMBER_LEVELS and len(words) <= WORD_LEVELS:
            # Levels are strings of Swift: spellings that are canonically equivalent are one.
            words = {unicodedata.normalize("NFC", word) for word in words}
        self.distinct = len(numbers) + len(words)
        there = [c for c, p in zip(cells, self.present) if p]
        if not there:
            self.types = {"empty"}
        elif self.distinct == 1:
            self.types = {"constant"}
        elif self.holds_numbers and all(INTEGER.fullmatch(c.replace(group or ' ', '')) for c in there):
            self.types = {"integer", "identifier"}
        elif self.holds_numbers:
            self.types = {"double"}
        elif self.distinct == 2 and all(c in BOOLEANS for c in there):
            self.types = {"boolean"}
        else:
            self.types = {"date", "categorical", "text", "identifier"}

    @property
    def numbers(self):
        """The bits of each cell's number, None where there is none."""
        return [
            bits(v) if v is not None and math.isfinite(v) else None for v in self.values
        ]
