"""The planted changes: what each does to a batch that is otherwise the next one of its source.

An edit works on cells, a rewriting on the text of the file. Words of `expects` are what a good message holds; a bar
separates words that do equally well.
"""

import hashlib
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

@dataclass(frozen=True)
class Change:
    """One planted change: where, what, how much, and what to look for in a message."""

    id: str
    table: str
    columns: tuple[str, ...]
    change: str
    size: str
    edit: Callable | None = None
    rewrite: Callable | None = None
    expects: tuple[str, ...] = ()
    target: bool = False


def some(rng, places, share):
    """A share of these places, one at least."""
    return sorted(rng.sample(places, max(1, round(share * len(places)))))


def filled(table, column):
    return [place for place, cell in enumerate(table.columns[column]) if cell]


def formatted(value, like):
    """A number with as many decimals as the cell had."""
    return f"{value:.{len(like.partition('.')[2])}f}"


def cells(column, make, share=1.0, only=None):
    """Makes cells of a column anew: a share of those that are not missing, and where `only` (column, level) says so."""
    def edit(table, rng):
        values = table.columns[column]
        places = [place for place in filled(table, column) if only is None or table.columns[only[0]][place] == only[1]]
        for place in some(rng, places, share):
            values[place] = make(values[place])
        return table
    return edit


def put(column, value, share, only=None):
    return cells(column, lambda _: value, share, only)


def scaled(column, factor, shift=0.0, decimals=None, share=1.0, only=None):
    """Another unit: every number times a factor, plus a shift."""
    def make(cell):
        value = float(cell) * factor + shift
        return formatted(value, cell) if decimals is None else f"{value:.{decimals}f}"
    return cells(column, make, share, only)


def moved(column, deviations, stretch=1.0):
    """Moves the mean by standard deviations, or stretches the spread around the mean."""
    def edit(table, rng):
        values = [float(table.columns[column][place]) for place in filled(table, column)]
        mean, deviation = statistics.fmean(values), statistics.pstdev(values)
        return cells(column, lambda cell: formatted(mean + (float(cell) - mean) * stretch + deviations * deviation, cell))(table, rng)
    return edit


def clipped(column, quantile):
    def edit(table, rng):
        values = sorted(float(table.columns[column][place]) for place in filled(table, column))
        most = values[int(quantile * len(values))]
        return cells(column, lambda cell: formatted(min(most, float(cell)), cell))(table, rng)
    return edit


def emptied(column, share, word=""):
    """Missing cells, or a word for them."""
    return put(column, word, share)


def dropped(column):
    def edit(table, rng):
        del table.columns[column]
        return table
    return edit


def renamed(column, name):
    def edit(table, rng):
        table.columns = {name if key == column else key: cells for key, cells in table.columns.items()}
        table.kinds[name] = table.kinds[column]
        return table
    return edit


def added(name, cell):
    def edit(table, rng):
        table.add(name, [cell] * table.rows)
        return table
    return edit


def swapped(one, other):
    def edit(table, rng):
        table.columns[one], table.columns[other] = table.columns[other], table.columns[one]
        return table
    return edit


def permuted(column, share):
    """The cells of a share of the rows in another order."""
    def edit(table, rng):
        places = some(rng, range(table.rows), share)
        values = [table.columns[column][place] for place in places]
        rng.shuffle(values)
        for place, value in zip(places, values):
            table.columns[column][place] = value
        return table
    return edit


def repeated(share, spread):
    """Rows again: after themselves, or at the end of the file."""
    def edit(table, rng):
        again = some(rng, range(table.rows), share)
        places = [*range(table.rows), *again]
        return table.take(sorted(places) if spread else places)
    return edit


def without(column, levels):
    """Leaves out the rows of levels, which are given, or the last so many."""
    def edit(table, rng):
        gone = sorted(set(table.columns[column]))[-levels:] if isinstance(levels, int) else levels
        return table.take([place for place, cell in enumerate(table.columns[column]) if cell not in gone])
    return edit


def shares(column, level, points):
    """Raises the share of a class: rows of the others are left out."""
    def edit(table, rng):
        values = table.columns[column]
        inside = values.count(level)
        wanted = min(0.95, inside / table.rows + points)
        others = [place for place, value in enumerate(values) if value != level]
        kept = set(rng.sample(others, min(len(others), round(inside * (1 - wanted) / wanted))))
        return table.take([place for place, value in enumerate(values) if value == level or place in kept])
    return edit


def none(table, rng):
    """No rows: a header alone."""
    return table.take([])


