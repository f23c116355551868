"""Writes the files of this folder, expected.json and generated.jsonl. Needs Python 3.11 alone.

    python3 make_corpus.py
"""

import gzip
import json
import pathlib
import random
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent.parent / "Scripts"))

import csv_grammar
import csv_reference as reference
import differential

CASES = {}


def case(name, data, about, delimiter=",", types=None, detected=False, **dialect):
    """One file. `types` of its columns are stated by hand; `detected`: nothing need be told."""
    data = data.encode() if isinstance(data, str) else data
    CASES[name] = (data, about, reference.Dialect(delimiter, **dialect), types, detected)


# Quotes

case("simple.csv", "a,b,c\n1,2,3\n4,5,6\n", "nothing special", detected=True,
     types=["integer", "integer", "integer"])
case("simple-crlf.csv", "a,b,c\r\n1,2,3\r\n4,5,6\r\n", "lines end with CRLF", detected=True,
     types=["integer", "integer", "integer"])
case("comma-in-quotes.csv", 'name,place,age\nJane,"Leith, Edinburgh",41\nKarl,"Linz, Austria",37\n',
     "a delimiter inside quotes is text", detected=True)
case("empty-cells.csv", 'a,b,c\n1,"",""\n2,3,4\n,,\n', "empty, and empty in quotes", detected=True,
     types=["integer", "constant", "constant"])
case("empty-cells-crlf.csv", 'a,b,c\r\n1,"",""\r\n2,3,4\r\n,,\r\n', "the same with CRLF")
case("escaped-quotes.csv", 'a,b\n1,"ha ""ha"" ha"\n2,"""start"\n3,"end"""\n4,""""\n',
     "two quotes inside quotes are one")
case("json.csv", 'key,value\n1,"{""type"": ""Point"", ""at"": [102.0, 0.5]}"\n2,"{}"\n',
     "JSON in a cell")
case("newlines.csv", 'a,b,c\n1,2,3\n"Once upon\na time",5,6\n7,8,9\n', "LF inside quotes")
case("newlines-crlf.csv", 'a,b,c\r\n1,2,3\r\n"Once upon\r\na time",5,6\r\n7,8,9\r\n',
     "CRLF inside quotes is kept")
case("newlines-cr.csv", 'a,b,c\r1,2,3\r"Once upon\ra time",5,6\r7,8,9\r', "CR inside quotes is kept")
case("quotes-and-newlines.csv", 'a,b\n1,"ha\n""ha""\nha"\n3,4\n', "quotes and line breaks together")
case("quoted-everything.csv", '"a","b"\n"1","2.5"\n"2","NA"\n"3",""\n',
     "quoted numbers are numbers, quoted missing words are missing", detected=True,
     types=["integer", "constant"])
case("only-quotes.csv", 'a,b,c\n"""","""""",""\n"""""""",x,""""""""""\n',
     'cells of quotes alone: """" is one quote, """""" are two')
case("quote-in-the-middle.csv", 'size,name\n5" pipe,6" bore\na"b"c,d""e\n12"",13"\n',
     "a quote that is not the first character is a character")
case("quote-after-blank.csv", 'a,b\n "x, y"\n "p","q"\n',
     "a quote after a blank does not open: its row has another width")
case("text-after-quote.csv", 'a,b\n"x"y,1\n"x"y"z",2\n"x" ,3\n"x""y"z,4\n"a"b"c,d",5\n',
     "what follows a closing quote is appended, and a quote there opens nothing")
case("open-quote.csv", 'a,b\n1,"fine\nfine"\n2,"never\n3,4\n5,6\n',
     "a quote never closes: its row is rejected; it opens in line 4")
case("open-quote-only.csv", 'a,b\n1,"never\n3,4\n', "a quote never closes, and no other row is left")
case("open-quote-header.csv", 'a,"b\n1,2\n', "a quote in the header never closes")
case("open-quote-at-end.csv", 'a,b\r\n1,2\r\n3,"', "a quote opens as the last byte")
case("quoted-header.csv", '"first, name","two\nlines","say ""hi"""\n1,2,3\n4,5,7\n',
     "delimiter, line break and quotes in names")
