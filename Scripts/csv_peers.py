"""Fathom's numbers beside those of pandas and polars, where their rules agree.

Where the rules are known to differ, the file or the value is normalised as follows and counted.

| rule | pandas | polars | Fathom | what is done |
|---|---|---|---|---|
| rows of another width | short ones filled, long ones an error | an error | rejected | left out of a copy |
| line of blanks | a row, if one column | a row | no row | left out of the copy |
| names | renamed `.1` | `_duplicated_0` | renamed `.2` | columns go by position |
| blanks around a cell | kept, so `NA ` is text | kept, numbers with blanks are text | removed | removed in the copy |
| quote after a blank, text behind a closing quote | as Python | an error or other cells | as Python | quoted anew in the copy |
| CR alone | ends a row | does not | ends a row | LF in the copy |
| bytes that are no UTF-8, UTF-16 | an error | an error | read | UTF-8 in the copy |
| blanks as delimiters, escapes, comments, `sep=;` | other rules | other rules | read | neither in the copy |
| missing words | without `?` | none | pandas' and `?` | the list is passed |
| `inf`, 1e400 | infinite | infinite | missing | infinite counts as missing |
| whole numbers past 64 bits | text or float | past 128 an error | a number | read again as float |
| -0 among whole numbers | 0, or -0 beside overflow | 0 | -0 | 0 on both sides |
| quoted line breaks around a number | a number | text | text | counted |
| columns of booleans | bool | bool | two levels | not a number on either side |
| spellings `+3`, `5.`, `.5` | numbers | some are text | numbers | polars' text is counted, not compared |
| quotes around `NA` | missing | text | missing | quotes only where needed in the copy |
| one empty cell in a table of one column | a blank line | missing | `""` is a row | written as NA in the copy |

A file that needs none of this is read as it is ("original"), any other as the copy ("copy").
"""

import functools
import io
import math
import re

import csv_reference as reference

WHOLE = {"integer", "identifier", "constant"}
NEGATIVE_ZERO = reference.bits(-0.0)
MISSING_WORDS = sorted(reference.MISSING)