def twice(column, share):
    """Identifiers again: a share of the rows takes the one of another row."""
    def edit(table, rng):
        values = table.columns[column]
        for place in some(rng, range(table.rows), share):
            values[place] = values[rng.randrange(table.rows)]
        return table
    return edit


def later(column, other, share, days):
    """Moves the dates of `column` before those of `other`."""
    def edit(table, rng):
        values = table.columns[column]
        for place in some(rng, filled(table, column), share):
            start = datetime.fromisoformat(table.columns[other][place])
            moved = start - timedelta(days=rng.randrange(1, days), minutes=rng.randrange(600))
            values[place] = moved.isoformat(sep=" ") if len(values[place]) > 10 else moved.date().isoformat()
        return table
    return edit


def hours(column, by):
    return cells(column, lambda cell: (datetime.fromisoformat(cell) + timedelta(hours=by)).isoformat(sep=" "))


def stuck(column, only=None):
    """A sensor that shows one number from then on: from the first row, or from the middle for one device."""
    def edit(table, rng):
        values = table.columns[column]
        start = 0 if only is None else table.rows // 2
        places = [place for place in range(start, table.rows) if only is None or table.columns[only[0]][place] == only[1]]
        for place in places:
            values[place] = values[places[0]]
        return table
    return edit


def mojibake(cell):
    return cell.encode("utf-8").decode("cp1252", errors="replace")


def day_first(cell):
    year, month, day = cell[:10].split("-")
    return f"{day}/{month}/{year}{cell[10:]}"


def year_2099(cell):
    return f"2099{cell[4:]}" if cell[5:10] != "02-29" else f"2099-02-28{cell[10:]}"


def comma(cell):
    return cell.replace(".", ",")


def cents(cell):
    return str(100 * int(cell.strip("$").replace(",", "")))


def short_number(cell):
    start, _, number = cell.rpartition("-")
    return f"{start}-{int(number)}"


GERMAN = ["Hallo, die Rechnung stimmt nicht, bitte prüfen Sie den Betrag.", "Guten Tag, ich kann mich nicht mehr anmelden.",
          "Mein Paket ist noch nicht angekommen, wo ist die Lieferung?", "Das Programm stürzt beim Öffnen ab, bitte helfen Sie mir.",
          "Ich habe mein Kennwort vergessen und brauche ein neues.", "Bitte ändern Sie die Adresse in meinem Konto.",
          "Seit gestern ist die Anwendung sehr langsam.", "Die Ware war beschädigt, ich möchte mein Geld zurück."]


def german(cell):
    place = int(hashlib.sha256(cell.encode()).hexdigest(), 16)
    return f"{GERMAN[place % 8]} {GERMAN[place // 8 % 8]} Vielen Dank im Voraus. ({place // 64 % 900 + 100})"


def digest(cell):
    return hashlib.sha256(cell.encode()).hexdigest()