case("apostrophes.csv", "a,b\n'x,y'\n'x','y'\n", "an apostrophe quotes nothing")
case("backslash.csv", 'a,b\n"x\\",1\n\\"y,2\n"C:\\dir\\",3\n', "a backslash before a quote at an end of a cell escapes nothing", detected=True)
case("backslash-escape.csv", 'a,b\n"say \\"x, y\\"",1\n"5\\" \\\\ 6",2\n"two\nlines",3\n',
     "quotes inside quotes are written \\\"", detected=True, escape="\\")
case("backslash-told.csv", 'a,b\nx\\,y,1\nx\\\ny,2\n"x\\\ny",3\nz\n\\"z,4\n',
     "an escape before a delimiter and a line break, outside of quotes too", escape="\\")

# Rows

case("header-only.csv", "a,b,c\n", "no rows")
case("header-without-newline.csv", "a,b,c", "no rows, no line end")
case("one-byte.csv", "a", "one byte")
case("nothing.csv", "", "no byte")
case("blank.csv", " \r\n\n  \n", "blanks and line breaks alone")
case("bom-alone.csv", b"\xef\xbb\xbf", "a byte-order mark and nothing else")
case("bom.csv", b"\xef\xbb\xbfid,b\n1,2\n2,3\n", "a byte-order mark is no part of the first name",
     types=["identifier", "integer"])
case("bom-quoted.csv", b'\xef\xbb\xbf"a b",c\n1,2\n2,4\n', "a quote opens behind a byte-order mark")
case("bom-inside.csv", "a,b\n\ufeff1,2\n3,4\n", "U+FEFF elsewhere is a character, and no number")
case("one-column.csv", "x\n1\n2\n5\n", "no delimiter", detected=True, types=["integer"])
case("one-column-quoted-empty.csv", 'x\n1\n""\n\n" "\n5\n',
     'a quoted empty cell is a row, an empty line is none', types=["integer"])
case("blank-lines.csv", "\n\na,b\n\n1,2\n   \n3,4\n \t \n\n", "blank lines anywhere are no rows")
case("blank-lines-crlf.csv", "\r\na,b\r\n\r\n1,2\r\n \r\n3,4\r\n\r\n", "the same with CRLF")
case("trailing-delimiter.csv", "a,b,\n1,2,\n3,4,\n", "each row ends with a delimiter: an empty column",
     types=["integer", "integer", "empty"])
case("trailing-delimiter-rows.csv", "a,b\n1,2,\n3,4\n", "a row alone ends with a delimiter: it is too long")
case("delimiters-alone.csv", "a,b,c\n,,\n1,2,3\n,,", "rows of delimiters are rows")
case("trailing-blanks.csv", "a ,b\t, c\n1 , 2,\t3\n 4,5 ,6 \n", "blanks around cells are removed",
     types=["integer", "integer", "integer"])
case("quoted-blanks.csv", 'a,b\n" x ","\t1 "\n"  ",2\n', "inside quotes too")
case("ragged.csv", "a,b,c\n1,2\n1,2,3\n1,2,3,4\n4,5,6\n7\n", "short and long rows are rejected, with lines")
case("ragged-multiline.csv", 'a,b\n"x\ny",1\n2\n"p\r\nq",3\n4,5,6\n', "lines count inside quotes")
case("all-ragged.csv", "a,b\n1\n2,3,4\n", "no row has the width of the header")
case("duplicate-names.csv", "a,a,a.2,,,b,b\n1,2,3,4,5,6,7\n2,3,4,5,6,7,8\n",
     "repeated and empty names are made unique")