class Peers:
    def __init__(self, pandas, polars):
        self.pandas = pandas
        self.polars = polars
        self.counts = {}

    def count(self, what, by=1):
        self.counts[what] = self.counts.get(what, 0) + by

    # Preparing

    @staticmethod
    def table(data, dialect, body):
        """Header and the usable rows, with empty cells of a single column as NA."""
        header = reference.rows(data, dialect)[0]
        if len(header) == 1:
            body = [[cell or "NA"] for cell, in body]
        return header, body

    @staticmethod
    def is_plain(data, dialect, body):
        """Whether no rule of the table above touches the file."""
        delimiter = dialect.delimiter
        if dialect.escape or dialect.comment or delimiter == " ":
            return False
        if b"\r" in data.replace(b"\r\n", b"") or b"\x00" in data or data.startswith(reference.BOM):
            return False
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return False
        raw = reference.raw_rows(data, dialect)
        if len(raw) != len(body) + 1 or any(len(cells) < 2 for _, _, cells in raw):
            return False
        if any(cell != cell.strip(reference.BLANKS) for _, _, cells in raw for cell in cells):
            return False
        return Peers.quoting_is_regular(data, delimiter)

    @staticmethod
    def quoting_is_regular(data, delimiter):
        """Whether each cell is quoted as a whole or holds no quote (RFC 4180)."""
        mark = re.escape(delimiter)
        cell = re.compile(rf'(?:"(?:[^"]|"")*+"|[^"\r\n{mark}]*+)({mark}|\r?\n|\Z)')
        text = data.decode("utf-8")
        position = 0
        while position < len(text):
            match = cell.match(text, position)
            if not match:
                return False
            position = match.end()
        return True

    @staticmethod
    def copy(header, body, delimiter):
        def written(cell):
            must = any(mark in cell for mark in (delimiter, '"', "\n", "\r"))
            return '"' + cell.replace('"', '""') + '"' if must else cell

        table = [[f"c{i}" for i in range(len(header))], *body]
        lines = (delimiter.join(map(written, row)) + "\n" for row in table)
        return "".join(lines).encode("utf-8")

    # Comparing

    def compare(self, data, dialect, body, answer):
        """Mismatches, each a sentence; `body` are the rows that Fathom should use."""
        header, body = self.table(data, dialect, body)
        plain = self.is_plain(data, dialect, body)
        delimiter = dialect.delimiter
        source = data if plain else self.copy(header, body, delimiter)
        self.count("original" if plain else "copy")
        found = []
        if self.pandas:
            found += self.with_pandas(source, delimiter, header, body, answer)
        if self.polars:
            found += self.with_polars(source, delimiter, header, body, answer)
        return found

    def with_pandas(self, source, delimiter, header, body, answer):
        def read(columns=None):
            return self.pandas.read_csv(
                io.BytesIO(source), sep=delimiter, header=0, index_col=False,
                names=range(len(header)), usecols=columns, na_values=MISSING_WORDS,
                float_precision="round_trip", low_memory=False,
                dtype=None if columns is None else {c: "float64" for c in columns})

        frame = read()
        found = []
        if len(frame) != len(body):
            return [f"pandas reads {len(frame)} rows, Fathom {len(body)}"]
        for index, column in enumerate(answer["columns"]):
            series = frame[index]
            ours = column.get("numbers")
            is_number = series.dtype.kind in "iuf" and series.notna().any()
            if column["holdsNumbers"] and not is_number:
                # Whole numbers past 64 bits.
                self.count("pandas: read again as float")
                series = read([index])[index]
                is_number = True
            if not column["holdsNumbers"]:
                if not is_number or not any(map(math.isfinite, series.dropna())):
                    continue
                if any(row[index] != row[index].strip() for row in body):
                    self.count("pandas: line breaks around a number")
                else:
                    found.append(f"column {index}: numbers to pandas, {column['type']} to Fathom")
                continue
            if ours is None:
                self.count("pandas: column left out by Fathom as levels")
                continue
            self.count("pandas: cells", len(ours))
            whole = column["type"] in WHOLE or series.dtype.kind in "iu"
            found += self.differences("pandas", index, [float(v) for v in series], ours, whole)
        return found

    def with_polars(self, source, delimiter, header, body, answer):
        columns = [i for i, c in enumerate(answer["columns"]) if c["holdsNumbers"] and "numbers" in c]
        if not columns:
            return []
        read = functools.partial(
            self.polars.read_csv, source, separator=delimiter, columns=columns,
            null_values=MISSING_WORDS)
        try:
            frame = read(infer_schema_length=None)
        except self.polars.exceptions.ComputeError as error:
            # Whole numbers past 128 bits.
            if "i128" not in str(error):
                return [f"polars: {error}".split("\n")[0]]
            self.count("polars: read again as text and cast")
            frame = read(infer_schema=False).cast(self.polars.Float64)
        if frame.height != len(body):
            return [f"polars reads {frame.height} rows, Fathom {len(body)}"]
        found = []
        for place, index in enumerate(columns):
            ours = answer["columns"][index]["numbers"]
            series = frame.to_series(place)
            if not series.dtype.is_numeric():
                self.count("polars: column of spellings that are text to it")
                continue
            self.count("polars: cells", len(ours))
            theirs = [math.nan if v is None else float(v) for v in series.to_list()]
            found += self.differences("polars", index, theirs, ours, series.dtype.is_integer())
        return found

    @staticmethod
    def differences(peer, index, theirs, ours, whole):
        # A number that overflowed is missing to Fathom.
        theirs = [reference.bits(v) if math.isfinite(v) else None for v in theirs]
        if whole:
            unsigned = lambda values: ["0" if v == NEGATIVE_ZERO else v for v in values]
            ours, theirs = unsigned(ours), unsigned(theirs)
        if theirs == ours:
            return []
        if len(theirs) != len(ours):
            return [f"column {index}: {len(theirs)} values to {peer}, {len(ours)} to Fathom"]
        row = next(i for i, (a, b) in enumerate(zip(theirs, ours)) if a != b)
        return [f"column {index}, row {row}: {theirs[row]} to {peer}, {ours[row]} to Fathom"]