def cut(share):
    """Ends the file inside a row, after a share of its lines."""
    def rewrite(text, rng):
        lines = text.splitlines()
        kept = lines[:max(3, int(share * len(lines)))]
        return "\n".join([*kept[:-1], kept[-1][:len(kept[-1]) * 2 // 5]])
    return rewrite


def ragged(rows):
    """Rows with a cell too many, as of a comma without quotes."""
    def rewrite(text, rng):
        lines = text.splitlines()
        for line in rng.sample(range(1, len(lines)), min(rows, len(lines) // 8)):
            row = lines[line].split(",")
            lines[line] = ",".join(row[:5] + ["DE"] + row[5:])
        return "\n".join(lines) + "\n"
    return rewrite


def headless(text, rng):
    return text.partition("\n")[2]


def header_again(text, rng):
    """As of files put one after the other."""
    lines = text.splitlines()
    third = len(lines) // 3
    return "\n".join([*lines[:third], lines[0], *lines[third:2 * third], lines[0], *lines[2 * third:]]) + "\n"


REPEATS = ("repeat|duplicate|copies|twice|equal",)
ROWS = ("row|line|cut|cell",)
HEADER = ("header|column|name",)

CHANGES = [
    # Units and scales.
    Change("minutes-seconds", "flights", ("air_time_min",), "another unit", "`air_time_min` × 60", scaled("air_time_min", 60)),
    Change("kwh-wh", "meters", ("kwh",), "another unit", "`kwh` × 1000", scaled("kwh", 1000, decimals=0), target=True),
    Change("mmol-site", "laboratory", ("glucose",), "another unit", "`glucose` ÷ 18 at one of three sites",
           scaled("glucose", 1 / 18, decimals=1, only=("site", "Süd"))),
    Change("fahrenheit", "sensors", ("temperature",), "Celsius to Fahrenheit", "all of `temperature`", scaled("temperature", 1.8, 32)),
    Change("percent", "flights", ("load_factor",), "a share becomes a percentage", "all of `load_factor`", scaled("load_factor", 100, decimals=1)),
    Change("cents", "staff", ("salary",), "currency becomes cents without a sign", "all of `salary`", cells("salary", cents)),
    # Levels.
    Change("spelling-all", "orders", ("channel",), "another spelling of a level", "“web” becomes “website” in all rows of `channel`",
           cells("channel", lambda _: "website", only=("channel", "web"))),
    Change("spelling-tenth", "churn", ("contract",), "another spelling of a level", "“month-to-month” becomes “monthly” in a tenth of its rows",
           cells("contract", lambda _: "monthly", 0.1, only=("contract", "month-to-month"))),
    Change("case-all", "staff", ("department",), "lower case", "all of `department`", cells("department", str.lower)),
    Change("case-fifth", "survey", ("country",), "upper case", "a fifth of `country`", cells("country", str.upper, 0.2), target=True),
    Change("blanks", "staff", ("department",), "a blank after levels", "a fifth of `department`", cells("department", lambda cell: cell + " ", 0.2)),
    Change("new-level-3", "stock", ("warehouse",), "a new level", "3 % of `warehouse`", put("warehouse", "XXL9", 0.03)),
    Change("level-gone", "churn", ("plan",), "a level gone", "`plan` family, about 15 % of the rows", without("plan", ["family"]), target=True),
    Change("half-the-meters", "meters", ("meter",), "half of the file missing", "three of six of `meter`, or of twelve six",
           lambda table, rng: without("meter", len(set(table.columns["meter"])) // 2)(table, rng)),
    # Rows.
    Change("repeats-13", "orders", (), "duplicated rows", "13 % of the rows, at the end of the file", repeated(0.13, False), expects=REPEATS),
    Change("repeats-5", "laboratory", (), "duplicated rows", "5 % of the rows, each after itself", repeated(0.05, True), expects=REPEATS, target=True),
    Change("ids-5", "tickets", ("ticket_id",), "identifiers again", "5 % of `ticket_id`", twice("ticket_id", 0.05)),
    Change("last-row", "weblog", (), "the last row is cut", "one row", rewrite=cut(1.0), expects=ROWS),
    Change("cut-half", "homes", (), "half of the file missing", "cut inside a row", rewrite=cut(0.5), expects=ROWS),
    Change("ragged-50", "orders", (), "ragged rows", "50 rows with a comma without quotes, or an eighth of fewer than 400", rewrite=ragged(50), expects=ROWS),
    Change("no-rows", "staff", (), "no rows", "a header alone", none, expects=("row|empty",)),
    Change("no-header", "bank", (), "no header", "the first line is missing", rewrite=headless, expects=HEADER),
    Change("header-again", "weblog", (), "the header again", "two more within the file", rewrite=header_again, expects=("header|row|text|number|value|type|cell|level",)),
    # Values that stand for missing ones, and values that cannot be.
    Change("minus999-4", "sensors", ("pressure",), "−999", "4 % of `pressure`", put("pressure", "-999.0", 0.04)),
    Change("minus999-1", "laboratory", ("creatinine",), "−999", "1 % of `creatinine`", put("creatinine", "-999", 0.01)),
    Change("9999-2", "homes", ("year_built",), "9999", "2 % of `year_built`", put("year_built", "9999", 0.02), target=True),
    Change("negative-1", "stock", ("quantity",), "negative counts", "1 % of `quantity`", cells("quantity", lambda cell: f"-{int(cell) + 1}", 0.01)),
    Change("missing-15", "homes", ("bathrooms",), "missing cells", "`bathrooms` from 1 % to 15 %", emptied("bathrooms", 0.14)),
    Change("missing-all", "survey", ("age_group",), "missing cells", "all of `age_group`", emptied("age_group", 1.0)),
    Change("unknown-6", "churn", ("region",), "a word for missing values", "“unknown” in 6 % of `region`", emptied("region", 0.06, "unknown")),
    Change("not-available-7", "stock", ("lead_days",), "a word for missing values", "“N/A” in 7 % of `lead_days`, of which none was missing", emptied("lead_days", 0.07, "N/A")),
    # Dates.
    Change("day-first", "orders", ("ordered_on",), "dates with the day first", "all of `ordered_on`", cells("ordered_on", day_first)),
    Change("day-first-third", "staff", ("hired_on",), "dates with the day first", "a third of `hired_on`", cells("hired_on", day_first, 1 / 3)),
    Change("2099-half", "survey", ("submitted_at",), "dates in 2099", "half of `submitted_at`", cells("submitted_at", year_2099, 0.5)),
    Change("2099-5", "laboratory", ("taken_on",), "dates in 2099", "5 % of `taken_on`", cells("taken_on", year_2099, 0.05)),
    Change("1900-3", "churn", ("signed_up_on",), "dates of 1900-01-01", "3 % of `signed_up_on`", put("signed_up_on", "1900-01-01", 0.03)),
    Change("end-before-start-4", "tickets", ("closed_at", "opened_at"), "an end before its start", "4 % of `closed_at`", later("closed_at", "opened_at", 0.04, 20)),
    Change("zone", "flights", ("departed_at",), "another time zone", "`departed_at` two hours before, beside `scheduled_at`", hours("departed_at", -2)),
    # Labels and relations.
    Change("labels-30", "marks", ("passed",), "permuted labels", "30 % of `passed`", permuted("passed", 0.3), target=True),
    Change("labels-15", "laboratory", ("diabetic",), "permuted labels", "15 % of `diabetic`", permuted("diabetic", 0.15), target=True),
    Change("classes-20", "churn", ("churned",), "another share of a class", "`churned` yes, 20 points more", shares("churned", "yes", 0.2), target=True),
    Change("rows-mixed", "homes", ("area_m2",), "the rows of one column shuffled", "all of `area_m2`", permuted("area_m2", 1.0), target=True),
    Change("swapped-places", "homes", ("latitude", "longitude"), "two columns swapped", "`latitude` and `longitude`", swapped("latitude", "longitude")),
    # Columns.
    Change("column-gone", "weblog", ("bytes",), "a column gone", "`bytes`", dropped("bytes")),
    Change("column-new", "bank", ("debug_flag",), "a new column", "`debug_flag`, one value", added("debug_flag", "0")),
    Change("column-renamed", "orders", ("amount",), "a column renamed", "`amount` becomes `total`", renamed("amount", "total")),
    # How cells are written.
    Change("unit-in-cell", "orders", ("weight_kg",), "numbers become text", "“kg” after 3 % of `weight_kg`", cells("weight_kg", lambda cell: f"{cell} kg", 0.03)),
    Change("decimal-commas", "laboratory", ("hemoglobin",), "decimal commas", "a tenth of `hemoglobin`", cells("hemoglobin", comma, 0.1)),
    Change("mojibake", "orders", ("city",), "UTF-8 read as Windows-1252", "all names with accents in `city`", cells("city", mojibake)),
    Change("zeros-lost-2", "orders", ("invoice",), "a pattern broken", "2 % of `invoice` without leading zeros", cells("invoice", short_number, 0.02)),
    Change("prefix-lost-10", "laboratory", ("sample_id",), "a pattern broken", "a tenth of `sample_id` without “LAB-”", cells("sample_id", lambda cell: cell[4:], 0.1)),
    Change("digests", "churn", ("email",), "addresses become digests", "all of `email`", cells("email", digest)),
    Change("one-phrase", "tickets", ("body",), "text becomes one phrase", "40 % of `body`", put("body", "see attachment", 0.4)),
    Change("language", "tickets", ("body",), "text in another language", "all of `body`", cells("body", german)),
    # Distributions.
    Change("stuck", "sensors", ("humidity",), "one number only", "all of `humidity`", stuck("humidity")),
    Change("tens", "laboratory", ("cholesterol",), "rounded to tens", "all of `cholesterol`", cells("cholesterol", lambda cell: str(round(float(cell), -1))[:-2])),
    Change("clipped", "weblog", ("duration_ms",), "clipped", "`duration_ms` at its 80 % quantile", clipped("duration_ms", 0.8)),
    Change("mean-half", "marks", ("reading",), "another mean", "`reading` by half a standard deviation", moved("reading", 0.5)),
    Change("mean-one", "laboratory", ("hemoglobin",), "another mean", "`hemoglobin` by one standard deviation", moved("hemoglobin", -1.0)),
    Change("spread-two", "sensors", ("load",), "twice the spread", "all of `load`", moved("load", 0.0, 2.0)),
]