case("cr.csv", "a,b\r1,2\r3,4\r", "CR ends lines", detected=True, types=["integer", "integer"])
case("cr-without-last.csv", "a,b\r1,2\r3,4", "CR between lines")
case("mixed-ends.csv", "a,b\n1,2\r\n3,4\r5,6\n\r7,8\r\r\n9,10", "LF, CRLF and CR in one file")
case("lone-cr-in-lf.csv", "a,b\n1,2\r3,4\n5,6\n", "a CR in an LF file ends a row")
case("cr-cr-lf.csv", "a,b\r\r\n1,2\r\r\n3,4\r\r\n", "line ends converted twice")
case("no-last-newline.csv", 'a,b\n1,2\n3,"4"', "the last line has no end", types=["integer", "integer"])
case("comment.csv", "# made by hand\na,b\n1,2\n#3,4\n5,6\n", "a comment above the header, and one below it",
     detected=True, types=["integer", "integer"], comment="#")
case("comments.csv", '# made, "by\n# hand\n\na,b\n1,2\n', "several lines of comment with another number of cells",
     detected=True, comment="#")
case("comment-told.csv", "a,b\n1,2\n% 3,4\n5,%6\n", "another byte starts comments; inside of a row it is text",
     comment="%")
case("comment-header.csv", "#id,name\n1,x\n2,x\n", "a header whose first name starts with #", detected=True)
case("comment-cell.csv", "a,b\n#1,2\n#2,3\n#1,4\n", "cells that start with #", detected=True)
case("sep.csv", "sep=;\na;b\n1;2\n3;4,5\n", "the first line of a spreadsheet names the delimiter", ";",
     detected=True, types=["integer", "double"])
case("sep-unusual.csv", "sep=:\r\na:b\r\n1:2,5\r\n3:x\r\n", "a delimiter that only such a line can name", ":",
     detected=True)
case("sep-name.csv", "sep=\n\n1\n2\n", "a column of that name: no delimiter stands behind it", types=["integer"])

# Dialects

case("semicolon.csv", "a;b\n1,5;x, y\n-0,25;z\n1e3;x, y\n1.000,5;z\n", "semicolons, and points between groups of digits",
     ";", detected=True, group=".")
case("decimal-comma.csv", "a;b\n1,5;1\n-0,25;2\n1,5e3;4\n,5;8\n5,;9\n", "decimal commas", ";",
     types=["double", "integer"], detected=True)
case("tab.tsv", "a\tb c\n1\t2\n \t3\n3\t\n", "tabs", "\t", detected=True, types=["integer", "integer"])
case("pipe.csv", "a|b\n1|x,y\n2|z;z\n3|x,y\n", "bars", "|", detected=True)
case("space.csv", 'a b c\n1 2 3\n4 "5 6" 7\n8  9   10 \n 11 12 13\n14 15\n', "any run of blanks is one delimiter", " ")
case("space-aligned.csv", "   a    b\n   1   2.5\n  10  -3.5\n 100   4.5\n", "numbers in columns of a fixed width", " ",
     detected=True, types=["integer", "double"])
case("space-prose.csv", "text\nHello you there\nGood bye\n", "words between blanks are prose, no cells", detected=True)
case("thousands-apostrophe.csv", "a;b\n1'234;1\n2'345'678.5;2\n12;4\n", "apostrophes between groups of digits", ";",
     detected=True, types=["double", "integer"], group="'")
case("thousands-tab.csv", "a\tb\n1,234\t1\n2,345,678\t2\n", "two groups tell that commas are no decimal marks", "\t",
     detected=True, types=["integer", "integer"], group=",")
case("thousands-not.csv", "a\tb\n1,234\t1\n2,345\t2\n", "one group may be decimals: a decimal comma", "\t",
     detected=True, types=["double", "integer"])
case("thousands-few.csv", 'a;b\n1,234.5;x, y\n7;x, z\n8;"v, w"\n', "more commas in text than between digits", ";",
     detected=True, group=",")
case("colon.csv", "a:b\n12:30\n1:2\n", "colons", ":")

# Text

case("utf8.csv", "naïve,名前,🙂\nÅngström,東京,ü\nØ,大阪,ß\nØ,東京,ß\n", "names and cells beyond ASCII",
     types=["categorical", "categorical", "categorical"])
case("latin-1.csv", "name,x\nJosé,1\nRené,2\nJosé,3\n".encode("latin-1"), "Windows-1252")
case("windows-1252.csv", "name;x\n“5 €”;1\n“6 €”;2\n“5 €”;3\n".encode("cp1252"), "quotes and signs of Windows-1252", ";",
     detected=True)
case("broken-utf8.csv", "name,x\n".encode() + b"".join(
    f"{word},{i}\n".encode() for i, word in enumerate(["né", "ü", "né", "ü"] * 3)) + b"n\xe9,9\nn\xe8,10\nn\xe9,11\n",
    "UTF-8 with damage: the bytes tell the levels apart", detected=True, types=["categorical", "integer"])
case("utf-16.csv", "näme,x\né,1\n名,2\né,3\n".encode("utf-16"), "UTF-16 with a byte-order mark", detected=True)
case("packed.csv", gzip.compress("a,b\n1,x\n2,x\n".encode(), mtime=0), "gzip", detected=True)
case("unicode-blanks.csv", "a,b\n\u00a01,2\n3\u2003,\u200b4\n\ufeff5,6\n", "no blanks but space and tab are removed")
case("unicode-breaks.csv", "a,b\nx\u2028y,1\nx\u0085y,2\nx\u2029,3\n", "unicode line ends end nothing")
case("form-feed.csv", "a,b\n\x0c1,2\n3\x0b,4\n\x1c,\x1f\n", "form feed and other controls are characters")
case("nul.csv", b"a,b\n1,2\n\x003,4\n", "too many NUL bytes for a text: the source refuses them")
case("nul-few.csv", b"a,b\n1,x\x00y\n" + b"".join(b"%d,text\n" % i for i in range(20)),
     "a NUL among many characters is one of them", detected=True)
case("canonical.csv", "word,x\ne\u0301,1\n\u00e9,2\n", "one word in two compositions")

# Numbers

case("numbers.csv", "x\n" + "".join(
    text + "\n" for text in csv_grammar.SPELLINGS
    if abs(float(text)) != float("inf")), "spellings, bounds and half-way cases of finite numbers",
    types=["double"])
case("integers.csv", "a,b,c\n007,+3,9007199254740992\n-0,-3,9007199254740993\n010,3,18446744073709551616\n",
     "leading zeros, signs, and whole numbers past 2⁵³ and 2⁶⁴", types=["integer"] * 3)
OVERFLOW = csv_grammar.INFINITE + ["1e400", "-1e400", "1e309", "1.7976931348623159e308", "1e99999"]
case("infinite.csv", ",".join(f"c{i}" for i in range(len(OVERFLOW))) + "\n" + "".join(
    ",".join(row) + "\n" for row in (["1"] * len(OVERFLOW), OVERFLOW, ["2.5"] * len(OVERFLOW))),
    "infinite words and overflow: missing among numbers", types=["double"] * len(OVERFLOW))
# Python reads none of these either, yet they are numbers in dress, or words that stand for none.
DRESSED = {"1 000", "1,5", "1,234", "$5", "5%", "−1", ".", "-"}
NOT_NUMBERS = [cell for cell in csv_grammar.NOT_NUMBERS if cell not in DRESSED]
case("not-numbers.csv", ",".join(f"c{i}" for i in range(len(NOT_NUMBERS))) + "\n" + "".join(
    ",".join(f'"{cell}"' for cell in row) + "\n" for row in (["1"] * len(NOT_NUMBERS), NOT_NUMBERS)),
    "what looks like a number and is none: 0x1A, 1_000, 1d5 …")
case("thousands.csv", 'a,b\n"1,234",1\n"2,345,678",2\n', "commas between groups of digits, in quotes", detected=True,
     types=["integer", "integer"], group=",")
MISSING = sorted(reference.MISSING - {""})
case("missing.csv", ",".join(f"c{i}" for i in range(len(MISSING))) + "\n" + "".join(
    ",".join(row) + "\n" for row in (["1"] * len(MISSING), MISSING, ["2"] * len(MISSING))),
    "every word that stands for a missing value", types=["integer"] * len(MISSING))
case("not-missing.csv", 'a,b,c,d\n' + 3 * '1,1,1,1\nna,none,-,.\n2,2,2,2\nna,none,-,.\n',
     "words that some take for missing", types=["categorical"] * 4)
case("all-missing.csv", "a,b\n,NA\n?,\n", "no value anywhere")

# Other kinds

case("dates.csv", "a,b,c,d,e\n"
     "2024-05-17,17.05.2024,2024-05-17T12:30:00Z,2024-05-17 12:30:05.25+02:00,12:30\n"
     "2024-12-31,31.12.2024,2024-12-31T23:59:60Z,2024-12-31 23:59:59-0330,00:00:01\n"
     "1999-1-2,2.1.1999,1999-01-02T00:00:00+00:00,1999-01-02 00:00,23:59:59.999\n",
     "dates and times with zones", types=["date"] * 5)
case("not-dates.csv", "a,b,c\n2024-13-32,1-2,12:60\n2024-99-99,3-4,99:00\n2024-13-32,1-2,12:60\n",
     "what looks like a date and is none", types=["categorical"] * 3)
case("booleans.csv", "a,b,c,d,e\ntrue,True,TRUE,true,yes\nfalse,False,FALSE,True,no\ntrue,,NA,false,yes\n",
     "booleans; three spellings are three words", types=["boolean", "boolean", "boolean", "categorical", "categorical"])
case("zero-one.csv", "a,b\n0,1\n1,0\n1,1\n", "zeros and ones are integers", types=["integer", "integer"])
case("mixed-kinds.csv", "a,b,c\n1,x,inf\ntwo,x,word\n3,1,inf\n1,1.0,word\n", "numbers among words")


def expected(name):
    data, about, dialect, types, detected = CASES[name]
    error, line = differential.expected_error(data, dialect)
    is_raw = reference.opened(data) == (data.removeprefix(reference.BOM), 0)
    found = {
        "about": about, "delimiter": dialect.delimiter, "escape": dialect.escape, "comment": dialect.comment,
        "group": dialect.group, "detected": detected,
        # Null where a source splits other bytes into rows than those of the file.
        "rows": reference.rows(data, dialect) if is_raw else None, "error": error, "line": line,
    }
    if error:
        return found
    text, first_line = reference.opened(data)
    header = reference.rows(text, dialect)[0]
    usable, rejected = differential.sorted_rows(text, first_line, dialect)
    mark = differential.decimal_mark(text, dialect)
    columns = zip(*(cells for _, cells in usable))
    facts = [reference.ColumnFacts(column, mark, dialect.group) for column in columns]
    for type, column in zip(types or [], facts):
        assert type in column.types, (name, type, column.types)
    return found | {
        "names": reference.column_names(header),
        "types": types,
        "missing": [column.missing for column in facts],
        # Null for a column that holds words.
        "numbers": [column.numbers if column.holds_numbers else None for column in facts],
        "rowNumbers": [at for at, _ in usable],
        "rejected": [
            {"reason": reason, "line": at, "column": cell} for reason, at, cell in rejected],
    }


def generated(count):
    """Small files of the grammar with their cells, one JSON array a line: delimiter, text, rows."""
    for index in range(count):
        file = csv_grammar.generate(random.Random(f"corpus/{index}"), "small")
        rows = reference.rows(file.data, file.dialect)
        yield json.dumps(
            [file.dialect.delimiter, file.data.decode("utf-8"), rows], ensure_ascii=False,
            separators=(",", ":"))


def main():
    for name, (data, *_) in CASES.items():
        (FOLDER / name).write_bytes(data)
    listing = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(expected(name), ensure_ascii=False)}" for name in CASES)
    (FOLDER / "expected.json").write_text("{\n" + listing + "\n}\n", encoding="utf-8")
    (FOLDER / "generated.jsonl").write_text(
        "".join(line + "\n" for line in generated(1500)), encoding="utf-8")


if __name__ == "__main__":
    main()
